#include "solvers/power_flow_tables.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

bool HasVoltageBanks(const models::ElectricityGrid& grid) {
  return std::any_of(grid.shunts.begin(), grid.shunts.end(), models::KeepsVoltage);
}

absl::Status CheckParticipation(const models::ElectricityGrid& grid,
                                const models::Table<BusIndex, double>& share) {
  std::vector<char> is_boundary(grid.buses.size(), 0);
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    is_boundary[boundary.bus.value()] = 1;
  }
  for (std::size_t i = 0; i < is_boundary.size(); ++i) {
    const BusIndex bus(i);
    if (share[bus] == 0.0) continue;
    if (!(share[bus] > 0.0 && std::isfinite(share[bus]))) {
      return models::errors::InvalidField(
          "participation_share at bus " + grid.buses[bus].name,
          absl::StrCat("is ", share[bus], ", must be finite and not negative"));
    }
    if (is_boundary[i] == 0) {
      return models::errors::InvalidField(
          "participation_share at bus " + grid.buses[bus].name,
          absl::StrCat("is ", share[bus], ", but the bus is no boundary of the grid"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<models::ShuntIndex> ListVoltageBanks(const models::ElectricityGrid& grid) {
  std::vector<models::ShuntIndex> banks;
  for (std::size_t i = 0; i < grid.shunts.size(); ++i) {
    const models::ShuntIndex index(i);
    if (models::KeepsVoltage(grid.shunts[index])) banks.push_back(index);
  }
  return banks;
}

PowerFlowInputs PowerFlowInputs::MakeZero(const models::ElectricityGrid& grid) {
  PowerFlowInputs inputs;
  const std::size_t buses = grid.buses.size();
  for (auto* table :
       {&inputs.injection_mw, &inputs.injection_mvar, &inputs.shunt_mvar, &inputs.shunt_mw,
        &inputs.q_min_mvar, &inputs.q_max_mvar, &inputs.participation_share}) {
    *table = models::Table<BusIndex, double>(buses, 0.0);
  }
  inputs.v_set_pu = models::Table<BusIndex, double>(buses, 1.0);
  inputs.regulates = models::Table<BusIndex, char>(buses, 0);
  inputs.in_service = models::Table<BranchIndex, char>(grid.branches.size());
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    inputs.in_service[BranchIndex(k)] = grid.branches[BranchIndex(k)].is_in_service ? 1 : 0;
  }
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    inputs.participation_share[boundary.bus] += boundary.slack_participation_share;
  }
  return inputs;
}

PowerFlowState PowerFlowState::MakeFlat(const models::ElectricityGrid& grid) {
  return {.vm_pu = models::Table<BusIndex, double>(grid.buses.size(), 1.0),
          .va_rad = models::Table<BusIndex, double>(grid.buses.size(), 0.0),
          .control = models::Table<BusIndex, BusControl>(grid.buses.size(), BusControl::kFree),
          .tap_step = models::Table<BranchIndex, int>(grid.branches.size(), 0),
          .shunt_step = models::Table<models::ShuntIndex, int>(
              HasVoltageBanks(grid) ? grid.shunts.size() : 0, 0)};
}

PowerFlowSolution PowerFlowSolution::MakeFlat(const models::ElectricityGrid& grid) {
  PowerFlowSolution solution{.result = {}, .state = PowerFlowState::MakeFlat(grid)};
  solution.result.flow = models::Table<BranchIndex, BranchFlow>(grid.branches.size());
  solution.result.is_energised = models::Table<BusIndex, char>(grid.buses.size());
  solution.result.regulated_mvar = models::Table<BusIndex, double>(grid.buses.size(), 0.0);
  return solution;
}

absl::Status CheckPowerFlowInputs(const models::ElectricityGrid& grid,
                                  const PowerFlowInputs& inputs, const PowerFlowState& start) {
  const std::size_t buses = grid.buses.size(), branches = grid.branches.size();
  const bool fits = inputs.injection_mw.size() == buses && inputs.injection_mvar.size() == buses &&
                    inputs.shunt_mvar.size() == buses && inputs.shunt_mw.size() == buses &&
                    inputs.regulates.size() == buses && inputs.v_set_pu.size() == buses &&
                    inputs.q_min_mvar.size() == buses && inputs.q_max_mvar.size() == buses &&
                    inputs.participation_share.size() == buses &&
                    inputs.in_service.size() == branches && start.vm_pu.size() == buses &&
                    start.va_rad.size() == buses && start.control.size() == buses &&
                    start.tap_step.size() == branches &&
                    inputs.current_mvar.size() == inputs.current_mw.size() &&
                    (inputs.current_mw.empty() || inputs.current_mw.size() == buses) &&
                    start.shunt_step.size() == (HasVoltageBanks(grid) ? grid.shunts.size() : 0);
  if (!fits) return absl::InvalidArgumentError("power-flow tables do not fit the grid");
  // Zero times a number is zero, times anything else it is not: one sweep without questions.
  double sum = 0.0;
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex bus(i);
    sum += 0.0 * inputs.injection_mw[bus] + 0.0 * inputs.injection_mvar[bus] +
           0.0 * inputs.shunt_mvar[bus] + 0.0 * inputs.shunt_mw[bus] + 0.0 * inputs.v_set_pu[bus];
  }
  for (std::size_t i = 0; sum != 0.0 && i < buses; ++i) {
    const BusIndex bus(i);
    for (const double value :
         {inputs.injection_mw[bus], inputs.injection_mvar[bus], inputs.shunt_mvar[bus],
          inputs.shunt_mw[bus], inputs.v_set_pu[bus]}) {
      if (!std::isfinite(value)) {
        return models::errors::NotFinite("injection at bus " + grid.buses[bus].name, value);
      }
    }
  }
  for (const auto* current : {&inputs.current_mw, &inputs.current_mvar}) {
    for (std::size_t i = 0; i < current->size(); ++i) {
      const double value = (*current)[BusIndex(i)];
      if (std::isfinite(value)) continue;
      return models::errors::NotFinite("demand at bus " + grid.buses[BusIndex(i)].name, value);
    }
  }
  return CheckParticipation(grid, inputs.participation_share);
}

}  // namespace solvers
