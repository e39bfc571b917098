#include "twin/cli/heat_transient.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/csv_reader.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/rest_state.h"
#include "solvers/heat/transient_heat.h"

namespace twin::cli {
namespace {

using solvers::heat::ConsumerDraw;
using solvers::heat::ConsumerMode;

constexpr double kMostSteps = 1e7;
constexpr double kMostNumbers = 2e8;
constexpr double kMostSeriesS = 3e9;
constexpr double kMostDegC = 150.0;
constexpr double kMostDemandShare = 100.0;
// Hydraulics are solved anew when a consumer's flow has moved by more than this.
constexpr double kFlowChangeRatio = 1e-4;
// Finer than a live twin needs: answers are compared with exact series.
constexpr double kMergeToleranceK = 1e-4;
constexpr std::uint32_t kMostParcels = 1024;
constexpr double kSmallestCoolingK = 1.0;
constexpr double kJPerMwh = 3.6e9;

// Mean over [begin, end] of what is straight between the rows.
double MeanOver(const std::vector<double>& time_s, const std::vector<double>& values,
                double begin_s, double end_s) {
  const auto at = [&](double moment_s) {
    const auto next = std::upper_bound(time_s.begin(), time_s.end(), moment_s);
    if (next == time_s.begin()) return values.front();
    if (next == time_s.end()) return values.back();
    const auto row = static_cast<std::size_t>(next - time_s.begin());
    const double share = (moment_s - time_s[row - 1]) / (time_s[row] - time_s[row - 1]);
    return values[row - 1] + share * (values[row] - values[row - 1]);
  };
  double sum = 0.0, from_s = begin_s, from_value = at(begin_s);
  for (auto knot = std::upper_bound(time_s.begin(), time_s.end(), begin_s);
       knot != time_s.end() && *knot < end_s; ++knot) {
    const double value = values[static_cast<std::size_t>(knot - time_s.begin())];
    sum += 0.5 * (from_value + value) * (*knot - from_s);
    from_s = *knot;
    from_value = value;
  }
  sum += 0.5 * (from_value + at(end_s)) * (end_s - from_s);
  return sum / (end_s - begin_s);
}

class Runner {
 public:
  Runner(const models::HeatNetwork& network, const HeatSeries& series,
         const HeatTransientOptions& options)
      : network_(network),
        series_(series),
        options_(options),
        water_(options.heat.water == WaterChoice::kIf97 ? models::CalcWater(kTypicalDegC)
                                                        : models::Water()) {}

  absl::StatusOr<HeatTransientAnswer> Run() {
    const auto began = std::chrono::steady_clock::now();
    const double first_s = series_.time_s.front();
    const double duration_s =
        options_.duration_s > 0.0 ? options_.duration_s : series_.time_s.back() - first_s;
    const double steps = std::ceil(duration_s / options_.step_s - 1e-9);
    const double columns =
        static_cast<double>(network_.consumers.size() + 2 * network_.producers.size() + 1);
    if (steps > kMostSteps || steps * columns > kMostNumbers)
      return absl::InvalidArgumentError(
          absl::StrFormat("%.0f steps of %g s with %.0f numbers each: too many; take longer steps "
                          "or a shorter time",
                          steps, options_.step_s, columns));
    if (absl::Status status = Start(first_s); !status.ok()) return status;
    for (double step = 0.0; step < steps; ++step) {
      const double begin_s = first_s + step * options_.step_s;
      const double end_s = std::min(begin_s + options_.step_s, first_s + duration_s);
      if (absl::Status status = Step(begin_s, end_s); !status.ok()) return status;
    }
    answer_.run_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    return std::move(answer_);
  }

 private:
  static constexpr double kTypicalDegC = 80.0;

  double SupplyAt(std::size_t producer, double begin_s, double end_s) const {
    return series_.supply_degc.empty()
               ? network_.producers[models::HeatProducerIndex(producer)].supply_degc
               : MeanOver(series_.time_s, series_.supply_degc, begin_s, end_s);
  }
  double DemandAt(double begin_s, double end_s) const {
    return series_.demand_share.empty()
               ? 1.0
               : MeanOver(series_.time_s, series_.demand_share, begin_s, end_s);
  }

  absl::Status Start(double first_s) {
    auto steady = solvers::heat::SteadyHeat::Make(network_);
    if (!steady.ok()) return steady.status();
    steady_.emplace(*std::move(steady));
    auto steady_options = MakeSteadyOptions(options_.heat);
    steady_options.water = models::WaterLaw::Constant(water_);
    const auto steady_workspace = steady_->MakeWorkspace(steady_options);
    auto inputs = solvers::heat::MakeSteadyHeatInputs(network_);
    const double soon_s = first_s + 1e-6;
    const double share = DemandAt(first_s, soon_s);
    for (double& heat_w : inputs.consumer_heat_w) heat_w *= share;
    for (double& flow_kg_s : inputs.consumer_flow_kg_s) flow_kg_s *= share;
    for (std::size_t row = 0; row < network_.producers.size(); ++row)
      inputs.producer_supply_degc[row] = SupplyAt(row, first_s, soon_s);
    if (absl::Status status = steady_->Solve(inputs, false, *steady_workspace, start_);
        !status.ok())
      return status;

    auto transient =
        solvers::heat::TransientHeat::Make(network_, {.water = water_,
                                                      .merge_tolerance_k = kMergeToleranceK,
                                                      .max_parcels_per_pipe = kMostParcels});
    if (!transient.ok()) return transient.status();
    transient_.emplace(*std::move(transient));
    transient_workspace_ = transient_->MakeWorkspace();
    step_.ground_degc.clear();
    for (const auto& pipe : network_.pipes) step_.ground_degc.push_back(pipe.ground_degc);
    state_ = solvers::heat::MakeRestState(network_, *transient_, start_);
    step_.flow_kg_s = start_.hydraulics.flow_kg_s;
    step_.consumers.resize(network_.consumers.size());
    step_.producer_supply_degc.resize(network_.producers.size());
    arriving_degc_ = start_.consumer_supply_degc;
    drawn_kg_s_ = start_.consumer_flow_kg_s;
    water_inputs_ = solvers::heat::MakeStillInputs(network_, water_);
    hydraulic_workspace_ = steady_->hydraulics().MakeWorkspace();
    hydraulic_ = start_.hydraulics;
    answer_.consumer_supply_degc.resize(network_.consumers.size());
    answer_.producer_return_degc.resize(network_.producers.size());
    answer_.producer_heat_w.resize(network_.producers.size());
    return absl::OkStatus();
  }

  // What every consumer draws; true when flows have moved.
  bool Draw(double share) {
    bool has_moved = false;
    for (std::size_t row = 0; row < network_.consumers.size(); ++row) {
      const auto& consumer = network_.consumers[models::HeatConsumerIndex(row)];
      ConsumerDraw& draw = step_.consumers[row];
      if (options_.heat.consumers == ConsumerMode::kMassFlow) {
        draw = {.mode = ConsumerDraw::Mode::kHeat,
                .flow_kg_s = share * consumer.mass_flow_kg_s,
                .heat_w = share * consumer.heat_w};
      } else {
        const double cooling_k =
            std::max(kSmallestCoolingK, arriving_degc_[row] - consumer.return_degc);
        draw = {
            .mode = ConsumerDraw::Mode::kReturnTemperature,
            .flow_kg_s = share * consumer.heat_w / (water_.heat_capacity_j_per_kg_k * cooling_k),
            .return_degc = consumer.return_degc};
      }
      has_moved = has_moved || std::abs(draw.flow_kg_s - drawn_kg_s_[row]) >
                                   kFlowChangeRatio * std::max(drawn_kg_s_[row], 1e-3);
    }
    return has_moved;
  }

  absl::Status Step(double begin_s, double end_s) {
    step_.step_s = end_s - begin_s;
    if (Draw(DemandAt(begin_s, end_s))) {
      for (std::size_t row = 0; row < drawn_kg_s_.size(); ++row)
        drawn_kg_s_[row] = step_.consumers[row].flow_kg_s;
      solvers::heat::FillNetworkFlows(network_, drawn_kg_s_, water_inputs_);
      const std::vector<double> start_kg_s = hydraulic_.flow_kg_s;
      const solvers::heat::HydraulicOptions how{.friction = MakeFriction(options_.heat.friction)};
      if (absl::Status status = steady_->hydraulics().Solve(water_inputs_, how, &start_kg_s,
                                                            *hydraulic_workspace_, hydraulic_);
          !status.ok())
        return status;
      step_.flow_kg_s = hydraulic_.flow_kg_s;
      ++answer_.hydraulic_solves;
    }
    // Between two solutions of the hydraulics consumers draw what these were solved for.
    for (std::size_t row = 0; row < drawn_kg_s_.size(); ++row)
      step_.consumers[row].flow_kg_s = drawn_kg_s_[row];
    for (std::size_t row = 0; row < network_.producers.size(); ++row)
      step_.producer_supply_degc[row] = SupplyAt(row, begin_s, end_s);
    if (absl::Status status =
            transient_->Advance(step_, std::nullopt, state_, *transient_workspace_, result_);
        !status.ok())
      return status;
    arriving_degc_ = result_.consumer_supply_degc;
    Tell(end_s);
    return absl::OkStatus();
  }

  void Tell(double end_s) {
    answer_.time_s.push_back(end_s);
    for (std::size_t row = 0; row < network_.consumers.size(); ++row)
      answer_.consumer_supply_degc[row].push_back(result_.consumer_supply_degc[row]);
    for (std::size_t row = 0; row < network_.producers.size(); ++row) {
      answer_.producer_return_degc[row].push_back(result_.producer_return_degc[row]);
      answer_.producer_heat_w[row].push_back(result_.producer_heat_w[row]);
    }
    answer_.fed_j += result_.fed_w * step_.step_s;
    answer_.taken_j += result_.taken_w * step_.step_s;
    answer_.lost_j += result_.lost_w * step_.step_s;
    answer_.stored_j += result_.stored_w * step_.step_s;
    const double left_w = result_.fed_w - result_.taken_w - result_.lost_w - result_.stored_w;
    const double size_w =
        std::abs(result_.fed_w) + std::abs(result_.stored_w) + std::abs(result_.taken_w);
    if (size_w > 0.0)
      answer_.energy_left_ratio = std::max(answer_.energy_left_ratio, std::abs(left_w) / size_w);
  }

  const models::HeatNetwork& network_;
  const HeatSeries& series_;
  const HeatTransientOptions& options_;
  const models::Water water_;
  std::optional<solvers::heat::SteadyHeat> steady_;
  std::optional<solvers::heat::TransientHeat> transient_;
  std::unique_ptr<solvers::heat::TransientHeat::Workspace> transient_workspace_;
  std::unique_ptr<solvers::heat::Hydraulics::Workspace> hydraulic_workspace_;
  solvers::heat::SteadyHeatSolution start_;
  solvers::heat::HydraulicSolution hydraulic_;
  solvers::heat::HydraulicInputs water_inputs_;
  solvers::heat::TransientHeatInputs step_;
  solvers::heat::TransientHeatState state_;
  solvers::heat::TransientHeatResult result_;
  std::vector<double> arriving_degc_, drawn_kg_s_;  // [consumer]
  HeatTransientAnswer answer_;
};

}  // namespace

absl::StatusOr<HeatSeries> LoadHeatSeries(const std::string& path) {
  data::Diagnostics diagnostics;
  const std::string name = std::filesystem::path(path).filename().string();
  const data::CsvTable table = data::CsvTable::Load(path, name, {"time_s"}, diagnostics);
  HeatSeries series;
  const char* supply = table.has_column("t_supply_c") ? "t_supply_c" : "t_in_c";
  const bool has_supply = table.has_column(supply), has_demand = table.has_column("demand_share");
  if (diagnostics.empty() && !has_supply && !has_demand)
    diagnostics.push_back({.file = name,
                           .line = 1,
                           .problem = "has neither t_supply_c (or t_in_c) nor demand_share"});
  for (std::size_t row = 0; row < table.size() && diagnostics.size() < 100; ++row) {
    series.time_s.push_back(table.Number(row, "time_s", -kMostSeriesS, kMostSeriesS, diagnostics));
    if (row > 0 && !(series.time_s[row] > series.time_s[row - 1]))
      table.Report(row, "time_s", "does not come after the row before it", diagnostics);
    if (has_supply)
      series.supply_degc.push_back(table.Number(row, supply, 0.0, kMostDegC, diagnostics));
    if (has_demand)
      series.demand_share.push_back(
          table.Number(row, "demand_share", 0.0, kMostDemandShare, diagnostics));
  }
  if (diagnostics.empty() && series.time_s.size() < 2)
    diagnostics.push_back({.file = name, .problem = "needs two rows or more"});
  if (!diagnostics.empty()) return data::ToStatus(diagnostics);
  return series;
}

absl::StatusOr<HeatTransientAnswer> RunHeatTransient(const models::HeatNetwork& network,
                                                     const HeatSeries& series,
                                                     const HeatTransientOptions& options) {
  return Runner(network, series, options).Run();
}

std::string MakeTransientJson(const models::HeatNetwork& network,
                              const HeatTransientAnswer& answer) {
  using Json = nlohmann::ordered_json;
  const auto finite = [](const std::vector<double>& values) {
    Json list = Json::array();
    for (const double value : values)
      list.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
    return list;
  };
  Json consumers = Json::array(), producers = Json::array();
  for (std::size_t row = 0; row < network.consumers.size(); ++row)
    consumers.push_back({{"id", network.consumers[models::HeatConsumerIndex(row)].id},
                         {"t_supply_degc", finite(answer.consumer_supply_degc[row])}});
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    producers.push_back({{"id", network.producers[models::HeatProducerIndex(row)].id},
                         {"t_return_degc", finite(answer.producer_return_degc[row])},
                         {"q_w", finite(answer.producer_heat_w[row])}});
  const Json json{{"time_s", answer.time_s},
                  {"consumers", std::move(consumers)},
                  {"producers", std::move(producers)},
                  {"balances",
                   {{"fed_mwh", answer.fed_j / kJPerMwh},
                    {"taken_mwh", answer.taken_j / kJPerMwh},
                    {"lost_mwh", answer.lost_j / kJPerMwh},
                    {"stored_mwh", answer.stored_j / kJPerMwh},
                    {"energy_left_ratio", answer.energy_left_ratio}}},
                  {"steps", answer.time_s.size()},
                  {"hydraulic_solves", answer.hydraulic_solves},
                  {"milliseconds", answer.run_ms}};
  return json.dump() + "\n";
}

std::string MakeTransientText(const models::HeatNetwork& network,
                              const HeatTransientAnswer& answer) {
  std::string text = absl::StrFormat(
      "%d steps in %.1f ms, hydraulics solved %d times\n\n  fed     %10.4f MWh\n  taken   %10.4f "
      "MWh\n  lost    %10.4f MWh\n  stored  %10.4f MWh\n  left    %10.1e of a step's heat at "
      "most\n",
      answer.time_s.size(), answer.run_ms, answer.hydraulic_solves, answer.fed_j / kJPerMwh,
      answer.taken_j / kJPerMwh, answer.lost_j / kJPerMwh, answer.stored_j / kJPerMwh,
      answer.energy_left_ratio);
  for (std::size_t row = 0; row < network.consumers.size() && row < 10; ++row) {
    const auto& degc = answer.consumer_supply_degc[row];
    const auto [low, high] = std::minmax_element(degc.begin(), degc.end());
    absl::StrAppend(
        &text, absl::StrFormat("  consumer %-10s %6.2f °C at the end, %6.2f … %6.2f °C\n",
                               network.consumers[models::HeatConsumerIndex(row)].id, degc.back(),
                               *low, *high));
  }
  return text;
}

}  // namespace twin::cli
