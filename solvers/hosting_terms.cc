#include "solvers/hosting_terms.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/hosting_bounds.h"
#include "solvers/hosting_estimates.h"
#include "solvers/hosting_slopes.h"
#include "solvers/limit_check.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

constexpr double kFirstLevelRatio = 1.5;  // over the firm MW …
constexpr double kFirstLevelMw = 2.0;     // … and this much more
constexpr double kLevelStepRatio = 1.7;
constexpr int kMaxLevels = 6;
// Estimates are lower bounds: what is met first lies mostly within this of the least of them.
constexpr double kCeilingRatio = 1.15;
constexpr double kCeilingMw = 0.5;
constexpr double kNextCeilingRatio = 1.5;
constexpr double kWholeShare = 0.4;  // of the quarters followed, those of the lowest bounds

// The year's quarters below one level.
class Year {
 public:
  Year(const HostingBasis& basis, const HostingQuery& query, const AdverseSlopes& slopes,
       double level_mw)
      : level_mw_(level_mw) {
    const std::size_t outages = query.is_n0_only ? 1 : basis.limits.outages.size();
    std::vector<double> block_mw;
    auto bounds = CalcHostingBounds(basis, query, slopes, outages, level_mw, block_mw);
    estimates_ =
        std::make_unique<HostingEstimates>(basis, query, slopes, std::move(bounds), level_mw);
    ranked_ = estimates_->RankByBlock();
    const std::size_t quarters = basis.states->quarter_count();
    bound_mw_.assign(quarters, static_cast<float>(level_mw));
    block_of_.assign(quarters, 0);
    ParallelFor(basis.blocks.size(), query.threads, [&](std::size_t block, std::size_t) {
      for (const std::uint32_t quarter : basis.blocks[block].quarters) {
        block_of_[quarter] = static_cast<std::uint16_t>(block);
        bound_mw_[quarter] =
            static_cast<float>(estimates_->CalcQuarterMw(ranked_[block], quarter, level_mw));
      }
    });
  }

  std::size_t CountShort() const {
    return static_cast<std::size_t>(
        std::count_if(bound_mw_.begin(), bound_mw_.end(),
                      [this](float mw) { return static_cast<double>(mw) < level_mw_; }));
  }
  const std::vector<float>& bound_mw() const { return bound_mw_; }
  std::size_t solves() const { return estimates_->solves(); }

  /// What one quarter takes, at most the level.
  double Follow(std::uint32_t quarter, LimitChecker& checker,
                std::vector<QuarterOutage>& outages) const {
    double best_mw = level_mw_;
    // The intact network stands for outages that no estimate sees.
    CheckAt({{0.0, quarter, 0}}, checker, best_mw);
    const auto& ranked = ranked_[block_of_[quarter]];
    double done_mw = -1.0;
    double ceiling_mw =
        std::max(kCeilingMw, kCeilingRatio * static_cast<double>(bound_mw_[quarter]));
    while (true) {
      const double below_mw = std::min(best_mw, ceiling_mw);
      estimates_->FindOfQuarter(ranked, quarter, below_mw, outages);
      // What lies below the ceiling of the round before was looked at then.
      std::erase_if(outages,
                    [&](const QuarterOutage& one) { return one.mw < done_mw || one.outage == 0; });
      CheckAt(outages, checker, best_mw);
      if (best_mw <= ceiling_mw) return best_mw;
      done_mw = ceiling_mw;
      ceiling_mw *= kNextCeilingRatio;
    }
  }

 private:
  // In rising order of their estimates, a batch at a time at the least MW so far.
  static void CheckAt(const std::vector<QuarterOutage>& outages, LimitChecker& checker,
                      double& best_mw) {
    std::array<CheckedPair, kLanes> pairs;
    for (std::size_t at = 0; at < outages.size() && outages[at].mw < best_mw;) {
      std::size_t count = 0;
      for (; at < outages.size() && count < kLanes && outages[at].mw < best_mw; ++at) {
        pairs[count++] = {outages[at].quarter, outages[at].outage, best_mw};
      }
      checker.FindBroken(std::span(pairs).first(count));
      for (std::size_t i = 0; i < count; ++i) {
        if (!pairs[i].is_broken) continue;
        const Crossing crossing = checker.FollowDown(pairs[i].quarter, pairs[i].outage, best_mw);
        if (crossing.is_below) best_mw = std::min(best_mw, crossing.limit.at_mw);
      }
    }
  }

  const double level_mw_;
  std::unique_ptr<HostingEstimates> estimates_;
  std::vector<std::vector<RankedBound>> ranked_;
  std::vector<float> bound_mw_;
  std::vector<std::uint16_t> block_of_;
};

// Positions among `count` that are followed: the first part whole, of the rest every n-th, the last
// one always.
std::vector<std::size_t> ChoosePlaces(std::size_t count, std::size_t most) {
  std::vector<std::size_t> places;
  const std::size_t whole =
      count <= most ? count : static_cast<std::size_t>(kWholeShare * static_cast<double>(most));
  for (std::size_t i = 0; i < whole; ++i) places.push_back(i);
  const std::size_t left = most - whole, rest = count - whole;
  for (std::size_t i = 0; rest > 0 && i < left; ++i) {
    places.push_back(whole + (i * (rest - 1)) / std::max<std::size_t>(1, left - 1));
  }
  return places;
}

// A level that quarters can be kept with: none is below it by the rounding alone.
double RoundToFloat(double mw) { return static_cast<double>(static_cast<float>(mw)); }

class Terms {
 public:
  Terms(const HostingBasis& basis, const HostingQuery& query, const HostingTermsOptions& options)
      : basis_(basis), query_(query), options_(options) {}

  absl::StatusOr<HostingTerms> Run(const HostingAnswer& answer) {
    if (!(options_.requested_mw > 0.0 && options_.requested_mw <= query_.cap_mw)) {
      return models::errors::OutOfRange("requested_mw", options_.requested_mw, 0.0, query_.cap_mw);
    }
    HostingSlopes pass(basis_, query_);
    TWIN_ASSIGN_OR_RETURN(AdverseSlopes slopes, pass.CalcTangents());
    double level_mw = std::min(
        query_.cap_mw,
        std::max(options_.requested_mw, kFirstLevelRatio * answer.crossing_mw + kFirstLevelMw));
    for (int i = 0;; ++i) {
      level_mw = RoundToFloat(level_mw);
      pass.AddSecants(std::max(level_mw, kLeastSecantMw), slopes);
      const Year year(basis_, query_, slopes, level_mw);
      terms_.ac_solves += year.solves();
      const bool is_last = level_mw >= RoundToFloat(query_.cap_mw) || i + 1 == kMaxLevels;
      if (is_last || year.CountShort() > options_.short_quarters) {
        Follow(year, level_mw);
        if (is_last || CountBelow(level_mw) > options_.short_quarters) return std::move(terms_);
      }
      level_mw = std::min(query_.cap_mw, kLevelStepRatio * level_mw);
    }
  }

 private:
  std::size_t CountBelow(double level_mw) const {
    return static_cast<std::size_t>(
        std::count_if(terms_.quarter_mw.begin(), terms_.quarter_mw.end(),
                      [&](float mw) { return static_cast<double>(mw) < level_mw; }));
  }

  void Follow(const Year& year, double level_mw) {
    terms_.up_to_mw = level_mw;
    terms_.lower_bound_mw = year.bound_mw();
    terms_.quarter_mw.assign(year.bound_mw().size(), static_cast<float>(level_mw));
    terms_.is_checked.assign(year.bound_mw().size(), 0);
    std::vector<std::uint32_t> order;
    for (std::uint32_t quarter = 0; quarter < year.bound_mw().size(); ++quarter) {
      if (static_cast<double>(year.bound_mw()[quarter]) < level_mw) order.push_back(quarter);
    }
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(year.bound_mw()[a], a) < std::pair(year.bound_mw()[b], b);
    });
    const std::vector<std::size_t> places = ChoosePlaces(order.size(), options_.most_quarters);
    std::vector<std::unique_ptr<LimitChecker>> checkers;
    for (std::size_t i = 0; i < query_.threads; ++i) {
      checkers.push_back(std::make_unique<LimitChecker>(basis_, query_));
    }
    std::vector<std::vector<QuarterOutage>> outages(query_.threads);
    ParallelFor(places.size(), query_.threads, [&](std::size_t i, std::size_t thread) {
      const std::uint32_t quarter = order[places[i]];
      terms_.quarter_mw[quarter] =
          static_cast<float>(year.Follow(quarter, *checkers[thread], outages[thread]));
      terms_.is_checked[quarter] = 1;
    });
    for (const auto& checker : checkers) terms_.ac_solves += checker->solves();
    terms_.short_count = order.size();
    terms_.checked_count = places.size();
    FillBetween(order, places);
  }

  // Between two quarters that were followed, by place in the order of the lower bounds.
  void FillBetween(const std::vector<std::uint32_t>& order,
                   const std::vector<std::size_t>& places) {
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      const std::size_t from = places[i], to = places[i + 1];
      const float low_mw = terms_.quarter_mw[order[from]], high_mw = terms_.quarter_mw[order[to]];
      for (std::size_t place = from + 1; place < to; ++place) {
        const float ratio = static_cast<float>(place - from) / static_cast<float>(to - from);
        terms_.quarter_mw[order[place]] = low_mw + ratio * (high_mw - low_mw);
      }
    }
  }

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const HostingTermsOptions options_;
  HostingTerms terms_;
};

}  // namespace

absl::StatusOr<HostingTerms> CalcHostingTerms(const HostingBasis& basis, const HostingQuery& query,
                                              const HostingAnswer& answer,
                                              const HostingTermsOptions& options) {
  return Terms(basis, query, options).Run(answer);
}

}  // namespace solvers
