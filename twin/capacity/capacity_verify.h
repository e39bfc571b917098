#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/capacity/capacity_engine.h"

namespace twin::capacity {

/// Room of a rating, voltages with twice their distance per unit, below which a limit is near.
inline constexpr double kNearShare = 0.02;

struct VerifyOptions {
  std::size_t samples = 200;
  std::size_t first = 0;  ///< question to begin with: one of a long list can be asked again alone
  std::uint64_t seed = 1;
  std::size_t threads = 1;
  /// Every (quarter, outage) pair of the year; else pairs at the smallest screened margins, as many
  /// drawn uniformly, and all outages of the tightest quarters.
  bool is_exhaustive = false;
  std::size_t pairs = 2000;
  std::size_t tight_quarters = 20;
  /// Of pairs that lanes see further than kNearShare from every limit the scalar solver looks at
  /// every so manyth; at all others, and at all of an exhaustive check, it looks always.
  std::size_t far_stride = 8;
  std::function<void(std::size_t done)> on_progress;
  const std::atomic<bool>* is_cancelled = nullptr;
};

/// One answer and what brute force says of it.
struct VerifiedAnswer {
  std::size_t question = 0;  ///< of the seed
  std::string bus_id;
  bool is_generation = false;
  bool has_profile = false;
  double tan_phi_ratio = 0.0;
  double stated_mw = 0.0;
  double found_mw = 0.0;         ///< smallest crossing that brute force found; the cap if none
  double worst_excess_pu = 0.0;  ///< beyond a limit at the stated MW, share of rating or 2 × pu
  std::string worst;             ///< what is exceeded, where and when
  double per_percent_mw = 0.0;
  bool is_capped = false;
  double fast_ms = 0.0;
  double brute_ms = 0.0;
  std::size_t pairs = 0;
  std::size_t scalar_pairs = 0;  ///< of them by the scalar solver, too
  std::size_t disagreements = 0;
};

struct VerifyReport {
  std::vector<VerifiedAnswer> answers;
  std::size_t optimistic = 0;  ///< answers with an excess of more than 0.1 % (0.0005 pu)
  double worst_excess_pu = 0.0;
  /// Of answers with found MW above 1 MW: (found − stated) / found.
  double pessimism_median_share = 0.0, pessimism_p95_share = 0.0;
  double pessimism_median_mw = 0.0, pessimism_p95_mw = 0.0;
  /// The same for answers that are well conditioned: at most 5 % of the answer per 1 % of rating.
  double pessimism_moderate_median_share = 0.0, pessimism_moderate_p95_share = 0.0;
  std::size_t moderate = 0;
  /// Pairs where lanes and the scalar solver differ on whether a limit is broken by more than 0.1
  /// %.
  std::size_t sign_disagreements = 0;
  std::size_t pairs = 0;
  std::size_t scalar_pairs = 0;
  double fast_p50_ms = 0.0, fast_p95_ms = 0.0, fast_max_ms = 0.0, brute_p50_ms = 0.0;
};

/// Asks seeded random questions (bus, load or generation, tan φ, constant or profile) and holds
/// every answer against AC power flow that knows nothing of bounds, blocks or slopes: all pairs at
/// the stated MW by lanes, and by the scalar KLU solver, one after the other, wherever a limit is
/// near and in a part of the rest; lanes look for the true crossing above.
/// Errors: Cancelled; what the engine says of a question.
absl::StatusOr<VerifyReport> VerifyCapacity(const CapacityEngine& engine,
                                            const VerifyOptions& options);

}  // namespace twin::capacity
