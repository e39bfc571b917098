#include "solvers/dc_sensitivities.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/electricity/topology.h"
#include "solvers/sparse_lu.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// The network's susceptance matrix with the reference and all dead buses pinned, factorised.
class DcNetwork {
 public:
  static absl::StatusOr<DcNetwork> Make(const models::ElectricityGrid& grid,
                                        const models::Table<BranchIndex, char>& in_service,
                                        const models::Table<BusIndex, double>& share) {
    const auto largest = std::max_element(share.begin(), share.end());
    if (largest == share.end() || *largest <= 0.0) {
      return absl::FailedPreconditionError("nobody takes the mismatch: all participation is zero");
    }
    DcNetwork network(grid, in_service);
    network.reference_ = static_cast<std::size_t>(largest - share.begin());
    const models::Islands islands = models::FindIslands(grid, in_service);
    const int main = islands.island[BusIndex(network.reference_)];
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      network.is_live_.push_back(islands.island[BusIndex(i)] == main);
    }
    TWIN_RETURN_IF_ERROR(network.Factorise());
    return network;
  }

  bool IsLive(std::size_t bus) const { return is_live_[bus]; }
  double SusceptancePu(BranchIndex branch) const { return susceptance_pu_[branch.value()]; }

  // Angles (rad) at injections (pu); the reference takes the rest.
  void Solve(std::vector<double>& injection_pu) {
    injection_pu[reference_] = 0.0;
    for (std::size_t i = 0; i < injection_pu.size(); ++i) {
      if (!is_live_[i]) injection_pu[i] = 0.0;
    }
    lu_->Solve(injection_pu);
  }

 private:
  DcNetwork(const models::ElectricityGrid& grid, const models::Table<BranchIndex, char>& in_service)
      : grid_(grid) {
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const models::BranchParams& branch = grid.branches[BranchIndex(k)];
      const double base_ohm = models::CalcBaseOhm(grid.buses[branch.from].nominal_kv);
      susceptance_pu_.push_back(
          in_service[BranchIndex(k)] != 0 ? base_ohm / (branch.x_ohm * branch.tap_ratio) : 0.0);
    }
  }

  bool IsPinned(std::size_t bus) const { return bus == reference_ || !is_live_[bus]; }

  absl::Status Factorise() {
    const std::size_t buses = grid_.buses.size();
    std::vector<std::map<int, double>> columns(buses);
    for (std::size_t i = 0; i < buses; ++i)
      columns[i][static_cast<int>(i)] = IsPinned(i) ? 1.0 : 0.0;
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      const std::size_t from = grid_.branches[BranchIndex(k)].from.value();
      const std::size_t to = grid_.branches[BranchIndex(k)].to.value();
      const double b = susceptance_pu_[k];
      if (b == 0.0) continue;
      for (const auto& [row, column, sign] :
           {std::tuple(from, from, 1.0), std::tuple(to, to, 1.0), std::tuple(from, to, -1.0),
            std::tuple(to, from, -1.0)}) {
        if (IsPinned(row) || IsPinned(column)) continue;
        columns[column][static_cast<int>(row)] += sign * b;
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

  const models::ElectricityGrid& grid_;
  std::vector<double> susceptance_pu_;
  std::vector<char> is_live_;
  std::size_t reference_ = 0;
  std::unique_ptr<SparseLu> lu_;
};

// Share of the live participants, scaled to sum 1.
std::vector<double> LiveShares(const DcNetwork& network,
                               const models::Table<BusIndex, double>& share) {
  std::vector<double> live = share.rows();
  double sum = 0.0;
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (!network.IsLive(i)) live[i] = 0.0;
    sum += live[i];
  }
  for (double& value : live) value /= sum;
  return live;
}

}  // namespace

absl::StatusOr<DcSensitivities> CalcDcSensitivities(
    const models::ElectricityGrid& grid, const models::Table<BranchIndex, char>& in_service,
    const models::Table<BusIndex, double>& share) {
  TWIN_ASSIGN_OR_RETURN(DcNetwork network, DcNetwork::Make(grid, in_service, share));
  DcSensitivities s;
  s.bus_count = grid.buses.size();
  s.branch_count = grid.branches.size();
  s.is_bridge = models::FindBridges(grid, in_service);
  s.ptdf_ratio.assign(s.branch_count * s.bus_count, 0.0);
  s.lodf_ratio.assign(s.branch_count * s.branch_count, 0.0);
  const std::vector<double> taken = LiveShares(network, share);
  std::vector<double> angle_rad(s.bus_count);
  for (std::size_t bus = 0; bus < s.bus_count; ++bus) {
    if (!network.IsLive(bus)) continue;
    for (std::size_t i = 0; i < s.bus_count; ++i) angle_rad[i] = -taken[i];
    angle_rad[bus] += 1.0;
    network.Solve(angle_rad);
    for (std::size_t k = 0; k < s.branch_count; ++k) {
      const models::BranchParams& branch = grid.branches[BranchIndex(k)];
      if (!network.IsLive(branch.from.value())) continue;
      s.ptdf_ratio[k * s.bus_count + bus] =
          network.SusceptancePu(BranchIndex(k)) *
          (angle_rad[branch.from.value()] - angle_rad[branch.to.value()]);
    }
  }
  for (std::size_t c = 0; c < s.branch_count; ++c) {
    const BranchIndex outage(c);
    const models::BranchParams& lost = grid.branches[outage];
    if (in_service[outage] == 0 || s.is_bridge[outage] != 0 || !network.IsLive(lost.from.value())) {
      continue;
    }
    const double own = s.Ptdf(outage, lost.from) - s.Ptdf(outage, lost.to);
    for (std::size_t k = 0; k < s.branch_count; ++k) {
      const BranchIndex branch(k);
      s.lodf_ratio[k * s.branch_count + c] =
          k == c ? -1.0 : (s.Ptdf(branch, lost.from) - s.Ptdf(branch, lost.to)) / (1.0 - own);
    }
  }
  return s;
}

absl::StatusOr<models::Table<BranchIndex, double>> SolveDcPowerFlow(
    const models::ElectricityGrid& grid, const models::Table<BranchIndex, char>& in_service,
    const models::Table<BusIndex, double>& share,
    const models::Table<BusIndex, double>& injection_mw) {
  TWIN_ASSIGN_OR_RETURN(DcNetwork network, DcNetwork::Make(grid, in_service, share));
  const std::vector<double> taken = LiveShares(network, share);
  std::vector<double> angle_rad(grid.buses.size());
  double sum_mw = 0.0;
  const auto shift_mw = [&](BranchIndex k) {
    return network.SusceptancePu(k) * grid.branches[k].phase_shift_deg * models::kRadPerDeg *
           models::kBaseMva;
  };
  for (std::size_t i = 0; i < angle_rad.size(); ++i) {
    if (network.IsLive(i)) sum_mw += injection_mw[BusIndex(i)];
  }
  for (std::size_t i = 0; i < angle_rad.size(); ++i) {
    angle_rad[i] = (injection_mw[BusIndex(i)] - taken[i] * sum_mw) / models::kBaseMva;
  }
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    angle_rad[branch.from.value()] += shift_mw(BranchIndex(k)) / models::kBaseMva;
    angle_rad[branch.to.value()] -= shift_mw(BranchIndex(k)) / models::kBaseMva;
  }
  network.Solve(angle_rad);
  models::Table<BranchIndex, double> flow_mw(grid.branches.size(), 0.0);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    if (!network.IsLive(branch.from.value())) continue;
    flow_mw[BranchIndex(k)] = network.SusceptancePu(BranchIndex(k)) * models::kBaseMva *
                                  (angle_rad[branch.from.value()] - angle_rad[branch.to.value()]) -
                              shift_mw(BranchIndex(k));
  }
  return flow_mw;
}

}  // namespace solvers
