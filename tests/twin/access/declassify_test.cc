#include "twin/access/declassify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "models/base/errors.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;

TEST(DeclassifyTest, MegawattsAreRoundedDownIntoBuckets) {
  EXPECT_EQ(BucketOf(0.0), pb::CAPACITY_BUCKET_0_MW);
  EXPECT_EQ(BucketOf(0.4), pb::CAPACITY_BUCKET_BELOW_1_MW);
  EXPECT_EQ(BucketOf(4.999), pb::CAPACITY_BUCKET_1_TO_5_MW);
  EXPECT_EQ(BucketOf(5.0), pb::CAPACITY_BUCKET_5_TO_10_MW);
  EXPECT_EQ(BucketOf(19.9), pb::CAPACITY_BUCKET_10_TO_20_MW);
  EXPECT_EQ(BucketOf(49.9), pb::CAPACITY_BUCKET_20_TO_50_MW);
  EXPECT_EQ(BucketOf(2000.0), pb::CAPACITY_BUCKET_OVER_50_MW);
}

// Whatever is asked, two places in one bucket give the same tuples: asking on teaches nothing.
TEST(DeclassifyTest, NoSeriesOfQuestionsTellsPlacesOfOneBucketApart) {
  const auto all_answers = [](double firm_mw) {
    std::string seen;
    for (double asked_mw = 0.1; asked_mw < 400.0; asked_mw *= 1.05) {
      // The search ends at a cap that follows from what is asked: then nothing binds.
      const bool is_capped = firm_mw > asked_mw + 60.0;
      seen += Declassify(firm_mw, asked_mw,
                         is_capped ? pb::REASON_CLASS_UNSPECIFIED : pb::REASON_CLASS_REGIONAL_LINE,
                         2027)
                  .SerializeAsString();
    }
    return seen;
  };
  EXPECT_EQ(all_answers(10.0), all_answers(19.99));
  EXPECT_EQ(all_answers(20.1), all_answers(49.0));
  EXPECT_EQ(all_answers(51.0), all_answers(380.0));
  EXPECT_NE(all_answers(9.99), all_answers(10.0));
}

TEST(DeclassifyTest, OfACellNothingIsPromisedAndNothingRefusedBeyondItsBucket) {
  const auto verdict = [](double asked_mw, bool is_part) {
    pb::DeclassifiedCapacity tuple = Declassify(15.0, 0.0, pb::REASON_CLASS_VOLTAGE, 2027);
    AddVerdict(asked_mw, is_part, tuple);
    return tuple.verdict();
  };
  EXPECT_EQ(verdict(10.0, false), pb::VERDICT_NOW);
  EXPECT_EQ(verdict(10.1, false), pb::VERDICT_UNKNOWN);
  EXPECT_EQ(verdict(300.0, false), pb::VERDICT_UNKNOWN);  // the place itself may take it
  EXPECT_EQ(verdict(10.0, true), pb::VERDICT_UNKNOWN);
}

TEST(DeclassifyTest, TheVerdictNeverPromisesMoreThanTheBucket) {
  const auto verdict = [](double firm_mw, double asked_mw) {
    return Declassify(firm_mw, asked_mw, pb::REASON_CLASS_VOLTAGE, 2027).verdict();
  };
  EXPECT_EQ(verdict(15.0, 10.0), pb::VERDICT_NOW);
  EXPECT_EQ(verdict(15.0, 12.0), pb::VERDICT_UNKNOWN);
  EXPECT_EQ(verdict(15.0, 20.0), pb::VERDICT_NOW_WITH_CONDITIONS);
  EXPECT_EQ(verdict(0.0, 5.0), pb::VERDICT_AFTER_MEASURE);
  EXPECT_EQ(verdict(100.0, 70.0), pb::VERDICT_UNKNOWN);
}

TEST(DeclassifyTest, ThePublicMayNotVaryWhatTellsHoursOrOutages) {
  pb::AskCapacityRequest request;
  EXPECT_TRUE(CheckMayAsk({}, request, {}).ok());
  request.set_tan_phi_ratio(0.0);
  request.set_criterion(pb::OUTAGE_CRITERION_N0);
  request.mutable_profile()->add_own_share(1.0f);
  EXPECT_TRUE(CheckMayAsk(FolderOwner(), request, {}).ok());
  EXPECT_THAT(models::errors::FieldViolationsOf(CheckMayAsk({}, request, {})), testing::SizeIs(3));
}

}  // namespace
}  // namespace twin::access
