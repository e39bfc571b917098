#include "twin/cli/heat_plan.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "data/region_loader.h"
#include "models/asset_names.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_look_ahead.h"
#include "twin/config.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::HeatSystemIndex;

constexpr std::size_t kQuartersPerHour = 4;

/// Means of one hour, as they came.
struct Hour {
  models::Quarter first;
  double outdoor_degc = 0.0;
  double spot_nok_per_mwh = 0.0;
  double demand_mw = 0.0;
  double unserved_mw = 0.0;
  double discharge_mw = 0.0;
  double accumulator_mwh = 0.0;  ///< at its end
  double network_discharge_mw = 0.0;
  double network_mwh = 0.0;  ///< at its end
  double indoor_degc = 0.0;  ///< at its end
  double electricity_mw = 0.0;
  double power_mw = 0.0;
  double planned_discharge_mw = 0.0;
  double forecast_mw = 0.0;
  double order_withheld_mw = 0.0;  ///< electricity that an order keeps from running
  double price_withheld_mw = 0.0;
  std::vector<double> plant_mw;  ///< [plant]
};

struct Way {
  solvers::LookAheadSums sums;
  std::vector<Hour> hours;
};

absl::StatusOr<std::size_t> FindPlant(const models::HeatSystemParams& system,
                                      const std::string& name) {
  std::vector<std::string> names;
  for (std::size_t p = 0; p < system.plants.size(); ++p) {
    if (system.plants[p].id == name || system.plants[p].name == name) return p;
    names.push_back(system.plants[p].name);
  }
  return absl::NotFoundError(absl::StrCat("plant \"", name, "\" is not one of ", system.name,
                                          "'s: ", absl::StrJoin(names, ", ")));
}

void AddQuarter(const solvers::LookAheadStep& step, Hour& hour) {
  const double share = 1.0 / static_cast<double>(kQuartersPerHour);
  hour.outdoor_degc += share * step.inputs.outdoor_degc;
  hour.spot_nok_per_mwh += share * step.inputs.electricity_price_nok_per_mwh;
  hour.demand_mw += share * (step.result.demand_mw + step.result.network_loss_mw);
  hour.unserved_mw += share * step.result.unserved_mw;
  hour.discharge_mw += share * step.result.accumulator_discharge_mw;
  hour.electricity_mw += share * step.result.electricity_mw;
  hour.power_mw += share * step.result.power_mw;
  hour.accumulator_mwh = step.state.accumulator_mwh;
  hour.network_discharge_mw += share * step.result.network_discharge_mw;
  hour.network_mwh = step.state.network_mwh;
  hour.indoor_degc = step.state.air_degc;
  hour.plant_mw.resize(step.result.plant_heat_mw.size());
  for (std::size_t p = 0; p < hour.plant_mw.size(); ++p) {
    hour.plant_mw[p] += share * step.result.plant_heat_mw[p];
    hour.order_withheld_mw += share * step.result.plant_withheld[p].order_mw;
    hour.price_withheld_mw += share * step.result.plant_withheld[p].price_mw;
  }
  if (step.plan == nullptr) return;
  hour.planned_discharge_mw += share * step.inputs.plan.accumulator_discharge_mw;
  hour.forecast_mw += share * step.plan->load_mw[step.plan_hour];
}

/// The question with names found.
struct Task {
  models::Region region;
  HeatSystemIndex system;
  solvers::HeatStretch stretch;
  solvers::ChangeHeatInputs known;
  solvers::LookAheadParams params;
};

absl::StatusOr<Task> MakeTask(const HeatPlanQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(models::Region region, data::LoadRegion(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(const models::Quarter from, ParseStart(question.from));
  TWIN_ASSIGN_OR_RETURN(
      const models::AssetRef asset,
      models::AssetNames(region).Find(question.system, {models::AssetKind::kHeatSystem}));
  Task task{.region = std::move(region), .system = HeatSystemIndex(asset.row)};
  models::HeatSystemParams& system = task.region.heat_systems[task.system];
  if (!question.has_accumulator) system.accumulator = {};
  if (!question.has_network_water) system.network = {};
  task.stretch = {.weather_year = {.seed = 1, .year = question.weather_year},
                  .first = from,
                  .quarters = static_cast<std::size_t>(question.days) * models::kQuartersPerDay,
                  .offset_k = question.offset_k};
  const auto quarters = [](double hours_h) {
    return static_cast<std::int64_t>(hours_h * kQuartersPerHour + 0.5);
  };
  const models::Quarter begin = from + quarters(question.event_from_h);
  const models::Quarter end = begin + quarters(question.event_length_h);
  const auto order = [begin, end, order_mw = question.order_mw](HeatSystemIndex,
                                                                models::Quarter quarter,
                                                                models::HeatSystemInputs& inputs) {
    if (order_mw < 0.0 || quarter < begin || !(quarter < end)) return;
    inputs.electricity_max_mw = std::min(inputs.electricity_max_mw, order_mw);
  };
  std::size_t lost = system.plants.size();
  if (!question.lost_plant.empty()) {
    TWIN_ASSIGN_OR_RETURN(lost, FindPlant(system, question.lost_plant));
  }
  const bool is_order_known = question.is_order_known;
  if (is_order_known) task.known = order;
  task.params = {.horizon_hours = static_cast<std::size_t>(question.horizon_hours),
                 .renew_hours = static_cast<std::size_t>(question.renew_hours),
                 .limits = {.solve_s = question.solve_s},
                 .surprise = {.from = begin,
                              .change = [lost, begin, end, order, is_order_known](
                                            HeatSystemIndex index, models::Quarter quarter,
                                            models::HeatSystemInputs& inputs) {
                                if (!is_order_known) order(index, quarter, inputs);
                                if (quarter < begin || !(quarter < end)) return;
                                if (lost < inputs.plant_available_share.size()) {
                                  inputs.plant_available_share[lost] = 0.0;
                                }
                              }}};
  return task;
}

absl::StatusOr<Way> Run(const Task& task, bool follows_plan) {
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  Way way;
  solvers::LookAheadParams params = task.params;
  params.follows_plan = follows_plan;
  TWIN_ASSIGN_OR_RETURN(
      way.sums, solvers::RunLookAhead(task.region, calendar, task.system, task.stretch, task.known,
                                      params, [&](const solvers::LookAheadStep& step) {
                                        const auto at = static_cast<std::size_t>(
                                            step.quarter - task.stretch.first);
                                        if (at % kQuartersPerHour == 0)
                                          way.hours.push_back({.first = step.quarter});
                                        AddQuarter(step, way.hours.back());
                                      }));
  return way;
}

std::string TimeOf(models::Quarter quarter) {
  return absl::FormatTime("%Y-%m-%dT%H:%MZ", quarter.start(), absl::UTCTimeZone());
}

// What is left in the tank at the last plan's value is taken off, for both ways alike.
double NetNok(const Way& way, double value_nok_per_mwh) {
  return way.sums.cost_nok -
         value_nok_per_mwh * (way.sums.accumulator_end_mwh + way.sums.network_end_mwh);
}

Json HoursJson(const std::vector<Hour>& hours) {
  Json rows = Json::array();
  for (const Hour& hour : hours) {
    rows.push_back({{"time", TimeOf(hour.first)},
                    {"outdoor_degc", hour.outdoor_degc},
                    {"spot_nok_per_mwh", hour.spot_nok_per_mwh},
                    {"load_mw", hour.demand_mw},
                    {"forecast_mw", hour.forecast_mw},
                    {"unserved_mw", hour.unserved_mw},
                    {"accumulator_discharge_mw", hour.discharge_mw},
                    {"planned_discharge_mw", hour.planned_discharge_mw},
                    {"accumulator_mwh", hour.accumulator_mwh},
                    {"network_discharge_mw", hour.network_discharge_mw},
                    {"network_mwh", hour.network_mwh},
                    {"indoor_degc", hour.indoor_degc},
                    {"electricity_mw", hour.electricity_mw},
                    {"power_mw", hour.power_mw},
                    {"price_withheld_mw", hour.price_withheld_mw},
                    {"order_withheld_mw", hour.order_withheld_mw},
                    {"plant_heat_mw", hour.plant_mw}});
  }
  return rows;
}

Json SumsJson(const Way& way, double value_nok_per_mwh) {
  Json plans = Json::array();
  for (const solvers::PlanRecord& plan : way.sums.plans) {
    Json row{{"from", TimeOf(plan.first)}};
    if (plan.failure.empty()) {
      row["gap"] = plan.gap_share;
      row["is_proven"] = plan.is_proven;
      row["cost_nok"] = plan.cost_nok;
    } else {
      row["failure"] = plan.failure;
    }
    plans.push_back(std::move(row));
  }
  return {{"cost_nok", way.sums.cost_nok},
          {"cost_less_store_nok", NetNok(way, value_nok_per_mwh)},
          {"unserved_mwh", way.sums.unserved_mwh},
          {"electricity_mwh", way.sums.electricity_mwh},
          {"emission_kg", way.sums.emission_kg},
          {"starts", way.sums.starts},
          {"accumulator_end_mwh", way.sums.accumulator_end_mwh},
          {"network_end_mwh", way.sums.network_end_mwh},
          {"plant_mwh", way.sums.plant_mwh},
          {"plans", std::move(plans)}};
}

std::string MakeText(const models::HeatSystemParams& system, const Way& planned, const Way& merit,
                     double value_nok_per_mwh) {
  std::string text = absl::StrFormat(
      "%s, synthetic: planned ahead and followed, in UTC\n"
      "hour               degC  NOK/MWh   load  unserved  tank MW  tank MWh  net MW  net MWh  el. "
      "MW  "
      "rooms\n",
      system.name);
  for (const Hour& hour : planned.hours) {
    text += absl::StrFormat("%s %6.1f %8.0f %6.0f %9.1f %8.1f %9.0f %7.1f %8.0f %7.1f %6.1f\n",
                            TimeOf(hour.first), hour.outdoor_degc, hour.spot_nok_per_mwh,
                            hour.demand_mw, hour.unserved_mw, hour.discharge_mw,
                            hour.accumulator_mwh, hour.network_discharge_mw, hour.network_mwh,
                            hour.electricity_mw, hour.indoor_degc);
  }
  text += "plant                        planned MWh  cheapest first MWh\n";
  for (std::size_t p = 0; p < system.plants.size(); ++p) {
    text += absl::StrFormat("%-28s %11.0f %19.0f\n", system.plants[p].name,
                            planned.sums.plant_mwh[p], merit.sums.plant_mwh[p]);
  }
  const double planned_nok = NetNok(planned, value_nok_per_mwh);
  const double merit_nok = NetNok(merit, value_nok_per_mwh);
  double worst_gap_share = 0.0;
  for (const solvers::PlanRecord& plan : planned.sums.plans) {
    worst_gap_share = std::max(worst_gap_share, plan.gap_share);
  }
  text += absl::StrFormat(
      "cost less what is left in the stores: planned %.0f NOK, cheapest first %.0f NOK (%+.2f %%)\n"
      "starts %d and %d; electricity %.0f and %.0f MWh; unserved %.1f and %.1f MWh\n"
      "%d plans, largest optimality gap %.3f %%\n",
      planned_nok, merit_nok,
      100.0 * (merit_nok - planned_nok) / std::max(1.0, std::abs(planned_nok)), planned.sums.starts,
      merit.sums.starts, planned.sums.electricity_mwh, merit.sums.electricity_mwh,
      planned.sums.unserved_mwh, merit.sums.unserved_mwh,
      static_cast<int>(planned.sums.plans.size()), 100.0 * worst_gap_share);
  return text;
}

}  // namespace

absl::StatusOr<std::string> DescribeHeatPlan(const HeatPlanQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const Task task, MakeTask(question));
  TWIN_ASSIGN_OR_RETURN(const Way planned, Run(task, true));
  TWIN_ASSIGN_OR_RETURN(const Way merit, Run(task, false));
  const models::HeatSystemParams& system = task.region.heat_systems[task.system];
  const double value_nok_per_mwh =
      planned.sums.plans.empty() ? 0.0 : planned.sums.plans.back().end_value_nok_per_mwh;
  if (!question.is_json) return MakeText(system, planned, merit, value_nok_per_mwh);
  Json plants = Json::array();
  for (const models::HeatPlantParams& plant : system.plants) {
    plants.push_back({{"id", plant.id},
                      {"name", plant.name},
                      {"kind", models::HeatPlantKindName(plant.kind)},
                      {"heat_max_mw", plant.heat_max_mw}});
  }
  const Json json{{"heat_system", system.id},
                  {"notice", task.region.notice},
                  {"plants", std::move(plants)},
                  {"accumulator_mwh", system.accumulator.capacity_mwh},
                  {"network_mwh", MakeNetworkStore(system).capacity_mwh},
                  {"planned", SumsJson(planned, value_nok_per_mwh)},
                  {"cheapest_first", SumsJson(merit, value_nok_per_mwh)},
                  {"planned_hours", HoursJson(planned.hours)},
                  {"cheapest_first_hours", HoursJson(merit.hours)}};
  return json.dump(2) + "\n";
}

}  // namespace twin::cli
