#include "data/matpower_writer.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr double kAngleLimitDeg = 360.0;

bool IsFunctionName(const std::string& name) {
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0) return false;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') return false;
  }
  return true;
}

void AppendNumber(double value, std::string& text) {
  if (std::isinf(value)) {
    text += value > 0.0 ? "Inf" : "-Inf";
    return;
  }
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

// One value of a row; only limits may be infinite.
struct Cell {
  const char* what;
  double value;
  bool is_limit = false;
};

class Writer {
 public:
  void Line(absl::string_view line) { absl::StrAppend(&text_, line, "\n"); }

  absl::Status Row(absl::string_view matrix, std::size_t row, std::initializer_list<Cell> cells) {
    for (const Cell& cell : cells) {
      const bool is_bad = std::isnan(cell.value) || (std::isinf(cell.value) && !cell.is_limit);
      if (is_bad) {
        return absl::InvalidArgumentError(absl::StrCat(matrix, " row ", row + 1, ": ", cell.what,
                                                       " is ", cell.value,
                                                       ", which no case holds"));
      }
      text_.push_back('\t');
      AppendNumber(cell.value, text_);
    }
    text_ += ";\n";
    return absl::OkStatus();
  }

  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

absl::Status WriteBuses(const MatpowerCase& matpower, Writer& writer) {
  writer.Line("\n%\tbus_i\ttype\tPd\tQd\tGs\tBs\tarea\tVm\tVa\tbaseKV\tzone\tVmax\tVmin");
  writer.Line("mpc.bus = [");
  for (std::size_t i = 0; i < matpower.buses.size(); ++i) {
    const MatpowerBus& bus = matpower.buses[i];
    TWIN_RETURN_IF_ERROR(writer.Row("mpc.bus", i,
                                    {{"bus number", static_cast<double>(bus.number)},
                                     {"type", static_cast<double>(bus.type)},
                                     {"demand", bus.demand_mw},
                                     {"reactive demand", bus.demand_mvar},
                                     {"shunt conductance", bus.shunt_mw},
                                     {"shunt susceptance", bus.shunt_mvar},
                                     {"area", 1.0},
                                     {"voltage", bus.vm_pu},
                                     {"angle", bus.va_deg},
                                     {"base voltage", bus.base_kv},
                                     {"zone", 1.0},
                                     {"upper voltage limit", bus.v_max_pu, true},
                                     {"lower voltage limit", bus.v_min_pu, true}}));
  }
  writer.Line("];");
  return absl::OkStatus();
}

absl::Status WriteGenerators(const MatpowerCase& matpower, Writer& writer) {
  writer.Line("\n%\tbus\tPg\tQg\tQmax\tQmin\tVg\tmBase\tstatus\tPmax\tPmin");
  writer.Line("mpc.gen = [");
  for (std::size_t i = 0; i < matpower.generators.size(); ++i) {
    const MatpowerGenerator& one = matpower.generators[i];
    TWIN_RETURN_IF_ERROR(writer.Row("mpc.gen", i,
                                    {{"bus number", static_cast<double>(one.bus_number)},
                                     {"generation", one.generation_mw},
                                     {"reactive generation", one.generation_mvar},
                                     {"upper reactive limit", one.q_max_mvar, true},
                                     {"lower reactive limit", one.q_min_mvar, true},
                                     {"voltage", one.v_set_pu},
                                     {"machine base", matpower.base_mva},
                                     {"status", one.is_in_service ? 1.0 : 0.0},
                                     {"largest generation", one.p_max_mw, true},
                                     {"least generation", 0.0}}));
  }
  writer.Line("];");
  return absl::OkStatus();
}

absl::Status WriteBranches(const MatpowerCase& matpower, Writer& writer) {
  writer.Line(
      "\n%\tfbus\ttbus\tr\tx\tb\trateA\trateB\trateC\tratio\tangle\tstatus\tangmin\tangmax");
  writer.Line("mpc.branch = [");
  for (std::size_t i = 0; i < matpower.branches.size(); ++i) {
    const MatpowerBranch& one = matpower.branches[i];
    TWIN_RETURN_IF_ERROR(writer.Row("mpc.branch", i,
                                    {{"from", static_cast<double>(one.from_number)},
                                     {"to", static_cast<double>(one.to_number)},
                                     {"resistance", one.r_pu},
                                     {"reactance", one.x_pu},
                                     {"charging", one.b_pu},
                                     {"rating", one.rate_a_mva, true},
                                     {"rating B", 0.0},
                                     {"rating C", 0.0},
                                     {"ratio", one.tap_ratio},
                                     {"phase shift", one.shift_deg},
                                     {"status", one.is_in_service ? 1.0 : 0.0},
                                     {"least angle", -kAngleLimitDeg},
                                     {"largest angle", kAngleLimitDeg}}));
  }
  writer.Line("];");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> FormatMatpowerCase(const MatpowerCase& matpower) {
  if (!IsFunctionName(matpower.name)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "'", matpower.name, "' cannot be the name of a case: a letter, then letters, digits, _"));
  }
  if (!(std::isfinite(matpower.base_mva) && matpower.base_mva > 0.0)) {
    return absl::InvalidArgumentError(absl::StrCat("base_mva is ", matpower.base_mva));
  }
  Writer writer;
  writer.Line(absl::StrCat("function mpc = ", matpower.name));
  writer.Line("mpc.version = '2';");
  std::string base = "mpc.baseMVA = ";
  AppendNumber(matpower.base_mva, base);
  writer.Line(base + ";");
  TWIN_RETURN_IF_ERROR(WriteBuses(matpower, writer));
  TWIN_RETURN_IF_ERROR(WriteGenerators(matpower, writer));
  TWIN_RETURN_IF_ERROR(WriteBranches(matpower, writer));
  return writer.Take();
}

absl::Status WriteMatpowerCase(const MatpowerCase& matpower, const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::string text, FormatMatpowerCase(matpower));
  const std::string unfinished = path + ".part";
  std::ofstream file(unfinished, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(unfinished, path, error);
  if (file && !error) return absl::OkStatus();
  std::filesystem::remove(unfinished, error);
  return absl::InternalError(absl::StrCat("cannot write ", path));
}

}  // namespace data
