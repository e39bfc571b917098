#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "solvers/hosting_capacity.h"
#include "solvers/limit_values.h"

namespace solvers {

/// One outage in one quarter with the applicant at some MW.
struct CheckedPair {
  std::uint32_t quarter = 0;
  std::uint16_t outage = 0;  ///< of the LimitSet
  double mw = 0.0;
  bool is_broken = false;  ///< filled in: a limit is broken there that binds
  /// Filled in: distance from the nearest limit in shares of its rating, voltages with twice their
  /// distance per unit; not above 0 where a limit is met or broken. What is broken today has the
  /// limit that it may grow to.
  double room_share = 0.0;
};

/// Where an applicant first breaks a limit in one pair.
struct Crossing {
  bool is_below = false;  ///< of the MW that was asked about
  BindingLimit limit;     ///< `at_mw` itself breaks nothing
  std::vector<BindingLimit> exists_today;
};

/// AC power flow of single (outage, quarter) pairs with an applicant, held against all limits. One
/// per thread. `basis` and `query` must outlive it.
class LimitChecker {
 public:
  LimitChecker(const HostingBasis& basis, const HostingQuery& query);

  /// Up to kLanes pairs at a time.
  void FindBroken(std::span<CheckedPair> pairs);
  /// Largest MW below `mw` that breaks nothing, to 3e-4 of itself or 5 kW.
  Crossing FollowDown(std::uint32_t quarter, std::uint16_t outage, double mw);
  /// What is broken at `mw`, worst first; limits broken today only when worsened too much.
  std::vector<BindingLimit> ListBroken(std::uint32_t quarter, std::uint16_t outage, double mw);

  using Values = LimitValues;
  /// Up to kLanes pairs at a time.
  void Measure(std::span<const CheckedPair> pairs, std::span<Values> values) {
    Solve(pairs, values);
  }

  std::size_t solves() const { return solves_; }

 private:
  struct Limits {
    std::vector<double> loading_share, v_min_pu, v_max_pu;
  };
  enum class Kind { kLoading, kLow, kHigh };
  struct Broken {
    Kind kind;
    std::size_t row;
    double over_pu;  ///< value beyond limit, in shares or pu
  };

  void Solve(std::span<const CheckedPair> pairs, std::span<Values> values);
  void SolveAlone(const CheckedPair& pair, Values& values);
  const LaneBase& BaseOf(std::uint32_t quarter, std::size_t slot);
  LaneCase CaseOf(const CheckedPair& pair, const LaneBase& base) const;
  Limits LimitsFrom(const Values& before) const;
  double CalcRoom(const Values& values, const Limits& limits) const;
  bool IsRawBroken(const Values& values) const;
  std::vector<Broken> FindBeyond(const Values& values, const Limits& limits) const;
  BindingLimit Describe(const Broken& broken, const CheckedPair& pair, const Values& before,
                        const Limits& limits) const;

  const HostingBasis& basis_;
  const HostingQuery& query_;
  std::unique_ptr<LanePowerFlow::Workspace> lane_work_;
  std::unique_ptr<AcPowerFlow::Workspace> scalar_work_;
  std::array<LaneBase, kLanes> bases_;
  std::array<std::int64_t, kLanes> base_quarter_;
  Limits plain_limits_;  ///< of a state in which nothing is broken today
  std::size_t solves_ = 0;
};

}  // namespace solvers
