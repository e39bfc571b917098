#include "models/heat/surplus_source.h"

#include <gtest/gtest.h>

#include <set>

#include "models/base/errors.h"
#include "models/climate/season.h"
#include "models/plants/heat_pump.h"

namespace models {
namespace {

SurplusSourceParams MakeDataCentre() {
  return {.id = "dc",
          .name = "Data centre",
          .kind = "data centre",
          .winter_degc = 25.0,
          .summer_degc = 35.0,
          .cooled_to_degc = 15.0,
          .heat_mw = 10.0,
          .winter_share = 1.0,
          .summer_share = 0.8,
          .heat_system = HeatSystemIndex(0),
          .bus = BusIndex(3)};
}

OsloTime MakeTime(int month, int day, int hour, DayType type = DayType::kWorkday) {
  OsloTime local;
  local.year = 2027;
  local.month = month;
  local.day = day;
  local.hour = hour;
  local.day_of_year = month == 1 ? day : 181 + day;  // January and July
  local.day_type = type;
  return local;
}

TEST(SurplusSourceTest, SeasonsByTheirEnds) {
  const SurplusSourceParams source = MakeDataCentre();
  EXPECT_NEAR(CalcSurplusDegC(source, MakeTime(1, 16, 0)), 25.0, 0.01);
  EXPECT_NEAR(CalcSurplusDegC(source, MakeTime(7, 16, 12)), 35.0, 0.01);
  EXPECT_NEAR(CalcSurplusHeatMw(source, MakeTime(1, 16, 0)), 10.0, 0.01);
  EXPECT_NEAR(CalcSurplusHeatMw(source, MakeTime(7, 16, 12)), 8.0, 0.01);
}

TEST(SurplusSourceTest, WorkdaySourcesRestAtNightAndWeekends) {
  SurplusSourceParams source = MakeDataCentre();
  source.hours = SurplusHours::kWorkday;
  EXPECT_NEAR(CalcSurplusHeatMw(source, MakeTime(1, 16, 12)), 10.0, 0.01);
  EXPECT_NEAR(CalcSurplusHeatMw(source, MakeTime(1, 16, 22)), 10.0 / 3.0, 0.01);
  EXPECT_NEAR(CalcSurplusHeatMw(source, MakeTime(1, 16, 12, DayType::kSunday)), 10.0 / 3.0, 0.01);
}

// By hand: what the source gives is the heat less the electricity: Q (1 − 1/COP) = 10 MW.
TEST(SurplusSourceTest, AHeatPumpLiftsAllOfIt) {
  const HeatPlantParams plant = MakeSurplusPlant(MakeDataCentre(), 90.0, 55.0);
  EXPECT_EQ(plant.kind, HeatPlantKind::kSurplusHeatPump);
  const double cop_ratio = 0.5 * CalcLorenzCopRatio({.source_in_degc = 25.0,
                                                     .source_out_degc = 15.0,
                                                     .sink_in_degc = 55.0,
                                                     .sink_out_degc = 90.0});
  EXPECT_DOUBLE_EQ(plant.efficiency_ratio, cop_ratio);
  EXPECT_NEAR(plant.heat_max_mw * (1.0 - 1.0 / cop_ratio), 10.0, 1e-12);
  EXPECT_EQ(plant.bus, BusIndex(3));
  EXPECT_TRUE(Validate(plant).ok()) << Validate(plant);
}

// Nearly as hot as the network, warmer in the mean: the machine moves water, no electricity is
// made.
TEST(SurplusSourceTest, NearlyHotHeatIsLiftedForLittle) {
  SurplusSourceParams source = MakeDataCentre();
  source.winter_degc = source.summer_degc = 92.0;
  source.cooled_to_degc = 85.0;
  const HeatPlantParams plant = MakeSurplusPlant(source, 90.0, 55.0);
  EXPECT_EQ(plant.kind, HeatPlantKind::kSurplusHeatPump);
  EXPECT_EQ(plant.efficiency_ratio, kMostCopRatio);
  EXPECT_NEAR(plant.heat_max_mw * (1.0 - 1.0 / kMostCopRatio), 10.0, 1e-12);
  EXPECT_TRUE(Validate(plant).ok()) << Validate(plant);
}

TEST(SurplusSourceTest, HotHeatNeedsNoHeatPumpAndTakenHeatIsNotTakenTwice) {
  SurplusSourceParams source = MakeDataCentre();
  source.winter_degc = source.summer_degc = 120.0;
  source.taken_share = 0.25;
  const HeatPlantParams plant = MakeSurplusPlant(source, 90.0, 55.0);
  EXPECT_EQ(plant.kind, HeatPlantKind::kSurplusHeat);
  EXPECT_FALSE(plant.uses_electricity);
  EXPECT_EQ(plant.heat_max_mw, 7.5);
}

TEST(SurplusSourceTest, EveryViolationIsToldAtOnce) {
  EXPECT_TRUE(Validate(MakeDataCentre()).ok()) << Validate(MakeDataCentre());
  SurplusSourceParams source = MakeDataCentre();
  source.id = "";
  source.heat_mw = 0.0;
  source.taken_share = 2.0;
  source.cooled_to_degc = 50.0;
  source.bus = BusIndex();
  std::set<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(Validate(source))) {
    fields.insert(violation.field);
  }
  EXPECT_EQ(fields,
            (std::set<std::string>{"id", "heat_mw", "taken_share", "cooled_to_degc", "bus"}));
}

}  // namespace
}  // namespace models
