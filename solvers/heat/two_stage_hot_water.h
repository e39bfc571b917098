#pragma once

#include "models/heat/substation.h"

namespace solvers::heat {

/// Hot tap water in two stages: all primary water that comes back warms the cold water to T_mid, an
/// exchanger on the arriving water with its own valve warms it to what is asked for.
///   T_mid = T_cold + Q_1/C_tap,  Q_1 of the preheater at the flow and mixed temperature that come
///   back when the second stage lacks C_tap (T_warm − T_mid)
/// One equation for T_mid, by Newton inside a bracket with exact slopes, 1e-12 of the whole span.
/// Where the return alone is warm enough it gives no more than is asked for and the second valve
/// stays shut. Derivatives by the arriving temperature are exact, through T_mid as well.
/// Valid: hot water and preheater present, hot water asked for.
models::SubstationResult SolveTwoStages(const models::SubstationParams& substation,
                                        const models::SubstationInputs& inputs,
                                        const models::ValveResult& space);

}  // namespace solvers::heat
