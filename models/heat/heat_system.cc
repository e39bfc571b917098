#include "models/heat/heat_system.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace models {
namespace {

constexpr double kColdDegc = -20.0;
constexpr double kWarmDegc = 10.0;

/// Collects what is wrong with one struct's fields.
class Checker {
 public:
  Checker(std::string prefix, std::vector<errors::FieldViolation>& violations)
      : prefix_(std::move(prefix)), violations_(violations) {}

  void Require(bool holds, absl::string_view field, absl::string_view problem) {
    if (!holds) violations_.push_back({absl::StrCat(prefix_, field), std::string(problem)});
  }
  void RequireNotNegative(absl::string_view field, double value) {
    Require(std::isfinite(value) && value >= 0.0, field,
            absl::StrCat(value, " must be finite and not negative"));
  }
  void RequirePositive(absl::string_view field, double value) {
    Require(std::isfinite(value) && value > 0.0, field,
            absl::StrCat(value, " must be finite and above zero"));
  }
  void RequireInside(absl::string_view field, double value, double low, double high) {
    Require(value >= low && value <= high, field,
            absl::StrCat(value, " lies outside ", low, " to ", high));
  }

 private:
  std::string prefix_;
  std::vector<errors::FieldViolation>& violations_;
};

void CheckBuildings(const BuildingStockParams& stock, Checker check) {
  check.RequirePositive("air_capacity_mwh_per_k", stock.air_capacity_mwh_per_k);
  check.RequirePositive("mass_capacity_mwh_per_k", stock.mass_capacity_mwh_per_k);
  check.RequirePositive("loss_mw_per_k", stock.loss_mw_per_k);
  check.RequireNotNegative("ventilation_mw_per_k", stock.ventilation_mw_per_k);
  check.RequirePositive("coupling_mw_per_k", stock.coupling_mw_per_k);
  check.RequireInside("set_point_degc", stock.set_point_degc, 5.0, 30.0);
  check.RequireNotNegative("internal_gain_mw", stock.internal_gain_mw);
  check.RequireNotNegative("hot_water_mw", stock.hot_water_mw);
  check.RequirePositive("controller_mw_per_k", stock.controller_mw_per_k);
  check.RequirePositive("heat_max_mw", stock.heat_max_mw);
}

}  // namespace

double CalcSupplyDegC(const HeatSystemParams& system, double outdoor_degc) {
  const double cold_share =
      std::clamp((kWarmDegc - outdoor_degc) / (kWarmDegc - kColdDegc), 0.0, 1.0);
  return system.supply_warm_degc + cold_share * (system.supply_cold_degc - system.supply_warm_degc);
}

double CalcNetworkLossMw(const HeatSystemParams& system, double supply_degc) {
  const double water_degc = 0.5 * (supply_degc + system.return_degc);
  return std::max(system.network_loss_mw_per_k * (water_degc - system.ground_degc), 0.0);
}

AccumulatorParams MakeNetworkStore(const HeatSystemParams& system) {
  const NetworkStorageParams& network = system.network;
  if (network.water_mwh_per_k <= 0.0) return {};
  return {.capacity_mwh = network.water_mwh_per_k * network.raise_max_k,
          .power_max_mw = network.water_mwh_per_k * network.raise_max_k_per_h,
          .loss_per_h = 0.5 * system.network_loss_mw_per_k / network.water_mwh_per_k};
}

double CalcHotWaterRatio(const HeatSystemParams& system, const OsloTime& local) {
  return system.hot_water_ratio[static_cast<std::size_t>(local.hour)];
}

double CalcVentilationShare(const HeatSystemParams& system, const OsloTime& local) {
  const auto& hours = local.day_type == DayType::kWorkday ? system.ventilation_workday_share
                                                          : system.ventilation_weekend_share;
  return hours[static_cast<std::size_t>(local.hour)];
}

double CalcMeanVentilationShare(const HeatSystemParams& system) {
  const auto sum = [](const std::array<double, 24>& hours) {
    return std::accumulate(hours.begin(), hours.end(), 0.0);
  };
  return (5.0 * sum(system.ventilation_workday_share) +
          2.0 * sum(system.ventilation_weekend_share)) /
         (7.0 * 24.0);
}

bool HasPlantsAtBuses(const HeatSystemParams& system) {
  return std::any_of(system.plants.begin(), system.plants.end(),
                     [](const HeatPlantParams& plant) { return plant.bus.valid(); });
}

void AddElectricityBesideLoads(const HeatSystemParams& system, const HeatSystemInputs& inputs,
                               const HeatSystemResult& result, Table<BusIndex, double>& demand_mw) {
  for (std::size_t i = 0; i < system.plants.size(); ++i) {
    const HeatPlantParams& plant = system.plants[i];
    if (!plant.bus.valid()) continue;
    demand_mw[plant.bus] += CalcElectricityBesideLoadsMw(
        plant, result.plant_electricity_mw[i], result.plant_power_mw[i], inputs.effective_degc);
  }
}

HeatPlantState MakeHeatPlantState(const HeatPlantParams& plant) {
  return {.fuel_mwh = plant.fuel.fuel_capacity_mwh};
}

absl::Status Validate(const HeatSystemParams& system) {
  std::vector<errors::FieldViolation> violations;
  const std::string prefix = absl::StrCat("heat_system[", system.id, "].");
  Checker check(prefix, violations);
  check.Require(!system.id.empty(), "id", "is empty");
  check.Require(system.place.valid(), "place", "is missing");
  check.Require(!system.plants.empty(), "plants", "is empty");
  check.RequireNotNegative("accumulator.capacity_mwh", system.accumulator.capacity_mwh);
  check.RequireNotNegative("accumulator.power_max_mw", system.accumulator.power_max_mw);
  check.RequireInside("accumulator.loss_per_h", system.accumulator.loss_per_h, 0.0, 1.0);
  check.RequireNotNegative("network_loss_mw_per_k", system.network_loss_mw_per_k);
  check.RequireNotNegative("network.water_mwh_per_k", system.network.water_mwh_per_k);
  check.RequireInside("network.raise_max_k", system.network.raise_max_k, 0.0, 40.0);
  check.RequireInside("network.raise_max_k_per_h", system.network.raise_max_k_per_h, 0.0, 40.0);
  check.RequireInside("supply_cold_degc", system.supply_cold_degc, 40.0, 150.0);
  check.RequireInside("supply_warm_degc", system.supply_warm_degc, 40.0, 150.0);
  check.Require(system.return_degc < system.supply_warm_degc &&
                    system.supply_warm_degc <= system.supply_cold_degc,
                "return_degc", "temperatures do not rise: return, supply warm, supply cold");
  check.RequireInside("ground_degc", system.ground_degc, -50.0, 50.0);
  for (int hour = 0; hour < 24; ++hour) {
    const auto h = static_cast<std::size_t>(hour);
    check.RequireNotNegative(absl::StrCat("hot_water_ratio[", hour, "]"),
                             system.hot_water_ratio[h]);
    check.RequireInside(absl::StrCat("ventilation_workday_share[", hour, "]"),
                        system.ventilation_workday_share[h], 0.0, 1.0);
    check.RequireInside(absl::StrCat("ventilation_weekend_share[", hour, "]"),
                        system.ventilation_weekend_share[h], 0.0, 1.0);
  }
  CheckBuildings(system.buildings, Checker(prefix + "buildings.", violations));
  std::set<std::string> ids;
  for (const HeatPlantParams& plant : system.plants) {
    const std::string of_plant = absl::StrCat(prefix, "plants[", plant.id, "].");
    for (const errors::FieldViolation& found : errors::FieldViolationsOf(Validate(plant))) {
      violations.push_back({absl::StrCat(of_plant, found.field), found.description});
    }
    Checker(of_plant, violations).Require(ids.insert(plant.id).second, "id", "occurs twice");
  }
  if (!violations.empty()) return errors::InvalidFields(violations);
  return absl::OkStatus();
}

}  // namespace models
