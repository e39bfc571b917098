#pragma once

#include <optional>
#include <span>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/electricity/cable_heat.h"
#include "models/electricity/grid.h"
#include "models/electricity/line_conductors.h"
#include "models/electricity/line_heat.h"
#include "models/electricity/transformer_heat.h"

namespace solvers {

/// Which rule gave a rating.
enum class RatingRule {
  kSeasonal,              ///< table by air temperature: nothing better is known
  kTerminalEquipment,     ///< what the ends of a line carry stops it before its conductor does
  kLineWeather,           ///< heat balance of the conductor in the weather (IEEE 738)
  kLineEmergency,         ///< its transient over the duration
  kTransformerWeather,    ///< steady hot spot and oil in the air (IEC 60076-7)
  kTransformerEmergency,  ///< their transient over the duration, emergency limits
  kCableCyclic,           ///< daily cycle (IEC 60853)
  kCableEmergency,        ///< transient of cable and soil over the duration (IEC 60853)
};

/// The rule in a few words, for an answer to say.
absl::string_view ToText(RatingRule rule);

struct LineThermalParams {
  models::ConductorParams conductor;
  int bundle_count = 1;
  models::LineSite site;
};

struct TransformerThermalParams {
  double rated_mva = 0.0;
  models::TransformerHeatParams heat;
};

/// What is known of one component's warmth; monostate: only its seasonal ratings.
struct ComponentThermal {
  double nominal_kv = 0.0;  ///< of the side that the ratings belong to
  models::SeasonalRating seasonal;
  std::variant<std::monostate, LineThermalParams, TransformerThermalParams, models::CableParams>
      thermal;
};

/// What a grid's tables tell of a branch's warmth: a line has its conductor where `conductors`
/// knows it and hangs at `site`; a transformer has its summer rating as nameplate and typical
/// characteristics of natural oil and forced air, which the tables do not tell; cables have
/// seasonal ratings alone, for how they are made and laid is not known.
ComponentThermal MakeComponentThermal(const models::ElectricityGrid& grid,
                                      models::BranchIndex branch,
                                      const models::LineConductors& conductors,
                                      const models::LineSite& site);

/// What a rating is asked for.
struct ComponentRatingInputs {
  double air_degc = 20.0;
  /// Wind and sun on a line; its air is `air_degc`. Without, a line has its seasonal rating.
  std::optional<models::LineWeather> weather;
  /// Of a cable, 24 values in any unit; empty: an even load.
  std::span<const double> daily_load;
  /// Empty: for good. Else for so long, after the steady state of `before_share`.
  std::optional<double> duration_min;
  double before_share = 0.0;  ///< load before, over the seasonal rating
};

struct ComponentRating {
  double rating_mva = 0.0;
  RatingRule rule = RatingRule::kSeasonal;
};

/// Apparent power that one component may carry, and the rule that says so.
///   line         conductor's ampacity in the weather, or what it carries for the duration; at most
///                what its terminals do, for which the largest seasonal rating stands
///   transformer  for good: hot spot at 98 °C, where ordinary paper ages as it should, and the
///   normal
///                limits of current and oil; for a duration: limits of the short (up to 30 min) or
///                long emergency
///   cable        seasonal rating times the cyclic factor, or the emergency ratio
///   anything else, and a line without weather: the seasonal rating at the air temperature, also
///   for a duration
/// Errors: InvalidArgument for what is not finite or out of order; FailedPrecondition when the load
/// before is more than the component bears.
absl::StatusOr<ComponentRating> CalcComponentRating(const ComponentThermal& component,
                                                    const ComponentRatingInputs& inputs);

}  // namespace solvers
