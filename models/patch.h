#pragma once

#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "models/climate/weather.h"
#include "models/heat/heat_what_if.h"
#include "models/time/quarter.h"

namespace models {

/// A component is out of service from `Patch::from` to `Patch::to`; its return is the patch's end.
struct Outage {
  std::string element_id;  ///< branch, generator or heat plant
};

/// Outdoor temperature of every place is shifted, all of it after `ramp_h` and until `ramp_h`
/// before the end: the shape of a cold spell.
struct TemperatureShift {
  double offset_k = 0.0;
  double ramp_h = 0.0;
};

/// Wind, sun and inflow of every place are taken times a ratio: calm or storm, cloud, a dry year.
struct WeatherChange {
  WeatherRatios ratios;
};

/// A branch is opened, or one that is built open is closed.
struct Switching {
  std::string branch_id;
  bool is_closed = false;
};

/// Demand at one bus grows (or shrinks) by a constant.
struct DemandChange {
  std::string bus_id;
  double demand_mw = 0.0;  ///< added; negative takes demand away
  double demand_mvar = 0.0;
};

/// A plant at a bus that gives what it can: always, by the wind, or by the sun of the nearest
/// place.
enum class AddedSource { kSteady, kWind, kSun };
struct NewGeneration {
  std::string bus_id;
  AddedSource source = AddedSource::kSteady;
  double power_max_mw = 0.0;
};

/// Storage at a bus on a timetable, the same every day in normal time (UTC+1): from
/// `discharge_from_h` on it gives `power_max_mw` until `energy_mwh` are given, from `charge_from_h`
/// on it takes `power_max_mw` until energy_mwh/efficiency are taken. It begins as its timetable
/// stands.
struct Battery {
  std::string bus_id;
  double power_max_mw = 0.0;
  double energy_mwh = 0.0;
  double efficiency_share = 0.88;  ///< given over taken
  double charge_from_h = 0.0;
  double discharge_from_h = 0.0;
};

/// Power a battery takes from the grid, mean over [from, to); negative while it gives.
double CalcBatteryDemandMw(const Battery& battery, Minute from, Minute to);

/// Customers at a bus take less while the patch is in force, and take a share of it back evenly in
/// the hours after.
struct DemandResponse {
  std::string bus_id;
  double cut_mw = 0.0;
  double rebound_share = 0.0;  ///< of the energy that was not taken
  double rebound_h = 0.0;
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

/// The spot price hour by hour from the patch's first minute on, instead of the twin's own; after
/// the last hour the twin's own again. Of several the one that begins last. A PriceChange goes on
/// top.
struct PriceSeries {
  std::vector<double> hours_nok_per_mwh;
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

/// A heat system's plants and stores as somebody planned them, hour by hour from the patch's first
/// minute on. A step follows it as far as physics and load allow; what is not planned stands by. Of
/// several plans the one that begins last is followed.
struct HeatPlanOrder {
  std::string heat_system_id;
  std::vector<HeatPlanStep> hours;
};

using Change =
    std::variant<Outage, TemperatureShift, DemandChange, GridOrder, ReserveActivation,
                 PlantReduction, PriceChange, HeatConversion, NewSurplusSource, WeatherChange,
                 Switching, NewGeneration, Battery, DemandResponse, HeatPlanOrder, PriceSeries>;

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

/// Whether it is a plan of a heat system: the twin makes many of its own.
inline bool IsHeatPlan(const Patch& patch) {
  return std::holds_alternative<HeatPlanOrder>(patch.change);
}

/// Whether it goes on hour by hour from its first minute.
inline bool IsHourly(const Patch& patch) {
  return IsHeatPlan(patch) || std::holds_alternative<PriceSeries>(patch.change);
}

/// What an outage can take out.
const std::vector<AssetKind>& OutageKinds();

/// How long after its end customers take energy back.
Minute ReboundMinutes(const DemandResponse& response);

/// Whether a patch can still act, or be remembered, at `quarter` or later.
bool StillMatters(const Patch& patch, Quarter quarter);

}  // namespace models
