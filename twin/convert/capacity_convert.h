#pragma once

#include "models/region.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "solvers/hosting_capacity.h"
#include "twin/capacity/capacity_engine.h"

namespace twin::convert {

/// The full record of an answer; `record_id`, `code_version` and `total_milliseconds` are left to
/// the caller. The engine must be ready.
ostlandet::twin::v1::CapacityAnswer ToProto(const solvers::HostingAnswer& answer,
                                            const ostlandet::twin::v1::CapacityQuestion& question,
                                            const solvers::HostingQuery& query,
                                            const capacity::CapacityEngine& engine);

/// Id and name of a branch or a bus.
template <class Params>
ostlandet::twin::v1::GridComponent ToComponent(const Params& params) {
  ostlandet::twin::v1::GridComponent component;
  component.set_id(params.id);
  component.set_name(params.name);
  return component;
}

ostlandet::twin::v1::CapacityLimit ToLimit(const solvers::BindingLimit& limit,
                                           const capacity::CapacityEngine& engine);
/// Of a grid that holds more than the planned one; `first` is the planned year's first quarter.
ostlandet::twin::v1::CapacityLimit ToLimit(const solvers::BindingLimit& limit,
                                           const models::ElectricityGrid& grid,
                                           models::Quarter first);

/// What binds, without saying which component; UNSPECIFIED when nothing does.
ostlandet::twin::v1::ReasonClass ReasonOf(const solvers::BindingLimit& limit,
                                          const models::ElectricityGrid& grid);

/// Narrows a record to what the medium voltage below the busbar takes as well: the lesser MW are
/// the answer's, with their limit first, their reason and their verdict.
void AddMediumVoltage(const capacity::CapacityEngine& engine, models::MvNodeIndex node,
                      const capacity::CapacityEngine::MvAnswer& room,
                      ostlandet::twin::v1::CapacityAnswer& answer);

/// The record of a storage from those of its two directions: the lesser MW are its own, in every
/// hour as well.
ostlandet::twin::v1::CapacityAnswer JoinStorage(ostlandet::twin::v1::CapacityAnswer charge,
                                                ostlandet::twin::v1::CapacityAnswer discharge);

/// How far the basis is.
ostlandet::twin::v1::GetCapacityBasisResponse ToProto(const capacity::CapacityEngine& engine);

}  // namespace twin::convert
