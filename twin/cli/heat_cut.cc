#include "twin/cli/heat_cut.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/heat/network_buildings.h"
#include "twin/cli/heat_path.h"

namespace twin::cli {
namespace {

using models::HeatConsumerIndex;
using models::HeatProducerIndex;
using solvers::heat::NetworkRun;

constexpr double kCurveFallK = 20.0;
constexpr double kWarmOutdoorDegC = 10.0;
constexpr double kColdestSupplyDegC = 55.0;
constexpr double kPlantReserveRatio = 1.25;
constexpr double kSteelJPerM3K = 7800.0 * 480.0;
// Water passes the longest path in less than this, and rooms begin at rest.
constexpr double kWarmUpS = 12.0 * 3600.0;
constexpr double kShownBeforeS = 1800.0;
constexpr double kRecoveredK = 0.1;
constexpr std::size_t kNamesShown = 5;

// Substations and radiators for what arrives: a network for 90 °C has radiators for 60/40 °C.
models::ConnectionDesign MakeDesign(double supply_degc) {
  models::ConnectionDesign design;
  design.primary_supply_degc = supply_degc - 8.0;
  design.radiator_supply_degc = std::min(60.0, design.primary_supply_degc - 10.0);
  design.radiator_return_degc = std::min(40.0, design.radiator_supply_degc - 8.0);
  return design;
}

absl::StatusOr<solvers::heat::NetworkRunParams> MakeParams(const models::HeatNetwork& network,
                                                           const HeatCutOptions& options) {
  if (network.consumers.empty() || network.producers.empty())
    return absl::InvalidArgumentError("heat cut: a network without consumers or producers");
  double supply_degc = 0.0, heat_w = 0.0;
  for (const auto& producer : network.producers)
    supply_degc = std::max(supply_degc, producer.supply_degc);
  for (const auto& consumer : network.consumers)
    heat_w += std::max(consumer.heat_w, models::kLeastBuildingHeatW);
  if (supply_degc < kColdestSupplyDegC)
    return models::errors::InvalidField(
        "producers", absl::StrFormat("feed in %.1f °C, too cold for radiators; at least %.0f °C "
                                     "are needed",
                                     supply_degc, kColdestSupplyDegC));
  solvers::heat::NetworkRunParams params;
  params.step_s = options.step_s;
  params.supply_curve.points = {
      {models::kOsloDesignDegC, supply_degc},
      {kWarmOutdoorDegC, std::max(kColdestSupplyDegC, supply_degc - kCurveFallK)}};
  params.buildings = models::MakeNetworkBuildings(network, MakeDesign(supply_degc));
  params.heat.wall.capacity_j_per_m3_k = kSteelJPerM3K;
  for (const auto& producer : network.producers)
    params.plants.push_back({.kind = options.kind,
                             .heat_max_w = kPlantReserveRatio * heat_w,
                             .efficiency_ratio = 0.98,
                             .sink_max_degc = std::max(90.0, supply_degc),
                             .bus_id = absl::StrCat("bus of ", producer.id)});
  return params;
}

class Cut {
 public:
  Cut(const models::HeatNetwork& network, const HeatCutOptions& options, const NetworkRun& run)
      : network_(network),
        options_(options),
        run_(run),
        workspace_(run.MakeWorkspace()),
        inputs_(solvers::heat::MakeNetworkRunInputs(network, options.outdoor_degc)) {}

  absl::StatusOr<HeatCutAnswer> Run(std::vector<char> is_cut) {
    state_ = run_.MakeState(options_.outdoor_degc,
                            network_.consumers[HeatConsumerIndex(0)].return_degc > 20.0
                                ? network_.consumers[HeatConsumerIndex(0)].return_degc
                                : 45.0);
    answer_.warm_up_steps = static_cast<int>(std::ceil(kWarmUpS / options_.step_s));
    for (int step = 0; step < answer_.warm_up_steps; ++step)
      if (absl::Status status = Step(); !status.ok()) return status;
    ChoosePlaces();
    const auto began = std::chrono::steady_clock::now();
    for (double time_s = -kShownBeforeS + options_.step_s; time_s <= 1e-6;
         time_s += options_.step_s)
      if (absl::Status status = StepAndTell(time_s); !status.ok()) return status;
    RememberRest();
    const double back_s = 3600.0 * options_.hours_h;
    const double last_s = back_s + 3600.0 * options_.most_hours_h;
    for (double time_s = options_.step_s; time_s <= last_s + 1e-6; time_s += options_.step_s) {
      const bool is_out = time_s <= back_s + 1e-6;
      for (std::size_t row = 0; row < is_cut.size(); ++row) {
        if (!is_cut[row]) continue;
        inputs_.plants[row] = {.heat_share = is_out ? 0.0 : 1.0,
                               .has_pump = !(is_out && options_.pumps_stop)};
      }
      if (absl::Status status = StepAndTell(time_s); !status.ok()) return status;
      Walk(time_s);
      if (!is_out && HasRecovered(time_s)) break;
    }
    answer_.run_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    FinishPlaces();
    return std::move(answer_);
  }

 private:
  absl::Status Step() {
    if (absl::Status status = run_.Advance(inputs_, state_, *workspace_, result_); !status.ok())
      return status;
    auto& failures = answer_.failures;
    if (!result_.failure.empty() &&
        std::find(failures.begin(), failures.end(), result_.failure) == failures.end())
      failures.push_back(result_.failure);
    if (result_.is_stale && !state_.is_solved)
      return absl::FailedPreconditionError(result_.failure);
    return absl::OkStatus();
  }

  // The customer at the end of the longest path, and the one that lives nearest to half of it.
  void ChoosePlaces() {
    const std::vector<HeatPath> paths = FindHeatPaths(network_, state_.flows.hydraulics.flow_kg_s);
    std::size_t far = 0;
    for (std::size_t row = 0; row < paths.size(); ++row)
      if (paths[row].is_whole && paths[row].length_m > paths[far].length_m) far = row;
    std::size_t half = far;
    const auto distance_m = [&](std::size_t row) {
      return paths[row].is_whole ? std::abs(paths[row].length_m - 0.5 * paths[far].length_m)
                                 : std::numeric_limits<double>::infinity();
    };
    for (std::size_t row = 0; row < paths.size(); ++row)
      if (distance_m(row) < distance_m(half)) half = row;
    for (const std::size_t row : {half, far}) {
      consumers_.push_back(row);
      walks_.emplace_back(network_, paths[row], run_.params().heat);
      answer_.places.push_back({.consumer = network_.consumers[HeatConsumerIndex(row)].id,
                                .path_m = paths[row].length_m});
    }
  }

  absl::Status StepAndTell(double time_s) {
    if (absl::Status status = Step(); !status.ok()) return status;
    ++answer_.steps;
    answer_.hydraulic_solves += result_.is_solved_anew;
    answer_.most_short_consumers = std::max(answer_.most_short_consumers, result_.short_consumers);
    for (std::size_t kind = 0; kind < answer_.most_broken.size(); ++kind)
      answer_.most_broken[kind] = std::max(answer_.most_broken[kind], result_.alarms[kind].broken);
    const auto& energy = result_.energy;
    answer_.worst_left_ratio = std::max(answer_.worst_left_ratio, energy.left_ratio);
    answer_.made_j += options_.step_s * energy.made_w;
    answer_.taken_j += options_.step_s * energy.taken_w;
    answer_.lost_j += options_.step_s * energy.lost_w;
    answer_.stored_j += options_.step_s * energy.stored_w;
    answer_.time_s.push_back(time_s);
    answer_.plant_heat_w.push_back(energy.made_w);
    answer_.electricity_w.push_back(energy.electricity_w);
    answer_.fuel_w.push_back(energy.fuel_w);
    const auto& plant = network_.producers[HeatProducerIndex(0)];
    answer_.plant_supply_degc.push_back(result_.heat.node_degc[plant.supply.value()]);
    answer_.plant_return_degc.push_back(result_.heat.producer_return_degc[0]);
    answer_.plant_pressure_bar.push_back(result_.pressure_bar[plant.supply.value()]);
    answer_.flow_kg_s.push_back(result_.heat.producer_flow_kg_s[0]);
    double room_sum_degc = 0.0;
    for (const double room_degc : result_.room_degc) room_sum_degc += room_degc;
    answer_.mean_room_degc.push_back(room_sum_degc / static_cast<double>(result_.room_degc.size()));
    for (std::size_t row = 0; row < consumers_.size(); ++row) {
      const std::size_t consumer = consumers_[row];
      const auto& nodes = network_.consumers[HeatConsumerIndex(consumer)];
      CutPlace& place = answer_.places[row];
      place.supply_degc.push_back(result_.heat.consumer_supply_degc[consumer]);
      place.room_degc.push_back(result_.room_degc[consumer]);
      place.differential_bar.push_back(result_.pressure_bar[nodes.supply.value()] -
                                       result_.pressure_bar[nodes.back.value()]);
    }
    return absl::OkStatus();
  }

  void RememberRest() {
    rest_room_degc_ = result_.room_degc;
    answer_.before_heat_w = result_.energy.made_w;
    answer_.before_electricity_w = result_.energy.electricity_w;
    answer_.before_fuel_w = result_.energy.fuel_w;
    for (CutPlace& place : answer_.places) {
      place.room_before_degc = place.room_degc.back();
      place.supply_before_degc = place.supply_degc.back();
    }
  }

  void Walk(double time_s) {
    for (std::size_t row = 0; row < walks_.size(); ++row) {
      if (options_.pumps_stop || walks_[row].has_arrived()) continue;
      walks_[row].Step(state_.flows.hydraulics.flow_kg_s, options_.step_s);
      if (walks_[row].has_arrived()) answer_.places[row].expected_s = walks_[row].walked_s();
    }
    if (time_s > 3600.0 * options_.hours_h)
      answer_.most_electricity_w =
          std::max(answer_.most_electricity_w, result_.energy.electricity_w);
  }

  // All rooms are back, and the cold water has passed the last customer.
  bool HasRecovered(double time_s) {
    if (walks_.back().walked_s() > 0.0 && !walks_.back().has_arrived()) return false;
    if (time_s < 2.0 * 3600.0 * options_.hours_h) return false;
    if (answer_.places.back().supply_degc.back() < answer_.places.back().supply_before_degc - 1.0)
      return false;
    for (std::size_t row = 0; row < rest_room_degc_.size(); ++row)
      if (result_.room_degc[row] < rest_room_degc_[row] - kRecoveredK) return false;
    answer_.recovered_s = time_s;
    return true;
  }

  void FinishPlaces() {
    for (CutPlace& place : answer_.places) {
      place.room_lowest_degc = *std::min_element(place.room_degc.begin(), place.room_degc.end());
      place.supply_lowest_degc =
          *std::min_element(place.supply_degc.begin(), place.supply_degc.end());
      if (options_.pumps_stop) continue;  // water that stands cools everywhere at once
      const double half_degc = 0.5 * (place.supply_before_degc + place.supply_lowest_degc);
      for (std::size_t row = 1; row < place.supply_degc.size(); ++row) {
        if (answer_.time_s[row] <= 0.0 || place.supply_degc[row] > half_degc) continue;
        // Means stand for the middle of their step.
        const double share = (place.supply_degc[row - 1] - half_degc) /
                             (place.supply_degc[row - 1] - place.supply_degc[row]);
        place.seen_s = answer_.time_s[row] + (share - 1.5) * options_.step_s;
        break;
      }
    }
  }

  const models::HeatNetwork& network_;
  const HeatCutOptions& options_;
  const NetworkRun& run_;
  std::unique_ptr<NetworkRun::Workspace> workspace_;
  solvers::heat::NetworkRunInputs inputs_;
  solvers::heat::NetworkRunState state_;
  solvers::heat::NetworkRunResult result_;
  std::vector<std::size_t> consumers_;  // [place]
  std::vector<FrontWalk> walks_;        // [place]
  std::vector<double> rest_room_degc_;
  HeatCutAnswer answer_;
};

}  // namespace

absl::StatusOr<HeatCutAnswer> RunHeatCut(const models::HeatNetwork& network,
                                         const HeatCutOptions& options) {
  auto params = MakeParams(network, options);
  if (!params.ok()) return params.status();
  std::vector<char> is_cut(network.producers.size(), options.plant.empty());
  std::vector<std::string> names;
  std::size_t shown = 0;
  for (std::size_t row = network.producers.size(); row-- > 0;) {
    const std::string& id = network.producers[HeatProducerIndex(row)].id;
    if (names.size() < kNamesShown) names.push_back(id);
    if (id != options.plant) continue;
    is_cut[row] = 1;
    shown = row;
  }
  if (std::find(is_cut.begin(), is_cut.end(), 1) == is_cut.end())
    return models::errors::UnknownId("producer", options.plant, names);
  const double heat_max_w = params->plants[shown].heat_max_w;
  const std::string bus = params->plants[shown].bus_id;
  auto run = NetworkRun::Make(network, *std::move(params));
  if (!run.ok()) return run.status();
  auto answer = Cut(network, options, *run).Run(std::move(is_cut));
  if (!answer.ok()) return answer.status();
  answer->plant = network.producers[HeatProducerIndex(shown)].id;
  answer->bus = bus;
  answer->heat_max_w = heat_max_w;
  return answer;
}

}  // namespace twin::cli
