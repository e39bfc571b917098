#include "solvers/heat_bus_peaks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "data/region_loader.h"
#include "solvers/electricity_demand.h"
#include "solvers/weather_process.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BusIndex;

class HeatBusPeaksTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    region_ = new models::Region(*std::move(region));
  }
  static void TearDownTestSuite() { delete region_; }

  HeatStretch From(std::int64_t quarter, std::size_t quarters) const {
    return {.weather_year = {.seed = 1, .year = 2011},
            .first = calendar_.LocalDayStart(2027, 1, 15) + quarter,
            .quarters = quarters,
            .offset_k = -8.0};
  }
  HeatBusPeaks Peaks(const HeatStretch& stretch) const {
    auto peaks = CalcHeatBusPeaks(*region_, calendar_, stretch, {});
    EXPECT_TRUE(peaks.ok()) << peaks.status();
    return *std::move(peaks);
  }
  /// Of the loads at the buses of `peaks`, in the stretch's first quarter.
  double LoadMw(const HeatBusPeaks& peaks, const HeatStretch& stretch) const {
    const models::OsloTime local = calendar_.At(stretch.first);
    models::WeatherField weather(region_->places.size());
    CalcWeather(MakeWeatherProcess(*region_, stretch.weather_year), stretch.first, local,
                OffsetsOf(stretch), weather);
    ElectricityDemand demand;
    CalcElectricityDemand(region_->grid.loads, region_->demand, weather, stretch.weather_year,
                          stretch.first, local, demand);
    double sum_mw = 0.0;
    for (std::size_t i = 0; i < region_->grid.loads.size(); ++i) {
      const models::LoadIndex load(i);
      const bool is_there = std::any_of(
          peaks.buses.begin(), peaks.buses.end(),
          [&](const HeatBusPeak& peak) { return peak.bus == region_->grid.loads[load].bus; });
      if (is_there) sum_mw += demand.demand_mw[load];
    }
    return sum_mw;
  }

  static const models::Region* region_;
  const models::OsloCalendar calendar_ = *models::OsloCalendar::Load();
};
const models::Region* HeatBusPeaksTest::region_ = nullptr;

// In one quarter the peak is the quarter: the sums over all buses are those of the heat systems.
TEST_F(HeatBusPeaksTest, OneQuarterIsTheSumOfTheSystems) {
  const HeatStretch stretch = From(32, 1);
  const HeatBusPeaks peaks = Peaks(stretch);
  double delivered_mw = 0.0, beside_mw = 0.0, held_mw = 0.0;
  ASSERT_TRUE(ForEachHeatStep(*region_, calendar_, stretch, {}, [&](const HeatYearStep& step) {
                const models::HeatSystemParams& system = region_->heat_systems[step.system];
                delivered_mw += step.result.delivered_mw;
                for (std::size_t i = 0; i < system.plants.size(); ++i) {
                  const models::HeatPlantParams& plant = system.plants[i];
                  if (!plant.bus.valid()) continue;
                  beside_mw += CalcElectricityBesideLoadsMw(
                      plant, step.result.plant_electricity_mw[i], step.result.plant_power_mw[i],
                      step.inputs.effective_degc);
                  held_mw +=
                      std::max(CalcByDesignCasesMw(plant.held, step.inputs.effective_degc), 0.0);
                }
              }).ok());
  const double load_mw = LoadMw(peaks, stretch);
  ASSERT_GT(delivered_mw, 500.0);
  EXPECT_NEAR(peaks.region.with_mw, load_mw + beside_mw, 1e-6 * load_mw);
  EXPECT_NEAR(peaks.region.without_direct_mw, load_mw - held_mw + delivered_mw / 0.98,
              1e-6 * load_mw);
  EXPECT_LT(peaks.region.without_pump_mw, peaks.region.without_direct_mw)
      << "a heat pump never takes more than direct heating";
  EXPECT_GT(peaks.region.without_pump_mw, load_mw - held_mw);
  EXPECT_NEAR(peaks.region.heat_mw, delivered_mw, 1e-6 * delivered_mw);
  double with_mw = 0.0, direct_mw = 0.0, heat_mw = 0.0;
  for (const HeatBusPeak& peak : peaks.buses) {
    with_mw += peak.with_mw;
    direct_mw += peak.without_direct_mw;
    heat_mw += peak.heat_mw;
  }
  EXPECT_NEAR(with_mw, peaks.region.with_mw, 1e-6 * with_mw);
  EXPECT_NEAR(direct_mw, peaks.region.without_direct_mw, 1e-6 * direct_mw);
  EXPECT_NEAR(heat_mw, delivered_mw, 1e-6 * heat_mw);
}

// Over a day each bus has its own quarter: the joint peak is at most the sum of theirs.
TEST_F(HeatBusPeaksTest, ADayIsTheLargestOfItsQuartersAndPeaksDoNotCoincide) {
  const HeatBusPeaks day = Peaks(From(0, 96));
  double with_mw = 0.0, direct_mw = 0.0;
  for (const HeatBusPeak& peak : day.buses) {
    with_mw += peak.with_mw;
    direct_mw += peak.without_direct_mw;
  }
  EXPECT_LE(day.region.with_mw, with_mw);
  EXPECT_LE(day.region.without_direct_mw, direct_mw);
  const HeatBusPeaks first = Peaks(From(0, 1));
  ASSERT_EQ(first.buses.size(), day.buses.size());
  for (std::size_t i = 0; i < day.buses.size(); ++i) {
    EXPECT_EQ(first.buses[i].bus, day.buses[i].bus);
    EXPECT_GE(day.buses[i].with_mw, first.buses[i].with_mw);
    EXPECT_GE(day.buses[i].without_direct_mw, first.buses[i].without_direct_mw);
  }
  EXPECT_GT(day.region.without_direct_mw, day.region.with_mw) << "what district heating spares";
}

}  // namespace
}  // namespace solvers
