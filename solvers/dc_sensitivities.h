#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"

namespace solvers {

/// Linear sensitivities of branch flows, in double.
struct DcSensitivities {
  std::size_t bus_count = 0;
  std::size_t branch_count = 0;
  /// [branch × bus] flow (from → to) per unit of injection at the bus, taken out by the
  /// participants; 0 where the branch is out of service or the bus has no voltage.
  std::vector<double> ptdf_ratio;
  /// [branch × outage] flow shifted to `branch` per unit of flow on `outage` before it is lost;
  /// −1 on the diagonal, 0 in columns of bridges and of branches out of service.
  std::vector<double> lodf_ratio;
  models::Table<models::BranchIndex, char> is_bridge;

  double Ptdf(models::BranchIndex branch, models::BusIndex bus) const {
    return ptdf_ratio[branch.value() * bus_count + bus.value()];
  }
  double Lodf(models::BranchIndex branch, models::BranchIndex outage) const {
    return lodf_ratio[branch.value() * branch_count + outage.value()];
  }
};

/// DC power flow  B θ = p, flow_k = (θ_f − θ_t − φ_k)/(x_k a_k), per unit at the `from` end.
///   PTDF_kb = ∂flow_k/∂p_b,   LODF_kc = (PTDF_kf(c) − PTDF_kt(c)) / (1 − (PTDF_cf − PTDF_ct))
/// Bridges come from the graph (models::FindBridges), never from a denominator near zero; parallel
/// circuits are branches of their own. `share` [bus] says who takes what is injected; sums to 1.
/// Errors: FailedPrecondition when no bus participates, or the network is singular.
/// **Source** Wood, Wollenberg, Sheblé 2014, "Power Generation, Operation and Control", ch. 7.
absl::StatusOr<DcSensitivities> CalcDcSensitivities(
    const models::ElectricityGrid& grid, const models::Table<models::BranchIndex, char>& in_service,
    const models::Table<models::BusIndex, double>& share);

/// Flows [branch] (MW) of the DC power flow at these injections; participants take the rest.
/// Errors: as of CalcDcSensitivities.
absl::StatusOr<models::Table<models::BranchIndex, double>> SolveDcPowerFlow(
    const models::ElectricityGrid& grid, const models::Table<models::BranchIndex, char>& in_service,
    const models::Table<models::BusIndex, double>& share,
    const models::Table<models::BusIndex, double>& injection_mw);

}  // namespace solvers
