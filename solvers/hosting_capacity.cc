#include "solvers/hosting_capacity.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/alike_pairs.h"
#include "solvers/angle_ranking.h"
#include "solvers/hosting_bounds.h"
#include "solvers/hosting_estimates.h"
#include "solvers/hosting_slopes.h"
#include "solvers/limit_check.h"
#include "solvers/met_limits.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

constexpr std::size_t kWave = 64;  // pairs checked at the same MW before it is lowered
constexpr int kMaxSecantRounds = 6;
constexpr std::size_t kNextCount = 8;
constexpr float kBentRatio = 1.03F;     // a nose within about eight times the MW
constexpr float kBendOfIntact = 0.03F;  // outages that bend no more are as the intact network
constexpr std::size_t kNoseWave = 16;
constexpr std::size_t kNoseStrata = 8;
constexpr std::size_t kMaxNoseQuarters = 256;

class Search {
 public:
  Search(const HostingBasis& basis, const HostingQuery& query)
      : basis_(basis),
        query_(query),
        stride_(OutageExtremes::StrideOf(basis.limits)),
        outages_(query.is_n0_only ? 1 : basis.limits.outages.size()) {}

  absl::StatusOr<HostingAnswer> Run() {
    TWIN_RETURN_IF_ERROR(Check());
    HostingAnswer answer;
    Begin(HostingPart::kSlopes);
    HostingSlopes slope_pass(basis_, query_);
    TWIN_ASSIGN_OR_RETURN(slopes_, slope_pass.CalcTangents());
    for (std::size_t i = 0; i < query_.threads; ++i) {
      checkers_.push_back(std::make_unique<LimitChecker>(basis_, query_));
    }
    best_mw_ = query_.cap_mw;
    for (const std::uint32_t anchor : {basis_.anchors.front(), basis_.anchors.back()}) {
      CheckWave({{0.0, anchor, 0}}, answer);
    }
    TWIN_RETURN_IF_ERROR(query_.CheckCancelled());
    Begin(HostingPart::kScreen);
    Screen(answer);
    answer.screened_mw = ScreenHostingMw(basis_, query_);
    Begin(HostingPart::kCheck);
    CheckExtremes(answer);
    // Secants up to the best so far see what tangents cannot; an anchor without solution there
    // lowers the best at once. Each round's secants are steeper than any that a smaller MW needs.
    for (int round = 0; round < kMaxSecantRounds; ++round) {
      const auto lost = slope_pass.AddSecants(std::max(best_mw_, kLeastSecantMw), slopes_);
      const double before_mw = best_mw_;
      std::vector<QuarterOutage> pairs;
      for (const auto& [quarter, outage] : lost) pairs.push_back({0.0, quarter, outage});
      CheckWave(pairs, answer);
      TWIN_RETURN_IF_ERROR(query_.CheckCancelled());
      if (best_mw_ == before_mw) break;
    }
    Screen(answer);
    CheckExtremes(answer);
    estimates_.emplace(basis_, query_, slopes_, std::move(bounds_), best_mw_);
    CheckOtherQuarters(answer);
    TWIN_RETURN_IF_ERROR(query_.CheckCancelled());
    TWIN_RETURN_IF_ERROR(CheckNoses(slope_pass.bend_ratio(), answer));
    TWIN_RETURN_IF_ERROR(query_.CheckCancelled());
    Finish(answer);
    for (std::size_t c = 1; c < outages_; ++c) {
      if (basis_.lanes->IsBridge(basis_.limits.outages[c]) && LosesSupply(c)) {
        answer.loses_supply.push_back(basis_.limits.outages[c]);
      }
    }
    Begin(HostingPart::kDone);
    return answer;
  }

 private:
  void Begin(HostingPart part) const {
    if (query_.on_part) query_.on_part(part);
  }

  absl::Status Check() const {
    const auto& grid = basis_.lanes->grid();
    if (!grid.buses.empty() && query_.bus.value() >= grid.buses.size()) {
      return models::errors::InvalidField("bus", "is not a bus of the grid");
    }
    if (!std::isfinite(query_.tan_phi_ratio) || std::abs(query_.tan_phi_ratio) > 10.0) {
      return models::errors::OutOfRange("tan_phi_ratio", query_.tan_phi_ratio, -10.0, 10.0);
    }
    if (!(query_.cap_mw > 0.0 && query_.cap_mw <= 1e5)) {
      return models::errors::OutOfRange("cap_mw", query_.cap_mw, 0.0, 1e5);
    }
    if (!query_.profile_share.empty() &&
        query_.profile_share.size() != basis_.states->quarter_count()) {
      return models::errors::InvalidField(
          "profile_share", absl::StrCat("has ", query_.profile_share.size(), " values for ",
                                        basis_.states->quarter_count(), " quarters"));
    }
    for (const float share : query_.profile_share) {
      if (!(share >= 0.0f && share <= 1.0f)) {
        return models::errors::OutOfRange("profile_share", share, 0.0, 1.0);
      }
    }
    return absl::OkStatus();
  }

  void Screen(HostingAnswer& answer) {
    bounds_ = CalcHostingBounds(basis_, query_, slopes_, outages_, best_mw_, answer.block_mw);
  }

  // Pairs at the extremes that bounds come from.
  void CheckExtremes(HostingAnswer& answer) {
    std::vector<QuarterOutage> pairs;
    std::size_t next = 0;
    while (next < bounds_.size() && bounds_[next].mw < best_mw_) {
      pairs.clear();
      for (; next < bounds_.size() && pairs.size() < kWave && bounds_[next].mw < best_mw_; ++next) {
        const HostingBound& bound = bounds_[next];
        const std::uint32_t quarter = basis_.blocks[bound.block].quarters[bound.at];
        if (Remember(quarter, bound.outage)) pairs.push_back({bound.mw, quarter, bound.outage});
      }
      CheckWave(pairs, answer);
    }
  }

  // Every other quarter of a block whose bound is still below the best.
  void CheckOtherQuarters(HostingAnswer& answer) {
    const PairsBelow below = estimates_->FindBelow(best_mw_, true);
    CheckAlike(below.pairs, answer);
    // Where a pair that stood for others is that near a limit, the others are looked at, too.
    std::vector<QuarterOutage> others;
    for (const StandIn& stand_in : FindNearLimits(below.stand_ins)) {
      estimates_->FindStoodFor(below, stand_in, best_mw_, others);
    }
    KeepSmallest(others);
    CheckAlike(others, answer);
  }

  // Of many a sample, and of the others what it leaves doubtful.
  void CheckAlike(const std::vector<QuarterOutage>& pairs, HostingAnswer& answer) {
    if (pairs.size() < kManyPairs) {
      CheckInOrder(pairs, answer);
      return;
    }
    CheckInOrder(AlikePairs::Sample(pairs), answer);
    AlikePairs alike;
    for (const QuarterOutage& pair : pairs) {
      const auto solved = solved_.find(KeyOf(pair.quarter, pair.outage));
      if (solved != solved_.end()) {
        alike.Learn(pair, solved->second.at_mw, solved->second.room_share);
      }
    }
    alike.Fit();
    std::vector<QuarterOutage> doubtful;
    for (const QuarterOutage& pair : pairs) {
      if (alike.MayMatter(pair, best_mw_)) {
        doubtful.push_back(pair);
      } else {
        left_out_.insert(KeyOf(pair.quarter, pair.outage));
      }
    }
    CheckInOrder(std::move(doubtful), answer);
  }

  // A power flow may run out of solutions where no limit was near: outages that bend the path to
  // the best MW are looked at in the quarters that stand furthest out, until a wave of them loses
  // none.
  absl::Status CheckNoses(const std::vector<float>& bend_ratio, HostingAnswer& answer) {
    std::vector<std::size_t> bent;
    for (std::size_t c = 0; c < outages_; ++c) {
      const bool is_more_than_intact = c == 0 || bend_ratio[c] > bend_ratio[0] + kBendOfIntact;
      if (bend_ratio[c] > kBentRatio && is_more_than_intact) bent.push_back(c);
    }
    std::vector<absl::StatusOr<std::vector<std::vector<std::uint32_t>>>> ranked(bent.size());
    ParallelFor(bent.size(), query_.threads, [&](std::size_t i, std::size_t) {
      ranked[i] = RankByAngle(basis_, query_, bent[i], best_mw_, kNoseStrata, kMaxNoseQuarters);
    });
    for (std::size_t i = 0; i < bent.size(); ++i) {
      TWIN_RETURN_IF_ERROR(ranked[i].status());
      for (const auto& quarters : *ranked[i]) {
        CheckWhileLost(static_cast<std::uint16_t>(bent[i]), quarters, answer);
      }
    }
    return absl::OkStatus();
  }

  // In waves, until one of them leaves the best MW as it is.
  void CheckWhileLost(std::uint16_t outage, const std::vector<std::uint32_t>& quarters,
                      HostingAnswer& answer) {
    double before_mw = 0.0;
    for (std::size_t at = 0; at < quarters.size() && before_mw != best_mw_;) {
      before_mw = best_mw_;
      std::vector<QuarterOutage> wave;
      for (; at < quarters.size() && wave.size() < kNoseWave; ++at) {
        if (Remember(quarters[at], outage)) wave.push_back({0.0, quarters[at], outage});
      }
      CheckWave(wave, answer);
    }
  }

  void CheckInOrder(std::vector<QuarterOutage> pairs, HostingAnswer& answer) {
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t at = 0; at < pairs.size() && pairs[at].mw < best_mw_;) {
      std::vector<QuarterOutage> wave;
      for (; at < pairs.size() && wave.size() < kWave && pairs[at].mw < best_mw_; ++at) {
        if (Remember(pairs[at].quarter, pairs[at].outage)) wave.push_back(pairs[at]);
      }
      CheckWave(wave, answer);
    }
  }

  // Those with less room than kStandInShare at the best MW, and those that were left out. Rooms of
  // earlier waves, at larger MW, rule out most; one that is neither checked nor left out stands
  // above the best, and so do the others.
  std::vector<StandIn> FindNearLimits(const std::vector<StandIn>& stand_ins) {
    std::vector<std::uint64_t> doubtful;
    for (const StandIn& one : stand_ins) {
      const auto solved = solved_.find(KeyOf(one.quarter, one.outage));
      if (solved != solved_.end() && solved->second.room_share < kStandInShare) {
        doubtful.push_back(KeyOf(one.quarter, one.outage));
      }
    }
    std::sort(doubtful.begin(), doubtful.end());
    doubtful.erase(std::unique(doubtful.begin(), doubtful.end()), doubtful.end());
    std::vector<CheckedPair> pairs;
    for (const std::uint64_t key : doubtful) {
      pairs.push_back(
          {static_cast<std::uint32_t>(key >> 16), static_cast<std::uint16_t>(key), best_mw_});
    }
    SolveAll(pairs);
    std::set<std::uint64_t> near = left_out_;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (pairs[i].room_share < kStandInShare) near.insert(doubtful[i]);
    }
    std::vector<StandIn> found;
    for (const StandIn& one : stand_ins) {
      if (near.count(KeyOf(one.quarter, one.outage)) != 0) found.push_back(one);
    }
    return found;
  }

  void Finish(HostingAnswer& answer) {
    answer.crossing_mw = best_mw_;
    answer.is_capped = best_mw_ >= query_.cap_mw;
    answer.firm_mw = answer.is_capped ? best_mw_ : best_mw_ * (1.0 - kStatedMarginShare);
    answer.binding = binding_;
    answer.pairs_checked = checked_.size();
    answer.ac_solves = estimates_->solves();
    for (const auto& checker : checkers_) answer.ac_solves += checker->solves();
    FillNext(answer);
    if (query_.keep_pairs > 0) FillTightest(answer);
  }

  bool Remember(std::uint32_t quarter, std::uint16_t outage) {
    return checked_.insert(KeyOf(quarter, outage)).second;
  }
  static std::uint64_t KeyOf(std::uint32_t quarter, std::uint16_t outage) {
    return (static_cast<std::uint64_t>(quarter) << 16) | outage;
  }

  // Each at its own MW, on all threads.
  void SolveAll(std::vector<CheckedPair>& pairs) {
    ParallelFor((pairs.size() + kLanes - 1) / kLanes, query_.threads,
                [&](std::size_t batch, std::size_t thread) {
                  const std::size_t first = batch * kLanes;
                  const std::size_t count = std::min<std::size_t>(kLanes, pairs.size() - first);
                  checkers_[thread]->FindBroken(std::span(pairs).subspan(first, count));
                });
  }

  // All pairs of a wave are solved at the same MW; those that break a limit are followed down in
  // the order of the wave, so that threads do not change the answer.
  void CheckWave(const std::vector<QuarterOutage>& pairs, HostingAnswer& answer) {
    if (query_.IsCancelled()) return;
    std::vector<CheckedPair> checked;
    for (const QuarterOutage& pair : pairs)
      checked.push_back({pair.quarter, pair.outage, best_mw_});
    SolveAll(checked);
    for (const CheckedPair& pair : checked) {
      solved_[KeyOf(pair.quarter, pair.outage)] = {pair.room_share, pair.mw};
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (!checked[i].is_broken) continue;
      const Crossing crossing =
          checkers_[0]->FollowDown(pairs[i].quarter, pairs[i].outage, best_mw_);
      answer.exists_today.insert(answer.exists_today.end(), crossing.exists_today.begin(),
                                 crossing.exists_today.end());
      if (!crossing.is_below) continue;
      crossings_.push_back(crossing.limit);
      if (crossing.limit.at_mw < best_mw_) {
        best_mw_ = crossing.limit.at_mw;
        binding_ = crossing.limit;
      }
    }
  }

  bool LosesSupply(std::size_t c) const {
    for (const BlockExtremes& block : basis_.blocks) {
      if (block.quarters.empty()) continue;
      for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
        if (basis_.limits.buses[i] == query_.bus) {
          return !std::isfinite(block.v_min_pu[i * stride_ + c]);
        }
      }
    }
    return false;
  }

  // More than the search itself needs: what it left out lies just above its best.
  void FillTightest(HostingAnswer& answer) const {
    constexpr double kAboveRatio = 1.3;
    constexpr double kAboveMw = 5.0;
    const double below_mw = kAboveRatio * best_mw_ + kAboveMw;
    std::vector<QuarterOutage> pairs = estimates_->FindBelow(below_mw, false).pairs;
    for (const HostingBound& bound : estimates_->bounds()) {
      if (bound.mw >= below_mw) break;
      pairs.push_back({bound.mw, basis_.blocks[bound.block].quarters[bound.at], bound.outage});
    }
    std::sort(pairs.begin(), pairs.end());
    std::set<std::uint64_t> seen;
    for (const QuarterOutage& pair : pairs) {
      if (answer.tightest.size() == query_.keep_pairs) break;
      if (!seen.insert(KeyOf(pair.quarter, pair.outage)).second) continue;
      answer.tightest.push_back({pair.quarter, pair.outage, pair.mw,
                                 checked_.count(KeyOf(pair.quarter, pair.outage)) != 0});
    }
  }

  // Limits next in line, one per component.
  void FillNext(HostingAnswer& answer) const {
    std::vector<BindingLimit> rising{binding_};
    rising.insert(rising.end(), crossings_.begin(), crossings_.end());
    std::stable_sort(rising.begin() + 1, rising.end(),
                     [](const auto& a, const auto& b) { return a.at_mw < b.at_mw; });
    answer.next = OnePerComponent(rising);
    answer.next.erase(answer.next.begin());
    answer.next.resize(std::min(answer.next.size(), kNextCount));
  }

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const std::size_t stride_;
  const std::size_t outages_;
  AdverseSlopes slopes_;
  std::vector<HostingBound> bounds_;
  std::optional<HostingEstimates> estimates_;
  std::vector<std::unique_ptr<LimitChecker>> checkers_;
  std::set<std::uint64_t> checked_;
  struct Solved {
    double room_share = 0.0;
    double at_mw = 0.0;
  };
  std::unordered_map<std::uint64_t, Solved> solved_;  ///< [pair] when it was checked
  std::set<std::uint64_t> left_out_;                  ///< as alike to checked ones
  std::vector<BindingLimit> crossings_;
  BindingLimit binding_;
  double best_mw_ = 0.0;
};

}  // namespace

absl::StatusOr<HostingAnswer> CalcHostingCapacity(const HostingBasis& basis,
                                                  const HostingQuery& query) {
  return Search(basis, query).Run();
}

std::vector<BindingLimit> FindBrokenLimits(const HostingBasis& basis, const HostingQuery& query,
                                           std::uint32_t quarter, std::size_t outage, double mw) {
  return LimitChecker(basis, query).ListBroken(quarter, static_cast<std::uint16_t>(outage), mw);
}

}  // namespace solvers
