#include "models/patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "models/base/errors.h"
#include "models/patch_effects.h"

namespace models {
namespace {

Region MakeRegion() {
  Region region;
  region.grid.stations.Add({.id = "s", .name = "Station"});
  for (const char* name : {"a", "b"}) {
    region.grid.buses.Add({.id = name,
                           .name = std::string("Bus ") + name,
                           .station = StationIndex(0),
                           .nominal_kv = 132.0});
  }
  region.grid.branches.Add({.id = "l1", .name = "Line", .from = BusIndex(0), .to = BusIndex(1)});
  region.grid.branches.Add({.id = "l2", .name = "Line", .from = BusIndex(0), .to = BusIndex(1)});
  region.grid.generators.Add({.id = "g1", .name = "Plant", .bus = BusIndex(0)});
  HeatSystemParams oslo;
  oslo.id = "oslo";
  oslo.name = "Oslo";
  oslo.plants.resize(2);
  oslo.plants[1].id = "boiler";
  oslo.plants[1].name = "Boiler";
  region.heat_systems.Add(oslo);
  region.surplus_sources.Add({.id = "dc",
                              .name = "Data centre",
                              .winter_degc = 30.0,
                              .summer_degc = 30.0,
                              .cooled_to_degc = 20.0,
                              .heat_mw = 10.0,
                              .taken_share = 0.2,
                              .heat_system = HeatSystemIndex(0),
                              .bus = BusIndex(1)});
  region.surplus_sources.Add(
      {.id = "smelter", .name = "Smelter", .heat_mw = 5.0, .taken_share = 1.0});
  return region;
}

class PatchTest : public testing::Test {
 protected:
  Region region_ = MakeRegion();
  AssetNames names_{region_};
  static constexpr Quarter kQuarter{1000};

  static Patch InForce(Change change) {
    return {.id = "p",
            .from = kQuarter.start_minute() - 30,
            .to = kQuarter.start_minute() + 30,
            .change = std::move(change)};
  }
  PatchEffects ComposeOne(const Patch& patch) const {
    return Compose(std::span(&patch, 1), region_, names_, kQuarter);
  }
};

TEST_F(PatchTest, OutagesOfEveryKindFindTheirRow) {
  EXPECT_EQ(ComposeOne(InForce(Outage{"l2"})).branch_out[BranchIndex(1)], 1);
  EXPECT_EQ(ComposeOne(InForce(Outage{"g1"})).generator_out[GeneratorIndex(0)], 1);
  EXPECT_EQ(ComposeOne(InForce(Outage{"boiler"})).heat_plant_out[0][1], 1);
}

TEST_F(PatchTest, APatchActsFromItsFirstMinuteToBeforeItsLast) {
  Patch patch = InForce(DemandChange{"a", 10.0, 0.0});
  patch.from = kQuarter.start_minute();
  EXPECT_EQ(ComposeOne(patch).demand_mw[BusIndex(0)], 10.0);
  patch.from = kQuarter.start_minute() + 1;
  EXPECT_EQ(ComposeOne(patch).demand_mw[BusIndex(0)], 0.0);
  patch.from = 0;
  patch.to = kQuarter.start_minute();
  EXPECT_EQ(ComposeOne(patch).demand_mw[BusIndex(0)], 0.0);
}

TEST_F(PatchTest, DemandAddsAndTheTightestOrderHolds) {
  const std::vector<Patch> patches = {
      InForce(DemandChange{"a", 10.0, 2.0}), InForce(DemandChange{"a", 5.0, 0.0}),
      InForce(GridOrder{"oslo", 80.0}), InForce(GridOrder{"oslo", 20.0})};
  const PatchEffects effects = Compose(patches, region_, names_, kQuarter);
  EXPECT_EQ(effects.demand_mw[BusIndex(0)], 15.0);
  EXPECT_EQ(effects.demand_mvar[BusIndex(0)], 2.0);
  EXPECT_EQ(effects.electricity_max_mw[HeatSystemIndex(0)], 20.0);
}

TEST_F(PatchTest, ReservesAddTheTightestReductionHoldsAndPricesComposeInAnyOrder) {
  std::vector<Patch> patches = {
      InForce(ReserveActivation{"oslo", 0.1}), InForce(ReserveActivation{"oslo", 0.2}),
      InForce(ReserveActivation{"oslo", 0.3}), InForce(PlantReduction{"boiler", 0.7}),
      InForce(PlantReduction{"boiler", 0.4}),  InForce(PriceChange{2.0, 100.0}),
      InForce(PriceChange{1.5, -30.0})};
  const PatchEffects effects = Compose(patches, region_, names_, kQuarter);
  EXPECT_EQ(effects.reserve_cut_mw[HeatSystemIndex(0)], 0.1 + 0.2 + 0.3);
  EXPECT_EQ(effects.heat_plant_share[0], (std::vector<double>{1.0, 0.4}));
  EXPECT_EQ(effects.price_ratio, 3.0);
  EXPECT_EQ(effects.price_offset_nok_per_mwh, 70.0);
  std::reverse(patches.begin(), patches.end());
  const PatchEffects other = Compose(patches, region_, names_, kQuarter);
  EXPECT_EQ(other.reserve_cut_mw[HeatSystemIndex(0)], effects.reserve_cut_mw[HeatSystemIndex(0)]);
  EXPECT_EQ(other.heat_plant_share, effects.heat_plant_share);
  for (Patch& patch : patches) patch.to = kQuarter.start_minute();
  const PatchEffects over = Compose(patches, region_, names_, kQuarter);
  EXPECT_EQ(over.reserve_cut_mw[HeatSystemIndex(0)], 0.0);
  EXPECT_EQ(over.heat_plant_share[0], (std::vector<double>{1.0, 1.0}));
  EXPECT_EQ(over.price_ratio, 1.0);
  EXPECT_EQ(over.price_offset_nok_per_mwh, 0.0);
}

TEST_F(PatchTest, OnlyAnOrderMayBeWithoutEnd) {
  Patch patch = InForce(GridOrder{"oslo", 1.0});
  patch.to = kForever;
  EXPECT_TRUE(Validate(patch, names_).ok());
  patch.change = ReserveActivation{"oslo", 1.0};
  const auto violations = errors::FieldViolationsOf(Validate(patch, names_));
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field, "patch.to");
}

TEST_F(PatchTest, NewKindsRefuseWhatIsNoScenario) {
  const auto fields = [this](Change change) {
    std::vector<std::string> found;
    for (const auto& violation : errors::FieldViolationsOf(Validate(InForce(change), names_))) {
      found.push_back(violation.field);
    }
    return found;
  };
  EXPECT_THAT(fields(ReserveActivation{"", -1.0}),
              testing::ElementsAre("patch.reserve_activation.heat_system_id",
                                   "patch.reserve_activation.electricity_cut_mw"));
  EXPECT_THAT(fields(PlantReduction{"boiler", 1.1}),
              testing::ElementsAre("patch.plant_reduction.available_share"));
  EXPECT_THAT(fields(PriceChange{-0.1, std::nan("")}),
              testing::ElementsAre("patch.price_change.price_ratio",
                                   "patch.price_change.offset_nok_per_mwh"));
  EXPECT_EQ(Validate(InForce(PlantReduction{"Boilr", 0.5}), names_).code(),
            absl::StatusCode::kNotFound);
}

TEST_F(PatchTest, ConversionsAndSourcesGoToTheirSystemInAnyOrder) {
  std::vector<Patch> patches = {InForce(HeatConversion{"a", "oslo", 3.0, FormerHeating::kHeatPump}),
                                InForce(HeatConversion{"b", "oslo", 2.0, FormerHeating::kDirect}),
                                InForce(NewSurplusSource{.surplus_source_id = "dc"}),
                                InForce(NewSurplusSource{.surplus_source_id = "dc"}),
                                InForce(NewSurplusSource{"", "oslo", "a", 7.0, 40.0, 25.0})};
  for (int order = 0; order < 2; ++order) {
    const PatchEffects effects = Compose(patches, region_, names_, kQuarter);
    const HeatSystemExtras& extras = effects.heat_extras[HeatSystemIndex(0)];
    ASSERT_EQ(extras.buildings.size(), 2u);
    EXPECT_EQ(extras.buildings[0].bus, BusIndex(1));
    EXPECT_EQ(extras.buildings[0].design_heat_mw, 2.0);
    EXPECT_EQ(extras.buildings[1].former, FormerHeating::kHeatPump);
    ASSERT_EQ(extras.sources.size(), 2u) << "nobody takes a source's heat twice";
    EXPECT_EQ(extras.sources[0].id, "dc");
    EXPECT_EQ(extras.sources[0].taken_share, 0.2);
    EXPECT_EQ(extras.sources[1].bus, BusIndex(0));
    EXPECT_EQ(extras.sources[1].winter_degc, 40.0);
    std::reverse(patches.begin(), patches.end());
  }
}

TEST_F(PatchTest, ConversionsAndSourcesAreChecked) {
  const auto fields = [&](Change change) {
    std::vector<std::string> names;
    for (const auto& violation :
         errors::FieldViolationsOf(Validate(InForce(std::move(change)), names_))) {
      names.push_back(violation.field);
    }
    return names;
  };
  using testing::ElementsAre;
  EXPECT_THAT(fields(HeatConversion{"", "", std::nan("")}),
              ElementsAre("patch.heat_conversion.bus_id", "patch.heat_conversion.heat_system_id",
                          "patch.heat_conversion.design_heat_mw"));
  EXPECT_THAT(fields(HeatConversion{"a", "oslo", 0.0}),
              ElementsAre("patch.heat_conversion.design_heat_mw"));
  EXPECT_THAT(
      fields(NewSurplusSource{"", "oslo", "a", 5000.0, 300.0, 20.0}),
      ElementsAre("patch.new_surplus_source.heat_mw", "patch.new_surplus_source.source_degc"));
  EXPECT_THAT(fields(NewSurplusSource{"", "oslo", "a", 5.0, 20.0, 20.0}),
              ElementsAre("patch.new_surplus_source.cooled_to_degc"));
  EXPECT_THAT(fields(NewSurplusSource{"dc", "", "a", 0.0, 0.0, 0.0}),
              ElementsAre("patch.new_surplus_source.surplus_source_id"));
  EXPECT_EQ(Validate(InForce(NewSurplusSource{.surplus_source_id = "smelter"}), names_).code(),
            absl::StatusCode::kNotFound)
      << "all of it is taken";
  EXPECT_EQ(Validate(InForce(HeatConversion{"nowhere", "oslo", 1.0}), names_).code(),
            absl::StatusCode::kNotFound);
  const auto resolved = ResolveNames(InForce(HeatConversion{"Bus a", "Oslo", 1.0}), names_);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(std::get<HeatConversion>(resolved->change).bus_id, "a");
}

TEST_F(PatchTest, WeatherRatiosMultiplyInAnyOrder) {
  std::vector<Patch> patches = {InForce(WeatherChange{{.wind_ratio = 0.1, .sun_ratio = 0.3}}),
                                InForce(WeatherChange{{.wind_ratio = 0.7, .inflow_ratio = 0.9}}),
                                InForce(WeatherChange{{.wind_ratio = 1.3}})};
  const WeatherRatios ratios = Compose(patches, region_, names_, kQuarter).weather_ratios;
  EXPECT_DOUBLE_EQ(ratios.wind_ratio, 0.1 * 0.7 * 1.3);
  EXPECT_DOUBLE_EQ(ratios.sun_ratio, 0.3);
  EXPECT_DOUBLE_EQ(ratios.inflow_ratio, 0.9);
  std::reverse(patches.begin(), patches.end());
  EXPECT_EQ(Compose(patches, region_, names_, kQuarter).weather_ratios, ratios);
}

TEST_F(PatchTest, SwitchesOpenAndCloseAndWhatIsOutStaysOut) {
  const std::vector<Patch> patches = {InForce(Switching{"l1", true}),
                                      InForce(Switching{"l2", false})};
  const PatchEffects effects = Compose(patches, region_, names_, kQuarter);
  EXPECT_EQ(effects.branch_closed[BranchIndex(0)], 1);
  EXPECT_EQ(effects.branch_out[BranchIndex(0)], 0);
  EXPECT_EQ(effects.branch_out[BranchIndex(1)], 1);
}

TEST_F(PatchTest, NewGenerationIsAtTheNearestPlaceThatHasItsWeather) {
  region_.grid.stations[StationIndex(0)].lat_deg = 60.0;
  region_.grid.stations[StationIndex(0)].lon_deg = 10.0;
  PlaceParams windy{.id = "windy", .lat_deg = 61.0, .lon_deg = 10.0};
  windy.wind_m_per_s.fill(7.0);
  region_.places.Add(windy);
  region_.places.Add({.id = "calm", .lat_deg = 60.1, .lon_deg = 10.0});
  const std::vector<Patch> patches = {InForce(NewGeneration{"b", AddedSource::kWind, 50.0}),
                                      InForce(NewGeneration{"b", AddedSource::kSun, 20.0}),
                                      InForce(NewGeneration{"a", AddedSource::kSteady, 5.0})};
  const auto generation = Compose(patches, region_, names_, kQuarter).generation;
  ASSERT_EQ(generation.size(), 3u);
  EXPECT_EQ(generation[0].bus, BusIndex(0));
  EXPECT_EQ(generation[1].place, PlaceIndex(1));
  EXPECT_EQ(generation[2].place, PlaceIndex(0));
  EXPECT_EQ(generation[2].power_max_mw, 50.0);
}

// A battery gives what it holds each day and takes so much more as it loses, over midnight too.
TEST_F(PatchTest, ABatteryGivesItsEnergyEachDay) {
  const Battery battery{.bus_id = "a",
                        .power_max_mw = 10.0,
                        .energy_mwh = 23.0,
                        .efficiency_share = 0.8,
                        .charge_from_h = 22.5,
                        .discharge_from_h = 16.25};
  ASSERT_TRUE(Validate(InForce(battery), names_).ok());
  const auto demand_at = [&battery](Quarter quarter) {
    return CalcBatteryDemandMw(battery, quarter.start_minute(), (quarter + 1).start_minute());
  };
  double given_mwh = 0.0, taken_mwh = 0.0;
  for (int q = 0; q < kQuartersPerDay; ++q) {
    const double demand_mw = demand_at(kQuarter + q);
    EXPECT_LE(std::abs(demand_mw), battery.power_max_mw + 1e-9);
    (demand_mw < 0.0 ? given_mwh : taken_mwh) += 0.25 * std::abs(demand_mw);
  }
  EXPECT_NEAR(given_mwh, 23.0, 1e-9);
  EXPECT_NEAR(taken_mwh, 23.0 / 0.8, 1e-9);
  // 15:15 UTC is 16:15 in normal time, and 21:30 UTC is 22:30.
  const Quarter day = Quarter(20000 * kQuartersPerDay);
  EXPECT_EQ(demand_at(day + 60), 0.0);
  EXPECT_EQ(demand_at(day + 61), -10.0);
  EXPECT_EQ(demand_at(day + 86), 10.0);
  EXPECT_EQ(demand_at(day), 10.0);
  Patch patch = InForce(battery);
  EXPECT_EQ(ComposeOne(patch).demand_mw[BusIndex(0)], demand_at(kQuarter));
}

// A quarter is cut where something begins or ends inside it, and nowhere else; each part sees what
// is in force at its first minute.
TEST_F(PatchTest, AQuarterIsCutAtTheMinutesOfItsPatches) {
  const Minute start = kQuarter.start_minute();
  std::vector<Patch> patches{
      {.id = "long", .from = start - 30, .to = start + 30, .change = DemandChange{"a", 1.0, 0.0}},
      {.id = "on the edge",
       .from = start,
       .to = start + 15,
       .change = DemandChange{"a", 2.0, 0.0}}};
  EXPECT_EQ(CutQuarter(patches, kQuarter), (std::vector<QuarterPart>{QuarterPart{}}));
  patches.push_back({.id = "seven", .from = start + 7, .change = DemandChange{"a", 10.0, 0.0}});
  patches.push_back({.id = "short", .from = start + 7, .to = start + 12, .change = Outage{"l1"}});
  const std::vector<QuarterPart> parts{{0, 7}, {7, 12}, {12, 15}};
  EXPECT_EQ(CutQuarter(patches, kQuarter), parts);
  EXPECT_EQ(CutQuarter(patches, kQuarter, 9), (std::vector<QuarterPart>{{0, 7}, {7, 9}}));
  EXPECT_EQ(CutQuarter(patches, kQuarter, 7), (std::vector<QuarterPart>{{0, 7}}));
  double demand_mwh = 0.0;
  for (const QuarterPart& part : parts) {
    const PatchEffects effects = Compose(patches, region_, names_, kQuarter, part);
    EXPECT_EQ(effects.branch_out[BranchIndex(0)], part.from == 7 ? 1 : 0);
    demand_mwh += part.hours() * effects.demand_mw[BusIndex(0)];
  }
  EXPECT_NEAR(demand_mwh, 0.25 * 3.0 + 10.0 * 8.0 / 60.0, 1e-12);
}

// What customers take back ends at its own minute; a plan of heat goes on to its next hour at its.
TEST_F(PatchTest, AQuarterIsCutWhereAReboundEndsAndAPlanGoesOn) {
  const Minute start = kQuarter.start_minute();
  const Patch response{.id = "r",
                       .from = start - 100,
                       .to = start - 55,
                       .change = DemandResponse{"b", 12.0, 0.5, 1.0}};
  EXPECT_EQ(CutQuarter({&response, 1}, kQuarter), (std::vector<QuarterPart>{{0, 5}, {5, 15}}));
  EXPECT_DOUBLE_EQ(
      Compose({&response, 1}, region_, names_, kQuarter, {0, 5}).demand_mw[BusIndex(1)],
      12.0 * 0.5 * 45.0 / 60.0);
  EXPECT_EQ(Compose({&response, 1}, region_, names_, kQuarter, {5, 15}).demand_mw[BusIndex(1)],
            0.0);
  const Patch plan{
      .id = "p",
      .from = start - 50,
      .to = start + 70,
      .change = HeatPlanOrder{"oslo", {{.plant_runs = {1, 0}}, {.plant_runs = {0, 1}}}}};
  EXPECT_EQ(CutQuarter({&plan, 1}, kQuarter), (std::vector<QuarterPart>{{0, 10}, {10, 15}}));
}

// Prices go on hour by hour from the patch's own minute; a change of price goes on top, and after
// the last hour the twin's own price is back.
TEST_F(PatchTest, PricesGoOnHourByHour) {
  Patch first = {
      .id = "a", .from = kQuarter.start_minute() - 50, .change = PriceSeries{{300.0, -20.0}}};
  ASSERT_TRUE(Validate(first, names_).ok());
  const Patch later{.id = "b",
                    .from = kQuarter.start_minute() + 15,
                    .to = kQuarter.start_minute() + 30,
                    .change = PriceSeries{{900.0}}};
  const std::vector<Patch> patches{later, first};
  EXPECT_EQ(CutQuarter(patches, kQuarter), (std::vector<QuarterPart>{{0, 10}, {10, 15}}));
  const auto at = [&](Quarter quarter, const QuarterPart& part) {
    return Compose(patches, region_, names_, quarter, part).price_nok_per_mwh;
  };
  EXPECT_EQ(at(kQuarter, {0, 10}), 300.0);
  EXPECT_EQ(at(kQuarter, {10, 15}), -20.0);
  EXPECT_EQ(at(kQuarter + 1, {}), 900.0) << "the one that begins last";
  EXPECT_EQ(at(kQuarter + 2, {}), -20.0);
  EXPECT_EQ(at(kQuarter + 6, {}), std::nullopt);
  first.change = PriceSeries{{100.0, std::nan("")}};
  EXPECT_EQ(errors::FieldViolationsOf(Validate(first, names_))[0].field,
            "patch.price_series.hours_nok_per_mwh[1]");
  first.change = PriceSeries{};
  EXPECT_EQ(errors::FieldViolationsOf(Validate(first, names_))[0].field,
            "patch.price_series.hours_nok_per_mwh");
}

TEST_F(PatchTest, CustomersTakeBackWhatTheyDidNotTake) {
  Patch patch = InForce(DemandResponse{"b", 12.0, 0.5, 2.0});
  patch.from = kQuarter.start_minute();
  patch.to = patch.from + 60;
  ASSERT_TRUE(Validate(patch, names_).ok());
  double energy_mwh = 0.0;
  for (int q = 0; q < 12; ++q) {
    const double demand_mw =
        Compose(std::span(&patch, 1), region_, names_, kQuarter + q).demand_mw[BusIndex(1)];
    EXPECT_DOUBLE_EQ(demand_mw, q < 4 ? -12.0 : 3.0) << q;
    energy_mwh += 0.25 * demand_mw;
    EXPECT_TRUE(StillMatters(patch, kQuarter + q));
  }
  EXPECT_NEAR(energy_mwh, -12.0 + 0.5 * 12.0, 1e-12);
  EXPECT_FALSE(StillMatters(patch, kQuarter + 12));
  patch.to = kForever;
  EXPECT_EQ(errors::FieldViolationsOf(Validate(patch, names_))[0].field, "patch.to");
}

TEST_F(PatchTest, TheNewestPlanOfAHeatSystemIsFollowedHourByHour) {
  const auto plan = [](std::vector<char> runs, double discharge_mw) {
    return HeatPlanOrder{"oslo",
                         {{.plant_runs = runs, .accumulator_discharge_mw = discharge_mw},
                          {.plant_runs = runs, .accumulator_discharge_mw = -discharge_mw}}};
  };
  Patch first{.id = "a",
              .from = kQuarter.start_minute(),
              .to = kQuarter.start_minute() + 120,
              .change = plan({1, 0}, 5.0)};
  Patch second{.id = "b",
               .from = kQuarter.start_minute() + 60,
               .to = kQuarter.start_minute() + 180,
               .change = plan({0, 1}, 7.0)};
  ASSERT_TRUE(Validate(first, names_).ok()) << Validate(first, names_);
  const auto at = [&](int quarters) {
    const std::vector<Patch> patches{second, first};
    return Compose(patches, region_, names_, kQuarter + quarters).heat_plan[HeatSystemIndex(0)];
  };
  EXPECT_EQ(at(0).accumulator_discharge_mw, 5.0);
  EXPECT_EQ(at(0).plant_runs, (std::vector<char>{1, 0}));
  EXPECT_EQ(at(3).accumulator_discharge_mw, 5.0);
  EXPECT_EQ(at(4).accumulator_discharge_mw, 7.0) << "the one that begins last";
  EXPECT_EQ(at(8).accumulator_discharge_mw, -7.0);
  EXPECT_TRUE(at(12).plant_runs.empty()) << "cheapest first again";
  first.change = plan({1, 0, 1}, 5.0);
  EXPECT_TRUE(Compose(std::span(&first, 1), region_, names_, kQuarter)
                  .heat_plan[HeatSystemIndex(0)]
                  .plant_runs.empty())
      << "a plan for other plants is not followed";
  first.change = plan({1, 0}, 5.0);
  first.to = kForever;
  EXPECT_EQ(errors::FieldViolationsOf(Validate(first, names_))[0].field, "patch.to");
  first.change = HeatPlanOrder{"oslo", {}};
  first.to = kQuarter.start_minute() + 15;
  EXPECT_EQ(errors::FieldViolationsOf(Validate(first, names_)).back().field,
            "patch.heat_plan.hours");
}

TEST_F(PatchTest, ScenarioKindsRefuseWhatIsNoScenario) {
  const auto fields = [this](Change change) {
    std::vector<std::string> found;
    for (const auto& violation : errors::FieldViolationsOf(Validate(InForce(change), names_))) {
      found.push_back(violation.field);
    }
    return found;
  };
  using testing::ElementsAre;
  EXPECT_THAT(fields(WeatherChange{{.wind_ratio = -1.0, .inflow_ratio = std::nan("")}}),
              ElementsAre("patch.weather_change.wind_ratio", "patch.weather_change.inflow_ratio"));
  EXPECT_THAT(fields(TemperatureShift{-5.0, 0.75}), ElementsAre("patch.temperature_shift.ramp_h"));
  EXPECT_THAT(fields(NewGeneration{"", AddedSource::kWind, 0.0}),
              ElementsAre("patch.new_generation.bus_id", "patch.new_generation.power_max_mw"));
  EXPECT_THAT(fields(Battery{"a", 10.0, 100.0, 0.9, 2.0, 8.0}),
              ElementsAre("patch.battery.energy_mwh"))
      << "11 h to take, 6 h there are";
  EXPECT_THAT(fields(DemandResponse{"a", 5.0, 0.5, 0.0}),
              ElementsAre("patch.demand_response.rebound_h"));
  EXPECT_EQ(Validate(InForce(Switching{"nowhere", true}), names_).code(),
            absl::StatusCode::kNotFound);
}

TEST_F(PatchTest, PastColdIsRememberedForAWhile) {
  Patch patch = InForce(TemperatureShift{-10.0});
  patch.to = kQuarter.start_minute() - 10;
  EXPECT_EQ(ComposeOne(patch).temperature_offsets.size(), 1u);
  EXPECT_TRUE(StillMatters(patch, kQuarter));
  EXPECT_FALSE(StillMatters(patch, kQuarter + 5 * kQuartersPerDay));
  patch.change = Outage{"l1"};
  EXPECT_FALSE(StillMatters(patch, kQuarter));
}

TEST_F(PatchTest, NamesBecomeIds) {
  const auto resolved = ResolveNames(InForce(DemandChange{"Bus b", 1.0, 0.0}), names_);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(std::get<DemandChange>(resolved->change).bus_id, "b");
}

TEST_F(PatchTest, AnAmbiguousNameListsTheMatches) {
  const absl::Status status = Validate(InForce(Outage{"Line"}), names_);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(errors::SuggestionsOf(status), testing::ElementsAre("l1", "l2"));
}

TEST_F(PatchTest, AnUnknownNameGivesTheNearest) {
  const absl::Status status = Validate(InForce(Outage{"Plont"}), names_);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(errors::SuggestionsOf(status), testing::Contains("Plant"));
}

TEST_F(PatchTest, ValuesThatAreNoScenarioAreRefusedTogether) {
  Patch patch = InForce(DemandChange{"", std::nan(""), 1e9});
  patch.to = patch.from;
  std::vector<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(Validate(patch, names_))) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, testing::ElementsAre("patch.to", "patch.demand_change.bus_id",
                                           "patch.demand_change.demand_mw",
                                           "patch.demand_change.demand_mvar"));
}

}  // namespace
}  // namespace models
