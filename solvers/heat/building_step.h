#pragma once

#include <Eigen/Core>

#include "models/heat/building.h"

namespace solvers::heat {

/// What holds during one step.
struct BuildingInputs {
  double outdoor_degc = 0.0;
  double heat_w = 0.0;  ///< from the radiators
};

struct BuildingStepResult {
  models::BuildingState state;
  double mean_air_degc = 0.0;
  double loss_w = 0.0;      ///< to outdoors, mean
  double residual_w = 0.0;  ///< of Σ C ΔT = (heat + gain − loss)·dt, mean
};

/// Steps of one length of one building, exact for any length: with heat and outdoor temperature
/// held the three equations are linear,
///   x(t + Δt) = x_∞ + Φ (x(t) − x_∞),  x̄ = x_∞ + M (x(t) − x_∞),
///   Φ = e^(−C⁻¹K Δt),  M = (1/Δt) ∫ e^(−C⁻¹K s) ds,  x_∞ = T_o + K⁻¹ (1 − f, f, 0)(Q + G)
/// from the eigenvectors of the symmetric C^(−1/2) K C^(−1/2). The mean gives the heat lost, so
/// that energy closes to rounding. Valid: params that pass models::Validate, a duration above zero.
class BuildingStepper {
 public:
  BuildingStepper(const models::BuildingParams& building, double duration_s);

  BuildingStepResult Advance(const models::BuildingState& state,
                             const BuildingInputs& inputs) const;

  /// What thermostats ask for, judged by the air at the end of the step, so that no step is too
  /// long:  Q = clamp(K (T_set − T_a(t + Δt)), 0, Q_max), T_a linear in Q.
  double CalcAskedHeatW(const models::BuildingState& state, double outdoor_degc) const;

 private:
  Eigen::Vector3d CalcDecayed(const models::BuildingState& state, double outdoor_degc,
                              const Eigen::Matrix3d& decay, double heat_w) const;

  models::BuildingParams building_;
  double duration_s_;
  Eigen::Matrix3d end_decay_;     ///< Φ
  Eigen::Matrix3d mean_decay_;    ///< M
  Eigen::Vector3d rest_k_per_w_;  ///< K⁻¹ (1 − f, f, 0)
};

}  // namespace solvers::heat
