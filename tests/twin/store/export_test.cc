#include "twin/store/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "data/hdf5_file.h"
#include "tests/support/small_store.h"
#include "twin/store/store.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::kMonday;
using tests::SmallSchema;
using tests::SmallStep;

/// Quarters 94 … 97 from Monday on: two sealed, two not.
class ExportTest : public testing::Test {
 protected:
  ExportTest() {
    auto opened =
        Store::Open({.directory = folder_ / "data", .schema = SmallSchema(), .fault_hook = {}});
    EXPECT_TRUE(opened.ok()) << opened.status();
    for (int i = 94; i < 98; ++i) {
      EXPECT_TRUE((*opened)->AppendStep(SmallStep(kMonday + i)).ok());
    }
    EXPECT_TRUE((*opened)->Close().ok());
  }
  absl::Status Export(const std::string& name, std::int64_t from, std::int64_t to,
                      std::vector<std::string> groups = {}) const {
    const auto reader = StoreReader::Open(folder_ / "data");
    EXPECT_TRUE(reader.ok()) << reader.status();
    return ExportPeriod(
        *reader,
        {kMonday + from, kMonday + to, std::move(groups), {}, Every::kQuarter, folder_ / name});
  }
  static double RoundedKv(int slot, std::size_t bus) {
    return RoundToQuantum(SmallStep(kMonday + slot).frame[bus], 1.0 / 64.0);
  }

  tests::TempFolder folder_;
};

TEST_F(ExportTest, ACsvHasTheNoticeAHeaderAndOneRowForEachQuarter) {
  ASSERT_TRUE(Export("out.csv", 93, 98).ok());
  const std::vector<std::string> lines =
      absl::StrSplit(tests::ReadBytes(folder_ / "out.csv"), '\n');
  ASSERT_EQ(lines.size(), 2u + 1u + 5u + 1u);
  EXPECT_EQ(lines[0], "# data_revision: 7");
  EXPECT_EQ(lines[1], "# notice: The grid is synthetic");
  EXPECT_EQ(lines[2],
            "time,bus_voltage_kv:Ås 66 [kV],bus_voltage_kv:Hamang 300 [kV],"
            "bus_voltage_kv:Flesaker 420 [kV],line_flow_mw:a [MW],line_flow_mw:b [MW]");
  EXPECT_EQ(lines[3], "2026-01-05T23:15:00Z,,,,,");
  for (int i = 0; i < 4; ++i) {
    const std::vector<std::string> fields =
        absl::StrSplit(lines[static_cast<std::size_t>(4 + i)], ',');
    ASSERT_EQ(fields.size(), 6u);
    for (std::size_t bus = 0; bus < 3; ++bus) {
      EXPECT_EQ(std::strtod(fields[1 + bus].c_str(), nullptr), RoundedKv(94 + i, bus));
    }
    // 17 digits bring back every bit.
    EXPECT_EQ(std::strtod(fields[4].c_str(), nullptr), SmallStep(kMonday + 94 + i).frame[3]);
  }
  EXPECT_EQ(std::string(lines[6]).substr(0, 20), "2026-01-06T00:00:00Z");
}

TEST_F(ExportTest, AnHdf5ExportIsOneCfFileAcrossDays) {
  for (const char* name : {"out.h5", "out.hdf5", "out.nc"}) {
    ASSERT_TRUE(Export(name, 90, 200).ok()) << name;
    const auto file = data::Hdf5File::OpenReadOnly(folder_ / name);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(*file->ReadTextAttribute("/", "Conventions"), "CF-1.8");
    EXPECT_EQ(*file->ReadTextAttribute("/", "notice"), "The grid is synthetic");
    EXPECT_THAT(*file->ReadShape("/bus_voltage_kv"), ElementsAre(110, 3));
    const auto times = file->ReadInt64s("/time");
    EXPECT_EQ(times->front(), (kMonday + 90).start_s());
    EXPECT_EQ(times->back(), (kMonday + 199).start_s());
    const auto voltages_kv = file->ReadDoubles("/bus_voltage_kv");
    const auto quality = file->ReadBytes("/quality");
    for (int row = 0; row < 110; ++row) {
      const auto at = static_cast<std::size_t>(row);
      const bool has_step = row >= 4 && row < 8;
      ASSERT_EQ((*quality)[at] != 2, has_step) << row;
      ASSERT_EQ(std::isnan((*voltages_kv)[at * 3]), !has_step) << row;
      if (has_step) {
        EXPECT_EQ((*voltages_kv)[at * 3 + 2], RoundedKv(90 + row, 2));
      }
    }
  }
}

TEST_F(ExportTest, H5pyNetcdf4AndXarrayOpenAnExport) {
  ASSERT_TRUE(Export("out.nc", 90, 200).ok());
  const int exit_code = tests::OpenInTools(folder_ / "out.nc", 110);
  if (exit_code == tests::kToolsMissing) GTEST_SKIP() << "python3 with h5py, netCDF4, xarray";
  EXPECT_EQ(exit_code, 0);
}

TEST_F(ExportTest, OnlyTheGroupsAskedForAreWritten) {
  ASSERT_TRUE(Export("out.h5", 94, 98, {"line_flow_mw"}).ok());
  const auto file = data::Hdf5File::OpenReadOnly(folder_ / "out.h5");
  EXPECT_TRUE(file->Has("/line_flow_mw"));
  EXPECT_FALSE(file->Has("/bus_voltage_kv"));
  EXPECT_FALSE(file->Has("/bus"));
}

TEST_F(ExportTest, ChosenElementsByTheHourAreLeastMeanAndLargest) {
  const auto reader = StoreReader::Open(folder_ / "data");
  const ExportRequest request{kMonday + 88,        kMonday + 100, {},
                              {"b", "Hamang 300"}, Every::kHour,  ""};
  ExportRequest csv = request, hdf5 = request;
  csv.out_path = folder_ / "out.csv";
  hdf5.out_path = folder_ / "out.h5";
  ASSERT_TRUE(ExportPeriod(*reader, csv).ok());
  ASSERT_TRUE(ExportPeriod(*reader, hdf5).ok());
  const std::vector<std::string> lines =
      absl::StrSplit(tests::ReadBytes(folder_ / "out.csv"), '\n');
  ASSERT_EQ(lines.size(), 2u + 1u + 3u + 1u);
  EXPECT_EQ(lines[2],
            "time,bus_voltage_kv:Hamang 300 min [kV],bus_voltage_kv:Hamang 300 mean [kV],"
            "bus_voltage_kv:Hamang 300 max [kV],line_flow_mw:b min [MW],line_flow_mw:b mean [MW],"
            "line_flow_mw:b max [MW]");
  EXPECT_EQ(lines[3], "2026-01-05T22:00:00Z,,,,,,");
  EXPECT_EQ(std::string(lines[4]).substr(0, 21), "2026-01-05T23:00:00Z,");
  const auto file = data::Hdf5File::OpenReadOnly(hdf5.out_path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(*file->ReadShape("/bus_voltage_kv_mean"), ElementsAre(3, 1));
  EXPECT_THAT(*file->ReadBytes("/quarter_count"), ElementsAre(0, 2, 2));
  EXPECT_THAT(*file->ReadTexts("/bus"), ElementsAre("Hamang 300"));
  EXPECT_EQ((*file->ReadInt64s("/time"))[1] - (*file->ReadInt64s("/time"))[0], 3600);
  EXPECT_EQ((*file->ReadDoubles("/bus_voltage_kv_max"))[1], RoundedKv(95, 1));
  EXPECT_FALSE(file->Has("/bus_voltage_kv"));
}

TEST_F(ExportTest, ElementsThatNoSeriesHasAreRefused) {
  const auto reader = StoreReader::Open(folder_ / "data");
  const absl::Status status = ExportPeriod(
      *reader, {kMonday, kMonday + 96, {}, {"a", "nowhere"}, Every::kQuarter, folder_ / "out.csv"});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("nowhere"));
  const absl::Status crooked =
      ExportPeriod(*reader, {kMonday + 1, kMonday + 96, {}, {}, Every::kDay, folder_ / "out.csv"});
  EXPECT_EQ(crooked.code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ExportTest, WrongRequestsAreRefusedByNameAndLeaveNoFile) {
  using absl::StatusCode;
  EXPECT_EQ(Export("out.csv", 5, 5).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Export("out.xlsx", 0, 5).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Export("out.csv", 0, 5, {"none_mw"}).code(), StatusCode::kNotFound);
  EXPECT_EQ(Export("none/out.csv", 0, 5).code(), StatusCode::kNotFound);
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    EXPECT_EQ(entry.path().filename(), "data");
  }
}

TEST_F(ExportTest, AFullDiskKeepsTheOldFileAndLeavesNoHalfOne) {
  for (const char* name : {"out.csv", "out.h5"}) {
    tests::WriteBytes(folder_ / name, "old");
    absl::Status status;
    {
      const tests::FileSizeLimit limit(500);
      status = Export(name, 0, 960);
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << name << ": " << status;
    EXPECT_EQ(tests::ReadBytes(folder_ / name), "old") << name;
    EXPECT_FALSE(fs::exists(folder_ / (std::string(name) + ".tmp"))) << name;
  }
}

}  // namespace
}  // namespace twin::store
