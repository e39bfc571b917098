#include "solvers/profile_inputs.h"

namespace solvers {

using models::BusIndex;
using models::GeneratorIndex;

namespace {

void Hold(PowerFlowInputs& inputs, BusIndex bus, double v_set_pu, double q_min_mvar,
          double q_max_mvar) {
  inputs.regulates[bus] = 1;
  inputs.v_set_pu[bus] = v_set_pu;
  inputs.q_min_mvar[bus] += q_min_mvar;
  inputs.q_max_mvar[bus] += q_max_mvar;
}

}  // namespace

PowerFlowInputs MakeProfileInputs(const models::Region& region, double load_share) {
  const models::ElectricityGrid& grid = region.grid;
  const models::ProfileParams& profile = *region.profile;
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.shunt_mvar = profile.shunt_mvar;
  inputs.shunt_mw = profile.shunt_mw;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    inputs.injection_mw[bus] = -load_share * profile.demand_mw[bus];
    inputs.injection_mvar[bus] = -load_share * profile.demand_mvar[bus];
  }
  for (std::size_t i = 0; i < grid.generators.size(); ++i) {
    const models::GeneratorParams& generator = grid.generators[GeneratorIndex(i)];
    const double generation_mw = load_share * profile.generation_mw[GeneratorIndex(i)];
    inputs.injection_mw[generator.bus] += generation_mw;
    if (generator.can_hold_voltage && generation_mw >= generator.min_running_mw) {
      Hold(inputs, generator.bus, generator.v_set_pu, generator.q_min_mvar, generator.q_max_mvar);
    }
  }
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    Hold(inputs, boundary.bus, boundary.v_set_pu, boundary.q_min_mvar, boundary.q_max_mvar);
  }
  return inputs;
}

}  // namespace solvers
