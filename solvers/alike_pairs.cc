#include "solvers/alike_pairs.h"

#include <algorithm>

namespace solvers {
namespace {

constexpr std::size_t kSampleEvery = 8;
constexpr std::size_t kLeastMwCount = 256;
constexpr std::size_t kLeastSeen = 32;   // of a group before it says anything
constexpr double kMissedShare = 0.0003;  // of a rating, beyond twice the range seen
constexpr double kUnseenShare = 0.0015;  // of the MW; half of kStatedMarginShare
static_assert(kUnseenShare <= 0.5 * kStatedMarginShare);

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
  const double missed_share = room_share - RoomAt(pair, at_mw);
  for (const int outage : {static_cast<int>(pair.outage), kAnyOutage}) {
    Seen& seen = seen_[GroupOf(pair, outage)];
    seen.low_share = std::min(seen.low_share, missed_share);
    seen.high_share = std::max(seen.high_share, missed_share);
    ++seen.count;
  }
}

const AlikePairs::Seen* AlikePairs::Find(const QuarterOutage& pair) const {
  for (const int outage : {static_cast<int>(pair.outage), kAnyOutage}) {
    const auto found = seen_.find(GroupOf(pair, outage));
    if (found != seen_.end() && found->second.count >= kLeastSeen) return &found->second;
  }
  return nullptr;
}

bool AlikePairs::MayMatter(const QuarterOutage& pair, double best_mw) const {
  const Seen* seen = pair.share_per_mw > 0.0 ? Find(pair) : nullptr;
  if (seen == nullptr) return true;
  const double range_share = seen->high_share - seen->low_share;
  return RoomAt(pair, best_mw) + seen->low_share - range_share - kMissedShare <
         -kUnseenShare * best_mw * pair.share_per_mw;
}

}  // namespace solvers
