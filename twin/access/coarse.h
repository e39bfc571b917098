#pragma once

#include "google/protobuf/message.h"
#include "twin/store/schema.h"

/// Sums of the whole region's electricity are public. At full precision they follow from
/// impedances and from how the grid is switched: who has a model of it could fit it to losses told
/// to the watt. Below K3 they are told in whole MW.
namespace twin::access {

inline constexpr double kRegionStepMw = 1.0;

/// Nearest whole multiple of `step`, half of it away from zero; never −0.
double RoundTo(double value, double step);

/// Rounds what `message` holds of the region's balance and exchanges, at every depth.
void Coarsen(google::protobuf::Message& message);

/// The same of stored series: step of a group's values below K3; 0: as they are.
double CoarseStepOf(const store::SeriesGroup& group);

}  // namespace twin::access
