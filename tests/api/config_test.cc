#include "twin/config.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "tests/support/test_server.h"

namespace twin {
namespace {

std::string WriteConfig(const tests::TemporaryFolder& folder, const std::string& text) {
  const std::string path = folder.path() + "/twin.toml";
  std::ofstream(path) << text;
  return path;
}

TEST(ConfigTest, WhatIsPrintedReadsBackTheSame) {
  tests::TemporaryFolder folder;
  Config config;
  config.data_directory = "/some \"quoted\" folder";
  config.seed = 42;
  config.speed = "x900";
  Config read;
  const absl::Status status = ApplyFile(WriteConfig(folder, PrintConfig(config)), read);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(PrintConfig(read), PrintConfig(config));
}

TEST(ConfigTest, EnvironmentOverridesTheFile) {
  tests::TemporaryFolder folder;
  Config config;
  ASSERT_TRUE(ApplyFile(WriteConfig(folder, "[weather]\nseed = 7\nyear = 3\n"), config).ok());
  setenv("TWIN_SEED", "9", 1);
  ASSERT_TRUE(ApplyEnvironment(config).ok());
  unsetenv("TWIN_SEED");
  EXPECT_EQ(config.seed, 9);
  EXPECT_EQ(config.weather_year, 3);
}

TEST(ConfigTest, UnknownKeysAndWrongKindsNameTheLine) {
  tests::TemporaryFolder folder;
  Config config;
  EXPECT_THAT(
      std::string(ApplyFile(WriteConfig(folder, "[weather]\nsead = 7\n"), config).message()),
      testing::HasSubstr("line 2: there is no setting 'weather.sead'"));
  EXPECT_THAT(
      std::string(ApplyFile(WriteConfig(folder, "[weather]\nseed = \"x\"\n"), config).message()),
      testing::HasSubstr("must be a whole number"));
}

TEST(ConfigTest, AddressesBeyondThisMachineNeedAWord) {
  Config config;
  config.grpc_address = "0.0.0.0:7443";
  EXPECT_EQ(Validate(config).code(), absl::StatusCode::kInvalidArgument);
  config.allow_insecure = true;
  EXPECT_TRUE(Validate(config).ok());
}

TEST(ConfigTest, SpeedsAreRead) {
  EXPECT_EQ(ParseSpeed("x900")->speed_ratio, 900.0);
  EXPECT_EQ(ParseSpeed("paused")->mode, ClockMode::kPaused);
  for (const char* wrong : {"", "900", "x", "x-1", "x1e99", "xnan", "fast"}) {
    EXPECT_FALSE(ParseSpeed(wrong).ok()) << wrong;
  }
}

TEST(ConfigTest, StartsMustFallOnAQuarter) {
  EXPECT_TRUE(ParseStart("2026-01-12T00:15:00Z").ok());
  EXPECT_FALSE(ParseStart("2026-01-12T00:10:00Z").ok());
  EXPECT_FALSE(ParseStart("yesterday").ok());
}

}  // namespace
}  // namespace twin
