#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/heat/network_motion.h"

namespace twin::heat {

/// Drives of quarters in a row.
struct DriveSpan {
  models::Quarter from;
  std::vector<NetworkDrive> drives;  ///< [quarter]
  models::Quarter to() const { return from + static_cast<std::int64_t>(drives.size()); }
  const NetworkDrive& At(models::Quarter quarter) const {
    return drives[static_cast<std::size_t>(quarter - from)];
  }
};

/// The minutes of one quarter.
using QuarterMinutes = std::array<NetworkMinute, models::kMinutesPerQuarter>;
using QuarterMinutesPtr = std::shared_ptr<const QuarterMinutes>;

/// One node in one row of a history; NaN where there is nothing.
struct NodePoint {
  double supply_bar = 0.0;
  double return_bar = 0.0;
  double supply_degc = 0.0;
  double return_degc = 0.0;
};

/// Which rows a history has.
struct NodeHistory {
  std::size_t node = 0;
  models::Minute last = 0;  ///< the last row
  int rows = 0;
  int step_minutes = 1;  ///< from row to row: 1, or 15 when `last` is the last of its quarter
};

/// One network minute by minute, NetworkMotion along the twin's frames. Every UTC day has a run of
/// its own: it begins at rest kWarmUpQuarters before the day, or with the first frame there is,
/// moves by quarters until kMinuteWarmUpQuarters before the day, and by minutes from there to the
/// day's end. What is told of a minute is that of its day's run. So a minute is a function of
/// stored frames alone: the same bits come out whoever asks first, and years later; nothing is
/// stored for it. What is still remembered of the beginning is told in twin/README.md. Runs go as
/// far as somebody asks, on the asker's thread and one at a time; states on the way are kept, so
/// that the next quarter costs fifteen steps. Any thread.
class NetworkMinutes {
 public:
  /// Drives of [from, to), or of what there is of it: from the first quarter of the twin's history
  /// on. Errors: NotFound when `to − 1` is not there; FailedPrecondition when the memory does not
  /// keep these quarters any more, DataLoss.
  using FindDrives =
      std::function<absl::StatusOr<DriveSpan>(models::Quarter from, models::Quarter to)>;
  using IsCancelled = std::function<bool()>;

  static constexpr std::int64_t kWarmUpQuarters = 3 * models::kQuartersPerDay;
  static constexpr std::int64_t kMinuteWarmUpQuarters = 24;

  /// `model` must outlive it.
  NetworkMinutes(const NetworkModel& model, FindDrives find_drives)
      : model_(model), find_drives_(std::move(find_drives)) {}

  /// Errors: as of FindDrives and NetworkMotion::Make; Cancelled.
  absl::StatusOr<QuarterMinutesPtr> Of(models::Quarter quarter, const IsCancelled& is_cancelled);
  /// What is kept of it; null when nothing is.
  QuarterMinutesPtr FindKept(models::Quarter quarter) const;
  /// Rows of `history`, NaN where the twin has no frame or nothing could be solved.
  /// Errors: as above, but for NotFound.
  absl::StatusOr<std::vector<NodePoint>> HistoryOf(const NodeHistory& history,
                                                   const IsCancelled& is_cancelled);

 private:
  /// [minute][block][node] in single precision: pressure, then temperature, of both sides.
  using Columns = std::vector<float>;
  using ColumnsPtr = std::shared_ptr<const Columns>;
  /// A run that stands at the beginning of a quarter.
  struct Place {
    models::Quarter quarter;
    std::shared_ptr<const NetworkMotionState> state;
  };

  absl::Status Open();
  std::optional<Place> FindPlace(models::Quarter quarter) const;
  absl::StatusOr<NetworkMotionState> Reach(models::Quarter quarter, const DriveSpan& drives,
                                           std::optional<Place> place,
                                           const IsCancelled& is_cancelled);
  void RunQuarter(models::Quarter quarter, const NetworkDrive& drive, NetworkMotionState& state,
                  QuarterMinutes* told);
  void KeepState(models::Quarter quarter, const NetworkMotionState& state);
  absl::StatusOr<ColumnsPtr> ColumnsOf(models::Quarter quarter, bool needs_all,
                                       const IsCancelled& is_cancelled);
  ColumnsPtr MakeColumns(const QuarterMinutes& minutes, std::size_t first) const;

  const NetworkModel& model_;
  const FindDrives find_drives_;

  // Whoever steps holds this.
  std::mutex work_mutex_;
  std::unique_ptr<const NetworkMotion> motion_;
  NetworkMotionWorkspace workspace_;

  // Never held while something is computed.
  mutable std::mutex mutex_;
  std::map<std::int64_t, QuarterMinutesPtr> minutes_;  ///< by quarter
  std::deque<std::int64_t> minutes_order_;
  std::map<std::int64_t, ColumnsPtr> columns_;  ///< by quarter, all minutes of it
  std::deque<std::int64_t> columns_order_;
  std::map<std::int64_t, ColumnsPtr> last_columns_;  ///< by quarter, of its last minute
  std::deque<std::int64_t> last_columns_order_;
  std::map<std::int64_t, Place> places_;  ///< by quarter, each of the run of its day
  std::deque<std::int64_t> places_order_;
  Place edge_;  ///< where the last walk ended
};

}  // namespace twin::heat
