#include "twin/access/data_file.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"

namespace twin::access {
namespace {

// Stands in for a table that is not there.
const toml::table& EmptyTable() {
  static const auto* empty = new toml::table();
  return *empty;
}

}  // namespace

absl::Status StrictTable::Wrong(const char* key, const std::string& problem) const {
  const toml::node* node = table_->get(key);
  const auto line = node != nullptr ? node->source().begin.line : table_->source().begin.line;
  return absl::InvalidArgumentError(absl::StrCat(origin_, " line ", line, ": ", key, " ", problem));
}

const toml::node* StrictTable::Find(const char* key) {
  known_.insert(key);
  return table_->get(key);
}

absl::StatusOr<std::string> StrictTable::Text(const char* key) {
  TWIN_ASSIGN_OR_RETURN(std::string text, TextOr(key, ""));
  if (text.empty()) return Wrong(key, "is missing or empty");
  return text;
}

absl::StatusOr<std::string> StrictTable::TextOr(const char* key, std::string fallback) {
  const toml::node* node = Find(key);
  if (node == nullptr) return fallback;
  if (const auto* text = node->as_string()) return text->get();
  return Wrong(key, "must be text");
}

absl::StatusOr<bool> StrictTable::FlagOr(const char* key, bool fallback) {
  const toml::node* node = Find(key);
  if (node == nullptr) return fallback;
  if (const auto* flag = node->as_boolean()) return flag->get();
  return Wrong(key, "must be true or false");
}

absl::StatusOr<double> StrictTable::NumberOr(const char* key, double fallback, double least) {
  const toml::node* node = Find(key);
  if (node == nullptr) return fallback;
  const std::optional<double> number = node->value<double>();
  if (!number.has_value() || !std::isfinite(*number)) return Wrong(key, "must be a number");
  if (*number < least)
    return Wrong(key, absl::StrCat("is ", *number, ", must be ", least, " or more"));
  return *number;
}

absl::StatusOr<std::vector<std::string>> StrictTable::Texts(const char* key) {
  std::vector<std::string> texts;
  const toml::node* node = Find(key);
  if (node == nullptr) return texts;
  const toml::array* array = node->as_array();
  if (array == nullptr) return Wrong(key, "must be a list of texts");
  for (const toml::node& item : *array) {
    const auto* text = item.as_string();
    if (text == nullptr || text->get().empty()) return Wrong(key, "must be a list of texts");
    texts.push_back(text->get());
  }
  return texts;
}

absl::StatusOr<absl::Time> StrictTable::Time(const char* key) {
  const toml::node* node = Find(key);
  const auto* time = node == nullptr ? nullptr : node->as_date_time();
  if (time == nullptr || !time->get().offset.has_value()) {
    return Wrong(key, "must be a time such as 2027-06-30T00:00:00Z");
  }
  const toml::date_time& at = time->get();
  const absl::CivilSecond civil(at.date.year, at.date.month, at.date.day, at.time.hour,
                                at.time.minute, at.time.second);
  return absl::FromCivil(civil, absl::FixedTimeZone(at.offset->minutes * 60));
}

absl::StatusOr<StrictTable> StrictTable::Table(const char* key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return StrictTable(EmptyTable(), origin_);
  if (const toml::table* table = node->as_table()) return StrictTable(*table, origin_);
  return Wrong(key, "must be a table");
}

absl::StatusOr<std::vector<StrictTable>> StrictTable::Tables(const char* key) {
  std::vector<StrictTable> tables;
  const toml::node* node = Find(key);
  if (node == nullptr) return tables;
  const toml::array* array = node->as_array();
  if (array == nullptr) return Wrong(key, "must be tables, [[" + std::string(key) + "]]");
  for (const toml::node& item : *array) {
    const toml::table* table = item.as_table();
    if (table == nullptr) return Wrong(key, "must be tables, [[" + std::string(key) + "]]");
    tables.emplace_back(*table, origin_);
  }
  return tables;
}

std::vector<std::string> StrictTable::Keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, node] : *table_) keys.emplace_back(key.str());
  return keys;
}

absl::Status StrictTable::Finish() const {
  for (const auto& [key, node] : *table_) {
    const std::string name(key.str());
    if (known_.count(name) == 0) return Wrong(name.c_str(), "is no key that is known here");
  }
  return absl::OkStatus();
}

StrictTable DataFile::Top() const {
  StrictTable top(table, origin);
  for (const char* key : {"schema", "version"}) top.TextOr(key, "").IgnoreError();
  top.NumberOr("schema_version", 0.0, 0.0).IgnoreError();
  return top;
}

absl::StatusOr<DataFile> ParseDataFile(const std::string& text, const std::string& origin,
                                       const std::string& schema, std::int64_t schema_version) {
  toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return absl::InvalidArgumentError(absl::StrCat(origin, " line ",
                                                   parsed.error().source().begin.line, ": ",
                                                   std::string(parsed.error().description())));
  }
  DataFile file{std::move(parsed).table(), origin, ""};
  StrictTable top(file.table, origin);
  TWIN_ASSIGN_OR_RETURN(const std::string named, top.Text("schema"));
  if (named != schema)
    return top.Wrong("schema", absl::StrCat("is '", named, "', must be '", schema, "'"));
  TWIN_ASSIGN_OR_RETURN(const double number, top.NumberOr("schema_version", 0.0, 0.0));
  if (number != static_cast<double>(schema_version)) {
    return top.Wrong("schema_version",
                     absl::StrCat("is ", number, "; this program reads ", schema_version));
  }
  TWIN_ASSIGN_OR_RETURN(file.version, top.Text("version"));
  return file;
}

}  // namespace twin::access
