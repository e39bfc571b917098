#include "twin/access/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "twin/access/policy.h"

namespace twin::access {
namespace {

namespace fs = std::filesystem;

class IdentityTest : public testing::Test {
 protected:
  IdentityTest() {
    std::string folder = (fs::temp_directory_path() / "twin-token-XXXXXX").string();
    folder_ = mkdtemp(folder.data());
  }
  ~IdentityTest() override { fs::remove_all(folder_); }

  std::string Token() {
    std::ifstream file(folder_ / "operator.token");
    std::string token;
    std::getline(file, token);
    return token;
  }

  fs::path folder_;
};

TEST_F(IdentityTest, LocalTokenIsOfTheGridCompanyAndReadableByItsOwnerOnly) {
  ASSERT_TRUE(EnsureLocalTokens(folder_.string()).ok());
  const auto registry = TokenRegistry::Load((folder_ / "tokens.toml").string());
  ASSERT_TRUE(registry.ok()) << registry.status();
  const auto identity = registry->Identify("Bearer " + Token());
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(identity->role, Role::kGridCompany);
  struct stat info;
  ASSERT_EQ(stat((folder_ / "operator.token").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(IdentityTest, TokensSurviveARestart) {
  ASSERT_TRUE(EnsureLocalTokens(folder_.string()).ok());
  const std::string first = Token();
  ASSERT_TRUE(EnsureLocalTokens(folder_.string()).ok());
  EXPECT_EQ(Token(), first);
}

TEST_F(IdentityTest, NoHeaderIsThePublicAndAWrongTokenIsRefused) {
  ASSERT_TRUE(EnsureLocalTokens(folder_.string()).ok());
  const auto registry = TokenRegistry::Load((folder_ / "tokens.toml").string());
  EXPECT_EQ(registry->Identify("")->role, Role::kPublic);
  EXPECT_EQ(registry->Identify("Bearer nonsense").status().code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(registry->Identify("Basic abc").status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(IdentityTest, ATokenFileThatOthersCanReadIsRefused) {
  ASSERT_TRUE(EnsureLocalTokens(folder_.string()).ok());
  ASSERT_EQ(chmod((folder_ / "tokens.toml").c_str(), 0644), 0);
  EXPECT_EQ(TokenRegistry::Load((folder_ / "tokens.toml").string()).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(IdentityTest, AnUnknownRoleIsNamed) {
  std::ofstream(folder_ / "tokens.toml")
      << "[[token]]\nid = \"a\"\nrole = \"king\"\nsha256 = \"00\"\n";
  ASSERT_EQ(chmod((folder_ / "tokens.toml").c_str(), 0600), 0);
  const auto registry = TokenRegistry::Load((folder_ / "tokens.toml").string());
  EXPECT_EQ(registry.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(registry.status().message()), testing::HasSubstr("king"));
}

TEST(PolicyTest, WhatIsNotInTheTableIsRefusedToEveryone) {
  const Identity company{.role = Role::kGridCompany, .token_id = "t"};
  EXPECT_EQ(CheckAllowed(company, "/ostlandet.twin.v1.Operations/Explode").code(),
            absl::StatusCode::kPermissionDenied);
}

TEST(PolicyTest, ThePublicMayWatchAndMayNotChange) {
  EXPECT_TRUE(CheckAllowed({}, "/ostlandet.twin.v1.Operations/Watch").ok());
  EXPECT_EQ(CheckAllowed({}, "/ostlandet.twin.v1.Scenario/ApplyPatch").code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace twin::access
