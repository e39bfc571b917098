#include "twin/convert/heat_network_convert.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "models/base/units.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using models::HeatConsumerIndex;
using models::HeatPipeIndex;
using models::HeatProducerIndex;
using solvers::heat::HeatLimitKind;

constexpr double kMicrodegPerDeg = 1e6;
// Coarse: with the largest heat of a plant it tells what the plant gives.
constexpr double kRatioStep = 0.05;

// Steps that values are rounded to.
struct Steps {
  double bar;
  double k;
  double m_per_s;
};
Steps StepsOf(Grain grain) {
  return grain == Grain::kCoarse ? Steps{0.1, 0.5, 0.1} : Steps{0.001, 0.01, 0.001};
}

// Written with as few digits as the step has: 1/step is whole.
double Rounded(double value, double step) {
  const double per_unit = std::round(1.0 / step);
  return std::round(value * per_unit) / per_unit;
}
float RoundedFloat(double value, double step) { return static_cast<float>(Rounded(value, step)); }

pb::HeatLimitKind ToKind(HeatLimitKind kind) {
  return static_cast<pb::HeatLimitKind>(static_cast<int>(kind) + 1);
}
static_assert(static_cast<int>(HeatLimitKind::kProducerHeat) + 1 ==
              pb::HEAT_LIMIT_KIND_PRODUCER_HEAT);

double Sum(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum;
}

// Water in trenches moves at the model's one density.
void AddSpeeds(const heat::NetworkModel& model, const heat::NetworkSolution& solution, double step,
               pb::HeatNetworkColumns& columns) {
  const std::size_t trenches = model.trench_count();
  const double density_kg_m3 = model.options().water.DensityKgM3(solution.moment.supply_degc);
  const auto speed = [&](std::size_t pipe) {
    const double diameter_m = model.network().pipes[HeatPipeIndex(pipe)].inner_diameter_m;
    const double area_m2 = 0.25 * std::numbers::pi * diameter_m * diameter_m;
    return solution.water.hydraulics.flow_kg_s[pipe] / (density_kg_m3 * area_m2);
  };
  for (std::size_t trench = 0; trench < trenches; ++trench) {
    columns.add_supply_speed_m_per_s(RoundedFloat(speed(trench), step));
    // The return pipe is drawn from the trench's end to its beginning.
    columns.add_return_speed_m_per_s(RoundedFloat(-speed(trenches + trench), step));
  }
}

}  // namespace

pb::Position ToPosition(const heat::NetworkPlace& place) {
  pb::Position position;
  position.set_lat_deg(Rounded(place.lat_deg, 1e-6));
  position.set_lon_deg(Rounded(place.lon_deg, 1e-6));
  return position;
}

pb::HeatNetwork ToHeatNetwork(const heat::NetworkModel& model, const models::Region& region) {
  const models::HeatNetworkSite& site = model.site();
  pb::HeatNetwork sent;
  sent.set_id(site.id);
  sent.set_name(site.name);
  sent.set_heat_system_id(region.heat_systems[site.system].id);
  sent.mutable_position()->set_lat_deg(site.lat_deg);
  sent.mutable_position()->set_lon_deg(site.lon_deg);
  sent.set_design_heat_mw(site.spec.design_heat_w / models::kWPerMw);
  sent.set_supply_cold_degc(site.spec.supply_degc);
  sent.set_supply_warm_degc(site.supply_warm_degc);
  sent.set_return_degc(site.spec.return_degc);
  sent.set_trench_count(static_cast<int>(model.trench_count()));
  sent.set_consumer_count(static_cast<int>(model.network().consumers.size()));
  sent.set_producer_count(static_cast<int>(model.network().producers.size()));
  double trench_m = 0.0;
  for (std::size_t trench = 0; trench < model.trench_count(); ++trench)
    trench_m += model.network().pipes[HeatPipeIndex(trench)].length_m;
  sent.set_trench_km(trench_m / 1000.0);
  sent.set_pressure_max_bar(model.limits().pressure_max_bar);
  sent.mutable_provenance()->set_source(site.source);
  sent.mutable_provenance()->set_confidence(site.confidence);
  sent.mutable_provenance()->set_is_synthetic(true);
  sent.set_network_revision(model.revision());
  return sent;
}

pb::HeatNetworkPlan ToHeatNetworkPlan(const heat::NetworkModel& model) {
  const models::HeatNetwork& network = model.network();
  pb::HeatNetworkPlan plan;
  for (std::size_t node = 0; node < model.node_count(); ++node) {
    const heat::NetworkPlace place = model.PlaceOf(node);
    plan.add_lat_microdeg(static_cast<int>(std::lround(place.lat_deg * kMicrodegPerDeg)));
    plan.add_lon_microdeg(static_cast<int>(std::lround(place.lon_deg * kMicrodegPerDeg)));
    plan.add_height_m(RoundedFloat(model.HeightM(node), 0.1));
  }
  for (std::size_t trench = 0; trench < model.trench_count(); ++trench) {
    const auto& pipe = network.pipes[HeatPipeIndex(trench)];
    plan.add_from_node(static_cast<int>(pipe.from.value()));
    plan.add_to_node(static_cast<int>(pipe.to.value()));
    plan.add_length_m(RoundedFloat(pipe.length_m, 0.1));
    plan.add_nominal_diameter(model.generated().nominal_diameter[trench]);
  }
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    const auto& producer = network.producers[HeatProducerIndex(row)];
    auto* plant = plan.add_plants();
    plant->set_id(producer.id);
    plant->set_node(static_cast<int>(producer.supply.value()));
    plant->set_heat_max_mw(Rounded(model.limits().producer_max_w[row] / models::kWPerMw, 0.1));
  }
  for (const auto& consumer : network.consumers) {
    plan.add_consumer_node(static_cast<int>(consumer.supply.value()));
    plan.add_consumer_design_mw(RoundedFloat(consumer.heat_w / models::kWPerMw, 1e-4));
  }
  return plan;
}

pb::HeatLimit ToHeatLimit(const heat::NetworkModel& model, const models::HeatNetwork& tables,
                          const solvers::heat::HeatLimit& limit) {
  const heat::NetworkElement element = model.ElementOf(tables, limit);
  pb::HeatLimit sent;
  sent.set_kind(ToKind(limit.kind));
  sent.set_element_id(element.id);
  *sent.mutable_position() = ToPosition(element.place);
  sent.set_is_broken(limit.used_ratio > 1.0);
  sent.set_used_ratio(Rounded(limit.used_ratio, kRatioStep));
  switch (limit.kind) {
    case HeatLimitKind::kPressure:
    case HeatLimitKind::kBoilingMargin:
    case HeatLimitKind::kDifferentialPressure:
      sent.set_value_bar(limit.value);
      sent.set_limit_bar(limit.limit);
      break;
    case HeatLimitKind::kSpeed:
      sent.set_value_m_per_s(limit.value);
      sent.set_limit_m_per_s(limit.limit);
      break;
    case HeatLimitKind::kGradient:
      sent.set_value_pa_per_m(limit.value);
      sent.set_limit_pa_per_m(limit.limit);
      break;
    case HeatLimitKind::kSupplyTemperature:
      sent.set_value_degc(limit.value);
      sent.set_limit_degc(limit.limit);
      break;
    case HeatLimitKind::kProducerHeat:
      sent.set_value_mw(limit.value / models::kWPerMw);
      sent.set_limit_mw(limit.limit / models::kWPerMw);
      break;
  }
  return sent;
}

void AddHeatLimits(const heat::NetworkModel& model, const models::HeatNetwork& tables,
                   const std::vector<solvers::heat::HeatLimit>& limits,
                   google::protobuf::RepeatedPtrField<pb::HeatLimit>& sent) {
  for (const auto& limit : limits) {
    if (sent.size() == limits::kMaxHeatRowsSent) return;
    *sent.Add() = ToHeatLimit(model, tables, limit);
  }
}

pb::HeatNetworkSummary ToHeatNetworkSummary(const heat::NetworkModel& model,
                                            const models::HeatNetwork& tables,
                                            const heat::NetworkSolution& solution) {
  const auto& water = solution.water;
  pb::HeatNetworkSummary summary;
  summary.set_demand_share(solution.moment.demand_share);
  double flow_kg_s = 0.0, supply_w = 0.0, return_w = 0.0, consumer_w = 0.0;
  for (std::size_t row = 0; row < water.producer_flow_kg_s.size(); ++row) {
    const double given_kg_s = std::max(0.0, water.producer_flow_kg_s[row]);
    if (given_kg_s <= 0.0) continue;
    flow_kg_s += given_kg_s;
    supply_w += given_kg_s * tables.producers[HeatProducerIndex(row)].supply_degc;
    return_w += given_kg_s * water.producer_return_degc[row];
  }
  for (std::size_t row = 0; row < tables.consumers.size(); ++row)
    consumer_w += tables.consumers[HeatConsumerIndex(row)].heat_w;
  if (flow_kg_s > 0.0) {
    summary.set_supply_degc(supply_w / flow_kg_s);
    summary.set_return_degc(return_w / flow_kg_s);
  }
  summary.set_consumer_heat_mw(consumer_w / models::kWPerMw);
  summary.set_producer_heat_mw(Sum(water.producer_heat_w) / models::kWPerMw);
  summary.set_loss_mw(Sum(water.pipe_loss_w) / models::kWPerMw);
  summary.set_flow_kg_s(flow_kg_s);
  summary.set_lift_spare_bar(solution.lift_spare_bar);
  std::array<bool, solvers::heat::kHeatLimitKinds> is_known{};
  std::vector<solvers::heat::HeatLimit> nearest, broken;
  for (const auto& limit : solution.limits) {
    if (!std::exchange(is_known[static_cast<std::size_t>(limit.kind)], true))
      nearest.push_back(limit);
    if (limit.used_ratio > 1.0) broken.push_back(limit);
  }
  AddHeatLimits(model, tables, nearest, *summary.mutable_nearest());
  AddHeatLimits(model, tables, broken, *summary.mutable_alarms());
  summary.set_alarm_count(static_cast<int>(broken.size()));
  return summary;
}

pb::HeatNetworkColumns ToHeatNetworkColumns(const heat::NetworkModel& model,
                                            const heat::NetworkSolution& solution, Grain grain) {
  const Steps steps = StepsOf(grain);
  const auto& pressure_bar = solution.water.hydraulics.pressure_bar;
  const auto& node_degc = solution.water.node_degc;
  pb::HeatNetworkColumns columns;
  for (std::size_t node = 0; node < model.node_count(); ++node) {
    const std::size_t back = model.BackOf(node).value();
    columns.add_supply_bar(RoundedFloat(pressure_bar[node], steps.bar));
    columns.add_return_bar(RoundedFloat(pressure_bar[back], steps.bar));
    columns.add_supply_degc(RoundedFloat(node_degc[node], steps.k));
    columns.add_return_degc(RoundedFloat(node_degc[back], steps.k));
  }
  AddSpeeds(model, solution, steps.m_per_s, columns);
  return columns;
}

void AddHeatPlantStates(const heat::NetworkModel& model, const heat::NetworkSolution& solution,
                        google::protobuf::RepeatedPtrField<pb::HeatNetworkPlantState>& plants) {
  const auto& water = solution.water;
  for (std::size_t row = 0; row < model.network().producers.size(); ++row) {
    const auto& producer = model.network().producers[HeatProducerIndex(row)];
    const double supply_bar = water.hydraulics.pressure_bar[producer.supply.value()];
    auto* plant = plants.Add();
    plant->set_id(producer.id);
    plant->set_heat_mw(water.producer_heat_w[row] / models::kWPerMw);
    plant->set_flow_kg_s(water.producer_flow_kg_s[row]);
    plant->set_return_degc(water.producer_return_degc[row]);
    plant->set_pressure_bar(supply_bar);
    plant->set_lift_bar(supply_bar - water.hydraulics.pressure_bar[producer.back.value()]);
  }
}

pb::HeatNodeSeries ToHeatNodeSeries(const std::vector<heat::NodePoint>& points, Grain grain) {
  const Steps steps = StepsOf(grain);
  pb::HeatNodeSeries series;
  for (const heat::NodePoint& point : points) {
    series.add_supply_bar(RoundedFloat(point.supply_bar, steps.bar));
    series.add_return_bar(RoundedFloat(point.return_bar, steps.bar));
    series.add_supply_degc(RoundedFloat(point.supply_degc, steps.k));
    series.add_return_degc(RoundedFloat(point.return_degc, steps.k));
  }
  return series;
}

pb::HeatNodeChange ToHeatNodeChange(const heat::NetworkModel& model,
                                    const heat::NodeChange& change) {
  pb::HeatNodeChange sent;
  sent.set_node_id(model.NodeId(change.node));
  *sent.mutable_position() = ToPosition(model.PlaceOf(change.node));
  sent.set_differential_before_bar(change.differential_before_bar);
  sent.set_differential_after_bar(change.differential_after_bar);
  sent.set_supply_before_degc(change.supply_before_degc);
  sent.set_supply_after_degc(change.supply_after_degc);
  return sent;
}

pb::HeatConnectionPoint ToHeatConnectionPoint(const solvers::heat::HeatConnectionMoment& moment) {
  const Steps steps = StepsOf(Grain::kCoarse);
  pb::HeatConnectionPoint point;
  point.set_heat_mw(moment.heat_w / models::kWPerMw);
  point.set_supply_degc(Rounded(moment.supply_degc, steps.k));
  point.set_differential_bar(Rounded(moment.differential_bar, steps.bar));
  point.set_exact_supply_degc(moment.supply_degc);
  point.set_exact_differential_bar(moment.differential_bar);
  point.set_flow_kg_s(moment.flow_kg_s);
  return point;
}

}  // namespace twin::convert
