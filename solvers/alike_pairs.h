#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "solvers/hosting_estimates.h"

namespace solvers {

/// Fewer pairs are all solved.
inline constexpr std::size_t kManyPairs = 2048;

/// What the AC power flow of a sample teaches about many pairs that one limit binds alike, as
/// generation behind one transformer: estimates miss all of them by almost the same.
///   e         = room found − (estimate − x) · share per MW, at the MW x of the solve
///   may matter  (estimate − best) · share per MW + min e − (max e − min e) − kMissedShare
///               < −kUnseenShare · best · share per MW
/// min and max over the sample of one side of one limit: of the pairs under the same outage where
/// they are enough, else of all. What may not matter is
/// met above best · (1 − kUnseenShare), and stated MW are further below it.
class AlikePairs {
 public:
  /// Every n-th of each group, in the order of the quarters, and those of the least MW.
  static std::vector<QuarterOutage> Sample(std::span<const QuarterOutage> pairs);

  void Learn(const QuarterOutage& pair, double at_mw, double room_share);
  bool MayMatter(const QuarterOutage& pair, double best_mw) const;

 private:
  struct Seen {
    double low_share = std::numeric_limits<double>::infinity();
    double high_share = -std::numeric_limits<double>::infinity();
    std::size_t count = 0;
  };
  static constexpr int kAnyOutage = -1;
  using Group = std::tuple<std::uint16_t, std::uint8_t, int>;
  static Group GroupOf(const QuarterOutage& pair, int outage) {
    return {pair.side.row, pair.side.which, outage};
  }
  const Seen* Find(const QuarterOutage& pair) const;
  static double RoomAt(const QuarterOutage& pair, double mw) {
    return (pair.mw - mw) * pair.share_per_mw;
  }

  std::map<Group, Seen> seen_;
};

}  // namespace solvers
