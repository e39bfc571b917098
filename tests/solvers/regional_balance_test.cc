#include "solvers/regional_balance.h"

#include <gtest/gtest.h>

#include <algorithm>
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
                            .quarter = quarter_,
                            .local = kJanuary,
                            .generator_out = out},
                           state, kStepH, step);
    return step;
  }

  double Reservoir(const RegionalBalanceState& state, std::size_t plant) const {
    return state.hydro.reservoir_mwh[RegulatedIndex(plant)];
  }
  double CapacityMwh(std::size_t plant) const {
    return params_.hydro.plants[RegulatedIndex(plant)].limits.storage_mwh;
  }

  models::Quarter quarter_{0};  // a Thursday, 96 hours before the week's end
  models::ElectricityGrid grid_ = MakeGrid();
  RegionalBalanceParams params_ = *MakeRegionalBalanceParams(grid_, MakeDispatch());
  RegionalBalanceState normal_ = MakeRegionalBalanceState(params_, kJanuary, 10.0);
};

TEST_F(RegionalBalanceTest, ByHandAtNormalFilling) {
  // inflow 0.6: river 30 MW; wind still; heat plants 15 MW; R = 435 + 10 − 45 = 400: cold point.
  // Nothing is known of the past, so the cold point is what is usual: dam and cascade spend 60 and
  // 15 MW of inflow evenly.
  const auto step = Advance(435.0, {.inflow_ratio = 0.6}, normal_);
  const auto& mw = step.result.generation_mw;
  EXPECT_NEAR(mw[GeneratorIndex(0)], 30.0, 1e-9);
  EXPECT_NEAR(mw[GeneratorIndex(1)], 60.0, 1e-9);
  EXPECT_NEAR(mw[GeneratorIndex(2)], 15.0, 1e-9);
  EXPECT_NEAR(mw[GeneratorIndex(3)], 0.0, 1e-12);
  EXPECT_NEAR(mw[GeneratorIndex(4)], 15.0, 1e-12);
  EXPECT_NEAR(step.result.net_import_mw, 435.0 + 10.0 - 120.0, 1e-9);
  // Net import 325 lies between mild (150) and cold (400): NO5 200 + 100·175/250 = 270.
  EXPECT_NEAR(step.result.area_import_mw[ExchangeAreaIndex(0)], 270.0, 1e-9);
  EXPECT_NEAR(step.result.boundary_import_mw[BoundaryIndex(0)], 202.5, 1e-9);
  EXPECT_NEAR(step.result.boundary_import_mw[BoundaryIndex(1)], 67.5, 1e-9);
}

TEST_F(RegionalBalanceTest, WindIsLiftedToTheHubAndPassesTheTurbinesOwnCurve) {
  models::Table<PlaceIndex, models::PlaceParams> places;
  places.Add({.id = "ridge", .lat_deg = 60.0, .lon_deg = 10.0, .wind_height_m = 100.0});
  const WeatherProcess process{&places, {1.0, 0.0, 0.0}, {.seed = 1}};
  const models::PlaceWeather here{.air_degc = 10.0, .wind_m_per_s = 6.0};
  const models::WeatherField weather(1, here);
  const models::Table<GeneratorIndex, char> none_out;
  const auto wind_mw = [&](double hub_height_m, double specific_power_w_per_m2) {
    models::GeneratorParams& farm = grid_.generators[GeneratorIndex(3)];
    farm.hub_height_m = hub_height_m;
    farm.specific_power_w_per_m2 = specific_power_w_per_m2;
    RegionalBalanceStep step;
    AdvanceRegionalBalance(grid_, params_,
                           {.demand_mw = 435.0,
                            .weather = weather,
                            .quarter = quarter_,
                            .local = kJanuary,
                            .generator_out = none_out,
                            .process = &process},
                           normal_, kStepH, step);
    return step.result.generation_mw[GeneratorIndex(3)];
  };
  const auto expected_mw = [&](double wind_m_per_s, models::WindFarmParams farm) {
    return 40.0 * models::CalcWindFarmShare(farm, {.wind_m_per_s = wind_m_per_s,
                                                   .air_degc = here.air_degc,
                                                   .air_kg_per_m3 = here.air_kg_per_m3,
                                                   .clear_sky_share = here.past_clear_sky_share});
  };
  EXPECT_EQ(wind_mw(0.0, 0.0), expected_mw(6.0, {}));
  EXPECT_EQ(wind_mw(100.0, 0.0), expected_mw(6.0, {}));
  const double lifted_m_per_s = 6.0 * std::log(150.0 / 0.4) / std::log(100.0 / 0.4);
  EXPECT_NEAR(wind_mw(150.0, 0.0), expected_mw(lifted_m_per_s, {}), 1e-12);
  models::WindFarmParams low_wind;
  low_wind.rated_m_per_s = std::cbrt(2.0 * 240.0 / (1.225 * 0.45));
  EXPECT_NEAR(wind_mw(100.0, 240.0), expected_mw(6.0, low_wind), 1e-12);
  EXPECT_GT(wind_mw(100.0, 240.0), wind_mw(100.0, 335.0));
}

TEST_F(RegionalBalanceTest, PlantsFollowTheResidualLoadOverItsUsualValueByHand) {
  normal_.hydro.usual_share = {0.6, 0.5};
  const auto result = Advance(435.0, {.inflow_ratio = 0.6}, normal_).result;  // R = 400, as above
  EXPECT_NEAR(result.generation_mw[GeneratorIndex(1)], 60.0 * 0.9 / 0.6, 1e-9);
  EXPECT_NEAR(result.generation_mw[GeneratorIndex(2)], 15.0 * 0.85 / 0.5, 1e-9);
  // One MW more: 60/0.6 · 0.3/200 of the dam, 15/0.5 · 0.25/200 of the cascade.
  EXPECT_NEAR(result.follow_share[GeneratorIndex(1)], 0.15, 1e-12);
  EXPECT_NEAR(result.follow_share[GeneratorIndex(2)], 0.0375, 1e-12);
}

TEST_F(RegionalBalanceTest, RiversLoseWhatTheirPlantsCannotTake) {
  // 50 MW · 2.5 = 125 MW, the plant takes 100.
  EXPECT_NEAR(Advance(435.0, {.inflow_ratio = 2.5}, normal_).result.flood_loss_mw, 25.0, 1e-9);
  EXPECT_EQ(Advance(435.0, {.inflow_ratio = 2.0}, normal_).result.flood_loss_mw, 0.0);
}

TEST_F(RegionalBalanceTest, PowerAndReservoirsCloseThroughAYearOfSteps) {
  RegionalBalanceState state = normal_;
  for (int i = 0; i < 35040; i += 8) {
    quarter_ = models::Quarter(i / 8);
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
    for (std::size_t plant = 0; plant < 2; ++plant) {
      before_mwh += Reservoir(state, plant);
      after_mwh += Reservoir(step.next_state, plant);
      EXPECT_GE(Reservoir(step.next_state, plant), 0.0);
      EXPECT_LE(Reservoir(step.next_state, plant), CapacityMwh(plant));
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
  EXPECT_NEAR(without.result.net_import_mw - with.result.net_import_mw, 60.0, 1e-9);
  // A river plant that is out raises the residual load of the others.
  out = models::Table<GeneratorIndex, char>(grid_.generators.size(), 0);
  out[GeneratorIndex(0)] = 1;
  EXPECT_NEAR(Advance(435.0, here, normal_, out).result.residual_load_mw, 430.0, 1e-9);
}

TEST_F(RegionalBalanceTest, AnEmptyReservoirFillsAndAFullOneSpills) {
  RegionalBalanceState dry = normal_;
  dry.hydro.reservoir_mwh[RegulatedIndex(0)] = 0.0;
  // Half the storage below normal takes 2 · 0.5 of the mean 100 MW from the 60 MW of inflow.
  const auto dry_step = Advance(435.0, {.inflow_ratio = 0.6}, dry);
  EXPECT_NEAR(dry_step.result.generation_mw[GeneratorIndex(1)], 0.0, 1e-9);
  EXPECT_NEAR(Reservoir(dry_step.next_state, 0), 15.0, 1e-12);

  RegionalBalanceState full = normal_;
  full.hydro.reservoir_mwh[RegulatedIndex(0)] = CapacityMwh(0);
  const auto full_step = Advance(435.0, {.inflow_ratio = 3.0}, full);
  EXPECT_GT(full_step.result.spill_mw, 0.0);
  EXPECT_EQ(full_step.result.generation_mw[GeneratorIndex(1)], 200.0);
  EXPECT_EQ(Reservoir(full_step.next_state, 0), CapacityMwh(0));
}

TEST_F(RegionalBalanceTest, FullerReservoirsProduceMore) {
  RegionalBalanceState fuller = normal_;
  fuller.hydro.reservoir_mwh[RegulatedIndex(0)] *= 1.2;  // fill 0.6, not 0.5: 2 · 0.1 · 100 MW
  const models::PlaceWeather here{.inflow_ratio = 0.6};
  const double normal_mw = Advance(200.0, here, normal_).result.generation_mw[GeneratorIndex(1)];
  const double fuller_mw = Advance(200.0, here, fuller).result.generation_mw[GeneratorIndex(1)];
  EXPECT_NEAR(fuller_mw, normal_mw + 20.0, 1e-9);
}

TEST_F(RegionalBalanceTest, AnEarlyMeltIsStoredNotTurned) {
  models::DispatchParams dispatch = MakeDispatch();
  dispatch.inflow_pass_share = 0.25;
  params_ = *MakeRegionalBalanceParams(grid_, dispatch);
  // The dam's mean is 100 MW: 60 + 0.25 · (160 − 60) = 85 MW run, 75 stay.
  const auto step = Advance(435.0, {.inflow_ratio = 1.6, .normal_inflow_ratio = 0.6}, normal_);
  EXPECT_NEAR(step.result.generation_mw[GeneratorIndex(1)], 85.0, 1e-9);
  EXPECT_NEAR(Reservoir(step.next_state, 0) - Reservoir(normal_, 0), 75.0 * kStepH, 1e-9);
  dispatch.inflow_pass_share = 1.25;
  EXPECT_FALSE(MakeRegionalBalanceParams(grid_, dispatch).ok());
}

TEST_F(RegionalBalanceTest, MoreDemandNeverMeansLessGenerationOrLessImport) {
  normal_.hydro.usual_share = {0.6, 0.6};
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

class AreaLimitsTest : public testing::Test {
 protected:
  AreaLimitsTest() {
    areas_[ExchangeAreaIndex(0)].import_limit_mw = 250.0;
    areas_[ExchangeAreaIndex(0)].export_limit_mw = 50.0;
    areas_[ExchangeAreaIndex(1)].import_limit_mw = 120.0;
    areas_[ExchangeAreaIndex(1)].export_limit_mw = 150.0;
  }
  BeyondLimits Share(double net_mw) {
    const BeyondLimits beyond = CalcAreaImports(areas_, net_mw, import_mw_);
    no5_mw_ = import_mw_[ExchangeAreaIndex(0)];
    se3_mw_ = import_mw_[ExchangeAreaIndex(1)];
    return beyond;
  }

  models::Table<ExchangeAreaIndex, models::ExchangeAreaParams> areas_ = MakeGrid().exchange_areas;
  models::Table<ExchangeAreaIndex, double> import_mw_ =
      models::Table<ExchangeAreaIndex, double>(areas_.size());
  double no5_mw_ = 0.0, se3_mw_ = 0.0;
};

TEST_F(AreaLimitsTest, TheOtherAreaTakesTheExcessByHand) {
  // Without limits 280 and 70: NO5 stops at 250 and SE3 gives the 30 more.
  Share(350.0);
  EXPECT_NEAR(no5_mw_, 250.0, 1e-9);
  EXPECT_NEAR(se3_mw_, 100.0, 1e-9);
  // Without limits 200/7 and -150 - 200/7: SE3 takes 150 only, the rest NO5: -150 + 150 = 0.
  Share(-150.0);
  EXPECT_NEAR(no5_mw_, 0.0, 1e-9);
  EXPECT_NEAR(se3_mw_, -150.0, 1e-9);
}

TEST_F(AreaLimitsTest, WhatNobodyGivesOrTakesIsTold) {
  BeyondLimits beyond = Share(400.0);  // the limits give 370
  EXPECT_NEAR(beyond.unserved_mw, 30.0, 1e-9);
  EXPECT_EQ(beyond.surplus_mw, 0.0);
  EXPECT_EQ(no5_mw_, 250.0);
  EXPECT_EQ(se3_mw_, 120.0);
  beyond = Share(-250.0);  // the limits take 200
  EXPECT_NEAR(beyond.surplus_mw, 50.0, 1e-9);
  EXPECT_EQ(beyond.unserved_mw, 0.0);
  EXPECT_EQ(no5_mw_, -50.0);
  EXPECT_EQ(se3_mw_, -150.0);
}

TEST_F(AreaLimitsTest, OneAreaAboveAndOneBelowItsLimitByHand) {
  // At 0: 800/7 and -800/7. SE3 may take 20 only (cut 660/7), NO5 give 100 (cut 100/7): SE3 is
  // fixed first, after which NO5 need give 20 only and is within its limit again.
  areas_[ExchangeAreaIndex(0)].import_limit_mw = 100.0;
  areas_[ExchangeAreaIndex(1)].export_limit_mw = 20.0;
  Share(0.0);
  EXPECT_NEAR(no5_mw_, 20.0, 1e-9);
  EXPECT_NEAR(se3_mw_, -20.0, 1e-9);
}

TEST_F(AreaLimitsTest, SeveralAreasShareTheExcessByTheirSlopes) {
  areas_ = {{.id = "a", .cold_import_mw = 200, .mild_import_mw = 100, .import_limit_mw = 110},
            {.id = "b", .cold_import_mw = 100, .mild_import_mw = 50},
            {.id = "c", .cold_import_mw = 50, .mild_import_mw = 25}};
  import_mw_ = models::Table<ExchangeAreaIndex, double>(areas_.size());
  Share(280.0);  // a wants 160 and gives 110; b and c give 170 as 2 : 1
  EXPECT_NEAR(no5_mw_, 110.0, 1e-9);
  EXPECT_NEAR(se3_mw_, 170.0 * 2.0 / 3.0, 1e-9);
  EXPECT_NEAR(import_mw_[ExchangeAreaIndex(2)], 170.0 / 3.0, 1e-9);
}

TEST_F(AreaLimitsTest, SumsHoldLimitsHoldAndNoImportFallsAsTheNetImportRises) {
  double last_no5_mw = -1e9, last_se3_mw = -1e9;
  for (double net_mw = -600.0; net_mw <= 700.0; net_mw += 2.5) {
    const BeyondLimits beyond = Share(net_mw);
    EXPECT_NEAR(no5_mw_ + se3_mw_ + beyond.unserved_mw - beyond.surplus_mw, net_mw, 1e-9);
    EXPECT_EQ(beyond.unserved_mw > 0.0, net_mw > 370.0) << net_mw;
    EXPECT_EQ(beyond.surplus_mw > 0.0, net_mw < -200.0) << net_mw;
    EXPECT_GE(no5_mw_, std::max(last_no5_mw - 1e-9, -50.0));
    EXPECT_GE(se3_mw_, std::max(last_se3_mw - 1e-9, -150.0));
    EXPECT_LE(no5_mw_, 250.0);
    EXPECT_LE(se3_mw_, 120.0);
    last_no5_mw = no5_mw_;
    last_se3_mw = se3_mw_;
  }
}

TEST_F(AreaLimitsTest, LimitsThatNobodyReachesChangeNothing) {
  const auto free_areas = MakeGrid().exchange_areas;
  // NO5 reaches its 250 at 275; SE3 its -150 at -250/3.
  for (double net_mw = -82.5; net_mw <= 275.0; net_mw += 2.5) {
    Share(net_mw);
    EXPECT_NEAR(no5_mw_, CalcAreaImportMw(free_areas, ExchangeAreaIndex(0), net_mw), 1e-9);
    EXPECT_NEAR(se3_mw_, CalcAreaImportMw(free_areas, ExchangeAreaIndex(1), net_mw), 1e-9);
  }
}

TEST_F(RegionalBalanceTest, WhatNeighboursCannotGiveIsToldAndTheRestCloses) {
  grid_.exchange_areas[ExchangeAreaIndex(0)].import_limit_mw = 100.0;
  grid_.exchange_areas[ExchangeAreaIndex(1)].import_limit_mw = 60.0;
  const models::PlaceWeather here{.inflow_ratio = 0.6};
  const auto short_step = Advance(435.0, here, normal_).result;  // net import 325, see above
  EXPECT_NEAR(short_step.net_import_mw, 325.0, 1e-9);
  EXPECT_NEAR(short_step.unserved_mw, 165.0, 1e-9);
  EXPECT_EQ(short_step.surplus_mw, 0.0);
  double supply_mw = short_step.unserved_mw;
  for (const double mw : short_step.generation_mw) supply_mw += mw;
  for (const double mw : short_step.boundary_import_mw) supply_mw += mw;
  EXPECT_NEAR(supply_mw, 435.0 + 10.0, 1e-9);
  const auto easy_step = Advance(250.0, here, normal_).result;
  EXPECT_EQ(easy_step.unserved_mw, 0.0);
  EXPECT_EQ(easy_step.surplus_mw, 0.0);
}

TEST(RegionalBalanceParamsTest, ReportsEveryViolationAtOnce) {
  models::ElectricityGrid grid = MakeGrid();
  grid.generators[GeneratorIndex(0)].place = PlaceIndex();
  models::DispatchParams dispatch = MakeDispatch();
  dispatch.points[1].residual_mw = -80.0;
  dispatch.points[2].cascade_share = 1.2;
  dispatch.thermal_share = std::numeric_limits<double>::quiet_NaN();
  grid.exchange_areas[ExchangeAreaIndex(1)].mild_import_mw = 100.0;  // no more on a colder day
  const auto params = MakeRegionalBalanceParams(grid, dispatch);
  EXPECT_EQ(params.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(models::errors::FieldViolationsOf(params.status()).size(), 5u);
}

}  // namespace
}  // namespace solvers
