#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "twin/scenario/patch_history.h"
#include "twin/scenario/point.h"
#include "twin/store/store_reader.h"

namespace twin::scenario {

/// An instant to branch from: the exact point and what it knew of patches.
struct Instant {
  Point point;
  PatchHistory patches;
};

/// What stepping a stored period again gave.
struct ReplayReport {
  std::int64_t quarters = 0;
  std::int64_t equal = 0;                        ///< state hashes equal to the stored ones
  std::optional<models::Quarter> first_unequal;  ///< the first that is not
  StateHash final_hash{};
  Totals totals;
};

/// The living twin's own past, stepped again from the exact states and commands its folder keeps.
/// Reads beside a running twin or without one; every call looks at the folder anew.
///
/// One thing is not exact: where a heat system could not be solved in the first quarter of a sealed
/// day, its electricity is carried over from a frame that was rounded when the day was sealed. The
/// hashes tell.
class History {
 public:
  /// **Errors** as of StoreReader::Open; FailedPrecondition when the folder belongs to another data
  /// revision or layout than `stepper`.
  static absl::StatusOr<History> Open(std::shared_ptr<const Stepper> stepper,
                                      const std::string& directory);

  /// The instant at which `next` was the next quarter. The state's hash is checked against the
  /// stored one. **Errors** NotFound: never there. DataLoss: it cannot be had bit for bit.
  absl::StatusOr<Instant> At(models::Quarter next) const;

  /// Steps the quarters [from, to) again and compares every state's hash with the stored one.
  /// **Errors** NotFound, DataLoss. Cancelled when `go_on` says false.
  absl::StatusOr<ReplayReport> Replay(models::Quarter from, models::Quarter to,
                                      const std::function<bool()>& go_on = {}) const;

 private:
  History(std::shared_ptr<const Stepper> stepper, store::StoreReader reader)
      : stepper_(std::move(stepper)), reader_(std::move(reader)) {}
  absl::StatusOr<Instant> DayStart(const store::DayToReplay& day) const;
  FramePtr ReadFrameBefore(models::Quarter quarter) const;

  std::shared_ptr<const Stepper> stepper_;
  store::StoreReader reader_;
};

}  // namespace twin::scenario
