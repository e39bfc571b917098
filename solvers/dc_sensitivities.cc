#include "solvers/dc_sensitivities.h"

#include "models/base/status_macros.h"
#include "models/electricity/topology.h"
#include "solvers/dc_network.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

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
  const std::vector<double>& taken = network.taken_share();
  std::vector<double> angle_rad(s.bus_count);
  for (std::size_t bus = 0; bus < s.bus_count; ++bus) {
    if (!network.IsLive(BusIndex(bus))) continue;
    for (std::size_t i = 0; i < s.bus_count; ++i) angle_rad[i] = -taken[i];
    angle_rad[bus] += 1.0;
    network.Solve(angle_rad);
    for (std::size_t k = 0; k < s.branch_count; ++k) {
      if (!network.IsCarrying(BranchIndex(k))) continue;
      s.ptdf_ratio[k * s.bus_count + bus] = network.CalcFlowChange(BranchIndex(k), angle_rad);
    }
  }
  for (std::size_t c = 0; c < s.branch_count; ++c) {
    const BranchIndex outage(c);
    const models::BranchParams& lost = grid.branches[outage];
    if (in_service[outage] == 0 || s.is_bridge[outage] != 0 || !network.IsLive(lost.from)) {
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
  return network.CalcFlowsMw(network.CalcAnglesRad(injection_mw));
}

}  // namespace solvers
