#include "twin/access/policy.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ostlandet/twin/v1/operations.pb.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr const char* kServices[] = {"Operations", "Grid",     "Heat",    "Store",
                                     "Scenario",   "Capacity", "Planning"};

Identity Of(Role role) {
  return {.role = role,
          .token_id = role == Role::kPublic ? "" : "t",
          .clearance = Policy::Shipped().rules(role).clearance};
}

absl::Status ParseChanged(const std::string& from, const std::string& to) {
  const std::string text(Policy::ShippedText());
  EXPECT_NE(text.find(from), std::string::npos) << from;
  return Policy::Parse(absl::StrReplaceAll(text, {{from, to}}), "policy.toml").status();
}

TEST(PolicyTest, TheShippedPolicyIsSoundAndHasARowForEveryCall) {
  const auto parsed = Policy::Parse(std::string(Policy::ShippedText()), "policy.toml");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_FALSE(parsed->version().empty());
  int calls = 0;
  for (const char* service : kServices) {
    const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        absl::StrCat("ostlandet.twin.v1.", service));
    ASSERT_NE(descriptor, nullptr) << service;
    for (int i = 0; i < descriptor->method_count(); ++i, ++calls) {
      const std::string method =
          absl::StrCat("/", descriptor->full_name(), "/", descriptor->method(i)->name());
      EXPECT_TRUE(parsed->CheckAllowed(Of(Role::kGridCompany), method).ok()) << method;
    }
  }
  EXPECT_GE(calls, 60);
}

TEST(PolicyTest, WhatHasNoRowIsRefusedToEveryone) {
  for (const Role role : kAllRoles) {
    for (const char* action : {"/ostlandet.twin.v1.Operations/Explode", "", "/", "local/shell",
                               "/grpc.health.v1.Health/Check"}) {
      EXPECT_EQ(Policy::Shipped().CheckAllowed(Of(role), action).code(),
                absl::StatusCode::kPermissionDenied)
          << action;
    }
    EXPECT_EQ(Policy().CheckAllowed(Of(role), "/ostlandet.twin.v1.Operations/GetStatus").code(),
              absl::StatusCode::kPermissionDenied);
  }
}

TEST(PolicyTest, ThePublicMayWatchAndMayNotChange) {
  const Policy& policy = Policy::Shipped();
  EXPECT_TRUE(policy.CheckAllowed({}, "/ostlandet.twin.v1.Operations/Watch").ok());
  EXPECT_EQ(policy.CheckAllowed({}, "/ostlandet.twin.v1.Scenario/ApplyPatch").code(),
            absl::StatusCode::kUnauthenticated);
}

// Who learns what by being let in: outage scenarios, the state of the grid and changes to it are
// for those who see K3.
TEST(PolicyTest, WhatIsNotForEveryoneIsForReadersOfPowerSensitiveInformationButForCareOfTheStore) {
  const Policy& policy = Policy::Shipped();
  for (const Role role : {Role::kParty, Role::kPlanner, Role::kAdmin}) {
    EXPECT_FALSE(policy.rules(role).clearance.SeesPowerSensitive());
    for (const char* method :
         {"Operations/SetClock", "Scenario/ApplyPatch", "Scenario/CompareBranches",
          "Grid/ListViolations", "Grid/GetSecurity", "Capacity/FindSites"}) {
      EXPECT_EQ(policy.CheckAllowed(Of(role), absl::StrCat("/ostlandet.twin.v1.", method)).code(),
                absl::StatusCode::kPermissionDenied)
          << RoleName(role) << " " << method;
    }
  }
  EXPECT_TRUE(policy.CheckAllowed(Of(Role::kAdmin), "/ostlandet.twin.v1.Store/MakeBackup").ok());
  EXPECT_FALSE(policy.CheckAllowed(Of(Role::kPlanner), "/ostlandet.twin.v1.Store/MakeBackup").ok());
}

TEST(PolicyTest, ClassesAreASetAndNoRank) {
  const Clearance planner = Policy::Shipped().rules(Role::kPlanner).clearance;
  EXPECT_TRUE(planner.Sees(pb::SECRECY_K2_PLANNER));
  EXPECT_FALSE(planner.Sees(pb::SECRECY_K1_PARTY));
  EXPECT_FALSE(planner.Sees(pb::SECRECY_K3_POWER_SENSITIVE));
  for (const Role role : kAllRoles) {
    const Clearance clearance = Policy::Shipped().rules(role).clearance;
    EXPECT_FALSE(clearance.Sees(pb::SECRECY_UNSPECIFIED));
    EXPECT_FALSE(clearance.Sees(pb::SECRECY_K4_ENGINE));
    EXPECT_FALSE(clearance.Sees(static_cast<pb::Secrecy>(99)));
    EXPECT_FALSE(clearance.Sees(static_cast<pb::Secrecy>(-1)));
  }
  EXPECT_FALSE(Clearance().Sees(pb::SECRECY_K0_PUBLIC));
  EXPECT_FALSE((Clearance{pb::SECRECY_K4_ENGINE}).Sees(pb::SECRECY_K4_ENGINE));
}

TEST(PolicyTest, NothingInAFileIsPassedOver) {
  const auto says = [](const absl::Status& status, const char* what) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << what;
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(what));
  };
  says(ParseChanged("schema_version = 1", "schema_version = 2"), "this program reads 1");
  says(ParseChanged("ostlandet.twin.policy", "ostlandet.twin.police"), "must be");
  says(ParseChanged("SetClock =", "SetClok ="), "is no call of Operations");
  says(ParseChanged("[calls.Store]", "[calls.Stores]"), "is no call of Stores");
  says(ParseChanged("[role.planner]", "[role.planer]"), "has no [role.planner]");
  says(ParseChanged("\"PostPlan\", \"Sub", "\"PostPlans\", \"Sub"), "PostPlans is no call");
  says(ParseChanged("[commands]", "[comands]"), "comands is no key");
  says(ParseChanged("store_check", "store_chek"), "no command");
  says(ParseChanged("\"K0\", \"K2\"", "\"K0\", \"K4\""), "holds 'K4'");
  says(ParseChanged("\"K0\", \"K2\"", "\"K0\", \"K9\""), "holds 'K9'");
  says(ParseChanged("questions_per_day = 2000", "question_per_day = 2000"),
       "question_per_day is no key");
  says(ParseChanged("calls_per_s = 100\nburst_count = 400\narea_questions_per_day = 200",
                    "calls_per_s = -1\nburst_count = 400\narea_questions_per_day = 200"),
       "must be 0 or more");
  says(ParseChanged("SetClock = [\"operator\"", "SetClock = [\"king\""), "'king' is unknown");
  says(ParseChanged("SetClock = [\"operator\"", "SetClock = [\"public\""), "names the public");
  says(ParseChanged("[role.public]\nsees = [\"K0\"]", "[role.public]\nsees = [\"K0\", \"K3\"]"),
       "for the public");
  says(ParseChanged("version = \"2026", "versjon = \"2026"), "version");
  says(Policy::Parse("[[", "p").status(), "p line 1");
}

}  // namespace
}  // namespace twin::access
