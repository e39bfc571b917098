#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "solvers/hosting_bounds.h"
#include "solvers/limit_check.h"
#include "solvers/outage_interpolation.h"

namespace solvers {

/// A pair that stood for others leaves them less certain than this share of a rating.
inline constexpr double kStandInShare = 0.0045;

/// One outage in one quarter and the MW that it may allow.
struct QuarterOutage {
  double mw = 0.0;
  std::uint32_t quarter = 0;
  std::uint16_t outage = 0;   ///< of the LimitSet
  LimitSide side = {};        ///< the limit that the estimate is of
  double share_per_mw = 0.0;  ///< of its rating that one MW takes; 0: not known
  bool operator<(const QuarterOutage& other) const {
    return std::tuple(mw, quarter, outage) < std::tuple(other.mw, other.quarter, other.outage);
  }
};

/// Leaves every (quarter, outage) once, with its smallest MW, sorted by quarter and outage.
void KeepSmallest(std::vector<QuarterOutage>& pairs);

/// A pair that stood for others that load a branch as it does: quarter, outage and what they share.
struct StandIn {
  std::uint32_t quarter = 0;
  std::uint16_t outage = 0;
  std::uint32_t group = 0;
  auto operator<=>(const StandIn&) const = default;
};

/// A bound and the MW that no quarter of its block can lie below.
struct RankedBound {
  double least_mw = 0.0;
  std::size_t row = 0;  ///< of HostingEstimates::bounds()
};

/// Pairs with an estimate below some MW.
struct PairsBelow {
  std::vector<QuarterOutage> pairs;  ///< each once with its smallest estimate, by quarter, outage
  std::vector<StandIn> stand_ins;    ///< those of them that stood for pairs which are left out
  std::vector<std::vector<std::size_t>> groups;  ///< bounds of one limit in one block
};

/// From a block's extremes to its other quarters: which of them may lie below some MW. Every
/// limit's own AC secant at its extreme takes the place of the adverse slope; loadings follow from
/// the block's extremes (OutageInterpolation), as far as that was seen to err. All arguments must
/// outlive it.
class HostingEstimates {
 public:
  /// Measures the secants up to `best_mw` of all bounds below it, by AC; larger ones are dropped.
  HostingEstimates(const HostingBasis& basis, const HostingQuery& query,
                   const AdverseSlopes& slopes, std::vector<HostingBound> bounds, double best_mw);

  /// `uses_stand_ins`: in every quarter the worst outage stands for those that shift a branch's
  /// current almost as it does: what linear sensitivities get wrong there they get wrong for both,
  /// to about kStandInShare. Whoever uses them must look at FindStoodFor where room is less.
  PairsBelow FindBelow(double below_mw, bool uses_stand_ins) const;
  /// The pairs below the MW that one of them stood for.
  void FindStoodFor(const PairsBelow& below, const StandIn& stand_in, double below_mw,
                    std::vector<QuarterOutage>& found) const;

  /// The bounds of every block by rising least MW. **Shape** [block]
  std::vector<std::vector<RankedBound>> RankByBlock() const;
  /// Smallest estimate of one quarter, at most `below_mw`; `ranked` is its block's.
  double CalcQuarterMw(const std::vector<RankedBound>& ranked, std::uint32_t quarter,
                       double below_mw) const;
  /// Outages of one quarter with an estimate below the MW, each once, by rising estimate.
  void FindOfQuarter(const std::vector<RankedBound>& ranked, std::uint32_t quarter, double below_mw,
                     std::vector<QuarterOutage>& found) const;

  const std::vector<HostingBound>& bounds() const { return bounds_; }
  std::size_t solves() const { return solves_; }

 private:
  void Refine(double best_mw);
  double CalcRefined(const HostingBound& bound, const LimitChecker::Values& values,
                     const CheckedPair& pair) const;
  struct Estimate {
    double mw;
    double shift_share;  ///< loading after the outage as linear sensitivities see it
    double slope_pu;     ///< per MW
    std::uint16_t outage;
  };
  /// Position of the smallest estimate; the list is empty when none is below the MW.
  std::size_t EstimateGroup(const std::vector<std::size_t>& rows, std::uint32_t quarter,
                            double below_mw, std::vector<Estimate>& estimates) const;
  void FindQuarters(const std::vector<std::size_t>& rows, std::uint32_t group, double below_mw,
                    bool uses_stand_ins, PairsBelow& found) const;
  QuarterOutage MakePair(const Estimate& estimate, std::uint32_t quarter,
                         const LimitSide& side) const;
  double SharePerMw(const LimitSide& side, double slope_pu, std::uint32_t quarter) const;
  double EstimateMw(const HostingBound& bound, double slope, std::uint32_t quarter) const;
  double CalcLeastMw(const HostingBound& bound, double slope) const;
  ValueRange NarrowNearLimit(const HostingBound& bound, std::uint32_t quarter,
                             const ValueRange& loading_share) const;
  ValueRange NarrowNearVoltage(const HostingBound& bound, std::uint32_t quarter,
                               const ValueRange& room_pu) const;
  double EstimateVoltageMw(const HostingBound& bound, double slope, std::uint32_t quarter) const;

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const AdverseSlopes& slopes_;
  const OutageInterpolation interpolation_;
  const std::size_t stride_;
  std::vector<HostingBound> bounds_;
  std::vector<double> secant_pu_;  ///< [bound] slope per MW
  std::size_t solves_ = 0;
};

}  // namespace solvers
