#include "solvers/scoped_states.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// As planning years are solved.
constexpr PowerFlowOptions kYearOptions{.tolerance_pu = 1e-8};

template <class Index, class Value>
void CopyRows(const models::Table<Index, Value>& from, models::Table<Index, Value>& to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[Index(i)] = from[Index(i)];
}

// What the year knows of its own buses; new ones draw and give nothing.
PowerFlowInputs Widen(const PowerFlowInputs& of_year, const models::ElectricityGrid& grid) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  CopyRows(of_year.injection_mw, inputs.injection_mw);
  CopyRows(of_year.injection_mvar, inputs.injection_mvar);
  CopyRows(of_year.shunt_mvar, inputs.shunt_mvar);
  CopyRows(of_year.shunt_mw, inputs.shunt_mw);
  CopyRows(of_year.regulates, inputs.regulates);
  CopyRows(of_year.v_set_pu, inputs.v_set_pu);
  CopyRows(of_year.q_min_mvar, inputs.q_min_mvar);
  CopyRows(of_year.q_max_mvar, inputs.q_max_mvar);
  return inputs;
}

// New buses start as a neighbour that the year knows.
PowerFlowState Widen(const PowerFlowState& of_year, const models::ElectricityGrid& grid) {
  PowerFlowState state = PowerFlowState::MakeFlat(grid);
  CopyRows(of_year.vm_pu, state.vm_pu);
  CopyRows(of_year.va_rad, state.va_rad);
  CopyRows(of_year.control, state.control);
  CopyRows(of_year.tap_step, state.tap_step);
  const std::size_t known = of_year.vm_pu.size();
  for (const models::BranchParams& branch : grid.branches) {
    for (const auto& [bus, other] : {std::pair(branch.from, branch.to), {branch.to, branch.from}}) {
      if (bus.value() < known || other.value() >= known) continue;
      state.vm_pu[bus] = state.vm_pu[other];
      state.va_rad[bus] = state.va_rad[other];
    }
  }
  return state;
}

bool HasSameRating(const models::BranchParams& a, const models::BranchParams& b) {
  return a.rating.summer_mva == b.rating.summer_mva && a.rating.mild_mva == b.rating.mild_mva &&
         a.rating.cold_mva == b.rating.cold_mva;
}

}  // namespace

// The rows of `solvers`' grid up to the change's circuits, rated as in the year where that is
// known.
void ScopedStates::Widen(const models::ElectricityGrid& of_year, const GridChange& change,
                         Quarter& quarter) {
  if (change.grid == nullptr) return;
  quarter.inputs = solvers::Widen(quarter.inputs, *change.grid);
  quarter.state = solvers::Widen(quarter.state, *change.grid);
  quarter.q_max_mvar.resize(change.grid->buses.size(), 0.0f);
  quarter.rating_mva.resize(change.grid->branches.size(), 0.0f);
  for (std::size_t k = 0; k < change.grid->branches.size(); ++k) {
    const models::BranchParams& branch = change.grid->branches[BranchIndex(k)];
    const bool is_known =
        k < of_year.branches.size() && HasSameRating(branch, of_year.branches[BranchIndex(k)]);
    if (!is_known) quarter.rating_mva[k] = static_cast<float>(branch.rating.summer_mva);
  }
}

void ScopedStates::FillBase(std::size_t quarter, LaneBase& base) const {
  // The participation is the grid's own: it cannot be refused.
  lanes_.FillBase(quarters_[quarter].inputs, quarters_[quarter].state, base).IgnoreError();
}

void ScopedStates::Read(std::size_t quarter, PowerFlowInputs& inputs, PowerFlowState& state) const {
  inputs = quarters_[quarter].inputs;
  state = quarters_[quarter].state;
}

void ScopedStates::Apply(const GridChange& change, std::size_t place, Quarter& quarter) {
  PowerFlowInputs& inputs = quarter.inputs;
  for (const BusRelief& relief : change.reliefs) {
    inputs.injection_mw[relief.bus] += relief.relief_mw[place];
    inputs.injection_mvar[relief.bus] += relief.tan_phi_ratio * relief.relief_mw[place];
  }
  for (const AddedDemand& added : change.demands) {
    inputs.injection_mw[added.bus] -= added.demand_mw[place];
    inputs.injection_mvar[added.bus] -= added.demand_mvar[place];
  }
  for (const AddedShunt& shunt : change.shunts) inputs.shunt_mvar[shunt.bus] += shunt.mvar;
  for (const SwitchChange& one : change.switches) {
    inputs.in_service[one.branch] = one.is_in_service ? 1 : 0;
  }
  for (const RatingChange& one : change.ratings) {
    quarter.rating_mva[one.branch.value()] *= static_cast<float>(one.rating_ratio);
  }
  for (const RatingSeries& one : change.rating_series) {
    quarter.rating_mva[one.branch.value()] = static_cast<float>(one.rating_mva[place]);
  }
  for (const AddedCircuit& one : change.circuits) {
    inputs.in_service.Add(1);
    quarter.state.tap_step.Add(quarter.state.tap_step[one.beside]);
    quarter.rating_mva.push_back(quarter.rating_mva[one.beside.value()] *
                                 static_cast<float>(one.rating_ratio));
  }
}

absl::Status ScopedStates::Solve(SeriesSolvers& solvers, Quarter& quarter) {
  const models::ElectricityGrid& grid = solvers.lanes->grid();
  auto solution =
      solvers.scalar->Solve(quarter.inputs, quarter.state, kYearOptions, *solvers.scalar_work);
  if (!solution.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat("a quarter has no solution with the change: ", solution.status().message()));
  }
  quarter.is_solved = true;
  quarter.state = std::move(solution->state);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchFlow& flow = solution->result.flow[BranchIndex(k)];
    quarter.flow_mw.push_back(static_cast<float>(flow.p_from_mw));
    quarter.flow_mvar.push_back(static_cast<float>(flow.q_from_mvar));
  }
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    const bool is_live = solution->result.is_energised[bus] != 0;
    quarter.voltage_pu.push_back(is_live ? static_cast<float>(quarter.state.vm_pu[bus]) : 0.0f);
    quarter.injection_mw.push_back(static_cast<float>(quarter.inputs.injection_mw[bus]));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ScopedStates>> ScopedStates::Make(
    const PlanningStates& year, const models::ElectricityGrid& of_year,
    std::span<const std::uint32_t> quarters, const GridChange& change,
    std::span<SeriesSolvers> solvers) {
  std::unique_ptr<ScopedStates> states(new ScopedStates(*solvers.front().lanes));
  states->quarters_.resize(quarters.size());
  std::vector<absl::Status> status(quarters.size());
  ParallelFor(quarters.size(), solvers.size(), [&](std::size_t i, std::size_t thread) {
    Quarter& quarter = states->quarters_[i];
    year.Read(quarters[i], quarter.inputs, quarter.state);
    const auto rating = year.RatingMva(quarters[i]);
    quarter.rating_mva.assign(rating.begin(), rating.end());
    const auto q_max = year.QMaxMvar(quarters[i]);
    quarter.q_max_mvar.assign(q_max.begin(), q_max.end());
    Widen(of_year, change, quarter);
    Apply(change, i, quarter);
    if (year.IsSolved(quarters[i])) status[i] = Solve(solvers[thread], quarter);
  });
  for (const absl::Status& one : status) TWIN_RETURN_IF_ERROR(one);
  return states;
}

}  // namespace solvers
