// One quarter of Oslo's district heating; a quarter and a day of all systems as in a planning year.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "models/time/oslo_calendar.h"
#include "solvers/heat_system_step.h"
#include "solvers/heat_year.h"
#include "tests/benchmarks/region_bench.h"

namespace {

models::HeatSystemInputs MakeInputs(int quarter) {
  const double of_day_h = 0.25 * (quarter % 96);
  return {.outdoor_degc = -8.0 + 5.0 * std::cos(0.2618 * (of_day_h - 14.0)),
          .hot_water_ratio = of_day_h > 6.0 && of_day_h < 9.0 ? 2.0 : 0.857,
          .ventilation_share = of_day_h > 7.0 && of_day_h < 18.0 ? 0.9 : 0.2,
          .electricity_price_nok_per_mwh = 700.0,
          .electricity_max_mw = 1e6,
          .plant_available_share = {}};
}

void RunDays(benchmark::State& bench, bool makes_workspace_each_step) {
  const models::HeatSystemParams& oslo =
      benchmarks::SharedRegion()->heat_systems[models::HeatSystemIndex(0)];
  models::HeatSystemState state = solvers::MakeHeatSystemState(oslo, -8.0);
  std::optional<solvers::HeatStepWorkspace> workspace(std::in_place);
  int quarter = 0;
  for (auto _ : bench) {
    if (makes_workspace_each_step) workspace.emplace();
    const auto step =
        solvers::AdvanceHeatSystem(oslo, MakeInputs(quarter++), state, 0.25, *workspace);
    if (!step.ok()) {
      bench.SkipWithError("not solved");
      break;
    }
    state = step->next_state;
  }
}

void BM_HeatStep(benchmark::State& bench) { RunDays(bench, false); }
BENCHMARK(BM_HeatStep)->Unit(benchmark::kMicrosecond);

/// With CVODE's memory made anew for every step.
void BM_HeatStepNewWorkspace(benchmark::State& bench) { RunDays(bench, true); }
BENCHMARK(BM_HeatStepNewWorkspace)->Unit(benchmark::kMicrosecond);

/// The live step of all systems: one quarter of each, integrated by CVODE as the live twin does.
void BM_HeatStepAllSystems(benchmark::State& bench) {
  const auto& systems = benchmarks::SharedRegion()->heat_systems;
  std::vector<models::HeatSystemState> states;
  for (const models::HeatSystemParams& system : systems) {
    states.push_back(solvers::MakeHeatSystemState(system, -8.0));
  }
  solvers::HeatStepWorkspace workspace;
  int quarter = 0;
  for (auto _ : bench) {
    const models::HeatSystemInputs inputs = MakeInputs(quarter++);
    std::size_t i = 0;
    for (const models::HeatSystemParams& system : systems) {
      auto step = solvers::AdvanceHeatSystem(system, inputs, states[i], 0.25, workspace);
      if (!step.ok()) {
        bench.SkipWithError("not solved");
        return;
      }
      states[i++] = std::move(step->next_state);
    }
  }
  bench.counters["systems"] = static_cast<double>(states.size());
}
BENCHMARK(BM_HeatStepAllSystems)->Unit(benchmark::kMillisecond);

/// Planning days of all systems, weather and prices made as they go, buildings solved exactly: 365
/// of them are a year. Not the live step, which integrates by CVODE (BM_HeatStepAllSystems).
void BM_HeatDayAllSystems(benchmark::State& bench) {
  const models::OsloCalendar calendar = *models::OsloCalendar::Load();
  const solvers::HeatStretch day{.weather_year = {.seed = 1, .year = 2011},
                                 .first = benchmarks::kFirst,
                                 .quarters = models::kQuartersPerDay};
  for (auto _ : bench) {
    const auto years = solvers::CalcHeatYear(*benchmarks::SharedRegion(), calendar, day, {});
    if (!years.ok()) {
      bench.SkipWithError("not solved");
      break;
    }
    benchmark::DoNotOptimize(years->front().delivered_gwh);
  }
  const auto steps = static_cast<double>(benchmarks::SharedRegion()->heat_systems.size()) *
                     models::kQuartersPerDay;
  bench.counters["steps/s"] = benchmark::Counter(steps * static_cast<double>(bench.iterations()),
                                                 benchmark::Counter::kIsRate);
}
BENCHMARK(BM_HeatDayAllSystems)->Unit(benchmark::kMillisecond);

}  // namespace
