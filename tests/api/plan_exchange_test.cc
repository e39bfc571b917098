// What planners and grid companies tell one another: the inbox and swaps by call.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>

#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/plan_service.h"

namespace {

namespace pb = ostlandet::twin::v1;
using testing::HasSubstr;

class PlanExchangeTest : public tests::PlanServiceTest {
 protected:
  // The owner of the local token becomes somebody else, within a second or two.
  void Become(const std::string& role, const std::string& more = "") {
    const std::string path = folder_.path() + "/data/register.toml";
    std::ofstream(path + ".new")
        << "schema = \"ostlandet.twin.register\"\nschema_version = 1\nversion = \"2\"\n[[user]]\n"
           "id = \"local\"\nrole = \""
        << role
        << "\"\norganisation = \"Test\"\npurpose = \"tests\"\ndecision = \"t-1\"\n"
           "expires = 2099-01-01T00:00:00Z\n"
        << more;
    chmod((path + ".new").c_str(), 0600);
    std::filesystem::rename(path + ".new", path);
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  }
  grpc::Status Post(const std::string& plan, pb::PostPlanResponse& response) {
    pb::PostPlanRequest request;
    *request.mutable_file() = tests::SamplePlan(plan);
    request.mutable_terms()->set_leave_out_grid(true);
    return Stub()->PostPlan(Company().get(), request, &response);
  }
  pb::ListPlanInboxResponse List() {
    pb::ListPlanInboxResponse response;
    const auto status = Stub()->ListPlanInbox(Company().get(), {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  pb::PlanSubscription SubscribeTo(const std::string& station) {
    pb::SubscribePlansRequest request;
    request.add_stations(station);
    pb::SubscribePlansResponse response;
    const auto status = Stub()->SubscribePlans(Company().get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.subscription();
  }
};

pb::HeatSwapQuestion Question() {
  pb::HeatSwapQuestion question;
  question.set_source_id("oet:surplus/dc_skygard");
  question.set_flats_count(300);
  question.mutable_position()->set_lat_deg(59.926);
  question.mutable_position()->set_lon_deg(10.80);
  return question;
}

TEST_F(PlanExchangeTest, APlanReachesWhoSubscribesToItsStationAndStaysOverARestart) {
  pb::PostPlanResponse posted;
  ASSERT_TRUE(Post("business_park", posted).ok());
  ASSERT_EQ(posted.notices_size(), 1);
  const pb::PlanNotice notice = posted.notices(0);
  EXPECT_GT(notice.position().lat_deg(), 57.0);
  EXPECT_EQ(List().notices_size(), 0) << "nobody has subscribed yet";
  const pb::PlanSubscription subscription = SubscribeTo(notice.station_id());
  ASSERT_EQ(List().notices_size(), 1);
  EXPECT_EQ(List().notices(0).because_ids(0), notice.station_id());
  EXPECT_EQ(List().notices(0).need_year(), notice.need_year());
  ASSERT_TRUE(Post("cabins", posted).ok());
  EXPECT_EQ(List().notices_size(), 1) << "at another station";

  StopServer();
  StartServer();
  EXPECT_EQ(List().notices_size(), 1);
  ASSERT_EQ(List().subscriptions_size(), 1);
  pb::EndPlanSubscriptionRequest end;
  end.set_subscription_id(subscription.id());
  pb::EndPlanSubscriptionResponse ended;
  EXPECT_TRUE(Stub()->EndPlanSubscription(Company().get(), end, &ended).ok());
  EXPECT_EQ(Stub()->EndPlanSubscription(Company().get(), end, &ended).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(List().notices_size(), 0);
}

TEST_F(PlanExchangeTest, StationsAndProjectsThatAreNotThereAreNamed) {
  pb::SubscribePlansRequest request;
  pb::SubscribePlansResponse response;
  EXPECT_EQ(Stub()->SubscribePlans(Company().get(), request, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  request.add_stations("Ulvn");
  const auto status = Stub()->SubscribePlans(Company().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("Ulven"));
}

TEST_F(PlanExchangeTest, TheInboxIsNotForThePublicAndAPlannerSpeaksForItsOwnMunicipality) {
  pb::ListPlanInboxResponse listed;
  EXPECT_EQ(Stub()->ListPlanInbox(Public().get(), {}, &listed).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  pb::PostPlanResponse posted;
  Become("planner", "municipalities = [\"0301\"]\n");
  const auto refused = Post("dwellings", posted);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(refused.error_message(), HasSubstr("3205"));
  EXPECT_EQ(posted.notices_size(), 0);
  Become("planner", "municipalities = [\"3205\"]\n");
  ASSERT_TRUE(Post("dwellings", posted).ok());
  EXPECT_EQ(posted.notices_size(), 1) << "its own plan is told it";
  EXPECT_EQ(Stub()->ListPlanInbox(Company().get(), {}, &listed).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(PlanExchangeTest, AGridCompanyHearsOfPlansInItsOwnArea) {
  pb::PostPlanResponse posted;
  ASSERT_TRUE(Post("dwellings", posted).ok());
  SubscribeTo(posted.notices(0).station_id());
  ASSERT_EQ(List().notices_size(), 1);
  Become("grid_company", "municipalities = [\"0301\"]\n");
  EXPECT_EQ(List().notices_size(), 0);
  EXPECT_EQ(List().subscriptions_size(), 1) << "its own words";
  Become("grid_company", "municipalities = [\"3205\"]\n");
  EXPECT_EQ(List().notices_size(), 1);
}

TEST_F(PlanExchangeTest, ASwapIsOneRecordForBothParties) {
  pb::AnswerSwapRequest ask;
  *ask.mutable_question() = Question();
  pb::AnswerSwapResponse answer;
  const auto status = Stub()->AnswerSwap(Public().get(), ask, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_NEAR(answer.swap().freed_p50_mw(), answer.swap().before_p50_mw() - answer.swap().pump_mw(),
              1e-9);
  EXPECT_EQ(answer.swap().local_time(), "08:00");
  EXPECT_THAT(answer.swap().text_nb(), HasSubstr("MW frigjort"));
  pb::GetSwapRequest find;
  find.set_swap_id(answer.swap().id());
  pb::GetSwapResponse found;
  EXPECT_EQ(Stub()->GetSwap(Public().get(), find, &found).error_code(), grpc::StatusCode::NOT_FOUND)
      << "asked for is not kept";
  pb::KeepSwapRequest keep;
  *keep.mutable_question() = Question();
  pb::KeepSwapResponse kept;
  EXPECT_EQ(Stub()->KeepSwap(Public().get(), keep, &kept).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  ASSERT_TRUE(Stub()->KeepSwap(Company().get(), keep, &kept).ok());
  ASSERT_TRUE(Stub()->GetSwap(Public().get(), find, &found).ok());
  EXPECT_EQ(found.swap().SerializeAsString(), kept.swap().SerializeAsString());
  EXPECT_EQ(found.swap().SerializeAsString(), answer.swap().SerializeAsString());
}

TEST_F(PlanExchangeTest, ASwapThatIsWronglyAskedForSaysWhat) {
  pb::AnswerSwapResponse answer;
  const auto fields = [&](const pb::HeatSwapQuestion& question) {
    pb::AnswerSwapRequest ask;
    *ask.mutable_question() = question;
    return tests::ViolatedFields(Stub()->AnswerSwap(Public().get(), ask, &answer));
  };
  pb::HeatSwapQuestion question = Question();
  question.clear_position();
  EXPECT_THAT(fields(question), testing::ElementsAre("question.position"));
  question = Question();
  question.set_local_time("25:99");
  EXPECT_THAT(fields(question), testing::ElementsAre("question.local_time"));
  question = Question();
  question.set_flats_count(0.0);
  EXPECT_THAT(fields(question), testing::ElementsAre("flats_count"));
}

}  // namespace
