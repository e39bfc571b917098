// The one pass over hours against its own parts, and the quantities against sums by hand.
#include "solvers/region_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/region_loader.h"
#include "solvers/record_quantities.h"
#include "solvers/weather_generator.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

class RegionRecordTest : public testing::Test {
 protected:
  RegionRecordTest()
      : region_(*data::LoadRegion(tests::RegionDirectory())),
        params_(*MakeRegionRecordParams(region_, "NO1", "oet:place/gvarv")),
        calendar_(*models::OsloCalendar::Load()) {}

  models::Region region_;
  RegionRecordParams params_;
  models::OsloCalendar calendar_;
};

TEST_F(RegionRecordTest, EveryHourIsWhatItsPartsSayAndTheBalanceCloses) {
  const models::WeatherYear weather_year{.seed = 1, .year = 2011};
  const models::Quarter first = calendar_.LocalDayStart(2011, 1, 10);
  std::size_t hours = 0;
  const auto status = ForEachRegionHour(
      params_, calendar_, {weather_year, first, 30, {}}, [&](const RegionHour& hour) {
        const models::Quarter quarter = first + (4 * static_cast<std::int64_t>(hours) + 2);
        EXPECT_EQ(hour.local.hour, static_cast<int>(hours % 24));
        models::WeatherField weather(region_.places.size());
        CalcWeather(region_.places, region_.demand.memory_share, weather_year, quarter, hour.local,
                    {}, weather);
        ElectricityDemand demand;
        CalcElectricityDemand(region_.grid.loads, region_.demand, weather, weather_year, quarter,
                              hour.local, demand);
        const auto is_in_area = [&](models::MunicipalityIndex municipality) {
          return municipality.valid() &&
                 region_.municipalities[municipality].price_area.substr(0, 3) == "NO1";
        };
        double region_mw = hour.heat_electricity_mw, area_mw = 0.0;
        for (std::size_t i = 0; i < hour.heat_system_mw.size(); ++i) {
          if (is_in_area(params_.heat_municipality[i])) area_mw += hour.heat_system_mw[i];
        }
        for (std::size_t i = 0; i < region_.grid.loads.size(); ++i) {
          const models::LoadIndex load(i);
          region_mw += demand.demand_mw[load];
          if (is_in_area(region_.grid.loads[load].municipality)) {
            area_mw += demand.demand_mw[load];
          }
        }
        EXPECT_NEAR(hour.region_mw, region_mw, 1e-9 * region_mw);
        EXPECT_NEAR(hour.area_mw, area_mw, 1e-9 * region_mw);
        double supplied_mw = hour.balance.unserved_mw - hour.balance.surplus_mw;
        for (const double mw : hour.balance.generation_mw) supplied_mw += mw;
        for (const double mw : hour.balance.area_import_mw) supplied_mw += mw;
        EXPECT_NEAR(supplied_mw, (1.0 + kRecordLossesShare) * region_mw, 1e-8 * region_mw);
        ++hours;
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(hours, 30U);
}

TEST_F(RegionRecordTest, AYearsSumsAgreeWithEachOther) {
  const auto year = CalcRegionYear(params_, calendar_, {.seed = 1, .year = 2011});
  ASSERT_TRUE(year.ok()) << year.status();
  EXPECT_EQ(year->area_mw.size(), 8760U);
  EXPECT_EQ(year->days.size(), 365U);
  double municipal_gwh = 0.0, area_gwh = 0.0, price_gwh = 0.0, class_gwh = 0.0, import_gwh = 0.0;
  double hydro_gwh = 0.0, kinds_gwh = 0.0;
  for (const double gwh : year->municipality_gwh) municipal_gwh += gwh;
  for (const double mw : year->area_mw) area_gwh += mw / 1000.0;
  for (const double gwh : year->demand_gwh) price_gwh += gwh;
  for (const double gwh : year->class_gwh) class_gwh += gwh;
  for (const double gwh : year->import_gwh) import_gwh += gwh;
  for (const double gwh : year->hydro_gwh) hydro_gwh += gwh;
  for (std::size_t k = 0; k < 4; ++k) kinds_gwh += year->class_gwh[k];
  EXPECT_NEAR(municipal_gwh, year->region_gwh, 1e-6 * year->region_gwh);
  EXPECT_NEAR(price_gwh + year->heat_electricity_gwh, year->region_gwh, 1e-6 * year->region_gwh);
  EXPECT_NEAR(class_gwh + import_gwh + year->unserved_gwh,
              (1.0 + kRecordLossesShare) * year->region_gwh, 1e-6 * year->region_gwh);
  EXPECT_NEAR(hydro_gwh, kinds_gwh, 1e-6 * hydro_gwh);
  EXPECT_LT(area_gwh, year->region_gwh);
  // A group's joint peak is at most its members' own, and at least the largest of them.
  const auto& groups = params_.group_ids;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    double sum_mw = 0.0, largest_mw = 0.0;
    for (std::size_t i = 0; i < year->municipality_peak_mw.size(); ++i) {
      if (!params_.is_in_group[g][i]) continue;
      const double mw = year->municipality_peak_mw[models::MunicipalityIndex(i)];
      sum_mw += mw;
      largest_mw = std::max(largest_mw, mw);
    }
    EXPECT_LE(year->group_peak_mw[g], sum_mw) << groups[g];
    if (params_.later_loads[g].empty()) {
      EXPECT_GE(year->group_peak_mw[g], largest_mw) << groups[g];
    }
  }
  // Grenland without the data centre that came after 2022 (120 MW of cold load, even all year).
  const auto peak_of = [&](const char* group) {
    const auto found = std::find(groups.begin(), groups.end(), group);
    return year->group_peak_mw[static_cast<std::size_t>(found - groups.begin())];
  };
  EXPECT_NEAR(peak_of("grenland") - peak_of("grenland_2022"), 120.0, 12.0);

  const std::span<const RegionYearRecord> one(&*year, 1);
  const auto energy = FindRecordQuantity(params_, "no1_twh");
  ASSERT_TRUE(energy.ok()) << energy.status();
  EXPECT_NEAR(energy->calc(one), area_gwh / 1000.0 * (1.0 + kSettledLossesShare), 1e-9 * area_gwh);
  const auto peak = FindRecordQuantity(params_, "municipality:3301:peak_mw");
  ASSERT_TRUE(peak.ok()) << peak.status();
  for (std::size_t i = 0; i < region_.municipalities.size(); ++i) {
    const models::MunicipalityIndex index(i);
    if (region_.municipalities[index].id != "3301") continue;
    EXPECT_DOUBLE_EQ(peak->calc(one), year->municipality_peak_mw[index]);
  }
}

TEST_F(RegionRecordTest, NamesNobodyKnowsAreRefusedWithThoseLikeThem) {
  const auto unknown = FindRecordQuantity(params_, "no1_peak_gw");
  EXPECT_TRUE(absl::IsNotFound(unknown.status())) << unknown.status();
  EXPECT_NE(unknown.status().message().find("no1_peak_mw"), std::string::npos);
  EXPECT_TRUE(absl::IsNotFound(MakeRegionRecordParams(region_, "SE4", "oet:place/gvarv").status()));
  EXPECT_TRUE(absl::IsNotFound(MakeRegionRecordParams(region_, "NO1", "nowhere").status()));
}

}  // namespace
}  // namespace solvers
