#include "solvers/electricity_demand.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/region_loader.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::DayType;
using models::LoadIndex;
using models::LoadKind;
using models::OsloTime;

const OsloTime kColdMorning{
    .year = 2027, .month = 1, .day = 13, .hour = 8, .minute = 0, .weekday = 3};
const OsloTime kMildNoon{
    .year = 2027, .month = 2, .day = 10, .hour = 12, .minute = 0, .weekday = 3};
const OsloTime kSummerNight{.year = 2027,
                            .month = 7,
                            .day = 11,
                            .hour = 4,
                            .minute = 0,
                            .weekday = 7,
                            .day_type = DayType::kSunday};

class ElectricityDemandTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
    region_->demand.noise_share = 0.0;
    region_->demand.local_noise_share = 0.0;
    for (auto& sector : region_->demand.sector_model.sectors) sector.noise_share = 0.0;
  }
  static void TearDownTestSuite() { delete region_; }

  static ElectricityDemand Calc(double effective_degc, const OsloTime& local,
                                const models::DemandParams& params) {
    models::WeatherField weather(region_->places.size());
    for (auto& place : weather) place.air_degc = place.effective_degc = effective_degc;
    ElectricityDemand demand;
    CalcElectricityDemand(region_->grid.loads, params, weather, {}, models::Quarter(1999000), local,
                          demand);
    return demand;
  }
  static ElectricityDemand Calc(double effective_degc, const OsloTime& local) {
    return Calc(effective_degc, local, region_->demand);
  }
  static double Sum(const models::Table<LoadIndex, double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum;
  }
  template <class Column>
  static double SumTable(Column column) {
    double sum_mw = 0.0;
    for (const auto& load : region_->grid.loads) sum_mw += load.*column;
    return sum_mw;
  }

  static models::Region* region_;
};
models::Region* ElectricityDemandTest::region_ = nullptr;

TEST_F(ElectricityDemandTest, TheColdMorningIsTheTablesSumExactly) {
  const ElectricityDemand demand = Calc(-20.0, kColdMorning);
  EXPECT_NEAR(Sum(demand.demand_mw), SumTable(&models::LoadParams::cold_mw), 1e-6);
  for (std::size_t i = 0; i < region_->grid.loads.size(); ++i) {
    const auto& load = region_->grid.loads[LoadIndex(i)];
    EXPECT_NEAR(demand.demand_mw[LoadIndex(i)], load.cold_mw, 1e-9 * (1.0 + load.cold_mw));
    EXPECT_NEAR(demand.demand_mvar[LoadIndex(i)], load.cold_mw * load.cold_tan_phi_ratio,
                1e-9 * (1.0 + load.cold_mw));
  }
}

// Predicted, not fitted: only the cold morning is. The table's own cases are constructed
// (REGION_NOTES section 5), so this compares two models.
TEST_F(ElectricityDemandTest, TheMildDayIsWithin5PercentOfTheTable) {
  const double model_mw = Sum(Calc(2.0, kMildNoon).demand_mw);
  const double table_mw = SumTable(&models::LoadParams::mild_mw);
  RecordProperty("model_mw", std::to_string(model_mw));
  RecordProperty("table_mw", std::to_string(table_mw));
  std::printf("mild: model %.0f MW, table %.0f MW\n", model_mw, table_mw);
  EXPECT_NEAR(model_mw / table_mw, 1.0, 0.05);
}

TEST_F(ElectricityDemandTest, TheQuietestSummerNightIsWithin15PercentOfTheTable) {
  const double model_mw = Sum(Calc(16.0, kSummerNight).demand_mw);
  const double table_mw = SumTable(&models::LoadParams::summer_mw);
  RecordProperty("model_mw", std::to_string(model_mw));
  RecordProperty("table_mw", std::to_string(table_mw));
  std::printf("summer night: model %.0f MW, table %.0f MW\n", model_mw, table_mw);
  EXPECT_NEAR(model_mw / table_mw, 1.0, 0.15);
}

// Above 14 °C nothing heats and data centres cool.
TEST_F(ElectricityDemandTest, ColderNeverMeansLessDemandWhereAnythingHeats) {
  double last_mw = 0.0;
  for (double degc = 14.0; degc >= -35.0; degc -= 0.5) {
    const double sum_mw = Sum(Calc(degc, kColdMorning).demand_mw);
    EXPECT_GE(sum_mw, last_mw) << degc;
    last_mw = sum_mw;
  }
}

TEST_F(ElectricityDemandTest, DemandIsLinearInTheSizeOfALoad) {
  const double before_mw = Calc(-3.0, kMildNoon).demand_mw[LoadIndex(0)];
  models::LoadParams& load = region_->grid.loads[LoadIndex(0)];
  ASSERT_EQ(load.kind, LoadKind::kGeneral);
  const double cold_mw = load.cold_mw;
  load.cold_mw = 3.0 * cold_mw;
  EXPECT_NEAR(Calc(-3.0, kMildNoon).demand_mw[LoadIndex(0)], 3.0 * before_mw, 1e-9 * before_mw);
  load.cold_mw = cold_mw;
}

TEST_F(ElectricityDemandTest, NoiseHasTheStatedSpreadAndIsTheRegionsAndTheLoadsOwn) {
  models::DemandParams params = region_->demand;
  params.noise_share = 0.0285;
  params.local_noise_share = 0.02;
  models::WeatherField weather(region_->places.size());
  const double base_mw = Calc(0.0, kMildNoon).demand_mw[LoadIndex(0)];
  double sum_of_squares = 0.0, common = 0.0;
  constexpr int kCount = 4000;
  ElectricityDemand demand;
  for (int i = 0; i < kCount; ++i) {
    CalcElectricityDemand(region_->grid.loads, params, weather, {}, models::Quarter(i * 31),
                          kMildNoon, demand);
    const double a = demand.demand_mw[LoadIndex(0)] / base_mw - 1.0;
    const double b =
        demand.demand_mw[LoadIndex(1)] / Calc(0.0, kMildNoon).demand_mw[LoadIndex(1)] - 1.0;
    sum_of_squares += a * a / kCount;
    common += a * b / kCount;
  }
  // 2.85 % is the spread of NO1's total; what carries the correction carries all of it.
  const auto& load = region_->grid.loads[LoadIndex(0)];
  const auto power = [&](double noise_share) {
    const auto power_ratio = models::CalcSectorPowerRatio(
        region_->demand, models::MakeSectorClock(region_->demand, kMildNoon), weather[load.place],
        noise_share);
    double sum_mw = 0.0;
    for (std::size_t s = 0; s < models::kSectorCount; ++s) {
      sum_mw += load.cold_mw * (*load.sector_ratio)[s] * power_ratio[s];
    }
    return sum_mw;
  };
  const double common_share = power(0.0285) / power(0.0) - 1.0;
  EXPECT_GT(common_share, 0.0285);
  EXPECT_LT(common_share, 0.0285 * 1.25);
  EXPECT_NEAR(std::sqrt(sum_of_squares), std::hypot(common_share, 0.02), 0.003);
  EXPECT_NEAR(std::sqrt(common), common_share, 0.003);
}

TEST_F(ElectricityDemandTest, WithoutAMixOrAModelTheOneFormulaAndTheThreeCasesStand) {
  models::DemandParams params = region_->demand;
  params.sector_model.is_given = false;
  const auto demand = Calc(-3.0, kMildNoon, params);
  for (std::size_t i = 0; i < region_->grid.loads.size(); ++i) {
    const auto& load = region_->grid.loads[LoadIndex(i)];
    const double expected_mw = load.kind == LoadKind::kNamed
                                   ? CalcNamedDemandMw(load, -3.0)
                                   : load.cold_mw *
                                         models::CalcGeneralDemandMw(params, -3.0, kMildNoon) /
                                         models::CalcColdMorningDemandMw(params);
    EXPECT_NEAR(demand.demand_mw[LoadIndex(i)], expected_mw, 1e-9 * (1.0 + expected_mw));
  }
}

// Hand calculation: a load of charging hubs alone draws its share of the cold morning's form.
TEST_F(ElectricityDemandTest, ALoadOfOneUncorrectedSectorFollowsItsForm) {
  constexpr auto kTruck = static_cast<std::size_t>(models::Sector::kTruckCharging);
  models::LoadParams& load = region_->grid.loads[LoadIndex(0)];
  const models::LoadParams kept = load;
  const auto cold_ratio = models::CalcColdMorningSectorRatio(region_->demand.sector_model);
  load.sector_ratio = models::SectorTable<double>{};
  (*load.sector_ratio)[kTruck] = 1.0 / cold_ratio[kTruck];
  const models::SectorParams& truck = region_->demand.sector_model.sectors[kTruck];
  const double day_ratio = 0.9 * truck.month_ratio[1] + 0.1 * 13.0 / truck.mean_response_k;
  const double hour_ratio = 0.625 * truck.hour_shape_ratio[0][0][12] +
                            0.375 * truck.hour_shape_ratio[0][0][11];  // 12:00 to 12:15
  EXPECT_NEAR(Calc(2.0, kMildNoon).demand_mw[LoadIndex(0)],
              kept.cold_mw / cold_ratio[kTruck] * day_ratio * truck.day_ratio[0] * hour_ratio,
              1e-9 * kept.cold_mw);
  load = kept;
}

TEST(NamedDemandTest, StandsOnItsThreeCasesAndBetweenThem) {
  const models::LoadParams load{
      .kind = LoadKind::kNamed, .cold_mw = 24.0, .mild_mw = 18.0, .summer_mw = 12.0};
  EXPECT_DOUBLE_EQ(CalcNamedDemandMw(load, -30.0), 24.0);
  EXPECT_DOUBLE_EQ(CalcNamedDemandMw(load, -20.0), 24.0);
  EXPECT_DOUBLE_EQ(CalcNamedDemandMw(load, -9.0), 21.0);
  EXPECT_DOUBLE_EQ(CalcNamedDemandMw(load, 2.0), 18.0);
  EXPECT_DOUBLE_EQ(CalcNamedDemandMw(load, 9.0), 15.0);
  EXPECT_DOUBLE_EQ(CalcNamedDemandMw(load, 25.0), 12.0);
}

TEST(TanPhiTest, IsLinearBetweenTheCasesAndFlatOutside) {
  const models::LoadParams load{.cold_mw = 100.0, .mild_mw = 60.0, .summer_mw = 20.0};
  EXPECT_DOUBLE_EQ(CalcTanPhiRatio(load, 10.0), 0.10);
  EXPECT_DOUBLE_EQ(CalcTanPhiRatio(load, 40.0), 0.125);
  EXPECT_DOUBLE_EQ(CalcTanPhiRatio(load, 60.0), 0.15);
  EXPECT_DOUBLE_EQ(CalcTanPhiRatio(load, 80.0), 0.165);
  EXPECT_DOUBLE_EQ(CalcTanPhiRatio(load, 130.0), 0.18);
  const models::LoadParams flat{.cold_mw = 10.0, .mild_mw = 10.0, .summer_mw = 10.0};
  EXPECT_DOUBLE_EQ(CalcTanPhiRatio(flat, 10.0), 0.18);
}

}  // namespace
}  // namespace solvers
