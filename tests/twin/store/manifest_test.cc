#include "twin/store/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_replace.h"

namespace twin::store {
namespace {

using testing::HasSubstr;

Manifest Sample() {
  return {.epoch = 0xAB,
          .last_sequence = 27,
          .last_quarter = models::Quarter(1964000),
          .files = {{"schema.bin", 12, 0xE3069283}, {"journal/1963968.wal", 0, 0}}};
}

TEST(ManifestTest, ComesBackAsItWasAndIsReadableByPeople) {
  const std::string text = EncodeManifest(Sample());
  EXPECT_EQ(*DecodeManifest(text, "M"), Sample());
  EXPECT_THAT(text, HasSubstr("twin-backup 1 00000000000000ab 27 1964000\n"));
  EXPECT_THAT(text, HasSubstr("e3069283 12 schema.bin\n"));
}

TEST(ManifestTest, EveryChangedByteAndEveryCutIsFound) {
  const std::string text = EncodeManifest(Sample());
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(DecodeManifest(changed, "M").ok()) << at;
    EXPECT_FALSE(DecodeManifest(text.substr(0, at), "M").ok()) << at;
  }
}

TEST(ManifestTest, NoPathLeadsOutOfTheFolder) {
  for (const char* path :
       {"../etc", "/etc/passwd", "a/b/c", "a//b", ".hidden", "journal/..", "", "a b"}) {
    Manifest manifest = Sample();
    manifest.files[0].path = path;
    EXPECT_FALSE(DecodeManifest(EncodeManifest(manifest), "M").ok()) << path;
  }
}

TEST(ManifestTest, AnotherVersionIsRefusedByName) {
  const std::string text =
      absl::StrReplaceAll(EncodeManifest(Sample()), {{"twin-backup 1 ", "twin-backup 9 "}});
  const absl::Status status = DecodeManifest(text, "M").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "M is of format version 9, this twin reads version 1");
}

}  // namespace
}  // namespace twin::store
