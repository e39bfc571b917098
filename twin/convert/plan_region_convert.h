#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/planning.pb.h"
#include "twin/plans/check_all.h"
#include "twin/plans/heat_match.h"
#include "twin/plans/plan_inbox.h"
#include "twin/plans/swap.h"

namespace twin::convert {

/// Sums and overlaps of plans that were checked together.
ostlandet::twin::v1::PlanSums ToPlanSums(const plans::PlanSet& plans);

ostlandet::twin::v1::SurplusMatch ToProto(const plans::RegionMatches& all,
                                          const solvers::HeatMatch& match);

ostlandet::twin::v1::PlanNotice ToProto(const plans::PlanNotice& notice);
ostlandet::twin::v1::PlanNotice ToProto(const plans::InboxItem& item);
ostlandet::twin::v1::PlanSubscription ToProto(const plans::PlanSubscription& subscription);

/// Errors: InvalidArgument for a time of day that is none, a place that is missing, and ids longer
/// than limits::kMaxIdBytes; what else is wrong tells plans::CalcSwap.
absl::StatusOr<plans::SwapQuestion> FromProto(
    const ostlandet::twin::v1::HeatSwapQuestion& question);
ostlandet::twin::v1::HeatSwap ToProto(const plans::Swap& swap);

}  // namespace twin::convert
