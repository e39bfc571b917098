#include "solvers/hosting_terms.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/hosting_slopes.h"
#include "solvers/limit_check.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

constexpr double kFirstLevelRatio = 1.5;  // over the firm MW …
constexpr double kFirstLevelMw = 2.0;     // … and this much more
constexpr double kLevelStepRatio = 1.7;
constexpr int kMaxLevels = 6;
constexpr double kWholeShare = 0.4;  // of the quarters followed, those of the lowest bounds

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
      terms_.year = std::make_shared<const HostingYear>(basis_, query_, slopes, level_mw);
      const HostingYear& year = *terms_.year;
      terms_.ac_solves += year.solves();
      TWIN_RETURN_IF_ERROR(query_.CheckCancelled());
      const bool is_last = level_mw >= RoundToFloat(query_.cap_mw) || i + 1 == kMaxLevels;
      if (is_last || year.CountShort() > options_.short_quarters) {
        Follow(year, level_mw);
        TWIN_RETURN_IF_ERROR(query_.CheckCancelled());
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

  void Follow(const HostingYear& year, double level_mw) {
    terms_.up_to_mw = level_mw;
    terms_.lower_bound_mw = year.bound_mw();
    terms_.quarter_mw.assign(year.bound_mw().size(), static_cast<float>(level_mw));
    terms_.is_checked.assign(year.bound_mw().size(), 0);
    const std::vector<std::uint32_t> order = year.FindShort();
    const std::vector<std::size_t> places = ChoosePlaces(order.size(), options_.most_quarters);
    std::vector<std::unique_ptr<LimitChecker>> checkers;
    for (std::size_t i = 0; i < query_.threads; ++i) {
      checkers.push_back(std::make_unique<LimitChecker>(basis_, query_));
    }
    std::vector<std::vector<QuarterOutage>> outages(query_.threads);
    ParallelFor(places.size(), query_.threads, [&](std::size_t i, std::size_t thread) {
      if (query_.IsCancelled()) return;
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
