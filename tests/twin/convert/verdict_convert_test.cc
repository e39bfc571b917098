#include "twin/convert/verdict_convert.h"

#include <gtest/gtest.h>

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

class VerdictConvertTest : public testing::Test {
 protected:
  VerdictConvertTest() {
    answer_.set_verdict(pb::VERDICT_NOW_WITH_CONDITIONS);
    answer_.mutable_question()->set_requested_mw(40.0);
    answer_.mutable_question()->mutable_key()->set_planning_year(2027);
  }
  pb::Measure& AddMeasure(pb::MeasureKind kind, double low_mnok, double high_mnok, bool holds) {
    pb::Measure& measure = *answer_.mutable_measures()->add_measures();
    measure.set_kind(kind);
    measure.set_cost_low_mnok(low_mnok);
    measure.set_cost_high_mnok(high_mnok);
    measure.set_price_year(2025);
    measure.set_lead_low_years(1.5);
    measure.set_lead_high_years(4.0);
    measure.set_holds_requested(holds);
    return measure;
  }
  const pb::VerdictDetail& Detail() {
    AddVerdictDetail(answer_);
    return answer_.verdict_detail();
  }

  pb::CapacityAnswer answer_;
};

TEST_F(VerdictConvertTest, TheCheapestMeasureThatHoldsItAllIsTheVerdicts) {
  AddMeasure(pb::MEASURE_KIND_BATTERY, 10, 20, true);
  AddMeasure(pb::MEASURE_KIND_SWITCHING, 0.1, 0.2, false);
  AddMeasure(pb::MEASURE_KIND_RECONDUCTOR, 5, 6, true);
  AddMeasure(pb::MEASURE_KIND_RETROFIT, 0, 0, true).set_price_year(0);
  EXPECT_EQ(Detail().measure().kind(), pb::MEASURE_KIND_RECONDUCTOR);
  EXPECT_EQ(Detail().from_year(), 2029) << "one and a half years from the start of 2027";
  EXPECT_EQ(Detail().to_year(), 2031);
}

TEST_F(VerdictConvertTest, AnAnnouncedProjectStandsInItsYear) {
  AddMeasure(pb::MEASURE_KIND_GRID_PROJECT, 0, 0, true).set_ready_year(2032);
  EXPECT_EQ(Detail().from_year(), 2032);
  EXPECT_EQ(Detail().to_year(), 2032);
}

TEST_F(VerdictConvertTest, NothingThatHoldsIsNoMeasure) {
  AddMeasure(pb::MEASURE_KIND_SWITCHING, 0.1, 0.2, false);
  EXPECT_FALSE(Detail().has_measure());
  EXPECT_FALSE(answer_.has_verdict_detail());
}

TEST_F(VerdictConvertTest, TheFirstYearThatHoldsWhatIsWantedByThenIsSaid) {
  for (const auto& [year, wanted_mw, holds] :
       {std::tuple(2027, 0.0, true), {2028, 20.0, false}, {2031, 40.0, true}}) {
    pb::YearRoom& row = *answer_.mutable_years()->add_years();
    row.set_year(year);
    row.set_requested_mw(wanted_mw);
    row.set_holds_requested(holds);
  }
  EXPECT_EQ(Detail().holds_from_year(), 2031) << "in 2027 nothing is wanted";
}

TEST_F(VerdictConvertTest, ADatumDecidesWhenTheWishLiesBetweenItsEnds) {
  for (const auto& [low_mw, high_mw] : {std::pair(10.0, 39.0), {30.0, 41.0}}) {
    pb::CapacityDoubt& doubt = *answer_.mutable_measures()->add_doubts();
    doubt.set_low_mw(low_mw);
    doubt.set_high_mw(high_mw);
  }
  EXPECT_EQ(Detail().deciding_doubt().high_mw(), 41.0);
}

TEST_F(VerdictConvertTest, WhatCanBeConnectedNowNeedsNoDetail) {
  AddMeasure(pb::MEASURE_KIND_BATTERY, 10, 20, true);
  answer_.set_verdict(pb::VERDICT_NOW);
  AddVerdictDetail(answer_);
  EXPECT_FALSE(answer_.has_verdict_detail());
}

}  // namespace
}  // namespace twin::convert
