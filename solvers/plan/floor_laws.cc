#include "solvers/plan/floor_laws.h"

namespace solvers {

using models::EnergyCarrier;

namespace {

std::size_t Of(EnergyCarrier carrier) { return static_cast<std::size_t>(carrier); }

}  // namespace

FloorLaws::FloorLaws(const models::BuildingUses& uses, const models::BuildingUseParams& use,
                     const models::UseStandard& standard, models::Quantile quantile,
                     const PlanClimate& climate) {
  const std::size_t q = static_cast<std::size_t>(quantile);
  for (std::size_t c = 0; c < models::kEnergyCarrierCount; ++c) {
    const models::FloorDemand& floor = standard.floor[c];
    laws_[c] = SolveCarrierLaw(static_cast<EnergyCarrier>(c), floor.energy_kwh_per_m2[q],
                               floor.peak_w_per_m2[q], *FindShape(uses, use.shape_id[c]), climate);
  }
  design_heat_w_per_m2_ = standard.floor[Of(EnergyCarrier::kHeating)].peak_w_per_m2[q] +
                          standard.floor[Of(EnergyCarrier::kHotWater)].peak_w_per_m2[q];
}

FloorMoment FloorLaws::At(const LawMoment& moment, double coincidence_ratio) const {
  const auto law = [&](EnergyCarrier carrier) { return CalcLawWPerM2(laws_[Of(carrier)], moment); };
  return {.electric_w_per_m2 = coincidence_ratio * law(EnergyCarrier::kElectric),
          .ev_w_per_m2 = coincidence_ratio * law(EnergyCarrier::kEv),
          .hot_water_w_per_m2 = coincidence_ratio * law(EnergyCarrier::kHotWater),
          .heating_w_per_m2 = law(EnergyCarrier::kHeating),
          .cooling_w_per_m2 = law(EnergyCarrier::kCooling)};
}

double FloorLaws::CalcElectricityWPerM2(const FloorMoment& floor, const HeatChoiceParams& heat,
                                        HeatChoice choice, double outdoor_degc) const {
  double w_per_m2 = floor.electric_w_per_m2 + floor.ev_w_per_m2 +
                    floor.cooling_w_per_m2 * CalcCoolingElectricityRatio(heat, choice);
  if (design_heat_w_per_m2_ > 0.0) {
    const double heat_ratio = floor.heat_w_per_m2() / design_heat_w_per_m2_;
    w_per_m2 +=
        design_heat_w_per_m2_ * CalcHeatElectricityRatio(heat, choice, heat_ratio, outdoor_degc);
  }
  return w_per_m2;
}

double FloorLaws::CalcFlexibleHeatWPerM2(const FloorMoment& floor, const HeatChoiceParams& heat,
                                         HeatChoice choice, double outdoor_degc) const {
  if (!(design_heat_w_per_m2_ > 0.0)) return 0.0;
  const double heat_ratio = floor.heat_w_per_m2() / design_heat_w_per_m2_;
  return design_heat_w_per_m2_ * CalcFlexibleHeatRatio(heat, choice, heat_ratio, outdoor_degc);
}

}  // namespace solvers
