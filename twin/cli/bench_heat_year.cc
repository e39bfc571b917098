#include "twin/cli/bench_heat_year.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "models/heat/supply_curve.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/rest_state.h"
#include "solvers/heat/steady_heat.h"
#include "solvers/heat/transient_heat.h"
#include "solvers/heat/worst_point.h"
#include "twin/cli/heat_report.h"
#include "twin/cli/machine_name.h"

namespace twin::cli {
namespace {

using Clock = std::chrono::steady_clock;
using models::HeatConsumerIndex;
using models::HeatProducerIndex;

constexpr double kHoursPerYear = 8760.0, kColdestHour = 500.0;
constexpr double kMeanDegC = 3.5, kYearSwingK = 18.0, kDaySwingK = 5.5;
constexpr double kDesignDegC = -20.0, kBalanceDegC = 17.0, kSummerShare = 0.12;
constexpr double kStepS = 60.0;
constexpr int kStepsPerHour = 60, kStepsPerQuarter = 15;
// Hot water needs this; summer's supply is not below it.
constexpr double kSummerSupplyDegC = 75.0;

double OutdoorDegC(double hour) {
  const double turn = 2.0 * std::numbers::pi;
  return kMeanDegC - kYearSwingK * std::cos(turn * (hour - kColdestHour) / kHoursPerYear) +
         kDaySwingK * std::sin(turn * hour / 24.0);
}

double DemandShare(double outdoor_degc) {
  return std::clamp((kBalanceDegC - outdoor_degc) / (kBalanceDegC - kDesignDegC), kSummerShare,
                    1.0);
}

double Seconds(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

// Supply of every producer falls from what the tables say on the coldest day.
double SupplyDegC(const models::HeatProducerParams& producer, double outdoor_degc) {
  const double warm_degc = std::min(kSummerSupplyDegC, producer.supply_degc);
  return models::CalcCurveSupplyDegC(
      {.points = {{kDesignDegC, producer.supply_degc}, {kBalanceDegC, warm_degc}}}, outdoor_degc);
}

absl::Status RunHours(const models::HeatNetwork& network, HeatYearBench& bench) {
  const auto steady = solvers::heat::SteadyHeat::Make(network);
  if (!steady.ok()) return steady.status();
  const auto workspace =
      steady->MakeWorkspace({.consumers = solvers::heat::ConsumerMode::kReturnTemperature});
  const auto full = solvers::heat::MakeSteadyHeatInputs(network);
  auto moment = full;
  models::HeatNetwork asked = network;  // what consumers take in the hour, for the balance
  solvers::heat::SteadyHeatSolution solution;
  double made_w = 0.0, left_w = 0.0, rounds = 0.0;
  bench.least_lift_bar = 1e9;
  Clock::duration spent{};
  for (int hour = 0; hour < bench.hours; ++hour) {
    const Clock::time_point began = Clock::now();
    const double outdoor_degc = OutdoorDegC(hour), share = DemandShare(outdoor_degc);
    for (std::size_t row = 0; row < full.consumer_heat_w.size(); ++row)
      moment.consumer_heat_w[row] = share * full.consumer_heat_w[row];
    for (std::size_t row = 0; row < full.producer_supply_degc.size(); ++row)
      moment.producer_supply_degc[row] =
          SupplyDegC(network.producers[HeatProducerIndex(row)], outdoor_degc);
    if (absl::Status status = steady->Solve(moment, hour > 0, *workspace, solution); !status.ok())
      return status;
    const double spare_bar = solvers::heat::HoldWorstPointBar(network, {}, solution);
    spent += Clock::now() - began;
    const double lift_bar =
        network.producers[HeatProducerIndex(0)].lift_bar.value_or(0.0) - spare_bar;
    bench.least_lift_bar = std::min(bench.least_lift_bar, lift_bar);
    bench.most_lift_bar = std::max(bench.most_lift_bar, lift_bar);
    bench.worst_rounds = std::max(bench.worst_rounds, solution.iterations);
    rounds += solution.iterations;
    for (std::size_t row = 0; row < full.consumer_heat_w.size(); ++row)
      asked.consumers[HeatConsumerIndex(row)].heat_w = moment.consumer_heat_w[row];
    const HeatBalance balance = CalcHeatBalance(asked, solution);
    made_w += balance.made_w;
    left_w += balance.energy_left_w;
    bench.worst_energy_ratio =
        std::max(bench.worst_energy_ratio, std::abs(balance.energy_left_w) / balance.made_w);
  }
  bench.hours_s = std::chrono::duration<double>(spent).count();
  bench.rounds_per_h = rounds / bench.hours;
  bench.year_energy_ratio = std::abs(left_w) / made_w;
  return absl::OkStatus();
}

// One stretch of the year in 60 s steps.
class Stretch {
 public:
  Stretch(const models::HeatNetwork& network, double first_hour)
      : network_(network), first_hour_(first_hour) {}

  absl::Status Start() {
    auto steady = solvers::heat::SteadyHeat::Make(network_);
    if (!steady.ok()) return steady.status();
    steady_.emplace(*std::move(steady));
    auto transient = solvers::heat::TransientHeat::Make(network_, {});
    if (!transient.ok()) return transient.status();
    transient_.emplace(*std::move(transient));
    hydraulic_workspace_ = steady_->hydraulics().MakeWorkspace();
    workspace_ = transient_->MakeWorkspace();
    water_ = solvers::heat::MakeStillInputs(network_, models::Water());
    step_.step_s = kStepS;
    for (const auto& pipe : network_.pipes) step_.ground_degc.push_back(pipe.ground_degc);
    step_.consumers.resize(network_.consumers.size());
    step_.producer_supply_degc.resize(network_.producers.size());
    drawn_kg_s_.resize(network_.consumers.size());
    return StartSteady();
  }

  absl::Status Run(int days) {
    const int steps = days * 24 * kStepsPerHour;
    for (int k = 0; k < steps; ++k) {
      const double outdoor_degc = OutdoorDegC(first_hour_ + static_cast<double>(k) / kStepsPerHour);
      if (k % kStepsPerQuarter == 0)
        if (absl::Status status = Draw(outdoor_degc); !status.ok()) return status;
      SetSupply(outdoor_degc);
      if (absl::Status status =
              transient_->Advance(step_, std::nullopt, state_, *workspace_, result_);
          !status.ok())
        return status;
      const double left_w = result_.fed_w - result_.taken_w - result_.lost_w - result_.stored_w;
      worst_ratio_ = std::max(
          worst_ratio_, std::abs(left_w) / (std::abs(result_.fed_w) + std::abs(result_.stored_w)));
    }
    return absl::OkStatus();
  }

  double worst_ratio() const { return worst_ratio_; }

 private:
  // From the coldest hour, whatever the season: warm water in every street.
  absl::Status StartSteady() {
    const double outdoor_degc = OutdoorDegC(kColdestHour);
    auto moment = solvers::heat::MakeSteadyHeatInputs(network_);
    for (double& heat_w : moment.consumer_heat_w) heat_w *= DemandShare(outdoor_degc);
    SetSupply(outdoor_degc);
    moment.producer_supply_degc = step_.producer_supply_degc;
    const auto workspace =
        steady_->MakeWorkspace({.consumers = solvers::heat::ConsumerMode::kReturnTemperature});
    solvers::heat::SteadyHeatSolution start;
    if (absl::Status status = steady_->Solve(moment, false, *workspace, start); !status.ok())
      return status;
    state_ = solvers::heat::MakeRestState(network_, *transient_, start);
    result_.consumer_supply_degc = start.consumer_supply_degc;
    hydraulic_ = start.hydraulics;
    return absl::OkStatus();
  }

  void SetSupply(double outdoor_degc) {
    for (std::size_t row = 0; row < network_.producers.size(); ++row)
      step_.producer_supply_degc[row] =
          SupplyDegC(network_.producers[HeatProducerIndex(row)], outdoor_degc);
  }

  // Flows by the heat asked for and the water that arrived in the last step.
  absl::Status Draw(double outdoor_degc) {
    const double share = DemandShare(outdoor_degc);
    for (std::size_t row = 0; row < drawn_kg_s_.size(); ++row) {
      const auto& consumer = network_.consumers[HeatConsumerIndex(row)];
      const double cooling_k =
          std::max(5.0, result_.consumer_supply_degc[row] - consumer.return_degc);
      drawn_kg_s_[row] =
          share * consumer.heat_w / (models::Water().heat_capacity_j_per_kg_k * cooling_k);
      step_.consumers[row] = {.mode = solvers::heat::ConsumerDraw::Mode::kReturnTemperature,
                              .flow_kg_s = drawn_kg_s_[row],
                              .return_degc = consumer.return_degc};
    }
    solvers::heat::FillNetworkFlows(network_, drawn_kg_s_, water_);
    start_kg_s_ = hydraulic_.flow_kg_s;
    absl::Status status =
        steady_->hydraulics().Solve(water_, {}, &start_kg_s_, *hydraulic_workspace_, hydraulic_);
    step_.flow_kg_s = hydraulic_.flow_kg_s;
    return status;
  }

  const models::HeatNetwork& network_;
  const double first_hour_;
  std::optional<solvers::heat::SteadyHeat> steady_;
  std::optional<solvers::heat::TransientHeat> transient_;
  std::unique_ptr<solvers::heat::Hydraulics::Workspace> hydraulic_workspace_;
  std::unique_ptr<solvers::heat::TransientHeat::Workspace> workspace_;
  solvers::heat::HydraulicInputs water_;
  solvers::heat::HydraulicSolution hydraulic_;
  solvers::heat::TransientHeatInputs step_;
  solvers::heat::TransientHeatState state_;
  solvers::heat::TransientHeatResult result_;
  std::vector<double> drawn_kg_s_, start_kg_s_;
  double worst_ratio_ = 0.0;
};

absl::Status RunDays(const models::HeatNetwork& network, HeatYearBench& bench) {
  std::vector<Stretch> parts;
  std::vector<absl::Status> ends(static_cast<std::size_t>(bench.threads));
  parts.reserve(ends.size());
  for (std::size_t k = 0; k < ends.size(); ++k) {
    parts.emplace_back(network, kHoursPerYear * static_cast<double>(k) / bench.threads);
    if (absl::Status status = parts[k].Start(); !status.ok()) return status;
    // The first hours fill the rings of parcels.
    if (absl::Status status = parts[k].Run(1); !status.ok()) return status;
  }
  const Clock::time_point began = Clock::now();
  std::vector<std::thread> threads;
  for (std::size_t k = 0; k < parts.size(); ++k)
    threads.emplace_back([&, k] { ends[k] = parts[k].Run(bench.days); });
  for (std::thread& thread : threads) thread.join();
  bench.days_s = Seconds(began);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    if (!ends[k].ok()) return ends[k];
    bench.step_ratio = std::max(bench.step_ratio, parts[k].worst_ratio());
  }
  bench.year_min = bench.days_s / 60.0 * 365.0 / (bench.days * bench.threads);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<HeatYearBench> MeasureHeatYear(const models::HeatNetwork& network,
                                              const HeatYearOptions& options) {
  HeatYearBench bench{.hours = options.hours, .days = options.days, .threads = options.threads};
  if (bench.hours > 0)
    if (absl::Status status = RunHours(network, bench); !status.ok()) return status;
  if (bench.days > 0)
    if (absl::Status status = RunDays(network, bench); !status.ok()) return status;
  return bench;
}

std::string MakeHeatYearJson(const HeatYearBench& bench) {
  return nlohmann::ordered_json{{"machine", ReadMachineName()},
                                {"hours", bench.hours},
                                {"hours_s", bench.hours_s},
                                {"rounds_per_h", bench.rounds_per_h},
                                {"worst_rounds", bench.worst_rounds},
                                {"worst_energy_ratio", bench.worst_energy_ratio},
                                {"year_energy_ratio", bench.year_energy_ratio},
                                {"least_lift_bar", bench.least_lift_bar},
                                {"most_lift_bar", bench.most_lift_bar},
                                {"days", bench.days},
                                {"threads", bench.threads},
                                {"days_s", bench.days_s},
                                {"year_min", bench.year_min},
                                {"step_energy_ratio", bench.step_ratio}}
             .dump(1) +
         "\n";
}

std::string MakeHeatYearText(const HeatYearBench& bench) {
  return absl::StrFormat(
      "%s\n  %d hours, steady each: %.2f s on one thread, %.1f rounds an hour, %d at most; energy "
      "closes to %.1e an hour, %.1e in all; the worst customer asks for %.2f to %.2f bar\n"
      "  %d parts of %d days in steps of 60 s, hydraulics each quarter: %.2f s side by side; a "
      "year "
      "takes %.1f min; energy closes to %.1e a step\n",
      ReadMachineName(), bench.hours, bench.hours_s, bench.rounds_per_h, bench.worst_rounds,
      bench.worst_energy_ratio, bench.year_energy_ratio, bench.least_lift_bar, bench.most_lift_bar,
      bench.threads, bench.days, bench.days_s, bench.year_min, bench.step_ratio);
}

}  // namespace twin::cli
