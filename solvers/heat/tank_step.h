#pragma once

#include <cstddef>
#include <vector>

#include "models/heat/stratified_tank.h"

namespace solvers::heat {

/// Neighbouring layers that have become one by buoyancy.
struct TankPool {
  std::size_t first = 0;      ///< lowest layer
  double volume_ratio = 0.0;  ///< in whole layers
  double mean_degc = 0.0;
};

/// Memory of a tank's step, so that no step allocates; nothing of it outlives the step.
struct TankWorkspace {
  std::vector<double> capacity_j_per_k;
  std::vector<double> conductance_w_per_k;
  std::vector<double> loss_w_per_k;
  std::vector<double> inverse_pivot_k_per_w;
  std::vector<double> first_k_per_s;
  std::vector<double> second_k_per_s;
  std::vector<double> stage_degc;
  std::vector<TankPool> pools;
};

/// One step of a stratified tank, any length, water standing or moving either way.
///   1. Layers move with the water as they are: a front stays as steep as it was, with no numerical
///      diffusion. Only the layer at the inlet mixes, with what fills it.
///   2. Conduction along water and wall and losses, linear and tridiagonal:
///      C_i dT_i/dt = G (T_{i−1} − T_i) + G (T_{i+1} − T_i) − L_i (T_i − T_surroundings)
///      by a two-stage L-stable Runge–Kutta method of second order, in sub-steps short against
///      the time in which a layer's heat spreads over its neighbours.
///   3. Buoyancy: layers that would be warmer than the ones above mix with them at once, as many
///      as it takes (pool of adjacent violators), before and after conduction.
/// Every part moves heat without making or losing any; the energy balance closes to rounding.
/// Left out: jets at the inlet, heat kept by the wall. Flow and conduction are split, first order
/// in the step where both act at the same place. Valid: params that pass models::Validate, a state
/// of theirs, a duration above zero. Source: Kleinbach, Beckman, Klein 1993, Solar Energy 50
/// (layers); Alexander 1977, SIAM J. Numer. Anal. 14 (the method).
models::StratifiedTankResult AdvanceTank(const models::StratifiedTankParams& tank,
                                         const models::StratifiedTankInputs& inputs,
                                         models::StratifiedTankState state, double duration_s,
                                         TankWorkspace& workspace);

}  // namespace solvers::heat
