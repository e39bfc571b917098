#include "data/measure_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/region_paths.h"

namespace data {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kHead[] =
    "measure,from_kv,to_kv,branch,unit,low_mnok,high_mnok,lead_low_years,lead_high_years,"
    "price_year,source,confidence\n";

class MeasureLoaderTest : public testing::Test {
 protected:
  MeasureLoaderTest() {
    std::string name = (fs::temp_directory_path() / "measures-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~MeasureLoaderTest() override { fs::remove_all(folder_); }

  absl::StatusOr<models::MeasureCatalogue> Load(const std::string& rows) {
    std::ofstream(folder_ / kMeasurePricesFile) << kHead << rows;
    return LoadMeasureCatalogue(folder_.string());
  }

  fs::path folder_;
};

TEST_F(MeasureLoaderTest, AFolderWithoutTheTablesHasNone) {
  const auto catalogue = LoadMeasureCatalogue(folder_.string());
  ASSERT_TRUE(catalogue.ok());
  EXPECT_TRUE(catalogue->prices.empty());
}

TEST_F(MeasureLoaderTest, ARowIsReadAsItStands) {
  const auto catalogue = Load("parallel_circuit,100,200,cable,km,8,20,3,6,2025,test,low\n");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  ASSERT_EQ(catalogue->prices.size(), 1u);
  const models::MeasurePrice& price = catalogue->prices.front();
  EXPECT_EQ(price.kind, models::MeasureKind::kParallelCircuit);
  EXPECT_EQ(price.branch_kind, models::BranchKind::kCable);
  EXPECT_FALSE(price.is_for_any_branch);
  EXPECT_EQ(price.unit, models::MeasureUnit::kPerKm);
  EXPECT_DOUBLE_EQ(price.cost.high_mnok, 20.0);
  EXPECT_DOUBLE_EQ(price.lead.low_years, 3.0);
  EXPECT_EQ(price.confidence, "low");
}

TEST_F(MeasureLoaderTest, EverythingThatIsWrongIsSaidAtOnce) {
  const std::string problems(
      Load("wish,100,50,rope,kg,9,2,3,1,1800,test,low\n").status().message());
  for (const char* part :
       {"'wish' is not known", "is below from_kv", "'rope' is not known", "'kg' is not known",
        "is below low_mnok", "is below lead_low_years", "is 1800"}) {
    EXPECT_THAT(problems, HasSubstr(part));
  }
}

TEST_F(MeasureLoaderTest, EveryMeasureOfTheRegionButAnnouncedOnesHasAPrice) {
  const auto catalogue = LoadMeasureCatalogue(tests::RegionDirectory());
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  for (std::size_t i = 0; i < models::kMeasureKindCount; ++i) {
    const auto kind = static_cast<models::MeasureKind>(i);
    for (const double kv : {22.0, 66.0, 132.0, 300.0, 420.0}) {
      const bool is_known =
          models::CalcMeasureCost(*catalogue, kind, kv, models::BranchKind::kLine,
                                  {.count = 1.0, .km = 1.0, .mva = 1.0, .mw = 1.0})
              .is_known;
      EXPECT_EQ(is_known, kind != models::MeasureKind::kGridProject)
          << models::MeasureId(kind) << " at " << kv << " kV";
    }
  }
}

}  // namespace
}  // namespace data
