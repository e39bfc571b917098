// Connection questions: the desk on a small region with a real engine, and the server around it.
#include <gmock/gmock.h>

#include <algorithm>

#include "models/base/errors.h"
#include "models/distribution/mv_grid.h"
#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "tests/support/capacity_desk.h"
#include "tests/support/error_details.h"
#include "tests/support/mv_rules.h"
#include "tests/support/test_server.h"
#include "twin/access/declassify.h"
#include "twin/call_runner.h"
#include "twin/services/plan_grid.h"

namespace {

namespace pb = ostlandet::twin::v1;
using testing::HasSubstr;
using twin::access::Identity;
using twin::access::Role;

using tests::CapacityDeskTest;
using tests::FieldsOf;
using tests::kCompany;
using tests::LoadAt;

TEST_F(CapacityDeskTest, AnAnswerSaysHowMuchWhatBindsAndWhoFeeds) {
  const pb::CapacityAnswer answer = MustAsk(LoadAt("Bus 2", 200.0));
  EXPECT_EQ(answer.bus_name(), "Bus 2");
  // Both loads hang on one line of 80 MVA when the other one from the source is out.
  EXPECT_GT(answer.firm_mw(), 5.0);
  EXPECT_LT(answer.firm_mw(), 35.0);
  EXPECT_LE(answer.firm_mw(), answer.crossing_mw());
  EXPECT_FALSE(answer.is_capped());
  EXPECT_EQ(answer.verdict(), pb::VERDICT_NOW_WITH_CONDITIONS);
  EXPECT_EQ(answer.binding().kind(), pb::CAPACITY_LIMIT_KIND_CURRENT);
  EXPECT_THAT(answer.binding().component().name(), HasSubstr("Bus 1"));
  EXPECT_THAT(answer.binding().outage().name(), HasSubstr("Bus 1"));
  EXPECT_GT(answer.binding().loading_before_share(), 0.3);
  EXPECT_EQ(answer.room_size(), 8);
  for (const auto& room : answer.room()) EXPECT_GE(room.lower_bound_mw(), answer.firm_mw());
  ASSERT_EQ(answer.feeders_size(), 1);
  EXPECT_DOUBLE_EQ(answer.feeders(0).part_share(), 1.0);
  EXPECT_GT(answer.checked_pair_count(), 0);
  EXPECT_GT(answer.timings().total_milliseconds(), 0.0);
  EXPECT_EQ(answer.question().key().planning_year(), 2027);
  EXPECT_EQ(answer.question().key().fidelity(), pb::FIDELITY_PLANNING);
  EXPECT_FALSE(answer.data_notice().empty());
  EXPECT_EQ(answer.declassified().reason(), pb::REASON_CLASS_REGIONAL_LINE);
}

TEST_F(CapacityDeskTest, WhatIsAskedWithinTheFirmMwIsPossibleNow) {
  const double firm_mw = MustAsk(LoadAt("Bus 2", 200.0)).firm_mw();
  EXPECT_EQ(MustAsk(LoadAt("Bus 2", 0.9 * firm_mw)).verdict(), pb::VERDICT_NOW);
  EXPECT_EQ(MustAsk(LoadAt("Bus 2", 1.1 * firm_mw)).verdict(), pb::VERDICT_NOW_WITH_CONDITIONS);
}

TEST_F(CapacityDeskTest, IntactNetworkGivesMoreAndALoneTransformerIsLossOfSupply) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 200.0);
  const double n1_mw = MustAsk(request).firm_mw();
  request.set_criterion(pb::OUTAGE_CRITERION_N0);
  EXPECT_GT(MustAsk(request).firm_mw(), n1_mw);
  const pb::CapacityAnswer lone = MustAsk(LoadAt("Bus 4", 5.0));
  ASSERT_EQ(lone.loses_supply_size(), 1);
  EXPECT_THAT(lone.loses_supply(0).name(), HasSubstr("Bus 3 - Bus 4"));
}

TEST_F(CapacityDeskTest, AnEqualQuestionIsTheSameRecordAlsoAfterARestart) {
  const pb::CapacityAnswer first = MustAsk(LoadAt("Bus 2", 20.0));
  EXPECT_EQ(first.record_id().size(), 32u);
  // The same with names resolved and defaults said.
  pb::AskCapacityRequest said = LoadAt("bus:2", 20.0);
  said.set_at(first.question().bus_id());
  said.set_tan_phi_ratio(0.2);
  said.set_criterion(pb::OUTAGE_CRITERION_N1);
  said.mutable_profile()->set_shape(pb::PROFILE_SHAPE_FLAT);
  said.set_planning_year(2027);
  said.set_weather_year(2023);
  EXPECT_EQ(MustAsk(said).SerializeAsString(), first.SerializeAsString());
  planner_.reset();
  StartPlanner();
  const auto again = planner_->desk().Find(kCompany, first.record_id());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first.SerializeAsString());
  // Even before the year is ready: it is kept.
  EXPECT_EQ(MustAsk(said).SerializeAsString(), first.SerializeAsString());
  EXPECT_TRUE(absl::IsNotFound(planner_->desk().Find(kCompany, std::string(32, 'a')).status()));
  EXPECT_THAT(FieldsOf(planner_->desk().Find(kCompany, "x").status()),
              testing::ElementsAre("record_id"));
}

TEST_F(CapacityDeskTest, ThePublicSeesTheTupleAndNothingElse) {
  EXPECT_FALSE(MustAsk(LoadAt("Bus 2", 20.0)).has_cell()) << "told while it is not known";
  pb::AskCapacityResponse response;
  const auto answer = Ask(LoadAt("Bus 2", 20.0), Identity{});
  const pb::CapacityAnswer full = MustAsk(LoadAt("Bus 2", 20.0));
  ASSERT_TRUE(answer.ok()) << answer.status();
  *response.mutable_answer() = *answer;
  twin::ProjectReply(Identity{}, response);
  const pb::CapacityAnswer& seen = response.answer();
  pb::CapacityAnswer allowed;
  allowed.set_record_id(full.record_id());
  *allowed.mutable_question() = full.question();
  allowed.mutable_question()->mutable_key()->clear_data_revision();
  *allowed.mutable_cell() = full.cell();
  allowed.set_data_notice(full.data_notice());
  allowed.set_code_version(full.code_version());
  allowed.set_bus_name(full.bus_name());
  *allowed.mutable_principles() = full.principles();  // of the twin, whatever is asked
  EXPECT_EQ(seen.SerializeAsString(), allowed.SerializeAsString());
  EXPECT_THAT(response.redaction().withheld_paths(),
              testing::IsSupersetOf({"answer.firm_mw", "answer.declassified", "answer.room",
                                     "answer.loses_supply", "answer.timings"}));
  EXPECT_EQ(seen.question().key().planning_year(), seen.cell().planning_year());
}

TEST_F(CapacityDeskTest, EveryBusbarOfACellIsToldTheSameEitherWayAndNeverMoreThanItsAnswer) {
  std::string first;
  for (const char* at : {"Bus 1", "Bus 2", "Bus 3", "Bus 4"}) {
    for (const auto kind : {pb::CONNECTION_KIND_LOAD, pb::CONNECTION_KIND_GENERATION}) {
      pb::AskCapacityRequest request = LoadAt(at, 7.0);
      request.set_kind(kind);
      const auto told = Ask(request, Identity{});
      ASSERT_TRUE(told.ok()) << told.status();
      EXPECT_LE(told->cell().bucket(), twin::access::BucketOf(MustAsk(request).firm_mw())) << at;
      // Three lines and a transformer: fewer than five of either class, so none is told.
      EXPECT_EQ(told->cell().reason(), pb::REASON_CLASS_UNSPECIFIED);
      if (first.empty()) first = told->cell().SerializeAsString();
      EXPECT_EQ(told->cell().SerializeAsString(), first) << at;
    }
  }
}

// A statement on a plan is read by everybody, whoever asked for it.
TEST_F(CapacityDeskTest, APlansRoomIsThatOfTheCellAlsoForWhoSeesMore) {
  const pb::CapacityAnswer before = MustAsk(LoadAt("Bus 2", 20.0));
  EXPECT_FALSE(twin::services::MakeGridRoom(before).room_mw.has_value());
  EXPECT_THAT(twin::services::MakeGridRoom(before).why.english, HasSubstr("computing"));
  ASSERT_TRUE(Ask(LoadAt("Bus 2", 20.0), Identity{}).ok());  // computes what a cell is told
  pb::CapacityAnswer full = MustAsk(LoadAt("Bus 2", 20.0));
  full.mutable_cell()->set_bucket(pb::CAPACITY_BUCKET_1_TO_5_MW);
  full.mutable_declassified()->set_bucket(pb::CAPACITY_BUCKET_20_TO_50_MW);
  const auto room = twin::services::MakeGridRoom(full);
  EXPECT_EQ(room.room_mw, 1.0);
  EXPECT_EQ(room.bucket.english, "1 to 5 MW");
}

// The ring with 12 MW of a municipality at Bus 2, and so with feeders of 22 kV below it.
class CapacityBelowABusbarTest : public CapacityDeskTest {
 protected:
  void SetUp() override {
    auto ring = tests::MakeRingRegion(folder_.path(), kQuarters);
    ASSERT_NE(ring, nullptr);
    models::Region region = *ring;
    region.mv_rules = tests::MakeMvRules();
    region.municipalities.Add(
        {.id = "0001", .name = "Ring", .population_count = 4000.0, .area_km2 = 400.0});
    region.grid.loads.Add({.id = "oet:load/ring",
                           .name = "Ring",
                           .kind = models::LoadKind::kGeneral,
                           .bus = models::BusIndex(1),
                           .municipality = models::MunicipalityIndex(0),
                           .cold_mw = 12.0});
    region_ = std::make_shared<const models::Region>(std::move(region));
    StartPlanner();
    ASSERT_TRUE(planner_->engine().Wait().ok()) << planner_->engine().progress().failure;
  }
};

TEST_F(CapacityBelowABusbarTest, TheLesserOfFeederAndGridIsTheAnswer) {
  const pb::CapacityAnswer above = MustAsk(LoadAt("Bus 2", 8.0));
  ASSERT_FALSE(above.has_medium_voltage());
  ASSERT_GT(above.firm_mw(), 5.0);
  double least_mw = 1e9;
  const models::MvGrid& grid = planner_->engine().mv().grid();
  for (std::size_t i = 0; i < grid.nodes.size(); i += 7) {
    const std::string label = models::MvNodeLabel(grid, models::MvNodeIndex(i));
    const pb::CapacityAnswer answer = MustAsk(LoadAt("Bus 2/" + label, 8.0));
    EXPECT_EQ(answer.question().mv_node(), label);
    EXPECT_EQ(answer.medium_voltage().node(), "Bus 2/" + label);
    EXPECT_DOUBLE_EQ(answer.firm_mw(),
                     std::min(above.firm_mw(), answer.medium_voltage().free_mw()));
    if (answer.medium_voltage().free_mw() < above.firm_mw()) {
      EXPECT_EQ(answer.binding().component().name(), answer.medium_voltage().component());
      EXPECT_FALSE(answer.binding().has_time());
      EXPECT_EQ(answer.next(0).at_mw(), above.binding().at_mw());
      for (const auto& room : answer.room()) EXPECT_LE(room.lower_bound_mw(), answer.firm_mw());
    }
    EXPECT_EQ(answer.verdict() == pb::VERDICT_NOW, answer.firm_mw() >= 8.0);
    EXPECT_EQ(answer.declassified().bucket(), twin::access::BucketOf(answer.firm_mw()));
    least_mw = std::min(least_mw, answer.firm_mw());
  }
  EXPECT_LT(least_mw, above.firm_mw());  // some feeder binds
}

TEST_F(CapacityBelowABusbarTest, MeasuresInTheGridAboveDoNotLiftTheFeeder) {
  const models::MvGrid& grid = planner_->engine().mv().grid();
  for (std::size_t i = 0; i < grid.nodes.size(); i += 7) {
    const std::string label = models::MvNodeLabel(grid, models::MvNodeIndex(i));
    pb::AskCapacityRequest request = LoadAt("Bus 2/" + label, 60.0);
    request.set_with_measures(true);
    const pb::CapacityAnswer answer = MustAsk(request);
    if (answer.medium_voltage().free_mw() < 60.0) {
      EXPECT_FALSE(answer.has_measures()) << label;
    }
  }
}

TEST_F(CapacityBelowABusbarTest, BelowK3NothingOfTheFeederIsTold) {
  const auto answer = Ask(LoadAt("Bus 2/F1/N1", 8.0), Identity{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  pb::AskCapacityResponse response;
  *response.mutable_answer() = *answer;
  twin::ProjectReply(Identity{}, response);
  EXPECT_FALSE(response.answer().has_medium_voltage());
  EXPECT_EQ(response.answer().question().mv_node(), "F1/N1");
  EXPECT_TRUE(response.answer().cell_is_above_feeder());
  EXPECT_NE(response.answer().cell().verdict(), pb::VERDICT_NOW) << "the feeder was not looked at";
}

TEST_F(CapacityBelowABusbarTest, FeedersThatAreNotThereAreNamed) {
  EXPECT_THAT(std::string(Ask(LoadAt("Bus 2/F99/N1", 1.0)).status().message()),
              HasSubstr("the busbar has F1 to F"));
  EXPECT_THAT(std::string(Ask(LoadAt("Bus 3/F1/N1", 1.0)).status().message()),
              HasSubstr("no feeders hang on this busbar"));
}

TEST_F(CapacityDeskTest, WrongFieldsAreNamedAllAtOnce) {
  pb::AskCapacityRequest request;
  request.set_nominal_kv(-1.0);
  request.set_requested_mw(std::nan(""));
  request.set_tan_phi_ratio(7.0);
  request.mutable_profile()->set_shape(pb::PROFILE_SHAPE_OFFICE);
  request.mutable_profile()->add_own_share(1.5f);
  EXPECT_THAT(FieldsOf(Ask(request).status()),
              testing::ElementsAre("at", "nominal_kv", "kind", "requested_mw", "tan_phi_ratio",
                                   "profile", "profile.own_share"));
  EXPECT_THAT(FieldsOf(Ask(LoadAt("Bus 2", 1e9)).status()), testing::ElementsAre("requested_mw"));
  request = LoadAt("Bus 2", 5.0);
  request.mutable_position()->set_lat_deg(99.0);
  EXPECT_THAT(FieldsOf(Ask(request).status()), testing::ElementsAre("at", "position.lat_deg"));
  request = LoadAt("Bus 2", 5.0);
  for (int i = 0; i < 35137; ++i) request.mutable_profile()->add_own_share(0.0f);
  EXPECT_THAT(FieldsOf(Ask(request).status()),
              testing::ElementsAre("profile.own_share", "profile.own_share"));
}

TEST_F(CapacityDeskTest, PlacesAndYearsThatAreNotThereAreNamed) {
  absl::Status status = Ask(LoadAt("Bus 22", 5.0)).status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(models::errors::SuggestionsOf(status), testing::Contains("Bus 2"));
  pb::AskCapacityRequest request = LoadAt("Bus 4", 5.0);
  request.set_nominal_kv(300.0);
  status = Ask(request).status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("66 kV"));
  request = LoadAt("Bus 2", 5.0);
  request.set_planning_year(2050);
  status = Ask(request).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("2027"));
  request = LoadAt("Bus 2", 5.0);
  request.mutable_profile()->set_shape(pb::PROFILE_SHAPE_DWELLING);
  EXPECT_TRUE(absl::IsFailedPrecondition(Ask(request).status()));
}

TEST_F(CapacityDeskTest, AProfileThatRestsAtThePeakGetsMore) {
  const double flat_mw = MustAsk(LoadAt("Bus 2", 200.0)).firm_mw();
  pb::AskCapacityRequest request = LoadAt("Bus 2", 200.0);
  const std::vector<double>& load_share = region_->profile->load_share;
  for (const double share : load_share) {
    request.mutable_profile()->add_own_share(share > 0.75 ? 0.2f : 1.0f);
  }
  EXPECT_GT(MustAsk(request).firm_mw(), flat_mw);
}

TEST_F(CapacityDeskTest, AProfileIsAskedByItsName) {
  const double flat_mw = MustAsk(LoadAt("Bus 2", 200.0)).firm_mw();
  pb::AskCapacityRequest request = LoadAt("Bus 2", 200.0);
  request.mutable_profile()->set_name("night");
  EXPECT_GE(MustAsk(request).firm_mw(), flat_mw);
  request.mutable_profile()->set_name("nigth");
  const absl::Status status = Ask(request).status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(models::errors::SuggestionsOf(status), testing::Contains("night"));
  // "flat" by name is the same question as no profile.
  pb::AskCapacityRequest flat = LoadAt("Bus 2", 200.0);
  flat.mutable_profile()->set_name("flat");
  EXPECT_EQ(MustAsk(flat).record_id(), MustAsk(LoadAt("Bus 2", 200.0)).record_id());
  // Wind and sun are generation, the rest is load.
  request.mutable_profile()->set_name("night");
  request.set_kind(pb::CONNECTION_KIND_GENERATION);
  EXPECT_THAT(FieldsOf(Ask(request).status()), testing::ElementsAre("profile.name"));
}

TEST_F(CapacityDeskTest, AStorageTakesTheLesserOfItsTwoDirections) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 50.0);
  const double load_mw = MustAsk(request).firm_mw();
  request.set_kind(pb::CONNECTION_KIND_GENERATION);
  const double generation_mw = MustAsk(request).firm_mw();
  request.set_kind(pb::CONNECTION_KIND_STORAGE);
  EXPECT_THAT(FieldsOf(Ask(request).status()), testing::ElementsAre("storage_mwh"));
  request.set_storage_mwh(100.0);
  const pb::CapacityAnswer answer = MustAsk(request);
  EXPECT_DOUBLE_EQ(answer.storage().charge_firm_mw(), load_mw);
  EXPECT_DOUBLE_EQ(answer.storage().discharge_firm_mw(), generation_mw);
  EXPECT_DOUBLE_EQ(answer.firm_mw(), std::min(load_mw, generation_mw));
  EXPECT_DOUBLE_EQ(answer.storage().full_power_h(), 100.0 / answer.firm_mw());
  EXPECT_TRUE(answer.storage().has_other_binding());
  request.set_kind(pb::CONNECTION_KIND_LOAD);
  EXPECT_THAT(FieldsOf(Ask(request).status()), testing::ElementsAre("storage_mwh"));
}

TEST_F(CapacityDeskTest, TermsSayWhatIsCutAndForHowLong) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 1.0);
  const double firm_mw = MustAsk(request).firm_mw();
  request.set_requested_mw(1.2 * firm_mw);
  request.set_with_series(true);
  const pb::CapacityAnswer answer = MustAsk(request);
  const pb::ConditionalTerms& terms = answer.conditional();
  EXPECT_GT(terms.trip_on_outage_mw(), answer.firm_mw());
  EXPECT_GT(terms.curtailed_h(), 0.0);
  EXPECT_LT(terms.curtailed_h(), kQuarters / 4.0);
  EXPECT_GT(terms.curtailed_mwh(), 0.0);
  EXPECT_LE(terms.longest_h(), terms.curtailed_h());
  ASSERT_EQ(terms.curve_size(), 4);
  EXPECT_DOUBLE_EQ(terms.curve(0).mw(), answer.firm_mw());
  EXPECT_GE(terms.curve(1).mw(), terms.curve(0).mw());
  ASSERT_EQ(terms.quarter_mw_size(), kQuarters);
  int cut_quarters = 0;
  for (const float mw : terms.quarter_mw()) cut_quarters += mw < 1.2 * firm_mw;
  EXPECT_DOUBLE_EQ(terms.curtailed_h(), 0.25 * cut_quarters);
  // What holds always is not cut.
  request.set_requested_mw(0.9 * firm_mw);
  EXPECT_EQ(MustAsk(request).conditional().curtailed_h(), 0.0);
}

TEST_F(CapacityDeskTest, MeasuresAreReRunsAndSayWhatWouldBeEnough) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 40.0);
  request.set_with_measures(true);
  request.set_with_doubts(true);
  const pb::CapacityAnswer answer = MustAsk(request);
  ASSERT_TRUE(answer.has_measures());
  EXPECT_TRUE(answer.has_conditional()) << "terms stand beside measures";
  const pb::MeasureReport& report = answer.measures();
  EXPECT_NEAR(report.without_mw(), answer.firm_mw(), 0.01 * answer.firm_mw());
  // A second line beside either of the two gives all of it, by hand: three lines, one of them lost.
  const auto holds = [](const pb::Measure& measure) { return measure.holds_requested(); };
  ASSERT_TRUE(std::any_of(report.measures().begin(), report.measures().end(), holds));
  for (const pb::Measure& measure : report.measures()) {
    EXPECT_GT(measure.gained_mw(), 0.0);
    EXPECT_LE(measure.firm_mw(), 40.0);
    EXPECT_NE(measure.kind(), pb::MEASURE_KIND_UNSPECIFIED);
  }
  ASSERT_FALSE(report.counterfactuals().empty());
  EXPECT_TRUE(report.counterfactuals(0).is_verified());
  EXPECT_GT(report.verified_quarter_count(), 0);
  // The verdict says which of them, and the datum that would decide otherwise, if there is one.
  const pb::VerdictDetail& detail = answer.verdict_detail();
  ASSERT_TRUE(detail.has_measure());
  EXPECT_TRUE(detail.measure().holds_requested());
  EXPECT_EQ(detail.from_year(), 2027) << "without a price no lead time is known";
  EXPECT_LE(detail.from_year(), detail.to_year());
  if (detail.has_deciding_doubt()) {
    EXPECT_LT(detail.deciding_doubt().low_mw(), 40.0);
    EXPECT_GE(detail.deciding_doubt().high_mw(), 40.0);
  }
  ASSERT_FALSE(report.doubts().empty());
  EXPECT_LE(report.doubts(0).low_mw(), report.without_mw());
  EXPECT_GT(answer.voltage_step().largest_share(), 0.0);
}

TEST_F(CapacityDeskTest, BehindTheTermsStandComponentsAndWhoFeeds) {
  pb::AskCapacityRequest request = LoadAt("Bus 4", 60.0);
  request.set_with_series(true);
  const pb::CapacityAnswer answer = MustAsk(request);
  const pb::ComponentReport& report = answer.components();
  ASSERT_FALSE(report.duties().empty());
  EXPECT_EQ(report.duties(0).limit().component().id(), answer.binding().component().id());
  EXPECT_GT(report.duties(0).after_share(), 1.0);
  ASSERT_EQ(report.wear_size(), 1);  // the transformer that it hangs on
  EXPECT_GT(report.wear(0).with_applicant().aged_h(), report.wear(0).today().aged_h());
  double sum = 0.0;
  for (const auto& part : report.feeding().parts()) sum += part.year_share();
  EXPECT_NEAR(sum, 1.0, 0.02);
  EXPECT_EQ(report.feeding().quarter_share_size(), kQuarters * report.feeding().parts_size());
}

TEST_F(CapacityDeskTest, PrinciplesAreNamedAndOthersAreReRuns) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 40.0);
  const pb::CapacityAnswer own = MustAsk(request);
  EXPECT_EQ(own.principles().id(), "own");
  EXPECT_TRUE(own.standings().empty());
  request.set_df_profile("margin");
  const pb::CapacityAnswer answer = MustAsk(request);
  ASSERT_EQ(answer.standings_size(), 1);
  EXPECT_EQ(answer.standings(0).profile().version(), "2");
  EXPECT_LT(answer.standings(0).firm_mw(), answer.firm_mw());
  EXPECT_TRUE(answer.standings(0).is_step_within_limit());
  request.set_df_profile("margn");
  EXPECT_EQ(Ask(request).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(Ask(request).status().message()), HasSubstr("margin"));
}

TEST_F(CapacityDeskTest, AnAreaIsAnsweredForTheNearestBusbarAndTheOthersAreListed) {
  pb::AskCapacityRequest request = LoadAt("", 5.0);
  const auto corner = [&](double lat_deg, double lon_deg) {
    request.add_area()->set_lat_deg(lat_deg);
    request.mutable_area(request.area_size() - 1)->set_lon_deg(lon_deg);
  };
  const auto& station = region_->grid.stations[region_->grid.buses[models::BusIndex(1)].station];
  corner(station.lat_deg - 0.01, station.lon_deg - 0.01);
  corner(station.lat_deg - 0.01, station.lon_deg + 0.01);
  EXPECT_THAT(FieldsOf(Ask(request).status()), testing::ElementsAre("area"));
  corner(station.lat_deg + 0.01, station.lon_deg + 0.01);
  corner(station.lat_deg + 0.01, station.lon_deg - 0.01);
  const pb::CapacityAnswer answer = MustAsk(request);
  ASSERT_GE(answer.candidates_size(), 2);
  EXPECT_TRUE(answer.candidates(0).is_asked());
  EXPECT_EQ(answer.candidates(0).bus_id(), answer.question().bus_id());
  EXPECT_EQ(answer.bus_name(), "Bus 2");
  EXPECT_EQ(answer.candidates(0).distance_km(), 0.0);
  EXPECT_EQ(answer.question().area_size(), 4);
  request.set_at("Bus 2");
  EXPECT_THAT(FieldsOf(Ask(request).status()), testing::ElementsAre("at"));
  request = LoadAt("", 5.0);
  corner(70.0, 20.0);
  corner(70.0, 21.0);
  corner(71.0, 21.0);
  EXPECT_EQ(Ask(request).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(CapacityDeskTest, WhatIsFirmNeedsNoMeasures) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 2.0);
  request.set_with_measures(true);
  EXPECT_FALSE(MustAsk(request).has_measures());
}

TEST_F(CapacityDeskTest, WeatherYearsThatAreNotThereAreSaid) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 2.0);
  request.set_weather_year_count(3);
  const auto answer = Ask(request);
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(answer.status().message()), HasSubstr("has 0 weather years, 3"));
  request.set_weather_year_count(31);
  EXPECT_EQ(Ask(request).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CapacityDeskTest, PhasesAreHeldYearByYear) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 0.0);
  const double firm_mw = MustAsk(LoadAt("Bus 2", 200.0)).firm_mw();
  for (const auto& [year, mw] : {std::pair(2031, 2.0 * firm_mw), {2028, 0.5 * firm_mw}}) {
    pb::MwFromYear& phase = *request.add_phases();
    phase.set_year(year);
    phase.set_mw(mw);
  }
  request.add_years(2035);
  const pb::CapacityAnswer answer = MustAsk(request);
  EXPECT_DOUBLE_EQ(answer.question().requested_mw(), 2.0 * firm_mw);
  ASSERT_EQ(answer.years().years_size(), 4);
  const std::vector<int> years{2027, 2028, 2031, 2035};
  const std::vector<double> wanted_mw{0.0, 0.5 * firm_mw, 2.0 * firm_mw, 2.0 * firm_mw};
  for (int i = 0; i < 4; ++i) {
    const pb::YearRoom& row = answer.years().years(i);
    const auto at = static_cast<std::size_t>(i);
    EXPECT_EQ(row.year(), years[at]);
    EXPECT_DOUBLE_EQ(row.requested_mw(), wanted_mw[at]);
    EXPECT_EQ(row.holds_requested(), i < 2);
    // Neither projects nor growth: each year is as the planned one.
    EXPECT_NEAR(row.firm_mw(), answer.firm_mw(), 2e-3 * firm_mw);
    EXPECT_EQ(row.binding().component().name(), answer.binding().component().name());
  }
  EXPECT_TRUE(answer.has_conditional());
  // The same said in another order is the same record.
  std::swap(*request.mutable_phases(0), *request.mutable_phases(1));
  request.add_years(2028);
  EXPECT_EQ(MustAsk(request).record_id(), answer.record_id());
}

TEST_F(CapacityDeskTest, WrongYearsAndPhasesAreNamed) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 5.0);
  request.add_years(2026);
  for (const auto& [year, mw] : {std::pair(2028, 5.0), {2028, 7.0}, {1900, -1.0}}) {
    pb::MwFromYear& phase = *request.add_phases();
    phase.set_year(year);
    phase.set_mw(mw);
  }
  EXPECT_THAT(
      FieldsOf(Ask(request).status()),
      testing::ElementsAre("years", "phases.year", "phases.year", "phases.mw", "requested_mw"));
  request = LoadAt("Bus 2", 5.0);
  for (int year = 2028; year < 2041; ++year) request.add_years(year);
  EXPECT_THAT(FieldsOf(Ask(request).status()), testing::ElementsAre("years"));
}

TEST_F(CapacityDeskTest, WhatTellsHoursApartIsNotForThePublic) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 20.0);
  request.set_kind(pb::CONNECTION_KIND_STORAGE);
  request.set_storage_mwh(20.0);
  request.set_with_terms(true);
  request.set_with_measures(true);
  request.set_with_doubts(true);
  request.set_with_standings(true);
  request.set_df_profile("margin");
  request.set_weather_year_count(3);
  request.add_years(2028);
  request.add_phases()->set_year(2028);
  request.set_with_reserve(true);
  request.set_with_criteria(true);
  request.set_with_effects(true);
  request.mutable_profile()->set_name("closed");
  EXPECT_THAT(FieldsOf(Ask(request, {}).status()),
              testing::UnorderedElementsAre("with_terms", "with_measures", "with_doubts",
                                            "with_standings", "df_profile", "weather_year_count",
                                            "years", "phases", "with_reserve", "with_criteria",
                                            "with_effects", "profile.name", "kind"));
  request = LoadAt("Bus 2", 20.0);
  request.mutable_profile()->set_name("night");
  EXPECT_TRUE(Ask(request, {}).ok());
}

TEST_F(CapacityDeskTest, TheMapAndItsSitesAreTheAnswersThemselves) {
  twin::services::CapacityMapDesk& desk = planner_->map_desk();
  auto map = desk.Map();
  ASSERT_TRUE(map.ok()) << map.status();
  EXPECT_EQ(map->figure_count(), 8);
  EXPECT_EQ(map->known_count(), 0);
  ASSERT_TRUE(desk.map().Complete({.with_terms = true}).ok());
  map = desk.Map();
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(map->known_count(), 8);
  for (const pb::MapStation& station : map->stations()) {
    const double answer_mw = MustAsk(LoadAt(station.bus_name(), 100.0)).firm_mw();
    EXPECT_LE(station.load().firm_mw(), answer_mw) << station.bus_name();
    EXPECT_EQ(station.load().declassified().verdict(), pb::VERDICT_UNSPECIFIED);
  }
  pb::FindSitesRequest request;
  request.set_requested_mw(10.0);
  request.set_kind(pb::CONNECTION_KIND_LOAD);
  auto found = desk.FindSites(request);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->sites_size(), 4);
  EXPECT_EQ(found->sites(0).rank(), 1);
  EXPECT_TRUE(found->sites(0).holds());
  EXPECT_FALSE(found->sites(0).reason().empty());
  request.set_requested_mw(-1.0);
  request.set_most_sites(-1);
  request.set_compute_s(99.0);
  request.clear_kind();
  EXPECT_THAT(FieldsOf(desk.FindSites(request).status()),
              testing::ElementsAre("kind", "requested_mw", "compute_s", "most_sites"));
}

// The shipped region takes minutes to plan for: here is what a twin says until then.
class CapacityServerTest : public tests::ServerTest {
 protected:
  void SetUp() override { StartServer(true); }
  std::unique_ptr<pb::Capacity::Stub> Stub() { return pb::Capacity::NewStub(channel_); }
};

TEST_F(CapacityServerTest, WhileTheYearIsComputedAnAskerIsToldSoAndTheClockGoesOn) {
  pb::AskCapacityResponse response;
  auto context = Public();
  const grpc::Status status = Stub()->AskCapacity(context.get(), LoadAt("Hamang", 20.0), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("ask again later"));
  ASSERT_TRUE(server_->engine().StepOnce().ok());

  pb::GetCapacityBasisResponse basis;
  context = Public();
  ASSERT_TRUE(Stub()->GetCapacityBasis(context.get(), {}, &basis).ok());
  EXPECT_EQ(basis.stage(), pb::BASIS_STAGE_STATES);
  EXPECT_EQ(basis.total_count(), 0) << "how far it is, and so how long each part takes, is K3";
  EXPECT_EQ(basis.key().planning_year(), 2027);
  EXPECT_EQ(basis.key().weather_year(), 2023);
  EXPECT_GT(basis.bus_count(), 100);
  EXPECT_THAT(basis.data_notice(), HasSubstr("ynthetic"));

  // Names are looked up at once, and what stands nowhere is said with its neighbours.
  context = Public();
  EXPECT_EQ(Stub()->AskCapacity(context.get(), LoadAt("Hamng", 20.0), &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  context = Public();
  EXPECT_THAT(
      tests::ViolatedFields(Stub()->AskCapacity(context.get(), LoadAt("Hamang", -1.0), &response)),
      testing::ElementsAre("requested_mw"));
  pb::AskCapacityRequest request;
  request.mutable_position()->set_lat_deg(59.91);
  request.mutable_position()->set_lon_deg(10.75);
  request.set_kind(pb::CONNECTION_KIND_GENERATION);
  request.set_requested_mw(5.0);
  context = Public();
  EXPECT_EQ(Stub()->AskCapacity(context.get(), request, &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  request.mutable_position()->set_lat_deg(20.0);
  context = Public();
  EXPECT_EQ(Stub()->AskCapacity(context.get(), request, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  const auto began = std::chrono::steady_clock::now();
  StopServer();
  // The year alone takes minutes: stopping does not wait for it.
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::minutes(1));
}

class CapacityOffTest : public tests::ServerTest {};

TEST_F(CapacityOffTest, ATwinThatAnswersNoQuestionsSaysSo) {
  pb::GetCapacityBasisResponse basis;
  const auto context = Public();
  EXPECT_EQ(
      pb::Capacity::NewStub(channel_)->GetCapacityBasis(context.get(), {}, &basis).error_code(),
      grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
