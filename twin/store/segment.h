#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "data/hdf5_file.h"
#include "models/time/quarter.h"
#include "twin/store/cf_layout.h"
#include "twin/store/day.h"
#include "twin/store/schema.h"
#include "twin/store/summary.h"

namespace twin::store {

/// "2026-01-05.h5" of the UTC day that contains `quarter`.
std::string SegmentName(models::Quarter quarter);
/// First quarter of the day a segment is named after. **Errors** InvalidArgument.
absl::StatusOr<models::Quarter> ParseSegmentName(absl::string_view name);

/// The bytes of the sealed segment of `day`, seal included: the same on any number of threads.
absl::StatusOr<std::string> EncodeSegment(const Schema& schema, std::uint64_t epoch, const Day& day,
                                          std::size_t threads = 1);

/// The finest rows a sealed day keeps, by its attributes.
absl::StatusOr<Every> ReadDetail(const data::Hdf5File& file, const std::string& path);
/// What reading a segment whose seal holds says: DataLoss where HDF5 refused, as a chunk fails its
/// checksum.
absl::Status DamagedSegment(const absl::Status& status);
/// FailedPrecondition: the day keeps no rows finer than `detail`.
absl::Status NotKept(const std::string& path, Every detail);
/// The variables of `schema` that a day of this detail has, as its index names them.
std::vector<std::string> TableNames(const Schema& schema, Every detail);
/// The sealed bytes of a finished day: the HDF5 image, its column index, the seal.
absl::StatusOr<std::string> SealDay(data::Hdf5File file, const Schema& schema);

/// Path of a summary's variable in a day that was compacted: "/load_mw_hour".
std::string SummaryPath(const std::string& group, Every every);

/// One sealed day, open for reading.
class Segment {
 public:
  /// Verifies the seal unless this process has done so since the file last changed.
  /// **Errors** NotFound; DataLoss; FailedPrecondition: another format version.
  static absl::StatusOr<Segment> Open(const std::string& path);

  /// The finest rows that are kept: quarters, or hours or the day after compaction (FORMAT.md,
  /// section 14).
  Every detail() const { return detail_; }
  const std::string& path() const { return path_; }

  /// Values of `columns` in quarters [from, to) of the day, row after row; NaN where not simulated.
  /// `out` has (to − from) × columns values.
  /// **Errors** FailedPrecondition: the day's quarters are not kept any more.
  absl::Status ReadColumns(const std::string& group, const std::vector<std::size_t>& columns,
                           std::size_t from, std::size_t to, std::span<double> out) const;
  absl::StatusOr<std::vector<std::string>> ReadElementIds(const std::string& axis) const;
  /// Shape [quarter]. **Errors** DataLoss: not of a whole day.
  absl::StatusOr<std::vector<std::uint8_t>> ReadQuality() const;
  absl::StatusOr<DaySteps> ReadSteps() const { return ReadDaySteps(file_, path_); }
  absl::StatusOr<std::vector<StoredCommand>> ReadCommands() const {
    return store::ReadCommands(file_);
  }
  absl::StatusOr<std::vector<double>> ReadState(const std::string& name) const;
  bool HasState(const std::string& name) const { return file_.Has("/" + name); }
  absl::StatusOr<std::uint64_t> ReadLastSequence() const;
  /// The file's text attributes that are the schema's, not the store's own.
  absl::StatusOr<Attributes> ReadAttributes() const;
  absl::StatusOr<std::string> ReadAttribute(const std::string& name) const {
    return file_.ReadTextAttribute("/", name);
  }

 private:
  Segment(std::string path, data::Hdf5File file) : path_(std::move(path)), file_(std::move(file)) {}
  absl::Status ReadTable(const std::string& variable, const std::vector<std::size_t>& columns,
                         std::size_t from, std::size_t to, std::span<double> out) const;

  std::string path_;
  data::Hdf5File file_;
  Every detail_ = Every::kQuarter;
};

}  // namespace twin::store
