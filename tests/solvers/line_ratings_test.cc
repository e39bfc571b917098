#include "solvers/line_ratings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "data/line_conductor_loader.h"
#include "data/region_loader.h"
#include "models/base/units.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::PlaceIndex;

class LineRatingsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    region_ = *std::move(region);
    data::Diagnostics diagnostics;
    conductors_ = data::LoadLineConductors(tests::RegionDirectory(), region_.grid, diagnostics);
    ASSERT_TRUE(conductors_.has_value());
  }

  // The same weather everywhere; the sun stands across a line from south to north.
  models::WeatherField MakeWeather(double air_degc, double irradiance_w_per_m2 = 0.0) const {
    return models::WeatherField(region_.places.size(),
                                {.air_degc = air_degc,
                                 .irradiance_w_per_m2 = irradiance_w_per_m2,
                                 .diffuse_w_per_m2 = 0.2 * irradiance_w_per_m2,
                                 .sun_sine_share = irradiance_w_per_m2 > 0.0 ? 0.8 : -0.1,
                                 .sun_azimuth_rad = 0.5 * models::kPi});
  }

  std::vector<double> Calc(const LineRatings& ratings, const models::WeatherField& weather) const {
    std::vector<double> rating_mva(region_.grid.branches.size(), -1.0), scratch;
    ratings.Calc(weather, scratch, rating_mva);
    return rating_mva;
  }

  models::Region region_;
  std::optional<models::LineConductors> conductors_;
};

TEST_F(LineRatingsTest, EveryLineHasTheAmpacityOfItsConductorThere) {
  const LineRatings ratings(region_.grid, region_.places, *conductors_);
  EXPECT_EQ(ratings.line_count(), conductors_->of_branch.size());
  const models::WeatherField weather = MakeWeather(12.0, 600.0);
  const std::vector<double> rating_mva = Calc(ratings, weather);
  for (std::size_t k = 0; k < rating_mva.size(); ++k) {
    const models::BranchParams& branch = region_.grid.branches[BranchIndex(k)];
    const auto hung = conductors_->of_branch.find(branch.id);
    if (hung == conductors_->of_branch.end()) {
      EXPECT_EQ(rating_mva[k], models::CalcRatingMva(branch.rating, 12.0)) << branch.name;
      continue;
    }
    const models::LineSite site = ratings.SiteOf(BranchIndex(k));
    const models::PlaceWeather& here = weather[branch.place];
    const models::LineWeather line{.air_degc = 12.0,
                                   .sun_w_per_m2 = models::CalcSunOnLineWPerM2(
                                       {.irradiance_w_per_m2 = here.irradiance_w_per_m2,
                                        .diffuse_w_per_m2 = here.diffuse_w_per_m2,
                                        .sine_share = here.sun_sine_share,
                                        .azimuth_rad = here.sun_azimuth_rad},
                                       site)};
    const models::ConductorParams type = FindConductor(*conductors_, hung->second);
    const double thermal_mva =
        hung->second.bundle_count *
        models::CalcRatingMva(region_.grid.buses[branch.from].nominal_kv,
                              models::CalcAmpacityA(type, line, site, type.limit_degc));
    EXPECT_NEAR(rating_mva[k], std::min(thermal_mva, models::CalcTerminalLimitMva(branch.rating)),
                1e-9 * thermal_mva)
        << branch.name;
  }
}

// The seasonal ratings were computed from the same conductors: those of lines for 80 °C with one
// conductor a phase, which no equipment caps at 0 °C, come out within 2 %, a few hundred metres of
// altitude included. No line without sun is rated below its table.
TEST_F(LineRatingsTest, InTheSeasonsWeatherTheSeasonalRatingsComeOut) {
  const LineRatings ratings(region_.grid, region_.places, *conductors_);
  const std::vector<double> mild_mva = Calc(ratings, MakeWeather(0.0));
  int uncapped = 0;
  for (std::size_t k = 0; k < mild_mva.size(); ++k) {
    const models::BranchParams& branch = region_.grid.branches[BranchIndex(k)];
    const auto hung = conductors_->of_branch.find(branch.id);
    if (hung == conductors_->of_branch.end()) continue;
    EXPECT_GT(mild_mva[k] / branch.rating.mild_mva, 0.98) << branch.name;
    if (hung->second.bundle_count > 1 || hung->second.limit_degc < 80.0) continue;
    ++uncapped;
    EXPECT_LT(mild_mva[k] / branch.rating.mild_mva, 1.02) << branch.name;
  }
  EXPECT_GT(uncapped, 300);
}

TEST_F(LineRatingsTest, WarmerAirOrMoreSunNeverRaisesARating) {
  const LineRatings ratings(region_.grid, region_.places, *conductors_);
  std::vector<double> before_mva = Calc(ratings, MakeWeather(-30.0));
  for (double air_degc = -25.0; air_degc <= 35.0; air_degc += 5.0) {
    const std::vector<double> now_mva = Calc(ratings, MakeWeather(air_degc));
    const std::vector<double> sunny_mva = Calc(ratings, MakeWeather(air_degc, 800.0));
    for (std::size_t k = 0; k < now_mva.size(); ++k) {
      EXPECT_LE(now_mva[k], before_mva[k] + 1e-9);
      EXPECT_LE(sunny_mva[k], now_mva[k] + 1e-9);
      EXPECT_LE(now_mva[k],
                models::CalcTerminalLimitMva(region_.grid.branches[BranchIndex(k)].rating) + 1e-9);
    }
    before_mva = now_mva;
  }
}

TEST_F(LineRatingsTest, WindAcrossHelps) {
  const LineRatings light(region_.grid, region_.places, *conductors_);
  const LineRatings fresh(region_.grid, region_.places, *conductors_, {.wind_m_per_s = 2.0});
  const std::vector<double> light_mva = Calc(light, MakeWeather(25.0, 800.0));
  const std::vector<double> fresh_mva = Calc(fresh, MakeWeather(25.0, 800.0));
  int higher = 0;
  for (std::size_t k = 0; k < light_mva.size(); ++k) {
    EXPECT_GE(fresh_mva[k], light_mva[k]);
    higher += fresh_mva[k] > 1.1 * light_mva[k] ? 1 : 0;
  }
  EXPECT_GT(higher, 100);
}

}  // namespace
}  // namespace solvers
