// The stories under data/ostlandet/scenarios do what they say.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/region_paths.h"
#include "tests/support/region_stepper.h"
#include "twin/convert/scenario_file.h"
#include "twin/scenario/simulate.h"

namespace twin::scenario {
namespace {

using tests::RegionStepper;

std::string Folder() { return tests::RegionDirectory() + "/scenarios"; }

absl::StatusOr<Scenario> Load(const std::string& path) {
  std::ifstream file(path);
  const std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  auto parsed = convert::ParseScenarioFile(json);
  if (!parsed.ok()) return parsed.status();
  return convert::ResolveScenario(*std::move(parsed), RegionStepper()->names());
}

TEST(ShippedStoriesTest, EveryFileIsAScenarioWithTitlesInBothLanguages) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    const auto story = Load(entry.path());
    ASSERT_TRUE(story.ok()) << entry.path() << story.status();
    EXPECT_EQ(story->name, entry.path().stem());
    EXPECT_FALSE(story->title_nb.empty() || story->title_en.empty()) << entry.path();
  }
  EXPECT_GE(files, 1);
}

/// Series of a run by quarter.
class Told {
 public:
  Told(const SimulatedRun& run, const std::vector<std::string>& names) : run_(run), names_(names) {}
  double At(const std::string& name, models::Quarter quarter) const {
    return Of(name)[static_cast<std::size_t>(quarter - run_.report.from)];
  }
  const std::vector<double>& Of(const std::string& name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    EXPECT_NE(found, names_.end()) << name;
    return run_.series[static_cast<std::size_t>(found - names_.begin())];
  }

 private:
  const SimulatedRun& run_;
  const std::vector<std::string>& names_;
};

TEST(ShippedStoriesTest, TheColdTuesdayCutsBoilersEmptiesTheTankAndCoolsRooms) {
  const auto story = Load(Folder() + "/cold_tuesday.json");
  ASSERT_TRUE(story.ok()) << story.status();
  const std::string air = "air_temperature_degc/Oslo Blindern",
                    room = "indoor_temperature_degc/Oslo", tank = "accumulator_content_mwh/Oslo",
                    power = "heat_system_electricity_mw/Oslo", trip = "plant_heat_mw/Klemetsrud",
                    loading = "branch_loading_share/Tegneby 300/47 T2",
                    lost = "branch_in_service_flag/Tegneby 300/47 T1";
  const std::vector<std::string> names{air, room, tank, power, trip, loading, lost};
  std::vector<SeriesColumn> columns;
  for (const std::string& name : names) {
    const auto found = FindColumns(*RegionStepper(), name);
    ASSERT_TRUE(found.ok()) << found.status();
    columns.push_back(found->front());
  }
  const auto runs = Simulate(*RegionStepper(), *story, 2, columns);
  ASSERT_TRUE(runs.ok()) << runs.status();
  const Told trunk(runs->front(), names);
  const auto time = [](int day, int hour) {
    return models::Quarter::Containing(
        absl::FromCivil(absl::CivilHour(2026, 1, day, hour), absl::UTCTimeZone()));
  };
  const models::Quarter before = time(27, 2), after = time(27, 8), noon = time(27, 12);

  // The day: a Tuesday, -25 degrees at its coldest.
  EXPECT_EQ(absl::GetWeekday(absl::CivilDay(2026, 1, 27)), absl::Weekday::tuesday);
  const auto& air_degc = trunk.Of(air);
  const auto begin = air_degc.begin() + (time(27, 0) - story->from);
  EXPECT_NEAR(*std::min_element(begin, begin + models::kQuartersPerDay), -25.0, 0.5);

  // The transformer is lost: its neighbour carries its part.
  EXPECT_EQ(trunk.At(lost, before), 1.0);
  EXPECT_EQ(trunk.At(lost, after), 0.0);
  EXPECT_GT(trunk.At(loading, after), 1.2 * trunk.At(loading, before));

  // Boilers cut, Klemetsrud trips, the accumulator covers until it is empty.
  EXPECT_GT(trunk.At(power, before), 100.0);
  EXPECT_LE(trunk.At(power, after), 60.0 + 1e-6);
  EXPECT_GT(trunk.At(trip, before), 50.0);
  EXPECT_EQ(trunk.At(trip, after), 0.0);
  const auto& tank_mwh = trunk.Of(tank);
  const auto tank_begin = tank_mwh.begin() + (before - story->from);
  EXPECT_LT(*std::min_element(tank_begin, tank_mwh.end()), 0.2 * *tank_begin);

  // Rooms cool; the remedy warms them again, and serves more heat.
  EXPECT_LT(trunk.At(room, noon), trunk.At(room, before) - 0.5);
  ASSERT_EQ(runs->size(), 2u);
  const Told remedy((*runs)[1], names);
  EXPECT_GT(remedy.At(room, noon), trunk.At(room, noon) + 0.5);
  EXPECT_GT(remedy.At(power, noon), 100.0);
  const Comparison& found = (*runs)[1].difference;
  EXPECT_LT(found.second.heat_unserved_mwh, found.first.heat_unserved_mwh);
  for (const SimulatedRun& run : *runs) EXPECT_EQ(run.report.last.totals->stale_quarters, 0);
}

}  // namespace
}  // namespace twin::scenario
