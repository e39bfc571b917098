#pragma once

#include <cstdint>
#include <vector>

#include "solvers/hosting_capacity.h"
#include "solvers/hosting_slopes.h"

namespace solvers {

/// One side of one limit: current of branch row m rising (0) or falling (1), voltage of bus row i
/// too low (2) or too high (3).
struct LimitSide {
  std::uint16_t row = 0;  ///< of the LimitSet
  std::uint8_t which = 0;
  bool IsCurrent() const { return which <= 1; }
};

/// No quarter of the block meets this limit under this outage below this MW, as linear slopes with
/// their safety see it.
struct HostingBound {
  double mw = 0.0;
  std::uint16_t block = 0;
  std::uint16_t outage = 0;
  LimitSide side;
  std::uint16_t at = 0;  ///< position in the block of the extreme it comes from
};

inline constexpr double kLeastSlopePu = 1e-9;
inline constexpr double kAlikeShare = 5e-4;  ///< loadings no further apart are as one
inline constexpr double kSharePerPu = 2.0;   ///< 0.0005 pu weigh as much as 0.1 % of a rating
inline constexpr double kSameStatePu =
    2e-6;  ///< what two AC power flows of one state may differ by
inline constexpr double kVoltageCurvature = 0.6;  ///< linear room is too large by the nose's curve
inline constexpr double kSlopeSafety = 1.25;      ///< slopes between the anchors may be steeper
inline constexpr double kLeastSecantMw = 1.0;     ///< shorter secants are noise

/// What is known of a loading or of room below a limit, per unit: from … to.
struct ValueRange {
  double low_pu = 0.0;
  double high_pu = 0.0;
};

/// MW at which a loading meets its limit. What is over the limit today may grow a little and has
/// more room than what stands just below it: a loading that may be either has none.
///   MW = room · rating / (slope · S_base · kSlopeSafety + a floor where no anchor sees a slope)
double CalcCurrentMw(const ValueRange& loading_share, double slope_mva, double rating_mva);
/// MW at which a voltage meets its limit: linear room shortened for the curve of the nose.
double CalcVoltageMw(const ValueRange& room_pu, double slope_pu);

/// Share of the applicant's MW in a quarter; its largest in a block.
double ProfileShareOf(const HostingQuery& query, std::uint32_t quarter);
double LargestShareOf(const HostingQuery& query, const BlockExtremes& block);

/// The most adverse slope of the bound's limit over the anchors, positive.
double AdverseSlopeOf(const AdverseSlopes& slopes, const HostingBound& bound, std::size_t stride);

/// Bounds of every (limit, outage, block) below `best_mw`, in rising order. The first `outages` of
/// the limit set are looked at. `block_mw` [block] becomes the least bound of every block, at most
/// the query's cap.
std::vector<HostingBound> CalcHostingBounds(const HostingBasis& basis, const HostingQuery& query,
                                            const AdverseSlopes& slopes, std::size_t outages,
                                            double best_mw, std::vector<double>& block_mw);

}  // namespace solvers
