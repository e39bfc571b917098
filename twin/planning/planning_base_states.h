#pragma once

#include "solvers/planning_states.h"
#include "twin/planning/planning_base.h"

namespace twin::planning {

/// A planning base as the solvers see it. Both must outlive it.
class PlanningBaseStates final : public solvers::PlanningStates {
 public:
  PlanningBaseStates(const PlanningBase& base, const solvers::LanePowerFlow& lanes)
      : base_(base), lanes_(lanes) {}

  std::size_t quarter_count() const override { return base_.quarter_count(); }
  bool IsSolved(std::size_t quarter) const override {
    return base_.Status(quarter) == QuarterStatus::kSolved;
  }
  void FillBase(std::size_t quarter, solvers::LaneBase& base) const override;
  void Read(std::size_t quarter, solvers::PowerFlowInputs& inputs,
            solvers::PowerFlowState& state) const override;
  std::span<const float> RatingMva(std::size_t quarter) const override {
    return base_.Row(Column::kRatingMva, quarter);
  }
  std::span<const float> FlowMw(std::size_t quarter) const override {
    return base_.Row(Column::kPFromMw, quarter);
  }
  std::span<const float> FlowMvar(std::size_t quarter) const override {
    return base_.Row(Column::kQFromMvar, quarter);
  }
  std::span<const float> VoltagePu(std::size_t quarter) const override {
    return base_.Row(Column::kVmPu, quarter);
  }
  std::span<const float> InjectionMw(std::size_t quarter) const override {
    return base_.Row(Column::kInjectionMw, quarter);
  }
  std::span<const float> QMaxMvar(std::size_t quarter) const override {
    return base_.Row(Column::kQMaxMvar, quarter);
  }

 private:
  const PlanningBase& base_;
  const solvers::LanePowerFlow& lanes_;
};

}  // namespace twin::planning
