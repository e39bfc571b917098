#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "data/matpower_reader.h"
#include "models/region.h"
#include "solvers/ac_power_flow.h"
#include "solvers/contingency_analysis.h"
#include "solvers/power_flow.h"

namespace twin::cli {

/// A case file and the network made from it, with the way back from one to the other.
struct LoadedCase {
  data::MatpowerCase matpower;
  models::Region region;
  solvers::PowerFlowInputs inputs;
  std::vector<models::BusIndex> bus_of_row;        ///< [row of the case] invalid: not connected
  std::vector<models::BranchIndex> branch_of_row;  ///< [row of the case] invalid: not connected
  std::vector<std::size_t> row_of_bus;             ///< [bus]
  std::size_t slack_row = 0;                       ///< of the buses of the case

  double slack_angle_deg() const { return matpower.buses[slack_row].va_deg; }
  models::BusIndex slack() const { return bus_of_row[slack_row]; }
};

/// A case file, or a folder with one whose ratings.csv takes the place of rate A.
/// Errors: as of data::LoadMatpowerCase, data::MakeMatpowerRegion and data::LoadMatpowerRegion.
absl::StatusOr<LoadedCase> LoadCase(const std::string& path);
/// The same from what was read. Errors: as of data::MakeMatpowerRegion.
absl::StatusOr<LoadedCase> MakeLoadedCase(data::MatpowerCase matpower);

/// Where the iteration begins: what the file stores, 1 pu and the slack bus's angle everywhere, or
/// 1 pu and the angles of the DC power flow. Held buses begin at their set voltage each time.
enum class CaseStart { kFile, kFlat, kDc };

/// Errors: as of solvers::DcNetwork::Make for a DC start.
absl::StatusOr<solvers::PowerFlowState> MakeCaseStart(const LoadedCase& loaded, CaseStart start);

struct CasePowerFlowOptions {
  CaseStart start = CaseStart::kFile;
  double tolerance_pu = 1e-10;  ///< of models::kBaseMva
  bool enforces_q_limits = false;
};

struct CaseAnswer {
  solvers::PowerFlowSolution solution;
  solvers::PowerFlowRung rung = solvers::PowerFlowRung::kBlock;  ///< which attempt gave it
  double solve_ms = 0.0;  ///< from the network to the solution, ordering included, reading not
};

/// The one place where these commands meet a power-flow solver. Angles of the answer are relative
/// to the slack bus. Errors: FailedPrecondition when there is no solution.
absl::StatusOr<CaseAnswer> SolveCase(const LoadedCase& loaded, const CasePowerFlowOptions& options);

/// Calls `use` with what solves outages of the case from its base solution, in batches where it
/// can, and what estimates them by one Newton step; the other place where these commands meet a
/// solver. Errors: those of `use`.
absl::StatusOr<solvers::ContingencyReport> WithContingencySolve(
    const LoadedCase& loaded, const solvers::PowerFlowSolution& base,
    const CasePowerFlowOptions& options, std::size_t threads,
    const std::function<absl::StatusOr<solvers::ContingencyReport>(
        const solvers::ContingencySolve& solve, const solvers::ContingencySolve& estimate)>& use);

}  // namespace twin::cli
