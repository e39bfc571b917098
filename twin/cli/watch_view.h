#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "ostlandet/twin/v1/operations.pb.h"

namespace twin::cli {

/// What a stream of frames has told so far, put together from its snapshot and deltas.
class WatchedPicture {
 public:
  void Apply(const ostlandet::twin::v1::WatchResponse& frame);

  const ostlandet::twin::v1::WatchResponse& newest() const { return newest_; }
  const std::string& notice() const { return notice_; }
  long long merged_frames() const { return merged_frames_; }
  bool sees_grid() const { return sees_grid_; }
  const std::map<std::string, ostlandet::twin::v1::BranchState>& branches() const {
    return branches_;
  }
  const std::map<std::string, ostlandet::twin::v1::BusState>& buses() const { return buses_; }
  int violation_count() const { return violation_count_; }

 private:
  ostlandet::twin::v1::WatchResponse newest_;  ///< without its grid
  std::string notice_;
  long long merged_frames_ = 0;
  bool sees_grid_ = false;
  std::map<std::string, ostlandet::twin::v1::BranchState> branches_;  ///< by id
  std::map<std::string, ostlandet::twin::v1::BusState> buses_;        ///< by id
  int violation_count_ = 0;
};

struct WatchViewParams {
  std::size_t columns = 100;
  std::size_t lines = 40;
  bool has_colours = true;
  std::map<std::string, std::string> names;  ///< of elements, by id
};

/// The picture as lines of a terminal: balance, most loaded branches with and without an outage,
/// voltages, heat systems, what is broken or stale. Fits into `params.lines`.
std::string DrawWatched(const WatchedPicture& picture, const WatchViewParams& params);

}  // namespace twin::cli
