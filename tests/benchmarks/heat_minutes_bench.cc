// The region's ten heat networks minute by minute, as they follow the living twin. One core.
#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "tests/benchmarks/region_bench.h"
#include "twin/heat/network_motion.h"

namespace {

using twin::heat::NetworkDrive;
using twin::heat::NetworkModel;
using twin::heat::NetworkMotion;

/// Demand and supply swing over the day, in steps of a quarter-hour.
NetworkDrive DriveAt(const models::HeatNetworkSite& site, int minute) {
  const double quarter = minute / 15;
  const double share = 0.55 + 0.2 * std::sin(0.065 * quarter) + 0.02 * std::sin(1.7 * quarter);
  return {.moment = {.demand_share = share,
                     .supply_degc = site.supply_warm_degc +
                                    share * (site.spec.supply_degc - site.supply_warm_degc)}};
}

/// A network after six hours in motion.
struct Town {
  explicit Town(const models::HeatNetworkSite& given) : site(given) {
    model = *NetworkModel::Make(site);
    motion = *NetworkMotion::Make(*model);
    workspace = motion->MakeWorkspace();
    state = motion->Begin(DriveAt(site, 0));
    for (int i = 0; i < 360; ++i) Step();
  }
  void Step() {
    motion->Advance(DriveAt(site, minute), minute, workspace, state);
    solves += state.last.is_solved_anew;
    ++minute;
  }

  const models::HeatNetworkSite& site;
  std::unique_ptr<const NetworkModel> model;
  std::unique_ptr<const NetworkMotion> motion;
  twin::heat::NetworkMotionWorkspace workspace;
  twin::heat::NetworkMotionState state;
  int minute = 0;
  int solves = 0;
};

std::vector<std::unique_ptr<Town>>& Towns() {
  static auto& towns = *new std::vector<std::unique_ptr<Town>>();
  if (towns.empty())
    for (const auto& site : benchmarks::SharedRegion()->heat_networks.rows())
      towns.push_back(std::make_unique<Town>(site));
  return towns;
}

/// A minute of all ten, 2,850 trenches.
void BM_HeatMinuteOfTenNetworks(benchmark::State& bench) {
  auto& towns = Towns();
  for (const auto& town : towns) town->solves = 0;
  for (auto _ : bench)
    for (const auto& town : towns) town->Step();
  double solves = 0.0;
  for (const auto& town : towns) solves += town->solves;
  bench.counters["minutes_per_s"] =
      benchmark::Counter(static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
  bench.counters["solved_share"] =
      solves / static_cast<double>(towns.size()) / static_cast<double>(bench.iterations());
}
BENCHMARK(BM_HeatMinuteOfTenNetworks)->Unit(benchmark::kMillisecond);

/// A minute of one: Oslo (0), which is as large as the nine others, and Drammen (2).
void BM_HeatMinute(benchmark::State& bench) {
  Town& town = *Towns()[static_cast<std::size_t>(bench.range(0))];
  for (auto _ : bench) town.Step();
  bench.SetLabel(town.site.name);
}
BENCHMARK(BM_HeatMinute)->Arg(0)->Arg(2)->Unit(benchmark::kMillisecond);

/// All that is told of a minute: pressures held at the worst customer, limits.
void BM_HeatMinuteTold(benchmark::State& bench) {
  const Town& town = *Towns()[static_cast<std::size_t>(bench.range(0))];
  for (auto _ : bench)
    benchmark::DoNotOptimize(
        town.motion->Tell(DriveAt(town.site, town.minute), town.minute, town.state));
  bench.SetLabel(town.site.name);
}
BENCHMARK(BM_HeatMinuteTold)->Arg(0)->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace
