#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "twin/store/file_io.h"

namespace twin::access {

/// One call that could tell something above the public class, or that changed something.
struct AuditEntry {
  std::string who;  ///< opaque id of the token: no personal data
  std::string role;
  std::string method;      ///< full gRPC name
  std::string what;        ///< ids the caller named, "branch_id=b-1 element_ids=3"
  std::string record;      ///< id of the record that was told, when there is one
  std::string projection;  ///< class the reply was projected to
  std::string outcome;     ///< status code
};

/// An entry as it stands in the log.
struct AuditLine {
  std::int64_t number = 0;
  std::string time;  ///< UTC
  AuditEntry entry;
};

/// Append-only log of who was told or changed what: a JSON line each, chained by hashes, so that a
/// line that was changed, left out or put in shows.
///   hash_n = SHA-256(line_n without its hash),  line_n holds hash_{n−1}
/// Written before the reply is sent; given to the disk once a second and when closed. A full file
/// is set aside as audit-<its first number>.jsonl and the chain goes on in a new one. What could
/// not be written (a full disk) is counted in the next line that can. One writer; thread-safe.
class AuditLog {
 public:
  static constexpr std::int64_t kMaxFileBytes = 64 << 20;

  /// Opens or makes `folder`/audit.jsonl, readable by its owner only; cuts a torn last line and
  /// says so in the log. **Errors** as of the file system.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(
      const std::string& folder, std::int64_t max_file_bytes = kMaxFileBytes);
  ~AuditLog();

  void Append(const AuditEntry& entry);
  /// The same for what must not go on without a line: on the disk when it returns. **Errors** of
  /// the file system; nothing is written then.
  absl::Status AppendNow(const AuditEntry& entry);

 private:
  AuditLog(std::string folder, std::int64_t max_file_bytes);
  absl::Status Recover();
  absl::Status Write(const AuditEntry& entry);
  absl::Status Rotate();

  const std::string folder_;
  const std::int64_t max_file_bytes_;
  std::mutex mutex_;
  store::FileDescriptor file_;
  std::int64_t end_ = 0;
  std::int64_t first_number_ = 1;  ///< of the open file
  std::int64_t next_number_ = 1;
  std::string last_hash_;
  std::int64_t unwritten_ = 0;
  std::chrono::steady_clock::time_point synced_{};
};

/// What reading a log from its first line to its last has shown.
struct AuditReport {
  std::int64_t lines = 0;
  std::string head;     ///< hash of the last line: noted elsewhere, it shows lines cut off the end
  std::string problem;  ///< the first line that does not follow from the one before; empty: none
};

/// Checks the chain of every file of `folder`. **Errors** NotFound: there is no log.
absl::StatusOr<AuditReport> VerifyAuditLog(const std::string& folder);

/// The newest `count` lines, oldest first. **Errors** as above; DataLoss: a line is no JSON.
absl::StatusOr<std::vector<AuditLine>> ReadAuditLog(const std::string& folder, std::size_t count);

}  // namespace twin::access
