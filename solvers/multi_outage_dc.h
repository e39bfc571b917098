#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/dc_network.h"

namespace solvers {

/// Flows after several outages at once, from one factor of the intact network.
///   f' = f + b Aᵀ B⁻¹ A_o φ,   (1 − H) φ = f_o,   H = b_o A_oᵀ B⁻¹ A_o   [outage × outage]
/// φ is what must be fed in at the ends of the lost branches for their flow to be all of it, so
/// that taking them out changes nothing. Cost: one solve per outage and a system of their number.
/// Outages that cut buses off are found by graph search, never by a pivot near zero.
/// **Source** Güler, Gross, Liu 2007, "Generalized line outage distribution factors", IEEE PWRS 22.
class MultiOutageDc {
 public:
  /// `grid` must outlive it. Errors: as of DcNetwork::Make.
  static absl::StatusOr<MultiOutageDc> Make(
      const models::ElectricityGrid& grid,
      const models::Table<models::BranchIndex, char>& in_service,
      const models::Table<models::BusIndex, double>& share);

  /// Buses that lose their way to the reference with these outages; empty when there are none.
  std::vector<models::BusIndex> FindCutOff(std::span<const models::BranchIndex> outages) const;

  /// Overwrites the flows [branch] (MW) before with those after. Branches that carry nothing may
  /// stand among the outages, and one may stand twice.
  /// Errors: FailedPrecondition naming buses that would be cut off: their injections go with them,
  /// which needs a network of its own (SolveDcPowerFlow).
  absl::Status ApplyOutages(std::span<const models::BranchIndex> outages,
                            models::Table<models::BranchIndex, double>& flow_mw);

  /// Largest angle (rad) between the ends of a lost branch, beyond its phase shift, after the last
  /// ApplyOutages.
  double opened_rad() const { return opened_rad_; }

  DcNetwork& network() { return network_; }
  const DcNetwork& network() const { return network_; }

 private:
  MultiOutageDc(DcNetwork network, const models::Table<models::BranchIndex, char>& in_service)
      : network_(std::move(network)), in_service_(in_service) {}

  DcNetwork network_;
  models::Table<models::BranchIndex, char> in_service_;
  models::Table<models::BranchIndex, char> is_bridge_;
  double opened_rad_ = 0.0;
};

}  // namespace solvers
