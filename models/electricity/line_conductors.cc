#include "models/electricity/line_conductors.h"

#include <algorithm>

namespace models {

ConductorParams FindConductor(const LineConductors& conductors, const BranchConductor& hung) {
  ConductorParams conductor = conductors.types[hung.conductor];
  conductor.limit_degc = hung.limit_degc;
  return conductor;
}

double CalcTerminalLimitMva(const SeasonalRating& rating) {
  return std::max({rating.summer_mva, rating.mild_mva, rating.cold_mva});
}

}  // namespace models
