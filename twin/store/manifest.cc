#include "twin/store/manifest.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/crc32c.h"

namespace twin::store {
namespace {

constexpr char kFirstWord[] = "twin-backup";
constexpr char kVersion[] = "1";
constexpr char kLastWord[] = "end";

/// Names the store itself gives, one level deep at most: nothing can point out of the folder.
bool IsOurPath(absl::string_view path) {
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  return parts.size() <= 2 && std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
           return !part.empty() && part[0] != '.' &&
                  std::all_of(part.begin(), part.end(), [](char c) {
                    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' ||
                           c == '-' || c == '_';
                  });
         });
}

std::string HeadOf(const Manifest& manifest) {
  return absl::StrFormat("%s %s %016x %d %d\n", kFirstWord, kVersion, manifest.epoch,
                         manifest.last_sequence, manifest.last_quarter.index());
}

absl::StatusOr<Manifest> DecodeHead(absl::string_view line, const std::string& path) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  if (words.size() < 2 || words[0] != kFirstWord) {
    return models::errors::Corrupt(path, "it is no manifest of a backup");
  }
  if (words[1] != kVersion) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is of format version ", words[1],
                                                      ", this twin reads version ", kVersion));
  }
  Manifest manifest;
  std::int64_t quarter = 0;
  if (words.size() != 5 || !absl::SimpleHexAtoi(words[2], &manifest.epoch) ||
      !absl::SimpleAtoi(words[3], &manifest.last_sequence) ||
      !absl::SimpleAtoi(words[4], &quarter)) {
    return models::errors::Corrupt(path, "its first line is damaged");
  }
  manifest.last_quarter = models::Quarter(quarter);
  return manifest;
}

}  // namespace

std::string EncodeManifest(const Manifest& manifest) {
  std::string text = HeadOf(manifest);
  for (const Manifest::Entry& entry : manifest.files) {
    absl::StrAppendFormat(&text, "%08x %d %s\n", entry.crc32c, entry.size_bytes, entry.path);
  }
  return absl::StrCat(
      text, absl::StrFormat("%s %d %08x\n", kLastWord, manifest.files.size(), CalcCrc32c(text)));
}

absl::StatusOr<Manifest> DecodeManifest(absl::string_view text, const std::string& path) {
  std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() < 3 || !lines.back().empty()) {
    return models::errors::Corrupt(path, "it is cut short");
  }
  lines.pop_back();
  TWIN_ASSIGN_OR_RETURN(Manifest manifest, DecodeHead(lines.front(), path));
  const absl::string_view checked = text.substr(0, text.size() - lines.back().size() - 1);
  const std::string last =
      absl::StrFormat("%s %d %08x", kLastWord, lines.size() - 2, CalcCrc32c(checked));
  if (lines.back() != last) return models::errors::Corrupt(path, "its checksum does not match");
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const std::vector<absl::string_view> words = absl::StrSplit(lines[i], ' ');
    Manifest::Entry entry;
    if (words.size() != 3 || !absl::SimpleHexAtoi(words[0], &entry.crc32c) ||
        !absl::SimpleAtoi(words[1], &entry.size_bytes) || !IsOurPath(words[2])) {
      return models::errors::Corrupt(path, absl::StrCat("line ", i + 1, " is damaged"));
    }
    entry.path = std::string(words[2]);
    manifest.files.push_back(std::move(entry));
  }
  return manifest;
}

}  // namespace twin::store
