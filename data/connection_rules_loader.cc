#include "data/connection_rules_loader.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {
namespace {

constexpr double kMostMw = 1e9;
constexpr double kMostMonths = 600.0;
constexpr double kMostMnok = 1e5;
constexpr double kMostHours = 1e6;
constexpr double kMostNok = 1e6;
constexpr std::array<const char*, 5> kSteps{"guidance", "assessment", "study", "order", "build"};
constexpr std::array<const char*, 3> kBranches{"line", "cable", "transformer"};
constexpr std::array<const char*, 2> kPer{"100_km", "each"};

bool Exists(const std::string& directory, const char* file_name) {
  return std::filesystem::exists(std::filesystem::path(directory) / file_name);
}

// Position of the word; 0 after reporting one that is not known.
template <std::size_t kCount>
std::size_t Word(const CsvTable& table, std::size_t row, const char* column,
                 const std::array<const char*, kCount>& words, Diagnostics& diagnostics) {
  const auto found = std::find(words.begin(), words.end(), table.Text(row, column));
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  table.Report(row, column, absl::StrCat("'", table.Text(row, column), "' is not known"),
               diagnostics);
  return 0;
}

// From … to, the second above the first.
std::pair<double, double> Interval(const CsvTable& table, std::size_t row, const char* from,
                                   const char* to, double most, Diagnostics& diagnostics) {
  const double low = table.Number(row, from, 0, most, diagnostics);
  const double high = table.NumberOr(row, to, most, 0, most, diagnostics);
  if (!(high > low)) table.Report(row, to, absl::StrCat("is not above ", from), diagnostics);
  return {low, high};
}

std::string Day(const CsvTable& table, std::size_t row, const char* column, bool may_be_empty,
                Diagnostics& diagnostics) {
  const std::string& text = table.Text(row, column);
  if (text.empty() && may_be_empty) return text;
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day) || absl::FormatCivilTime(day) != text) {
    table.Report(row, column, "is no day like 2026-11-29", diagnostics);
  }
  return text;
}

std::pair<std::string, std::string> Validity(const CsvTable& table, std::size_t row,
                                             Diagnostics& diagnostics) {
  const std::string from = Day(table, row, "valid_from", false, diagnostics);
  const std::string to = Day(table, row, "valid_to", true, diagnostics);
  if (!to.empty() && to <= from) {
    table.Report(row, "valid_to", "is not after valid_from", diagnostics);
  }
  return {from, to};
}

std::vector<models::OutageRate> LoadRates(const std::string& directory, Diagnostics& diagnostics) {
  std::vector<models::OutageRate> rates;
  if (!Exists(directory, kOutageRatesFile)) return rates;
  const CsvTable table =
      LoadSourcedTable(directory, kOutageRatesFile,
                       {"branch", "from_kv", "to_kv", "per", "per_year", "repair_h"}, diagnostics);
  if (!table.has_column("branch")) return rates;
  for (std::size_t row = 0; row < table.size(); ++row) {
    models::OutageRate rate;
    rate.branch_kind =
        static_cast<models::BranchKind>(Word(table, row, "branch", kBranches, diagnostics));
    std::tie(rate.from_kv, rate.to_kv) =
        Interval(table, row, "from_kv", "to_kv", 1000, diagnostics);
    rate.is_per_100_km = Word(table, row, "per", kPer, diagnostics) == 0;
    rate.per_year = table.Number(row, "per_year", 0, 100, diagnostics);
    rate.repair_h = table.Number(row, "repair_h", 0, 8784, diagnostics);
    rate.source = table.Text(row, "source");
    rate.confidence = table.Text(row, "confidence");
    rates.push_back(std::move(rate));
  }
  return rates;
}

void AddPiece(const CsvTable& table, std::size_t row, models::InterruptionCost& cost,
              Diagnostics& diagnostics) {
  const double before_h = cost.pieces.empty() ? 0.0 : cost.pieces.back().up_to_h;
  models::InterruptionPiece piece;
  piece.up_to_h = table.Number(row, "up_to_h", 0, kMostHours, diagnostics);
  piece.fixed_nok_per_kw = table.Number(row, "fixed_nok_per_kw", 0, kMostNok, diagnostics);
  piece.hourly_nok_per_kwh = table.Number(row, "hourly_nok_per_kwh", 0, kMostNok, diagnostics);
  if (!(piece.up_to_h > before_h)) {
    table.Report(row, "up_to_h", "is not above the row before", diagnostics);
  }
  cost.pieces.push_back(piece);
}

std::vector<models::InterruptionCost> LoadCosts(const std::string& directory,
                                                Diagnostics& diagnostics) {
  std::vector<models::InterruptionCost> costs;
  if (!Exists(directory, kInterruptionCostsFile)) return costs;
  const CsvTable table = LoadSourcedTable(
      directory, kInterruptionCostsFile,
      {"group", "profiles", "up_to_h", "fixed_nok_per_kw", "hourly_nok_per_kwh", "price_year"},
      diagnostics);
  if (!table.has_column("group")) return costs;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& group = table.RequiredText(row, "group", diagnostics);
    if (costs.empty() || costs.back().group != group) {
      models::InterruptionCost& cost = costs.emplace_back();
      cost.group = group;
      cost.profiles = absl::StrSplit(table.Text(row, "profiles"), ' ', absl::SkipEmpty());
      cost.price_year = static_cast<int>(table.Number(row, "price_year", 1990, 2100, diagnostics));
      cost.confidence = table.Text(row, "confidence");
    }
    AddPiece(table, row, costs.back(), diagnostics);
  }
  return costs;
}

}  // namespace

bool IsConnectionRulesFile(const std::string& file_name) {
  return file_name == kHoldBackFile || file_name == kProcessTimesFile ||
         file_name == kOutageRatesFile || file_name == kInterruptionCostsFile;
}

models::HoldBackRules LoadHoldBackRules(const std::string& directory, Diagnostics& diagnostics) {
  models::HoldBackRules rules;
  if (!Exists(directory, kHoldBackFile)) return rules;
  const CsvTable table = LoadSourcedTable(directory, kHoldBackFile,
                                          {"id", "from_kv", "to_kv", "below_mw", "below_gwh",
                                           "held_for_years", "valid_from", "valid_to"},
                                          diagnostics);
  if (!table.has_column("id")) return rules;
  IdTable ids("hold-back rule");
  for (std::size_t row = 0; row < table.size(); ++row) {
    ids.Add(table, row, "id", diagnostics);
    models::HoldBackRule rule;
    rule.id = table.Text(row, "id");
    std::tie(rule.from_kv, rule.to_kv) =
        Interval(table, row, "from_kv", "to_kv", 1000, diagnostics);
    rule.below_mw = table.Number(row, "below_mw", 0, 1000, diagnostics);
    rule.below_gwh = table.NumberOr(row, "below_gwh", 0, 0, 10000, diagnostics);
    rule.held_for_years = static_cast<int>(table.Number(row, "held_for_years", 0, 30, diagnostics));
    std::tie(rule.valid_from, rule.valid_to) = Validity(table, row, diagnostics);
    rule.source = table.Text(row, "source");
    rule.confidence = table.Text(row, "confidence");
    rules.push_back(std::move(rule));
  }
  return rules;
}

models::ProcessTimes LoadProcessTimes(const std::string& directory, Diagnostics& diagnostics) {
  models::ProcessTimes times;
  if (!Exists(directory, kProcessTimesFile)) return times;
  const CsvTable table =
      LoadSourcedTable(directory, kProcessTimesFile,
                       {"id", "step", "from_mw", "to_mw", "low_months", "high_months", "low_mnok",
                        "high_mnok", "valid_from", "valid_to"},
                       diagnostics);
  if (!table.has_column("id")) return times;
  IdTable ids("process time");
  for (std::size_t row = 0; row < table.size(); ++row) {
    ids.Add(table, row, "id", diagnostics);
    models::ProcessTime time;
    time.id = table.Text(row, "id");
    time.step = kSteps[Word(table, row, "step", kSteps, diagnostics)];
    std::tie(time.from_mw, time.to_mw) =
        Interval(table, row, "from_mw", "to_mw", kMostMw, diagnostics);
    time.low_months = table.Number(row, "low_months", 0, kMostMonths, diagnostics);
    time.high_months = table.NumberOr(row, "high_months", 0, 0, kMostMonths, diagnostics);
    time.low_mnok = table.NumberOr(row, "low_mnok", 0, 0, kMostMnok, diagnostics);
    time.high_mnok = table.NumberOr(row, "high_mnok", 0, 0, kMostMnok, diagnostics);
    std::tie(time.valid_from, time.valid_to) = Validity(table, row, diagnostics);
    time.source = table.Text(row, "source");
    time.confidence = table.Text(row, "confidence");
    times.push_back(std::move(time));
  }
  return times;
}

models::ReliabilityTables LoadReliability(const std::string& directory, Diagnostics& diagnostics) {
  return {LoadRates(directory, diagnostics), LoadCosts(directory, diagnostics)};
}

}  // namespace data
