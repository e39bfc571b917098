#include "solvers/heat_inputs.h"

#include <algorithm>

#include "models/climate/season.h"
#include "models/patch_effects.h"
#include "solvers/weather_generator.h"

namespace solvers {

models::HeatSystemInputs MakeHeatInputs(const models::HeatSystemParams& system,
                                        const models::PriceParams& price, const HeatQuarter& when,
                                        const models::PlaceWeather& here) {
  const double swing_share = CalcPriceSwingShare(
      when.weather_year, models::CalcRecordHour(when.weather_year, when.quarter, when.local),
      price.spread_spacing_h);
  models::HeatSystemInputs inputs;
  inputs.outdoor_degc = here.air_degc;
  inputs.effective_degc = here.effective_degc;
  inputs.hot_water_ratio = models::CalcHotWaterRatio(system, when.local);
  inputs.ventilation_share = models::CalcVentilationShare(system, when.local);
  inputs.electricity_price_nok_per_mwh =
      models::CalcSpotNokPerMwh(price, models::CalcMonthWeights(models::CalcYearShare(when.local)),
                                when.local, here.effective_degc - here.normal_degc, swing_share);
  inputs.electricity_max_mw = models::kNoElectricityLimitMw;
  inputs.plant_available_share.assign(system.plants.size(), 1.0);
  for (std::size_t i = 0; i < system.plants.size(); ++i) {
    const models::HeatPlantParams& plant = system.plants[i];
    if (plant.kind != models::HeatPlantKind::kSolarHeat) continue;
    const double water_degc =
        0.5 * (models::CalcSupplyDegC(system, here.air_degc) + system.return_degc);
    inputs.plant_available_share[i] = std::min(
        models::CalcSolarHeatMw(plant.solar, here.irradiance_w_per_m2, here.air_degc, water_degc) /
            plant.heat_max_mw,
        1.0);
  }
  return inputs;
}

}  // namespace solvers
