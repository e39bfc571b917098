#include "twin/access/gatekeeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/support/key_maker.h"
#include "tests/support/temporary_folder.h"
#include "twin/access/retry_after.h"

namespace twin::access {
namespace {

constexpr char kStatus[] = "/ostlandet.twin.v1.Operations/GetStatus";
constexpr char kStep[] = "/ostlandet.twin.v1.Operations/Step";

std::string User(const std::string& id, const std::string& role, const std::string& more = "",
                 const std::string& expires = "2027-01-01T00:00:00Z") {
  return absl::StrCat("[[user]]\nid = \"", id, "\"\nrole = \"", role,
                      "\"\norganisation = \"Test Grid\"\npurpose = \"tests\"\ndecision = \"t-1\"\n"
                      "expires = ",
                      expires, "\n", more, "\n");
}

class GatekeeperTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(EnsureLocalTokens(folder_.path()).ok());
    files_ = AccessFiles::InFolder(folder_.path());
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-12-01T00:00:00Z", &now_, nullptr));
  }
  void WriteRegister(const std::string& users) {
    Write(files_.users,
          "schema = \"ostlandet.twin.register\"\nschema_version = 1\nversion = \"2\"\n" + users);
  }
  static void Write(const std::string& path, const std::string& text) {
    tests::WriteText(path + ".new", text);
    chmod((path + ".new").c_str(), 0600);
    std::filesystem::rename(path + ".new", path);
  }
  std::string Token() const {
    std::ifstream file(folder_.path() + "/operator.token");
    std::string token;
    std::getline(file, token);
    return token;
  }
  void Open() {
    auto opened = Gatekeeper::Open(files_, [this] { return now_; });
    ASSERT_TRUE(opened.ok()) << opened.status();
    gate_ = *std::move(opened);
  }
  absl::StatusOr<Identity> Admit(const Credentials& credentials, const char* action = kStatus) {
    return gate_->Admit(credentials, action);
  }
  Credentials Local() const { return {.authorization = "Bearer " + Token()}; }

  tests::TemporaryFolder folder_;
  AccessFiles files_;
  absl::Time now_;
  std::unique_ptr<Gatekeeper> gate_;
};

TEST_F(GatekeeperTest, TheLocalTokenIsOfTheGridCompanyAndItsFilesOfTheirOwnerOnly) {
  Open();
  const auto identity = Admit(Local(), kStep);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->role, Role::kGridCompany);
  EXPECT_EQ(identity->token_id, "local");
  EXPECT_TRUE(identity->clearance.SeesPowerSensitive());
  for (const char* name : {"operator.token", "tokens.toml", "register.toml"}) {
    struct stat info;
    ASSERT_EQ(stat((folder_.path() + "/" + name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 0777u, 0600u) << name;
  }
  const std::string token = Token();
  ASSERT_TRUE(EnsureLocalTokens(folder_.path()).ok());
  EXPECT_EQ(Token(), token) << "tokens survive a restart";
}

TEST_F(GatekeeperTest, NothingShownIsThePublicAndAWrongTokenIsNobody) {
  Open();
  EXPECT_EQ(Admit({})->role, Role::kPublic);
  EXPECT_EQ(Admit({}, kStep).status().code(), absl::StatusCode::kUnauthenticated);
  for (const char* wrong : {"Bearer nonsense", "Basic abc", "bearer", "Bearer ", "Bearer a.b.c"}) {
    EXPECT_EQ(Admit({.authorization = wrong}).status().code(), absl::StatusCode::kUnauthenticated)
        << wrong;
  }
}

TEST_F(GatekeeperTest, FilesThatOthersCanReadAreRefused) {
  for (const std::string& path : {files_.tokens, files_.users}) {
    ASSERT_EQ(chmod(path.c_str(), 0640), 0);
    EXPECT_EQ(Gatekeeper::Open(files_).status().code(), absl::StatusCode::kPermissionDenied);
    ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  }
}

TEST_F(GatekeeperTest, ARoleIsOfTheRegisterAloneAndUntilItExpires) {
  WriteRegister(User("local", "operator", "", "2026-12-02T00:00:00Z"));
  Open();
  const auto identity = Admit(Local(), kStep);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->role, Role::kOperator);
  EXPECT_TRUE(gate_->CheckStillHolds(*identity).ok());
  now_ += absl::Hours(24);
  const auto late = Admit(Local());
  EXPECT_EQ(late.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(late.status().message()), testing::HasSubstr("expired on 2026-12-02"));
  EXPECT_EQ(gate_->CheckStillHolds(*identity).code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(GatekeeperTest, WhoIsTakenOutOfTheRegisterIsOutWithinSeconds) {
  Open();
  const auto identity = Admit(Local());
  ASSERT_TRUE(identity.ok());
  WriteRegister(User("someone-else", "planner"));
  now_ += absl::Seconds(2);
  EXPECT_EQ(gate_->CheckStillHolds(*identity).code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Admit(Local()).status().code(), absl::StatusCode::kPermissionDenied);
  // Nor does a lower role go on with what a higher one was admitted to.
  WriteRegister(User("local", "planner"));
  now_ += absl::Seconds(2);
  EXPECT_EQ(gate_->CheckStillHolds(*identity).code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Admit(Local())->role, Role::kPlanner);
}

TEST_F(GatekeeperTest, ABrokenFileLeavesTheRulesBeforeItInForce) {
  Open();
  Write(files_.users,
        "schema = \"ostlandet.twin.register\"\nschema_version = 1\nversion = \"3\"\n"
        "[[user]]\nid = \"local\"\nrole = \"king\"\n");
  now_ += absl::Seconds(2);
  EXPECT_TRUE(Admit(Local(), kStep).ok());
  EXPECT_EQ(gate_->failed_reloads(), 1);
  now_ += absl::Seconds(2);
  EXPECT_TRUE(Admit(Local(), kStep).ok());
  EXPECT_EQ(gate_->failed_reloads(), 1) << "told once";
  WriteRegister(User("local", "planner"));
  now_ += absl::Seconds(2);
  EXPECT_EQ(Admit(Local())->role, Role::kPlanner);
}

TEST_F(GatekeeperTest, APolicyFileTakesThePlaceOfTheBuiltInOneAndIsReadAgain) {
  files_.policy = folder_.path() + "/policy.toml";
  const std::string shipped(Policy::ShippedText());
  Write(files_.policy, shipped);
  Open();
  EXPECT_TRUE(Admit({}).ok());
  Write(
      files_.policy,
      absl::StrReplaceAll(shipped, {{"GetStatus = [\"everyone\"]", "GetStatus = [\"operator\"]"}}));
  now_ += absl::Seconds(2);
  EXPECT_EQ(Admit({}).status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Admit(Local()).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(GatekeeperTest, ACertificateIsWhoTheRegisterSaysAndElseThePublic) {
  WriteRegister(
      User("m-1", "grid_company", "certificate_subject = \"O=Test Grid,CN=machine\"") +
      User("m-2", "operator", "certificate_subject = \"CN=old\"", "2026-11-01T00:00:00Z"));
  Open();
  const auto machine = Admit({.certificate_subject = "O=Test Grid,CN=machine"}, kStep);
  ASSERT_TRUE(machine.ok()) << machine.status();
  EXPECT_EQ(machine->token_id, "m-1");
  EXPECT_EQ(Admit({.certificate_subject = "CN=machine"})->role, Role::kPublic);
  EXPECT_EQ(Admit({.certificate_subject = "CN=old"}).status().code(),
            absl::StatusCode::kPermissionDenied);
  // A bearer token decides over it: a proxy has a certificate of its own.
  EXPECT_EQ(Admit({.authorization = "Bearer x", .certificate_subject = "O=Test Grid,CN=machine"})
                .status()
                .code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(GatekeeperTest, ASignedTokenIsWhoTheRegisterSaysUntilItExpires) {
  const tests::Key key = tests::MakeEcKey();
  files_.jwt = folder_.path() + "/jwt.toml";
  tests::WriteText(folder_.path() + "/k.pem", tests::PublicPem(key));
  Write(files_.jwt,
        "schema = \"ostlandet.twin.jwt\"\nschema_version = 1\nversion = \"1\"\n[[issuer]]\n"
        "issuer = \"i\"\naudience = \"twin\"\nclock_skew_s = 0\n"
        "[[issuer.key]]\nkid = \"k\"\nfile = \"k.pem\"\n");
  WriteRegister(User("p-1", "planner",
                     "jwt_issuer = \"i\"\njwt_subject = \"s\"\nmunicipalities = [\"0301\"]"));
  Open();
  const auto sign = [&](const std::string& subject, const tests::Key& by) {
    return Credentials{
        .authorization =
            "Bearer " +
            tests::SignJwt(
                R"({"alg":"ES256"})",
                absl::StrCat(R"({"iss":"i","aud":"twin","sub":")", subject, R"(","exp":)",
                             absl::ToUnixSeconds(now_ + absl::Minutes(5)), "}"),
                by)};
  };
  const Credentials true_one = sign("s", key);
  const auto planner = Admit(true_one);
  ASSERT_TRUE(planner.ok()) << planner.status();
  EXPECT_EQ(planner->token_id, "p-1");
  EXPECT_EQ(planner->role, Role::kPlanner);
  EXPECT_EQ(planner->expires, now_ + absl::Minutes(5));
  EXPECT_EQ(Admit(sign("stranger", key)).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Admit(sign("s", tests::MakeEcKey())).status().code(),
            absl::StatusCode::kUnauthenticated);
  // A key that is replaced makes its tokens worthless.
  tests::WriteText(folder_.path() + "/k.pem", tests::PublicPem(tests::MakeEcKey()));
  now_ += absl::Seconds(2);
  EXPECT_EQ(Admit(true_one).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(GatekeeperTest, AScopeIsMunicipalitiesAndConcessionAreasAndSeesNoMoreOutside) {
  WriteRegister(
      User("local", "grid_company", "municipalities = [\"0301\"]\nconcession_areas = [\"Elvia\"]"));
  Open();
  const auto identity = Admit(Local());
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(identity->clearance, Clearance::Public());
  EXPECT_TRUE(At(*identity, "0301", "").clearance.SeesPowerSensitive());
  EXPECT_TRUE(At(*identity, "3101", "Elvia").clearance.SeesPowerSensitive());
  EXPECT_EQ(At(*identity, "3101", "Lede").clearance, Clearance::Public());
  EXPECT_EQ(At(*identity, "", "").clearance, Clearance::Public());
  // Whatever is of the whole region by nature is refused.
  EXPECT_EQ(Admit(Local(), kStep).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(GatekeeperTest, ScopesAreNeverPoints) {
  for (const char* wrong : {"[\"Hamang 300\"]", "[\"030\"]", "[301]", "\"0301\""}) {
    WriteRegister(User("local", "planner", absl::StrCat("municipalities = ", wrong)));
    EXPECT_EQ(Gatekeeper::Open(files_).status().code(), absl::StatusCode::kInvalidArgument)
        << wrong;
  }
}

TEST_F(GatekeeperTest, AnEntryOfTheRegisterSaysEverythingItMust) {
  const std::string whole = User("u", "operator");
  for (const char* key : {"id", "role", "organisation", "purpose", "decision", "expires"}) {
    const std::string line = absl::StrCat("\n", key, " = ");
    WriteRegister(absl::StrReplaceAll(whole, {{line, absl::StrCat("\nx", key, " = ")}}));
    EXPECT_EQ(Gatekeeper::Open(files_).status().code(), absl::StatusCode::kInvalidArgument) << key;
  }
  WriteRegister(whole + whole);
  EXPECT_THAT(std::string(Gatekeeper::Open(files_).status().message()),
              testing::HasSubstr("stands twice"));
  WriteRegister(User("u", "operator", "", "2027-01-01"));
  EXPECT_THAT(std::string(Gatekeeper::Open(files_).status().message()),
              testing::HasSubstr("must be a time"));
}

TEST_F(GatekeeperTest, CallsBeyondTheBudgetSayWhenToComeAgainAndHarmNobodyElse) {
  Open();
  const double burst = Policy::Shipped().rules(Role::kPublic).limits.burst_count;
  for (double i = 0; i < burst; ++i) ASSERT_TRUE(Admit({.address = "192.0.2.7"}).ok()) << i;
  const auto refused = Admit({.address = "192.0.2.7"}).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_GT(RetryAfterOf(refused), absl::ZeroDuration());
  EXPECT_TRUE(Admit({.address = "192.0.2.8"}).ok());
  EXPECT_TRUE(Admit(Local()).ok());
  now_ += RetryAfterOf(refused) + absl::Milliseconds(1);
  EXPECT_TRUE(Admit({.address = "192.0.2.7"}).ok());
  // Guessing tokens is no way around it.
  EXPECT_EQ(Admit({.authorization = "Bearer guess", .address = "192.0.2.7"}).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(BudgetAddressTest, AnAddressIsAHostOrTheNetworkOfOneSubscriber) {
  EXPECT_EQ(BudgetAddress("ipv4:192.0.2.7:4711"), "192.0.2.7");
  EXPECT_EQ(BudgetAddress("ipv6:[2001:db8:1:2:3:4:5:6]:80"), "2001:db8:1:2::/64");
  EXPECT_EQ(BudgetAddress("ipv6:%5B2001:db8:1:2:3:4:5:7%5D:80"), "2001:db8:1:2::/64");
  EXPECT_EQ(BudgetAddress("ipv6:[::1]:80"), "::1");
}

}  // namespace
}  // namespace twin::access
