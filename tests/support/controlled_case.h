#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/reference_case.h"

namespace tests {

/// What is put into a published case, which has no controls but reactive limits of its own.
struct AddedControls {
  int changers = 0;
  int banks = 0;
};

/// Puts a tap changer on every transformer that feeds a bus nobody holds, and, where asked for, a
/// bank that keeps the voltage on every fourth load bus. Targets stand near the stored solution, so
/// that few act in the intact grid and many in another state. A bus is kept by one control only.
inline AddedControls AddControls(ReferenceCase& one, bool has_banks) {
  constexpr double kStepRatio = 0.0125;
  constexpr double kDeadbandPu = 0.012;  // wider than a step moves
  constexpr int kMostSteps = 8;
  constexpr double kBankStepMvar = 2.0;
  constexpr int kMostBankSteps = 5;
  constexpr double kBankBandPu = 0.006;
  models::ElectricityGrid& grid = one.region.grid;
  AddedControls added;
  std::vector<char> is_kept = one.inputs.regulates.rows();
  for (models::BranchParams& branch : grid.branches) {
    if (branch.kind != models::BranchKind::kTransformer || is_kept[branch.to.value()] != 0)
      continue;
    is_kept[branch.to.value()] = 1;
    branch.tap_step_ratio = kStepRatio;
    branch.tap_min_step = -kMostSteps;
    branch.tap_max_step = kMostSteps;
    const double offset_pu = (added.changers % 3 - 1) * 0.75 * kDeadbandPu;
    branch.tap_target_v_pu = one.stored.vm_pu[branch.to] + offset_pu;
    branch.tap_deadband_v_pu = kDeadbandPu;
    ++added.changers;
  }
  for (std::size_t i = 0; has_banks && i < grid.buses.size(); i += 4) {
    const models::BusIndex bus(i);
    if (is_kept[i] != 0 || one.region.profile->demand_mw[bus] <= 0.0) continue;
    grid.shunts.Add({.id = absl::StrCat("bank:", i),
                     .bus = bus,
                     .step_mvar = kBankStepMvar,
                     .max_steps = kMostBankSteps,
                     .v_low_pu = one.stored.vm_pu[bus] - 0.5 * kBankBandPu,
                     .v_high_pu = one.stored.vm_pu[bus] + 1.5 * kBankBandPu});
    ++added.banks;
  }
  one.inputs = solvers::MakeProfileInputs(one.region, 1.0);
  one.stored.shunt_step = solvers::PowerFlowState::MakeFlat(grid).shunt_step;
  return added;
}

}  // namespace tests
