#pragma once

#include "solvers/heat/linear_pieces.h"

namespace solvers::heat {

/// What water does that flows through one end of a pipe, where half of the heat capacity of its
/// wall is gathered: it leaves as warm as the wall.
///   C dT_w/dt = c m (T_in(t) − T_w),  T_out = T_w
/// `stream` is replaced by the exact mean of T_w over each of its pieces and the closest slant;
/// `wall_degc` becomes T_w at the end, so that C ΔT_w = c m ∫ (T_in − T_out) dt to rounding.
/// `exchange_ratio`: c m Δt / C of the whole step, positive.
void PassWall(double exchange_ratio, PieceList& stream, double& wall_degc);

}  // namespace solvers::heat
