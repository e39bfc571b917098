#include "twin/planning/planning_base_states.h"

namespace twin::planning {

void PlanningBaseStates::FillBase(std::size_t quarter, solvers::LaneBase& base) const {
  // The participation is the grid's own: it cannot be refused.
  lanes_.FillBase(base_.ReadInputs(quarter), base_.ReadState(quarter), base).IgnoreError();
}

void PlanningBaseStates::Read(std::size_t quarter, solvers::PowerFlowInputs& inputs,
                              solvers::PowerFlowState& state) const {
  inputs = base_.ReadInputs(quarter);
  state = base_.ReadState(quarter);
}

}  // namespace twin::planning
