#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/support/test_server.h"

namespace {

using testing::HasSubstr;

// A server that was driven by a series does not go on under another, or under none.
TEST(WeatherSeriesServerTest, AChangedSeriesIsRefusedByItsHash) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.path() + "/measured.csv";
  const auto write = [&](const char* degc) {
    std::ofstream(file) << "time,place,air_temperature_degc\n2026-01-26T00:00:00Z,Gol," << degc
                        << "\n2026-01-26T01:00:00Z,Gol," << degc << "\n";
  };
  twin::SystemClock clock;
  const auto start = [&](const std::string& series) -> absl::Status {
    twin::Config config = tests::MakeTestConfig(folder.path());
    config.weather_series = series;
    auto server = twin::Server::Start(config, clock);
    if (!server.ok()) return server.status();
    return (*server)->Stop();
  };
  write("-31");
  ASSERT_TRUE(start(file).ok());
  EXPECT_TRUE(start(file).ok());
  write("-32");
  const absl::Status changed = start(file);
  EXPECT_TRUE(absl::IsFailedPrecondition(changed)) << changed;
  EXPECT_THAT(std::string(changed.message()), HasSubstr("+weather-"));
  EXPECT_TRUE(absl::IsFailedPrecondition(start("")));
  write("cold");
  const absl::Status wrong = start(file);
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("measured.csv:2"));
}

}  // namespace
