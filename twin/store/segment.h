#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "data/hdf5_file.h"
#include "models/time/quarter.h"
#include "twin/store/cf_layout.h"
#include "twin/store/day.h"
#include "twin/store/schema.h"

namespace twin::store {

/// "2026-01-05.h5" of the UTC day that contains `quarter`.
std::string SegmentName(models::Quarter quarter);
/// First quarter of the day a segment is named after. **Errors** InvalidArgument.
absl::StatusOr<models::Quarter> ParseSegmentName(absl::string_view name);

/// The bytes of the sealed segment of `day`, seal included.
absl::StatusOr<std::string> EncodeSegment(const Schema& schema, std::uint64_t epoch,
                                          const Day& day);

/// One sealed day, open for reading.
class Segment {
 public:
  /// Verifies the seal unless this process has done so since the file last changed.
  /// **Errors** NotFound; DataLoss.
  static absl::StatusOr<Segment> Open(const std::string& path);

  /// Values of `columns` in quarters [from, to) of the day, row after row; NaN where not simulated.
  /// `out` has (to − from) × columns values.
  absl::Status ReadColumns(const std::string& group, const std::vector<std::size_t>& columns,
                           std::size_t from, std::size_t to, std::span<double> out) const;
  absl::StatusOr<std::vector<std::string>> ReadElementIds(const std::string& axis) const;
  absl::StatusOr<std::vector<std::uint8_t>> ReadQuality() const {
    return file_.ReadBytes("/quality");
  }
  absl::StatusOr<std::vector<StoredCommand>> ReadCommands() const {
    return store::ReadCommands(file_);
  }
  absl::StatusOr<std::vector<double>> ReadState(const std::string& name) const;
  bool HasState(const std::string& name) const { return file_.Has("/" + name); }
  /// SHA-256 of the state after each quarter, 32 bytes each; zeros where there was no step.
  absl::StatusOr<std::vector<std::uint8_t>> ReadStateHashes() const {
    return file_.ReadBytes("/state_hash");
  }
  absl::StatusOr<std::uint64_t> ReadLastSequence() const;
  absl::StatusOr<std::string> ReadAttribute(const std::string& name) const {
    return file_.ReadTextAttribute("/", name);
  }

 private:
  explicit Segment(data::Hdf5File file) : file_(std::move(file)) {}
  data::Hdf5File file_;
};

}  // namespace twin::store
