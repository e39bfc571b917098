#include "twin/tls/pair_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/support/key_maker.h"
#include "tests/support/temporary_folder.h"

namespace twin::tls {
namespace {

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class PairKeeperTest : public testing::Test {
 protected:
  PairOptions Options(bool is_own) const {
    PairOptions options;
    options.folder = folder_.path() + "/tls";
    options.interval = absl::Milliseconds(5);
    if (!is_own) {
      options.certificate_path = folder_.path() + "/c.pem";
      options.key_path = folder_.path() + "/k.pem";
    }
    return options;
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  void WritePair(const std::string& name) {
    const tests::Key key = tests::MakeEcKey();
    tests::WriteText(Path("k.pem"), tests::PrivatePem(key));
    chmod(Path("k.pem").c_str(), 0600);
    tests::WriteText(Path("c.pem"), authority_.Issue(name, key));
  }
  template <class Condition>
  static bool Wait(Condition condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
  }

  tests::TemporaryFolder folder_;
  tests::Authority authority_;
};

TEST_F(PairKeeperTest, APairOfItsOwnIsMadeOnceAndOpenToItsOwnerOnly) {
  std::string first;
  for (int i = 0; i < 2; ++i) {
    const auto keeper = PairKeeper::Open(Options(true));
    ASSERT_TRUE(keeper.ok()) << keeper.status();
    const std::string pem = (*keeper)->served().pair.certificate_pem;
    EXPECT_EQ(pem, ReadText(Path("tls/cert.pem")));
    EXPECT_EQ(pem, ReadText((*keeper)->served_folder() + "/cert.pem"));
    EXPECT_TRUE(i == 0 || pem == first);
    first = pem;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(Path("tls"))) {
    struct stat info;
    ASSERT_EQ(lstat(entry.path().c_str(), &info), 0);
    EXPECT_TRUE(S_ISLNK(info.st_mode) || (info.st_mode & 077u) == 0) << entry.path();
  }
}

TEST_F(PairKeeperTest, APairOfItsOwnIsMadeAnewAMonthBeforeItEnds) {
  absl::Time now = absl::Now();
  PairOptions options = Options(true);
  options.now = [&now] { return now; };
  const std::string first = (*PairKeeper::Open(options))->served().pair.certificate_pem;
  now += absl::Hours(24 * 300);
  EXPECT_EQ((*PairKeeper::Open(options))->served().pair.certificate_pem, first);
  now += absl::Hours(24 * 40);
  EXPECT_NE((*PairKeeper::Open(options))->served().pair.certificate_pem, first);
}

TEST_F(PairKeeperTest, AChangedPairIsServedAndABrokenOneIsNot) {
  WritePair("first");
  auto keeper = PairKeeper::Open(Options(false));
  ASSERT_TRUE(keeper.ok()) << keeper.status();
  std::atomic<int> changes = 0;
  (*keeper)->Watch([&](const ServedPair&) { ++changes; });
  EXPECT_EQ((*keeper)->served().info.subject, "O=Test Grid,CN=first");

  // The certificate alone: for a moment, or for ever, it does not fit the key.
  const std::string good = ReadText((*keeper)->served_folder() + "/cert.pem");
  tests::WriteText(Path("c.pem"), authority_.Issue("mismatch", tests::MakeEcKey()));
  ASSERT_TRUE(Wait([&] { return (*keeper)->refused() > 0; }));
  EXPECT_EQ((*keeper)->served().info.subject, "O=Test Grid,CN=first");
  EXPECT_EQ(ReadText((*keeper)->served_folder() + "/cert.pem"), good);
  EXPECT_EQ(changes, 0);

  WritePair("second");
  ASSERT_TRUE(Wait([&] { return changes > 0; }));
  EXPECT_EQ((*keeper)->served().info.subject, "O=Test Grid,CN=second");
  EXPECT_EQ(ReadText((*keeper)->served_folder() + "/key.pem"), ReadText(Path("k.pem")));
  EXPECT_EQ(ReadText((*keeper)->served_folder() + "/cert.pem"), ReadText(Path("c.pem")));

  tests::WriteText(Path("c.pem"), "");
  const int refused = (*keeper)->refused();
  ASSERT_TRUE(Wait([&] { return (*keeper)->refused() > refused; }));
  EXPECT_EQ((*keeper)->served().info.subject, "O=Test Grid,CN=second");
}

TEST_F(PairKeeperTest, WhatCannotServeIsRefusedAtTheStart) {
  WritePair("first");
  tests::WriteText(Path("c.pem"), authority_.Issue("mismatch", tests::MakeEcKey()));
  EXPECT_EQ(PairKeeper::Open(Options(false)).status().code(), absl::StatusCode::kInvalidArgument);
  WritePair("first");
  PairOptions options = Options(false);
  options.client_ca_path = Path("ca.pem");
  EXPECT_EQ(PairKeeper::Open(options).status().code(), absl::StatusCode::kNotFound);
  tests::WriteText(Path("ca.pem"), "nothing");
  EXPECT_EQ(PairKeeper::Open(options).status().code(), absl::StatusCode::kInvalidArgument);
  tests::WriteText(Path("ca.pem"), authority_.certificate_pem());
  EXPECT_TRUE(PairKeeper::Open(options).ok());
  options.key_path.clear();
  EXPECT_FALSE(PairKeeper::Open(options).ok());
}

}  // namespace
}  // namespace twin::tls
