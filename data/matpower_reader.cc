#include "data/matpower_reader.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unordered_set>

#include "absl/strings/str_cat.h"
#include "data/diagnostics.h"
#include "data/matlab_program.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 64u << 20;
constexpr std::size_t kMaxBuses = 100'000;
constexpr std::size_t kMaxGenerators = 100'000;
constexpr std::size_t kMaxBranches = 300'000;  // as many as the rows of any matrix
constexpr std::size_t kMaxProblems = 50;
constexpr double kMaxBusNumber = 1e9;
constexpr double kMaxSize = 1e9;

// The rows of one matrix, with what is wrong in them.
class Rows {
 public:
  Rows(const MatlabVariables& variables, const std::string& name, std::size_t least_columns,
       std::size_t most_rows, const std::string& shown_name, Diagnostics& diagnostics)
      : shown_name_(shown_name), diagnostics_(diagnostics) {
    const auto found = variables.matrices.find(name);
    if (found == variables.matrices.end() || found->second.row_count == 0) {
      ReportFile(absl::StrCat("there is no matrix ", name));
      return;
    }
    matrix_ = &found->second;
    if (found->second.column_count < least_columns) {
      Report(0, static_cast<int>(found->second.column_count),
             absl::StrCat(name, " has ", found->second.column_count, " columns, it needs ",
                          least_columns));
      matrix_ = nullptr;
    } else if (found->second.row_count > most_rows) {
      Report(most_rows, 1, absl::StrCat(name, " has more than ", most_rows, " rows"));
      matrix_ = nullptr;
    }
  }

  std::size_t size() const { return matrix_ == nullptr ? 0 : matrix_->row_count; }

  // `column` as MATPOWER counts, from 1.
  double Any(std::size_t row, int column) const {
    return matrix_->At(row, static_cast<std::size_t>(column - 1));
  }
  double Number(std::size_t row, int column, const char* what) {
    const double number = Any(row, column);
    if (std::abs(number) <= kMaxSize) return number;
    Report(row, column, absl::StrCat(what, " is ", number));
    return 0.0;
  }
  double Limit(std::size_t row, int column, const char* what) {
    const double number = Any(row, column);
    if (std::isnan(number)) Report(row, column, absl::StrCat(what, " is no number"));
    return number;
  }
  int BusNumber(std::size_t row, int column) {
    const double number = Any(row, column);
    if (number >= 1.0 && number <= kMaxBusNumber && number == std::floor(number)) {
      return static_cast<int>(number);
    }
    Report(row, column, absl::StrCat("bus number is ", number));
    return 0;
  }
  void Report(std::size_t row, int column, const std::string& problem) {
    if (diagnostics_.size() >= kMaxProblems) return;
    const int line = matrix_->row_line.size() > row ? matrix_->row_line[row] : 0;
    diagnostics_.push_back({.file = shown_name_,
                            .line = line,
                            .column = column,
                            .column_name = "",
                            .problem = problem});
  }

 private:
  void ReportFile(const std::string& problem) {
    diagnostics_.push_back({.file = shown_name_, .column_name = "", .problem = problem});
  }

  const MatlabMatrix* matrix_ = nullptr;
  const std::string& shown_name_;
  Diagnostics& diagnostics_;
};

class CaseReader {
 public:
  CaseReader(const MatlabVariables& variables, const std::string& shown_name)
      : variables_(variables), shown_name_(shown_name) {}

  absl::StatusOr<MatpowerCase> Read() {
    case_.name = fs::path(shown_name_).stem().string();
    ReadHead();
    ReadBuses();
    ReadGenerators();
    ReadBranches();
    TWIN_RETURN_IF_ERROR(ToStatus(diagnostics_));
    return std::move(case_);
  }

 private:
  void ReadHead() {
    const auto version = variables_.texts.find("mpc.version");
    if (version != variables_.texts.end() && version->second != "2") {
      Report(absl::StrCat("format version '", version->second, "' is not supported, only '2'"));
    }
    const auto base = variables_.matrices.find("mpc.baseMVA");
    if (base == variables_.matrices.end() || base->second.values.size() != 1 ||
        !(base->second.values[0] > 0.0 && base->second.values[0] <= kMaxSize)) {
      Report("mpc.baseMVA is missing or not positive");
      return;
    }
    case_.base_mva = base->second.values[0];
  }

  void ReadBuses() {
    Rows rows(variables_, "mpc.bus", 13, kMaxBuses, shown_name_, diagnostics_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double type = rows.Any(i, 2);
      if (type != 1.0 && type != 2.0 && type != 3.0 && type != 4.0) {
        rows.Report(i, 2, absl::StrCat("bus type is ", type, ", not 1, 2, 3 or 4"));
        continue;
      }
      MatpowerBus bus{.number = rows.BusNumber(i, 1),
                      .type = static_cast<MatpowerBusType>(static_cast<int>(type)),
                      .demand_mw = rows.Number(i, 3, "demand"),
                      .demand_mvar = rows.Number(i, 4, "reactive demand"),
                      .shunt_mw = rows.Number(i, 5, "shunt conductance"),
                      .shunt_mvar = rows.Number(i, 6, "shunt susceptance"),
                      .vm_pu = rows.Number(i, 8, "voltage"),
                      .va_deg = rows.Number(i, 9, "angle"),
                      .base_kv = rows.Number(i, 10, "base voltage"),
                      .v_max_pu = rows.Limit(i, 12, "upper voltage limit"),
                      .v_min_pu = rows.Limit(i, 13, "lower voltage limit")};
      if (bus.number > 0 && !numbers_.insert(bus.number).second) {
        rows.Report(i, 1, absl::StrCat("bus ", bus.number, " stands twice"));
      }
      case_.buses.push_back(bus);
    }
  }

  int KnownBus(Rows& rows, std::size_t row, int column) {
    const int number = rows.BusNumber(row, column);
    if (number > 0 && numbers_.count(number) == 0) {
      rows.Report(row, column, absl::StrCat("there is no bus ", number));
    }
    return number;
  }

  void ReadGenerators() {
    Rows rows(variables_, "mpc.gen", 10, kMaxGenerators, shown_name_, diagnostics_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      case_.generators.push_back({.bus_number = KnownBus(rows, i, 1),
                                  .generation_mw = rows.Number(i, 2, "generation"),
                                  .generation_mvar = rows.Number(i, 3, "reactive generation"),
                                  .q_max_mvar = rows.Limit(i, 4, "upper reactive limit"),
                                  .q_min_mvar = rows.Limit(i, 5, "lower reactive limit"),
                                  .v_set_pu = rows.Number(i, 6, "voltage"),
                                  .is_in_service = rows.Any(i, 8) > 0.0,
                                  .p_max_mw = rows.Limit(i, 9, "largest generation")});
    }
  }

  void ReadBranches() {
    Rows rows(variables_, "mpc.branch", 11, kMaxBranches, shown_name_, diagnostics_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      MatpowerBranch branch{.from_number = KnownBus(rows, i, 1),
                            .to_number = KnownBus(rows, i, 2),
                            .r_pu = rows.Number(i, 3, "resistance"),
                            .x_pu = rows.Number(i, 4, "reactance"),
                            .b_pu = rows.Number(i, 5, "charging"),
                            .rate_a_mva = rows.Limit(i, 6, "rating"),
                            .tap_ratio = rows.Number(i, 9, "ratio"),
                            .shift_deg = rows.Number(i, 10, "phase shift"),
                            .is_in_service = rows.Any(i, 11) != 0.0};
      if (branch.from_number == branch.to_number) {
        rows.Report(i, 2, "the branch begins and ends at the same bus");
      }
      if (branch.r_pu == 0.0 && branch.x_pu == 0.0) {
        rows.Report(i, 4, "the branch has no impedance");
      }
      case_.branches.push_back(branch);
    }
  }

  void Report(const std::string& problem) {
    diagnostics_.push_back({.file = shown_name_, .column_name = "", .problem = problem});
  }

  const MatlabVariables& variables_;
  const std::string& shown_name_;
  MatpowerCase case_;
  std::unordered_set<int> numbers_;
  Diagnostics diagnostics_;
};

}  // namespace

absl::StatusOr<MatpowerCase> ParseMatpowerCase(absl::string_view text,
                                               const std::string& shown_name) {
  TWIN_ASSIGN_OR_RETURN(const MatlabVariables variables, RunMatlabProgram(text, shown_name));
  return CaseReader(variables, shown_name).Read();
}

absl::StatusOr<MatpowerCase> LoadMatpowerCase(const std::string& path) {
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return absl::NotFoundError(absl::StrCat("there is no case file ", path));
  if (bytes > kMaxFileBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat(path, " is larger than ", kMaxFileBytes, " bytes"));
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return ParseMatpowerCase(text, fs::path(path).filename().string());
}

}  // namespace data
