#include "solvers/dc_network.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/electricity/topology.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

namespace {

double CalcSusceptancePu(const models::ElectricityGrid& grid, const models::BranchParams& branch) {
  const double base_ohm = models::CalcBaseOhm(grid.buses[branch.from].nominal_kv);
  const double series_ohm = branch.x_ohm != 0.0 ? branch.x_ohm : branch.r_ohm;
  return base_ohm / (series_ohm * branch.tap_ratio);
}

double CalcShiftMw(const DcNetwork& network, BranchIndex branch) {
  return network.SusceptancePu(branch) * network.grid().branches[branch].phase_shift_deg *
         models::kRadPerDeg * models::kBaseMva;
}

}  // namespace

absl::StatusOr<DcNetwork> DcNetwork::Make(const models::ElectricityGrid& grid,
                                          const models::Table<BranchIndex, char>& in_service,
                                          const models::Table<BusIndex, double>& share) {
  const auto largest = std::max_element(share.begin(), share.end());
  if (largest == share.end() || *largest <= 0.0) {
    return absl::FailedPreconditionError("nobody takes the mismatch: all participation is zero");
  }
  DcNetwork network(grid);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchIndex branch(k);
    network.susceptance_pu_.push_back(
        in_service[branch] != 0 ? CalcSusceptancePu(grid, grid.branches[branch]) : 0.0);
  }
  network.reference_ = static_cast<std::size_t>(largest - share.begin());
  const models::Islands islands = models::FindIslands(grid, in_service);
  const int main = islands.island[BusIndex(network.reference_)];
  double sum = 0.0;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const bool is_live = islands.island[BusIndex(i)] == main;
    network.is_live_.push_back(is_live ? 1 : 0);
    network.taken_share_.push_back(is_live ? share[BusIndex(i)] : 0.0);
    sum += network.taken_share_.back();
  }
  for (double& one : network.taken_share_) one /= sum;
  TWIN_RETURN_IF_ERROR(network.Factorise());
  return network;
}

bool DcNetwork::IsCarrying(BranchIndex branch) const {
  return susceptance_pu_[branch.value()] != 0.0 && IsLive(grid_->branches[branch].from);
}

absl::Status DcNetwork::Factorise() {
  const std::size_t buses = grid_->buses.size();
  std::vector<std::map<int, double>> columns(buses);
  for (std::size_t i = 0; i < buses; ++i) columns[i][static_cast<int>(i)] = IsPinned(i) ? 1.0 : 0.0;
  for (std::size_t k = 0; k < grid_->branches.size(); ++k) {
    const std::size_t from = grid_->branches[BranchIndex(k)].from.value();
    const std::size_t to = grid_->branches[BranchIndex(k)].to.value();
    const double b_pu = susceptance_pu_[k];
    if (b_pu == 0.0) continue;
    for (const auto& [row, column, sign] :
         {std::tuple(from, from, 1.0), std::tuple(to, to, 1.0), std::tuple(from, to, -1.0),
          std::tuple(to, from, -1.0)}) {
      if (IsPinned(row) || IsPinned(column)) continue;
      columns[column][static_cast<int>(row)] += sign * b_pu;
    }
  }
  SparsePattern pattern;
  pattern.column_start.push_back(0);
  std::vector<double> values;
  for (const auto& column : columns) {
    for (const auto& [row, value] : column) {
      pattern.row.push_back(row);
      values.push_back(value);
    }
    pattern.column_start.push_back(static_cast<int>(pattern.row.size()));
  }
  TWIN_ASSIGN_OR_RETURN(auto symbolic, SparseLuSymbolic::Analyse(std::move(pattern)));
  lu_ = std::make_unique<SparseLu>(std::move(symbolic));
  return lu_->Factorise(values);
}

void DcNetwork::Solve(std::span<double> injection_pu) {
  for (std::size_t i = 0; i < injection_pu.size(); ++i) {
    if (IsPinned(i)) injection_pu[i] = 0.0;
  }
  lu_->Solve(injection_pu);
}

std::vector<double> DcNetwork::CalcAnglesRad(const models::Table<BusIndex, double>& injection_mw) {
  std::vector<double> angle_rad(grid_->buses.size());
  double sum_mw = 0.0;
  for (std::size_t i = 0; i < angle_rad.size(); ++i) {
    if (IsLive(BusIndex(i))) sum_mw += injection_mw[BusIndex(i)];
  }
  for (std::size_t i = 0; i < angle_rad.size(); ++i) {
    angle_rad[i] = (injection_mw[BusIndex(i)] - taken_share_[i] * sum_mw) / models::kBaseMva;
  }
  for (std::size_t k = 0; k < grid_->branches.size(); ++k) {
    const models::BranchParams& branch = grid_->branches[BranchIndex(k)];
    const double shift_pu = CalcShiftMw(*this, BranchIndex(k)) / models::kBaseMva;
    angle_rad[branch.from.value()] += shift_pu;
    angle_rad[branch.to.value()] -= shift_pu;
  }
  Solve(angle_rad);
  return angle_rad;
}

models::Table<BranchIndex, double> DcNetwork::CalcFlowsMw(std::span<const double> angle_rad) const {
  models::Table<BranchIndex, double> flow_mw(grid_->branches.size(), 0.0);
  for (std::size_t k = 0; k < grid_->branches.size(); ++k) {
    const BranchIndex branch(k);
    if (!IsCarrying(branch)) continue;
    flow_mw[branch] =
        models::kBaseMva * CalcFlowChange(branch, angle_rad) - CalcShiftMw(*this, branch);
  }
  return flow_mw;
}

void DcNetwork::SolveTransfer(BranchIndex branch, std::span<double> angle_rad) {
  std::fill(angle_rad.begin(), angle_rad.end(), 0.0);
  angle_rad[grid_->branches[branch].from.value()] = 1.0;
  angle_rad[grid_->branches[branch].to.value()] = -1.0;
  Solve(angle_rad);
}

double DcNetwork::CalcFlowChange(BranchIndex branch, std::span<const double> angle_rad) const {
  const models::BranchParams& params = grid_->branches[branch];
  return susceptance_pu_[branch.value()] *
         (angle_rad[params.from.value()] - angle_rad[params.to.value()]);
}

}  // namespace solvers
