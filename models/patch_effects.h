#pragma once

#include <optional>
#include <span>
#include <vector>

#include "models/asset_names.h"
#include "models/base/ids.h"
#include "models/patch.h"
#include "models/region.h"
#include "models/time/quarter_part.h"

namespace models {

/// Stands for "no grid order".
inline constexpr double kNoElectricityLimitMw = 1e9;

/// A plant that a scenario adds, at the place whose weather it has.
struct AddedGenerator {
  BusIndex bus;
  PlaceIndex place;
  AddedSource source = AddedSource::kSteady;
  double power_max_mw = 0.0;
};

/// What the patches in force at one quarter do, ready for the step. Order of patches does not
/// matter: outages unite, and what is out stays out whatever is closed; demand, batteries, demand
/// response, reserves and temperature offsets add; of grid orders and plant reductions the tightest
/// holds; price and weather ratios multiply and price offsets add. Of new generation, converted
/// buildings and new sources all count, one of the region's sources once.
struct PatchEffects {
  Table<BranchIndex, char> branch_out;
  Table<BranchIndex, char> branch_closed;  ///< that was built open
  Table<GeneratorIndex, char> generator_out;
  std::vector<std::vector<char>> heat_plant_out;       ///< [heat system][plant]
  std::vector<TemperatureOffset> temperature_offsets;  ///< also past ones: buildings remember
  WeatherRatios weather_ratios;
  std::vector<AddedGenerator> generation;
  Table<BusIndex, double> demand_mw;
  Table<BusIndex, double> demand_mvar;
  Table<HeatSystemIndex, double> electricity_max_mw;
  Table<HeatSystemIndex, double> reserve_cut_mw;
  std::vector<std::vector<double>> heat_plant_share;  ///< [heat system][plant] 1 where all is there
  Table<HeatSystemIndex, HeatPlanStep> heat_plan;     ///< empty where there is none
  Table<HeatSystemIndex, HeatSystemExtras> heat_extras;  ///< empty where nothing is added
  std::optional<double> price_nok_per_mwh;               ///< instead of the twin's own
  double price_ratio = 1.0;
  double price_offset_nok_per_mwh = 0.0;
};

/// Refers to the offsets of `effects`.
inline WeatherChanges WeatherChangesOf(const PatchEffects& effects) {
  return {.offsets = effects.temperature_offsets, .ratios = effects.weather_ratios};
}

/// What acts in a part of a quarter: the patches in force at the part's first minute. Between the
/// cuts of CutQuarter that is all its minutes. Every patch must have passed Validate.
PatchEffects Compose(std::span<const Patch> patches, const Region& region, const AssetNames& names,
                     Quarter quarter, const QuarterPart& part = {});

/// The parts of a quarter's first `until` minutes, 1 to 15, in which no patch begins, ends, or goes
/// on to another hour of its plan: one where nothing happens inside the quarter.
std::vector<QuarterPart> CutQuarter(std::span<const Patch> patches, Quarter quarter,
                                    Minute until = kMinutesPerQuarter);

}  // namespace models
