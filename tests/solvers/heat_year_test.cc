#include "solvers/heat_year.h"

#include <gtest/gtest.h>

#include "data/region_loader.h"
#include "models/heat/heat_system.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

class HeatYearTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    region_ = new models::Region(*std::move(region));
  }
  static void TearDownTestSuite() { delete region_; }
  void SetUp() override {
    week_ = {.weather_year = {.seed = 1, .year = 2011},
             .first = calendar_.LocalDayStart(2027, 1, 11),
             .quarters = 7 * 96};
  }
  static const models::Region* region_;
  const models::OsloCalendar calendar_ = *models::OsloCalendar::Load();
  HeatStretch week_;
};
const models::Region* HeatYearTest::region_ = nullptr;

TEST_F(HeatYearTest, EverySystemServesAWinterWeekAndItsBooksClose) {
  const auto years = CalcHeatYear(*region_, calendar_, week_, {});
  ASSERT_TRUE(years.ok()) << years.status();
  ASSERT_EQ(years->size(), region_->heat_systems.size());
  for (std::size_t i = 0; i < years->size(); ++i) {
    const HeatSystemYear& year = (*years)[i];
    const std::string& id = region_->heat_systems[models::HeatSystemIndex(i)].id;
    EXPECT_GT(year.delivered_gwh, 0.0) << id;
    EXPECT_LE(year.unserved_gwh, 1e-4 * year.delivered_gwh) << id;
    EXPECT_LE(year.worst_residual_share, 1e-9) << id;
    double kinds_gwh = 0.0;
    for (const auto& [kind, gwh] : year.kind_gwh) kinds_gwh += gwh;
    EXPECT_GE(kinds_gwh, 0.95 * (year.delivered_gwh + year.network_loss_gwh)) << id;
  }
}

TEST_F(HeatYearTest, AGridOrderIsTheCallersAndCutsElectricity) {
  const auto free = CalcHeatYear(*region_, calendar_, week_, {});
  const auto cut =
      CalcHeatYear(*region_, calendar_, week_,
                   [](models::HeatSystemIndex, models::Quarter, models::HeatSystemInputs& inputs) {
                     inputs.electricity_max_mw = 0.0;
                   });
  ASSERT_TRUE(free.ok() && cut.ok());
  EXPECT_GT((*free)[0].electricity_gwh, 1.0);
  for (std::size_t i = 0; i < cut->size(); ++i) {
    EXPECT_NEAR((*cut)[i].electricity_gwh, 0.0, 1e-9);
    EXPECT_LE((*cut)[i].unserved_gwh, 1e-3 * (*cut)[i].delivered_gwh)
        << region_->heat_systems[models::HeatSystemIndex(i)].id << ": firm plants carry the week";
  }
}

}  // namespace
}  // namespace solvers
