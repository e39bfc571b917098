#include "solvers/alike_pairs.h"

#include <algorithm>
#include <cmath>

namespace solvers {
namespace {

constexpr std::size_t kSampleEvery = 8;
constexpr std::size_t kLeastMwCount = 256;
constexpr std::size_t kLeastSeen = 32;   // of a group before it says anything
constexpr double kMissedShare = 0.0003;  // of a rating, beyond the spread
constexpr double kUnseenShare = 0.0015;  // of the MW; half of kStatedMarginShare
static_assert(kUnseenShare <= 0.5 * kStatedMarginShare);
constexpr double kLeastVariance = 1e-10;  // of estimates, else no line is seen
constexpr double kLeastSpread = 0.1;
constexpr double kSpreadOfOne = 8.0;

double SpreadOf(std::size_t count) {
  return std::clamp(kSpreadOfOne / std::sqrt(static_cast<double>(count)), kLeastSpread, 1.0);
}

}  // namespace

std::vector<QuarterOutage> AlikePairs::Sample(std::span<const QuarterOutage> pairs) {
  std::vector<QuarterOutage> ordered(pairs.begin(), pairs.end());
  std::sort(ordered.begin(), ordered.end());
  const std::size_t least = std::min(kLeastMwCount, ordered.size());
  std::vector<QuarterOutage> sample(ordered.begin(),
                                    ordered.begin() + static_cast<std::ptrdiff_t>(least));
  std::sort(ordered.begin() + static_cast<std::ptrdiff_t>(least), ordered.end(),
            [](const QuarterOutage& a, const QuarterOutage& b) {
              return std::tuple(GroupOf(a, a.outage), a.quarter) <
                     std::tuple(GroupOf(b, b.outage), b.quarter);
            });
  for (std::size_t i = least; i < ordered.size(); i += kSampleEvery) sample.push_back(ordered[i]);
  return sample;
}

void AlikePairs::Learn(const QuarterOutage& pair, double at_mw, double room_share) {
  if (pair.share_per_mw <= 0.0) return;
  for (const int outage : {static_cast<int>(pair.outage), kAnyOutage}) {
    seen_[GroupOf(pair, outage)].rooms.emplace_back(RoomAt(pair, at_mw), room_share);
  }
}

void AlikePairs::FitLine(Seen& seen) {
  const auto count = static_cast<double>(seen.rooms.size());
  double mean_estimated = 0.0, mean_found = 0.0;
  for (const auto& [estimated, found] : seen.rooms) {
    mean_estimated += estimated / count;
    mean_found += found / count;
  }
  double both = 0.0, square = 0.0;
  for (const auto& [estimated, found] : seen.rooms) {
    both += (estimated - mean_estimated) * (found - mean_found);
    square += (estimated - mean_estimated) * (estimated - mean_estimated);
  }
  seen.slope = square > count * kLeastVariance ? both / square : 1.0;
  seen.offset_share = mean_found - seen.slope * mean_estimated;
  for (const auto& [estimated, found] : seen.rooms) {
    const double left = found - seen.offset_share - seen.slope * estimated;
    seen.low_share = std::min(seen.low_share, left);
    seen.high_share = std::max(seen.high_share, left);
  }
}

void AlikePairs::Fit() {
  for (auto& [group, seen] : seen_) FitLine(seen);
}

const AlikePairs::Seen* AlikePairs::Find(const QuarterOutage& pair) const {
  for (const int outage : {static_cast<int>(pair.outage), kAnyOutage}) {
    const auto found = seen_.find(GroupOf(pair, outage));
    if (found != seen_.end() && found->second.rooms.size() >= kLeastSeen) return &found->second;
  }
  return nullptr;
}

bool AlikePairs::MayMatter(const QuarterOutage& pair, double best_mw) const {
  const Seen* seen = pair.share_per_mw > 0.0 ? Find(pair) : nullptr;
  if (seen == nullptr) return true;
  const double beyond_share =
      SpreadOf(seen->rooms.size()) * (seen->high_share - seen->low_share) + kMissedShare;
  return seen->offset_share + seen->slope * RoomAt(pair, best_mw) + seen->low_share - beyond_share <
         -kUnseenShare * best_mw * pair.share_per_mw;
}

}  // namespace solvers
