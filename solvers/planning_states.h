#pragma once

#include <cstddef>
#include <span>

#include "solvers/lane_power_flow.h"

namespace solvers {

/// The solved states of a planning year, wherever they are kept. Safe to read from many threads.
class PlanningStates {
 public:
  virtual ~PlanningStates() = default;
  virtual std::size_t quarter_count() const = 0;
  virtual bool IsSolved(std::size_t quarter) const = 0;
  /// Inputs and solution of the quarter, laid out for lanes.
  virtual void FillBase(std::size_t quarter, LaneBase& base) const = 0;
  /// The same for the scalar solver.
  virtual void Read(std::size_t quarter, PowerFlowInputs& inputs, PowerFlowState& state) const = 0;
  virtual std::span<const float> RatingMva(std::size_t quarter) const = 0;    ///< [branch]
  virtual std::span<const float> FlowMw(std::size_t quarter) const = 0;       ///< [branch] at from
  virtual std::span<const float> FlowMvar(std::size_t quarter) const = 0;     ///< [branch] at from
  virtual std::span<const float> VoltagePu(std::size_t quarter) const = 0;    ///< [bus]
  virtual std::span<const float> InjectionMw(std::size_t quarter) const = 0;  ///< [bus]
  /// Most that voltage control adds, 0 where nobody controls. [bus]
  virtual std::span<const float> QMaxMvar(std::size_t quarter) const = 0;
};

}  // namespace solvers
