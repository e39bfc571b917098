#include "models/plants/chiller.h"

#include <algorithm>

namespace models {
namespace {

constexpr double kZeroDegcInK = 273.15;
constexpr double kMwhPerGwh = 1000.0;

}  // namespace

double CalcChillerCopRatio(const ChillerParams& chiller, double reject_degc, double supply_degc) {
  const double evaporating_degc = supply_degc - chiller.evaporator_drop_k;
  const double lift_k = reject_degc + chiller.condenser_lift_k - evaporating_degc;
  if (lift_k <= 0.0) return kMostCoolingCopRatio;
  return std::min(chiller.carnot_share * (evaporating_degc + kZeroDegcInK) / lift_k,
                  kMostCoolingCopRatio);
}

ChillerRun CalcChillerRun(const ChillerParams& chiller, const ChillerInputs& inputs) {
  ChillerRun run;
  run.free_mw = inputs.cooling_mw * CalcFreeCoolingShare(inputs.free_cooling);
  const double left_mw = inputs.cooling_mw - run.free_mw;
  run.compressor_mw = std::min(left_mw, chiller.cooling_max_mw);
  run.unserved_mw = left_mw - run.compressor_mw;
  run.electricity_mw = run.compressor_mw / CalcChillerCopRatio(chiller, inputs.reject_degc,
                                                               inputs.free_cooling.supply_degc);
  return run;
}

double CalcPeakCoolingMw(double cooling_gwh, double full_load_h) {
  return cooling_gwh * kMwhPerGwh / full_load_h;
}

}  // namespace models
