#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/electricity/grid.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

/// Which attempt gave an answer, in the order in which they are made.
enum class PowerFlowRung {
  kBlock,     ///< block Newton from the given start
  kPivoting,  ///< Newton on KLU, with partial pivoting, from the given start
  kDamped,    ///< the same with steps halved until the mismatch shrinks
  kDcStart,   ///< from the DC start: block Newton, then damped
  kFlatStart  ///< damped from 1 pu and 0 rad
};
absl::string_view NameOf(PowerFlowRung rung);

/// One part of the grid that branches in service hold together.
struct PowerFlowIsland {
  int bus_count = 0;
  bool is_energised = false;
  models::BusIndex reference;  ///< largest participant; invalid where nobody participates
  double mismatch_mw = 0.0;    ///< taken by its participants, in proportion to their shares
  PowerFlowRung rung = PowerFlowRung::kBlock;
  std::string failure;  ///< why there is no solution; empty otherwise (keeps_solved_islands)
};

struct PowerFlowAnswer {
  /// result.mismatch_mw is the sum over islands; result.started_flat tells that the given start did
  /// not serve somewhere.
  PowerFlowSolution solution;
  PowerFlowRung rung = PowerFlowRung::kBlock;        ///< the last one that any island needed
  std::vector<PowerFlowIsland> islands;              ///< by their first bus
  models::Table<models::BusIndex, int> island_of;    ///< [bus] row of `islands`
  models::Table<models::BusIndex, double> taken_mw;  ///< [bus] its part of its island's mismatch
};

/// AC power flow that does not give up at the first attempt: a ladder of solvers and starts for
/// every island that has a participant of its own. Islands are solved each on its own, with its own
/// reference and mismatch, shares scaled to sum 1 within it; islands without a participant are
/// reported without voltage. Immutable; any number of threads, each with its own workspace.
class PowerFlow {
 public:
  class Workspace;

  /// `grid` must outlive the solver and have passed Validate.
  /// Errors: FailedPrecondition when the grid has no bus that may be the angle reference.
  static absl::StatusOr<PowerFlow> Make(const models::ElectricityGrid& grid);
  ~PowerFlow();
  PowerFlow(PowerFlow&&) noexcept;
  PowerFlow& operator=(PowerFlow&&) noexcept;

  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// Errors: FailedPrecondition with the worst bus of every rung when none gives an answer for an
  /// island (with `keeps_solved_islands` only for the largest), or when nobody takes the mismatch; InvalidArgument as of CheckPowerFlowInputs.
  absl::StatusOr<PowerFlowAnswer> Solve(const PowerFlowInputs& inputs, const PowerFlowState& start,
                                        const PowerFlowOptions& options,
                                        Workspace& workspace) const;

 private:
  struct Network;
  explicit PowerFlow(std::unique_ptr<const Network> network);
  std::unique_ptr<const Network> network_;
};

/// Needed by callers that own a workspace through its base pointer type.
class PowerFlow::Workspace {
 public:
  explicit Workspace(const Network& network);
  ~Workspace();

 private:
  friend class PowerFlow;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace solvers
