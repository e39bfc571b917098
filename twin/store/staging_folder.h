#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace twin::store {

/// A folder that comes into being as a whole: filled as `path`.tmp, renamed when it is complete. A
/// mark inside tells what an interrupted one left behind, which the next one removes.
class StagingFolder {
 public:
  /// `path` is not there, or is an empty folder.
  /// **Errors** FailedPrecondition: something is there, or a `path`.tmp that is not ours.
  static absl::StatusOr<StagingFolder> Begin(const std::string& path);
  StagingFolder(StagingFolder&& other) noexcept;
  StagingFolder& operator=(StagingFolder&&) = delete;
  /// Removes what was not finished.
  ~StagingFolder();

  const std::string& path() const { return staging_; }
  /// Writes one file durably; its folder, one level deep at most, is made. `name` is checked by the
  /// caller.
  absl::Status Write(const std::string& name, absl::string_view bytes) const;
  /// After OK the whole folder is at its place, durably.
  absl::Status Finish();

 private:
  StagingFolder(std::string target, std::string staging)
      : target_(std::move(target)), staging_(std::move(staging)) {}

  std::string target_;
  std::string staging_;
};

}  // namespace twin::store
