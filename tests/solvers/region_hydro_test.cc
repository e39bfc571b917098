// Weather years of the shipped region's plants against the facts their tables were made from. Steps
// of an hour; heat plants are left out.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "data/region_loader.h"
#include "models/time/oslo_calendar.h"
#include "solvers/electricity_demand.h"
#include "solvers/regional_balance.h"
#include "solvers/weather_generator.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::GeneratorIndex;
using models::GeneratorKind;
using models::Quarter;

constexpr int kYears = 15;
constexpr double kStepH = 1.0;
constexpr std::int64_t kStepQuarters = 4;
constexpr double kLossesShare = 0.024;

bool IsHydro(GeneratorKind kind) {
  return kind != GeneratorKind::kWind && kind != GeneratorKind::kSolar &&
         kind != GeneratorKind::kThermal;
}

struct Sums {
  models::Table<GeneratorIndex, double> plant_gwh;      ///< mean year
  std::map<std::string, double> hydro_gwh, winter_gwh;  ///< by price area; winter: October to March
  std::array<double, 12> residual_mw{}, hours_h{}, flood_loss_mw{}, hydro_mw{};
  double worst_residual_share = 0.0, spill_gwh = 0.0;
  models::Table<models::PlaceIndex, double> inflow_ratio;  ///< mean of these years
  // The coldest hour of a working morning.
  double coldest_degc = 1e9, coldest_residual_mw = 0.0, coldest_hydro_share = 0.0;
  double unserved_mw = 0.0, surplus_mw = 0.0;  ///< largest
  models::Table<models::ExchangeAreaIndex, double> coldest_import_mw;
  double worst_budget_mwh = 0.0;
  // Filling of all reservoirs together at the starts of the weeks, by week of the year and year.
  std::map<int, std::vector<double>> fill_share;
  int missed_budgets = 0, budgets = 0;
};

/// Filling of a week of the year over the years.
struct Filling {
  double least_share = 0.0, p10_share = 0.0, p50_share = 0.0, p90_share = 0.0, most_share = 0.0;
};

Filling MakeFilling(std::vector<double> shares) {
  std::sort(shares.begin(), shares.end());
  const auto at = [&](double part) {
    const double rank = part * static_cast<double>(shares.size() - 1);
    const auto low = static_cast<std::size_t>(rank);
    const std::size_t high = std::min(low + 1, shares.size() - 1);
    return std::lerp(shares[low], shares[high], rank - static_cast<double>(low));
  };
  return {shares.front(), at(0.1), at(0.5), at(0.9), shares.back()};
}

class RegionHydroTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
    sums_ = new Sums(CalcYears());
  }
  static void TearDownTestSuite() {
    delete sums_;
    delete region_;
  }

  static Sums CalcYears() {
    const models::Region& region = *region_;
    const auto& generators = region.grid.generators;
    const auto calendar = *models::OsloCalendar::Load();
    const auto params = *MakeRegionalBalanceParams(region.grid, region.dispatch);
    const models::Table<GeneratorIndex, char> none_out;
    Sums sums;
    sums.plant_gwh = models::Table<GeneratorIndex, double>(generators.size(), 0.0);
    models::WeatherField weather;
    ElectricityDemand demand;
    RegionalBalanceStep step;
    sums.inflow_ratio = models::Table<models::PlaceIndex, double>(region.places.size(), 0.0);
    RegionalBalanceState state =
        MakeRegionalBalanceState(params, calendar.At(calendar.LocalDayStart(2026, 1, 1)), 150.0);
    state.hydro.planned_day = kNeverPlanned;
    for (int year = 0; year < kYears; ++year) {
      const models::WeatherYear weather_year{.seed = 11, .year = 2000 + year};
      const WeatherProcess process{&region.places, region.demand.memory_share, weather_year};
      const Quarter first = calendar.LocalDayStart(2026, 1, 1);
      const Quarter end = calendar.LocalDayStart(2027, 1, 1);
      state.hydro.planned_day = kNeverPlanned;  // the same calendar year again
      for (Quarter quarter = first; quarter < end; quarter = quarter + kStepQuarters) {
        const models::OsloTime local = calendar.At(quarter);
        CalcWeather(region.places, region.demand.memory_share, weather_year, quarter, local, {},
                    weather);
        CalcElectricityDemand(region.grid.loads, region.demand, weather, weather_year, quarter,
                              local, demand);
        double demand_mw = 0.0;
        for (const double load_mw : demand.demand_mw) demand_mw += load_mw;
        state.losses_mw = kLossesShare * demand_mw;
        AdvanceRegionalBalance(region.grid, params,
                               {.demand_mw = demand_mw,
                                .weather = weather,
                                .quarter = quarter,
                                .local = local,
                                .generator_out = none_out,
                                .process = &process},
                               state, kStepH, step);
        const RegionalBalanceResult& r = step.result;
        for (std::size_t i = 0; i < weather.size(); ++i) {
          const models::PlaceIndex place(i);
          sums.inflow_ratio[place] += weather[place].inflow_ratio / (8760.0 * kYears);
        }
        const std::size_t month = static_cast<std::size_t>(local.month - 1);
        sums.residual_mw[month] += r.residual_load_mw;
        sums.flood_loss_mw[month] += r.flood_loss_mw;
        sums.hours_h[month] += 1.0;
        for (std::size_t i = 0; i < generators.size(); ++i) {
          const GeneratorIndex plant(i);
          sums.plant_gwh[plant] += r.generation_mw[plant] * kStepH / 1000.0 / kYears;
          if (!IsHydro(generators[plant].kind)) continue;
          sums.hydro_mw[month] += r.generation_mw[plant];
          sums.hydro_gwh[generators[plant].price_area] +=
              r.generation_mw[plant] * kStepH / 1000.0 / kYears;
          if (local.month >= 4 && local.month <= 9) continue;
          sums.winter_gwh[generators[plant].price_area] +=
              r.generation_mw[plant] * kStepH / 1000.0 / kYears;
        }
        if (FindWeekStart(quarter + kStepQuarters) != FindWeekStart(quarter)) {
          for (std::size_t i = 0; i < params.hydro.plants.size(); ++i) {
            const double left_mwh =
                std::abs(step.next_state.hydro.week_left_mwh[RegulatedIndex(i)]);
            ++sums.budgets;
            if (left_mwh > 1e-6) ++sums.missed_budgets;
            sums.worst_budget_mwh = std::max(sums.worst_budget_mwh, left_mwh);
          }
        }
        if (FindWeekStart(quarter) == quarter) {
          double energy_mwh = 0.0, capacity_mwh = 0.0;
          for (std::size_t i = 0; i < params.hydro.plants.size(); ++i) {
            energy_mwh += state.hydro.reservoir_mwh[RegulatedIndex(i)];
            capacity_mwh += params.hydro.plants[RegulatedIndex(i)].limits.storage_mwh;
          }
          sums.fill_share[local.day_of_year / 7 + 1].push_back(energy_mwh / capacity_mwh);
        }
        double mean_degc = 0.0, regulated_mw = 0.0, regulated_max_mw = 0.0;
        for (const models::PlaceWeather& place : weather) {
          mean_degc += place.effective_degc / static_cast<double>(weather.size());
        }
        if (local.hour == 8 && mean_degc < sums.coldest_degc) {
          for (const RegulatedPlant& plant : params.hydro.plants) {
            regulated_mw += r.generation_mw[plant.generator];
            regulated_max_mw += plant.limits.p_max_mw;
          }
          sums.coldest_degc = mean_degc;
          sums.coldest_residual_mw = r.residual_load_mw;
          sums.coldest_hydro_share = regulated_mw / regulated_max_mw;
          sums.coldest_import_mw = r.area_import_mw;
        }
        sums.unserved_mw = std::max(sums.unserved_mw, r.unserved_mw);
        sums.surplus_mw = std::max(sums.surplus_mw, r.surplus_mw);
        sums.spill_gwh += r.spill_mw * kStepH / 1000.0 / kYears;
        sums.worst_residual_share = std::max(sums.worst_residual_share,
                                             r.store_residual_mwh / (r.generation_sum_mw * kStepH));
        state = step.next_state;
      }
    }
    for (std::size_t m = 0; m < 12; ++m) {
      sums.residual_mw[m] /= sums.hours_h[m];
      sums.flood_loss_mw[m] /= sums.hours_h[m];
      sums.hydro_mw[m] /= sums.hours_h[m];
    }
    return sums;
  }

  static const models::Region* region_;
  static const Sums* sums_;
};
const models::Region* RegionHydroTest::region_ = nullptr;
const Sums* RegionHydroTest::sums_ = nullptr;

// Wet and dry years leave the mean of 15 years a few per cent off the normal. A plant below a
// reservoir makes what came; one in a river, up to its size, something between that and its normal
// year.
TEST_F(RegionHydroTest, PlantsMakeTheirNormalYearOfTheWaterThatCame) {
  std::map<GeneratorKind, double> made_gwh, normal_gwh, water_gwh;
  const auto& generators = region_->grid.generators;
  for (std::size_t i = 0; i < generators.size(); ++i) {
    const models::GeneratorParams& plant = generators[GeneratorIndex(i)];
    if (!IsHydro(plant.kind) || plant.normal_year_gwh <= 0.0) continue;
    const double gwh = sums_->plant_gwh[GeneratorIndex(i)];
    const double inflow_ratio = sums_->inflow_ratio[plant.place];
    made_gwh[plant.kind] += gwh;
    normal_gwh[plant.kind] += plant.normal_year_gwh;
    water_gwh[plant.kind] += plant.normal_year_gwh * inflow_ratio;
    const double ratio = gwh / plant.normal_year_gwh;
    // A few plants' normal year is 7500 h and more of their size: they cannot make it of rivers
    // that vary.
    const double tolerance_share = plant.normal_year_gwh / plant.p_max_mw > 7.5 ? 0.12 : 0.05;
    const double least_ratio =
        models::IsRegulated(plant.kind) ? inflow_ratio : std::min(inflow_ratio, 1.0);
    const double most_ratio =
        models::IsRegulated(plant.kind) ? inflow_ratio : std::max(inflow_ratio, 1.0);
    EXPECT_GE(ratio, least_ratio - tolerance_share) << plant.name;
    EXPECT_LE(ratio, most_ratio + tolerance_share) << plant.name;
  }
  for (const auto& [kind, gwh] : made_gwh) {
    std::printf("class %d: %.0f GWh, normal %.0f, of the water %.0f\n", static_cast<int>(kind), gwh,
                normal_gwh[kind], water_gwh[kind]);
    // These 15 years are 7 % wetter than normal: rivers lose more of it as floods than plants that
    // have a dam (here 0.957 and 0.971 against 0.986 and 0.992).
    const double tolerance_share = models::IsRegulated(kind) ? 0.02 : 0.05;
    EXPECT_NEAR(gwh / water_gwh[kind], 1.0, tolerance_share) << static_cast<int>(kind);
  }
}

TEST_F(RegionHydroTest, EveryWeekMeetsItsBudgetAndReservoirsClose) {
  EXPECT_EQ(sums_->budgets, 60060);  // 77 plants, 52 weeks, 15 years
  EXPECT_EQ(sums_->missed_budgets, 0);
  EXPECT_LE(sums_->worst_budget_mwh, 1e-6);  // here 2e-11
  EXPECT_LE(sums_->worst_residual_share, 1e-9);
  // Here 243 GWh a year, about 1 % of the water, in wet years: reservoirs that keep what comes early
  // have less room for what comes late.
  EXPECT_LT(sums_->spill_gwh, 320.0);
}

TEST_F(RegionHydroTest, FillingFollowsTheSeasonWithTheSpreadOfRealReservoirs) {
  std::map<int, Filling> by_week;
  for (const auto& [week, shares] : sums_->fill_share) {
    if (static_cast<int>(shares.size()) < kYears) continue;
    by_week[week] = MakeFilling(shares);
    const Filling& fill = by_week[week];
    std::printf("week %d: filling P10 %.3f P50 %.3f P90 %.3f (%.3f to %.3f)\n", week,
                fill.p10_share, fill.p50_share, fill.p90_share, fill.least_share, fill.most_share);
  }
}

TEST_F(RegionHydroTest, TheColdestMorningIsFedFromTheWestWithinLimits) {
  std::printf("coldest morning %.1f degC: residual %.0f MW, regulated at %.3f, imports",
              sums_->coldest_degc, sums_->coldest_residual_mw, sums_->coldest_hydro_share);
  for (const double mw : sums_->coldest_import_mw) std::printf(" %.0f", mw);
  std::printf("\n");
  // The worked cold case, with Telemark by SSB, asks 9743 MW of plants and neighbours and gets
  // 2350, 2259, 500 and 100 MW from NO5, NO2, SE3 and NO3. Here, at 10 169 MW: 2406, 2346, 709 and
  // 114, plants at 0.90.
  const std::array<double, 4> worked_mw{2350.0, 2259.0, 500.0, 100.0};
  for (std::size_t i = 0; i < worked_mw.size(); ++i) {
    const models::ExchangeAreaIndex area(i);
    EXPECT_NEAR(sums_->coldest_import_mw[area], worked_mw[i], 250.0) << i;
    EXPECT_LE(sums_->coldest_import_mw[area], region_->grid.exchange_areas[area].import_limit_mw);
  }
  EXPECT_GT(sums_->coldest_hydro_share, 0.75);
  EXPECT_EQ(sums_->unserved_mw, 0.0);
  EXPECT_LT(sums_->surplus_mw, 600.0);  // at most 382 MW in 15 years, in a wet spring
}

TEST_F(RegionHydroTest, AreasAndSeasonsAgreeWithTheFacts) {
  for (const auto& [area, gwh] : sums_->hydro_gwh) {
    std::printf("%s %.0f GWh, October to March %.3f\n", area.c_str(), gwh,
                sums_->winter_gwh.at(area) / gwh);
  }
  for (std::size_t m = 0; m < 12; ++m) {
    std::printf("month %zu: residual %.0f MW, hydro %.0f, flood loss %.0f\n", m + 1,
                sums_->residual_mw[m], sums_->hydro_mw[m], sums_->flood_loss_mw[m]);
  }
  // balance.csv: normal year 17.1 TWh, 18.3 in the wet 2021. Here 17.6.
  EXPECT_GT(sums_->hydro_gwh.at("NO1"), 17000.0);
  EXPECT_LT(sums_->hydro_gwh.at("NO1"), 18300.0);
  // Rivers make NO1's hydro a summer area, reservoirs NO5's a winter one. Here 0.44 and 0.63.
  EXPECT_LT(sums_->winter_gwh.at("NO1") / sums_->hydro_gwh.at("NO1"), 0.5);
  EXPECT_GT(sums_->winter_gwh.at("NO5") / sums_->hydro_gwh.at("NO5"), 0.5);
  // Floods are lost from May to July: here 0.7, 1.0 and 0.5 GW of 2.2 TWh a year, none in winter.
  const auto& lost_mw = sums_->flood_loss_mw;
  EXPECT_GT(lost_mw[4] + lost_mw[5] + lost_mw[6],
            0.6 * std::accumulate(lost_mw.begin(), lost_mw.end(), 0.0));
  EXPECT_LT(lost_mw[0] + lost_mw[1], 50.0);
  // The usual residual load that a run starts from is the one that comes out.
  for (std::size_t m = 0; m < 12; ++m) {
    EXPECT_NEAR(sums_->residual_mw[m], region_->dispatch.usual_residual_mw[m], 200.0) << m + 1;
  }
}

}  // namespace
}  // namespace solvers
