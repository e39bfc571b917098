// What the completed region must hold: supply under every single outage, and three plausible states
// whose AC outages all have a solution, with the overloads that remain named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/grid_loader.h"
#include "data/region_loader.h"
#include "models/electricity/topology.h"
#include "models/time/oslo_calendar.h"
#include "solvers/ac_power_flow.h"
#include "solvers/parallel_for.h"
#include "solvers/planning_quarter.h"
#include "tests/support/outage_walk.h"
#include "tests/support/region_cases.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kLeastSecureShare = 0.85;
constexpr double kLeastOpenStationShare = 0.80;
constexpr double kProbeMw = 10.0;
constexpr double kWorseShare = 0.001;     // of a rating: an overload counts as worsened beyond this
constexpr double kNearLimitShare = 0.90;  // named as near their limit

// Overloads that public sources confirm and that therefore stay. Valdres: no capacity for more
// production on Åbjøra - Bagn - Dokka - Gjøvik (By), and Skyberg is announced in place of Vardal
// for more transformation towards Gjøvik and Valdres. Western Oslo: the corridor's renewal at 420
// kV is announced; here it is above its limit only on mornings colder than the design case.
const char* const kNamedOverloads[] = {"Dokka - By (1)", "Dokka - By (2)"};
const char* const kNamedInAYear[] = {
    "Dokka - By (1)",   "Dokka - By (2)",     "Bagn - Dokka (1)",
    "Bagn - Dokka (2)", "Vardal 300/132 T1",  "Vardal 300/132 T2",
    "Hamang - Bærum",   "Sylling - Hamang 1", "Sylling - Hamang 2"};

class RegionSecurityTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    data::Diagnostics diagnostics;
    grid_ = new models::ElectricityGrid(data::LoadGrid(tests::RegionDirectory(), diagnostics).grid);
    ASSERT_TRUE(data::ToStatus(diagnostics).ok()) << data::ToStatus(diagnostics);
    ASSERT_TRUE(models::Validate(*grid_).ok()) << models::Validate(*grid_);
  }
  static void TearDownTestSuite() { delete grid_; }

  static models::Table<BranchIndex, char> AsBuilt() {
    models::Table<BranchIndex, char> in_service(grid_->branches.size());
    for (std::size_t k = 0; k < grid_->branches.size(); ++k) {
      in_service[BranchIndex(k)] = grid_->branches[BranchIndex(k)].is_in_service ? 1 : 0;
    }
    return in_service;
  }
  static const std::string& NameOf(BranchIndex branch) { return grid_->branches[branch].name; }

  static models::ElectricityGrid* grid_;
};

models::ElectricityGrid* RegionSecurityTest::grid_ = nullptr;

TEST_F(RegionSecurityTest, MostColdLoadKeepsItsSupplyUnderEverySingleOutage) {
  auto in_service = AsBuilt();
  const auto bridges = models::FindBridges(*grid_, in_service);
  std::vector<std::string> cut_by(grid_->buses.size());
  for (std::size_t k = 0; k < bridges.size(); ++k) {
    if (bridges[BranchIndex(k)] == 0) continue;
    in_service[BranchIndex(k)] = 0;
    const models::Islands islands = models::FindIslands(*grid_, in_service);
    in_service[BranchIndex(k)] = 1;
    const int main_island = islands.island[grid_->boundaries[models::BoundaryIndex(0)].bus];
    for (std::size_t i = 0; i < cut_by.size(); ++i) {
      if (islands.island[BusIndex(i)] == main_island) continue;
      if (cut_by[i].empty()) cut_by[i] = NameOf(BranchIndex(k));
    }
  }
  std::map<std::string, double> radial_mw;
  double total_mw = 0.0, cut_mw = 0.0;
  for (const models::LoadParams& load : grid_->loads) {
    total_mw += load.cold_mw;
    const std::string& cause = cut_by[load.bus.value()];
    if (cause.empty()) continue;
    cut_mw += load.cold_mw;
    radial_mw[absl::StrCat(grid_->buses[load.bus].name, " (", cause, ")")] += load.cold_mw;
  }
  const double secure_share = 1.0 - cut_mw / total_mw;
  for (const auto& [place, load_mw] : radial_mw) {
    std::printf("radial: %6.1f MW %s\n", load_mw, place.c_str());
  }
  std::printf("N-1 supply: %.4f of %.0f MW\n", secure_share, total_mw);
  RecordProperty("n_1_supply_share", absl::StrCat(secure_share));
  EXPECT_GE(secure_share, kLeastSecureShare);
}

class RegionStateTest : public RegionSecurityTest,
                        public testing::WithParamInterface<tests::RegionCase> {
 protected:
  void SetUp() override {
    auto solver = AcPowerFlow::Make(*grid_);
    ASSERT_TRUE(solver.ok()) << solver.status();
    solver_ = std::make_unique<AcPowerFlow>(*std::move(solver));
    workspace_ = solver_->MakeWorkspace();
    inputs_ = tests::MakeRegionCase(*grid_, GetParam());
    auto solution = solver_->Solve(inputs_, PowerFlowState::MakeFlat(*grid_), {}, *workspace_);
    ASSERT_TRUE(solution.ok()) << solution.status();
    intact_ = *std::move(solution);
  }

  double LoadingShare(const PowerFlowSolution& solution, BranchIndex branch) const {
    return tests::ApparentMva(solution.result.flow[branch]) /
           (grid_->branches[branch].rating.*GetParam().rating_mva);
  }

  // Power towards greater Oslo over the circuits between `ends`, counted at their outer end.
  double InflowMw(const std::vector<std::pair<std::string, std::string>>& ends) const {
    double inflow_mw = 0.0;
    for (const auto& [outer, inner] : ends) {
      int circuits = 0;
      for (std::size_t k = 0; k < grid_->branches.size(); ++k) {
        const models::BranchParams& branch = grid_->branches[BranchIndex(k)];
        const std::string& from = grid_->buses[branch.from].name;
        const std::string& to = grid_->buses[branch.to].name;
        const BranchFlow& flow = intact_.result.flow[BranchIndex(k)];
        if (from == outer && to == inner) inflow_mw += flow.p_from_mw, ++circuits;
        if (from == inner && to == outer) inflow_mw += flow.p_to_mw, ++circuits;
      }
      EXPECT_GT(circuits, 0) << outer << " - " << inner;
    }
    return inflow_mw;
  }

  struct Worst {
    double loading_share = 0.0;
    BranchIndex branch, outage;
  };

  absl::StatusOr<PowerFlowSolution> SolveWithout(BranchIndex outage) {
    inputs_.in_service[outage] = 0;
    auto solution = solver_->Solve(inputs_, intact_.state, {}, *workspace_);
    inputs_.in_service[outage] = 1;
    return solution;
  }

  // A station is open when more load there makes no overload that stands already worse.
  void CheckStations(const std::vector<Worst>& overloads) {
    int stations = 0, open_stations = 0;
    for (std::size_t s = 0; s < grid_->stations.size(); ++s) {
      if (!grid_->stations[models::StationIndex(s)].is_in_region) continue;
      BusIndex bus;  // the station's lowest voltage: where customers connect
      for (std::size_t i = 0; i < grid_->buses.size(); ++i) {
        const models::BusParams& candidate = grid_->buses[BusIndex(i)];
        if (candidate.station != models::StationIndex(s)) continue;
        if (bus.valid() && grid_->buses[bus].nominal_kv < candidate.nominal_kv) continue;
        bus = BusIndex(i);
      }
      ++stations;
      bool is_open = true;
      for (const Worst& overload : overloads) {
        inputs_.injection_mw[bus] -= kProbeMw;
        const auto solution = SolveWithout(overload.outage);
        inputs_.injection_mw[bus] += kProbeMw;
        ASSERT_TRUE(solution.ok()) << solution.status();
        is_open = is_open &&
                  LoadingShare(*solution, overload.branch) <= overload.loading_share + kWorseShare;
      }
      if (is_open) ++open_stations;
    }
    std::printf("%s: %d of %d stations worsen no overload\n", GetParam().name.c_str(),
                open_stations, stations);
    EXPECT_GE(open_stations, kLeastOpenStationShare * stations);
  }

  std::unique_ptr<AcPowerFlow> solver_;
  std::unique_ptr<AcPowerFlow::Workspace> workspace_;
  PowerFlowInputs inputs_;
  PowerFlowSolution intact_;
};

TEST_P(RegionStateTest, NothingIsOverloadedAndPowerFlowsTheKnownWay) {
  for (std::size_t k = 0; k < grid_->branches.size(); ++k) {
    if (!grid_->branches[BranchIndex(k)].is_monitored) continue;
    EXPECT_LT(LoadingShare(intact_, BranchIndex(k)), 1.0) << NameOf(BranchIndex(k));
  }
  const double west_mw = InflowMw({{"Sylling 300", "Hamang 300"},
                                   {"Nes 300", "Sogn 300"},
                                   {"Hemsil 2 300", "Sogn 300"},
                                   {"Ådal 420", "Frogner 420"},
                                   {"Sylling 420", "Tegneby 420"},
                                   {"Flesaker 300", "Tegneby 300"},
                                   {"Rød 420", "Hasle 420"}});
  const double north_mw =
      InflowMw({{"Fåberg 300", "Røykås 300"}, {"Roa 300", "Ulven 300"}, {"Vang 300", "Minne 300"}});
  const double sweden_mw =
      InflowMw({{"Borgvik (SE3) 420", "Hasle 420"}, {"Skogssäter (SE3) 420", "Halden 420"}});
  std::printf("%s: into greater Oslo from west %.0f, north %.0f, Sweden %.0f MW\n",
              GetParam().name.c_str(), west_mw, north_mw, sweden_mw);
  if (GetParam().name == "cold") {
    EXPECT_GT(west_mw, 0.0);
    EXPECT_GT(west_mw, 3.0 * north_mw);
    EXPECT_GT(sweden_mw, 0.0);
  }
  if (GetParam().name == "mild") {
    EXPECT_LT(sweden_mw, 0.0);
  }
}

TEST_P(RegionStateTest, EveryOutageHasASolutionAndOverloadsAreNamed) {
  std::map<std::string, Worst> loaded;
  tests::OutageWalk walk;
  ASSERT_NO_FATAL_FAILURE(tests::WalkOutages(
      *solver_, *grid_, inputs_, intact_.state, walk,
      [&](BranchIndex outage, BranchIndex branch, double apparent_mva) {
        const double loading_share =
            apparent_mva / (grid_->branches[branch].rating.*GetParam().rating_mva);
        Worst& worst = loaded[NameOf(branch)];
        if (loading_share > worst.loading_share) worst = {loading_share, branch, outage};
      }));
  std::vector<Worst> overloads;
  for (const auto& [name, worst] : loaded) {
    if (worst.loading_share < kNearLimitShare) continue;
    std::printf("%s N-1: %5.1f %% %s without %s\n", GetParam().name.c_str(),
                100.0 * worst.loading_share, name.c_str(), NameOf(worst.outage).c_str());
    if (worst.loading_share <= 1.0) continue;
    overloads.push_back(worst);
    EXPECT_THAT(kNamedOverloads, testing::Contains(testing::StrEq(name)));
  }
  std::printf("%s: %d outages, %zu overloads\n", GetParam().name.c_str(), walk.outages,
              overloads.size());
  RecordProperty("overloads", static_cast<int>(overloads.size()));
  CheckStations(overloads);
}

INSTANTIATE_TEST_SUITE_P(WorkedProposal, RegionStateTest, testing::ValuesIn(tests::kRegionCases),
                         [](const auto& one) { return one.param.name; });

// One quarter of a planning year, as the power flow gets it.
struct YearState {
  double key_mw = 0.0;  // what it is the extreme of
  models::Quarter quarter;
  double demand_mw = 0.0, hydro_mw = 0.0;
  PowerFlowInputs inputs;
  models::WeatherField weather;
};

bool IsHydro(models::GeneratorKind kind) {
  return kind != models::GeneratorKind::kWind && kind != models::GeneratorKind::kSolar &&
         kind != models::GeneratorKind::kThermal;
}

// The states of each month with the highest demand, the lowest demand and the most hydro: winter
// mornings, summer nights and floods, whenever they come.
std::vector<YearState> FindHardStates(const models::Region& region,
                                      const models::OsloCalendar& calendar,
                                      const models::WeatherYear& weather_year, int calendar_year) {
  const auto params = *MakePlanningParams(region, weather_year, 1.0);
  const models::Quarter first = calendar.LocalDayStart(calendar_year, 1, 1);
  const models::Quarter end = calendar.LocalDayStart(calendar_year + 1, 1, 1);
  PlanningWeather weather;
  CalcPlanningWeather(params, calendar, first, weather);
  PlanningState state = MakePlanningState(params, weather);
  HeatStepWorkspace workspace;
  RegionalBalanceResult balance;
  std::vector<YearState> states(3 * 12);
  for (models::Quarter quarter = first; quarter < end; quarter = quarter + 1) {
    CalcPlanningWeather(params, calendar, quarter, weather);
    const auto inputs = AdvancePlanning(params, quarter, weather, workspace, state, &balance);
    EXPECT_TRUE(inputs.ok()) << inputs.status();
    if (!inputs.ok()) return {};
    EXPECT_EQ(balance.unserved_mw, 0.0) << weather.local.day_of_year;
    EXPECT_EQ(balance.surplus_mw, 0.0) << weather.local.day_of_year;
    const double demand_mw = balance.generation_sum_mw + balance.net_import_mw;
    double hydro_mw = 0.0;
    for (std::size_t i = 0; i < region.grid.generators.size(); ++i) {
      const models::GeneratorIndex plant(i);
      if (IsHydro(region.grid.generators[plant].kind)) hydro_mw += balance.generation_mw[plant];
    }
    const std::array<double, 3> keys_mw{demand_mw, -demand_mw, hydro_mw};
    for (std::size_t i = 0; i < keys_mw.size(); ++i) {
      YearState& hardest = states[3 * static_cast<std::size_t>(weather.local.month - 1) + i];
      if (!hardest.weather.empty() && keys_mw[i] <= hardest.key_mw) continue;
      hardest = {keys_mw[i], quarter, demand_mw, hydro_mw, *inputs, weather.weather};
    }
  }
  return states;
}

struct YearOverload {
  double loading_share = 0.0;
  BranchIndex outage;
  std::size_t state = 0;
};

struct YearQuestion {
  std::string name;
  models::WeatherYear weather_year;
  int calendar_year = 0;
};

class RegionYearSecurityTest : public testing::TestWithParam<YearQuestion> {};

TEST_P(RegionYearSecurityTest, OutagesOfTheHardestStatesHaveSolutionsAndOnlyNamedOverloads) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const models::ElectricityGrid& grid = region->grid;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto calendar = *models::OsloCalendar::Load();
  const std::vector<YearState> states =
      FindHardStates(*region, calendar, GetParam().weather_year, GetParam().calendar_year);
  ASSERT_EQ(states.size(), 36u);
  std::vector<tests::OutageWalk> walks(states.size());
  std::vector<std::map<std::string, YearOverload>> loaded(states.size());
  ParallelFor(states.size(), CountWorkThreads(), [&](std::size_t s, std::size_t) {
    const YearState& state = states[s];
    const auto workspace = solver->MakeWorkspace();
    const auto intact = solver->Solve(state.inputs, PowerFlowState::MakeFlat(grid), {}, *workspace);
    ASSERT_TRUE(intact.ok()) << s << ": " << intact.status();
    tests::WalkOutages(*solver, grid, state.inputs, intact->state, walks[s],
                       [&](BranchIndex outage, BranchIndex branch, double apparent_mva) {
                         const models::BranchParams& row = grid.branches[branch];
                         const double rating_mva =
                             models::CalcRatingMva(row.rating, state.weather[row.place].air_degc);
                         YearOverload& worst = loaded[s][row.name];
                         if (apparent_mva / rating_mva <= worst.loading_share) return;
                         worst = {apparent_mva / rating_mva, outage, s};
                       });
  });
  std::map<std::string, YearOverload> worst_of;
  tests::OutageWalk all;
  double peak_mw = 0.0;
  for (std::size_t s = 0; s < states.size(); ++s) {
    all.outages += walks[s].outages;
    all.lowest_pu = std::min(all.lowest_pu, walks[s].lowest_pu);
    all.highest_pu = std::max(all.highest_pu, walks[s].highest_pu);
    peak_mw = std::max(peak_mw, states[s].demand_mw);
    for (const auto& [name, one] : loaded[s]) {
      if (one.loading_share > worst_of[name].loading_share) worst_of[name] = one;
    }
  }
  for (const auto& [name, worst] : worst_of) {
    if (worst.loading_share < kNearLimitShare) continue;
    const YearState& state = states[worst.state];
    const models::OsloTime local = calendar.At(state.quarter);
    std::printf("%s N-1: %5.1f %% %s without %s on %02d-%02d %02d h, %.0f MW, hydro %.0f MW\n",
                GetParam().name.c_str(), 100.0 * worst.loading_share, name.c_str(),
                grid.branches[worst.outage].name.c_str(), local.month, local.day, local.hour,
                state.demand_mw, state.hydro_mw);
    if (worst.loading_share <= 1.0) continue;
    EXPECT_THAT(kNamedInAYear, testing::Contains(testing::StrEq(name)));
  }
  std::printf("%s: %d outages, peak %.0f MW, %.3f to %.3f pu\n", GetParam().name.c_str(),
              all.outages, peak_mw, all.lowest_pu, all.highest_pu);
  EXPECT_GE(all.outages, 36 * 600);
}

// The planning year of the shipped configuration, and a year of the live twin that is colder.
INSTANTIATE_TEST_SUITE_P(HardestStates, RegionYearSecurityTest,
                         testing::Values(YearQuestion{"planning", {.seed = 1, .year = 2023}, 2027},
                                         YearQuestion{"live", {.seed = 1, .year = 0}, 2025}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace solvers
