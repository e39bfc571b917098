#include "twin/tls/key_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/key_maker.h"
#include "tests/support/temporary_folder.h"

namespace twin::tls {
namespace {

std::string ProblemOf(const KeyPair& pair) {
  return std::string(CheckPair(pair, absl::Now()).status().message());
}

TEST(KeyPairTest, APairOfItsOwnServesFromTodayOnUntilItsEnd) {
  const absl::Time now = absl::Now();
  const auto pair = MakeSelfSigned(now, absl::Hours(48));
  ASSERT_TRUE(pair.ok()) << pair.status();
  const auto info = CheckPair(*pair, now);
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->subject, "CN=twin on this machine");
  EXPECT_LT(absl::AbsDuration(info->not_after - (now + absl::Hours(48))), absl::Seconds(2));
  EXPECT_FALSE(CheckPair(*pair, now + absl::Hours(49)).ok());
  EXPECT_FALSE(CheckPair(*pair, now - absl::Hours(25)).ok());
  EXPECT_FALSE(*pair == *MakeSelfSigned(now, absl::Hours(48)));
  EXPECT_TRUE(CheckAuthorities(pair->certificate_pem).ok());
}

TEST(KeyPairTest, APairThatCannotServeIsToldBeforeItDoes) {
  const auto one = MakeSelfSigned(absl::Now(), absl::Hours(1));
  const auto other = MakeSelfSigned(absl::Now(), absl::Hours(1));
  ASSERT_TRUE(one.ok() && other.ok());
  using testing::HasSubstr;
  EXPECT_THAT(ProblemOf({one->certificate_pem, other->key_pem}),
              HasSubstr("not the certificate's"));
  EXPECT_THAT(ProblemOf({"", one->key_pem}), HasSubstr("no PEM certificate"));
  EXPECT_THAT(ProblemOf({one->certificate_pem, ""}), HasSubstr("no PEM private key"));
  EXPECT_THAT(ProblemOf({one->key_pem, one->certificate_pem}), HasSubstr("no PEM certificate"));
  // Half written, at any place.
  for (std::size_t size = 0; size + 2 < one->certificate_pem.size(); size += 37) {
    EXPECT_NE(ProblemOf({one->certificate_pem.substr(0, size), one->key_pem}), "") << size;
  }
  for (std::size_t size = 0; size + 2 < one->key_pem.size(); size += 17) {
    EXPECT_NE(ProblemOf({one->certificate_pem, one->key_pem.substr(0, size)}), "") << size;
  }
  const std::string chain = one->certificate_pem + other->certificate_pem;
  EXPECT_EQ(ProblemOf({chain, one->key_pem}), "");
  EXPECT_THAT(ProblemOf({chain.substr(0, chain.size() - 90), one->key_pem}), HasSubstr("chain"));
}

TEST(KeyPairTest, WeakAndPassedKeysAreRefused) {
  tests::Authority authority;
  const tests::Key weak = tests::MakeRsaKey(1024);
  EXPECT_THAT(ProblemOf({authority.Issue("weak", weak), tests::PrivatePem(weak)}),
              testing::HasSubstr("2048"));
  const tests::Key key = tests::MakeEcKey();
  const absl::Time now = absl::Now();
  EXPECT_THAT(
      ProblemOf({authority.Issue("old", key, false, now - absl::Hours(3), now - absl::Hours(2)),
                 tests::PrivatePem(key)}),
      testing::HasSubstr("not now"));
  EXPECT_EQ(ProblemOf({authority.Issue("good", key), tests::PrivatePem(key)}), "");
  const tests::Key rsa = tests::MakeRsaKey();
  EXPECT_EQ(ProblemOf({authority.Issue("rsa", rsa), tests::PrivatePem(rsa)}), "");
}

TEST(KeyPairTest, AuthoritiesAreWholeCertificates) {
  tests::Authority authority;
  EXPECT_TRUE(CheckAuthorities(authority.certificate_pem() + authority.certificate_pem()).ok());
  EXPECT_FALSE(CheckAuthorities("").ok());
  EXPECT_FALSE(CheckAuthorities("hello").ok());
  EXPECT_FALSE(CheckAuthorities(authority.certificate_pem().substr(0, 200)).ok());
}

TEST(KeyPairTest, AKeyThatOthersCanReadIsRefused) {
  tests::TemporaryFolder folder;
  const std::string certificate = folder.path() + "/c.pem";
  const std::string key = folder.path() + "/k.pem";
  tests::WriteText(certificate, "c");
  tests::WriteText(key, "k");
  chmod(key.c_str(), 0644);
  EXPECT_EQ(LoadPair(certificate, key).status().code(), absl::StatusCode::kPermissionDenied);
  chmod(key.c_str(), 0440);
  EXPECT_TRUE(LoadPair(certificate, key).ok());
  EXPECT_EQ(LoadPair(certificate, key + "x").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace twin::tls
