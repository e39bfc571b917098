#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/contingency_analysis.h"
#include "twin/cli/case_power_flow.h"

namespace twin::cli {

/// Which outages of a case are looked at, and how.
struct OutageQuestion {
  double limit_share = 1.0;  ///< of the emergency rating
  solvers::EmergencyRating emergency;
  bool has_generators = false;
  bool has_busbars = false;
  bool has_parallel_circuits = false;  ///< all lines between two busbars at once
  std::vector<std::string> masts;      ///< "5+6": rows of branches lost together
  /// Estimates first, AC where they come near the limit.
  solvers::ContingencyScreen screen = solvers::ContingencyScreen::kNone;
  bool measures_misses = false;  ///< AC for all, and what the screen would have missed
  /// Loadings and voltages this close to their limits are confirmed; invalid: the screen's own.
  std::optional<double> screen_margin_share;
  std::optional<double> screen_margin_pu;
  bool enforces_q_limits = false;
  double tolerance_pu = 1e-8;
  std::size_t threads = 1;
};

struct OutageAnswer {
  std::vector<solvers::Contingency> contingencies;
  solvers::ContingencyReport report;
  double base_ms = 0.0;
  double outages_ms = 0.0;
};

/// Errors: FailedPrecondition when the intact network has no solution; InvalidArgument for masts
/// that are not rows of the case.
absl::StatusOr<OutageAnswer> SolveOutages(const LoadedCase& loaded, const OutageQuestion& question);

/// The answer of `twin n-1 --json`: the intact network with the limits it breaks itself, every
/// outage (worst loading first; in the order of the file where no branch has a rating), those
/// without a solution with the reason, and per overloaded branch the outages that overload it: that
/// lift it above the limit and by more than 1 % of its rating above the intact network's loading.
/// Branches are rows of the file, counted from 1, buses are numbers.
std::string MakeOutagesJson(const LoadedCase& loaded, const OutageQuestion& question,
                            const OutageAnswer& answer);
/// The same as a table, the worst first.
std::string MakeOutagesText(const LoadedCase& loaded, const OutageQuestion& question,
                            const OutageAnswer& answer);

}  // namespace twin::cli
