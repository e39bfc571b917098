#include "twin/plans/swap.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/field_checks.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/climate/sector.h"
#include "models/plants/heat_pump.h"
#include "solvers/plan/floor_laws.h"
#include "twin/access/digest.h"
#include "twin/plans/figure_reader.h"
#include "twin/plans/grid_point.h"
#include "twin/plans/heat_offers.h"
#include "twin/plans/heat_report.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNamesShown = 3;
constexpr std::size_t kIdDigits = 32;
constexpr double kLorenzShare = 0.5;
constexpr double kHotterK = 5.0;
constexpr char kFlat[] = "apartment";

absl::Status CheckQuestion(const SwapQuestion& question) {
  models::FieldChecks checks;
  checks.Within("flats_count", question.flats_count, 1.0, 1e6);
  checks.Within("floor_per_flat_m2", question.floor_per_flat_m2, 10.0, 1000.0);
  checks.Within("lat_deg", question.lat_deg, 57.0, 72.0);
  checks.Within("lon_deg", question.lon_deg, 4.0, 32.0);
  checks.Within("quarter_of_day", question.quarter_of_day, 0.0, 95.0);
  return checks.ToStatus();
}

absl::StatusOr<const models::SurplusSourceParams*> FindSource(const Surroundings& around,
                                                              const std::string& id) {
  std::vector<std::string> ids;
  for (const models::SurplusSourceParams& source : around.region.surplus_sources) {
    if (source.id == id) return &source;
    ids.push_back(source.id);
  }
  return models::errors::UnknownId("source of surplus heat", id,
                                   models::FindNearestNames(id, ids, kNamesShown));
}

// Heat of one square metre of flat in the quarter of the coldest day, P50.
absl::StatusOr<double> CalcHeatWPerM2(const Surroundings& around, const SwapQuestion& question,
                                      const solvers::PlanClimate& climate) {
  const models::BuildingUses& uses = around.context.tables.uses;
  const models::BuildingUseParams* flat = models::FindUse(uses, kFlat);
  const models::UseStandard* standard =
      flat == nullptr ? nullptr : models::FindStandard(*flat, question.standard);
  if (standard == nullptr) {
    return models::errors::InvalidField(
        "standard", absl::StrCat("'", question.standard, "' is not in the table of uses"));
  }
  const solvers::FloorLaws laws(uses, *flat, *standard, models::Quantile::kP50, climate);
  const solvers::LawMoment moment{.month = 0,
                                  .day_type = 0,
                                  .quarter_of_day = question.quarter_of_day,
                                  .air_degc = climate.design_degc,
                                  .effective_degc = climate.design_degc};
  const double k = flat->coincidence_share;
  return laws.At(moment, models::CalcCoincidenceShare(k, question.flats_count) / k).heat_w_per_m2();
}

// The station that holds a busbar.
const models::StationParams& StationOf(const models::ElectricityGrid& grid, models::BusIndex bus) {
  return grid.stations[grid.buses[bus].station];
}

void SetHeat(const models::SurplusSourceParams& source, const models::HeatRuleParams& rules,
             Swap& swap) {
  double taken_share = 1.0, draw_ratio = 0.0;
  if (source.winter_degc < kLiftToBuildings.sink_out_degc + kHotterK) {
    models::HeatPumpTemperatures lift = kLiftToBuildings;
    lift.source_in_degc = source.winter_degc;
    lift.source_out_degc = source.cooled_to_degc;
    const double cop_ratio = models::CalcCopRatio(kLorenzShare, lift);
    draw_ratio = 1.0 / cop_ratio;
    taken_share = 1.0 - draw_ratio;
  }
  swap.heat_mw = std::min(swap.need_mw, swap.source_left_mw / taken_share);
  swap.pump_mw = draw_ratio * swap.heat_mw;
  swap.before_p50_mw = rules.relief_p50_ratio * swap.heat_mw;
  swap.freed_p50_mw = std::max(0.0, swap.before_p50_mw - swap.pump_mw);
  swap.freed_p90_mw = std::max(0.0, rules.relief_p90_ratio * swap.heat_mw - swap.pump_mw);
}

void SetConditions(const models::SurplusSourceParams& source, Swap& swap) {
  swap.conditions = {
      {"a back-up of the same heat must stand ready for the day the source is lost, and it must "
       "not be electric",
       "en reserve for den samme varmen må stå klar den dagen kilden faller bort, og den kan ikke "
       "være elektrisk"},
      {"the flats must have, or get, heat carried by water; what they take today is electric "
       "heating",
       "leilighetene må ha eller få vannbåren varme; i dag varmes de med strøm"},
      {"the pump draws at the source's own station", "pumpen trekker på kildens egen stasjon"}};
  if (!swap.is_same_station) {
    swap.conditions.push_back(
        {"source and flats hang on different stations: what is freed and what is drawn do not meet",
         "kilden og leilighetene henger på ulike stasjoner: det som frigjøres og det som trekkes, "
         "møtes ikke"});
  }
  if (!source.is_operating) {
    swap.conditions.push_back(
        {"the source is planned, not running", "kilden er planlagt, ikke i drift"});
  }
  if (swap.heat_mw + 1e-9 < swap.need_mw) {
    swap.conditions.push_back({"the source gives less than the flats need in that quarter",
                               "kilden gir mindre enn leilighetene trenger i det kvarteret"});
  }
}

Json Sentences(const Swap& swap, bool is_norwegian) {
  Json sentences = Json::array();
  for (const models::Bilingual& condition : swap.conditions) {
    sentences.push_back(condition.In(is_norwegian));
  }
  return sentences;
}

// Records of before conditions were kept in Norwegian have the English alone.
std::vector<models::Bilingual> ParseConditions(const Json& json) {
  std::vector<models::Bilingual> conditions;
  const auto text = [&](const char* name, std::size_t i) {
    const bool has = json.contains(name) && json[name].is_array() && i < json[name].size() &&
                     json[name][i].is_string();
    return has ? json[name][i].get<std::string>() : "";
  };
  if (!json.contains("conditions") || !json["conditions"].is_array()) return conditions;
  for (std::size_t i = 0; i < json["conditions"].size(); ++i) {
    models::Bilingual condition{text("conditions", i), text("conditions_no", i)};
    if (!condition.empty()) conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace

absl::StatusOr<Swap> CalcSwap(const Surroundings& around, const SwapQuestion& question) {
  TWIN_RETURN_IF_ERROR(CheckQuestion(question));
  TWIN_ASSIGN_OR_RETURN(const models::SurplusSourceParams* source,
                        FindSource(around, question.source_id));
  const models::PlanPoint flats = data::ToPlanPoint(question.lon_deg, question.lat_deg);
  const models::PlaceIndex place = FindWeatherPlace(around.region, flats);
  TWIN_ASSIGN_OR_RETURN(const ClimateYears::Result climate,
                        around.ClimateAt(place, question.weather_year));
  TWIN_ASSIGN_OR_RETURN(const double heat_w_per_m2, CalcHeatWPerM2(around, question, *climate));
  const auto point = FindGridPoint(around, flats, around.levels.front());
  if (!point) return absl::FailedPreconditionError("no station is near the flats");
  const models::StationParams& station = StationOf(around.region.grid, source->bus);
  Swap swap{.source_id = source->id,
            .source = source->name,
            .flats_count = question.flats_count,
            .floor_m2 = question.flats_count * question.floor_per_flat_m2,
            .station_id = point->station_id,
            .station = point->station_name,
            .source_station_id = station.id,
            .source_station = station.name,
            .is_same_station = station.id == point->station_id,
            .local_time = ClockText(question.quarter_of_day),
            .outdoor_degc = climate->design_degc,
            .route_m = around.heat.rules.detour_ratio *
                       CalcDistanceM(flats, source->lon_deg, source->lat_deg)};
  swap.need_mw = swap.floor_m2 * heat_w_per_m2 / models::kWPerMw;
  const models::OsloTime moment{.month = 1,
                                .hour = question.quarter_of_day / 4,
                                .minute = 15 * (question.quarter_of_day % 4)};
  swap.source_left_mw = (1.0 - source->taken_share) * models::CalcSurplusHeatMw(*source, moment);
  if (!(swap.source_left_mw > 0.0)) {
    return absl::FailedPreconditionError(
        absl::StrCat(source->name, " has no heat left: all of it is taken today"));
  }
  SetHeat(*source, around.heat.rules, swap);
  SetConditions(*source, swap);
  swap.id = access::CalcSha256Hex(MakeSwapJson(swap).dump()).substr(0, kIdDigits);
  return swap;
}

Json MakeSwapJson(const Swap& swap) {
  return {{"kind", "swap"},
          {"id", swap.id},
          {"source_id", swap.source_id},
          {"source", swap.source},
          {"flats_count", swap.flats_count},
          {"floor_m2", swap.floor_m2},
          {"station_id", swap.station_id},
          {"station", swap.station},
          {"source_station_id", swap.source_station_id},
          {"source_station", swap.source_station},
          {"is_same_station", swap.is_same_station},
          {"local_time", swap.local_time},
          {"outdoor_degc", swap.outdoor_degc},
          {"route_m", swap.route_m},
          {"need_mw", swap.need_mw},
          {"heat_mw", swap.heat_mw},
          {"source_left_mw", swap.source_left_mw},
          {"pump_mw", swap.pump_mw},
          {"before_p50_mw", swap.before_p50_mw},
          {"freed_p50_mw", swap.freed_p50_mw},
          {"freed_p90_mw", swap.freed_p90_mw},
          {"conditions", Sentences(swap, false)},
          {"conditions_no", Sentences(swap, true)}};
}

absl::StatusOr<Swap> ParseSwap(const Json& json) {
  Swap swap;
  const auto text = [&](const char* name) {
    return json.contains(name) && json[name].is_string() ? json[name].get<std::string>() : "";
  };
  const auto number = [&](const char* name) {
    return json.contains(name) && json[name].is_number() ? json[name].get<double>() : 0.0;
  };
  swap.id = text("id");
  swap.source_id = text("source_id");
  if (swap.id.empty() || swap.source_id.empty()) {
    return absl::InvalidArgumentError("the record is no swap");
  }
  swap.source = text("source");
  swap.flats_count = number("flats_count");
  swap.floor_m2 = number("floor_m2");
  swap.station_id = text("station_id");
  swap.station = text("station");
  swap.source_station_id = text("source_station_id");
  swap.source_station = text("source_station");
  swap.is_same_station = !swap.station_id.empty() && swap.station_id == swap.source_station_id;
  swap.local_time = text("local_time");
  swap.outdoor_degc = number("outdoor_degc");
  swap.route_m = number("route_m");
  swap.need_mw = number("need_mw");
  swap.heat_mw = number("heat_mw");
  swap.source_left_mw = number("source_left_mw");
  swap.pump_mw = number("pump_mw");
  swap.before_p50_mw = number("before_p50_mw");
  swap.freed_p50_mw = number("freed_p50_mw");
  swap.freed_p90_mw = number("freed_p90_mw");
  swap.conditions = ParseConditions(json);
  return swap;
}

std::string MakeSwapText(const Swap& swap, bool is_norwegian) {
  const auto number = [&](double value_in_unit, int decimals) {
    return FormatNumber(value_in_unit, decimals, is_norwegian);
  };
  const std::string place =
      swap.is_same_station
          ? absl::StrCat(is_norwegian ? "på samme stasjon, " : "at the same station, ",
                         swap.station)
          : absl::StrCat(is_norwegian ? "på " : "at ", swap.station,
                         is_norwegian ? " (kilden henger på " : " (the source hangs on ",
                         swap.source_station, ")");
  std::string text =
      is_norwegian
          ? absl::StrCat("Bytte ", swap.id, ": overskuddsvarmen fra ", swap.source, " + ",
                         number(swap.flats_count, 0),
                         " omlagte leiligheter = ", number(swap.freed_p50_mw, 2), " MW frigjort ",
                         place, " kl. ", swap.local_time, " den kaldeste dagen (",
                         number(swap.outdoor_degc, 0), " °C); ", number(swap.freed_p90_mw, 2),
                         " MW i ni av ti tilfeller. ", number(swap.heat_mw, 2), " av ",
                         number(swap.need_mw, 2), " MW varme, pumpen trekker ",
                         number(swap.pump_mw, 2), " MW, trasé ", number(swap.route_m / 1000.0, 1),
                         " km.\n")
          : absl::StrCat(
                "Swap ", swap.id, ": surplus heat of ", swap.source, " + ",
                number(swap.flats_count, 0), " converted flats = ", number(swap.freed_p50_mw, 2),
                " MW freed ", place, " at ", swap.local_time, " on the coldest day (",
                number(swap.outdoor_degc, 0), " °C); ", number(swap.freed_p90_mw, 2),
                " MW in nine of ten cases. ", number(swap.heat_mw, 2), " of ",
                number(swap.need_mw, 2), " MW of heat, the pump draws ", number(swap.pump_mw, 2),
                " MW, trench ", number(swap.route_m / 1000.0, 1), " km.\n");
  for (const models::Bilingual& condition : swap.conditions) {
    absl::StrAppend(&text, "  - ", condition.In(is_norwegian), "\n");
  }
  return text;
}

}  // namespace twin::plans
