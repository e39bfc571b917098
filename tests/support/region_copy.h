#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tests/support/region_paths.h"

namespace tests {

/// A copy of the shipped region that a test may damage; gone with the object. Lines are found by
/// what they hold, so that tables may grow without breaking tests.
class RegionCopy {
 public:
  RegionCopy() {
    std::string folder = (std::filesystem::temp_directory_path() / "twin-copy-XXXXXX").string();
    directory_ = mkdtemp(folder.data());
    std::filesystem::copy(RegionDirectory(), directory_, std::filesystem::copy_options::recursive);
  }
  ~RegionCopy() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  RegionCopy(const RegionCopy&) = delete;
  RegionCopy& operator=(const RegionCopy&) = delete;

  std::string directory() const { return directory_.string(); }

  std::string Read(const std::string& file) const {
    std::ifstream input(directory_ / file, std::ios::binary);
    EXPECT_TRUE(input.good()) << file;
    return std::string((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
  }
  void Write(const std::string& file, const std::string& text) const {
    std::ofstream(directory_ / file, std::ios::binary) << text;
  }
  void Remove(const std::string& file) const { std::filesystem::remove(directory_ / file); }

  std::vector<std::string> Lines(const std::string& file) const {
    return absl::StrSplit(Read(file), '\n');
  }

  /// Number of the first line that begins with `begin`, 1 for the first of the file.
  int LineOf(const std::string& file, const std::string& begin) const {
    int number = 1;
    for (const std::string& line : Lines(file)) {
      if (line.rfind(begin, 0) == 0) return number;
      ++number;
    }
    ADD_FAILURE() << file << " has no line that begins with " << begin;
    return 0;
  }

  /// Puts `value` into a column of the first line that begins with `begin`. Returns where, as
  /// diagnostics say it: "file:line column number (column): ".
  std::string SetField(const std::string& file, const std::string& begin, const std::string& column,
                       const std::string& value) const {
    std::vector<std::string> lines = Lines(file);
    const int line = LineOf(file, begin);
    std::size_t header = 0;
    while (lines[header].rfind("#", 0) == 0) ++header;
    const std::vector<std::string> names = Fields(lines[header]);
    std::size_t at = 0;
    while (at < names.size() && names[at] != column) ++at;
    if (line == 0 || at == names.size()) {
      ADD_FAILURE() << file << " has no column " << column;
      return "";
    }
    std::string& text = lines[static_cast<std::size_t>(line - 1)];
    std::vector<std::string> fields = Fields(text);
    fields[at] = value;
    text = absl::StrJoin(fields, ",");
    Write(file, absl::StrJoin(lines, "\n"));
    return absl::StrCat(file, ":", line, " column ", at + 1, " (", column, "): ");
  }

  /// Replaces the whole first line that begins with `begin`. Returns its number.
  int SetLine(const std::string& file, const std::string& begin, const std::string& text) const {
    std::vector<std::string> lines = Lines(file);
    const int line = LineOf(file, begin);
    if (line > 0) lines[static_cast<std::size_t>(line - 1)] = text;
    Write(file, absl::StrJoin(lines, "\n"));
    return line;
  }

 private:
  /// Fields as they stand, quotes kept.
  static std::vector<std::string> Fields(const std::string& line) {
    std::vector<std::string> fields(1);
    bool is_quoted = false;
    for (const char c : line) {
      if (c == '"') is_quoted = !is_quoted;
      if (c == ',' && !is_quoted) {
        fields.emplace_back();
      } else {
        fields.back().push_back(c);
      }
    }
    return fields;
  }

  std::filesystem::path directory_;
};

}  // namespace tests
