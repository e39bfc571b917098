#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "solvers/hosting_estimates.h"

namespace solvers {

/// Fewer pairs are all solved.
inline constexpr std::size_t kManyPairs = 2048;

/// What the AC power flow of a sample teaches about many pairs that one limit binds alike, as
/// generation behind one transformer: estimates miss all of them by almost the same.
///   ρ(x)        = (estimate − x) · share per MW: the room estimated at x MW
///   room(x)     = a + b · ρ(x) + e: fitted to the rooms found, with e from min e to max e
///   may matter    a + b · ρ(best) + min e − spread · (max e − min e) − kMissedShare
///                 < −kUnseenShare · best · share per MW
/// for one side of one limit: of the pairs under the same outage where they are enough, else of
/// all. The spread beyond what was seen is 1 for few pairs and falls with the root of their number.
/// What may not matter is met above best · (1 − kUnseenShare), and stated MW are further below it.
class AlikePairs {
 public:
  /// Every n-th of each group, in the order of the quarters, and those of the least MW.
  static std::vector<QuarterOutage> Sample(std::span<const QuarterOutage> pairs);

  void Learn(const QuarterOutage& pair, double at_mw, double room_share);
  /// After the last pair was learned.
  void Fit();
  bool MayMatter(const QuarterOutage& pair, double best_mw) const;

 private:
  struct Seen {
    std::vector<std::pair<double, double>> rooms;  ///< estimated, found
    double offset_share = 0.0, slope = 1.0;
    double low_share = 0.0, high_share = 0.0;  ///< of what the fit leaves
  };
  static constexpr int kAnyOutage = -1;
  using Group = std::tuple<std::uint16_t, std::uint8_t, int>;
  static Group GroupOf(const QuarterOutage& pair, int outage) {
    return {pair.side.row, pair.side.which, outage};
  }
  static double RoomAt(const QuarterOutage& pair, double mw) {
    return (pair.mw - mw) * pair.share_per_mw;
  }
  static void FitLine(Seen& seen);
  const Seen* Find(const QuarterOutage& pair) const;

  std::map<Group, Seen> seen_;
};

}  // namespace solvers
