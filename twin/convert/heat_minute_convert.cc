#include "twin/convert/heat_minute_convert.h"

#include "models/base/units.h"
#include "twin/convert/heat_network_convert.h"
#include "twin/convert/time_convert.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kJoulePerMwh = 3.6e9;

std::vector<heat::NodePoint> PointsOf(const heat::NetworkModel& model,
                                      const heat::NetworkSolution& solution,
                                      const std::vector<std::size_t>& nodes) {
  std::vector<heat::NodePoint> points;
  const auto& pressure_bar = solution.water.hydraulics.pressure_bar;
  const auto& node_degc = solution.water.node_degc;
  for (const std::size_t node : nodes) {
    const std::size_t back = model.BackOf(node).value();
    points.push_back({pressure_bar[node], pressure_bar[back], node_degc[node], node_degc[back]});
  }
  return points;
}

}  // namespace

bool IsShown(const heat::NetworkMinute& minute) {
  if (minute.solution == nullptr) return false;
  constexpr models::Minute kLongest = limits::kMaxHeatStaleQuarters * models::kMinutesPerQuarter;
  return !minute.is_stale() || minute.minute - minute.failing_since < kLongest;
}

pb::HeatNetworkSummary ToHeatMinuteSummary(const heat::NetworkModel& model,
                                           const heat::NetworkMinute& minute) {
  models::HeatNetwork tables = model.At(minute.solution->moment);
  for (std::size_t row = 0; row < tables.producers.size(); ++row)
    tables.producers[models::HeatProducerIndex(row)].supply_degc = minute.plant_supply_degc[row];
  pb::HeatNetworkSummary summary = ToHeatNetworkSummary(model, tables, *minute.solution);
  summary.set_consumer_heat_mw(minute.energy.taken_w / models::kWPerMw);
  summary.set_stored_mw(minute.energy.stored_w / models::kWPerMw);
  summary.set_stored_mwh(minute.stored_j / kJoulePerMwh);
  summary.set_missing_mw(minute.missing_w / models::kWPerMw);
  summary.set_short_consumer_count(minute.short_consumers);
  return summary;
}

void AddStale(const heat::NetworkMinute& minute,
              google::protobuf::RepeatedPtrField<pb::StalePart>& stale) {
  if (!minute.is_stale()) return;
  auto* sent = stale.Add();
  sent->set_part(kHeatNetworkPart);
  *sent->mutable_since() = ToTimestamp(minute.failing_since);
  sent->set_reason(minute.failure);
}

void FillHeatMinute(const heat::NetworkModel& model, const heat::NetworkMinute& minute,
                    const std::vector<std::size_t>& nodes, bool wants_columns,
                    pb::WatchHeatNetworkResponse& message) {
  message.set_heat_network_id(model.site().id);
  *message.mutable_time() = ToTimestamp(minute.minute);
  AddStale(minute, *message.mutable_stale());
  message.set_data_notice(kHeatNetworkNotice);
  if (!IsShown(minute)) return;
  const heat::NetworkSolution& solution = *minute.solution;
  *message.mutable_summary() = ToHeatMinuteSummary(model, minute);
  AddHeatPlantStates(model, solution, *message.mutable_plants());
  if (!nodes.empty()) {
    const auto points = PointsOf(model, solution, nodes);
    *message.mutable_nodes() = ToHeatNodeSeries(points, Grain::kCoarse);
    *message.mutable_exact_nodes() = ToHeatNodeSeries(points, Grain::kExact);
  }
  if (!wants_columns) return;
  *message.mutable_columns() = ToHeatNetworkColumns(model, solution, Grain::kCoarse);
  *message.mutable_exact_columns() = ToHeatNetworkColumns(model, solution, Grain::kExact);
}

}  // namespace twin::convert
