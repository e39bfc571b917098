#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/grid_change.h"
#include "solvers/hosting_capacity.h"
#include "solvers/hosting_scope.h"
#include "solvers/scoped_states.h"

namespace solvers {

/// A basis of its own for the quarters and outages of a scope, with a change in the grid: states,
/// AC extremes and sensitivities are made anew, one block a quarter, so that every question that a
/// year's basis answers is answered here by the same search. Immutable once made.
class ScopedBasis {
 public:
  /// `year` must outlive the basis. An added circuit is an outage, too.
  /// Errors: as of CheckGridChange, ScopedStates::Make and the solvers' Make.
  static absl::StatusOr<std::unique_ptr<ScopedBasis>> Make(const HostingBasis& year,
                                                           const HostingScope& scope,
                                                           const GridChange& change,
                                                           std::size_t threads);

  const HostingBasis& basis() const { return basis_; }
  /// A question to the year as one to the scope: profile by its quarters, at most its level.
  HostingQuery MakeQuery(const HostingQuery& of_year) const;
  /// Position in the year of a quarter of the scope.
  std::uint32_t QuarterOfYear(std::uint32_t quarter) const { return scope_.quarters[quarter]; }
  const HostingScope& scope() const { return scope_; }

 private:
  explicit ScopedBasis(HostingScope scope) : scope_(std::move(scope)) {}
  absl::Status MakeSolvers(const HostingBasis& year, const GridChange& change);
  void MakeLimits(const HostingBasis& year);
  void MakeExtremes(std::vector<SeriesSolvers>& solvers);

  const HostingScope scope_;
  // Only where the change makes another network.
  std::unique_ptr<const models::ElectricityGrid> grid_;
  std::unique_ptr<AcPowerFlow> scalar_;
  std::unique_ptr<LanePowerFlow> lanes_;
  std::unique_ptr<ScopedStates> states_;
  std::vector<std::uint32_t> positions_;  // 0, 1, 2 …: one block each
  std::vector<OutageExtremes> extremes_;
  HostingBasis basis_;
};

}  // namespace solvers
