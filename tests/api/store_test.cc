#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "ostlandet/twin/v1/series.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;

class StoreTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (int i = 0; i < 7; ++i) ASSERT_TRUE(server_->engine().StepOnce().ok());
  }
  std::unique_ptr<pb::Store::Stub> Stub() { return pb::Store::NewStub(channel_); }
  std::int64_t NewestS() { return server_->engine().ring().Latest()->quarter.start_s(); }

  pb::ReadSeriesRequest Ask(const std::string& series) {
    pb::ReadSeriesRequest request;
    request.add_series(series);
    request.mutable_from()->set_seconds(NewestS() - 3 * 900);
    request.mutable_to()->set_seconds(NewestS() + 900);
    return request;
  }
};

TEST_F(StoreTest, ReadsWhatTheFramesSaid) {
  auto request = Ask("bus_voltage_pu/Hamang 300");
  request.add_series("demand_mw");
  pb::ReadSeriesResponse read;
  auto context = Company();
  const grpc::Status status = Stub()->ReadSeries(context.get(), request, &read);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(read.row_count(), 4);
  ASSERT_EQ(read.series_size(), 2);
  EXPECT_EQ(read.quality_size(), 4);
  EXPECT_EQ(read.quality(3), pb::VALUE_QUALITY_GOOD);
  EXPECT_EQ(read.series(1).unit(), "MW");

  pb::GetGridStateRequest now;
  now.add_element_ids("Hamang 300");
  pb::GetGridStateResponse state;
  context = Company();
  ASSERT_TRUE(pb::Grid::NewStub(channel_)->GetGridState(context.get(), now, &state).ok());
  EXPECT_NEAR(read.series(0).values_in_unit(3), state.grid().buses(0).vm_pu(), 1e-4);
  EXPECT_NEAR(read.series(1).values_in_unit(3), state.balance().demand_mw(), 0.01);
}

TEST_F(StoreTest, HoursAreLeastMeanAndMostOfTheirQuarters) {
  auto request = Ask("demand_mw");
  const std::int64_t hour_s = NewestS() / 3600 * 3600;
  request.mutable_from()->set_seconds(hour_s);
  request.mutable_to()->set_seconds(hour_s + 3600);
  pb::ReadSeriesResponse quarters, hours;
  auto context = Company();
  ASSERT_TRUE(Stub()->ReadSeries(context.get(), request, &quarters).ok());
  request.set_step(pb::SERIES_STEP_HOUR);
  context = Company();
  ASSERT_TRUE(Stub()->ReadSeries(context.get(), request, &hours).ok());
  ASSERT_EQ(hours.row_count(), 1);
  double least = INFINITY, most = -INFINITY, sum = 0.0;
  int count = 0;
  for (const double value : quarters.series(0).values_in_unit()) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
    sum += value;
    ++count;
  }
  ASSERT_GT(count, 0);
  EXPECT_EQ(hours.quarter_count(0), count);
  EXPECT_EQ(hours.series(0).least_in_unit(0), least);
  EXPECT_EQ(hours.series(0).most_in_unit(0), most);
  EXPECT_NEAR(hours.series(0).values_in_unit(0), sum / count, 0.01);
  request.mutable_from()->set_seconds(hour_s + 900);
  context = Company();
  EXPECT_EQ(Stub()->ReadSeries(context.get(), request, &hours).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

// For the public a series of a higher class is as if it were not there, in every call and message.
TEST_F(StoreTest, ThePublicSeesItsOwnSeriesOnly) {
  pb::ListSeriesResponse open, all;
  auto context = Public();
  ASSERT_TRUE(Stub()->ListSeries(context.get(), {}, &open).ok());
  context = Company();
  ASSERT_TRUE(Stub()->ListSeries(context.get(), {}, &all).ok());
  EXPECT_GT(open.series_size(), 5);
  EXPECT_GT(all.series_size(), open.series_size());
  std::set<std::string> visible;
  for (const pb::SeriesInfo& info : open.series()) {
    EXPECT_EQ(info.secrecy(), pb::SECRECY_K0_PUBLIC) << info.series();
    visible.insert(info.series());
  }
  for (const pb::SeriesInfo& info : all.series()) {
    pb::ReadSeriesResponse read;
    context = Public();
    const grpc::Status status = Stub()->ReadSeries(context.get(), Ask(info.series()), &read);
    EXPECT_EQ(status.ok(), visible.contains(info.series())) << info.series();
    if (status.ok()) continue;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(read.series_size(), 0);
    pb::ReadSeriesResponse unknown;
    context = Public();
    const std::string missing(info.series().size(), 'q');
    EXPECT_EQ(Stub()->ReadSeries(context.get(), Ask(missing), &unknown).error_code(),
              status.error_code());
  }
  pb::MakeBackupRequest backup;
  backup.set_name("mine");
  pb::MakeBackupResponse made;
  context = Public();
  EXPECT_EQ(Stub()->MakeBackup(context.get(), backup, &made).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(StoreTest, AFileHasTheSameValues) {
  const auto asked = Ask("demand_mw");
  pb::ExportSeriesRequest request;
  *request.mutable_series() = asked.series();
  *request.mutable_from() = asked.from();
  *request.mutable_to() = asked.to();
  pb::ExportSeriesResponse csv, hdf5;
  auto context = Company();
  ASSERT_TRUE(Stub()->ExportSeries(context.get(), request, &csv).ok());
  EXPECT_THAT(csv.file_name(), testing::EndsWith(".csv"));
  int rows = 0;
  std::size_t at = 0;
  while ((at = csv.content().find("\n20", at)) != std::string::npos) ++at, ++rows;
  EXPECT_EQ(rows, 4) << csv.content();
  request.set_format(pb::EXPORT_FORMAT_HDF5);
  context = Company();
  ASSERT_TRUE(Stub()->ExportSeries(context.get(), request, &hdf5).ok());
  EXPECT_EQ(hdf5.content().substr(1, 3), "HDF");
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() + "/data")) {
    EXPECT_THAT(entry.path().filename().string(), testing::Not(testing::StartsWith("export-")));
  }
}

// At full precision they would tell of impedances.
TEST_F(StoreTest, BelowK3SumsOfTheRegionAreToldInWholeMegawatts) {
  const auto is_whole = [](double value) { return value == std::round(value); };
  const auto asked = Ask("losses_mw");
  pb::ReadSeriesResponse coarse, full;
  auto context = Public();
  ASSERT_TRUE(Stub()->ReadSeries(context.get(), asked, &coarse).ok());
  context = Company();
  ASSERT_TRUE(Stub()->ReadSeries(context.get(), asked, &full).ok());
  int with_fraction = 0;
  for (int i = 0; i < full.row_count(); ++i) {
    const double value = full.series(0).values_in_unit(i);
    EXPECT_EQ(coarse.series(0).values_in_unit(i), std::round(value));
    with_fraction += !is_whole(value);
  }
  EXPECT_GT(with_fraction, 0);
  pb::ExportSeriesRequest request;
  *request.mutable_series() = asked.series();
  *request.mutable_from() = asked.from();
  *request.mutable_to() = asked.to();
  pb::ExportSeriesResponse csv;
  context = Public();
  ASSERT_TRUE(Stub()->ExportSeries(context.get(), request, &csv).ok());
  int rows = 0;
  for (const absl::string_view line : absl::StrSplit(csv.content(), '\n')) {
    if (!absl::StartsWith(line, "20")) continue;
    double value = 0.5;
    ASSERT_TRUE(
        absl::SimpleAtod(absl::StripAsciiWhitespace(line.substr(line.rfind(',') + 1)), &value))
        << line;
    EXPECT_TRUE(is_whole(value)) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 4) << csv.content();
}

TEST_F(StoreTest, ABackupIsMadeBesideTheRunningTwin) {
  pb::MakeBackupRequest request;
  request.set_name("before-the-storm");
  pb::MakeBackupResponse made;
  auto context = Company();
  const grpc::Status status = Stub()->MakeBackup(context.get(), request, &made);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(made.folder(), "backups/before-the-storm");
  EXPECT_GT(made.file_count(), 1);
  EXPECT_EQ(made.time().seconds(), NewestS());
  EXPECT_EQ(made.damage_size(), 0);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/data/" + made.folder() + "/MANIFEST"));
  context = Company();
  EXPECT_EQ(Stub()->MakeBackup(context.get(), request, &made).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION)
      << "it is there already";
  for (const char* name : {"", "../outside", "a/b", "a b"}) {
    request.set_name(name);
    context = Company();
    EXPECT_THAT(tests::ViolatedFields(Stub()->MakeBackup(context.get(), request, &made)),
                testing::ElementsAre("name"))
        << name;
  }
}

TEST_F(StoreTest, WhatIsTooMuchOrUnknownIsSaid) {
  pb::ReadSeriesResponse read;
  auto context = Company();
  const grpc::Status unknown = Stub()->ReadSeries(context.get(), Ask("demnd_mw"), &read);
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), testing::HasSubstr("demand_mw"));
  auto request = Ask("bus_voltage_pu");
  request.mutable_to()->set_seconds(NewestS() + 366 * 86400);
  context = Company();
  EXPECT_THAT(tests::ViolatedFields(Stub()->ReadSeries(context.get(), request, &read)),
              testing::ElementsAre("series"));
  request = Ask("demand_mw");
  *request.mutable_to() = request.from();
  context = Company();
  EXPECT_THAT(tests::ViolatedFields(Stub()->ReadSeries(context.get(), request, &read)),
              testing::ElementsAre("to"));
}

}  // namespace
