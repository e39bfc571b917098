#include "twin/heat/network_model.h"

#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/heat/network_sizing.h"
#include "twin/access/digest.h"

namespace twin::heat {
namespace {

using models::HeatNodeIndex;
using models::HeatPipeIndex;
using solvers::heat::HeatLimit;
using solvers::heat::HeatLimitKind;

constexpr double kMetresPerDegree = 111195.0;  // of a sphere of 6371 km
constexpr double kPlantMargin = 1.2;
// Finer than anything that is told. Where fronts of two plants meet, a trickle of water makes flows
// known to 1e-9 kg/s no more exact than this.
constexpr double kSettledK = 1e-6;
// The same trickle may turn to and fro for many rounds; of 18,600 random questions one took
// over 60.
constexpr int kMaxRounds = 240;
// Some room to the limit of operation, so that a little more heat breaks nothing at once.
constexpr double kSizingPaPerM = 180.0;
constexpr std::size_t kRevisionDigits = 12;

std::string CalcRevision(const models::HeatNetworkSite& site) {
  const models::HeatNetworkSpec& spec = site.spec;
  return access::CalcSha256Hex(absl::StrCat(spec.id, "/", spec.design_heat_w, "/", spec.supply_degc,
                                            "/", spec.return_degc, "/", spec.ground_degc, "/",
                                            spec.trench_count, "/", spec.street_m, "/",
                                            spec.height_range_m, "/", spec.producer_count, "/",
                                            spec.seed, "/", site.lat_deg, "/", site.lon_deg, "/",
                                            site.system_design_mw, "/", site.supply_warm_degc))
      .substr(0, kRevisionDigits);
}

}  // namespace

absl::StatusOr<std::unique_ptr<const NetworkModel>> NetworkModel::Make(
    const models::HeatNetworkSite& site) {
  std::unique_ptr<NetworkModel> model(new NetworkModel(site));
  TWIN_ASSIGN_OR_RETURN(model->generated_, models::GenerateHeatNetwork(site.spec));
  model->options_.consumers = solvers::heat::ConsumerMode::kReturnTemperature;
  model->options_.temperature_tolerance_k = kSettledK;
  model->options_.max_iterations = kMaxRounds;
  model->limits_.pressure_max_bar = models::CalcPressureLimitBar(model->generated_.pressure_class);
  solvers::heat::HeatLimitParams sizing = model->limits_;
  sizing.gradient_max_pa_per_m = kSizingPaPerM;
  TWIN_RETURN_IF_ERROR(solvers::heat::FitToColdestDay(sizing, model->options_, model->generated_));
  for (const double design_w : model->generated_.producer_design_w)
    model->limits_.producer_max_w.push_back(kPlantMargin * design_w);
  model->revision_ = CalcRevision(site);
  return std::unique_ptr<const NetworkModel>(std::move(model));
}

NetworkPlace NetworkModel::PlaceOf(std::size_t node) const {
  const models::StreetPlace& place = generated_.places[node];
  return {.lat_deg = site_.lat_deg + place.north_m / kMetresPerDegree,
          .lon_deg = site_.lon_deg + place.east_m / (kMetresPerDegree *
                                                     std::cos(site_.lat_deg * models::kRadPerDeg))};
}

double NetworkModel::DistanceM(std::size_t a, std::size_t b) const {
  const models::StreetPlace& from = generated_.places[a];
  const models::StreetPlace& to = generated_.places[b];
  return std::hypot(to.east_m - from.east_m, to.north_m - from.north_m);
}

std::string NetworkModel::NodeId(std::size_t node) const {
  return absl::StrCat(site_.id, "/", node);
}

std::string NetworkModel::TrenchId(std::size_t trench) const {
  return absl::StrCat(site_.id, "/t", trench);
}

absl::StatusOr<std::size_t> NetworkModel::FindRow(absl::string_view id, absl::string_view mark,
                                                  std::size_t count, absl::string_view kind,
                                                  absl::string_view field) const {
  absl::string_view rest = id;
  absl::ConsumePrefix(&rest, absl::StrCat(site_.id, "/"));
  std::uint64_t row = 0;
  if (!absl::ConsumePrefix(&rest, mark) || !absl::SimpleAtoi(rest, &row))
    return models::errors::InvalidField(
        field, absl::StrCat("'", id.substr(0, 100), "' is no id of a ", kind, "; they look like ",
                            site_.id, "/", mark, "17"));
  if (row >= count)
    return absl::NotFoundError(absl::StrCat(field, ": ", site_.id, " has the ", kind, "s ", mark,
                                            "0 to ", mark, count - 1, ", none ", mark, row));
  return static_cast<std::size_t>(row);
}

absl::StatusOr<std::size_t> NetworkModel::FindNode(absl::string_view id,
                                                   absl::string_view field) const {
  return FindRow(id, "", node_count(), "node", field);
}

absl::StatusOr<std::size_t> NetworkModel::FindTrench(absl::string_view id,
                                                     absl::string_view field) const {
  return FindRow(id, "t", trench_count(), "trench", field);
}

absl::StatusOr<models::HeatProducerIndex> NetworkModel::FindPlant(absl::string_view id,
                                                                  absl::string_view field) const {
  TWIN_ASSIGN_OR_RETURN(const std::size_t row,
                        FindRow(id, "plant", network().producers.size(), "plant", field));
  return models::HeatProducerIndex(row);
}

models::HeatNetwork NetworkModel::At(const models::HeatNetworkMoment& moment) const {
  models::HeatNetwork tables = generated_.network;
  for (auto& consumer : tables.consumers) consumer.heat_w *= moment.demand_share;
  for (auto& producer : tables.producers) producer.supply_degc = moment.supply_degc;
  return tables;
}

NetworkElement NetworkModel::ElementOf(const models::HeatNetwork& network,
                                       const HeatLimit& limit) const {
  switch (limit.kind) {
    case HeatLimitKind::kPressure:
    case HeatLimitKind::kBoilingMargin: {
      const std::size_t node = limit.row % node_count();
      return {NodeId(node), PlaceOf(node)};
    }
    case HeatLimitKind::kSpeed:
    case HeatLimitKind::kGradient: {
      const auto& pipe = network.pipes[HeatPipeIndex(limit.row)];
      const NetworkPlace from = PlaceOfNode(pipe.from), to = PlaceOfNode(pipe.to);
      const std::size_t existing = 2 * trench_count();
      return {limit.row < existing ? TrenchId(limit.row % trench_count())
                                   : absl::StrCat("new trench ", (limit.row - existing) / 2),
              {0.5 * (from.lat_deg + to.lat_deg), 0.5 * (from.lon_deg + to.lon_deg)}};
    }
    case HeatLimitKind::kDifferentialPressure:
    case HeatLimitKind::kSupplyTemperature: {
      const auto& consumer = network.consumers[models::HeatConsumerIndex(limit.row)];
      const std::size_t existing = this->network().consumers.size();
      return {limit.row < existing ? NodeId(consumer.supply.value()) : consumer.id,
              PlaceOfNode(consumer.supply)};
    }
    case HeatLimitKind::kProducerHeat:
      break;
  }
  const auto& producer = network.producers[models::HeatProducerIndex(limit.row)];
  return {producer.id, PlaceOfNode(producer.supply)};
}

}  // namespace twin::heat
