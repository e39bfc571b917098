#include "solvers/ac_network.h"

#include <algorithm>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/power_flow_tables.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

// Columns of the Jacobian as lists of rows, then as a pattern with a way to find positions.
class PatternBuilder {
 public:
  explicit PatternBuilder(std::size_t size) : rows_(size) {}
  void Add(int row, int column) { rows_[U(column)].push_back(row); }
  SparsePattern Build() {
    SparsePattern pattern;
    pattern.column_start.push_back(0);
    for (std::vector<int>& rows : rows_) {
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      pattern.row.insert(pattern.row.end(), rows.begin(), rows.end());
      pattern.column_start.push_back(static_cast<int>(pattern.row.size()));
    }
    return pattern;
  }

 private:
  std::vector<std::vector<int>> rows_;
};

int PositionOf(const SparsePattern& pattern, int row, int column) {
  const auto begin = pattern.row.begin() + pattern.column_start[U(column)];
  const auto end = pattern.row.begin() + pattern.column_start[U(column) + 1];
  return static_cast<int>(std::lower_bound(begin, end, row) - pattern.row.begin());
}

std::vector<BusIndex> FindParticipants(const models::ElectricityGrid& grid) {
  std::vector<BusIndex> participants;
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    participants.push_back(boundary.bus);
  }
  std::sort(participants.begin(), participants.end());
  participants.erase(std::unique(participants.begin(), participants.end()), participants.end());
  return participants;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AcNetwork>> AcNetwork::Make(const models::ElectricityGrid& grid) {
  auto network = std::make_unique<AcNetwork>();
  network->grid = &grid;
  network->admittance = MakeAdmittancePattern(grid);
  network->participants = FindParticipants(grid);
  if (network->participants.empty()) {
    return absl::FailedPreconditionError(
        "the grid has no boundary bus: nobody can take the mismatch");
  }
  const int lambda = 2 * static_cast<int>(grid.buses.size());
  PatternBuilder builder(network->unknown_count());
  const AdmittancePattern& y = network->admittance;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    for (int entry = y.row_start[i]; entry < y.row_start[i + 1]; ++entry) {
      const std::size_t j = U(y.column[U(entry)]);
      for (const int row : {AngleOf(i), MagnitudeOf(i)}) {
        builder.Add(row, AngleOf(j));
        builder.Add(row, MagnitudeOf(j));
      }
    }
  }
  for (const BusIndex bus : network->participants) {
    builder.Add(AngleOf(bus.value()), lambda);
    builder.Add(lambda, AngleOf(bus.value()));
  }
  TWIN_ASSIGN_OR_RETURN(network->symbolic, SparseLuSymbolic::Analyse(builder.Build()));
  const SparsePattern& pattern = network->symbolic->pattern();
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    for (int entry = y.row_start[i]; entry < y.row_start[i + 1]; ++entry) {
      const std::size_t j = U(y.column[U(entry)]);
      network->blocks.push_back({PositionOf(pattern, AngleOf(i), AngleOf(j)),
                                 PositionOf(pattern, AngleOf(i), MagnitudeOf(j)),
                                 PositionOf(pattern, MagnitudeOf(i), AngleOf(j)),
                                 PositionOf(pattern, MagnitudeOf(i), MagnitudeOf(j))});
    }
  }
  for (const BusIndex bus : network->participants) {
    network->lambda_in_p.push_back(PositionOf(pattern, AngleOf(bus.value()), lambda));
    network->reference_row.push_back(PositionOf(pattern, lambda, AngleOf(bus.value())));
  }
  network->ends = BranchEnds::Make(grid);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    network->branch.push_back(CalcBranchAdmittance(grid, branch, 0));
    if (models::HasTapChanger(branch)) network->tap_branches.push_back(k);
  }
  network->banks = ListVoltageBanks(grid);
  return network;
}

}  // namespace solvers
