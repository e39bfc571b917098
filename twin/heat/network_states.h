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

/// One node in one quarter; NaN where there is nothing.
struct NodePoint {
  double supply_bar = 0.0;
  double return_bar = 0.0;
  double supply_degc = 0.0;
  double return_degc = 0.0;
};

/// States of one network by quarter. A state is a function of the quarter's frame alone, so that a
/// stored time gives the same answer as when it was new; a quarter that cannot be solved shows the
/// last one that could, at most kMaxHeatStaleQuarters before. They are solved when somebody asks,
/// on the asker's thread: the engine never waits, and nothing is solved that nobody looks at.
/// What was solved is kept: the newest whole, more of them as four numbers a node. Any thread.
class NetworkStates {
 public:
  using MomentOf = std::function<models::HeatNetworkMoment(const Frame&)>;
  using FindFrame = std::function<absl::StatusOr<FramePtr>(models::Quarter)>;

  NetworkStates(const NetworkModel& model, MomentOf moment_of, FindFrame find_frame)
      : model_(model), moment_of_(std::move(moment_of)), find_frame_(std::move(find_frame)) {}

  NetworkState At(const Frame& frame);
  /// [quarter] of `node` in the quarters that end with `last`. Stops early, with what it has, when
  /// `is_cancelled` says so.
  std::vector<NodePoint> HistoryOf(std::size_t node, models::Quarter last, int quarters,
                                   const std::function<bool()>& is_cancelled);

 private:
  struct Solved {
    std::shared_ptr<const NetworkSolution> solution;
    std::string failure;
  };
  /// [node] of both sides, one after the other, in single precision: what is kept of many quarters.
  struct Columns {
    std::vector<float> values;  ///< pressure, then temperature; empty: not solved
  };

  Solved Solve(const Frame& frame);
  std::shared_ptr<const Columns> ColumnsAt(models::Quarter quarter);

  const NetworkModel& model_;
  const MomentOf moment_of_;
  const FindFrame find_frame_;
  std::mutex mutex_;
  std::map<std::int64_t, Solved> solved_;  ///< by quarter
  std::deque<std::int64_t> solved_order_;
  std::map<std::int64_t, std::shared_ptr<const Columns>> columns_;
  std::deque<std::int64_t> columns_order_;
};

}  // namespace twin::heat
