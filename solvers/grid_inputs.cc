#include "solvers/grid_inputs.h"

namespace solvers {
namespace {

using models::BoundaryIndex;
using models::BranchIndex;
using models::BusIndex;
using models::GeneratorIndex;
using models::ShuntIndex;

void Hold(PowerFlowInputs& inputs, BusIndex bus, double v_set_pu, double q_min_mvar,
          double q_max_mvar) {
  inputs.regulates[bus] = 1;
  inputs.v_set_pu[bus] = v_set_pu;
  inputs.q_min_mvar[bus] += q_min_mvar;
  inputs.q_max_mvar[bus] += q_max_mvar;
}

void AddGenerators(const models::ElectricityGrid& grid, const RegionalBalanceResult& balance,
                   PowerFlowInputs& inputs) {
  models::Table<BusIndex, double> running_mw(grid.buses.size(), 0.0);
  for (std::size_t i = 0; i < grid.generators.size(); ++i) {
    const models::GeneratorParams& generator = grid.generators[GeneratorIndex(i)];
    const double generation_mw = balance.generation_mw[GeneratorIndex(i)];
    inputs.injection_mw[generator.bus] += generation_mw;
    if (generator.can_hold_voltage) running_mw[generator.bus] += generation_mw;
  }
  for (std::size_t i = 0; i < grid.generators.size(); ++i) {
    const models::GeneratorParams& generator = grid.generators[GeneratorIndex(i)];
    const bool is_running = balance.generation_mw[GeneratorIndex(i)] > 0.0;
    if (!generator.can_hold_voltage || !is_running) continue;
    if (running_mw[generator.bus] < generator.min_running_mw) continue;
    Hold(inputs, generator.bus, generator.v_set_pu, generator.q_min_mvar, generator.q_max_mvar);
  }
}

void AddShunts(const models::ElectricityGrid& grid, const GridInjections& injections,
               models::Table<ShuntIndex, int>& shunt_step, PowerFlowInputs& inputs) {
  for (std::size_t i = 0; i < grid.shunts.size(); ++i) {
    const models::ShuntParams& shunt = grid.shunts[ShuntIndex(i)];
    if (shunt.is_continuous) {
      Hold(inputs, shunt.bus, shunt.v_set_pu, shunt.q_min_mvar, shunt.q_max_mvar);
      continue;
    }
    if (models::KeepsVoltage(shunt)) continue;  // switched by the power flow
    int& steps = shunt_step[ShuntIndex(i)];
    steps = models::CalcShuntSteps(shunt, injections.demand_mvar[shunt.bus], steps);
    inputs.shunt_mvar[shunt.bus] += shunt.step_mvar * steps;
  }
}

}  // namespace

void AddDemand(BusIndex bus, const BusDemand& demand, PowerFlowInputs& inputs) {
  const auto& [p_z, p_i] = demand.p_voltage;
  const auto& [q_z, q_i] = demand.q_voltage;
  inputs.injection_mw[bus] -= demand.p_mw * (1.0 - p_z - p_i);
  inputs.injection_mvar[bus] -= demand.q_mvar * (1.0 - q_z - q_i);
  inputs.shunt_mw[bus] += demand.p_mw * p_z;
  inputs.shunt_mvar[bus] -= demand.q_mvar * q_z;
  if (p_i == 0.0 && q_i == 0.0) return;
  for (auto* current : {&inputs.current_mw, &inputs.current_mvar}) {
    if (current->empty()) {
      *current = models::Table<BusIndex, double>(inputs.injection_mw.size(), 0.0);
    }
  }
  inputs.current_mw[bus] += demand.p_mw * p_i;
  inputs.current_mvar[bus] += demand.q_mvar * q_i;
}

PowerFlowInputs MakeGridInputs(const models::ElectricityGrid& grid,
                               const GridInjections& injections,
                               const RegionalBalanceResult& balance,
                               models::Table<ShuntIndex, int>& shunt_step) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    inputs.injection_mw[bus] = -injections.demand_mw[bus] - injections.heat_demand_mw[bus];
    inputs.injection_mvar[bus] = -injections.demand_mvar[bus];
  }
  for (std::size_t i = 0; i < injections.added_generation_mw.size(); ++i) {
    inputs.injection_mw[BusIndex(i)] += injections.added_generation_mw[BusIndex(i)];
  }
  for (std::size_t k = 0; k < injections.branch_closed.size(); ++k) {
    if (injections.branch_closed[BranchIndex(k)] != 0) inputs.in_service[BranchIndex(k)] = 1;
  }
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    if (injections.branch_out[BranchIndex(k)] != 0) inputs.in_service[BranchIndex(k)] = 0;
  }
  AddGenerators(grid, balance, inputs);
  AddShunts(grid, injections, shunt_step, inputs);
  for (std::size_t i = 0; i < grid.boundaries.size(); ++i) {
    const models::BoundaryParams& boundary = grid.boundaries[BoundaryIndex(i)];
    inputs.injection_mw[boundary.bus] += balance.boundary_import_mw[BoundaryIndex(i)];
    Hold(inputs, boundary.bus, boundary.v_set_pu, boundary.q_min_mvar, boundary.q_max_mvar);
  }
  return inputs;
}

}  // namespace solvers
