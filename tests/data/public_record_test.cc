#include "data/public_record.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/region_copy.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

TEST(PublicRecordTest, TheShippedRecordReadsWithoutAComplaint) {
  Diagnostics diagnostics;
  const auto figures = LoadPublicRecord(tests::RegionDirectory(), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_GT(figures.size(), 50U);
  EXPECT_EQ(figures.front().quantity, "no1_shape_worst");
  EXPECT_TRUE(figures.front().is_fitted);
}

TEST(PublicRecordTest, WrongWordsAndRangesAreAllTold) {
  tests::RegionCopy copy;
  copy.SetField("public_record.csv", "calibration,NO1 energy", "statistic", "mode");
  copy.SetField("public_record.csv", "calibration,NO1 energy", "low", "99");
  Diagnostics diagnostics;
  LoadPublicRecord(copy.directory(), diagnostics);
  EXPECT_EQ(diagnostics.size(), 2U) << ToStatus(diagnostics);
}

TEST(PublicRecordTest, ARegionNeedNotHaveOne) {
  Diagnostics diagnostics;
  EXPECT_TRUE(LoadPublicRecord("/nowhere", diagnostics).empty());
  EXPECT_TRUE(diagnostics.empty());
}

TEST(PublicRecordTest, ToleranceIsOfTheFiguresSizeWhateverItsSign) {
  const PublicFigure slope{.values = {-100.0, -100.0}, .tolerance_share = 0.05};
  EXPECT_TRUE(IsMet(slope, -95.1));
  EXPECT_TRUE(IsMet(slope, -104.9));
  EXPECT_FALSE(IsMet(slope, -94.9));
  EXPECT_FALSE(IsMet(slope, -105.1));
  const PublicFigure range{.values = {0.90, 0.94}, .tolerance_share = 0.0};
  EXPECT_TRUE(IsMet(range, 0.90));
  EXPECT_FALSE(IsMet(range, 0.899));
}

}  // namespace
}  // namespace data
