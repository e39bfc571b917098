// Land-use plans by call: what is sent, answered, refused and told to whom.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/error_details.h"
#include "tests/support/plan_service.h"
#include "twin/limits.h"

namespace {

namespace pb = ostlandet::twin::v1;
using testing::HasSubstr;

class PlanningTest : public tests::PlanServiceTest {};

pb::CheckPlanRequest CheckOf(const std::string& name, const std::string& ending = ".sos") {
  pb::CheckPlanRequest request;
  *request.mutable_file() = tests::SamplePlan(name, ending);
  return request;
}

TEST_F(PlanningTest, APlanIsAnsweredAfterTellingHowFarTheWorkIs) {
  const auto said = Check(CheckOf("dwellings"), *Public());
  ASSERT_TRUE(said.status.ok()) << said.status.error_message();
  std::vector<pb::PlanStage> stages;
  for (const auto& message : said.messages) {
    if (message.has_progress()) stages.push_back(message.progress().stage());
  }
  EXPECT_THAT(stages, testing::ElementsAre(pb::PLAN_STAGE_READ, pb::PLAN_STAGE_DEMAND,
                                           pb::PLAN_STAGE_HEAT, pb::PLAN_STAGE_GRID));
  const pb::CheckPlanResponse& last = said.messages.back();
  ASSERT_TRUE(last.has_answer());
  EXPECT_EQ(last.answer().format(), "SOSI");
  EXPECT_EQ(last.answer().coordinate_system(), "EPSG:25832");
  ASSERT_EQ(last.answer().plans_size(), 1);
  const pb::PlanAnswer& plan = last.answer().plans(0);
  EXPECT_EQ(plan.plan_id(), "0001");
  EXPECT_EQ(plan.areas_size(), 6);
  EXPECT_EQ(plan.years(0).year(), 2028);
  EXPECT_EQ(plan.heat().choices_size(), 5);
  EXPECT_GT(plan.years().rbegin()->choices(0).winter_peak().p50_mw(), 0.0);
  EXPECT_THAT(last.data_notice(), HasSubstr("Synthetic"));
}

TEST_F(PlanningTest, OfTheGridAMarginClassIsToldAndWhyWhenNothingIsKnown) {
  const auto said = Check(CheckOf("business_park"), *Public());
  ASSERT_TRUE(said.status.ok());
  const pb::PlanGrid& grid = said.messages.back().answer().plans(0).grid();
  EXPECT_FALSE(grid.has_room_at_least_mw());
  EXPECT_THAT(grid.why(), HasSubstr("no connection questions"));
  EXPECT_EQ(grid.years(0).choices(0).margin(), pb::PLAN_MARGIN_NOT_KNOWN);
  EXPECT_FALSE(grid.station().empty());
  EXPECT_GT(grid.land_low_m2(), 0.0);
}

// The planning year takes minutes: a plan is answered all the same, and says what is not known.
TEST_F(PlanningTest, APlanIsAnsweredWhileThePlanningYearIsComputed) {
  StopServer();
  StartServer(true);
  const auto said = Check(CheckOf("port"), *Public());
  ASSERT_TRUE(said.status.ok()) << said.status.error_message();
  const pb::PlanGrid& grid = said.messages.back().answer().plans(0).grid();
  EXPECT_FALSE(grid.has_room_at_least_mw());
  EXPECT_THAT(grid.why(), HasSubstr("the twin answered: "));
  EXPECT_GT(said.messages.back().answer().plans(0).years_size(), 1);
}

TEST_F(PlanningTest, EveryReaderIsToldTheSame) {
  const auto open = Check(CheckOf("port"), *Public());
  const auto company = Check(CheckOf("port"), *Company());
  ASSERT_TRUE(open.status.ok() && company.status.ok());
  EXPECT_EQ(open.messages.back().answer().SerializeAsString(),
            company.messages.back().answer().SerializeAsString());
}

TEST_F(PlanningTest, AYearIsToldQuarterByQuarterWhenAskedFor) {
  pb::CheckPlanRequest request = CheckOf("port");
  request.set_series_year(2035);
  const auto said = Check(request, *Public());
  ASSERT_TRUE(said.status.ok());
  const pb::PlanAnswer& plan = said.messages.back().answer().plans(0);
  ASSERT_EQ(plan.series_size(), 5);
  EXPECT_EQ(plan.series(0).electricity_mw_size(), 35040);
  const auto& mw = plan.series(0).electricity_mw();
  EXPECT_GT(*std::max_element(mw.begin(), mw.end()), 0.0f);
}

TEST_F(PlanningTest, WhatIsWrongInAFileIsToldWithItsPlace) {
  pb::CheckPlanRequest request = CheckOf("transformation");
  request.mutable_file()->clear_assumptions_csv();
  const auto said = Check(request, *Public());
  EXPECT_EQ(said.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto bad = tests::DetailOf<google::rpc::BadRequest>(said.status);
  ASSERT_EQ(bad.field_violations_size(), 3);
  EXPECT_FALSE(bad.field_violations(0).field().empty());
  EXPECT_THAT(bad.field_violations(0).description(), HasSubstr("1800"));
}

TEST_F(PlanningTest, EveryFieldThatIsWrongIsNamed) {
  pb::CheckPlanRequest request;
  request.mutable_file()->set_name(std::string(201, 'x'));
  auto said = Check(request, *Public());
  EXPECT_EQ(said.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(tests::ViolatedFields(said.status),
              testing::UnorderedElementsAre("file.name", "file.content"));
  request = CheckOf("dwellings");
  request.mutable_terms()->set_start_year(1800);
  request.mutable_terms()->set_build_years(-1.0);
  request.mutable_terms()->set_weather_year(9999);
  request.set_series_year(3);
  said = Check(request, *Public());
  EXPECT_THAT(tests::ViolatedFields(said.status),
              testing::UnorderedElementsAre("terms.start_year", "terms.build_years",
                                            "terms.weather_year", "series_year"));
}

TEST_F(PlanningTest, ArchivesAndEntitiesAreRefusedUnopened) {
  pb::CheckPlanRequest request;
  request.mutable_file()->set_name("plan.zip");
  request.mutable_file()->set_content(std::string("PK\x03\x04", 4) + std::string(100, 'x'));
  EXPECT_THAT(Check(request, *Public()).status.error_message(), HasSubstr("archive"));
  request.mutable_file()->set_content(
      "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>");
  const auto said = Check(request, *Public());
  EXPECT_EQ(said.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(PlanningTest, NobodyWaitsForeverAndWhoGoesAwayIsNotWaitedFor) {
  auto hasty = std::make_unique<grpc::ClientContext>();
  hasty->set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
  EXPECT_EQ(Check(CheckOf("business_park"), *hasty).status.error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  const auto context = Public();
  auto reader = Stub()->CheckPlan(context.get(), CheckOf("business_park"));
  pb::CheckPlanResponse first;
  ASSERT_TRUE(reader->Read(&first));
  context->TryCancel();
  while (reader->Read(&first)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Check(CheckOf("dwellings"), *Public()).status.ok()) << "and the next is answered";
}

TEST_F(PlanningTest, SeveralPlansAreAnsweredOneByOneAndTogether) {
  pb::CheckPlansRequest request;
  for (const char* name : {"dwellings", "cabins", "dwellings"}) {
    *request.add_files() = tests::SamplePlan(name);
  }
  pb::PlanFile* broken = request.add_files();
  broken->set_name("broken.sos");
  broken->set_content(".HODE\n..TEGNSETT UTF-8\n");
  request.mutable_terms()->set_leave_out_grid(true);
  const auto said = CheckSeveral(request, *Public());
  ASSERT_TRUE(said.status.ok()) << said.status.error_message();
  ASSERT_EQ(said.messages.size(), 5u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(said.messages[static_cast<std::size_t>(i)].file_number(), i + 1);
    EXPECT_TRUE(said.messages[static_cast<std::size_t>(i)].has_answer());
  }
  EXPECT_EQ(said.messages[3].refused().name(), "broken.sos");
  EXPECT_GT(said.messages[3].refused().problems_size(), 0);
  const pb::PlanSums& sums = said.messages[4].sums();
  EXPECT_EQ(sums.read_count(), 3);
  EXPECT_EQ(sums.refused_count(), 1);
  EXPECT_EQ(sums.sums(0).plans_count(), 3);
  EXPECT_GT(sums.overlaps_size(), 0) << "the same plan twice builds on the same ground";
  double sum_mw = 0.0;
  for (int i = 0; i < 3; ++i) {
    sum_mw += said.messages[static_cast<std::size_t>(i)]
                  .answer()
                  .plans(0)
                  .years()
                  .rbegin()
                  ->choices(0)
                  .winter_peak()
                  .p50_mw();
  }
  EXPECT_NEAR(sums.sums(0).years().rbegin()->choices(0).winter_peak().p50_mw(), sum_mw, 1e-9);
}

TEST_F(PlanningTest, NoPlanAndTooManyAreRefused) {
  pb::CheckPlansRequest request;
  EXPECT_EQ(CheckSeveral(request, *Public()).status.error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  for (int i = 0; i <= twin::limits::kMaxPlanFiles; ++i) request.add_files()->set_content("x");
  EXPECT_THAT(tests::ViolatedFields(CheckSeveral(request, *Public()).status),
              testing::ElementsAre("files"));
}

TEST_F(PlanningTest, TheStatementIsFilesWithTheRecordTheyAreMadeFrom) {
  pb::StatementRequest request;
  *request.mutable_file() = tests::SamplePlan("dwellings");
  pb::StatementResponse response;
  const auto status = Stub()->Statement(Public().get(), request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  std::map<std::string, const pb::StatementFile*> files;
  for (const auto& file : response.files()) files[file.name()] = &file;
  ASSERT_EQ(files.size(), 6u);
  ASSERT_NE(files["statement-3205-0001-nb.pdf"], nullptr);
  EXPECT_THAT(files["statement-3205-0001-nb.pdf"]->content(), testing::StartsWith("%PDF"));
  ASSERT_NE(files["record.json"], nullptr);
  const auto record = nlohmann::json::parse(files["record.json"]->content());
  EXPECT_EQ(record["plans"][0]["plan_id"], "0001");
  EXPECT_EQ(files["areas.geojson"]->content_type(), "application/geo+json");
  EXPECT_EQ(response.record_id().size(), 32u);
  request.set_language("sv");
  EXPECT_THAT(tests::ViolatedFields(Stub()->Statement(Public().get(), request, &response)),
              testing::ElementsAre("language"));
  request.set_language("nb");
  request.set_leave_out_pdf(true);
  ASSERT_TRUE(Stub()->Statement(Public().get(), request, &response).ok());
  EXPECT_EQ(response.files_size(), 3);
}

TEST_F(PlanningTest, SurplusHeatIsMatchedPageByPageAndSummedUpForOneSource) {
  pb::MatchHeatRequest request;
  request.set_page_size(20);
  pb::MatchHeatResponse first;
  const auto status = Stub()->MatchHeat(Public().get(), request, &first);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(first.matches_size(), 20);
  EXPECT_GT(first.total_size(), 40);
  request.set_page_token(first.next_page_token());
  request.set_draft_source_id("oet:surplus/dc_skygard");
  pb::MatchHeatResponse second;
  ASSERT_TRUE(Stub()->MatchHeat(Public().get(), request, &second).ok());
  EXPECT_NE(first.matches(0).SerializeAsString(), second.matches(0).SerializeAsString());
  EXPECT_THAT(second.draft_nb(), HasSubstr("Energiloven § 7-2"));
  EXPECT_THAT(second.draft_en(), HasSubstr("Energy Act § 7-2"));
  request.set_draft_source_id("oet:surplus/nowhere");
  EXPECT_EQ(Stub()->MatchHeat(Public().get(), request, &second).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(PlanningTest, AMatchWithPlansHoldsTheirDemandToo) {
  pb::MatchHeatRequest request;
  request.set_page_size(1000);
  pb::MatchHeatResponse without, with;
  ASSERT_TRUE(Stub()->MatchHeat(Public().get(), request, &without).ok());
  *request.add_files() = tests::SamplePlan("transformation");
  ASSERT_TRUE(Stub()->MatchHeat(Public().get(), request, &with).ok());
  EXPECT_EQ(with.demands_count(), without.demands_count() + 1);
  const bool has_plan =
      std::any_of(with.matches().begin(), with.matches().end(),
                  [](const auto& match) { return match.demand_id().rfind("plan:", 0) == 0; });
  EXPECT_TRUE(has_plan);
}

// Plans tell what a heat network has left: different ones are counted as connection questions.
TEST_F(PlanningTest, DifferentPlansAreCountedAndEqualOnesAreFree) {
  pb::CheckPlansRequest request;
  for (int i = 0; i < 42; ++i) {
    pb::PlanFile* file = request.add_files();
    *file = tests::SamplePlan("dwellings");
    file->set_assumptions_csv(
        absl::StrCat("plan_id,field_name,dwellings\n0001,BFS1,", 10 + i, "\n"));
  }
  request.mutable_terms()->set_leave_out_grid(true);
  const auto patient = [](std::unique_ptr<grpc::ClientContext> context) {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(9));
    return context;
  };
  const auto company = CheckSeveral(request, *patient(Company()));
  EXPECT_TRUE(company.status.ok()) << company.status.error_message();
  const auto open = CheckSeveral(request, *patient(Public()));
  EXPECT_EQ(open.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(open.messages.size(), 40u) << "as many as the policy gives the public for one area";
  request.mutable_files()->DeleteSubrange(5, 37);
  EXPECT_TRUE(CheckSeveral(request, *Public()).status.ok()) << "asked before";
}

}  // namespace
