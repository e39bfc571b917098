#include "solvers/plan/carrier_law.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"

namespace solvers {
namespace {

using models::EnergyCarrier;

// A year of 360 equal workdays in twelve months of thirty, whose temperature falls and rises.
PlanClimate Climate() {
  PlanClimate climate{.design_degc = -20.0, .hot_degc = 27.0};
  for (int day = 0; day < 360; ++day) {
    for (int q = 0; q < 96; ++q) {
      climate.local.push_back({.month = day / 30 + 1, .hour = q / 4, .minute = 15 * (q % 4)});
      const double degc = 5.0 - 20.0 * std::cos(2.0 * models::kPi * day / 360.0);
      climate.air_degc.push_back(degc);
      climate.effective_degc.push_back(degc);
    }
  }
  return climate;
}

models::UseShape Shape(double night_ratio, double day_ratio) {
  models::UseShape shape{.id = "s"};
  for (auto& hours : shape.hour_ratio) {
    for (std::size_t h = 0; h < 24; ++h) hours[h] = h >= 8 && h < 16 ? day_ratio : night_ratio;
  }
  shape.month_ratio.fill(1.0);
  return shape;
}

struct Year {
  double energy_kwh_per_m2 = 0.0;
  double peak_w_per_m2 = 0.0;
};

Year YearOf(const CarrierLaw& law, const PlanClimate& climate) {
  Year year;
  for (std::size_t q = 0; q < climate.local.size(); ++q) {
    const double w = CalcLawWPerM2(law, MakeMoment(climate, q));
    year.energy_kwh_per_m2 += 0.25 * w / 1000.0;
    year.peak_w_per_m2 = std::max(year.peak_w_per_m2, w);
  }
  return year;
}

TEST(CarrierLawTest, AFlatShapeIsItsMean) {
  const PlanClimate climate = Climate();
  const CarrierLaw law =
      SolveCarrierLaw(EnergyCarrier::kElectric, 8.64, 1.0, Shape(1.0, 1.0), climate);
  // By hand: 8640 h at 1 W/m² are 8.64 kWh/m².
  EXPECT_TRUE(law.meets_peak);
  EXPECT_NEAR(CalcLawWPerM2(law, MakeMoment(climate, 1234)), 1.0, 1e-9);
}

TEST(CarrierLawTest, EnergyAndPeakOfTheCalendarAreBothMet) {
  const PlanClimate climate = Climate();
  for (const double peak : {9.0, 15.0, 22.0}) {
    const CarrierLaw law =
        SolveCarrierLaw(EnergyCarrier::kElectric, 70.0, peak, Shape(0.4, 2.2), climate);
    const Year year = YearOf(law, climate);
    EXPECT_TRUE(law.meets_peak) << peak;
    EXPECT_NEAR(year.energy_kwh_per_m2, 70.0, 1e-6);
    EXPECT_NEAR(year.peak_w_per_m2, peak, 1e-4);
  }
}

TEST(CarrierLawTest, EnergyAndDesignPeakOfHeatingAreBothMet) {
  const PlanClimate climate = Climate();
  const CarrierLaw law =
      SolveCarrierLaw(EnergyCarrier::kHeating, 45.0, 24.0, Shape(1.0, 1.0), climate);
  EXPECT_TRUE(law.meets_peak);
  EXPECT_NEAR(YearOf(law, climate).energy_kwh_per_m2, 45.0, 1e-6);
  const LawMoment design{.quarter_of_day = 30, .air_degc = -20.0, .effective_degc = -20.0};
  EXPECT_NEAR(CalcLawWPerM2(law, design), 24.0, 1e-4);
  EXPECT_GT(law.threshold_degc, 0.0);
  EXPECT_LT(law.threshold_degc, 20.0);
}

TEST(CarrierLawTest, ABetterHouseStopsHeatingEarlier) {
  const PlanClimate climate = Climate();
  const CarrierLaw old_house =
      SolveCarrierLaw(EnergyCarrier::kHeating, 120.0, 50.0, Shape(1.0, 1.0), climate);
  const CarrierLaw new_house =
      SolveCarrierLaw(EnergyCarrier::kHeating, 25.0, 15.0, Shape(1.0, 1.0), climate);
  EXPECT_GT(old_house.threshold_degc, new_house.threshold_degc + 2.0);
}

TEST(CarrierLawTest, ColdIsForHotAfternoons) {
  const PlanClimate climate = Climate();
  const CarrierLaw law =
      SolveCarrierLaw(EnergyCarrier::kCooling, 13.0, 28.0, Shape(0.2, 2.0), climate);
  EXPECT_NEAR(YearOf(law, climate).energy_kwh_per_m2, 13.0, 1e-6);
  const LawMoment hot{.month = 6, .quarter_of_day = 48, .air_degc = 27.0, .effective_degc = 20.0};
  EXPECT_NEAR(CalcLawWPerM2(law, hot), 28.0, 1e-3);
  const LawMoment winter{.quarter_of_day = 48, .air_degc = -10.0, .effective_degc = -10.0};
  EXPECT_EQ(CalcLawWPerM2(law, winter), 0.0);
}

TEST(CarrierLawTest, APeakOutOfReachKeepsTheEnergy) {
  const PlanClimate climate = Climate();
  // Nothing makes a flat shape peak.
  const CarrierLaw law =
      SolveCarrierLaw(EnergyCarrier::kElectric, 8.64, 5.0, Shape(1.0, 1.0), climate);
  EXPECT_FALSE(law.meets_peak);
  EXPECT_NEAR(YearOf(law, climate).energy_kwh_per_m2, 8.64, 1e-9);
}

TEST(CarrierLawTest, NothingIsNothing) {
  const PlanClimate climate = Climate();
  const CarrierLaw law =
      SolveCarrierLaw(EnergyCarrier::kCooling, 0.0, 0.0, Shape(1.0, 1.0), climate);
  EXPECT_EQ(YearOf(law, climate).energy_kwh_per_m2, 0.0);
}

}  // namespace
}  // namespace solvers
