#include "twin/store/sealed_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/small_store.h"

namespace twin::store {
namespace {

using testing::HasSubstr;

class SealedFileTest : public testing::Test {
 protected:
  SealedFileTest() : path_(folder_ / "file.h5"), bytes_("some content") {
    AppendSeal(bytes_);
    tests::WriteBytes(path_, bytes_);
  }

  tests::TempFolder folder_;
  std::string path_;
  std::string bytes_;
};

TEST_F(SealedFileTest, ASealIs24BytesAfterTheContentAndHolds) {
  EXPECT_EQ(bytes_.substr(0, 20), "some contentTWINSEAL");
  EXPECT_EQ(bytes_.size(), 12u + 24u);
  EXPECT_TRUE(VerifySeal(path_).ok());
  EXPECT_TRUE(VerifySealOnce(path_).ok());
}

TEST_F(SealedFileTest, EveryFlippedByteEveryCutAndEveryExtraByteIsDataLoss) {
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    std::string flipped = bytes_;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x04);
    tests::WriteBytes(path_, flipped);
    ASSERT_EQ(VerifySeal(path_).code(), absl::StatusCode::kDataLoss) << at;
    tests::WriteBytes(path_, bytes_.substr(0, at));
    ASSERT_EQ(VerifySeal(path_).code(), absl::StatusCode::kDataLoss) << at;
  }
  tests::WriteBytes(path_, bytes_ + "x");
  EXPECT_EQ(VerifySeal(path_).code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(VerifySeal(path_).message()), HasSubstr(path_));
}

TEST_F(SealedFileTest, AFileThatIsNotThereIsNotFound) {
  EXPECT_EQ(VerifySeal(folder_ / "none").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(VerifySealOnce(folder_ / "none").code(), absl::StatusCode::kNotFound);
}

TEST_F(SealedFileTest, AFileThatChangedSinceItWasVerifiedIsVerifiedAgain) {
  ASSERT_TRUE(VerifySealOnce(path_).ok());
  tests::WriteBytes(path_, bytes_ + "x");
  EXPECT_EQ(VerifySealOnce(path_).code(), absl::StatusCode::kDataLoss);
  tests::WriteBytes(path_, bytes_);
  EXPECT_TRUE(VerifySealOnce(path_).ok());
}

}  // namespace
}  // namespace twin::store
