#include "models/climate/sector.h"

#include <gtest/gtest.h>

#include "models/climate/demand.h"
#include "models/climate/growth.h"

namespace models {
namespace {

constexpr auto kDirect = static_cast<std::size_t>(Sector::kDwellingsDirect);
constexpr auto kIndustry = static_cast<std::size_t>(Sector::kIndustry);

HourShapes Flat() {
  HourShapes shapes;
  for (auto& season : shapes) {
    for (auto& day : season) day.fill(1.0);
  }
  return shapes;
}

SectorParams Heating() {
  return {.response = WeatherResponse::kHeating,
          .weather_share = 0.4,
          .threshold_degc = 14.0,
          .saturation_degc = -12.0,
          .saturated_slope_ratio = 0.25,
          .mean_response_k = 8.0,
          .memory_share = 1.0,
          .hour_shape_ratio = Flat()};
}

PlaceWeather At(double degc, double clear_sky_share = 0.0) {
  return {.air_degc = degc, .effective_degc = degc, .clear_sky_share = clear_sky_share};
}

// A region of dwellings and industry, 100 MW each on average.
DemandParams TwoSectors() {
  DemandParams demand{.base_mw = 120.0,
                      .heating_mw_per_k = 6.0,
                      .threshold_degc = 14.0,
                      .saturation_degc = -12.0,
                      .saturated_slope_ratio = 0.2,
                      .hour_shape_ratio = Flat()};
  demand.month_ratio.fill(1.0);
  demand.weekday_ratio.fill(1.0);
  for (auto& shape : demand.hour_shape_ratio[0]) shape[8] = 1.2;
  demand.sector_model.is_given = true;
  for (auto& sector : demand.sector_model.sectors) sector.hour_shape_ratio = Flat();
  demand.sector_model.sectors[kDirect] = Heating();
  demand.sector_model.sectors[kDirect].is_corrected = true;
  SectorTable<double> mean_mw{};
  mean_mw[kDirect] = 100.0;
  mean_mw[kIndustry] = 100.0;
  CalibrateSectors(demand, mean_mw);
  return demand;
}

TEST(SectorTest, EveryNameLeadsBackToItsSector) {
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    const auto sector = static_cast<Sector>(s);
    EXPECT_EQ(FindSector(SectorId(sector)), sector);
  }
  EXPECT_FALSE(FindSector("mining").has_value());
}

TEST(SectorTest, HeatingRisesBelowItsThresholdAndLessBelowSaturation) {
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(Heating(), At(20.0)), 0.0);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(Heating(), At(4.0)), 10.0);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(Heating(), At(-12.0)), 26.0);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(Heating(), At(-20.0)), 28.0);  // 34 − 0.75 · 8
}

TEST(SectorTest, MemoryMixesRememberedAndPresentTemperature) {
  SectorParams sector = Heating();
  sector.memory_share = 0.25;
  const PlaceWeather weather{.air_degc = 10.0, .effective_degc = 2.0};
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, weather), 6.0);  // at 8 °C
}

TEST(SectorTest, CoolingRisesAboveItsThreshold) {
  const SectorParams sector{.response = WeatherResponse::kCooling, .threshold_degc = 8.0};
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, At(5.0)), 0.0);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, At(20.0)), 12.0);
}

TEST(SectorTest, CablesMeltRoundZeroUnderCloudsAndNotInDryCold) {
  const SectorParams sector{.response = WeatherResponse::kSnowMelt, .threshold_degc = -1.0};
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, At(-1.0, 0.3)), 5.0);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, At(-1.0, 0.55)), 2.5);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, At(-1.0, 0.8)), 0.0);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, At(1.5, 0.1)), 2.5);
  EXPECT_DOUBLE_EQ(CalcSectorResponseK(sector, At(-20.0, 0.1)), 0.0);
}

TEST(SectorTest, PowerIsTheTwoPartsTimesDayAndHour) {
  SectorTable<SectorParams> sectors;
  for (auto& sector : sectors) sector.hour_shape_ratio = Flat();
  sectors[kDirect] = Heating();
  sectors[kDirect].month_ratio[1] = 1.1;
  sectors[kDirect].day_ratio[2] = 0.9;
  sectors[kDirect].hour_shape_ratio[0][2].fill(1.5);
  const OsloTime sunday{.month = 2, .hour = 10, .minute = 15, .day_type = DayType::kSunday};
  const SectorClock clock = MakeSectorClock(sectors, sunday);
  // (0.6 · 1.1 + 0.4 · 10 / 8) · 0.9 · 1.5
  EXPECT_NEAR(CalcSectorRatio(sectors[kDirect], clock, kDirect, At(4.0)), 1.566, 1e-12);
}

TEST(SectorTest, ManyCustomersCoincideLess) {
  EXPECT_DOUBLE_EQ(CalcCoincidenceShare(0.5, 1.0), 1.0);
  EXPECT_DOUBLE_EQ(CalcCoincidenceShare(0.5, 4.0), 0.75);
  EXPECT_DOUBLE_EQ(CalcCoincidenceShare(0.5, 10000.0), 0.505);
}

TEST(SectorTest, AMixDrawsOneOnTheColdMorning) {
  SectorTable<double> mean_mw{}, cold_ratio{};
  mean_mw[0] = 10.0;
  mean_mw[1] = 5.0;
  cold_ratio[0] = 2.0;
  cold_ratio[1] = 4.0;
  const SectorTable<double> mix_ratio = CalcSectorMixRatio(mean_mw, cold_ratio);
  EXPECT_DOUBLE_EQ(mix_ratio[0], 0.25);
  EXPECT_DOUBLE_EQ(mix_ratio[1], 0.125);
}

TEST(SectorCorrectionTest, IsOneOnTheColdMorningAndTheSumIsTheMeasuredTotalEverywhere) {
  const DemandParams demand = TwoSectors();
  const SectorModel& model = demand.sector_model;
  // Cold morning: dwellings (0.6 + 0.4 · 28/8) · 100 = 200, industry 100 MW. The total there is
  // (120 + 6 · (34 − 0.8 · 8)) · (0.625 · 1.2 + 0.375) = 285.6 · 1.125.
  EXPECT_NEAR(model.calibration_ratio, 300.0 / (285.6 * 1.125), 1e-12);
  EXPECT_NEAR(CalcSectorCorrectionRatio(demand, MakeSectorClock(demand, MakeColdMorning()),
                                        MakeColdMorningWeather(), 0.0),
              1.0, 1e-12);
  for (const double noise_share : {0.0, 0.05, -0.03}) {
    for (double degc = -30.0; degc <= 20.0; degc += 7.0) {
      for (int hour = 0; hour < 24; hour += 4) {
        const OsloTime local{.month = 2, .day = 3, .hour = hour, .minute = 30, .weekday = 2};
        const SectorTable<double> power_ratio =
            CalcSectorPowerRatio(demand, MakeSectorClock(demand, local), At(degc), noise_share);
        const double sum_mw = 100.0 * power_ratio[kDirect] + 100.0 * power_ratio[kIndustry];
        const double total_mw = CalcGeneralDemandMw(demand, degc, local) * (1.0 + noise_share);
        EXPECT_NEAR(sum_mw, model.calibration_ratio * total_mw, 1e-9);
        EXPECT_DOUBLE_EQ(power_ratio[kIndustry], 1.0);  // carries no correction
      }
    }
  }
}

Growth TwoYears() {
  Growth growth{.years = {2026, 2030, 2040}};
  for (auto& pace : growth.factor_ratio) {
    pace.resize(3);
    pace[0].fill(1.0);
    pace[1].fill(1.2);
    pace[2].fill(2.2);
  }
  growth.factor_ratio[2][2].fill(3.0);
  return growth;
}

TEST(GrowthTest, IsLinearBetweenYearsAndFlatOutside) {
  const auto at = [](int year, GrowthPace pace) {
    return (*CalcSectorFactorsRatio(TwoYears(), {.year = year, .pace = pace}))[kIndustry];
  };
  EXPECT_DOUBLE_EQ(at(2020, GrowthPace::kBase), 1.0);
  EXPECT_DOUBLE_EQ(at(2026, GrowthPace::kBase), 1.0);
  EXPECT_DOUBLE_EQ(at(2028, GrowthPace::kBase), 1.1);
  EXPECT_DOUBLE_EQ(at(2030, GrowthPace::kLow), 1.2);
  EXPECT_DOUBLE_EQ(at(2035, GrowthPace::kBase), 1.7);
  EXPECT_DOUBLE_EQ(at(2035, GrowthPace::kHigh), 2.1);
  EXPECT_DOUBLE_EQ(at(2050, GrowthPace::kBase), 2.2);
}

TEST(GrowthTest, TheBaseYearNeedsNoTableAndAnyOtherDoes) {
  EXPECT_DOUBLE_EQ((*CalcSectorFactorsRatio({}, {}))[0], 1.0);
  EXPECT_EQ(CalcSectorFactorsRatio({}, {.year = 2030}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace models
