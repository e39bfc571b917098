#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/block_newton_kernels.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

struct BlockNetwork;

/// AC power flow of one network on 2 × 2 blocks: equations, controls, inputs and answers are those
/// of AcPowerFlow; voltages are kept as e + jf, one pass makes and eliminates the Jacobian, and the
/// elimination has one fixed order without pivoting between blocks. Immutable: ordering is made
/// once and serves every switch state, control status and outage; any number of threads may solve
/// on it, each with its own workspace. An answer is a function of inputs and start alone.
class BlockPowerFlow {
 public:
  class Workspace;

  /// `grid` must outlive the solver and have passed Validate.
  /// Errors: FailedPrecondition when the grid has no bus that may be the angle reference.
  static absl::StatusOr<BlockPowerFlow> Make(const models::ElectricityGrid& grid);
  ~BlockPowerFlow();
  BlockPowerFlow(BlockPowerFlow&&) noexcept;
  BlockPowerFlow& operator=(BlockPowerFlow&&) noexcept;

  /// Bus whose angle is fixed: the boundary with the largest participation as built.
  models::BusIndex reference() const;

  std::unique_ptr<Workspace> MakeWorkspace(const BlockNewtonKernels& kernels) const;
  std::unique_ptr<Workspace> MakeWorkspace() const {
    return MakeWorkspace(ChooseBlockNewtonKernels());
  }

  /// Newton from `start`, from nowhere else (PowerFlow has the ladder).
  /// Buses cut off from the reference are reported without voltage; what hangs there is not served.
  /// Errors: FailedPrecondition naming the worst bus when it does not converge, when nobody takes
  /// the mismatch, or when the grid's own reference is cut off from that of the inputs;
  /// InvalidArgument as of CheckPowerFlowInputs.
  absl::StatusOr<PowerFlowSolution> Solve(const PowerFlowInputs& inputs,
                                          const PowerFlowState& start,
                                          const PowerFlowOptions& options,
                                          Workspace& workspace) const;

 private:
  explicit BlockPowerFlow(std::unique_ptr<const BlockNetwork> network);
  std::unique_ptr<const BlockNetwork> network_;
};

/// Needed by callers that own a workspace through its base pointer type.
class BlockPowerFlow::Workspace {
 public:
  Workspace(const BlockNetwork& network, const BlockNewtonKernels& kernels);
  ~Workspace();

 private:
  friend class BlockPowerFlow;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace solvers
