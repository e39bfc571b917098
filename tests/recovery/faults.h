#pragma once

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace recovery {

inline std::string Environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// What the environment says is to go wrong: TWIN_FAULT=POINT:COUNT[:full], TWIN_FAULT_LOG=FILE.
/// Says how often each point was passed, too.
class Faults {
 public:
  Faults() {
    const std::vector<std::string> parts = absl::StrSplit(Environment("TWIN_FAULT"), ':');
    if (parts.size() < 2 || !absl::SimpleAtoi(parts[1], &count_)) return;
    point_ = parts[0];
    is_full_disk_ = parts.size() > 2 && parts[2] == "full";
  }

  absl::Status Pass(absl::string_view point) {
    const std::lock_guard lock(mutex_);
    ++any_;
    const int passed = ++passed_[std::string(point)];
    const bool is_hit = point_ == "any" ? any_ == count_ : point == point_ && passed == count_;
    if (!is_hit) return absl::OkStatus();
    if (is_full_disk_) return absl::ResourceExhaustedError("the disk is full, says the test");
    std::fprintf(stderr, "killed at %s, pass %d\n", std::string(point).c_str(), passed);
    ::kill(::getpid(), SIGKILL);
    return absl::OkStatus();
  }

  void Write(const std::string& path) {
    if (path.empty()) return;
    const std::lock_guard lock(mutex_);
    std::ofstream file(path);
    for (const auto& [point, count] : passed_) file << point << " " << count << "\n";
  }

 private:
  std::mutex mutex_;
  std::string point_;
  int count_ = 0;
  int any_ = 0;
  bool is_full_disk_ = false;
  std::map<std::string, int> passed_;
};

}  // namespace recovery
