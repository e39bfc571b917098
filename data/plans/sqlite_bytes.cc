#include "data/plans/sqlite_bytes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace data {
namespace {

// Virtual-machine steps of all queries together: a table of 100,000 rows takes some ten million.
constexpr int kStepsPerLook = 100'000;
constexpr int kMostLooks = 2'000;
constexpr int kMostValueBytes = 32 << 20;

int Authorize(void*, int action, const char*, const char*, const char*, const char*) {
  return action == SQLITE_SELECT || action == SQLITE_READ ? SQLITE_OK : SQLITE_DENY;
}

int StopLong(void* looks) { return ++*static_cast<int*>(looks) > kMostLooks ? 1 : 0; }

absl::Status Refused(sqlite3* database) {
  return absl::InvalidArgumentError(
      absl::StrCat("is no readable GeoPackage: ", sqlite3_errmsg(database)));
}

}  // namespace

absl::StatusOr<SqliteDatabase> OpenSqliteBytes(absl::string_view bytes) {
  constexpr absl::string_view kMagic("SQLite format 3\0", 16);
  constexpr std::size_t kWriteVersionByte = 18;
  if (bytes.substr(0, 16) != kMagic || bytes.size() < 100) {
    return absl::InvalidArgumentError("is no GeoPackage: it does not begin as an SQLite file");
  }
  if (bytes[kWriteVersionByte] == 2) {
    return absl::InvalidArgumentError(
        "is in write-ahead mode, so its newest rows may be in another file: close it in the GIS, "
        "or "
        "export it anew");
  }
  sqlite3* raw = nullptr;
  const int opened =
      sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  SqliteDatabase database(raw, SqliteClose{std::make_shared<int>(0)});
  if (opened != SQLITE_OK) return absl::InternalError("SQLite does not open a database in memory");
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, kMostValueBytes);
  sqlite3_limit(raw, SQLITE_LIMIT_ATTACHED, 0);
  // SQLite takes the pointer as its own to write to, but a read-only image it never writes.
  auto* image = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  if (sqlite3_deserialize(raw, "main", image, size, size, SQLITE_DESERIALIZE_READONLY) !=
      SQLITE_OK) {
    return Refused(raw);
  }
  sqlite3_set_authorizer(raw, Authorize, nullptr);
  sqlite3_progress_handler(raw, kStepsPerLook, StopLong, database.get_deleter().looks.get());
  return database;
}

absl::StatusOr<SqliteStatement> PrepareSqlite(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement,
                         nullptr) != SQLITE_OK) {
    return Refused(database);
  }
  return SqliteStatement(statement);
}

std::string QuoteSqlName(const std::string& name) {
  return absl::StrCat("\"", absl::StrReplaceAll(name, {{"\"", "\"\""}}), "\"");
}

std::string SqliteText(sqlite3_stmt* statement, int column) {
  const unsigned char* text = sqlite3_column_text(statement, column);
  if (text == nullptr) return "";
  return std::string(reinterpret_cast<const char*>(text),
                     static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

}  // namespace data
