#include "twin/cli/heat_connect.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/units.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::HeatNodeIndex;
using models::HeatSide;
using models::kWPerMw;
using solvers::heat::HeatLimit;

constexpr std::size_t kNamesShown = 5;

absl::StatusOr<HeatNodeIndex> FindNode(const models::HeatNetwork& network, const std::string& id,
                                       HeatSide side) {
  std::vector<std::string> names;
  for (std::size_t row = 0; row < network.nodes.size(); ++row) {
    const auto& node = network.nodes[HeatNodeIndex(row)];
    if (node.side != side) continue;
    if (node.id == id) return HeatNodeIndex(row);
    if (names.size() < kNamesShown) names.push_back(node.id);
  }
  return models::errors::UnknownId(side == HeatSide::kSupply ? "supply node" : "return node", id,
                                   names);
}

// The return node where a consumer or producer already joins both sides.
std::optional<HeatNodeIndex> FindBack(const models::HeatNetwork& network, HeatNodeIndex supply) {
  for (const auto& consumer : network.consumers)
    if (consumer.supply == supply) return consumer.back;
  for (const auto& producer : network.producers)
    if (producer.supply == supply) return producer.back;
  return std::nullopt;
}

// The applicant is no row of the tables.
std::string ElementId(const models::HeatNetwork& network, const HeatLimit& limit) {
  const bool is_of_consumers = limit.kind == solvers::heat::HeatLimitKind::kDifferentialPressure ||
                               limit.kind == solvers::heat::HeatLimitKind::kSupplyTemperature;
  if (is_of_consumers && limit.row >= network.consumers.size()) return "applicant";
  return solvers::heat::HeatLimitElementId(network, limit);
}

Json ListLimit(const models::HeatNetwork& network, const HeatLimit& limit) {
  return {{"kind", solvers::heat::HeatLimitName(limit.kind)},
          {"element", ElementId(network, limit)},
          {"value", limit.value},
          {"limit", limit.limit},
          {"beyond", limit.beyond},
          {"unit", solvers::heat::HeatLimitUnit(limit.kind)},
          {"used_ratio", limit.used_ratio}};
}

Json ListLimits(const models::HeatNetwork& network, const std::vector<HeatLimit>& limits) {
  Json list = Json::array();
  for (const HeatLimit& limit : limits) list.push_back(ListLimit(network, limit));
  return list;
}

Json ListMoment(const solvers::heat::HeatConnectionMoment& moment) {
  return {{"heat_mw", moment.heat_w / kWPerMw},
          {"m_kg_s", moment.flow_kg_s},
          {"t_supply_degc", moment.supply_degc},
          {"dp_bar", moment.differential_bar}};
}

std::string TellLimit(const models::HeatNetwork& network, const HeatLimit& limit) {
  return absl::StrFormat("%s at %s: %.4g %s, limit %.4g %s",
                         solvers::heat::HeatLimitName(limit.kind), ElementId(network, limit),
                         limit.value, solvers::heat::HeatLimitUnit(limit.kind), limit.limit,
                         solvers::heat::HeatLimitUnit(limit.kind));
}

}  // namespace

absl::StatusOr<HeatConnectReport> AnswerHeatConnect(const models::HeatNetwork& network,
                                                    const HeatConnectOptions& options) {
  const auto supply = FindNode(network, options.supply_node, HeatSide::kSupply);
  if (!supply.ok()) return supply.status();
  HeatNodeIndex back;
  if (!options.return_node.empty()) {
    const auto found = FindNode(network, options.return_node, HeatSide::kReturn);
    if (!found.ok()) return found.status();
    back = *found;
  } else {
    const auto found = FindBack(network, *supply);
    if (!found)
      return models::errors::InvalidField(
          "return-node", absl::StrCat("nobody joins supply node ", options.supply_node,
                                      " with the return side; say which return node is meant"));
    back = *found;
  }
  const auto began = std::chrono::steady_clock::now();
  solvers::heat::HeatLimitParams limits = options.limits;
  solvers::heat::SetPressureClasses(network, limits);
  auto answer = solvers::heat::CalcHeatConnection(
      network,
      {.supply = *supply, .back = back, .return_degc = options.return_degc, .cap_w = options.cap_w},
      limits, MakeSteadyOptions(options.heat));
  if (!answer.ok()) return answer.status();
  return HeatConnectReport{
      *std::move(answer),
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count()};
}

std::string MakeConnectJson(const models::HeatNetwork& network, const HeatConnectOptions& options,
                            const HeatConnectReport& report) {
  const auto& answer = report.answer;
  Json json{{"node", options.supply_node},
            {"available_mw", answer.available_w / kWPerMw},
            {"is_capped", answer.is_capped},
            {"binding", answer.binding ? ListLimit(network, *answer.binding) : Json(nullptr)},
            {"no_solution", answer.no_solution.empty() ? Json(nullptr) : Json(answer.no_solution)},
            {"before", ListMoment(answer.before)},
            {"reached", ListMoment(answer.reached)},
            {"nearest", ListLimits(network, answer.nearest)},
            {"broken_today", ListLimits(network, answer.broken_today)},
            {"solves", answer.solves},
            {"milliseconds", report.answer_ms}};
  if (options.asked_w > 0.0) {
    json["asked_mw"] = options.asked_w / kWPerMw;
    json["fits"] = answer.available_w >= options.asked_w;
  }
  return json.dump(1) + "\n";
}

std::string MakeConnectText(const models::HeatNetwork& network, const HeatConnectOptions& options,
                            const HeatConnectReport& report) {
  const auto& answer = report.answer;
  std::string text = absl::StrFormat(
      "%.3f MW%s can be taken at node %s (%d solutions, %.1f ms)\n", answer.available_w / kWPerMw,
      answer.is_capped ? " or more" : "", options.supply_node, answer.solves, report.answer_ms);
  if (options.asked_w > 0.0)
    absl::StrAppend(
        &text, absl::StrFormat("  %.3f MW asked for: %s\n", options.asked_w / kWPerMw,
                               answer.available_w >= options.asked_w ? "fits" : "does not fit"));
  if (answer.binding)
    absl::StrAppend(&text, "  stopped by ", TellLimit(network, *answer.binding), "\n");
  if (!answer.no_solution.empty())
    absl::StrAppend(&text, "  beyond it there is no solution: ", answer.no_solution, "\n");
  absl::StrAppend(&text,
                  absl::StrFormat("  there: %.2f °C, %.2f bar between supply and return, "
                                  "%.2f kg/s\n",
                                  answer.reached.supply_degc, answer.reached.differential_bar,
                                  answer.reached.flow_kg_s));
  for (const HeatLimit& limit : answer.broken_today)
    absl::StrAppend(&text, "  broken already today: ", TellLimit(network, limit), "\n");
  return text;
}

}  // namespace twin::cli
