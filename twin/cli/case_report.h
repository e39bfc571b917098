#pragma once

#include <string>

#include "absl/status/status.h"
#include "twin/cli/case_power_flow.h"

namespace twin::cli {

/// The answer of `twin powerflow --json`. Buses and branches in the order of the file: a bus's id
/// is its number, a branch's its row, counted from 1. Angles stand on the file's angle of the slack
/// bus. A bus without voltage has null in both places, a branch without a rating null as loading;
/// what is out of service has zero flow. loading_share = |S|/(V · rate A), the larger of both ends.
/// slack_p_mw and slack_q_mvar are the whole generation at the slack bus.
std::string MakePowerFlowJson(const LoadedCase& loaded, const CaseAnswer& answer);
/// The same keys with nothing in them, "converged": false, and "reason".
std::string MakeFailureJson(const absl::Status& status, double milliseconds);
/// Totals, the most loaded branches, the lowest and the highest voltages.
std::string MakePowerFlowText(const LoadedCase& loaded, const CaseAnswer& answer);

/// |S|/(V · rating), the larger of both ends; 0 without a rating or in no service.
double CalcLoadingShare(const LoadedCase& loaded, const solvers::PowerFlowSolution& solution,
                        models::BranchIndex branch);

}  // namespace twin::cli
