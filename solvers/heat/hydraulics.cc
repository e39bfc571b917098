#include "solvers/heat/hydraulics.h"

#include <limits>

#include "absl/strings/str_format.h"
#include "solvers/heat/hydraulic_iteration.h"
#include "solvers/heat/hydraulic_layout.h"
#include "solvers/value_checks.h"

namespace solvers::heat {

struct Hydraulics::Built {
  explicit Built(const models::HydraulicNetwork& params)
      : network(params), layout(MakeHydraulicLayout(network)) {}
  models::HydraulicNetwork network;
  HydraulicLayout layout;
};

struct Hydraulics::Workspace::Parts {
  explicit Parts(const Built& built) : iteration(built.network, built.layout) {}
  HydraulicIteration iteration;
};

Hydraulics Hydraulics::Make(const models::HydraulicNetwork& network) {
  return Hydraulics(std::make_unique<const Built>(network));
}

Hydraulics::Hydraulics(std::unique_ptr<const Built> built) : built_(std::move(built)) {}
Hydraulics::~Hydraulics() = default;
Hydraulics::Hydraulics(Hydraulics&&) noexcept = default;
Hydraulics& Hydraulics::operator=(Hydraulics&&) noexcept = default;

const std::vector<char>& Hydraulics::is_live() const { return built_->layout.is_live; }
int Hydraulics::unknown_count() const { return built_->layout.row_count(); }
bool Hydraulics::is_tree() const {
  return built_->layout.chains.empty() && built_->layout.controls.empty();
}

std::unique_ptr<Hydraulics::Workspace> Hydraulics::MakeWorkspace() const {
  return std::make_unique<Workspace>(*built_);
}

Hydraulics::Workspace::Workspace(const Built& built) : parts_(std::make_unique<Parts>(built)) {}
Hydraulics::Workspace::~Workspace() = default;

absl::Status Hydraulics::Solve(const HydraulicInputs& inputs, const HydraulicOptions& options,
                               const std::vector<double>* start_kg_s, Workspace& workspace,
                               HydraulicSolution& solution) const {
  const HydraulicLayout& layout = built_->layout;
  const std::size_t nodes = layout.is_live.size(), links = layout.link_ids.size();
  absl::Status status = CheckValues(inputs.outflow_kg_s, nodes, "outflow_kg_s");
  status.Update(CheckValues(inputs.held_pressure_bar, nodes, "held_pressure_bar"));
  status.Update(CheckValues(inputs.density_kg_m3, links, "density_kg_m3"));
  status.Update(CheckValues(inputs.viscosity_pa_s, links, "viscosity_pa_s"));
  status.Update(
      CheckValues(inputs.lift_bar, static_cast<std::size_t>(layout.lift_count), "lift_bar"));
  if (start_kg_s != nullptr) status.Update(CheckValues(*start_kg_s, links, "start_kg_s"));
  if (!status.ok()) return status;

  for (std::size_t node = 0; node < nodes; ++node)
    if (!layout.is_live[node] && inputs.outflow_kg_s[node] != 0.0)
      return absl::FailedPreconditionError(absl::StrFormat(
          "hydraulics: node %s takes %g kg/s in a part where nothing holds the pressure",
          layout.node_ids[node], inputs.outflow_kg_s[node]));
  solution.flow_kg_s.assign(links, 0.0);
  solution.pressure_bar.assign(nodes, std::numeric_limits<double>::quiet_NaN());
  solution.link_status.assign(links, LinkStatus::kOpen);
  solution.iterations = solution.control_changes = 0;
  solution.pressure_residual_bar = 0.0;
  solution.fell_back = false;
  return workspace.parts_->iteration.Run(inputs, options, start_kg_s, solution);
}

void Hydraulics::RespondToOutflow(const std::vector<double>& outflow_change_kg_s,
                                  Workspace& workspace,
                                  std::vector<double>& flow_change_kg_s) const {
  workspace.parts_->iteration.Respond(outflow_change_kg_s, flow_change_kg_s);
}

}  // namespace solvers::heat
