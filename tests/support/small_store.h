#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "models/time/quarter.h"
#include "tests/support/source_folder.h"
#include "twin/store/record.h"
#include "twin/store/schema.h"

/// A store small enough to break at every byte.
namespace tests {

/// 2026-01-05T00:00:00Z
inline constexpr models::Quarter kMonday{20458 * models::kQuartersPerDay};

/// A folder that is gone with the test. In memory where there is such a place: these tests sync
/// thousands of times, and what they look at is bytes, not the disk.
class TempFolder {
 public:
  TempFolder() {
    namespace fs = std::filesystem;
    const bool has_memory = ::access("/dev/shm", W_OK | X_OK) == 0;
    const fs::path parent = has_memory ? fs::path("/dev/shm") : fs::temp_directory_path();
    std::string name = (parent / "twin-store-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// No file of this process grows past `size_bytes` while this lives: a full disk without root.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t size_bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = size_bytes;
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

inline std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void WriteBytes(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  EXPECT_TRUE(file.good()) << path;
}

inline void FlipByte(const std::string& path, std::size_t offset) {
  std::string bytes = ReadBytes(path);
  ASSERT_LT(offset, bytes.size());
  bytes[offset] = static_cast<char>(bytes[offset] ^ 0x10);
  WriteBytes(path, bytes);
}

/// Exit code of open_in_tools.py on a file with `row_count` quarters; 77: the tools are missing.
inline int OpenInTools(const std::string& path, int row_count) {
  const std::string command = "/usr/bin/python3 " + SourceFolder() +
                              "/tests/support/open_in_tools.py '" + path + "' " +
                              std::to_string(row_count);
  const int how = std::system(command.c_str());
  return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}
inline constexpr int kToolsMissing = 77;

/// Three buses rounded to 1/64 kV, two lines exact, a state of three.
inline twin::store::Schema SmallSchema() {
  using twin::store::Provenance;
  twin::store::Schema schema;
  schema.frame.groups = {{.name = "bus_voltage_kv",
                          .unit = "kV",
                          .long_name = "voltage magnitude",
                          .axis = "bus",
                          .element_ids = {"Ås 66", "Hamang 300", "Flesaker 420"},
                          .quantum = 1.0 / 64.0,
                          .secrecy = "K3",
                          .provenance = {Provenance::kSimulated}},
                         {.name = "line_flow_mw",
                          .unit = "MW",
                          .long_name = "flow into the line",
                          .axis = "line",
                          .element_ids = {"a", "b"},
                          .quantum = 0.0,
                          .secrecy = "K4",
                          .provenance = {Provenance::kMeasured, Provenance::kDivided}}};
  schema.state.blocks = {{"heat", 2}, {"tap", 1}};
  schema.attributes = {{twin::store::kDataRevision, "7"}, {"notice", "The grid is synthetic"}};
  return schema;
}

/// A step of SmallSchema whose every value follows from its quarter.
inline twin::store::StepRecord SmallStep(models::Quarter quarter, std::uint64_t sequence = 0) {
  const auto slot = static_cast<double>(quarter - kMonday);
  twin::store::StepRecord step;
  step.sequence = sequence;
  step.quarter = quarter;
  step.quality =
      (quarter - kMonday) % 3 == 1 ? twin::store::Quality::kStale : twin::store::Quality::kGood;
  step.state_hash.fill(static_cast<std::uint8_t>(0x80 + (quarter - kMonday) % 100));
  step.state = {1.0 / (3.0 + slot), -slot, 1e300};
  step.frame = {66.0 + slot / 7.0, 300.1, 420.0 - slot / 13.0, slot / 3.0, -1e-9};
  return step;
}

inline twin::store::CommandRecord SmallCommand(const std::string& id, models::Quarter quarter,
                                               std::uint64_t sequence = 0) {
  return {sequence, quarter, id, "patch", std::string("\0TREC payload of ", 17) + id};
}

}  // namespace tests
