#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace data {

enum class MatpowerBusType { kPq = 1, kPv = 2, kSlack = 3, kIsolated = 4 };

struct MatpowerBus {
  int number = 0;  ///< external bus number, positive and unique
  MatpowerBusType type = MatpowerBusType::kPq;
  double demand_mw = 0.0;
  double demand_mvar = 0.0;
  double shunt_mw = 0.0;    ///< demanded at 1 pu
  double shunt_mvar = 0.0;  ///< injected at 1 pu
  double vm_pu = 1.0;       ///< stored state: a start, rarely a solution
  double va_deg = 0.0;
  double base_kv = 0.0;  ///< 0 in some cases: not given
  double v_max_pu = 0.0;
  double v_min_pu = 0.0;
};

struct MatpowerGenerator {
  int bus_number = 0;
  double generation_mw = 0.0;
  double generation_mvar = 0.0;
  double q_max_mvar = 0.0;  ///< may be infinite
  double q_min_mvar = 0.0;  ///< may be infinite
  double v_set_pu = 1.0;
  bool is_in_service = true;
  double p_max_mw = 0.0;  ///< may be infinite
};

/// Per unit on the case's base_mva and the base voltages of its ends.
struct MatpowerBranch {
  int from_number = 0;
  int to_number = 0;
  double r_pu = 0.0;
  double x_pu = 0.0;
  double b_pu = 0.0;
  double rate_a_mva = 0.0;  ///< 0: none given
  double tap_ratio = 0.0;   ///< 0: a line
  double shift_deg = 0.0;
  bool is_in_service = true;
};

/// A case as its file leaves it, after every statement: row order as in the file.
struct MatpowerCase {
  std::string name;
  double base_mva = 100.0;
  std::vector<MatpowerBus> buses;
  std::vector<MatpowerGenerator> generators;
  std::vector<MatpowerBranch> branches;
};

/// Reads a case of format version 2. The file is a program: assignments to fields, matrices with
/// expressions in their cells, and statements that convert units after them are carried out
/// (+ − * / ^, .* ./ .^, sqrt sin cos tan acos asin atan abs exp log, columns by idx_bus, idx_gen,
/// idx_brch or define_constants); loops, conditions and other functions are refused.
/// Errors: InvalidArgument with line and column of everything that is wrong with the rows, or of
/// the first thing that cannot be understood. Limits: 64 MiB, 5,000,000 lines, 1,000,000
/// statements, 100,000 buses, 100,000 generators, 300,000 rows of any matrix, 100 columns, nesting
/// of 50, 300 million elements copied or calculated by all statements.
/// **Source** MATPOWER User's Manual, appendix B, "Data File Format".
absl::StatusOr<MatpowerCase> ParseMatpowerCase(absl::string_view text,
                                               const std::string& shown_name);

/// The same from a file. Errors: NotFound; ResourceExhausted when it is larger than 64 MiB.
absl::StatusOr<MatpowerCase> LoadMatpowerCase(const std::string& path);

}  // namespace data
