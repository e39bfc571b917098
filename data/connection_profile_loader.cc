#include "data/connection_profile_loader.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

using models::ConnectionProfileParams;
using models::ProfileDriver;

constexpr std::array<const char*, 5> kDrivers{"clock", "demand", "wind", "sun", "cold"};
constexpr std::array<const char*, 4> kDays{"workday", "saturday", "sunday", "all"};
constexpr std::size_t kAllDays = 3;

template <std::size_t kCount>
std::optional<std::size_t> Word(const CsvTable& table, std::size_t row, const char* column,
                                const std::array<const char*, kCount>& words,
                                Diagnostics& diagnostics) {
  const std::string& text = table.Text(row, column);
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  table.Report(row, column, absl::StrCat("'", text, "' is not known"), diagnostics);
  return std::nullopt;
}

std::string HourColumn(std::size_t hour) { return absl::StrCat(hour < 10 ? "h0" : "h", hour); }

bool HasHours(const ConnectionProfileParams& profile) {
  return profile.driver == ProfileDriver::kClock || profile.driver == ProfileDriver::kCold;
}

models::ConnectionProfiles LoadHeads(const std::string& directory, Diagnostics& diagnostics) {
  const CsvTable table = LoadSourcedTable(
      directory, kConnectionProfilesFile,
      {"id", "name", "driver", "is_open", "begins_degc", "full_degc", "as_of"}, diagnostics);
  models::ConnectionProfiles profiles;
  IdTable ids("connection profile");
  for (std::size_t row = 0; row < table.size(); ++row) {
    ids.Add(table, row, "id", diagnostics);
    ConnectionProfileParams profile;
    profile.id = table.Text(row, "id");
    profile.name = table.RequiredText(row, "name", diagnostics);
    profile.driver =
        static_cast<ProfileDriver>(Word(table, row, "driver", kDrivers, diagnostics).value_or(0));
    profile.is_open = table.Flag(row, "is_open", diagnostics);
    profile.begins_degc = table.NumberOr(row, "begins_degc", 0, -40, 40, diagnostics);
    profile.full_degc = table.NumberOr(row, "full_degc", 0, -40, 40, diagnostics);
    const bool is_cold = profile.driver == ProfileDriver::kCold;
    if (is_cold && !(profile.full_degc < profile.begins_degc)) {
      table.Report(row, "full_degc", "is not below begins_degc", diagnostics);
    }
    profile.as_of = table.RequiredText(row, "as_of", diagnostics);
    absl::CivilDay day;
    if (!profile.as_of.empty() && !absl::ParseCivilTime(profile.as_of, &day)) {
      table.Report(row, "as_of", "is no day like 2026-11-29", diagnostics);
    }
    profile.source = table.Text(row, "source");
    profile.confidence = table.Text(row, "confidence");
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

/// Which month and day type of every profile has its hours.
using Given = std::vector<std::array<std::array<bool, 3>, 12>>;

void TakeRow(const CsvTable& table, std::size_t row, ConnectionProfileParams& profile,
             std::array<std::array<bool, 3>, 12>& given, Diagnostics& diagnostics) {
  const std::size_t reported = diagnostics.size();
  const auto month_of = [&](const char* column) {
    return static_cast<std::size_t>(table.Number(row, column, 1, 12, diagnostics));
  };
  const std::size_t from = month_of("from_month"), to = month_of("to_month");
  const auto day = Word(table, row, "day_type", kDays, diagnostics);
  std::array<float, 24> hour_share{};
  for (std::size_t hour = 0; hour < 24; ++hour) {
    hour_share[hour] = static_cast<float>(table.Number(row, HourColumn(hour), 0, 1, diagnostics));
  }
  if (diagnostics.size() > reported) return;
  const std::size_t months = (to + 12 - from) % 12 + 1;
  for (std::size_t i = 0; i < months; ++i) {
    const std::size_t month = (from - 1 + i) % 12;
    for (std::size_t d = 0; d < 3; ++d) {
      if (*day != kAllDays && *day != d) continue;
      if (given[month][d]) {
        table.Report(row, "profile",
                     absl::StrCat("month ", month + 1, " on a ", kDays[d], " is given twice"),
                     diagnostics);
      }
      given[month][d] = true;
      profile.hour_share[month][d] = hour_share;
    }
  }
}

void LoadHours(const std::string& directory, models::ConnectionProfiles& profiles,
               Diagnostics& diagnostics) {
  std::vector<std::string> columns{"profile", "from_month", "to_month", "day_type"};
  for (std::size_t hour = 0; hour < 24; ++hour) columns.push_back(HourColumn(hour));
  const CsvTable table = LoadSourcedTable(directory, kConnectionHoursFile, columns, diagnostics);
  if (!table.has_column("profile")) return;
  Given given(profiles.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& id = table.Text(row, "profile");
    const auto found = std::find_if(profiles.begin(), profiles.end(),
                                    [&](const auto& profile) { return profile.id == id; });
    if (found == profiles.end() || !HasHours(*found)) {
      table.Report(row, "profile", absl::StrCat("'", id, "' is no profile that has hours"),
                   diagnostics);
      continue;
    }
    TakeRow(table, row, *found, given[static_cast<std::size_t>(found - profiles.begin())],
            diagnostics);
  }
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    for (std::size_t month = 0; HasHours(profiles[i]) && month < 12; ++month) {
      for (std::size_t day = 0; day < 3; ++day) {
        if (given[i][month][day]) continue;
        diagnostics.push_back({.file = kConnectionHoursFile,
                               .column_name = "profile",
                               .problem = absl::StrCat(profiles[i].id, " has no hours of month ",
                                                       month + 1, " on a ", kDays[day])});
      }
    }
  }
}

}  // namespace

models::ConnectionProfiles LoadConnectionProfiles(const std::string& directory,
                                                  Diagnostics& diagnostics) {
  if (!std::filesystem::exists(std::filesystem::path(directory) / kConnectionProfilesFile)) {
    return {};
  }
  models::ConnectionProfiles profiles = LoadHeads(directory, diagnostics);
  LoadHours(directory, profiles, diagnostics);
  return profiles;
}

absl::StatusOr<models::ConnectionProfiles> LoadConnectionProfiles(const std::string& directory) {
  Diagnostics diagnostics;
  models::ConnectionProfiles profiles = LoadConnectionProfiles(directory, diagnostics);
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  return profiles;
}

}  // namespace data
