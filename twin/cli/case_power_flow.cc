#include "twin/cli/case_power_flow.h"

#include <chrono>
#include <filesystem>
#include <unordered_map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/matpower_region.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/contingency_batch.h"
#include "solvers/dc_network.h"
#include "solvers/profile_inputs.h"

namespace twin::cli {

using models::BranchIndex;
using models::BusIndex;
using solvers::PowerFlow;
using solvers::PowerFlowState;

namespace {

LoadedCase Link(data::MatpowerCase matpower, models::Region region) {
  LoadedCase loaded;
  loaded.matpower = std::move(matpower);
  loaded.region = std::move(region);
  loaded.inputs = solvers::MakeProfileInputs(loaded.region, 1.0);
  const models::ElectricityGrid& grid = loaded.region.grid;
  std::unordered_map<std::string, BusIndex> buses;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    buses.emplace(grid.buses[BusIndex(i)].id, BusIndex(i));
  }
  loaded.row_of_bus.resize(grid.buses.size());
  loaded.bus_of_row.resize(loaded.matpower.buses.size());
  for (std::size_t row = 0; row < loaded.matpower.buses.size(); ++row) {
    const data::MatpowerBus& bus = loaded.matpower.buses[row];
    if (bus.type == data::MatpowerBusType::kSlack) loaded.slack_row = row;
    const auto found = buses.find(absl::StrCat("bus:", bus.number));
    if (found == buses.end()) continue;
    loaded.bus_of_row[row] = found->second;
    loaded.row_of_bus[found->second.value()] = row;
  }
  loaded.branch_of_row.resize(loaded.matpower.branches.size());
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const int row = data::MatpowerRowOf(grid.branches[BranchIndex(k)]);
    loaded.branch_of_row[static_cast<std::size_t>(row - 1)] = BranchIndex(k);
  }
  return loaded;
}

}  // namespace

absl::StatusOr<LoadedCase> LoadCase(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    TWIN_ASSIGN_OR_RETURN(data::MatpowerCase matpower, data::LoadMatpowerCase(path));
    return MakeLoadedCase(std::move(matpower));
  }
  TWIN_ASSIGN_OR_RETURN(const std::string file, data::FindMatpowerFile(path));
  TWIN_ASSIGN_OR_RETURN(data::MatpowerCase matpower, data::LoadMatpowerCase(file));
  TWIN_ASSIGN_OR_RETURN(models::Region region, data::LoadMatpowerRegion(path));
  return Link(std::move(matpower), std::move(region));
}

absl::StatusOr<LoadedCase> MakeLoadedCase(data::MatpowerCase matpower) {
  TWIN_ASSIGN_OR_RETURN(models::Region region, data::MakeMatpowerRegion(matpower));
  return Link(std::move(matpower), std::move(region));
}

absl::StatusOr<PowerFlowState> MakeCaseStart(const LoadedCase& loaded, CaseStart start) {
  const models::ElectricityGrid& grid = loaded.region.grid;
  PowerFlowState state = PowerFlowState::MakeFlat(grid);
  if (start == CaseStart::kFile) {
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      const data::MatpowerBus& bus = loaded.matpower.buses[loaded.row_of_bus[i]];
      if (bus.vm_pu > 0.0) state.vm_pu[BusIndex(i)] = bus.vm_pu;
      state.va_rad[BusIndex(i)] = (bus.va_deg - loaded.slack_angle_deg()) * models::kRadPerDeg;
    }
  } else if (start == CaseStart::kDc) {
    TWIN_ASSIGN_OR_RETURN(auto network,
                          solvers::DcNetwork::Make(grid, loaded.inputs.in_service,
                                                   loaded.inputs.participation_share));
    state.va_rad.rows() = network.CalcAnglesRad(loaded.inputs.injection_mw);
  }
  return state;
}

namespace {

solvers::PowerFlowOptions MakeOptions(const CasePowerFlowOptions& options) {
  return {.tolerance_pu = options.tolerance_pu,
          .enforces_q_limits = options.enforces_q_limits,
          .moves_taps = false};
}

}  // namespace

absl::StatusOr<CaseAnswer> SolveCase(const LoadedCase& loaded,
                                     const CasePowerFlowOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(const PowerFlowState start, MakeCaseStart(loaded, options.start));
  TWIN_ASSIGN_OR_RETURN(const PowerFlow solver, PowerFlow::Make(loaded.region.grid));
  const auto workspace = solver.MakeWorkspace();
  TWIN_ASSIGN_OR_RETURN(solvers::PowerFlowAnswer found,
                        solver.Solve(loaded.inputs, start, MakeOptions(options), *workspace));
  CaseAnswer answer{.solution = std::move(found.solution), .rung = found.rung};
  answer.solve_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return answer;
}

absl::StatusOr<solvers::ContingencyReport> WithContingencySolve(
    const LoadedCase& loaded, const solvers::PowerFlowSolution& base,
    const CasePowerFlowOptions& options, std::size_t threads,
    const std::function<absl::StatusOr<solvers::ContingencyReport>(
        const solvers::ContingencySolve& solve, const solvers::ContingencySolve& estimate)>& use) {
  TWIN_ASSIGN_OR_RETURN(const auto solver,
                        solvers::ContingencyBatch::Make(loaded.region.grid, loaded.inputs,
                                                        base.state, MakeOptions(options)));
  return use(solver.OnThreads(threads), solver.EstimateOnThreads(threads));
}

}  // namespace twin::cli
