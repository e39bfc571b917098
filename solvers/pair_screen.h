#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "solvers/hosting_capacity.h"

namespace solvers {

/// One limited current after one outage, rising or falling.
struct ScreenPair {
  std::uint16_t row = 0;     ///< branch of the LimitSet
  std::uint16_t outage = 0;  ///< of the LimitSet
  bool is_rising = true;
  bool operator==(const ScreenPair&) const = default;
};

/// What an applicant could have in a quarter as far as these pairs and linear sensitivities see it:
///   x(q) = min over pairs of (R(q) − w·P(q)) / a,
///   w_b = ±(φ_lb + λ_lc φ_cb),   a = MW on the branch per MW of the applicant
/// P: injections, R: ratings; what is over its rating today may grow by the answers' threshold, so
/// that its room is 1 % of R. Microseconds a quarter: it orders quarters and counts hours where
/// something better has said what its numbers are worth. Never an answer.
class PairScreen {
 public:
  /// Pairs that the applicant does not load are left out.
  PairScreen(const HostingBasis& basis, const HostingQuery& query,
             std::span<const ScreenPair> pairs);

  bool empty() const { return pairs_.empty(); }

  /// Makes the pairs' flows those of AC power flow as far as a straight line can: over the tenth of
  /// the quarters in which a pair's flow is largest,
  ///   ± (|S_l| + λ_lc P_c) ≈ α + β w·P   by least squares; left as it is where β is not near 1.
  /// `states` are a year's, whose injections are `injection_mw`.
  void Calibrate(std::span<const float> injection_mw, const PlanningStates& states);

  /// What limits besides these pairs, voltages above all, learned from quarters whose answer is
  /// known: ridge regression of x(q) p(q) on the injections,
  ///   min_c Σ_q (c₀ + c·(P(q) − P̄)/s − x p)² + ρ n |c|²,   s: spread of each injection, ρ = 0.01
  /// over those `known` quarters that the pairs leave more room than they have. Nothing is learned
  /// from fewer than twice as many quarters as there are buses that move, or where less than half
  /// of the variance is explained. **Shape** of the spans [quarter].
  void Learn(std::span<const float> injection_mw, std::span<const float> screened_mw,
             std::span<const float> taken_mw, std::span<const std::uint8_t> known,
             std::span<const float> profile_share);
  bool has_learned() const { return !learned_ratio_.empty(); }
  /// Of `count` quarters: `injection_mw` [quarter × bus] by row, `rating_mva(branch, quarter)`.
  /// `profile_share` [quarter], empty: 1: MW are those of the applicant's full power. A quarter at
  /// rest takes `most_mw`, as does one that nothing limits below it.
  /// `nearest_mw` [quarter], when given: how far the nearest limit is, broken or not, in MW of the
  /// applicant: where the screen may err either way.
  std::vector<float> Calc(std::span<const float> injection_mw, std::size_t count,
                          const std::function<double(models::BranchIndex, std::size_t)>& rating_mva,
                          std::span<const float> profile_share, double most_mw,
                          std::vector<float>* nearest_mw = nullptr) const;

 private:
  std::vector<float> WeightsByBus(std::size_t groups) const;

  std::size_t bus_count_ = 0;
  struct Pair {
    models::BranchIndex branch, outage;
    double sign_ratio = 1.0, lodf_ratio = 0.0;  ///< 1 rising, −1 falling
    std::size_t rated = 0;                      ///< row of `rated_`
  };
  std::vector<Pair> pairs_;
  std::vector<models::BranchIndex> rated_;  // each branch of the pairs once
  std::vector<float> offset_mw_;            // [pair]
  std::vector<float> weight_ratio_;         // [pair × bus]
  std::vector<float> slope_ratio_;          // [pair]
  std::vector<float> learned_ratio_;        // [bus]; empty: nothing is
  float learned_mw_ = 0.0F;                 // at no injection
};

/// What hours of a year say of other years' screened MW: the screen's value at a rank stands for
/// the MW at the same rank, between ranks linear, below the first in its ratio to it, above the
/// last as it is.
class RankMap {
 public:
  /// Both of the same quarters of one year, in any order; only those `below_mw` of `taken_mw`
  /// count.
  RankMap(std::span<const float> screened_mw, std::span<const float> taken_mw, double below_mw);
  double CalcMw(double screened_mw) const;

 private:
  std::vector<double> screened_mw_, taken_mw_;  // ascending
};

}  // namespace solvers
