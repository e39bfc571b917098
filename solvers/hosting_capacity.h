#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_basis.h"

namespace solvers {

enum class HostingPart { kSlopes, kScreen, kCheck, kDone };

/// "How much more at this bus?"
struct HostingQuery {
  models::BusIndex bus;
  bool is_generation = false;
  double tan_phi_ratio = 0.2;        ///< Q over P of the applicant, as demand or as generation
  double cap_mw = 1000.0;            ///< more than this is not looked for
  std::vector<float> profile_share;  ///< [quarter] 0 to 1 of the MW; empty: constant
  bool is_n0_only = false;           ///< intact network only
  std::size_t threads = 1;
  std::size_t keep_pairs = 0;  ///< how many pairs HostingAnswer::tightest shall hold
  /// Called when a part begins, and at the end with kDone: whoever has a clock may read it.
  std::function<void(HostingPart)> on_part;
  /// Asked by any thread every few milliseconds; true: the answer is Cancelled. None: never.
  std::function<bool()> is_cancelled;

  bool IsCancelled() const { return is_cancelled && is_cancelled(); }
  absl::Status CheckCancelled() const {
    return IsCancelled() ? absl::CancelledError("the question was given up") : absl::OkStatus();
  }
};

enum class LimitKind { kNone, kCurrent, kLowVoltage, kHighVoltage, kNoSolution };

/// One limit in one quarter under one outage, met at `at_mw`.
struct BindingLimit {
  LimitKind kind = LimitKind::kNone;
  models::BranchIndex branch;  ///< of a current limit
  models::BusIndex bus;        ///< of a voltage limit
  models::BranchIndex outage;  ///< invalid: intact
  std::uint32_t quarter = 0;
  double at_mw = 0.0;
  double value_before_pu = 0.0;  ///< loading share or voltage without the applicant
  double limit_pu = 0.0;         ///< in the same unit
  double over_pu = 0.0;          ///< beyond the limit, in the same unit; 0 at a crossing
  double per_percent_mw = 0.0;   ///< how much the answer moves per 1 % of the limit
};

/// One (outage, quarter) pair and the lowest MW that the search thinks possible there.
struct HostingPair {
  std::uint32_t quarter = 0;
  std::uint16_t outage = 0;  ///< of the LimitSet
  double bound_mw = 0.0;
  bool is_checked = false;  ///< solved by AC in the search
};

struct HostingAnswer {
  double firm_mw = 0.0;      ///< stated: below every AC-checked crossing by the stated margin
  double crossing_mw = 0.0;  ///< smallest AC-checked crossing; cap_mw when none is below it
  double screened_mw = 0.0;  ///< what linear sensitivities alone would say; never the answer
  bool is_capped = false;
  BindingLimit binding;
  std::vector<BindingLimit> next;  ///< further limits by MW, other components first
  /// [block] lower bound of the block's MW, not AC-checked; at most cap_mw.
  std::vector<double> block_mw;
  /// Outages that leave the applicant without supply.
  std::vector<models::BranchIndex> loses_supply;
  /// Limits broken today, without the applicant, that this answer had to look at.
  std::vector<BindingLimit> exists_today;
  /// The query's `keep_pairs` pairs of smallest bound: for verification.
  std::vector<HostingPair> tightest;
  std::size_t ac_solves = 0;
  std::size_t pairs_checked = 0;                            ///< (outage, quarter) pairs AC-checked
  double slopes_ms = 0.0, screen_ms = 0.0, check_ms = 0.0;  ///< filled by whoever has a clock
};

/// Threshold by which a limit that is broken today may be worsened, share of the rating.
inline constexpr double kWorseningShare = 0.01;
/// The same for voltages.
inline constexpr double kWorseningPu = 0.001;
/// What two AC power flows of one state may differ by, shares of a rating.
inline constexpr double kSameStateShare = 5e-6;
/// Taken off the smallest crossing found.
inline constexpr double kStatedMarginShare = 0.003;

/// Firm MW over the whole planning year. Steps (design: shared capacity method, changed where
/// measured better):
///   1. AC sensitivities dI/dx, dV/dx under every outage at the anchors, the most adverse of them
///      for every (limit, outage);
///   2. with the exact AC extremes without applicant: a lower bound of the MW for every (limit,
///      outage, block);
///   3. pairs (outage, quarter) in rising order of their bound are solved by AC at the best MW so
///      far; one that breaks a limit is followed down to its crossing; until no bound lies below.
///   4. outages that bend the path to the best MW, as the end of a nose curve does, are solved in
///      the quarters of the largest angle until a wave of them loses none.
/// A limit broken today binds when the applicant worsens it by more than the thresholds above. The
/// MW are fed by the participants of the power flow.
/// Errors: InvalidArgument for a bus without voltage, values that are not finite or a profile of
/// the wrong length; FailedPrecondition when no anchor can be solved; Cancelled.
absl::StatusOr<HostingAnswer> CalcHostingCapacity(const HostingBasis& basis,
                                                  const HostingQuery& query);

/// What the linear screen alone says: DC sensitivities and the year's extremes. Microseconds, and
/// too high in most cases: never an answer.
double ScreenHostingMw(const HostingBasis& basis, const HostingQuery& query);

/// Limits a connection of `mw` breaks in one quarter under one outage, worst first; `kNoSolution`
/// when the power flow has none. What verification asks, too.
std::vector<BindingLimit> FindBrokenLimits(const HostingBasis& basis, const HostingQuery& query,
                                           std::uint32_t quarter, std::size_t outage, double mw);

}  // namespace solvers
