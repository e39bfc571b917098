#pragma once

#include <toml++/toml.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

/// Versioned data files of the access rules: TOML that names its schema, the version of the schema
/// and its own version. Nothing in them is passed over: an unknown key is an error.
namespace twin::access {

/// One table of such a file. Every key that is read counts as known; Finish tells the others.
class StrictTable {
 public:
  /// `origin` stands before every message: "policy.toml".
  StrictTable(const toml::table& table, std::string origin)
      : table_(&table), origin_(std::move(origin)) {}

  absl::StatusOr<std::string> Text(const char* key);
  absl::StatusOr<std::string> TextOr(const char* key, std::string fallback);
  absl::StatusOr<bool> FlagOr(const char* key, bool fallback);
  /// Errors: below `least`, or no number.
  absl::StatusOr<double> NumberOr(const char* key, double fallback, double least);
  /// An array of texts; none when the key is not there.
  absl::StatusOr<std::vector<std::string>> Texts(const char* key);
  /// A TOML time with its offset, e.g. 2027-06-30T00:00:00Z.
  absl::StatusOr<absl::Time> Time(const char* key);
  /// The table of this key; an empty one when it is not there.
  absl::StatusOr<StrictTable> Table(const char* key);
  /// The tables of `[[key]]`.
  absl::StatusOr<std::vector<StrictTable>> Tables(const char* key);
  /// All keys, for tables whose keys are names.
  std::vector<std::string> Keys() const;

  /// Errors: InvalidArgument naming the first key that nobody has read, with its line.
  absl::Status Finish() const;
  /// InvalidArgument "origin line N: problem".
  absl::Status Wrong(const char* key, const std::string& problem) const;

 private:
  const toml::node* Find(const char* key);

  const toml::table* table_;
  std::string origin_;
  std::set<std::string> known_;
};

/// A whole file. `version` is what the file says of itself.
struct DataFile {
  toml::table table;
  std::string origin;
  std::string version;
  /// The table at the top, with schema, schema_version and version read.
  StrictTable Top() const;
};

/// Errors: InvalidArgument naming the line: no TOML, another schema, a schema version that this
/// program does not know.
absl::StatusOr<DataFile> ParseDataFile(const std::string& text, const std::string& origin,
                                       const std::string& schema, std::int64_t schema_version);

}  // namespace twin::access
