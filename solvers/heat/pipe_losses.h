#pragma once

#include <vector>

#include "models/heat/friction.h"
#include "models/heat/hazen_williams.h"
#include "models/heat/hydraulic_network.h"
#include "solvers/heat/hydraulic_layout.h"
#include "solvers/heat/pipe_loss_kernels.h"

namespace solvers::heat {

/// Pressure losses of all pipes of chains and trees, in the order of HydraulicLayout::pipes, kept
/// as arrays. Pipes with Colebrook's law go through the kernels, others one by one.
class PipeLosses {
 public:
  PipeLosses(const models::HydraulicNetwork& network, const HydraulicLayout& layout);

  /// What does not change while one moment is solved. `density_kg_m3`, `viscosity_pa_s` [link].
  void SetWater(const std::vector<double>& density_kg_m3, const std::vector<double>& viscosity_pa_s,
                const models::FrictionOptions& options);
  /// Forgets what is known of friction factors: the next evaluation takes more steps.
  void ForgetFriction() { is_known_ = false; }
  /// Says that flows stay near those of the last evaluation.
  void RememberFriction() { is_known_ = true; }

  /// Flow in the direction of the walk, to be set before an evaluation.
  double* flow_kg_s() { return flow_kg_s_.data(); }
  /// Losses and slopes of places first … end; first is rounded down, end up to whole lanes.
  void Evaluate(int first, int end);
  double loss_pa(int place) const { return loss_pa_[place]; }
  double slope_pa_s_per_kg(int place) const { return slope_pa_s_per_kg_[place]; }
  double flow_kg_s(int place) const { return flow_kg_s_[place]; }
  /// Flow at which the water in the pipe makes the given speed.
  double FlowAtKgS(int place, double speed_m_s) const;

 private:
  const models::HydraulicNetwork& network_;
  const HydraulicLayout& layout_;
  models::FrictionOptions options_;
  bool is_darcy_ = true;  // no pipe has another law
  bool is_known_ = false;
  std::vector<double> roughness_ratio_, start_factor_ratio_, start_slope_ratio_;
  std::vector<double> reynolds_pa_s2_kg_;  // Reynolds number over flow times viscosity
  std::vector<double> friction_shape_, fittings_shape_;  // scales times density
  std::vector<double> density_kg_m3_, viscosity_pa_s_;
  std::vector<double> reynolds_s_per_kg_, friction_scale_, fittings_scale_;
  std::vector<models::HazenWilliamsShape> hazen_williams_;  // [place], empty without such pipes
  std::vector<double> flow_kg_s_, root_ratio_, loss_pa_, slope_pa_s_per_kg_;
};

}  // namespace solvers::heat
