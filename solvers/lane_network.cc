#include "solvers/lane_network.h"

#include <set>
#include <utility>

#include "models/electricity/topology.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

using models::BranchIndex;

namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

// The admittance pattern and, for every participant, its place in the reference's column and row.
BlockPattern MakeBlockPattern(const AdmittancePattern& admittance,
                              const std::vector<int>& participants, int reference) {
  std::vector<std::set<int>> rows(admittance.diagonal.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].insert(admittance.column.begin() + admittance.row_start[i],
                   admittance.column.begin() + admittance.row_start[i + 1]);
  }
  for (const int bus : participants) {
    rows[U(bus)].insert(reference);
    rows[U(reference)].insert(bus);
  }
  BlockPattern pattern;
  pattern.row_start.push_back(0);
  for (const std::set<int>& row : rows) {
    pattern.column.insert(pattern.column.end(), row.begin(), row.end());
    pattern.row_start.push_back(static_cast<int>(pattern.column.size()));
  }
  return pattern;
}

}  // namespace

absl::StatusOr<LaneNetwork> MakeLaneNetwork(const models::ElectricityGrid& grid) {
  LaneNetwork n;
  n.grid = &grid;
  n.admittance = MakeAdmittancePattern(grid);
  std::vector<double> share(grid.buses.size(), 0.0);
  std::set<int> participants;
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    share[boundary.bus.value()] += boundary.slack_participation_share;
    participants.insert(static_cast<int>(boundary.bus.value()));
  }
  if (participants.empty()) {
    return absl::FailedPreconditionError(
        "the grid has no boundary bus: nobody can take the mismatch");
  }
  n.participant.assign(participants.begin(), participants.end());
  n.reference =
      static_cast<std::size_t>(std::max_element(share.begin(), share.end()) - share.begin());
  const int reference = static_cast<int>(n.reference);
  n.pattern = MakeBlockPattern(n.admittance, n.participant, reference);
  n.lu = AnalyseBlockLu(n.pattern, reference);
  const auto position = [&](int row, int column) {
    const auto begin = n.pattern.column.begin() + n.pattern.row_start[U(row)];
    const auto end = n.pattern.column.begin() + n.pattern.row_start[U(row) + 1];
    const auto entry = std::lower_bound(begin, end, column) - n.pattern.column.begin();
    return n.lu.position_of_entry[static_cast<std::size_t>(entry)];
  };
  for (int row = 0; row < n.pattern.size(); ++row) {
    for (int entry = n.admittance.row_start[U(row)]; entry < n.admittance.row_start[U(row) + 1];
         ++entry) {
      n.entry_position.push_back(position(row, n.admittance.column[U(entry)]));
    }
  }
  for (const int bus : n.participant) n.participant_position.push_back(position(bus, reference));
  models::Table<BranchIndex, char> in_service(grid.branches.size());
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    in_service[BranchIndex(k)] = branch.is_in_service ? 1 : 0;
    n.branch_entry.insert(n.branch_entry.end(), n.admittance.entry[k].begin(),
                          n.admittance.entry[k].end());
    n.entry_parts.resize(n.admittance.column.size());
    for (std::size_t part = 4 * k; part < 4 * k + 4; ++part) {
      n.entry_parts[U(n.branch_entry[part])].push_back(static_cast<int>(part));
    }
    const bool has_taps = models::HasTapChanger(branch);
    n.has_shifters |= has_taps && branch.tap_control == models::TapControl::kActivePower;
    if (has_taps) n.tap_branches.push_back(static_cast<int>(k));
    n.lowest_step.push_back(has_taps ? branch.tap_min_step : 0);
    std::vector<BranchAdmittance> steps;
    for (int step = n.lowest_step.back(); step <= (has_taps ? branch.tap_max_step : 0); ++step) {
      steps.push_back(CalcBranchAdmittance(grid, branch, step));
    }
    n.branch_y.push_back(std::move(steps));
  }
  n.banks = ListVoltageBanks(grid);
  n.is_bridge = models::FindBridges(grid, in_service).rows();
  n.ends = BranchEnds::Make(grid);
  return n;
}

}  // namespace solvers
