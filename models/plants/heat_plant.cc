#include "models/plants/heat_plant.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/plants/heat_pump.h"
#include "models/plants/heat_pump_series.h"

namespace models {
namespace {

void Require(FieldChecks& check, bool holds, const std::string& field, const std::string& problem) {
  if (!holds) check.Report(field, problem);
}

void RequireFinite(FieldChecks& check, const std::string& field, double value) {
  Require(check, std::isfinite(value), field, "is not finite");
}

void RequireInside(FieldChecks& check, const std::string& field, double value, double low,
                   double high) {
  Require(check, value >= low && value <= high, field,
          absl::StrCat(value, " lies outside ", low, " to ", high));
}

void CheckSource(const HeatPlantParams& plant, FieldChecks& check) {
  if (plant.lorenz_share == 0.0) return;
  RequireFinite(check, "source_in_degc", plant.source_in_degc);
  RequireFinite(check, "source_out_degc", plant.source_out_degc);
  Require(check, plant.source_out_degc <= plant.source_in_degc, "source_out_degc",
          "is above source_in_degc");
  Require(check, std::isfinite(plant.sink_max_degc) && plant.sink_max_degc > plant.source_in_degc,
          "sink_max_degc", "is not above the source");
}

void CheckRunning(const HeatPlantParams& plant, FieldChecks& check) {
  const PlantRunningParams& running = plant.running;
  check.NotNegative("ramp_mw_per_h", running.ramp_mw_per_h);
  check.NotNegative("stable_min_mw", running.stable_min_mw);
  Require(check, running.stable_min_mw <= plant.heat_max_mw, "stable_min_mw",
          "is above heat_max_mw");
  check.NotNegative("start_cost_nok", running.start_cost_nok);
  check.NotNegative("up_min_h", running.up_min_h);
  check.NotNegative("down_min_h", running.down_min_h);
  check.NotNegative("fuel_capacity_mwh", plant.fuel.fuel_capacity_mwh);
  check.NotNegative("fuel_delivery_mwh_per_day", plant.fuel.fuel_delivery_mwh_per_day);
  Require(check, plant.fuel.fuel_capacity_mwh == 0.0 || plant.fuel.fuel_delivery_mwh_per_day > 0.0,
          "fuel_delivery_mwh_per_day", "is zero for a store that is never filled again");
}

void CheckPower(const HeatPlantParams& plant, FieldChecks& check) {
  const HeatAndPowerParams& power = plant.power;
  check.NotNegative("power_max_mw", power.power_max_mw);
  RequireInside(check, "power_loss_ratio", power.power_loss_ratio, 0.0, 1.0);
  RequireInside(check, "power_heat_ratio", power.power_heat_ratio, 0.0, 2.0);
  if (power.power_line == PowerLine::kExtraction) {
    check.Positive("power_max_mw", power.power_max_mw);
    Require(check, power.power_loss_ratio * plant.heat_max_mw <= power.power_max_mw + 1e-9,
            "power_loss_ratio", "takes more electricity than the turbine makes");
  }
  if (power.power_line == PowerLine::kBackPressure) {
    check.Positive("power_heat_ratio", power.power_heat_ratio);
  }
  const CarbonCaptureParams& capture = plant.capture;
  RequireInside(check, "capture_heat_share", capture.capture_heat_share, 0.0, 0.9);
  RequireInside(check, "capture_electricity_ratio", capture.capture_electricity_ratio, 0.0, 1.0);
  RequireInside(check, "captured_co2_share", capture.captured_co2_share, 0.0, 1.0);
}

bool NeedsBus(const HeatPlantParams& plant) {
  return plant.uses_electricity || plant.power.power_line != PowerLine::kNone ||
         plant.capture.captures;
}

}  // namespace

double CalcEfficiencyRatio(const HeatPlantParams& plant, double supply_degc, double return_degc) {
  if (plant.lorenz_share <= 0.0) return plant.efficiency_ratio;
  const double outlet_degc = std::min(supply_degc, plant.sink_max_degc);
  const double lift_k = outlet_degc - return_degc;
  return CalcCopRatio(plant.lorenz_share,
                      {.source_in_degc = plant.source_in_degc,
                       .source_out_degc = plant.source_out_degc,
                       .sink_in_degc = return_degc + plant.lift_from_share * lift_k,
                       .sink_out_degc = return_degc + plant.lift_to_share * lift_k});
}

double CalcNetHeatMaxMw(const HeatPlantParams& plant) {
  return CalcCaptureEffect(plant.capture, plant.heat_max_mw, 0.0).heat_mw;
}

double CalcElectricityMw(const HeatPlantParams& plant, double heat_mw, double efficiency_ratio,
                         double full_mw) {
  const double gross_mw = CalcGrossHeatMw(plant.capture, heat_mw);
  double electricity_mw = CalcCaptureEffect(plant.capture, gross_mw, 0.0).electricity_mw;
  if (plant.uses_electricity && heat_mw > 0.0) {
    const double load_share = full_mw > 0.0 ? std::min(heat_mw / full_mw, 1.0) : 1.0;
    electricity_mw +=
        heat_mw / (efficiency_ratio * CalcPartLoadRatio(plant.part_load_loss_share, load_share));
  }
  return electricity_mw;
}

double CalcHeatOfElectricityMw(const HeatPlantParams& plant, double electricity_mw,
                               double efficiency_ratio, double full_mw) {
  const double full_electricity_mw = full_mw / efficiency_ratio;
  if (full_electricity_mw <= 0.0) return 0.0;
  return full_mw *
         CalcLoadShareAtElectricity(plant.part_load_loss_share,
                                    std::clamp(electricity_mw / full_electricity_mw, 0.0, 1.0));
}

double CalcPowerMw(const HeatPlantParams& plant, double heat_mw) {
  const double gross_mw = CalcGrossHeatMw(plant.capture, heat_mw);
  const double boiler_share =
      plant.heat_max_mw > 0.0
          ? std::clamp(std::max(gross_mw, plant.heat_min_mw) / plant.heat_max_mw, 0.0, 1.0)
          : 0.0;
  return gross_mw > 0.0 ? CalcPowerMw(plant.power, gross_mw, boiler_share) : 0.0;
}

double CalcElectricityToHoldMw(const HeatPlantParams& plant, double draw_mw, double power_mw) {
  return (plant.is_in_base_load ? draw_mw : 0.0) - power_mw;
}

double CalcElectricityBesideLoadsMw(const HeatPlantParams& plant, double draw_mw, double power_mw,
                                    double effective_degc) {
  return draw_mw - power_mw - CalcByDesignCasesMw(plant.held, effective_degc);
}

double CalcMarginalCostNokPerMwh(const HeatPlantParams& plant, double efficiency_ratio,
                                 double electricity_price_nok_per_mwh) {
  if (plant.uses_electricity) {
    return plant.cost_nok_per_mwh +
           (electricity_price_nok_per_mwh + plant.tariff_nok_per_mwh) / efficiency_ratio;
  }
  switch (plant.power.power_line) {
    case PowerLine::kExtraction:
      return plant.cost_nok_per_mwh + plant.power.power_loss_ratio * electricity_price_nok_per_mwh;
    case PowerLine::kBackPressure:
      return plant.cost_nok_per_mwh - plant.power.power_heat_ratio * electricity_price_nok_per_mwh;
    case PowerLine::kNone:
      break;
  }
  return plant.cost_nok_per_mwh;
}

absl::Status Validate(const HeatPlantParams& plant) {
  FieldChecks check;
  Require(check, !plant.id.empty(), "id", "is empty");
  check.Positive("heat_max_mw", plant.heat_max_mw);
  check.NotNegative("heat_min_mw", plant.heat_min_mw);
  Require(check, plant.heat_min_mw <= plant.heat_max_mw, "heat_min_mw", "is above heat_max_mw");
  check.Positive("efficiency_ratio", plant.efficiency_ratio);
  RequireFinite(check, "cost_nok_per_mwh", plant.cost_nok_per_mwh);
  check.NotNegative("tariff_nok_per_mwh", plant.tariff_nok_per_mwh);
  check.NotNegative("emission_kg_per_mwh", plant.emission_kg_per_mwh);
  check.NotNegative("cooling_off_cost_nok_per_mwh", plant.cooling_off_cost_nok_per_mwh);
  Require(check, !NeedsBus(plant) || plant.bus.valid(), "bus",
          "is missing for a plant that takes or gives electricity");
  RequireFinite(check, "held.cold_mw", plant.held.cold_mw);
  RequireFinite(check, "held.mild_mw", plant.held.mild_mw);
  RequireFinite(check, "held.summer_mw", plant.held.summer_mw);
  Require(check, plant.bus.valid() || plant.held == DesignCases(), "held",
          "is not zero for a plant without a bus");
  RequireInside(check, "lorenz_share", plant.lorenz_share, 0.0, 1.0);
  RequireInside(check, "part_load_loss_share", plant.part_load_loss_share, 0.0, 0.9);
  RequireInside(check, "lift_from_share", plant.lift_from_share, 0.0, 1.0);
  RequireInside(check, "lift_to_share", plant.lift_to_share, 0.0, 1.0);
  Require(check, plant.lift_from_share < plant.lift_to_share, "lift_to_share",
          "is not above lift_from_share");
  CheckSource(plant, check);
  CheckRunning(plant, check);
  CheckPower(plant, check);
  if (plant.kind == HeatPlantKind::kSolarHeat) {
    check.Positive("area_m2", plant.solar.area_m2);
    RequireInside(check, "optical_ratio", plant.solar.optical_ratio, 0.0, 1.0);
    check.NotNegative("loss_w_per_m2_k", plant.solar.loss_w_per_m2_k);
    check.NotNegative("loss_rise_w_per_m2_k", plant.solar.loss_rise_w_per_m2_k);
  }
  return check.ToStatus();
}

const char* HeatPlantKindName(HeatPlantKind kind) {
  switch (kind) {
    case HeatPlantKind::kWasteIncineration:
      return "waste_incineration";
    case HeatPlantKind::kHeatPump:
      return "heat_pump";
    case HeatPlantKind::kSurplusHeatPump:
      return "surplus_heat_pump";
    case HeatPlantKind::kElectricBoiler:
      return "electric_boiler";
    case HeatPlantKind::kPelletBoiler:
      return "pellet_boiler";
    case HeatPlantKind::kBioOilBoiler:
      return "bio_oil_boiler";
    case HeatPlantKind::kGasBoiler:
      return "gas_boiler";
    case HeatPlantKind::kChipBoiler:
      return "chip_boiler";
    case HeatPlantKind::kBiogasBoiler:
      return "biogas_boiler";
    case HeatPlantKind::kSolarHeat:
      return "solar_heat";
    case HeatPlantKind::kSurplusHeat:
      return "surplus_heat";
  }
  return "";
}

}  // namespace models
