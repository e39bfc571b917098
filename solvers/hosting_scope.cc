#include "solvers/hosting_scope.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/hosting_slopes.h"
#include "solvers/hosting_year.h"

namespace solvers {
namespace {

std::vector<std::uint32_t> ChooseQuarters(const std::vector<std::uint32_t>& order,
                                          std::size_t most) {
  std::vector<std::uint32_t> chosen;
  const std::size_t first = order.size() <= most ? order.size() : most / 2;
  chosen.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(first));
  const std::size_t places = std::min(most, order.size()) - first, rest = order.size() - first;
  for (std::size_t i = 0; i < places; ++i) chosen.push_back(order[first + i * rest / places]);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

// By their least estimate in any of the quarters.
std::vector<QuarterOutage> RankOutages(const HostingYear& year, std::size_t outage_count,
                                       const std::vector<std::uint32_t>& quarters) {
  std::vector<double> least_mw(outage_count, std::numeric_limits<double>::infinity());
  std::vector<QuarterOutage> outages;
  for (const std::uint32_t quarter : quarters) {
    year.FindOutages(quarter, year.level_mw(), outages);
    for (const QuarterOutage& one : outages) {
      least_mw[one.outage] = std::min(least_mw[one.outage], one.mw);
    }
  }
  std::vector<QuarterOutage> ranked;
  for (std::size_t c = 1; c < outage_count; ++c) {
    if (least_mw[c] < year.level_mw()) {
      ranked.push_back({least_mw[c], 0, static_cast<std::uint16_t>(c)});
    }
  }
  std::sort(ranked.begin(), ranked.end());
  return ranked;
}

}  // namespace

absl::StatusOr<HostingScope> ChooseHostingScope(const HostingBasis& basis,
                                                const HostingQuery& query,
                                                const HostingScopeOptions& options) {
  if (!(options.level_mw > 0.0 && options.level_mw <= query.cap_mw)) {
    return models::errors::OutOfRange("level_mw", options.level_mw, 0.0, query.cap_mw);
  }
  HostingSlopes pass(basis, query);
  TWIN_ASSIGN_OR_RETURN(AdverseSlopes slopes, pass.CalcTangents());
  pass.AddSecants(std::max(options.level_mw, kLeastSecantMw), slopes);
  const HostingYear year(basis, query, slopes, options.level_mw);
  HostingScope scope;
  scope.level_mw = options.level_mw;
  scope.ac_solves = year.solves();
  const std::vector<std::uint32_t> order = year.FindShort();
  scope.short_count = order.size();
  scope.quarters = ChooseQuarters(order, options.most_quarters);
  std::vector<QuarterOutage> ranked;
  if (!query.is_n0_only) {
    ranked = RankOutages(year, basis.limits.outages.size(), scope.quarters);
  }
  scope.outage_count = ranked.size();
  if (ranked.size() > options.most_outages) ranked.resize(options.most_outages);
  scope.outages.push_back(0);
  for (const QuarterOutage& one : ranked) scope.outages.push_back(one.outage);
  for (std::size_t c = 1; !query.is_n0_only && c < basis.limits.outages.size(); ++c) {
    if (std::find(options.always.begin(), options.always.end(), basis.limits.outages[c]) !=
        options.always.end()) {
      scope.outages.push_back(static_cast<std::uint16_t>(c));
    }
  }
  std::sort(scope.outages.begin(), scope.outages.end());
  scope.outages.erase(std::unique(scope.outages.begin(), scope.outages.end()), scope.outages.end());
  return scope;
}

}  // namespace solvers
