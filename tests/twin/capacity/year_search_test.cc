#include "twin/capacity/year_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "models/planning_region.h"
#include "models/region_year.h"
#include "tests/support/small_engine.h"

namespace twin::capacity {
namespace {

using models::BusIndex;

constexpr int kQuarters = 96;
constexpr int kPlannedYear = 2030;
constexpr double kTanPhi = 0.2;

// One more transformer beside the lone one to Bus 5, from 2032 on.
models::GridProject MakeProject(const models::ElectricityGrid& grid) {
  models::AddBranch step;
  step.branch = grid.branches[models::BranchIndex(5)];
  step.from_bus_id = grid.buses[step.branch.from].id;
  step.to_bus_id = grid.buses[step.branch.to].id;
  step.branch.id = "new-transformer";
  step.branch.name = "New transformer";
  models::GridProject project{.id = "second_transformer", .early_year = 2032};
  project.base_year = project.late_year = project.early_year;
  project.steps = {step};
  return project;
}

class YearSearchTest : public tests::SmallEngineTest<kQuarters> {
 protected:
  YearSearchTest() {
    auto today = std::make_shared<models::Region>(engine_->region());
    today->grid_projects = {MakeProject(today->grid)};
    tables_.projects = today->grid_projects;
    for (auto& sector : today->demand.sector_model.sectors) sector.tan_phi_ratio = kTanPhi;
    key_.growth_scenario = models::kNoGrowth;
    later_.today = today;
    today_ = today;
  }

  // `mw` at Bus 5 from 2033 on.
  void Reserve(double mw) {
    today_->large_loads.Add({.id = "large",
                             .name = "Large",
                             .status = models::LargeLoadStatus::kReserved,
                             .size_mw = mw,
                             .from_year = 2033,
                             .bus = query_.bus});
  }

  absl::StatusOr<YearReport> Ask(std::vector<YearMw> years) {
    solvers::HostingQuery patient = query_;
    patient.is_cancelled = nullptr;
    const auto answer = engine_->Ask(patient);
    EXPECT_TRUE(answer.ok()) << answer.status();
    firm_ = *answer;
    return CalcYears({engine_->region(), key_, engine_->first_quarter()}, *engine_->basis(),
                     tables_, later_,
                     {.answered = {query_, firm_}, .years = std::move(years), .level_mw = 150.0});
  }
  YearReport MustAsk(std::vector<YearMw> years) {
    auto report = Ask(std::move(years));
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : YearReport{};
  }

  solvers::HostingQuery query_{.bus = BusIndex(4), .tan_phi_ratio = kTanPhi, .cap_mw = 200.0};
  planning::PlanningKey key_ = engine_->key();
  RemedyTables tables_;
  LaterTables later_;
  std::shared_ptr<models::Region> today_;
  solvers::HostingAnswer firm_;
};

TEST_F(YearSearchTest, ThePlannedYearIsTheAnswerAndAYearWithoutChangeSaysTheSame) {
  const YearReport report = MustAsk({{kPlannedYear, 10.0}, {2031, 10.0}});
  ASSERT_EQ(report.years.size(), 2u);
  EXPECT_EQ(report.years[0].with.firm_mw, firm_.firm_mw);
  EXPECT_NEAR(report.years[1].with.firm_mw, firm_.firm_mw, 1e-3 * firm_.firm_mw);
  EXPECT_EQ(report.years[1].growth_mw, 0.0);
  EXPECT_TRUE(report.years[1].project_ids.empty());
  EXPECT_TRUE(report.years[1].holds_requested);
}

// At the binding quarter the profile stands at its highest share; the same tan φ at the same bus.
TEST_F(YearSearchTest, WhatEntersAtTheSameBusIsTakenMwForMw) {
  const auto& share = later_.today->profile->load_share;
  const double entered_mw = 5.0;
  Reserve(entered_mw);
  tables_.projects.clear();
  const YearReport report = MustAsk({{2032, 10.0}, {2033, 10.0}});
  ASSERT_EQ(report.years.size(), 2u);
  EXPECT_THAT(report.years[0].load_ids, testing::IsEmpty());
  EXPECT_THAT(report.years[1].load_ids, testing::ElementsAre("oet:load/large"));
  EXPECT_DOUBLE_EQ(report.years[1].growth_mw, entered_mw);
  const double taken_mw = entered_mw * *std::max_element(share.begin(), share.end());
  EXPECT_NEAR(report.years[0].with.firm_mw - report.years[1].with.firm_mw,
              taken_mw * (1.0 - solvers::kStatedMarginShare), 0.01);
}

// The law: the row says what an engine says that was built for that year's grid.
TEST_F(YearSearchTest, AProjectsYearSaysWhatAYearBuiltWithItSays) {
  const YearReport report = MustAsk({{2031, 60.0}, {2032, 60.0}, {2035, 60.0}});
  ASSERT_EQ(report.years.size(), 3u);
  EXPECT_THAT(report.years[1].project_ids, testing::ElementsAre("second_transformer"));
  EXPECT_THAT(report.years[2].project_ids, testing::IsEmpty()) << "it stands already";
  auto of_year = models::MakeRegionOfYear(*later_.today, 2032, models::Pace::kBase);
  ASSERT_TRUE(of_year.ok()) << of_year.status();
  tests::TempFolder folder;
  planning::PlanningKey key = engine_->key();
  key.planning_year = 2032;
  key.data_revision = of_year->data_revision;
  const auto built =
      CapacityEngine::Start(std::make_shared<const models::Region>(*std::move(of_year)),
                            {.folder = folder / "planning", .key = key});
  ASSERT_TRUE(built->Wait().ok()) << built->Wait();
  const auto answer = built->Ask(query_);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GT(answer->firm_mw, 1.01 * firm_.firm_mw);
  for (const std::size_t i : {1u, 2u}) {
    EXPECT_NEAR(report.years[i].with.firm_mw, answer->firm_mw, 2e-3 * answer->firm_mw);
  }
  EXPECT_NEAR(report.years[0].with.firm_mw, firm_.firm_mw, 1e-3 * firm_.firm_mw);
  EXPECT_EQ(report.years[1].holds_requested, report.years[1].with.firm_mw >= 60.0);
  ASSERT_NE(report.years[1].grid, nullptr);
  EXPECT_EQ(report.years[1].grid->branches[models::BranchIndex(7)].id, "new-transformer");
}

TEST_F(YearSearchTest, WhatIsBrokenThenWithoutTheApplicantIsSaid) {
  Reserve(80.0);
  tables_.projects.clear();
  const YearReport report = MustAsk({{2033, 10.0}});
  ASSERT_EQ(report.years.size(), 1u);
  const YearRoom& row = report.years.front();
  EXPECT_TRUE(!row.failure.empty() || !row.with.exists_before.empty());
  EXPECT_FALSE(row.holds_requested);
}

TEST_F(YearSearchTest, TwoThreadsFindTheSame) {
  const YearReport one = MustAsk({{2031, 10.0}, {2032, 10.0}});
  query_.threads = 2;
  const YearReport two = MustAsk({{2031, 10.0}, {2032, 10.0}});
  for (std::size_t i = 0; i < one.years.size(); ++i) {
    EXPECT_EQ(one.years[i].with.firm_mw, two.years[i].with.firm_mw);
  }
}

TEST_F(YearSearchTest, WithoutTodayOrACallerThereIsNoAnswer) {
  query_.is_cancelled = [] { return true; };
  EXPECT_EQ(Ask({{2031, 10.0}}).status().code(), absl::StatusCode::kCancelled);
  query_.is_cancelled = nullptr;
  later_.today = nullptr;
  EXPECT_EQ(Ask({{2031, 10.0}}).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace twin::capacity
