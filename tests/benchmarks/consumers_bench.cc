// What a heat network asks of its consumers and tanks in every step.
#include <benchmark/benchmark.h>

#include <cmath>
#include <utility>

#include "solvers/heat/consumer_step.h"
#include "solvers/heat/substation_flow.h"
#include "solvers/heat/tank_step.h"

namespace {

using models::HeatedBuildingParams;

HeatedBuildingParams MakeBlock() {
  return models::MakeHeatedBuilding(
      models::MakeBuilding(models::BuildingKind::kApartmentBlock,
                           models::BuildingStandard::k1970To1986, 3000.0),
      {.hot_water_peak_w = 120e3});
}

/// Arriving at 90 °C the valve controls, at 50 °C it is open.
void BM_ConsumerFlow(benchmark::State& bench) {
  const HeatedBuildingParams consumer = MakeBlock();
  double heat_w = 60e3;
  for (auto _ : bench) {
    heat_w = heat_w < 61e3 ? heat_w + 1.0 : 60e3;
    benchmark::DoNotOptimize(solvers::heat::SolveConsumerFlow(
        consumer, 21.0, heat_w,
        {.arriving_degc = static_cast<double>(bench.range(0)), .outdoor_degc = -5.0}));
  }
}
BENCHMARK(BM_ConsumerFlow)->Arg(90)->Arg(50);

void BM_ConsumerFlowTwoStages(benchmark::State& bench) {
  HeatedBuildingParams consumer = MakeBlock();
  consumer.substation.preheater = models::MakeHeatExchanger({.heat_w = 60e3,
                                                             .primary_in_degc = 42.0,
                                                             .primary_out_degc = 22.0,
                                                             .secondary_in_degc = 8.0,
                                                             .secondary_out_degc = 36.0});
  double heat_w = 60e3;
  for (auto _ : bench) {
    heat_w = heat_w < 61e3 ? heat_w + 1.0 : 60e3;
    benchmark::DoNotOptimize(solvers::heat::SolveConsumerFlow(
        consumer, 21.0, heat_w,
        {.arriving_degc = 90.0, .outdoor_degc = -5.0, .hot_water_w = 30e3}));
  }
}
BENCHMARK(BM_ConsumerFlowTwoStages);

/// A minute of rooms, radiators and substation.
void BM_ConsumerStep(benchmark::State& bench) {
  const HeatedBuildingParams consumer = MakeBlock();
  const solvers::heat::BuildingStepper stepper(consumer.building, 60.0);
  models::BuildingState state = models::MakeBuildingState(consumer.building, -10.0);
  int step = 0;
  for (auto _ : bench) {
    state = solvers::heat::AdvanceConsumer(
                consumer, stepper, state,
                {.arriving_degc = 90.0, .outdoor_degc = -10.0 - (++step % 3), .hot_water_w = 10e3})
                .building.state;
  }
}
BENCHMARK(BM_ConsumerStep);

/// A minute of a tank of 5300 m³ that charges and discharges in turn.
void BM_TankStep(benchmark::State& bench) {
  const models::StratifiedTankParams tank{.height_m = 30.0,
                                          .diameter_m = 15.0,
                                          .wall_m = 0.010,
                                          .side_loss_w_per_m2_k = 0.2,
                                          .top_loss_w_per_m2_k = 0.2,
                                          .bottom_loss_w_per_m2_k = 0.2,
                                          .water = {},
                                          .layers = static_cast<int>(bench.range(0))};
  models::StratifiedTankState state = models::MakeTankState(tank, 60.0);
  solvers::heat::TankWorkspace workspace;
  int step = 0;
  for (auto _ : bench) {
    const double flow_kg_s = 200.0 * std::sin(1e-3 * ++step);
    auto result = solvers::heat::AdvanceTank(
        tank, {.flow_kg_s = flow_kg_s, .inlet_degc = flow_kg_s > 0.0 ? 95.0 : 50.0},
        std::move(state), 60.0, workspace);
    state = std::move(result.state);
  }
}
BENCHMARK(BM_TankStep)->Arg(100)->Arg(200)->Arg(400);

}  // namespace
