#pragma once

#include "models/distribution/mv_grid.h"
#include "solvers/radial_sweep.h"

namespace solvers {

/// What a medium-voltage network must keep.
struct MvLimits {
  double busbar_v_pu = 1.02;  ///< held by the tap changers of the busbar's transformers
  double v_min_pu = 0.95;     ///< of a node
  double v_max_pu = 1.05;
  double loading_max_share = 1.0;  ///< of a line's rating
  double emergency_ratio = 1.2;    ///< of the busbar's other units when one is lost
};

/// Which limit comes first.
enum class MvBinding { kNone, kLowVoltage, kHighVoltage, kLineLoading, kTransformers };

struct MvHostingQuestion {
  models::MvNodeIndex node;
  double wanted_mw = 0.0;      ///< demand; negative feeds in
  double tan_phi_ratio = 0.0;  ///< of what is wanted
  double demand_ratio = 1.0;   ///< of all that is there, over the cold morning
};

struct MvHostingAnswer {
  double free_mw = 0.0;  ///< of what was wanted: same sign, at most as much
  MvBinding binding = MvBinding::kNone;
  bool is_broken_today = false;  ///< the limit is broken without anything new
  models::MvNodeIndex where;     ///< node, or line towards it; invalid for transformers
  double limit = 0.0;            ///< of the binding quantity: pu, or share of the rating
  double value = 0.0;            ///< of the same without anything new; 0 when nothing solves
  double feeder_v_pu = 0.0;      ///< voltage at the node with free_mw in
  int solves = 0;
};

/// Largest part of `wanted_mw` at one node that keeps all voltages of its feeder, the loading of
/// its lines and the units of its busbar with one of them lost (n − 1 units at the emergency ratio;
/// a single unit at its rating). AC by sweeps; between a value that holds and one that does not by
/// bisection to 1e-4 MW, and the one that holds is told: never too high. What is broken already
/// binds at 0.
/// **Valid** as built, feeders open at their ties; voltage steps and faults are not looked at.
MvHostingAnswer CalcMvHosting(const models::MvGrid& grid, const MvLimits& limits,
                              const MvHostingQuestion& question);

}  // namespace solvers
