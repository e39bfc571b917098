#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/region.h"
#include "twin/frame_layout.h"
#include "twin/heat/network_minutes.h"
#include "twin/heat/network_model.h"
#include "twin/heat/network_states.h"

namespace twin::heat {

/// Where frames of the past come from; called on askers' threads.
struct FrameSource {
  /// From memory, else from the store. Errors: as of Engine::FindFrame.
  std::function<absl::StatusOr<FramePtr>(models::Quarter)> find_frame;
  /// Those of the quarters [from, to), from the store. Errors: as of Engine::FindFrames.
  std::function<absl::StatusOr<std::vector<FramePtr>>(models::Quarter from, models::Quarter to)>
      find_frames;
};

/// A network: steady by quarter, which questions begin from, and in motion by minute, which is what
/// is shown.
struct LiveNetwork {
  const NetworkModel& model;
  NetworkStates& states;
  NetworkMinutes& minutes;
};

/// All pipe networks of a region. Each is generated when it is first asked for. Any thread.
class HeatNetworks {
 public:
  /// `region` and `layout` must outlive it.
  HeatNetworks(const models::Region& region, const FrameLayout& layout, FrameSource source);

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
    std::unique_ptr<NetworkMinutes> minutes;
  };
  using AllDrives = std::shared_ptr<const std::vector<NetworkDrive>>;  ///< [network]

  absl::StatusOr<DriveSpan> FindDrives(models::HeatNetworkIndex network, models::Quarter from,
                                       models::Quarter to);
  AllDrives FindKept(models::Quarter quarter) const;
  AllDrives Keep(const Frame& frame);
  /// Those of [from, to) that the store has in a row before `to`, newest first.
  absl::StatusOr<std::vector<AllDrives>> ReadBefore(models::Quarter from, models::Quarter to);

  const models::Region& region_;
  const FrameLayout& layout_;
  const FrameSource source_;
  std::vector<std::unique_ptr<Slot>> slots_;  ///< [network]
  mutable std::mutex mutex_;
  std::map<std::int64_t, AllDrives> drives_;  ///< by quarter
  std::deque<std::int64_t> drives_order_;
};

/// How a network is run in the quarter of a frame. By values as the store keeps them, so that a
/// frame says the same in memory and read back.
NetworkDrive DriveIn(const Frame& frame, const models::Region& region, const FrameLayout& layout,
                     const models::HeatNetworkSite& site);

}  // namespace twin::heat
