#include "twin/capacity/connection_shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "data/connection_profile_loader.h"
#include "data/region_loader.h"
#include "models/base/errors.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_region.h"

namespace twin::capacity {
namespace {

using models::BusIndex;

constexpr std::size_t kWeek = 7 * 96;
constexpr models::Quarter kJanuary(1998624);  // 2027-01-01T00:00:00Z

class ConnectionSharesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    region_ = new models::Region(*std::move(region));
    auto profiles = data::LoadConnectionProfiles(tests::RegionDirectory());
    ASSERT_TRUE(profiles.ok()) << profiles.status();
    profiles_ = new models::ConnectionProfiles(*std::move(profiles));
  }
  static void TearDownTestSuite() {
    delete region_;
    delete profiles_;
  }
  std::vector<float> MustMake(const std::string& id) {
    const auto made = shares_.Make(id, BusIndex(0), {kJanuary, kWeek});
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? *made : std::vector<float>();
  }

  static models::Region* region_;
  static models::ConnectionProfiles* profiles_;
  const ConnectionShares shares_{*region_, *profiles_, {.seed = 1, .year = 2023}, 2};
};
models::Region* ConnectionSharesTest::region_ = nullptr;
models::ConnectionProfiles* ConnectionSharesTest::profiles_ = nullptr;

TEST_F(ConnectionSharesTest, EveryProfileOfTheRegionStaysWithinItsPower) {
  for (const auto& profile : *profiles_) {
    if (profile.id == "flat") continue;
    const std::vector<float> shares = MustMake(profile.id);
    ASSERT_EQ(shares.size(), kWeek) << profile.id;
    const auto [least, largest] = std::minmax_element(shares.begin(), shares.end());
    EXPECT_GE(*least, 0.0f) << profile.id;
    EXPECT_LE(*largest, 1.0f) << profile.id;
  }
  EXPECT_TRUE(MustMake("flat").empty());
}

TEST_F(ConnectionSharesTest, TheSunIsLowInJanuaryAndNightsAreDark) {
  const std::vector<float> solar = MustMake("solar");
  EXPECT_EQ(solar[0], 0.0f);
  EXPECT_LT(*std::max_element(solar.begin(), solar.end()), 0.6f);
}

TEST_F(ConnectionSharesTest, UnknownNamesAreAnsweredWithTheNearest) {
  const absl::Status status = shares_.Make("truck-charge", BusIndex(0), {kJanuary, kWeek}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(models::errors::SuggestionsOf(status), testing::Contains("truck-charging"));
}

TEST(ConnectionSharesOfACaseTest, ARegionWithoutWeatherSaysSo) {
  const models::Region region = tests::MakeSmallRegion(96);
  models::ConnectionProfiles profiles(2);
  profiles[0].id = "wind";
  profiles[0].driver = models::ProfileDriver::kWind;
  profiles[1].id = "dwelling";
  profiles[1].driver = models::ProfileDriver::kDemand;
  const ConnectionShares shares(region, profiles, {}, 1);
  for (const char* id : {"wind", "dwelling"}) {
    EXPECT_EQ(shares.Make(id, BusIndex(0), {kJanuary, 96}).status().code(),
              absl::StatusCode::kFailedPrecondition)
        << id;
  }
}

}  // namespace
}  // namespace twin::capacity
