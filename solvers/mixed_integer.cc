#include "solvers/mixed_integer.h"

#include <coin/Cbc_C_Interface.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "absl/strings/str_cat.h"

namespace solvers {
namespace {

struct DeleteModel {
  void operator()(Cbc_Model* model) const { Cbc_deleteModel(model); }
};

// The library keeps some of its settings in the process.
std::mutex& SolverMutex() {
  static auto* mutex = new std::mutex();
  return *mutex;
}

}  // namespace

std::size_t MixedIntegerProgram::AddColumn(double low, double high, double cost, bool is_whole) {
  columns_.push_back({low, high, cost, is_whole});
  return columns_.size() - 1;
}

void MixedIntegerProgram::AddRow(std::span<const Term> terms, double low, double high) {
  rows_.push_back({{terms.begin(), terms.end()}, low, high});
}

absl::StatusOr<MixedIntegerProgram::Solution> MixedIntegerProgram::Solve(
    const Limits& limits) const {
  const std::size_t columns = columns_.size(), rows = rows_.size();
  std::vector<double> low(columns), high(columns), cost(columns), row_low(rows), row_high(rows);
  for (std::size_t j = 0; j < columns; ++j) {
    low[j] = columns_[j].low_ratio;
    high[j] = columns_[j].high_ratio;
    cost[j] = columns_[j].cost_ratio;
    if (!(low[j] <= high[j]) || !std::isfinite(cost[j])) {
      return absl::InvalidArgumentError(
          absl::StrCat("column ", j, ": bounds ", low[j], " to ", high[j], ", cost ", cost[j]));
    }
  }
  // By columns, as the library wants it.
  std::vector<int> starts(columns + 1, 0);
  for (std::size_t r = 0; r < rows; ++r) {
    row_low[r] = rows_[r].low_ratio;
    row_high[r] = rows_[r].high_ratio;
    if (!(row_low[r] <= row_high[r])) {
      return absl::InvalidArgumentError(
          absl::StrCat("row ", r, ": bounds ", row_low[r], " to ", row_high[r]));
    }
    for (const Term& term : rows_[r].terms) ++starts[term.column + 1];
  }
  for (std::size_t j = 0; j < columns; ++j) starts[j + 1] += starts[j];
  std::vector<int> next(starts.begin(), starts.end() - 1), index(starts.back());
  std::vector<double> factor(starts.back());
  for (std::size_t r = 0; r < rows; ++r) {
    for (const Term& term : rows_[r].terms) {
      const auto at = static_cast<std::size_t>(next[term.column]++);
      index[at] = static_cast<int>(r);
      factor[at] = term.factor_ratio;
    }
  }
  const std::lock_guard<std::mutex> lock(SolverMutex());
  const std::unique_ptr<Cbc_Model, DeleteModel> model(Cbc_newModel());
  Cbc_loadProblem(model.get(), static_cast<int>(columns), static_cast<int>(rows), starts.data(),
                  index.data(), factor.data(), low.data(), high.data(), cost.data(), row_low.data(),
                  row_high.data());
  bool has_whole = false;
  for (std::size_t j = 0; j < columns; ++j) {
    if (!columns_[j].is_whole) continue;
    Cbc_setInteger(model.get(), static_cast<int>(j));
    has_whole = true;
  }
  Cbc_setLogLevel(model.get(), 0);
  Cbc_setParameter(model.get(), "timeMode", "elapsed");
  Cbc_setMaximumSeconds(model.get(), limits.solve_s);
  Cbc_setMaximumNodes(model.get(), limits.nodes_count);
  Cbc_setAllowableFractionGap(model.get(), limits.gap_share);
  Cbc_solve(model.get());
  const double* found = Cbc_getColSolution(model.get());
  const bool has_solution =
      has_whole ? Cbc_bestSolution(model.get()) != nullptr : Cbc_isProvenOptimal(model.get()) != 0;
  if (Cbc_isProvenInfeasible(model.get()) != 0 || !has_solution || found == nullptr) {
    return absl::FailedPreconditionError(
        Cbc_isProvenInfeasible(model.get()) != 0
            ? "the program has no solution"
            : absl::StrCat("no solution was found within ", limits.solve_s, " s"));
  }
  Solution solution;
  solution.column_value_ratio.assign(found, found + columns);
  for (std::size_t j = 0; j < columns; ++j) {
    double& value = solution.column_value_ratio[j];
    value = std::clamp(value, low[j], high[j]);
    if (columns_[j].is_whole) value = std::round(value);
    solution.cost_nok += value * cost[j];
  }
  solution.bound_nok = has_whole
                           ? std::min(Cbc_getBestPossibleObjValue(model.get()), solution.cost_nok)
                           : solution.cost_nok;
  solution.gap_share =
      (solution.cost_nok - solution.bound_nok) / std::max(std::abs(solution.cost_nok), 1.0);
  solution.is_proven = solution.gap_share <= limits.gap_share + 1e-9;
  return solution;
}

}  // namespace solvers
