#include "twin/cli/case_outages.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "data/matpower_region.h"
#include "models/base/status_macros.h"

namespace twin::cli {
namespace {

using models::BranchIndex;
using models::BusIndex;
using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

absl::StatusOr<solvers::CommonMast> ParseMast(const LoadedCase& loaded, const std::string& text) {
  solvers::CommonMast mast{.name = text, .branches = {}};
  for (const absl::string_view part : absl::StrSplit(text, '+')) {
    std::size_t row = 0;
    if (!absl::SimpleAtoi(part, &row) || row == 0 || row > loaded.branch_of_row.size() ||
        !loaded.branch_of_row[row - 1].valid()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--mast ", text, ": '", part, "' is no row of a connected branch; write rows as 5+6"));
    }
    mast.branches.push_back(loaded.branch_of_row[row - 1]);
  }
  return mast;
}

absl::StatusOr<std::vector<solvers::Contingency>> ListContingencies(
    const LoadedCase& loaded, const OutageQuestion& question) {
  solvers::ContingencyRules rules{.has_generators = question.has_generators,
                                  .has_busbars = question.has_busbars,
                                  .has_parallel_circuits = question.has_parallel_circuits,
                                  .masts = {}};
  for (const std::string& text : question.masts) {
    TWIN_ASSIGN_OR_RETURN(solvers::CommonMast mast, ParseMast(loaded, text));
    rules.masts.push_back(std::move(mast));
  }
  return solvers::MakeContingencies(loaded.region.grid, loaded.inputs,
                                    loaded.region.profile->generation_mw, rules);
}

solvers::ContingencyParams MakeParams(const LoadedCase& loaded, const OutageQuestion& question) {
  solvers::ContingencyParams params;
  for (const models::BranchParams& branch : loaded.region.grid.branches) {
    params.rating_mva.push_back(branch.is_monitored ? branch.rating.summer_mva : 0.0);
  }
  params.demand_mw = loaded.region.profile->demand_mw.rows();
  params.emergency = question.emergency;
  params.limit_share = question.limit_share;
  params.screen = question.screen;
  if (question.screen_margin_share.has_value()) {
    params.screen_margin_share = params.step_margin_share = *question.screen_margin_share;
  }
  if (question.screen_margin_pu.has_value()) params.step_v_margin_pu = *question.screen_margin_pu;
  params.measures_misses = question.measures_misses;
  return params;
}

}  // namespace

absl::StatusOr<OutageAnswer> SolveOutages(const LoadedCase& loaded,
                                          const OutageQuestion& question) {
  OutageAnswer answer;
  TWIN_ASSIGN_OR_RETURN(answer.contingencies, ListContingencies(loaded, question));
  const auto began = Clock::now();
  TWIN_ASSIGN_OR_RETURN(const CaseAnswer base,
                        SolveCase(loaded, {.tolerance_pu = question.tolerance_pu,
                                           .enforces_q_limits = question.enforces_q_limits}));
  answer.base_ms = MillisecondsSince(began);
  const auto outages_began = Clock::now();
  TWIN_ASSIGN_OR_RETURN(
      answer.report,
      WithContingencySolve(
          loaded, base.solution,
          {.tolerance_pu = question.tolerance_pu, .enforces_q_limits = question.enforces_q_limits},
          question.threads,
          [&](const solvers::ContingencySolve& solve, const solvers::ContingencySolve& estimate) {
            return solvers::AnalyseContingencies(loaded.region.grid, loaded.inputs, base.solution,
                                                 answer.contingencies, MakeParams(loaded, question),
                                                 solve, estimate);
          }));
  answer.outages_ms = MillisecondsSince(outages_began);
  return answer;
}

}  // namespace twin::cli
