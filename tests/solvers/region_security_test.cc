// What the completed region must hold: supply under every single outage, and three plausible states
// whose AC outages all have a solution, with the overloads that remain named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
#include "solvers/electricity_demand.h"
#include "solvers/regional_balance.h"
#include "solvers/weather_generator.h"
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
// production on Åbjøra - Gjøvik (By). Western Oslo: the corridor's renewal at 420 kV is announced;
// here it is above its limit only on mornings colder than the design case.
const char* const kNamedOverloads[] = {"Dokka - By (1)", "Dokka - By (2)"};
const char* const kNamedInAYear[] = {"Dokka - By (1)", "Dokka - By (2)", "Hamang - Bærum",
                                     "Sylling - Hamang 1", "Sylling - Hamang 2"};

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

// States of a synthetic year as the twin makes them: weather, demand, balance; heat left out.
class RegionYear {
 public:
  explicit RegionYear(const models::Region& region)
      : region_(region),
        balance_(*MakeRegionalBalanceParams(region.grid, region.dispatch)),
        shunt_step_(region.grid.shunts.size(), 0) {}

  void Start(models::Quarter quarter) {
    state_ = MakeRegionalBalanceState(balance_, calendar_.At(quarter), 150.0);
  }

  double Advance(models::Quarter quarter) {
    const models::OsloTime local = calendar_.At(quarter);
    CalcWeather(region_.places, region_.demand.memory_share, weather_year_, quarter, local, {},
                weather_);
    CalcElectricityDemand(region_.grid.loads, region_.demand, weather_, weather_year_, quarter,
                          local, demand_);
    double demand_mw = 0.0;
    for (const double load_mw : demand_.demand_mw) demand_mw += load_mw;
    AdvanceRegionalBalance(region_.grid, balance_,
                           {.demand_mw = demand_mw,
                            .weather = weather_,
                            .quarter = quarter,
                            .local = local,
                            .generator_out = none_out_,
                            .process = &process_},
                           state_, 0.25, step_);
    state_ = step_.next_state;
    state_.losses_mw = kLossesShare * demand_mw;
    return demand_mw;
  }

  PowerFlowInputs MakeInputs() {
    const models::ElectricityGrid& grid = region_.grid;
    PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
    for (std::size_t i = 0; i < grid.loads.size(); ++i) {
      const models::LoadIndex load(i);
      inputs.injection_mw[grid.loads[load].bus] -= demand_.demand_mw[load];
      inputs.injection_mvar[grid.loads[load].bus] -= demand_.demand_mvar[load];
    }
    const auto hold = [&inputs](const auto& device) {
      inputs.regulates[device.bus] = 1;
      inputs.v_set_pu[device.bus] = device.v_set_pu;
      inputs.q_min_mvar[device.bus] += device.q_min_mvar;
      inputs.q_max_mvar[device.bus] += device.q_max_mvar;
    };
    models::Table<BusIndex, double> running_mw(grid.buses.size(), 0.0);
    for (std::size_t i = 0; i < grid.generators.size(); ++i) {
      const models::GeneratorIndex plant(i);
      const double generation_mw = step_.result.generation_mw[plant];
      inputs.injection_mw[grid.generators[plant].bus] += generation_mw;
      if (!grid.generators[plant].can_hold_voltage) continue;
      running_mw[grid.generators[plant].bus] += generation_mw;
    }
    for (std::size_t i = 0; i < grid.generators.size(); ++i) {
      const models::GeneratorParams& plant = grid.generators[models::GeneratorIndex(i)];
      if (!plant.can_hold_voltage || running_mw[plant.bus] < plant.min_running_mw) continue;
      if (step_.result.generation_mw[models::GeneratorIndex(i)] > 0.0) hold(plant);
    }
    for (std::size_t i = 0; i < grid.shunts.size(); ++i) {
      const models::ShuntParams& shunt = grid.shunts[models::ShuntIndex(i)];
      if (shunt.is_continuous) {
        hold(shunt);
        continue;
      }
      int& steps = shunt_step_[models::ShuntIndex(i)];
      steps = CalcShuntSteps(shunt, -inputs.injection_mvar[shunt.bus], steps);
      inputs.shunt_mvar[shunt.bus] += shunt.step_mvar * steps;
    }
    for (std::size_t i = 0; i < grid.boundaries.size(); ++i) {
      const models::BoundaryParams& boundary = grid.boundaries[models::BoundaryIndex(i)];
      inputs.injection_mw[boundary.bus] +=
          step_.result.boundary_import_mw[models::BoundaryIndex(i)];
      hold(boundary);
    }
    return inputs;
  }

  double RatingMva(const models::BranchParams& branch) const {
    return models::CalcRatingMva(branch.rating, weather_[branch.place].air_degc);
  }
  const RegionalBalanceResult& balance() const { return step_.result; }
  const models::OsloCalendar& calendar() const { return calendar_; }

 private:
  static constexpr double kLossesShare = 0.027;

  const models::Region& region_;
  const models::OsloCalendar calendar_ = *models::OsloCalendar::Load();
  const RegionalBalanceParams balance_;
  const models::WeatherYear weather_year_;
  const WeatherProcess process_{&region_.places, region_.demand.memory_share, weather_year_};
  const models::Table<models::GeneratorIndex, char> none_out_;
  models::Table<models::ShuntIndex, int> shunt_step_;
  RegionalBalanceState state_;
  RegionalBalanceStep step_;
  models::WeatherField weather_;
  ElectricityDemand demand_;
};

// Two quarters a month and the year's largest demand so far whenever it passes 9.5 GW.
TEST(RegionYearSecurityTest, OutagesOfAWholeYearHaveSolutionsAndOnlyNamedOverloads) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const models::ElectricityGrid& grid = region->grid;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  constexpr int kStrideQuarters = 1447;  // walks through the hours of the day
  constexpr double kPeakMw = 9500.0;
  RegionYear year(*region);
  const models::Quarter first = year.calendar().LocalDayStart(2025, 1, 1);
  const models::Quarter end = year.calendar().LocalDayStart(2026, 1, 1);
  year.Start(first);
  int step = 0, states = 0;
  double peak_mw = 0.0;
  tests::OutageWalk walk;
  std::map<std::string, double> overload_share;
  for (models::Quarter quarter = first; quarter < end; quarter = quarter + 1) {
    const double demand_mw = year.Advance(quarter);
    ASSERT_EQ(year.balance().unserved_mw, 0.0) << step;
    ASSERT_EQ(year.balance().surplus_mw, 0.0) << step;
    const bool is_peak = demand_mw > std::max(peak_mw, kPeakMw);
    peak_mw = std::max(peak_mw, demand_mw);
    if (step++ % kStrideQuarters != 0 && !is_peak) continue;
    ++states;
    const PowerFlowInputs inputs = year.MakeInputs();
    const auto intact = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *workspace);
    ASSERT_TRUE(intact.ok()) << intact.status();
    ASSERT_NO_FATAL_FAILURE(
        tests::WalkOutages(*solver, grid, inputs, intact->state, walk,
                           [&](BranchIndex, BranchIndex loaded, double apparent_mva) {
                             const models::BranchParams& branch = grid.branches[loaded];
                             const double loading_share = apparent_mva / year.RatingMva(branch);
                             if (loading_share <= 1.0) return;
                             double& worst_share = overload_share[branch.name];
                             worst_share = std::max(worst_share, loading_share);
                           }));
  }
  for (const auto& [name, share] : overload_share) {
    std::printf("year N-1: %5.1f %% %s\n", 100.0 * share, name.c_str());
    EXPECT_THAT(kNamedInAYear, testing::Contains(testing::StrEq(name)));
  }
  std::printf("year: %d states, %d outages, peak %.0f MW, lowest %.3f pu\n", states, walk.outages,
              peak_mw, walk.lowest_pu);
  EXPECT_GE(states, 24);
}

}  // namespace
}  // namespace solvers
