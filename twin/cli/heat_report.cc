#include "twin/cli/heat_report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/units.h"
#include "twin/cli/heat_alarms.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::HeatConsumerIndex;
using models::HeatNodeIndex;
using models::HeatPipeIndex;
using models::HeatProducerIndex;
using models::HeatSide;
using models::kPaPerBar;
using models::kWPerMw;
using solvers::heat::LinkStatus;
using solvers::heat::SteadyHeatSolution;

// Less does not show in the text.
constexpr double kShownKgS = 5e-3;

// null where there is nothing to tell.
Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

const char* SideName(HeatSide side) { return side == HeatSide::kSupply ? "supply" : "return"; }

Json ListNodes(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  Json nodes = Json::array();
  for (std::size_t row = 0; row < network.nodes.size(); ++row) {
    const auto& node = network.nodes[HeatNodeIndex(row)];
    nodes.push_back({{"id", node.id},
                     {"side", SideName(node.side)},
                     {"p_bar", Number(solution.hydraulics.pressure_bar[row])},
                     {"t_degc", Number(solution.node_degc[row])}});
  }
  return nodes;
}

Json ListPipes(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  Json pipes = Json::array();
  const auto& pressure_bar = solution.hydraulics.pressure_bar;
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    const auto& pipe = network.pipes[HeatPipeIndex(row)];
    pipes.push_back(
        {{"id", pipe.id},
         {"m_kg_s", solution.hydraulics.flow_kg_s[row]},
         {"dp_bar", Number(pressure_bar[pipe.from.value()] - pressure_bar[pipe.to.value()])},
         {"t_out_degc", Number(solution.pipe_outlet_degc[row])},
         {"loss_w", solution.pipe_loss_w[row]}});
  }
  return pipes;
}

Json ListPumps(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  Json pumps = Json::array();
  const auto& pressure_bar = solution.hydraulics.pressure_bar;
  std::size_t link = network.pipes.size();
  for (const auto& pump : network.pumps)
    pumps.push_back(
        {{"id", pump.id},
         {"m_kg_s", solution.hydraulics.flow_kg_s[link++]},
         {"lift_bar", Number(pressure_bar[pump.to.value()] - pressure_bar[pump.from.value()])}});
  return pumps;
}

Json ListValves(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  Json valves = Json::array();
  const auto& pressure_bar = solution.hydraulics.pressure_bar;
  std::size_t link = network.pipes.size() + network.pumps.size();
  for (const auto& valve : network.valves) {
    const auto status = solution.hydraulics.link_status[link];
    valves.push_back(
        {{"id", valve.id},
         {"m_kg_s", solution.hydraulics.flow_kg_s[link++]},
         {"dp_bar", Number(pressure_bar[valve.from.value()] - pressure_bar[valve.to.value()])},
         {"status", !valve.is_open || status == LinkStatus::kShut ? "shut"
                    : status == LinkStatus::kOpen                 ? "open"
                                                                  : "controlling"}});
  }
  return valves;
}

Json ListConsumers(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  Json consumers = Json::array();
  const auto& pressure_bar = solution.hydraulics.pressure_bar;
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[HeatConsumerIndex(row)];
    consumers.push_back({{"id", consumer.id},
                         {"m_kg_s", solution.consumer_flow_kg_s[row]},
                         {"t_supply_degc", Number(solution.consumer_supply_degc[row])},
                         {"t_return_degc", Number(solution.consumer_return_degc[row])},
                         {"dp_bar", Number(pressure_bar[consumer.supply.value()] -
                                           pressure_bar[consumer.back.value()])},
                         {"q_w", consumer.heat_w}});
  }
  return consumers;
}

Json ListProducers(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  Json producers = Json::array();
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    producers.push_back({{"id", network.producers[HeatProducerIndex(row)].id},
                         {"m_kg_s", solution.producer_flow_kg_s[row]},
                         {"m_return_kg_s", solution.producer_back_flow_kg_s[row]},
                         {"t_return_degc", Number(solution.producer_return_degc[row])},
                         {"q_w", solution.producer_heat_w[row]}});
  return producers;
}

// null when it was not asked for.
Json ShowWorstPoint(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  if (!solution.worst_point) return nullptr;
  const auto& worst = *solution.worst_point;
  const bool has_one = worst.consumer.valid();
  return {{"consumer", has_one ? Json(network.consumers[worst.consumer].id) : Json(nullptr)},
          {"dp_bar", has_one ? Json(worst.differential_bar) : Json(nullptr)},
          {"lift_change_bar", worst.lift_change_bar},
          {"is_held", worst.is_held},
          {"solves", worst.solves}};
}

Json ListAlarms(const models::HeatNetwork& network,
                const std::vector<solvers::heat::HeatLimit>& alarms) {
  Json list = Json::array();
  for (const auto& alarm : alarms)
    list.push_back({{"kind", solvers::heat::HeatLimitName(alarm.kind)},
                    {"element", solvers::heat::HeatLimitElementId(network, alarm)},
                    {"value", alarm.value},
                    {"limit", alarm.limit},
                    {"unit", solvers::heat::HeatLimitUnit(alarm.kind)},
                    {"used_ratio", alarm.used_ratio}});
  return list;
}

Json ListNotes(const data::Diagnostics& notes) {
  Json list = Json::array();
  for (const auto& note : notes) list.push_back(data::ToText(note));
  return list;
}

// Where what returns is not what leaves, see HeatProducerParams.
std::string TellBackFlow(const SteadyHeatSolution& solution, std::size_t row) {
  const double back_kg_s = solution.producer_back_flow_kg_s[row];
  if (std::abs(solution.producer_flow_kg_s[row] - back_kg_s) < kShownKgS) return "";
  return absl::StrFormat(" out and %.2f kg/s in", back_kg_s);
}

}  // namespace

HeatBalance CalcHeatBalance(const models::HeatNetwork& network,
                            const SteadyHeatSolution& solution) {
  HeatBalance balance;
  std::vector<double> left_kg_s(network.nodes.size(), 0.0);
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    const auto& pipe = network.pipes[HeatPipeIndex(row)];
    left_kg_s[pipe.from.value()] -= solution.hydraulics.flow_kg_s[row];
    left_kg_s[pipe.to.value()] += solution.hydraulics.flow_kg_s[row];
    balance.lost_w += solution.pipe_loss_w[row];
  }
  std::size_t link = network.pipes.size();
  const auto book = [&](HeatNodeIndex from, HeatNodeIndex to) {
    left_kg_s[from.value()] -= solution.hydraulics.flow_kg_s[link];
    left_kg_s[to.value()] += solution.hydraulics.flow_kg_s[link++];
  };
  for (const auto& pump : network.pumps) book(pump.from, pump.to);
  for (const auto& valve : network.valves) book(valve.from, valve.to);
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[HeatConsumerIndex(row)];
    left_kg_s[consumer.supply.value()] -= solution.consumer_flow_kg_s[row];
    left_kg_s[consumer.back.value()] += solution.consumer_flow_kg_s[row];
    balance.taken_w += solution.consumer_flow_kg_s[row] > 0.0 ? consumer.heat_w : 0.0;
  }
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    const auto& producer = network.producers[HeatProducerIndex(row)];
    left_kg_s[producer.supply.value()] += solution.producer_flow_kg_s[row];
    left_kg_s[producer.back.value()] -= solution.producer_back_flow_kg_s[row];
    balance.made_w += solution.producer_heat_w[row];
  }
  for (const double kg_s : left_kg_s)
    balance.worst_node_kg_s = std::max(balance.worst_node_kg_s, std::abs(kg_s));
  balance.energy_left_w = balance.made_w - balance.taken_w - balance.lost_w;
  return balance;
}

std::string MakeHeatJson(const models::HeatNetwork& network, const HeatCaseAnswer& answer,
                         const data::Diagnostics& notes) {
  const HeatBalance balance = CalcHeatBalance(network, answer.solution);
  const Json json{{"converged", true},
                  {"iterations", answer.solution.iterations},
                  {"hydraulic_iterations", answer.solution.hydraulic_iterations},
                  {"milliseconds", answer.solve_ms},
                  {"balances",
                   {{"made_w", balance.made_w},
                    {"taken_w", balance.taken_w},
                    {"lost_w", balance.lost_w},
                    {"energy_left_w", balance.energy_left_w},
                    {"worst_node_kg_s", balance.worst_node_kg_s},
                    {"pressure_left_bar", answer.solution.hydraulics.pressure_residual_bar}}},
                  {"worst_point", ShowWorstPoint(network, answer.solution)},
                  {"fell_back", answer.solution.hydraulics.fell_back},
                  {"alarms", ListAlarms(network, answer.alarms)},
                  {"notes", ListNotes(notes)},
                  {"nodes", ListNodes(network, answer.solution)},
                  {"pipes", ListPipes(network, answer.solution)},
                  {"pumps", ListPumps(network, answer.solution)},
                  {"valves", ListValves(network, answer.solution)},
                  {"consumers", ListConsumers(network, answer.solution)},
                  {"producers", ListProducers(network, answer.solution)}};
  return json.dump(1) + "\n";
}

std::string MakeHeatText(const models::HeatNetwork& network, const HeatCaseAnswer& answer,
                         const data::Diagnostics& notes) {
  const SteadyHeatSolution& solution = answer.solution;
  const HeatBalance balance = CalcHeatBalance(network, solution);
  std::string text = absl::StrFormat(
      "%d nodes, %d pipes, %d consumers, %d producers: solved in %.2f ms, %d rounds, %d hydraulic "
      "iterations\n\n  made    %9.3f MW\n  taken   %9.3f MW\n  lost    %9.3f MW (%.1f %%)\n"
      "  left    %9.1e MW, at a node %.1e kg/s\n",
      network.nodes.size(), network.pipes.size(), network.consumers.size(),
      network.producers.size(), answer.solve_ms, solution.iterations, solution.hydraulic_iterations,
      balance.made_w / kWPerMw, balance.taken_w / kWPerMw, balance.lost_w / kWPerMw,
      balance.made_w > 0.0 ? 100.0 * balance.lost_w / balance.made_w : 0.0,
      balance.energy_left_w / kWPerMw, balance.worst_node_kg_s);
  std::size_t coldest = 0, weakest = 0;
  const auto difference_bar = [&](std::size_t row) {
    const auto& consumer = network.consumers[HeatConsumerIndex(row)];
    return solution.hydraulics.pressure_bar[consumer.supply.value()] -
           solution.hydraulics.pressure_bar[consumer.back.value()];
  };
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    if (solution.consumer_flow_kg_s[row] <= 0.0) continue;
    if (!(solution.consumer_supply_degc[row] >= solution.consumer_supply_degc[coldest]))
      coldest = row;
    if (!(difference_bar(row) >= difference_bar(weakest))) weakest = row;
  }
  if (!network.consumers.empty())
    absl::StrAppend(
        &text,
        absl::StrFormat("\n  coldest consumer   %-10s %6.2f °C\n"
                        "  weakest consumer   %-10s %6.3f bar between supply and return\n",
                        network.consumers[HeatConsumerIndex(coldest)].id,
                        solution.consumer_supply_degc[coldest],
                        network.consumers[HeatConsumerIndex(weakest)].id, difference_bar(weakest)));
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    absl::StrAppend(
        &text,
        absl::StrFormat("  producer           %-10s %9.3f MW, %.2f kg/s%s, %.2f °C back\n",
                        network.producers[HeatProducerIndex(row)].id,
                        solution.producer_heat_w[row] / kWPerMw, solution.producer_flow_kg_s[row],
                        TellBackFlow(solution, row), solution.producer_return_degc[row]));
  if (solution.worst_point && solution.worst_point->consumer.valid())
    absl::StrAppend(
        &text, absl::StrFormat("  worst point        %-10s %6.3f bar%s, lift of producers %+.3f "
                               "bar\n",
                               network.consumers[solution.worst_point->consumer].id,
                               solution.worst_point->differential_bar,
                               solution.worst_point->is_held ? "" : ", less than wanted",
                               solution.worst_point->lift_change_bar));
  absl::StrAppend(&text, "\n", TellHeatAlarms(network, answer.alarms));
  for (const auto& note : notes) absl::StrAppend(&text, "  note: ", data::ToText(note), "\n");
  return text;
}

std::string MakeEpanetJson(const data::EpanetCase& epanet, const EpanetAnswer& answer) {
  Json nodes = Json::array(), pipes = Json::array();
  const auto& solution = answer.solution;
  const double pa_per_m = epanet.density_kg_m3 * models::kGravityMPerS2;
  for (std::size_t row = 0; row < epanet.network.nodes.size(); ++row) {
    const auto& node = epanet.network.nodes[models::HydraulicNodeIndex(row)];
    const double pressure_bar = solution.pressure_bar[row];
    nodes.push_back({{"id", node.id},
                     {"side", nullptr},
                     {"p_bar", Number(pressure_bar)},
                     {"head", Number((kPaPerBar * pressure_bar / pa_per_m + node.height_m) /
                                     epanet.length_unit_m)},
                     {"t_degc", nullptr}});
  }
  std::size_t link = 0;
  const auto add = [&](const std::string& id, models::HydraulicNodeIndex from,
                       models::HydraulicNodeIndex to, const char* kind) {
    pipes.push_back({{"id", id},
                     {"kind", kind},
                     {"m_kg_s", solution.flow_kg_s[link]},
                     {"flow", solution.flow_kg_s[link] / epanet.flow_unit_kg_s},
                     {"dp_bar", Number(solution.pressure_bar[from.value()] -
                                       solution.pressure_bar[to.value()])}});
    ++link;
  };
  for (const auto& pipe : epanet.network.pipes) add(pipe.id, pipe.from, pipe.to, "pipe");
  for (const auto& pump : epanet.network.pumps) add(pump.id, pump.from, pump.to, "pump");
  for (const auto& valve : epanet.network.valves) add(valve.id, valve.from, valve.to, "valve");
  const Json json{{"converged", true},
                  {"iterations", solution.iterations},
                  {"control_changes", solution.control_changes},
                  {"milliseconds", answer.solve_ms},
                  {"balances", {{"pressure_left_bar", solution.pressure_residual_bar}}},
                  {"nodes", std::move(nodes)},
                  {"pipes", std::move(pipes)},
                  {"notes", ListNotes(epanet.notes)}};
  return json.dump(1) + "\n";
}

std::string MakeEpanetText(const data::EpanetCase& epanet, const EpanetAnswer& answer) {
  const auto& pressure_bar = answer.solution.pressure_bar;
  const auto [low, high] = std::minmax_element(pressure_bar.begin(), pressure_bar.end());
  std::string text = absl::StrFormat(
      "%d nodes, %d pipes, %d pumps, %d valves at time 0: solved in %.2f ms, %d iterations, valves "
      "and pumps changed %d times\n  pressure %.2f … %.2f bar\n",
      epanet.network.nodes.size(), epanet.network.pipes.size(), epanet.network.pumps.size(),
      epanet.network.valves.size(), answer.solve_ms, answer.solution.iterations,
      answer.solution.control_changes, *low, *high);
  for (const auto& note : epanet.notes)
    absl::StrAppend(&text, "  note: ", data::ToText(note), "\n");
  return text;
}

std::string MakeHeatFailureJson(const absl::Status& status) {
  return Json{{"converged", false}, {"reason", std::string(status.message())}}.dump(1) + "\n";
}

}  // namespace twin::cli
