#include "twin/config.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <set>

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
  const auto problem = [](const Config& config) { return std::string(Validate(config).message()); };
  Config config;
  EXPECT_EQ(problem(config), "");
  config.tls = "off";
  EXPECT_EQ(problem(config), "") << "plaintext on this machine";
  config.grpc_address = "0.0.0.0:7443";
  EXPECT_THAT(problem(config), testing::HasSubstr("tls.mode is off"));
  config.allow_insecure = true;
  EXPECT_EQ(problem(config), "");
  config = Config();
  config.grpc_address = "0.0.0.0:7443";
  EXPECT_THAT(problem(config), testing::HasSubstr("clients with a certificate only"));
  config.tls_require_client_certificate = true;
  EXPECT_THAT(problem(config), testing::HasSubstr("needs tls.client_ca"));
  config.tls_client_ca = "ca.pem";
  EXPECT_EQ(problem(config), "");
  config.http_address = "0.0.0.0:8443";
  EXPECT_THAT(problem(config), testing::HasSubstr("http.hosts"));
  config.http_hosts = "twin.example.org";
  EXPECT_EQ(problem(config), "");
}

TEST(ConfigTest, TlsSettingsThatContradictEachOtherAreNamed) {
  Config config;
  config.tls = "maybe";
  EXPECT_THAT(std::string(Validate(config).message()), testing::HasSubstr("must be on or off"));
  config = Config();
  config.tls_key = "k.pem";
  EXPECT_THAT(std::string(Validate(config).message()), testing::HasSubstr("go together"));
  config.tls_certificate = "c.pem";
  config.tls = "off";
  EXPECT_THAT(std::string(Validate(config).message()),
              testing::HasSubstr("there are certificates"));
}

TEST(ConfigTest, EverySettingIsPrintedAndHasItsFlagAndVariableAlone) {
  const std::string printed = PrintConfig(Config());
  std::set<std::string> names;
  for (const Setting& setting : Settings()) {
    const std::string key = setting.key;
    EXPECT_THAT(printed, testing::HasSubstr("\n" + key.substr(key.find('.') + 1) + " = ")) << key;
    EXPECT_TRUE(names.insert(key).second) << key;
    EXPECT_TRUE(names.insert(setting.flag).second) << setting.flag;
    EXPECT_TRUE(names.insert(setting.environment).second) << setting.environment;
  }
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
