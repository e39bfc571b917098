#pragma once

#include <array>
#include <vector>

#include "models/plan/plan_tables.h"
#include "solvers/plan/carrier_law.h"
#include "solvers/plan/heat_choice.h"

namespace solvers {

/// What a square metre takes in one quarter, W/m².
struct FloorMoment {
  double electric_w_per_m2 = 0.0;
  double ev_w_per_m2 = 0.0;
  double hot_water_w_per_m2 = 0.0;
  double heating_w_per_m2 = 0.0;
  double cooling_w_per_m2 = 0.0;
  double heat_w_per_m2() const { return hot_water_w_per_m2 + heating_w_per_m2; }
};

/// Floor of one use and standard: the laws of its carriers at one quantile.
class FloorLaws {
 public:
  /// **Valid** uses as of models::Validate.
  FloorLaws(const models::BuildingUses& uses, const models::BuildingUseParams& use,
            const models::UseStandard& standard, models::Quantile quantile,
            const PlanClimate& climate);

  /// `coincidence_ratio` raises what comes by chance: electric, hot water, cars.
  FloorMoment At(const LawMoment& moment, double coincidence_ratio) const;

  /// All electricity of one heat choice. The heating is built for the peaks of the table.
  double CalcElectricityWPerM2(const FloorMoment& floor, const HeatChoiceParams& heat,
                               HeatChoice choice, double outdoor_degc) const;

  /// Heat that does not come of electricity straight away (CalcFlexibleHeatRatio).
  double CalcFlexibleHeatWPerM2(const FloorMoment& floor, const HeatChoiceParams& heat,
                                HeatChoice choice, double outdoor_degc) const;

  const models::CarrierTable<CarrierLaw>& laws() const { return laws_; }

 private:
  models::CarrierTable<CarrierLaw> laws_;
  double design_heat_w_per_m2_ = 0.0;
};

}  // namespace solvers
