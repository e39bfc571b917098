#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "solvers/dc_sensitivities.h"
#include "solvers/limit_set.h"
#include "solvers/planning_states.h"

namespace solvers {

/// Signed loadings that AC power flow has found of one branch under one outage: the extremes of a
/// block of quarters and where they stand.
struct KnownLoadings {
  double max_share = 0.0;
  double min_share = 0.0;
  std::uint32_t max_quarter = 0;
  std::uint32_t min_quarter = 0;

  /// `extremes` are OutageExtremes or BlockExtremes over `quarters`, `place` is row · stride +
  /// outage.
  template <class Extremes>
  static KnownLoadings Of(const Extremes& extremes, std::span<const std::uint32_t> quarters,
                          std::size_t place) {
    return {.max_share = extremes.loading_max_share[place],
            .min_share = extremes.loading_min_share[place],
            .max_quarter = quarters[extremes.loading_max_at[place]],
            .min_quarter = quarters[extremes.loading_min_at[place]]};
  }
};

/// Signed loadings as linear sensitivities see them, at both extremes and in the quarter asked for.
struct ShiftedLoadings {
  double at_max_share = 0.0;
  double at_min_share = 0.0;
  double here_share = 0.0;
};

/// Loadings after an outage in quarters of a block that nobody has solved, from the two that AC
/// power flow has and from what linear sensitivities see of all three:
///   S_m(q) = ±|(P_m + λ_mc P_c) + j(Q_m + λ_mc Q_c)| / rating_m(q)   λ: LODF, signed as P
///   L(q) = L_max − (L_max − L_min) (S_max − S(q)) / (S_max − S_min), within [L_min, L_max]
/// m and c are rows of the limits. All arguments must outlive it.
class OutageInterpolation {
 public:
  OutageInterpolation(const PlanningStates& states, const LimitSet& limits,
                      const DcSensitivities& dc)
      : states_(states), limits_(limits), dc_(dc) {}

  double CalcShiftedShare(std::size_t m, std::size_t c, std::uint32_t quarter) const;
  ShiftedLoadings CalcShifted(const KnownLoadings& known, std::size_t m, std::size_t c,
                              std::uint32_t quarter) const;
  static double Interpolate(const KnownLoadings& known, const ShiftedLoadings& shifted);
  double CalcLoadingShare(const KnownLoadings& known, std::size_t m, std::size_t c,
                          std::uint32_t quarter) const {
    return Interpolate(known, CalcShifted(known, m, c, quarter));
  }

 private:
  const PlanningStates& states_;
  const LimitSet& limits_;
  const DcSensitivities& dc_;
};

}  // namespace solvers
