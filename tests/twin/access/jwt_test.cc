#include "twin/access/jwt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/key_maker.h"
#include "tests/support/temporary_folder.h"

namespace twin::access {
namespace {

constexpr char kRs[] = R"({"alg":"RS256","kid":"r"})";
constexpr char kEs[] = R"({"alg":"ES256","kid":"e"})";
const absl::Time kNow = absl::FromUnixSeconds(1'900'000'000);

// Keys are dear to make: one of each for all tests.
const tests::Key& Rsa() {
  static const auto* key = new tests::Key(tests::MakeRsaKey());
  return *key;
}
const tests::Key& Ec() {
  static const auto* key = new tests::Key(tests::MakeEcKey());
  return *key;
}

class JwtTest : public testing::Test {
 protected:
  void SetUp() override {
    tests::WriteText(Path("r.pem"), tests::PublicPem(Rsa()));
    tests::WriteText(Path("e.pem"), tests::PublicPem(Ec()));
    auto loaded = LoadFile(Config());
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    verifier_ = *std::move(loaded);
  }

  static std::string Config() {
    return R"(schema = "ostlandet.twin.jwt"
schema_version = 1
version = "1"
[[issuer]]
issuer = "https://idp.test"
audience = "twin"
clock_skew_s = 30
max_life_s = 3600
[[issuer.key]]
kid = "r"
file = "r.pem"
[[issuer.key]]
kid = "e"
file = "e.pem"
)";
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  absl::StatusOr<JwtVerifier> LoadFile(const std::string& text) {
    tests::WriteText(Path("jwt.toml"), text);
    return JwtVerifier::Load(Path("jwt.toml"));
  }

  static std::string Claims(absl::Duration expires_in = absl::Minutes(10),
                            const std::string& more = "", const std::string& audience = "\"twin\"",
                            const std::string& issuer = "https://idp.test") {
    return absl::StrCat(R"({"iss":")", issuer, R"(","sub":"planner-7","aud":)", audience,
                        R"(,"exp":)", absl::ToUnixSeconds(kNow + expires_in), more, "}");
  }
  absl::Status Check(const std::string& token) const {
    return verifier_.Verify(token, kNow).status();
  }
  static auto IsRefused(const char* why) {
    return testing::AllOf(
        testing::Property(&absl::Status::code, absl::StatusCode::kUnauthenticated),
        testing::ResultOf([](const absl::Status& s) { return std::string(s.message()); },
                          testing::HasSubstr(why)));
  }

  tests::TemporaryFolder folder_;
  JwtVerifier verifier_;
};

TEST_F(JwtTest, ATrueTokenOfEitherKindTellsItsSubject) {
  for (const auto& token :
       {tests::SignJwt(kRs, Claims(), Rsa()), tests::SignJwt(kEs, Claims(), Ec())}) {
    const auto claims = verifier_.Verify(token, kNow);
    ASSERT_TRUE(claims.ok()) << claims.status();
    EXPECT_EQ(claims->subject, "planner-7");
    EXPECT_EQ(claims->issuer, "https://idp.test");
    EXPECT_EQ(claims->expires, kNow + absl::Minutes(10) + absl::Seconds(30));
  }
  // A list of audiences and no key id are fine, too.
  EXPECT_TRUE(Check(tests::SignJwt(R"({"alg":"ES256"})",
                                   Claims(absl::Minutes(1), "", R"(["other","twin"])"), Ec()))
                  .ok());
}

TEST_F(JwtTest, NoAlgorithmButTheKeysOwnIsBelieved) {
  for (const char* none : {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":""})", "{}"}) {
    const std::string text =
        absl::WebSafeBase64Escape(none) + "." + absl::WebSafeBase64Escape(Claims()) + ".";
    EXPECT_THAT(Check(text), IsRefused("no key"));
  }
  // The public key as the secret of an HMAC.
  for (const char* kid : {"r", "e"}) {
    const std::string header = absl::StrCat(R"({"alg":"HS256","kid":")", kid, "\"}");
    for (const auto& key : {Rsa(), Ec()}) {
      EXPECT_THAT(Check(tests::SignHs256(header, Claims(), tests::PublicPem(key))),
                  IsRefused("no key"));
    }
  }
  EXPECT_THAT(Check(tests::SignHs256(kRs, Claims(), tests::PublicPem(Rsa()))), IsRefused("no key"));
  // Signed by one key and said to be by the other, or by another algorithm.
  EXPECT_THAT(Check(tests::SignJwt(R"({"alg":"ES256","kid":"r"})", Claims(), Rsa())),
              IsRefused("no key"));
  EXPECT_THAT(Check(tests::SignJwt(R"({"alg":"RS256","kid":"e"})", Claims(), Ec())),
              IsRefused("no key"));
  EXPECT_THAT(Check(tests::SignJwt(R"({"alg":"RS512","kid":"r"})", Claims(), Rsa())),
              IsRefused("no key"));
}

TEST_F(JwtTest, AnotherKeyOrAChangedByteIsRefused) {
  EXPECT_THAT(Check(tests::SignJwt(kEs, Claims(), tests::MakeEcKey())), IsRefused("no key"));
  const std::string token = tests::SignJwt(kEs, Claims(), Ec());
  int accepted = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (changed != token && Check(changed).ok()) ++accepted;
  }
  EXPECT_EQ(accepted, 0);
  // DER where r and s belong.
  const std::string header_and_claims = token.substr(0, token.rfind('.'));
  EXPECT_THAT(Check(header_and_claims + "." +
                    absl::WebSafeBase64Escape(tests::SignSha256(Ec(), header_and_claims))),
              IsRefused("no key"));
  EXPECT_THAT(Check(header_and_claims + "." + absl::WebSafeBase64Escape(std::string(64, '\0'))),
              IsRefused("no key"));
}

TEST_F(JwtTest, TimesCountWithTheSkewAndNotBeyond) {
  const auto check = [&](absl::Duration expires_in, const std::string& more = "") {
    return Check(tests::SignJwt(kEs, Claims(expires_in, more), Ec()));
  };
  const auto at = [](absl::Duration from_now) { return absl::ToUnixSeconds(kNow + from_now); };
  EXPECT_TRUE(check(absl::Seconds(-29)).ok());
  EXPECT_THAT(check(absl::Seconds(-30)), IsRefused("expired"));
  const absl::Duration later = absl::Minutes(10);
  EXPECT_TRUE(check(later, absl::StrCat(",\"nbf\":", at(absl::Seconds(30)))).ok());
  EXPECT_THAT(check(later, absl::StrCat(",\"nbf\":", at(absl::Seconds(31)))),
              IsRefused("does not hold yet"));
  EXPECT_THAT(check(later, absl::StrCat(",\"iat\":", at(absl::Seconds(31)))), IsRefused("future"));
  EXPECT_THAT(check(later, ",\"nbf\":\"soon\""), IsRefused("nbf"));
  EXPECT_THAT(check(absl::Hours(2)), IsRefused("too long"));
  EXPECT_THAT(check(absl::Minutes(50), absl::StrCat(",\"iat\":", at(-absl::Minutes(20)))),
              IsRefused("too long"));
}

TEST_F(JwtTest, WhatIsMissingOrForOthersIsRefused) {
  const auto check = [&](const std::string& claims) {
    return Check(tests::SignJwt(kEs, claims, Ec()));
  };
  const std::string exp = absl::StrCat(absl::ToUnixSeconds(kNow + absl::Minutes(5)));
  const absl::Duration soon = absl::Minutes(5);
  EXPECT_THAT(check(Claims(soon, "", "\"other\"")), IsRefused("audience"));
  EXPECT_THAT(check(Claims(soon, "", "[]")), IsRefused("audience"));
  EXPECT_THAT(check(Claims(soon, "", "7")), IsRefused("audience"));
  EXPECT_THAT(check(Claims(soon, "", "\"twin\"", "https://evil.test")), IsRefused("issuer"));
  EXPECT_THAT(check(R"({"iss":"https://idp.test","aud":"twin","exp":)" + exp + "}"),
              IsRefused("subject"));
  EXPECT_THAT(check(R"({"iss":"https://idp.test","aud":"twin","sub":"a"})"), IsRefused("expires"));
  EXPECT_THAT(check(R"({"iss":"https://idp.test","aud":"twin","sub":"a","exp":1e300})"),
              IsRefused("expires"));
  EXPECT_THAT(Check(tests::SignJwt(R"({"alg":"ES256","crit":["x"],"x":1})", Claims(), Ec())),
              IsRefused("extensions"));
}

TEST_F(JwtTest, AnythingElseIsRefusedWithoutFuss) {
  const std::string nested(4000, '[');
  for (const std::string& text :
       {std::string(), std::string(".."), std::string("a.b.c"), std::string("e30.e30.e30"),
        std::string(10000, 'a') + ".b.c", "." + absl::WebSafeBase64Escape(nested) + ".",
        tests::SignJwt(kEs, Claims(), Ec()) + "=", tests::SignJwt(kEs, Claims(), Ec()) + ".x"}) {
    EXPECT_EQ(Check(text).code(), absl::StatusCode::kUnauthenticated) << text.substr(0, 20);
  }
  EXPECT_EQ(JwtVerifier().Verify(tests::SignJwt(kEs, Claims(), Ec()), kNow).status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(JwtTest, AKeyFileThatIsNoSoundPublicKeyIsNamed) {
  const auto problem = [&] { return std::string(LoadFile(Config()).status().message()); };
  tests::WriteText(Path("e.pem"), tests::PrivatePem(Ec()));
  EXPECT_THAT(problem(), testing::HasSubstr("e.pem is no public key"));
  tests::WriteText(Path("e.pem"), tests::PublicPem(tests::MakeRsaKey(1024)));
  EXPECT_THAT(problem(), testing::HasSubstr("2048"));
  tests::WriteText(Path("e.pem"), tests::PublicPem(tests::MakeEcKey("P-384")));
  EXPECT_THAT(problem(), testing::HasSubstr("P-256"));
  tests::WriteText(Path("e.pem"), "a shared secret");
  EXPECT_THAT(problem(), testing::HasSubstr("no public key"));
  EXPECT_THAT(
      std::string(
          LoadFile(absl::StrReplaceAll(Config(), {{"audience", "audiance"}})).status().message()),
      testing::HasSubstr("audience is missing"));
}

}  // namespace
}  // namespace twin::access
