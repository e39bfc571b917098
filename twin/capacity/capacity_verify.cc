#include "twin/capacity/capacity_verify.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "models/base/philox.h"
#include "models/base/status_macros.h"
#include "solvers/limit_check.h"
#include "solvers/parallel_for.h"
#include "twin/capacity/brute_force.h"

namespace twin::capacity {
namespace {

using solvers::HostingAnswer;
using solvers::HostingBasis;
using solvers::HostingQuery;

constexpr double kOptimisticShare = 0.001;
constexpr double kCapMw = 1000.0;
constexpr double kModeratePerPercentShare = 0.05;
constexpr std::array<double, 3> kTanPhi{0.0, 0.2, 0.4};
// How far above the stated MW the true crossing is looked for.
constexpr double kLittleMore = 1.06;
constexpr double kMuchRoomShare = 0.3;
constexpr std::array<double, 7> kAbove{1.0035, 1.02, 1.05, 1.1, 1.3, 2.0, 10.0};

double NowMs() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

class Draw {
 public:
  Draw(std::uint64_t seed, std::size_t sample) : seed_(seed), sample_(sample) {}
  /// Uniform in 0 … count − 1.
  std::size_t Below(std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(Share() * static_cast<double>(count)));
  }
  double Share() {
    return models::CalcUniformShare({.seed = seed_,
                                     .stream = 0x5EED,
                                     .place = static_cast<std::uint32_t>(sample_),
                                     .step = next_++});
  }

 private:
  const std::uint64_t seed_;
  const std::size_t sample_;
  std::int64_t next_ = 0;
};

// Low at night, high by day, with a level of its own: a shape, not a forecast.
std::vector<float> MakeProfile(std::size_t quarters, Draw& draw) {
  const double swing_share = 0.1 + 0.4 * draw.Share();
  const double phase = draw.Share();
  std::vector<float> profile(quarters);
  for (std::size_t i = 0; i < quarters; ++i) {
    const double day_share = static_cast<double>(i % 96) / 96.0;
    profile[i] = static_cast<float>(
        1.0 - swing_share * (1.0 + std::cos(6.283185307179586 * (day_share - phase))));
  }
  return profile;
}

HostingQuery MakeQuery(const HostingBasis& basis, Draw& draw, std::size_t sample) {
  HostingQuery query;
  query.bus = basis.limits.buses[draw.Below(basis.limits.buses.size())];
  query.is_generation = sample % 2 == 1;
  query.tan_phi_ratio = kTanPhi[draw.Below(kTanPhi.size())];
  query.cap_mw = kCapMw;
  if (sample % 4 >= 2) query.profile_share = MakeProfile(basis.states->quarter_count(), draw);
  return query;
}

using Pair = std::pair<std::uint32_t, std::uint16_t>;

std::vector<Pair> ChoosePairs(const HostingBasis& basis, const HostingAnswer& answer,
                              const VerifyOptions& options, Draw& draw) {
  const std::size_t quarters = basis.states->quarter_count();
  const std::size_t outages = basis.limits.outages.size();
  std::set<Pair> pairs;
  if (options.is_exhaustive) {
    for (std::uint32_t quarter = 0; quarter < quarters; ++quarter) {
      for (std::size_t c = 0; c < outages; ++c)
        pairs.insert({quarter, static_cast<std::uint16_t>(c)});
    }
    return {pairs.begin(), pairs.end()};
  }
  // Where the answer says it binds: else the true crossing above it is not found.
  std::set<std::uint32_t> tight;
  for (std::size_t c = 0; c < outages && !answer.is_capped; ++c) {
    if (basis.limits.outages[c] != answer.binding.outage) continue;
    pairs.insert({answer.binding.quarter, static_cast<std::uint16_t>(c)});
    tight.insert(answer.binding.quarter);
  }
  // Pairs that the search did not look at come first: there it could be wrong.
  for (const bool is_checked : {false, true}) {
    for (const solvers::HostingPair& pair : answer.tightest) {
      if (pair.is_checked != is_checked) continue;
      if (pairs.size() < options.pairs / 2) pairs.insert({pair.quarter, pair.outage});
      if (tight.size() < options.tight_quarters) tight.insert(pair.quarter);
    }
  }
  while (pairs.size() < std::min(options.pairs, quarters * outages)) {
    pairs.insert({static_cast<std::uint32_t>(draw.Below(quarters)),
                  static_cast<std::uint16_t>(draw.Below(outages))});
  }
  for (const std::uint32_t quarter : tight) {
    for (std::size_t c = 0; c < outages; ++c)
      pairs.insert({quarter, static_cast<std::uint16_t>(c)});
  }
  return {pairs.begin(), pairs.end()};
}

// Holds one answer against all chosen pairs.
class AnswerCheck {
 public:
  AnswerCheck(const HostingBasis& basis, const HostingQuery& query, std::vector<Pair> pairs,
              const VerifyOptions& options)
      : basis_(basis),
        query_(query),
        pairs_(std::move(pairs)),
        threads_(options.threads),
        far_stride_(options.is_exhaustive ? 1 : options.far_stride),
        room_share_(pairs_.size(), 0.0) {
    for (std::size_t i = 0; i < threads_; ++i) {
      brute_.push_back(std::make_unique<BruteForce>(basis, query));
      lanes_.push_back(std::make_unique<solvers::LimitChecker>(basis, query));
    }
  }

  void Run(const HostingAnswer& answer, VerifiedAnswer& verified) {
    verified.pairs = pairs_.size();
    const std::vector<char> broken_by_lanes = FindBroken(answer.firm_mw, 1.0);
    std::vector<std::size_t> looked_at;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const bool is_near = broken_by_lanes[i] != 0 || room_share_[i] < kNearShare;
      if (is_near || i % far_stride_ == 0) looked_at.push_back(i);
    }
    verified.scalar_pairs = looked_at.size();
    std::mutex mutex;
    solvers::ParallelFor(looked_at.size(), threads_, [&](std::size_t place, std::size_t thread) {
      const std::size_t i = looked_at[place];
      if (!basis_.states->IsSolved(pairs_[i].first)) return;
      const Excess excess =
          brute_[thread]->CalcExcess(pairs_[i].first, pairs_[i].second, answer.firm_mw);
      const std::lock_guard<std::mutex> lock(mutex);
      const bool is_broken = excess.share > kOptimisticShare;
      if (is_broken && broken_by_lanes[i] == 0) ++verified.disagreements;
      if (!(excess.share > verified.worst_excess_pu)) return;
      verified.worst_excess_pu = excess.share;
      verified.worst = excess.what;
    });
    verified.found_mw = answer.is_capped ? answer.firm_mw : FindCrossingMw(answer.firm_mw);
  }

 private:
  // Of the pairs whose room, when last looked at, is less than `room_share`.
  std::vector<char> FindBroken(double mw, double room_share) {
    std::vector<char> is_broken(pairs_.size(), 0);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (basis_.states->IsSolved(pairs_[i].first) && room_share_[i] < room_share) {
        places.push_back(i);
      }
    }
    const std::size_t batches = (places.size() + solvers::kLanes - 1) / solvers::kLanes;
    solvers::ParallelFor(batches, threads_, [&](std::size_t batch, std::size_t thread) {
      const std::size_t first = batch * solvers::kLanes;
      const std::size_t count = std::min<std::size_t>(solvers::kLanes, places.size() - first);
      std::array<solvers::CheckedPair, solvers::kLanes> checked;
      for (std::size_t i = 0; i < count; ++i) {
        const Pair& pair = pairs_[places[first + i]];
        checked[i] = {pair.first, pair.second, mw};
      }
      lanes_[thread]->FindBroken(std::span(checked).first(count));
      for (std::size_t i = 0; i < count; ++i) {
        is_broken[places[first + i]] = checked[i].is_broken ? 1 : 0;
        room_share_[places[first + i]] = checked[i].room_share;
      }
    });
    return is_broken;
  }

  // Upwards until something breaks, then down to where it begins.
  double FindCrossingMw(double stated_mw) {
    for (const double factor : kAbove) {
      const double mw = std::min(kCapMw, factor * stated_mw + 0.01);
      // So little more MW do not use up this much room.
      const std::vector<char> is_broken =
          FindBroken(mw, factor < kLittleMore ? kMuchRoomShare : 1.1);
      double found_mw = mw;
      bool has_broken = false;
      for (std::size_t i = 0; i < pairs_.size(); ++i) {
        if (is_broken[i] == 0) continue;
        has_broken = true;
        const auto crossing = lanes_[0]->FollowDown(pairs_[i].first, pairs_[i].second, found_mw);
        if (crossing.is_below) found_mw = std::min(found_mw, crossing.limit.at_mw);
      }
      if (has_broken) return found_mw;
    }
    return kCapMw;
  }

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const std::vector<Pair> pairs_;
  const std::size_t threads_;
  const std::size_t far_stride_;
  std::vector<double> room_share_;  // [pair] at the MW it was last solved at
  std::vector<std::unique_ptr<BruteForce>> brute_;
  std::vector<std::unique_ptr<solvers::LimitChecker>> lanes_;
};

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void Summarise(VerifyReport& report) {
  std::vector<double> shares, moderate, mws, fast_ms, brute_ms;
  for (const VerifiedAnswer& answer : report.answers) {
    report.optimistic += answer.worst_excess_pu > kOptimisticShare;
    report.worst_excess_pu = std::max(report.worst_excess_pu, answer.worst_excess_pu);
    report.sign_disagreements += answer.disagreements;
    report.pairs += answer.pairs;
    report.scalar_pairs += answer.scalar_pairs;
    fast_ms.push_back(answer.fast_ms);
    brute_ms.push_back(answer.brute_ms);
    if (answer.is_capped || answer.found_mw < 1.0) continue;
    const double pessimism_mw = std::max(0.0, answer.found_mw - answer.stated_mw);
    mws.push_back(pessimism_mw);
    shares.push_back(pessimism_mw / answer.found_mw);
    if (answer.per_percent_mw <= kModeratePerPercentShare * answer.found_mw) {
      moderate.push_back(shares.back());
    }
  }
  report.moderate = moderate.size();
  report.pessimism_median_share = Quantile(shares, 0.5);
  report.pessimism_p95_share = Quantile(shares, 0.95);
  report.pessimism_moderate_median_share = Quantile(moderate, 0.5);
  report.pessimism_moderate_p95_share = Quantile(moderate, 0.95);
  report.pessimism_median_mw = Quantile(mws, 0.5);
  report.pessimism_p95_mw = Quantile(mws, 0.95);
  report.fast_p50_ms = Quantile(fast_ms, 0.5);
  report.fast_p95_ms = Quantile(fast_ms, 0.95);
  report.fast_max_ms = Quantile(fast_ms, 1.0);
  report.brute_p50_ms = Quantile(brute_ms, 0.5);
}

}  // namespace

absl::StatusOr<VerifyReport> VerifyCapacity(const CapacityEngine& engine,
                                            const VerifyOptions& options) {
  const HostingBasis* basis = engine.basis();
  if (basis == nullptr) return absl::UnavailableError("the planning year is not ready");
  VerifyReport report;
  for (std::size_t sample = 0; sample < options.samples; ++sample) {
    if (options.is_cancelled != nullptr && options.is_cancelled->load()) {
      return absl::CancelledError("stopped");
    }
    const std::size_t question = options.first + sample;
    Draw draw(options.seed, question);
    HostingQuery query = MakeQuery(*basis, draw, question);
    const double start_ms = NowMs();
    TWIN_RETURN_IF_ERROR(engine.Ask(query).status());
    VerifiedAnswer verified{.question = question,
                            .bus_id = engine.region().grid.buses[query.bus].id,
                            .is_generation = query.is_generation,
                            .has_profile = !query.profile_share.empty(),
                            .tan_phi_ratio = query.tan_phi_ratio,
                            .fast_ms = NowMs() - start_ms};
    // Once more for the list of tight pairs, which nobody else needs.
    query.keep_pairs = 10 * options.pairs;
    TWIN_ASSIGN_OR_RETURN(const HostingAnswer answer, engine.Ask(query));
    verified.stated_mw = answer.firm_mw;
    verified.is_capped = answer.is_capped;
    verified.per_percent_mw = answer.binding.per_percent_mw;
    const double brute_start_ms = NowMs();
    AnswerCheck(*basis, query, ChoosePairs(*basis, answer, options, draw), options)
        .Run(answer, verified);
    verified.brute_ms = NowMs() - brute_start_ms;
    report.answers.push_back(std::move(verified));
    if (options.on_progress) options.on_progress(sample + 1);
  }
  Summarise(report);
  return report;
}

}  // namespace twin::capacity
