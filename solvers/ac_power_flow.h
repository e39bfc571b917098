#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

struct AcNetwork;

/// AC power flow of one network. Immutable: pattern and ordering are made once and serve every
/// switch state, control status and outage; any number of threads may solve on it, each with its
/// own workspace.
class AcPowerFlow {
 public:
  class Workspace;

  /// `grid` must outlive the solver and have passed Validate.
  /// Errors: FailedPrecondition when the grid has no bus that may be the angle reference.
  static absl::StatusOr<AcPowerFlow> Make(const models::ElectricityGrid& grid);
  ~AcPowerFlow();
  AcPowerFlow(AcPowerFlow&&) noexcept;
  AcPowerFlow& operator=(AcPowerFlow&&) noexcept;

  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// Newton in polar form from `start`; from a flat start when that fails and options allow it.
  /// Buses cut off from the reference are reported without voltage; what hangs there is not served.
  /// Errors: FailedPrecondition naming the worst bus when it does not converge, or when nobody
  /// takes the mismatch; InvalidArgument as of CheckPowerFlowInputs.
  absl::StatusOr<PowerFlowSolution> Solve(const PowerFlowInputs& inputs,
                                          const PowerFlowState& start,
                                          const PowerFlowOptions& options,
                                          Workspace& workspace) const;

 private:
  explicit AcPowerFlow(std::unique_ptr<const AcNetwork> network);
  std::unique_ptr<const AcNetwork> network_;
};

/// Needed by callers that own a workspace through its base pointer type.
class AcPowerFlow::Workspace {
 public:
  explicit Workspace(const AcNetwork& network);
  ~Workspace();

 private:
  friend class AcPowerFlow;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace solvers
