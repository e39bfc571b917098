// Ratings by weather, transformers' hot spots, emergency ratings, short-circuit currents.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "data/fault_rules_loader.h"
#include "data/line_conductor_loader.h"
#include "models/time/oslo_calendar.h"
#include "solvers/line_ratings.h"
#include "solvers/line_temperature.h"
#include "solvers/short_circuit.h"
#include "solvers/transformer_loading.h"
#include "solvers/transformer_ode.h"
#include "solvers/weather_generator.h"
#include "tests/benchmarks/region_bench.h"
#include "tests/support/drake.h"

namespace {

constexpr std::int64_t kQuartersOfYear = 35040;
constexpr models::WeatherYear kWeatherYear{.seed = 1};

const models::LineConductors& SharedConductors() {
  static const auto* conductors = [] {
    data::Diagnostics diagnostics;
    return new models::LineConductors(*data::LoadLineConductors(
        tests::RegionDirectory(), benchmarks::SharedRegion()->grid, diagnostics));
  }();
  return *conductors;
}

// The weather of a year, once.
const std::vector<models::WeatherField>& SharedYear() {
  static const auto* year = [] {
    const models::Region& region = *benchmarks::SharedRegion();
    const auto calendar = *models::OsloCalendar::Load();
    auto* made = new std::vector<models::WeatherField>(kQuartersOfYear);
    models::Quarter quarter = benchmarks::kFirst;
    for (models::WeatherField& weather : *made) {
      solvers::CalcWeather(region.places, region.demand.memory_share, kWeatherYear, quarter,
                           calendar.At(quarter), {}, weather);
      quarter = quarter + 1;
    }
    return made;
  }();
  return *year;
}

// All overhead lines in every quarter of a year; the weather is there already.
void BM_LineRatingsYear(benchmark::State& bench) {
  const models::Region& region = *benchmarks::SharedRegion();
  const solvers::LineRatings ratings(region.grid, region.places, SharedConductors());
  const std::vector<models::WeatherField>& year = SharedYear();
  std::vector<double> scratch, rating_mva(region.grid.branches.size());
  for (auto _ : bench) {
    for (const models::WeatherField& weather : year) {
      ratings.Calc(weather, scratch, rating_mva);
      benchmark::DoNotOptimize(rating_mva.data());
    }
  }
  bench.counters["lines"] = static_cast<double>(ratings.line_count());
}
BENCHMARK(BM_LineRatingsYear)->Unit(benchmark::kMillisecond);

solvers::LineTemperatureProblem MakeLineProblem() {
  return {.conductor = tests::MakeDrake(),
          .weather = {.air_degc = 20.0, .wind_m_per_s = 0.6, .sun_w_per_m2 = 600.0}};
}

void BM_LineSteadyTemperature(benchmark::State& bench) {
  const solvers::LineTemperatureProblem problem = MakeLineProblem();
  for (auto _ : bench) benchmark::DoNotOptimize(solvers::SolveSteadyDegC(problem, 900.0));
}
BENCHMARK(BM_LineSteadyTemperature)->Unit(benchmark::kMicrosecond);

void BM_LineTimeToLimit(benchmark::State& bench) {
  const solvers::LineTemperatureProblem problem = MakeLineProblem();
  for (auto _ : bench) {
    benchmark::DoNotOptimize(solvers::SolveTimeToLimitS(problem, 50.0, 1500.0, 100.0));
  }
}
BENCHMARK(BM_LineTimeToLimit)->Unit(benchmark::kMicrosecond);

void BM_LineEmergencyRating(benchmark::State& bench) {
  const solvers::LineTemperatureProblem problem = MakeLineProblem();
  for (auto _ : bench) {
    benchmark::DoNotOptimize(solvers::SolveEmergencyA(problem, 500.0, 100.0, 900.0));
  }
}
BENCHMARK(BM_LineEmergencyRating)->Unit(benchmark::kMicrosecond);

std::vector<solvers::TransformerStep> MakeLoadYear() {
  std::vector<solvers::TransformerStep> steps(kQuartersOfYear);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double hour = 0.25 * static_cast<double>(i);
    steps[i] = {.load_ratio = 0.8 + 0.2 * std::sin(hour / 24.0 * 6.283),
                .air_degc = 5.0 - 15.0 * std::cos(hour / 8760.0 * 6.283)};
  }
  return steps;
}

// Hot spot and loss of life of one transformer over the quarters of a year.
void BM_TransformerYear(benchmark::State& bench) {
  const auto params = models::MakeTransformerHeat(models::TransformerCooling::kOnaf);
  const std::vector<solvers::TransformerStep> steps = MakeLoadYear();
  for (auto _ : bench) {
    benchmark::DoNotOptimize(
        solvers::RunTransformer(params, models::PaperKind::kUpgraded, {}, steps, 15.0));
  }
}
BENCHMARK(BM_TransformerYear)->Unit(benchmark::kMillisecond);

// One quarter of it by CVODE.
void BM_TransformerQuarterByCvode(benchmark::State& bench) {
  const auto params = models::MakeTransformerHeat(models::TransformerCooling::kOnaf);
  solvers::TransformerOdeSolver cvode;
  for (auto _ : bench) {
    benchmark::DoNotOptimize(cvode.Solve({.params = params, .load_ratio = 1.1, .air_degc = 20.0},
                                         {.top_oil_degc = 50.0}, 15.0));
  }
}
BENCHMARK(BM_TransformerQuarterByCvode)->Unit(benchmark::kMicrosecond);

void BM_TransformerPermittedLoad(benchmark::State& bench) {
  const auto params = models::MakeTransformerHeat(models::TransformerCooling::kOnaf);
  const auto limits =
      models::FindTransformerLimits(60.0, models::TransformerLoading::kLongEmergency);
  const models::TransformerHeatState start = CalcSteadyTransformer(params, 0.9, 30.0);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(solvers::SolvePermittedLoad(params, limits, start, 30.0, 240.0));
  }
}
BENCHMARK(BM_TransformerPermittedLoad)->Unit(benchmark::kMicrosecond);

solvers::ShortCircuitInputs MakeFaultInputs(models::FaultCase fault_case) {
  data::Diagnostics diagnostics;
  return *solvers::ShortCircuitInputs::Make(
      benchmarks::SharedRegion()->grid,
      *data::LoadFaultRules(tests::RegionDirectory(), diagnostics), fault_case);
}

// I″k, peak and R/X of all buses; 0: maximum with converters, 1: minimum.
void BM_ShortCircuitAllBuses(benchmark::State& bench) {
  const models::ElectricityGrid& grid = benchmarks::SharedRegion()->grid;
  const solvers::ShortCircuitInputs inputs = MakeFaultInputs(
      bench.range(0) == 0 ? models::FaultCase::kMaximum : models::FaultCase::kMinimum);
  const solvers::ShortCircuitSolver solver(grid);
  for (auto _ : bench) {
    const auto results = solver.SolveAll(inputs);
    if (!results.ok()) bench.SkipWithError("no short-circuit currents");
    benchmark::DoNotOptimize(results);
  }
  bench.counters["buses"] = static_cast<double>(grid.buses.size());
}
BENCHMARK(BM_ShortCircuitAllBuses)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

void BM_ShortCircuitOneBus(benchmark::State& bench) {
  const models::ElectricityGrid& grid = benchmarks::SharedRegion()->grid;
  const solvers::ShortCircuitInputs inputs = MakeFaultInputs(models::FaultCase::kMinimum);
  const solvers::ShortCircuitSolver solver(grid);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(solver.SolveAt(inputs, models::BusIndex(17)));
  }
}
BENCHMARK(BM_ShortCircuitOneBus)->Unit(benchmark::kMicrosecond);

void BM_ShortCircuitMake(benchmark::State& bench) {
  const models::ElectricityGrid& grid = benchmarks::SharedRegion()->grid;
  for (auto _ : bench) benchmark::DoNotOptimize(solvers::ShortCircuitSolver(grid));
}
BENCHMARK(BM_ShortCircuitMake)->Unit(benchmark::kMicrosecond);

}  // namespace
