#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "solvers/grid_change.h"
#include "solvers/planning_states.h"
#include "solvers/power_flow_series.h"

namespace solvers {

/// Some quarters of a planning year, solved anew with a change in the grid and held in memory.
/// Quarter i of these is `quarters[i]` of the year.
class ScopedStates final : public PlanningStates {
 public:
  /// Every quarter starts from its state in the year, whose grid is `of_year`. `solvers` [thread]
  /// are of the changed grid; all arguments but `change` must outlive the states. Errors:
  /// FailedPrecondition when a quarter that has a solution in the year has none any more.
  static absl::StatusOr<std::unique_ptr<ScopedStates>> Make(const PlanningStates& year,
                                                            const models::ElectricityGrid& of_year,
                                                            std::span<const std::uint32_t> quarters,
                                                            const GridChange& change,
                                                            std::span<SeriesSolvers> solvers);

  std::size_t quarter_count() const override { return quarters_.size(); }
  bool IsSolved(std::size_t quarter) const override { return quarters_[quarter].is_solved; }
  void FillBase(std::size_t quarter, LaneBase& base) const override;
  void Read(std::size_t quarter, PowerFlowInputs& inputs, PowerFlowState& state) const override;
  std::span<const float> RatingMva(std::size_t quarter) const override {
    return quarters_[quarter].rating_mva;
  }
  std::span<const float> FlowMw(std::size_t quarter) const override {
    return quarters_[quarter].flow_mw;
  }
  std::span<const float> FlowMvar(std::size_t quarter) const override {
    return quarters_[quarter].flow_mvar;
  }
  std::span<const float> VoltagePu(std::size_t quarter) const override {
    return quarters_[quarter].voltage_pu;
  }
  std::span<const float> InjectionMw(std::size_t quarter) const override {
    return quarters_[quarter].injection_mw;
  }
  std::span<const float> QMaxMvar(std::size_t quarter) const override {
    return quarters_[quarter].q_max_mvar;
  }

 private:
  struct Quarter {
    PowerFlowInputs inputs;
    PowerFlowState state;
    bool is_solved = false;
    std::vector<float> rating_mva, flow_mw, flow_mvar, voltage_pu, injection_mw, q_max_mvar;
  };
  explicit ScopedStates(const LanePowerFlow& lanes) : lanes_(lanes) {}
  static void Widen(const models::ElectricityGrid& of_year, const GridChange& change,
                    Quarter& quarter);
  // Where the change goes into one quarter, `place` of the scope.
  static void Apply(const GridChange& change, std::size_t place, Quarter& quarter);
  static absl::Status Solve(SeriesSolvers& solvers, Quarter& quarter);

  const LanePowerFlow& lanes_;
  std::vector<Quarter> quarters_;
};

}  // namespace solvers
