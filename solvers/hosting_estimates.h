#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "solvers/hosting_bounds.h"
#include "solvers/limit_check.h"

namespace solvers {

/// One outage in one quarter and the MW that it may allow.
struct QuarterOutage {
  double mw = 0.0;
  std::uint32_t quarter = 0;
  std::uint16_t outage = 0;  ///< of the LimitSet
  bool operator<(const QuarterOutage& other) const {
    return std::tuple(mw, quarter, outage) < std::tuple(other.mw, other.quarter, other.outage);
  }
};

/// From a block's extremes to its other quarters: which of them may lie below some MW. Every
/// limit's own AC secant at its extreme takes the place of the adverse slope; the extreme is moved
/// by the change of the intact network's flows and of what the outage shifts (LODF). All arguments
/// must outlive it.
class HostingEstimates {
 public:
  /// Measures the secants up to `best_mw` of all bounds below it, by AC; larger ones are dropped.
  HostingEstimates(const HostingBasis& basis, const HostingQuery& query,
                   const AdverseSlopes& slopes, std::vector<HostingBound> bounds, double best_mw);

  /// (quarter, outage) pairs with an estimate below the MW, each once with its smallest, sorted by
  /// quarter and outage.
  std::vector<QuarterOutage> FindBelow(double below_mw) const;

  const std::vector<HostingBound>& bounds() const { return bounds_; }
  std::size_t solves() const { return solves_; }

 private:
  void Refine(double best_mw);
  double CalcRefined(const HostingBound& bound, const LimitChecker::Values& values,
                     const CheckedPair& pair) const;
  void FindQuarters(const std::vector<std::size_t>& rows, double below_mw,
                    std::vector<QuarterOutage>& found) const;
  double EstimateMw(const HostingBound& bound, double slope, std::uint32_t quarter) const;
  double EstimateVoltageMw(const HostingBound& bound, double slope, std::uint32_t quarter,
                           std::uint32_t extreme_quarter) const;
  double OutageLoading(std::size_t m, std::size_t c, std::uint32_t quarter) const;

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const AdverseSlopes& slopes_;
  const std::size_t stride_;
  std::vector<HostingBound> bounds_;
  std::vector<double> refined_;  ///< [bound] slope per MW
  std::size_t solves_ = 0;
};

}  // namespace solvers
