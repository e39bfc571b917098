#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/heat/heat_what_if.h"
#include "models/region.h"
#include "models/time/quarter.h"

namespace models {

/// A component is out of service from `Patch::from` to `Patch::to`; its return is the patch's end.
struct Outage {
  std::string element_id;  ///< branch, generator or heat plant
};

/// Outdoor temperature of every place is shifted.
struct TemperatureShift {
  double offset_k = 0.0;
};

/// Demand at one bus grows (or shrinks) by a constant.
struct DemandChange {
  std::string bus_id;
  double demand_mw = 0.0;  ///< added; negative takes demand away
  double demand_mvar = 0.0;
};

/// The grid company limits the electricity a heat system may draw.
struct GridOrder {
  std::string heat_system_id;
  double electricity_max_mw = 0.0;
};

/// A reserve that a heat system has sold is activated: it draws so much less than it would. Ends by
/// itself; only an order has no end.
struct ReserveActivation {
  std::string heat_system_id;
  double electricity_cut_mw = 0.0;
};

/// Part of a heat plant is lost: a line of an incinerator, a source of surplus heat that gives
/// less.
struct PlantReduction {
  std::string heat_plant_id;
  double available_share = 1.0;  ///< of its most heat; 0 is an outage
};

/// The spot price as heat plants see it:  price · ratio + offset
struct PriceChange {
  double price_ratio = 1.0;
  double offset_nok_per_mwh = 0.0;
};

/// Buildings at one bus that are heated by electricity become customers of a heat network: their
/// heat is the network's load, and what they took of electricity leaves the bus, both in the same
/// quarter.
struct HeatConversion {
  std::string bus_id;
  std::string heat_system_id;
  double design_heat_mw = 0.0;  ///< mean of a day at −20 °C, hot water in it
  FormerHeating former = FormerHeating::kDirect;
};

/// A source of surplus heat that a network begins to take, as it is or by a heat pump that draws at
/// the source's bus: one of the region's sources, of which it takes what nobody takes today, or one
/// given here. Its loss is the end of the patch.
struct NewSurplusSource {
  std::string surplus_source_id;  ///< empty: heat_mw and what follows say what it is
  std::string heat_system_id;     ///< empty: the nearest of the region's source
  std::string bus_id;
  double heat_mw = 0.0;  ///< before a heat pump
  double source_degc = 0.0;
  double cooled_to_degc = 0.0;
};

using Change = std::variant<Outage, TemperatureShift, DemandChange, GridOrder, ReserveActivation,
                            PlantReduction, PriceChange, HeatConversion, NewSurplusSource>;

inline constexpr Minute kForever = std::numeric_limits<Minute>::max();

/// The one mechanism of change: one typed change, valid in [from, to) on whole minutes.
struct Patch {
  std::string id;
  Minute from = 0;
  Minute to = kForever;
  Change change;
};

/// Checks one patch: finite and plausible values, from < to, an end where there must be one, known
/// assets.
/// Errors: InvalidArgument with every field violation; NotFound and FailedPrecondition as of
/// AssetNames::Find.
absl::Status Validate(const Patch& patch, const AssetNames& names);

/// The patch with every display name replaced by the id it stands for. Errors: as of Validate.
absl::StatusOr<Patch> ResolveNames(Patch patch, const AssetNames& names);

/// Stands for "no grid order".
inline constexpr double kNoElectricityLimitMw = 1e9;

/// What the patches in force at one quarter do, ready for the step. Order of patches does not
/// matter: outages unite, demand changes, reserves and temperature offsets add, of grid orders and
/// plant reductions the tightest holds, price ratios multiply and price offsets add. Of converted
/// buildings and new sources all count, one of the region's sources once.
struct PatchEffects {
  Table<BranchIndex, char> branch_out;
  Table<GeneratorIndex, char> generator_out;
  std::vector<std::vector<char>> heat_plant_out;       ///< [heat system][plant]
  std::vector<TemperatureOffset> temperature_offsets;  ///< also past ones: buildings remember
  Table<BusIndex, double> demand_mw;
  Table<BusIndex, double> demand_mvar;
  Table<HeatSystemIndex, double> electricity_max_mw;
  Table<HeatSystemIndex, double> reserve_cut_mw;
  std::vector<std::vector<double>> heat_plant_share;  ///< [heat system][plant] 1 where all is there
  Table<HeatSystemIndex, HeatSystemExtras> heat_extras;  ///< empty where nothing is added
  double price_ratio = 1.0;
  double price_offset_nok_per_mwh = 0.0;
};

/// A patch acts in a quarter when it is in force at the quarter's first minute.
/// Every patch must have passed Validate.
PatchEffects Compose(std::span<const Patch> patches, const Region& region, const AssetNames& names,
                     Quarter quarter);

/// The first quarter a patch can act in: the first that begins at or after its first minute.
Quarter FirstQuarterOf(const Patch& patch);

/// Whether a patch can still act, or be remembered, at `quarter` or later.
bool StillMatters(const Patch& patch, Quarter quarter);

}  // namespace models
