#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "solvers/hosting_capacity.h"
#include "solvers/power_flow_series.h"

namespace tests {

/// Planning states held in memory: inputs given, solved by the scalar solver.
class MemoryStates final : public solvers::PlanningStates {
 public:
  MemoryStates(const models::ElectricityGrid& grid, const solvers::AcPowerFlow& scalar,
               const solvers::LanePowerFlow& lanes, std::vector<solvers::PowerFlowInputs> inputs)
      : lanes_(lanes), inputs_(std::move(inputs)) {
    const auto work = scalar.MakeWorkspace();
    for (const auto& one : inputs_) {
      const auto solution = scalar.Solve(one, solvers::PowerFlowState::MakeFlat(grid), {}, *work);
      is_solved_.push_back(solution.ok());
      states_.push_back(solution.ok() ? solution->state : solvers::PowerFlowState::MakeFlat(grid));
      std::vector<float> rating, mw, mvar, voltage, injection, q_max;
      for (std::size_t k = 0; k < grid.branches.size(); ++k) {
        const models::BranchIndex branch(k);
        rating.push_back(static_cast<float>(grid.branches[branch].rating.summer_mva));
        const auto flow = solution.ok() ? solution->result.flow[branch] : solvers::BranchFlow{};
        mw.push_back(static_cast<float>(flow.p_from_mw));
        mvar.push_back(static_cast<float>(flow.q_from_mvar));
      }
      for (std::size_t i = 0; i < grid.buses.size(); ++i) {
        voltage.push_back(static_cast<float>(states_.back().vm_pu[models::BusIndex(i)]));
        const models::BusIndex bus(i);
        injection.push_back(static_cast<float>(one.injection_mw[bus]));
        q_max.push_back(one.regulates[bus] != 0 ? static_cast<float>(one.q_max_mvar[bus]) : 0.0f);
      }
      rating_.push_back(rating);
      mw_.push_back(mw);
      mvar_.push_back(mvar);
      voltage_.push_back(voltage);
      injection_.push_back(injection);
      q_max_.push_back(q_max);
    }
  }

  /// Other ratings than the grid's of summer for one quarter.
  void SetRatings(std::size_t quarter, std::vector<float> rating_mva) {
    rating_[quarter] = std::move(rating_mva);
  }

  std::size_t quarter_count() const override { return inputs_.size(); }
  bool IsSolved(std::size_t quarter) const override { return is_solved_[quarter] != 0; }
  void FillBase(std::size_t quarter, solvers::LaneBase& base) const override {
    lanes_.FillBase(inputs_[quarter], states_[quarter], base).IgnoreError();
  }
  void Read(std::size_t quarter, solvers::PowerFlowInputs& inputs,
            solvers::PowerFlowState& state) const override {
    inputs = inputs_[quarter];
    state = states_[quarter];
  }
  std::span<const float> RatingMva(std::size_t quarter) const override { return rating_[quarter]; }
  std::span<const float> FlowMw(std::size_t quarter) const override { return mw_[quarter]; }
  std::span<const float> FlowMvar(std::size_t quarter) const override { return mvar_[quarter]; }
  std::span<const float> VoltagePu(std::size_t quarter) const override { return voltage_[quarter]; }
  std::span<const float> InjectionMw(std::size_t quarter) const override {
    return injection_[quarter];
  }
  std::span<const float> QMaxMvar(std::size_t quarter) const override { return q_max_[quarter]; }

 private:
  const solvers::LanePowerFlow& lanes_;
  std::vector<solvers::PowerFlowInputs> inputs_;
  std::vector<solvers::PowerFlowState> states_;
  std::vector<char> is_solved_;
  std::vector<std::vector<float>> rating_, mw_, mvar_, voltage_, injection_, q_max_;
};

/// Everything a question needs, for a small grid and a handful of quarters in two blocks.
struct SmallBasis {
  models::ElectricityGrid grid;
  std::unique_ptr<solvers::AcPowerFlow> scalar;
  std::unique_ptr<solvers::LanePowerFlow> lanes;
  std::unique_ptr<MemoryStates> states;
  std::vector<std::vector<std::uint32_t>> groups;
  std::vector<solvers::OutageExtremes> extremes;
  solvers::HostingBasis basis;

  /// `ratings_mva` [quarter][branch]; empty: the grid's of summer.
  SmallBasis(models::ElectricityGrid given, std::vector<solvers::PowerFlowInputs> inputs,
             std::vector<std::vector<float>> ratings_mva = {})
      : grid(std::move(given)),
        scalar(std::make_unique<solvers::AcPowerFlow>(*solvers::AcPowerFlow::Make(grid))),
        lanes(std::make_unique<solvers::LanePowerFlow>(*solvers::LanePowerFlow::Make(grid))),
        groups(2),
        extremes(2) {
    for (std::uint32_t i = 0; i < inputs.size(); ++i) groups[i % 2].push_back(i);
    const auto as_built = solvers::PowerFlowInputs::MakeZero(grid);
    states = std::make_unique<MemoryStates>(grid, *scalar, *lanes, std::move(inputs));
    for (std::size_t i = 0; i < ratings_mva.size(); ++i) {
      states->SetRatings(i, std::move(ratings_mva[i]));
    }
    basis.scalar = scalar.get();
    basis.lanes = lanes.get();
    basis.states = states.get();
    basis.limits = solvers::MakeLimitSet(grid);
    basis.dc =
        *solvers::CalcDcSensitivities(grid, as_built.in_service, as_built.participation_share);
    solvers::SeriesSolvers solvers(*scalar, *lanes);
    for (std::size_t g = 0; g < 2; ++g) {
      extremes[g] = solvers::OutageExtremes::Make(basis.limits);
      solvers::CalcOutageExtremes(*states, basis.limits, basis.dc, groups[g], solvers, extremes[g],
                                  basis.unsolved);
      const auto& e = extremes[g];
      basis.blocks.push_back(
          {groups[g], e.loading_max_share, e.loading_min_share, e.v_min_pu, e.v_max_pu,
           e.loading_max_at, e.loading_min_at, e.v_min_at, e.v_max_at, e.loading_error_share,
           solvers::NearLimits::Of(e.near_limits), solvers::NearLimits::Of(e.near_voltages)});
    }
    solvers::PrepareHostingBasis(basis);
  }
  SmallBasis(const SmallBasis&) = delete;
};

}  // namespace tests
