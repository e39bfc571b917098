#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/region.h"
#include "twin/frame_layout.h"
#include "twin/heat/network_model.h"
#include "twin/heat/network_states.h"

namespace twin::heat {

/// A network with its states.
struct LiveNetwork {
  const NetworkModel& model;
  NetworkStates& states;
};

/// All pipe networks of a region. Each is generated when it is first asked for. Any thread.
class HeatNetworks {
 public:
  /// `region` and `layout` must outlive it; `find_frame` is called on askers' threads.
  HeatNetworks(const models::Region& region, const FrameLayout& layout,
               NetworkStates::FindFrame find_frame);

  std::size_t size() const { return slots_.size(); }
  /// By id or by name. Errors: NotFound with the nearest names.
  absl::StatusOr<models::HeatNetworkIndex> Find(absl::string_view text) const;
  /// Errors: as of NetworkModel::Make, the same every time.
  absl::StatusOr<LiveNetwork> Open(models::HeatNetworkIndex network);

 private:
  struct Slot {
    std::once_flag once;
    absl::Status failure;
    std::unique_ptr<const NetworkModel> model;
    std::unique_ptr<NetworkStates> states;
  };

  const models::Region& region_;
  const FrameLayout& layout_;
  const NetworkStates::FindFrame find_frame_;
  std::vector<std::unique_ptr<Slot>> slots_;  ///< [network]
};

/// How a network is run in the quarter of a frame.
models::HeatNetworkMoment MomentIn(const Frame& frame, const models::Region& region,
                                   const FrameLayout& layout, const models::HeatNetworkSite& site);

}  // namespace twin::heat
