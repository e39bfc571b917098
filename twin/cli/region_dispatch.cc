#include "twin/cli/region_dispatch.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "solvers/planning_quarter.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::ExchangeAreaIndex;
using models::GeneratorIndex;
using solvers::PriceAreaIndex;

constexpr std::int64_t kSpinUpQuarters = 14 * models::kQuartersPerDay;
constexpr double kDemandRatio = 1.0;
constexpr std::array<const char*, 7> kClasses{
    "run_of_river", "reservoir", "cascade", "unknown_hydro", "wind", "solar", "thermal"};

const char* ClassOf(models::GeneratorKind kind) { return kClasses[static_cast<std::size_t>(kind)]; }

}  // namespace

absl::StatusOr<RegionDispatch> CalcRegionDispatch(const models::Region& region,
                                                  const DispatchQuestion& question) {
  if (region.profile.has_value()) {
    return absl::InvalidArgumentError("this region was made from a case: it has no weather");
  }
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(
      const solvers::PlanningParams params,
      solvers::MakePlanningParams(region, {.seed = question.seed, .year = question.weather_year},
                                  kDemandRatio));
  models::Quarter quarter = question.quarter - kSpinUpQuarters;
  solvers::PlanningWeather weather;
  solvers::CalcPlanningWeather(params, calendar, quarter, weather);
  solvers::PlanningState state = solvers::MakePlanningState(params, weather);
  solvers::HeatStepWorkspace workspace;
  RegionDispatch dispatch{
      .params = params.balance, .result = {}, .hydro = {}, .next_mw = {}, .measured = {}};
  for (; quarter <= question.quarter; quarter = quarter + 1) {
    solvers::CalcPlanningWeather(params, calendar, quarter, weather);
    TWIN_RETURN_IF_ERROR(
        solvers::AdvancePlanning(params, quarter, weather, workspace, state, &dispatch.result)
            .status());
  }
  dispatch.hydro = state.balance.hydro;
  if (region.measured_weather != nullptr) {
    dispatch.measured =
        models::CalcMeasuredShares(*region.measured_weather,
                                   models::FindRecordQuarter(params.weather_year, question.quarter,
                                                             calendar.At(question.quarter)),
                                   1);
  }
  dispatch.next_mw = CalcNextMwFeeders(region.grid, params.balance, dispatch.result);
  return dispatch;
}

std::string MakeRegionDispatchJson(const models::Region& region, const RegionDispatch& dispatch) {
  const models::ElectricityGrid& grid = region.grid;
  const solvers::RegionalBalanceResult& result = dispatch.result;
  Json json{{"demand_and_losses_mw", result.generation_sum_mw + result.net_import_mw},
            {"residual_load_mw", result.residual_load_mw},
            {"generation_mw", result.generation_sum_mw},
            {"net_import_mw", result.net_import_mw},
            {"unserved_mw", result.unserved_mw},
            {"surplus_mw", result.surplus_mw},
            {"inflow_to_reservoirs_mw", result.inflow_mw},
            {"spill_mw", result.spill_mw},
            {"flood_loss_mw", result.flood_loss_mw}};
  std::map<std::pair<std::string, std::size_t>, double> by_class;
  for (std::size_t i = 0; i < grid.generators.size(); ++i) {
    const models::GeneratorParams& plant = grid.generators[GeneratorIndex(i)];
    by_class[{plant.price_area, static_cast<std::size_t>(plant.kind)}] +=
        result.generation_mw[GeneratorIndex(i)];
  }
  json["generation"] = Json::array();
  for (const auto& [key, mw] : by_class) {
    json["generation"].push_back(
        {{"price_area", key.first}, {"class", kClasses[key.second]}, {"mw", mw}});
  }
  json["imports"] = Json::array();
  for (std::size_t i = 0; i < grid.exchange_areas.size(); ++i) {
    const models::ExchangeAreaParams& area = grid.exchange_areas[ExchangeAreaIndex(i)];
    json["imports"].push_back({{"area", area.id},
                               {"import_mw", result.area_import_mw[ExchangeAreaIndex(i)]},
                               {"import_limit_mw", area.import_limit_mw},
                               {"export_limit_mw", area.export_limit_mw}});
  }
  json["reservoirs"] = Json::array();
  for (std::size_t i = 0; i < dispatch.params.price_areas.size(); ++i) {
    const solvers::PriceAreaParams& area = dispatch.params.price_areas[PriceAreaIndex(i)];
    double stored_mwh = 0.0;
    for (std::size_t p = 0; p < dispatch.params.hydro.plants.size(); ++p) {
      const solvers::RegulatedIndex plant(p);
      const auto generator = dispatch.params.hydro.plants[plant].generator;
      if (dispatch.params.area_of_generator[generator] != PriceAreaIndex(i)) continue;
      stored_mwh += dispatch.hydro.reservoir_mwh[plant];
    }
    json["reservoirs"].push_back({{"price_area", area.id},
                                  {"stored_gwh", stored_mwh / 1000.0},
                                  {"capacity_gwh", area.capacity_mwh / 1000.0}});
  }
  Json next = Json::array();
  for (const auto& plants : dispatch.next_mw.plants) {
    next.push_back({{"price_area", dispatch.params.price_areas[plants.area].id},
                    {"class", ClassOf(plants.kind)},
                    {"share", plants.share}});
  }
  for (std::size_t i = 0; i < grid.exchange_areas.size(); ++i) {
    next.push_back({{"neighbour", grid.exchange_areas[ExchangeAreaIndex(i)].id},
                    {"share", dispatch.next_mw.area_share[ExchangeAreaIndex(i)]}});
  }
  next.push_back({{"unserved", true}, {"share", dispatch.next_mw.unserved_share}});
  next.push_back({{"less_surplus", true}, {"share", dispatch.next_mw.surplus_share}});
  json["next_mw"] = std::move(next);
  if (region.measured_weather != nullptr) {
    Json weather{{"series", region.measured_weather->content_hash},
                 {"notice", region.notice},
                 {"measured_share_of_places", Json::object()}};
    for (std::size_t i = 0; i < models::kWeatherElements; ++i) {
      weather["measured_share_of_places"]
             [models::WeatherElementName(static_cast<models::WeatherElement>(i))] =
                 dispatch.measured[i];
    }
    json["weather"] = std::move(weather);
  }
  return json.dump(2) + "\n";
}

std::string MakeRegionDispatchText(const models::Region& region, const RegionDispatch& dispatch) {
  const Json json = Json::parse(MakeRegionDispatchJson(region, dispatch));
  std::string text;
  for (const auto& [key, value] : json.items()) {
    if (value.is_number()) absl::StrAppendFormat(&text, "%-26s %10.1f\n", key, value.get<double>());
    if (!value.is_array()) continue;
    absl::StrAppend(&text, key, "\n");
    for (const auto& row : value) {
      absl::StrAppend(&text, " ");
      for (const auto& [name, field] : row.items()) {
        if (field.is_string()) {
          absl::StrAppend(&text, " ", field.get<std::string>());
        } else if (field.is_boolean()) {
          absl::StrAppend(&text, " ", name);
        } else if (field.is_number()) {
          absl::StrAppendFormat(&text, "  %s %.3f", name, field.get<double>());
        }
      }
      absl::StrAppend(&text, "\n");
    }
  }
  if (region.measured_weather != nullptr) {
    absl::StrAppend(&text, "measured of this quarter, of all places: ",
                    models::DescribeMeasuredShares(dispatch.measured), "\n", region.notice, "\n");
  }
  return text;
}

}  // namespace twin::cli
