#include "solvers/block_network.h"

#include <algorithm>
#include <utility>

#include "solvers/power_flow_tables.h"

namespace solvers {
namespace {

using models::BranchIndex;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

// The admittance pattern and every participant's place in the reference's row and column.
BlockPattern MakePattern(const AdmittancePattern& admittance, const std::vector<int>& participants,
                         int reference) {
  BlockPattern pattern;
  pattern.row_start.push_back(0);
  pattern.column.reserve(admittance.column.size() + 2 * participants.size());
  std::vector<int> row;
  for (std::size_t i = 0; i < admittance.diagonal.size(); ++i) {
    row.assign(admittance.column.begin() + admittance.row_start[i],
               admittance.column.begin() + admittance.row_start[i + 1]);
    const bool is_reference = static_cast<int>(i) == reference;
    if (is_reference) row.insert(row.end(), participants.begin(), participants.end());
    if (std::binary_search(participants.begin(), participants.end(), static_cast<int>(i))) {
      row.push_back(reference);
    }
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    pattern.column.insert(pattern.column.end(), row.begin(), row.end());
    pattern.row_start.push_back(static_cast<int>(pattern.column.size()));
  }
  return pattern;
}

// Admittance entries in the order of elimination; returns [entry of `admittance`] its new place.
std::vector<int> OrderEntries(const AdmittancePattern& admittance, BlockNetwork& n) {
  std::vector<int> place(admittance.column.size());
  std::vector<std::pair<int, int>> row;  // step of the column, old entry
  n.row_start.push_back(0);
  for (std::size_t step = 0; step < n.lu.order.size(); ++step) {
    const std::size_t bus = U(n.lu.order[step]);
    row.clear();
    for (int entry = admittance.row_start[bus]; entry < admittance.row_start[bus + 1]; ++entry) {
      row.emplace_back(n.lu.step_of[U(admittance.column[U(entry)])], entry);
    }
    std::sort(row.begin(), row.end());
    int at = n.lu.row_start[step];
    for (const auto& [column, entry] : row) {
      while (n.lu.column[U(at)] != column) ++at;  // both ascend
      place[U(entry)] = static_cast<int>(n.column.size());
      if (column == static_cast<int>(step)) n.diagonal.push_back(place[U(entry)]);
      n.column.push_back(column);
      n.position.push_back(at);
    }
    n.row_start.push_back(static_cast<int>(n.column.size()));
  }
  return place;
}

}  // namespace

absl::StatusOr<BlockNetwork> BlockNetwork::Make(const models::ElectricityGrid& grid) {
  if (grid.boundaries.empty()) {
    return absl::FailedPreconditionError(
        "the grid has no boundary bus: nobody can take the mismatch");
  }
  BlockNetwork n{.grid = &grid};
  std::vector<double> share(grid.buses.size(), 0.0);
  std::vector<int> participants;
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    share[boundary.bus.value()] += boundary.slack_participation_share;
    participants.push_back(static_cast<int>(boundary.bus.value()));
  }
  std::sort(participants.begin(), participants.end());
  participants.erase(std::unique(participants.begin(), participants.end()), participants.end());
  const int reference = *std::max_element(participants.begin(), participants.end(),
                                          [&](int a, int b) { return share[U(a)] < share[U(b)]; });
  const AdmittancePattern admittance = MakeAdmittancePattern(grid);
  n.lu = AnalyseBlockLu(MakePattern(admittance, participants, reference), reference);
  const std::vector<int> place = OrderEntries(admittance, n);
  for (const int bus : participants) n.participant.push_back(n.lu.step_of[U(bus)]);
  std::sort(n.participant.begin(), n.participant.end());
  const int last = n.lu.size() - 1;
  for (const int step : n.participant) {
    // The last block of the row: no step comes after the reference's.
    const int end = n.lu.row_start[U(step) + 1];
    n.participant_position.push_back(n.lu.column[U(end - 1)] == last ? end - 1 : -1);
  }
  std::vector<char> is_entry(U(n.lu.block_count()), 0);
  for (std::size_t entry = 0; entry < n.column.size(); ++entry) {
    is_entry[U(n.position[entry])] = 1;
    if (n.column[entry] == last) n.last_position.push_back(n.position[entry]);
  }
  for (int at = 0; at < n.lu.block_count(); ++at) {
    if (is_entry[U(at)] == 0) n.fill_position.push_back(at);
  }
  n.ends = BranchEnds::Make(grid);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    n.branch.push_back(CalcBranchAdmittance(grid, branch, 0));
    if (models::HasTapChanger(branch)) n.tap_branches.push_back(k);
    std::array<int, 4> entry = admittance.entry[k];
    for (int& one : entry) one = place[U(one)];
    n.branch_entry.push_back(entry);
    n.branch_step.push_back({n.lu.step_of[U(n.ends.from[k])], n.lu.step_of[U(n.ends.to[k])]});
  }
  n.banks = ListVoltageBanks(grid);
  n.y_as_built_pu.resize(2 * n.column.size());
  FillBlockAdmittance(n, n.branch, n.ends.as_built, n.y_as_built_pu.data());
  return n;
}

void FillBlockAdmittance(const BlockNetwork& network, const std::vector<BranchAdmittance>& branch,
                         const std::vector<char>& in_service, double* y) {
  std::fill_n(y, 2 * network.column.size(), 0.0);
  for (std::size_t k = 0; k < branch.size(); ++k) {
    if (in_service[k] == 0) continue;
    const std::complex<double>* parts[4] = {&branch[k].y_ff, &branch[k].y_ft, &branch[k].y_tf,
                                            &branch[k].y_tt};
    for (std::size_t part = 0; part < 4; ++part) {
      double* at = y + 2 * U(network.branch_entry[k][part]);
      at[0] += parts[part]->real();
      at[1] += parts[part]->imag();
    }
  }
}

}  // namespace solvers
