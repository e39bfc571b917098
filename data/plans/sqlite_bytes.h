#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace data {

struct SqliteClose {
  std::shared_ptr<int> looks;  ///< of the handler that stops long queries
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct SqliteFinalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using SqliteDatabase = std::unique_ptr<sqlite3, SqliteClose>;
using SqliteStatement = std::unique_ptr<sqlite3_stmt, SqliteFinalize>;

/// A database whose file is `bytes`, which must outlive it: read-only, its schema not trusted, only
/// SELECT of plain columns allowed, stopped after a number of steps.
/// Errors: InvalidArgument with SQLite's words, or for a file whose newest rows may stand in a
/// write-ahead log beside it.
absl::StatusOr<SqliteDatabase> OpenSqliteBytes(absl::string_view bytes);

/// Errors: InvalidArgument with SQLite's words.
absl::StatusOr<SqliteStatement> PrepareSqlite(sqlite3* database, const std::string& sql);

/// A name in double quotes, for SQL.
std::string QuoteSqlName(const std::string& name);

/// A column as text; empty for NULL. Numbers as SQLite writes them.
std::string SqliteText(sqlite3_stmt* statement, int column);

}  // namespace data
