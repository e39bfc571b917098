#include "solvers/hosting_scope.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

// What is met by the year's answer, most of the lowest, and some of the others.
std::vector<std::uint32_t> ChooseQuarters(const std::vector<std::uint32_t>& order,
                                          const HostingScopeOptions& options) {
  std::set<std::uint32_t> chosen;
  for (const BindingLimit& limit : options.met) {
    if (chosen.size() < options.most_quarters && limit.kind != LimitKind::kNone) {
      chosen.insert(limit.quarter);
    }
  }
  const std::size_t most = std::min(options.most_quarters, order.size());
  const std::size_t first = order.size() <= most ? order.size() : most / 2;
  for (std::size_t i = 0; i < first && chosen.size() < options.most_quarters; ++i) {
    chosen.insert(order[i]);
  }
  const std::size_t places = most - std::min(most, chosen.size()), rest = order.size() - first;
  for (std::size_t i = 0; i < places && rest > 0; ++i) {
    chosen.insert(order[first + i * rest / places]);
  }
  return {chosen.begin(), chosen.end()};
}

// By their least estimate in any of the quarters.
std::vector<QuarterOutage> RankOutages(const HostingYear& year, double level_mw,
                                       std::size_t outage_count,
                                       const std::vector<std::uint32_t>& quarters) {
  std::vector<double> least_mw(outage_count, std::numeric_limits<double>::infinity());
  std::vector<QuarterOutage> outages;
  for (const std::uint32_t quarter : quarters) {
    year.FindOutages(quarter, level_mw, outages);
    for (const QuarterOutage& one : outages) {
      least_mw[one.outage] = std::min(least_mw[one.outage], one.mw);
    }
  }
  std::vector<QuarterOutage> ranked;
  for (std::size_t c = 1; c < outage_count; ++c) {
    if (least_mw[c] < level_mw) {
      ranked.push_back({least_mw[c], 0, static_cast<std::uint16_t>(c)});
    }
  }
  std::sort(ranked.begin(), ranked.end());
  return ranked;
}

// Each once, in the order of the bounds, which rise.
std::vector<ScreenPair> ChoosePairs(const std::vector<HostingBound>& bounds, double level_mw,
                                    std::size_t most) {
  std::vector<ScreenPair> pairs;
  for (const HostingBound& bound : bounds) {
    if (pairs.size() == most || bound.mw >= level_mw) break;
    if (!bound.side.IsCurrent()) continue;
    const ScreenPair pair{bound.side.row, bound.outage, bound.side.which == 0};
    if (std::find(pairs.begin(), pairs.end(), pair) == pairs.end()) pairs.push_back(pair);
  }
  return pairs;
}

}  // namespace

absl::StatusOr<HostingScope> ChooseHostingScope(const HostingBasis& basis,
                                                const HostingQuery& query,
                                                const HostingScopeOptions& options) {
  if (!(options.level_mw > 0.0 && options.level_mw <= query.cap_mw)) {
    return models::errors::OutOfRange("level_mw", options.level_mw, 0.0, query.cap_mw);
  }
  std::shared_ptr<const HostingYear> own;
  if (options.year == nullptr || options.year->level_mw() < options.level_mw) {
    TWIN_ASSIGN_OR_RETURN(own, HostingYear::Make(basis, query, options.level_mw));
  }
  const HostingYear& year = own != nullptr ? *own : *options.year;
  HostingScope scope;
  scope.level_mw = options.level_mw;
  std::vector<std::uint32_t> order = year.FindShort();
  std::erase_if(order, [&](std::uint32_t quarter) {
    return static_cast<double>(year.bound_mw()[quarter]) >= options.level_mw;
  });
  if (!options.quarter_mw.empty()) {
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return options.quarter_mw[a] < options.quarter_mw[b];
    });
  }
  scope.short_count = order.size();
  scope.pairs = ChoosePairs(year.bounds(), options.level_mw, options.most_pairs);
  scope.quarters = ChooseQuarters(order, options);
  std::vector<QuarterOutage> ranked;
  if (!query.is_n0_only) {
    ranked = RankOutages(year, options.level_mw, basis.limits.outages.size(), scope.quarters);
  }
  scope.outage_count = ranked.size();
  if (ranked.size() > options.most_outages) ranked.resize(options.most_outages);
  scope.outages.push_back(0);
  for (const QuarterOutage& one : ranked) scope.outages.push_back(one.outage);
  for (std::size_t c = 1; !query.is_n0_only && c < basis.limits.outages.size(); ++c) {
    const bool is_met = std::any_of(
        options.met.begin(), options.met.end(),
        [&](const BindingLimit& limit) { return limit.outage == basis.limits.outages[c]; });
    if (is_met) scope.outages.push_back(static_cast<std::uint16_t>(c));
  }
  std::sort(scope.outages.begin(), scope.outages.end());
  scope.outages.erase(std::unique(scope.outages.begin(), scope.outages.end()), scope.outages.end());
  return scope;
}

}  // namespace solvers
