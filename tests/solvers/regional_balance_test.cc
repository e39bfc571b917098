#include "solvers/regional_balance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/base/errors.h"

namespace solvers {
namespace {

using models::BoundaryIndex;
using models::ExchangeAreaIndex;
using models::GeneratorIndex;
using models::GeneratorKind;
using models::PlaceIndex;

constexpr double kStepH = 0.25;
const models::OsloTime kJanuary{.month = 1, .day = 15, .hour = 8, .weekday = 3};

/// Five plants in two price areas, two neighbours, three boundary buses.
models::ElectricityGrid MakeGrid() {
  models::ElectricityGrid grid;
  const auto plant = [&](const char* id, GeneratorKind kind, const char* area, double p_max_mw,
                         double gwh) {
    grid.generators.Add({.id = id,
                         .kind = kind,
                         .place = PlaceIndex(0),
                         .price_area = area,
                         .p_max_mw = p_max_mw,
                         .normal_year_gwh = gwh});
  };
  plant("river", GeneratorKind::kRunOfRiver, "NO1", 100.0, 438.3);  // mean 50 MW
  plant("dam", GeneratorKind::kReservoir, "NO1", 200.0, 876.6);     // mean 100 MW
  plant("cascade", GeneratorKind::kCascade, "NO2", 50.0, 219.15);   // mean 25 MW
  plant("wind", GeneratorKind::kWind, "NO1", 40.0, 0.0);
  plant("heat and power", GeneratorKind::kThermal, "NO1", 20.0, 0.0);
  grid.exchange_areas = {
      {.id = "NO5", .cold_import_mw = 300.0, .mild_import_mw = 200.0, .summer_import_mw = 0.0},
      {.id = "SE3", .cold_import_mw = 100.0, .mild_import_mw = -50.0, .summer_import_mw = -200.0}};
  const auto boundary = [&](const char* id, std::size_t area, double weight_share) {
    grid.boundaries.Add({.id = id, .area = ExchangeAreaIndex(area), .weight_share = weight_share});
  };
  boundary("a", 0, 0.75);
  boundary("b", 0, 0.25);
  boundary("c", 1, 1.0);
  return grid;
}

models::DispatchParams MakeDispatch() {
  models::DispatchParams dispatch;
  dispatch.points = {{{-50.0, 0.3, 0.6}, {200.0, 0.6, 0.6}, {400.0, 0.9, 0.85}}};
  dispatch.fill_share.fill(0.5);
  return dispatch;
}

class RegionalBalanceTest : public testing::Test {
 protected:
  RegionalBalanceStep Advance(double demand_mw, const models::PlaceWeather& here,
                              const RegionalBalanceState& state,
                              const models::Table<GeneratorIndex, char>& out = {}) const {
    const models::WeatherField weather(1, here);
    RegionalBalanceStep step;
    AdvanceRegionalBalance(grid_, params_,
                           {.demand_mw = demand_mw,
                            .weather = weather,
                            .quarter = models::Quarter(0),
                            .local = kJanuary,
                            .generator_out = out},
                           state, kStepH, step);
    return step;
  }

  models::ElectricityGrid grid_ = MakeGrid();
  RegionalBalanceParams params_ = *MakeRegionalBalanceParams(grid_, MakeDispatch());
  RegionalBalanceState normal_ = MakeRegionalBalanceState(params_, kJanuary, 10.0);
};

TEST_F(RegionalBalanceTest, ByHandAtNormalFilling) {
  // inflow 0.6: river 30 MW; wind still; heat plants 15 MW; R = 435 + 10 − 45 = 400: cold point.
  const auto step = Advance(435.0, {.inflow_ratio = 0.6}, normal_);
  const auto& mw = step.result.generation_mw;
  EXPECT_NEAR(mw[GeneratorIndex(0)], 30.0, 1e-9);
  EXPECT_NEAR(mw[GeneratorIndex(1)], 180.0, 1e-9);
  EXPECT_NEAR(mw[GeneratorIndex(2)], 42.5, 1e-9);
  EXPECT_NEAR(mw[GeneratorIndex(3)], 0.0, 1e-12);
  EXPECT_NEAR(mw[GeneratorIndex(4)], 15.0, 1e-12);
  EXPECT_NEAR(step.result.net_import_mw, 435.0 + 10.0 - 267.5, 1e-9);
  // Net import 177.5 lies between mild (150) and cold (400): NO5 200 + 100·27.5/250 = 211.
  EXPECT_NEAR(step.result.area_import_mw[ExchangeAreaIndex(0)], 211.0, 1e-9);
  EXPECT_NEAR(step.result.boundary_import_mw[BoundaryIndex(0)], 158.25, 1e-9);
  EXPECT_NEAR(step.result.boundary_import_mw[BoundaryIndex(1)], 52.75, 1e-9);
}

TEST_F(RegionalBalanceTest, PowerAndReservoirsCloseThroughAYearOfSteps) {
  RegionalBalanceState state = normal_;
  for (int i = 0; i < 35040; i += 8) {
    const double season = std::cos(2.0 * 3.141592653589793 * i / 35040.0);
    const double demand_mw = 300.0 + 150.0 * season;
    const models::PlaceWeather here{.wind_m_per_s = 6.0 + 3.0 * season,
                                    .inflow_ratio = 1.0 - 0.8 * season};
    const auto step = Advance(demand_mw, here, state);
    double supply_mw = 0.0;
    for (const double mw : step.result.generation_mw) supply_mw += mw;
    for (const double mw : step.result.boundary_import_mw) supply_mw += mw;
    EXPECT_NEAR(supply_mw, demand_mw + state.losses_mw, 1e-9 * demand_mw);
    double before_mwh = 0.0, after_mwh = 0.0, regulated_mw = 0.0;
    for (std::size_t a = 0; a < 2; ++a) {
      before_mwh += state.reservoir_mwh[PriceAreaIndex(a)];
      after_mwh += step.next_state.reservoir_mwh[PriceAreaIndex(a)];
      EXPECT_GE(step.next_state.reservoir_mwh[PriceAreaIndex(a)], 0.0);
      EXPECT_LE(step.next_state.reservoir_mwh[PriceAreaIndex(a)],
                params_.price_areas[PriceAreaIndex(a)].capacity_mwh);
    }
    regulated_mw =
        step.result.generation_mw[GeneratorIndex(1)] + step.result.generation_mw[GeneratorIndex(2)];
    EXPECT_NEAR(after_mwh - before_mwh,
                (step.result.inflow_mw - regulated_mw - step.result.spill_mw) * kStepH,
                1e-9 * before_mwh);
    state = step.next_state;
  }
}

TEST_F(RegionalBalanceTest, AnOutageTakesAPlantAwayAndImportsReplaceIt) {
  models::Table<GeneratorIndex, char> out(grid_.generators.size(), 0);
  out[GeneratorIndex(1)] = 1;
  const models::PlaceWeather here{.inflow_ratio = 0.6};
  const auto with = Advance(435.0, here, normal_);
  const auto without = Advance(435.0, here, normal_, out);
  EXPECT_EQ(without.result.generation_mw[GeneratorIndex(1)], 0.0);
  EXPECT_NEAR(without.result.net_import_mw - with.result.net_import_mw, 180.0, 1e-9);
  // A river plant that is out raises the residual load of the others.
  out = models::Table<GeneratorIndex, char>(grid_.generators.size(), 0);
  out[GeneratorIndex(0)] = 1;
  EXPECT_NEAR(Advance(435.0, here, normal_, out).result.residual_load_mw, 430.0, 1e-9);
}

TEST_F(RegionalBalanceTest, AnEmptyReservoirGivesOnlyItsInflowAndAFullOneSpills) {
  RegionalBalanceState dry = normal_;
  dry.reservoir_mwh[PriceAreaIndex(0)] = 0.0;
  params_.dispatch.fill_gain_ratio = 0.0;
  const auto dry_step = Advance(435.0, {.inflow_ratio = 0.6}, dry);
  EXPECT_NEAR(dry_step.result.generation_mw[GeneratorIndex(1)], 60.0, 1e-9);
  EXPECT_EQ(dry_step.next_state.reservoir_mwh[PriceAreaIndex(0)], 0.0);

  RegionalBalanceState full = normal_;
  full.reservoir_mwh[PriceAreaIndex(0)] = params_.price_areas[PriceAreaIndex(0)].capacity_mwh;
  const auto full_step = Advance(435.0, {.inflow_ratio = 3.0}, full);
  EXPECT_GT(full_step.result.spill_mw, 0.0);
  EXPECT_LE(full_step.next_state.reservoir_mwh[PriceAreaIndex(0)],
            params_.price_areas[PriceAreaIndex(0)].capacity_mwh);
}

TEST_F(RegionalBalanceTest, FullerReservoirsProduceMore) {
  RegionalBalanceState fuller = normal_;
  fuller.reservoir_mwh[PriceAreaIndex(0)] *= 1.2;  // fill 0.6 instead of 0.5: 1 + 2 · 0.1
  const models::PlaceWeather here{.inflow_ratio = 0.6};
  const double normal_mw = Advance(200.0, here, normal_).result.generation_mw[GeneratorIndex(1)];
  const double fuller_mw = Advance(200.0, here, fuller).result.generation_mw[GeneratorIndex(1)];
  EXPECT_NEAR(fuller_mw, 1.2 * normal_mw, 1e-9);
}

TEST_F(RegionalBalanceTest, MoreDemandNeverMeansLessGenerationOrLessImport) {
  double last_generation_mw = 0.0, last_import_mw = -1e9;
  for (double demand_mw = 0.0; demand_mw < 900.0; demand_mw += 10.0) {
    const auto result = Advance(demand_mw, {.inflow_ratio = 1.0}, normal_).result;
    EXPECT_GE(result.generation_sum_mw, last_generation_mw - 1e-9);
    EXPECT_GE(result.net_import_mw, last_import_mw - 1e-9);
    last_generation_mw = result.generation_sum_mw;
    last_import_mw = result.net_import_mw;
  }
}

TEST(ExchangeRuleTest, MeetsTheWorkedCasesAndGoesOnOutside) {
  const models::ElectricityGrid grid = MakeGrid();
  const auto import_of = [&](std::size_t area, double net_mw) {
    return CalcAreaImportMw(grid.exchange_areas, ExchangeAreaIndex(area), net_mw);
  };
  EXPECT_DOUBLE_EQ(import_of(0, 400.0), 300.0);
  EXPECT_DOUBLE_EQ(import_of(0, 150.0), 200.0);
  EXPECT_DOUBLE_EQ(import_of(1, -200.0), -200.0);
  EXPECT_NEAR(import_of(0, 500.0), 340.0, 1e-9);             // slope (300 − 200)/(400 − 150)
  EXPECT_NEAR(import_of(0, -400.0), -114.2857142857, 1e-9);  // slope 200/350
  for (double net_mw = -800.0; net_mw <= 900.0; net_mw += 50.0) {
    EXPECT_NEAR(import_of(0, net_mw) + import_of(1, net_mw), net_mw, 1e-9);
  }
}

TEST(RegionalBalanceParamsTest, ReportsEveryViolationAtOnce) {
  models::ElectricityGrid grid = MakeGrid();
  grid.generators[GeneratorIndex(0)].place = PlaceIndex();
  models::DispatchParams dispatch = MakeDispatch();
  dispatch.points[1].residual_mw = -80.0;
  dispatch.points[2].cascade_share = 1.2;
  dispatch.thermal_share = std::numeric_limits<double>::quiet_NaN();
  const auto params = MakeRegionalBalanceParams(grid, dispatch);
  EXPECT_EQ(params.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(models::errors::FieldViolationsOf(params.status()).size(), 4u);
}

}  // namespace
}  // namespace solvers
