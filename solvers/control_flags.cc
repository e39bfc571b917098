#include "solvers/control_flags.h"

#include <cmath>

#include "solvers/power_flow_controls.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::ShuntIndex;

bool IsInBand(const models::BranchParams& branch, const TapReading& reading) {
  return branch.tap_control == models::TapControl::kActivePower
             ? std::abs(reading.p_from_mw - branch.tap_target_mw) <= branch.tap_deadband_mw
             : std::abs(reading.v_to_pu - branch.tap_target_v_pu) <= branch.tap_deadband_v_pu;
}

}  // namespace

ControlFlags FindControlFlags(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
                              const PowerFlowSolution& solution) {
  ControlFlags flags;
  const auto& [result, state] = solution;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusControl control = state.control[BusIndex(i)];
    if (control == BusControl::kAtMinQ || control == BusControl::kAtMaxQ) {
      flags.at_q_limit.push_back(BusIndex(i));
    }
  }
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchIndex index(k);
    const models::BranchParams& branch = grid.branches[index];
    if (!models::HasTapChanger(branch) || inputs.in_service[index] == 0) continue;
    if (result.is_energised[branch.to] == 0) continue;
    const TapReading reading{state.vm_pu[branch.to], result.flow[index].p_from_mw};
    if (IsInBand(branch, reading)) continue;
    StepMotion motion;
    const int step = state.tap_step[index];
    const bool could_move = CalcNextTapStep(branch, step, reading, motion) != step;
    const bool is_last = step <= branch.tap_min_step || step >= branch.tap_max_step;
    if (could_move) flags.hunting.push_back(index);
    if (!could_move && is_last) flags.at_last_step.push_back(index);
  }
  for (const ShuntIndex index : ListVoltageBanks(grid)) {
    const models::ShuntParams& bank = grid.shunts[index];
    const double v_pu = state.vm_pu[bank.bus];
    if (result.is_energised[bank.bus] == 0) continue;
    if (v_pu >= bank.v_low_pu && v_pu <= bank.v_high_pu) continue;
    StepMotion motion;
    const int step = state.shunt_step[index];
    const bool could_move = CalcNextShuntStep(bank, step, v_pu, motion) != step;
    (could_move ? flags.banks_hunting : flags.banks_at_last_step).push_back(index);
  }
  return flags;
}

}  // namespace solvers
