#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/store/folder.h"
#include "twin/store/record.h"
#include "twin/store/schema.h"

namespace twin::store {

/// What one UTC day is stepped again from, and what must come out.
struct DayToReplay {
  models::Quarter first_quarter;
  std::vector<double> state;  ///< exact, before the day; empty on the very first day of a history
  std::vector<CommandRecord> commands;             ///< in force when it began or acknowledged in it
  std::vector<std::optional<Hash256>> state_hash;  ///< [quarter] nothing where there was no step
};

/// Reads a folder without taking its lock, beside a running writer or without one. Every call looks
/// at the folder anew.
class StoreReader {
 public:
  /// **Errors** NotFound: no store there. DataLoss: its schema file is damaged.
  static absl::StatusOr<StoreReader> Open(const std::string& directory);

  /// From here on values of a group are read as the nearest whole multiples of step(group); 0: as
  /// they are. So that a reader is not told more than it may know.
  using StepOf = std::function<double(const SeriesGroup&)>;
  void Coarsen(StepOf step) { step_ = std::move(step); }
  double CoarseStep(const SeriesGroup& group) const { return step_ ? step_(group) : 0.0; }
  /// Rounds `values` of `group` so.
  void Round(const SeriesGroup& group, std::vector<double>& values) const;

  absl::StatusOr<Series> ReadSeries(const SeriesQuery& query) const;
  absl::StatusOr<Summary> ReadSummary(const SeriesQuery& query, Every every) const;
  absl::StatusOr<std::vector<CommandRecord>> ReadCommands(models::Quarter from,
                                                          models::Quarter to) const;
  absl::StatusOr<std::vector<SegmentInfo>> ListSegments() const;
  /// The day that contains `quarter`. **Errors** NotFound: it was never simulated. DataLoss.
  absl::StatusOr<DayToReplay> ReadDay(models::Quarter quarter) const;
  /// The newest step that was acknowledged; nothing in a new folder.
  absl::StatusOr<std::optional<StepRecord>> ReadLastStep() const;
  const Schema& schema() const { return schema_; }
  const Folder& folder() const { return folder_; }
  /// The journals' days as they are now: many reads of one moment take them once.
  absl::StatusOr<std::vector<DayPtr>> ReadUnsealedDays() const;

 private:
  StoreReader(Folder folder, Schema schema)
      : folder_(std::move(folder)), schema_(std::move(schema)) {}

  Folder folder_;
  Schema schema_;
  StepOf step_;
};

}  // namespace twin::store
