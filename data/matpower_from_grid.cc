#include "data/matpower_from_grid.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/units.h"

namespace data {
namespace {

using models::BranchIndex;
using models::BusIndex;

bool Fits(const models::ElectricityGrid& grid, const GridMoment& moment) {
  const std::size_t buses = grid.buses.size(), branches = grid.branches.size();
  for (const auto* table :
       {&moment.injection_mw, &moment.injection_mvar, &moment.shunt_mw, &moment.shunt_mvar,
        &moment.v_set_pu, &moment.q_min_mvar, &moment.q_max_mvar, &moment.vm_pu, &moment.va_rad}) {
    if (table->size() != buses) return false;
  }
  return moment.is_held.size() == buses && moment.is_energised.size() == buses &&
         moment.in_service.size() == branches && moment.tap_step.size() == branches &&
         moment.rating_mva.size() == branches && grid.buses.contains(moment.slack);
}

int NumberOf(BusIndex bus) { return static_cast<int>(bus.value()) + 1; }

MatpowerBusType TypeOf(const GridMoment& moment, BusIndex bus) {
  if (bus == moment.slack) return MatpowerBusType::kSlack;
  if (moment.is_energised[bus] == 0) return MatpowerBusType::kIsolated;
  return moment.is_held[bus] != 0 ? MatpowerBusType::kPv : MatpowerBusType::kPq;
}

void AddBuses(const models::ElectricityGrid& grid, const GridMoment& moment,
              MatpowerCase& matpower) {
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    const models::BusParams& params = grid.buses[bus];
    // What a held bus puts in is its generator's; all else is demand, negative where it is put in.
    const bool is_held = moment.is_held[bus] != 0;
    const double generation_mw = is_held ? std::max(0.0, moment.injection_mw[bus]) : 0.0;
    matpower.buses.push_back({.number = NumberOf(bus),
                              .type = TypeOf(moment, bus),
                              .demand_mw = generation_mw - moment.injection_mw[bus],
                              .demand_mvar = -moment.injection_mvar[bus],
                              .shunt_mw = moment.shunt_mw[bus],
                              .shunt_mvar = moment.shunt_mvar[bus],
                              .vm_pu = moment.vm_pu[bus],
                              .va_deg = moment.va_rad[bus] * models::kDegPerRad,
                              .base_kv = params.nominal_kv,
                              .v_max_pu = params.v_max_pu,
                              .v_min_pu = params.v_min_pu});
    if (!is_held) continue;
    matpower.generators.push_back({.bus_number = NumberOf(bus),
                                   .generation_mw = generation_mw,
                                   .q_max_mvar = moment.q_max_mvar[bus],
                                   .q_min_mvar = moment.q_min_mvar[bus],
                                   .v_set_pu = moment.v_set_pu[bus],
                                   .p_max_mw = generation_mw});
  }
}

void AddBranches(const models::ElectricityGrid& grid, const GridMoment& moment,
                 MatpowerCase& matpower) {
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchIndex index(k);
    const models::BranchParams& branch = grid.branches[index];
    const double base_ohm = models::CalcBaseOhm(grid.buses[branch.from].nominal_kv);
    const models::TapStepRow step = models::CalcTapStep(branch, moment.tap_step[index]);
    const double ratio = step.ratio;
    const bool is_transformer =
        branch.kind == models::BranchKind::kTransformer || ratio != 1.0 || step.shift_deg != 0.0;
    const bool is_in_service = moment.in_service[index] != 0;
    matpower.branches.push_back({.from_number = NumberOf(branch.from),
                                 .to_number = NumberOf(branch.to),
                                 .r_pu = branch.r_ohm * step.r_ratio / base_ohm,
                                 .x_pu = branch.x_ohm * step.x_ratio / base_ohm,
                                 .b_pu = branch.b_siemens * base_ohm,
                                 .rate_a_mva = moment.rating_mva[index],
                                 .tap_ratio = is_transformer ? ratio : 0.0,
                                 .shift_deg = step.shift_deg,
                                 .is_in_service = is_in_service});
    if (!is_in_service) continue;
    const double half_mw = 0.5 * branch.g_siemens * base_ohm * models::kBaseMva;
    matpower.buses[branch.from.value()].shunt_mw += half_mw / (ratio * ratio);
    matpower.buses[branch.to.value()].shunt_mw += half_mw;
  }
}

}  // namespace

absl::StatusOr<MatpowerCase> MakeMatpowerCase(const models::ElectricityGrid& grid,
                                              const GridMoment& moment) {
  if (!Fits(grid, moment)) {
    return absl::InvalidArgumentError("the tables of the moment do not fit the grid");
  }
  if (moment.is_held[moment.slack] == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("the slack bus ", grid.buses[moment.slack].name,
                     " does not hold its voltage; a case knows no other slack bus"));
  }
  MatpowerCase matpower{.name = moment.name,
                        .base_mva = models::kBaseMva,
                        .buses = {},
                        .generators = {},
                        .branches = {}};
  AddBuses(grid, moment, matpower);
  AddBranches(grid, moment, matpower);
  return matpower;
}

}  // namespace data
