#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "twin/frame.h"
#include "twin/frame_ring.h"
#include "twin/heat/network_solution.h"

namespace twin::heat {

/// The state that is shown for a quarter.
struct NetworkState {
  models::Quarter quarter;                          ///< asked for
  std::shared_ptr<const NetworkSolution> solution;  ///< null: none, see `failure`
  models::Quarter solved;                           ///< of `solution`; earlier when stale
  std::string failure;                              ///< why `quarter` has none of its own
  bool is_stale() const { return !failure.empty(); }
};

/// Steady states of one network by quarter: what questions begin from. A state is a function of the
/// quarter's frame alone, so that a stored time gives the same answer as when it was new; a quarter
/// that cannot be solved shows the last one that could, at most kMaxHeatStaleQuarters before. They
/// are solved when somebody asks, on the asker's thread: the engine never waits, and nothing is
/// solved that nobody looks at. The newest that were solved are kept. Any thread.
class NetworkStates {
 public:
  using MomentOf = std::function<models::HeatNetworkMoment(const Frame&)>;
  using FindFrame = std::function<absl::StatusOr<FramePtr>(models::Quarter)>;

  NetworkStates(const NetworkModel& model, MomentOf moment_of, FindFrame find_frame)
      : model_(model), moment_of_(std::move(moment_of)), find_frame_(std::move(find_frame)) {}

  NetworkState At(const Frame& frame);

 private:
  struct Solved {
    std::shared_ptr<const NetworkSolution> solution;
    std::string failure;
  };

  Solved Solve(const Frame& frame);

  const NetworkModel& model_;
  const MomentOf moment_of_;
  const FindFrame find_frame_;
  std::mutex mutex_;
  std::map<std::int64_t, Solved> solved_;  ///< by quarter
  std::deque<std::int64_t> solved_order_;
};

}  // namespace twin::heat
