// Method, equations and controls are those of ac_power_flow.cc; what differs is that the
// elimination order is fixed (block_lu.h), that the reference angle's place among the unknowns is
// taken by the mismatch λ, and that voltages are kept as real and imaginary parts, turned and
// stretched by each step (lane_kernels.inc).
#include "solvers/lane_power_flow.h"

#include <memory>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/lane_buffers.h"
#include "solvers/lane_iteration.h"
#include "solvers/lane_layout.h"

namespace solvers {

using models::BranchIndex;

LanePowerFlow::LanePowerFlow(std::unique_ptr<const LaneNetwork> network)
    : network_(std::move(network)) {}
LanePowerFlow::~LanePowerFlow() = default;
LanePowerFlow::LanePowerFlow(LanePowerFlow&&) noexcept = default;
LanePowerFlow& LanePowerFlow::operator=(LanePowerFlow&&) noexcept = default;
const models::ElectricityGrid& LanePowerFlow::grid() const { return *network_->grid; }
bool LanePowerFlow::IsBridge(BranchIndex branch) const {
  return network_->is_bridge[branch.value()] != 0;
}

LanePowerFlow::Workspace::Workspace(const LaneNetwork& network, const LaneKernels& kernels)
    : b_(std::make_unique<LaneBuffers>(network, kernels)) {}
LanePowerFlow::Workspace::~Workspace() = default;

std::unique_ptr<LanePowerFlow::Workspace> LanePowerFlow::MakeWorkspace(
    const LaneKernels& kernels) const {
  return std::make_unique<Workspace>(*network_, kernels);
}

absl::StatusOr<LanePowerFlow> LanePowerFlow::Make(const models::ElectricityGrid& grid) {
  TWIN_ASSIGN_OR_RETURN(LaneNetwork network, MakeLaneNetwork(grid));
  return LanePowerFlow(std::make_unique<const LaneNetwork>(std::move(network)));
}

absl::Status LanePowerFlow::FillBase(const PowerFlowInputs& inputs, const PowerFlowState& start,
                                     LaneBase& base) const {
  return FillLaneBase(*network_, inputs, start, base);
}

void LanePowerFlow::Solve(std::span<const LaneCase> cases, const PowerFlowOptions& options,
                          Workspace& workspace) const {
  LayOutLanes(cases, options.enforces_q_limits, *workspace.b_);
  RunLanes(options, *workspace.b_);
}

}  // namespace solvers
