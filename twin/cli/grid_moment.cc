#include "twin/cli/grid_moment.h"

#include <algorithm>

namespace twin::cli {

using models::BusIndex;
using solvers::BusControl;

data::GridMoment MakeGridMoment(const std::string& name, const models::ElectricityGrid& grid,
                                const solvers::PowerFlowInputs& inputs,
                                const solvers::PowerFlowAnswer& answer,
                                const models::Table<models::BranchIndex, double>& rating_mva) {
  const solvers::PowerFlowSolution& solution = answer.solution;
  const auto& share = inputs.participation_share;
  data::GridMoment moment{.name = name,
                          .slack = BusIndex(static_cast<std::size_t>(
                              std::max_element(share.begin(), share.end()) - share.begin())),
                          .injection_mw = inputs.injection_mw,
                          .injection_mvar = inputs.injection_mvar,
                          .shunt_mw = inputs.shunt_mw,
                          .shunt_mvar = inputs.shunt_mvar,
                          .is_held = models::Table<BusIndex, char>(share.size(), 0),
                          .v_set_pu = inputs.v_set_pu,
                          .q_min_mvar = inputs.q_min_mvar,
                          .q_max_mvar = inputs.q_max_mvar,
                          .is_energised = solution.result.is_energised,
                          .vm_pu = solution.state.vm_pu,
                          .va_rad = solution.state.va_rad,
                          .in_service = inputs.in_service,
                          .tap_step = solution.state.tap_step,
                          .rating_mva = rating_mva};
  for (std::size_t i = 0; i < share.size(); ++i) {
    const BusIndex bus(i);
    const BusControl control = solution.state.control[bus];
    if (control == BusControl::kHeld) moment.is_held[bus] = 1;
    if (control == BusControl::kAtMinQ) moment.injection_mvar[bus] += inputs.q_min_mvar[bus];
    if (control == BusControl::kAtMaxQ) moment.injection_mvar[bus] += inputs.q_max_mvar[bus];
    if (bus != moment.slack) {
      moment.injection_mw[bus] += answer.taken_mw[bus];
    }
    if (inputs.current_mw.empty()) continue;
    moment.injection_mw[bus] -= inputs.current_mw[bus] * solution.state.vm_pu[bus];
    moment.injection_mvar[bus] -= inputs.current_mvar[bus] * solution.state.vm_pu[bus];
  }
  for (const models::ShuntIndex bank : solvers::ListVoltageBanks(grid)) {
    moment.shunt_mvar[grid.shunts[bank].bus] +=
        grid.shunts[bank].step_mvar * solution.state.shunt_step[bank];
  }
  return moment;
}

}  // namespace twin::cli
