#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "models/base/units.h"
#include "twin/cli/heat_cut.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::kSecondsPerHour;
using models::kWPerMw;

constexpr double kSecondsPerMinute = 60.0;
constexpr double kJPerMwh = 3.6e9;
constexpr double kRowEveryS = 1800.0;

std::vector<double> Scale(const std::vector<double>& values, double ratio) {
  std::vector<double> scaled;
  scaled.reserve(values.size());
  for (const double value : values) scaled.push_back(ratio * value);
  return scaled;
}

Json Minutes(const std::optional<double>& time_s) {
  return time_s ? Json(*time_s / kSecondsPerMinute) : Json(nullptr);
}

std::string Clock(const std::optional<double>& time_s) {
  if (!time_s) return "never";
  const int minutes = static_cast<int>(*time_s / kSecondsPerMinute + 0.5);
  return absl::StrFormat("%d:%02d h", minutes / 60, minutes % 60);
}

// Gradients, a figure of design, are not looked at.
Json ListBroken(const HeatCutAnswer& answer) {
  Json broken = Json::object();
  for (std::size_t kind = 0; kind < answer.most_broken.size(); ++kind)
    if (answer.most_broken[kind] > 0)
      broken[solvers::heat::HeatLimitName(static_cast<solvers::heat::HeatLimitKind>(kind))] =
          answer.most_broken[kind];
  return broken;
}

std::string TellFront(const CutPlace& place) {
  if (!place.expected_s && !place.seen_s) return "no front";
  return absl::StrFormat("front expected after %s, seen after %s", Clock(place.expected_s),
                         Clock(place.seen_s));
}

double EnergyLeftRatio(const HeatCutAnswer& answer) {
  const double left_j = answer.made_j - answer.taken_j - answer.lost_j - answer.stored_j;
  return answer.made_j > 0.0 ? std::abs(left_j) / answer.made_j : 0.0;
}

}  // namespace

std::string MakeCutJson(const HeatCutOptions& options, const HeatCutAnswer& answer) {
  Json series{{"time_min", Scale(answer.time_s, 1.0 / kSecondsPerMinute)},
              {"plant_heat_mw", Scale(answer.plant_heat_w, 1.0 / kWPerMw)},
              {"electricity_mw", Scale(answer.electricity_w, 1.0 / kWPerMw)},
              {"fuel_mw", Scale(answer.fuel_w, 1.0 / kWPerMw)},
              {"plant_supply_degc", answer.plant_supply_degc},
              {"plant_return_degc", answer.plant_return_degc},
              {"plant_pressure_bar", answer.plant_pressure_bar},
              {"plant_flow_kg_s", answer.flow_kg_s},
              {"mean_room_degc", answer.mean_room_degc}};
  Json places = Json::array();
  for (const CutPlace& place : answer.places)
    places.push_back({{"consumer", place.consumer},
                      {"path_m", place.path_m},
                      {"expected_min", Minutes(place.expected_s)},
                      {"seen_min", Minutes(place.seen_s)},
                      {"supply_before_degc", place.supply_before_degc},
                      {"supply_lowest_degc", place.supply_lowest_degc},
                      {"room_before_degc", place.room_before_degc},
                      {"room_lowest_degc", place.room_lowest_degc},
                      {"room_drop_k", place.room_before_degc - place.room_lowest_degc},
                      {"series",
                       {{"supply_degc", place.supply_degc},
                        {"room_degc", place.room_degc},
                        {"differential_bar", place.differential_bar}}}});
  const Json json{{"outdoor_degc", options.outdoor_degc},
                  {"cut_h", options.hours_h},
                  {"step_s", options.step_s},
                  {"pumps_stop", options.pumps_stop},
                  {"plant",
                   {{"id", answer.plant},
                    {"kind", models::NetworkPlantName(options.kind)},
                    {"bus", answer.bus},
                    {"heat_max_mw", answer.heat_max_w / kWPerMw},
                    {"heat_before_mw", answer.before_heat_w / kWPerMw},
                    {"electricity_before_mw", answer.before_electricity_w / kWPerMw},
                    {"electricity_most_after_mw", answer.most_electricity_w / kWPerMw}}},
                  {"places", places},
                  {"recovered_min", Minutes(answer.recovered_s)},
                  {"most_short_consumers", answer.most_short_consumers},
                  {"most_broken", ListBroken(answer)},
                  {"energy",
                   {{"made_mwh", answer.made_j / kJPerMwh},
                    {"taken_mwh", answer.taken_j / kJPerMwh},
                    {"lost_mwh", answer.lost_j / kJPerMwh},
                    {"stored_mwh", answer.stored_j / kJPerMwh},
                    {"left_ratio", EnergyLeftRatio(answer)},
                    {"worst_step_left_ratio", answer.worst_left_ratio}}},
                  {"failures", answer.failures},
                  {"steps", answer.steps},
                  {"warm_up_steps", answer.warm_up_steps},
                  {"hydraulic_solves", answer.hydraulic_solves},
                  {"milliseconds", answer.run_ms},
                  {"series", std::move(series)}};
  return json.dump(1) + "\n";
}

std::string MakeCutText(const HeatCutOptions& options, const HeatCutAnswer& answer) {
  const CutPlace& half = answer.places.front();
  const CutPlace& far = answer.places.back();
  std::string text = absl::StrFormat("%s without heat for %.4g h at %.4g °C outdoors%s\n\n",
                                     answer.plant, options.hours_h, options.outdoor_degc,
                                     options.pumps_stop ? ", pumps out as well" : "");
  const std::string half_km = absl::StrFormat("%.1f km", half.path_m / 1000.0);
  const std::string far_km = absl::StrFormat("%.1f km", far.path_m / 1000.0);
  absl::StrAppend(&text, absl::StrFormat("%8s %8s %8s %22s %16s %10s\n", "", "heat", "grid bus",
                                         "supply °C at", "rooms °C at", "bar at"));
  absl::StrAppend(&text, absl::StrFormat("%7s %8s %8s %8s %8s %7s %8s %8s %8s\n", "h", "MW", "MW",
                                         "plant", half_km, far_km, half_km, far_km, far_km));
  double next_s = -kRowEveryS;
  for (std::size_t row = 0; row < answer.time_s.size(); ++row) {
    if (answer.time_s[row] < next_s - 1e-6) continue;
    next_s = kRowEveryS * std::floor(answer.time_s[row] / kRowEveryS + 1.0 + 1e-9);
    absl::StrAppend(
        &text,
        absl::StrFormat("%7.2f %8.2f %8.2f %8.1f %8.1f %7.1f %8.2f %8.2f %8.2f\n",
                        answer.time_s[row] / kSecondsPerHour, answer.plant_heat_w[row] / kWPerMw,
                        answer.electricity_w[row] / kWPerMw, answer.plant_supply_degc[row],
                        half.supply_degc[row], far.supply_degc[row], half.room_degc[row],
                        far.room_degc[row], far.differential_bar[row]));
  }
  absl::StrAppend(&text, "\n");
  for (const CutPlace& place : answer.places)
    absl::StrAppend(
        &text, absl::StrFormat("%s, %.1f km from the plant: %s; rooms from %.2f down to %.2f °C\n",
                               place.consumer, place.path_m / 1000.0, TellFront(place),
                               place.room_before_degc, place.room_lowest_degc));
  absl::StrAppend(
      &text, absl::StrFormat(
                 "grid bus: %.2f MW before, at most %.2f MW after; recovered after %s; at most "
                 "%d customers short of pressure\n",
                 answer.before_electricity_w / kWPerMw, answer.most_electricity_w / kWPerMw,
                 Clock(answer.recovered_s), answer.most_short_consumers));
  const Json broken = ListBroken(answer);
  for (const auto& [kind, count] : broken.items())
    absl::StrAppend(&text, absl::StrFormat("limit broken: %s, at most %d places at once\n", kind,
                                           count.get<int>()));
  for (const std::string& failure : answer.failures)
    absl::StrAppend(&text, "not solved: ", failure, "\n");
  absl::StrAppend(
      &text,
      absl::StrFormat("energy closes to %.1e in every step, %.1e over all; %d steps of %.4g s "
                      "in %.0f ms, hydraulics solved %d times\n",
                      answer.worst_left_ratio, EnergyLeftRatio(answer), answer.steps,
                      options.step_s, answer.run_ms, answer.hydraulic_solves));
  return text;
}

}  // namespace twin::cli
