#include "solvers/hosting_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "models/base/units.h"
#include "solvers/outage_extremes.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

constexpr double kSlopeFloor = 0.002;  // where no anchor sees a slope
// Up to here surely below the limit, whatever two AC solutions of one state differ by.
constexpr double kNowhereBrokenShare = 1.0 - kSameStateShare;

// What is surely broken today may grow a little; what may be about to break has no room at all.
double CalcRoom(const ValueRange& room, double worsening) {
  if (room.low_pu >= 0.0) return room.low_pu;
  return room.high_pu >= 0.0 ? 0.0 : worsening;
}

}  // namespace

double CalcCurrentMw(const ValueRange& loading_share, double slope_mva, double rating_mva) {
  const double room =
      CalcRoom({1.0 - loading_share.high_pu, 1.0 - loading_share.low_pu}, kWorseningShare);
  return room * rating_mva / (slope_mva * models::kBaseMva * kSlopeSafety + kSlopeFloor);
}

double CalcVoltageMw(const ValueRange& room_pu, double slope_pu) {
  return kVoltageCurvature * CalcRoom(room_pu, kWorseningPu) / slope_pu;
}

double ProfileShareOf(const HostingQuery& query, std::uint32_t quarter) {
  return query.profile_share.empty() ? 1.0 : static_cast<double>(query.profile_share[quarter]);
}

double LargestShareOf(const HostingQuery& query, const BlockExtremes& block) {
  if (query.profile_share.empty()) return 1.0;
  float largest = 0.0f;
  for (const std::uint32_t quarter : block.quarters) {
    largest = std::max(largest, query.profile_share[quarter]);
  }
  return static_cast<double>(largest);
}

double AdverseSlopeOf(const AdverseSlopes& slopes, const HostingBound& bound, std::size_t stride) {
  const std::size_t at = bound.side.row * stride + bound.outage;
  switch (bound.side.which) {
    case 0:
      return slopes.up_mva[at];
    case 1:
      return -slopes.down_mva[at];
    case 2:
      return -slopes.v_down_pu[at];
    default:
      return slopes.v_up_pu[at];
  }
}

namespace {

// In a block whose extreme is broken today, other quarters may stand anywhere around the limit.
double CalcBlockMw(double mw, double extreme_room) { return extreme_room < 0.0 ? 0.0 : mw; }

class Screening {
 public:
  Screening(const HostingBasis& basis, const HostingQuery& query, const AdverseSlopes& slopes,
            std::size_t outages, double best_mw)
      : basis_(basis),
        query_(query),
        slopes_(slopes),
        outages_(outages),
        best_mw_(best_mw),
        stride_(OutageExtremes::StrideOf(basis.limits)) {}

  // What the year's extremes rule out is not looked at by block.
  std::vector<HostingBound> Run(std::vector<double>& block_mw) const {
    const std::size_t blocks = basis_.blocks.size();
    block_mw.assign(blocks, query_.cap_mw);
    const std::vector<Candidate> candidates = FindCandidates();
    std::vector<std::vector<HostingBound>> found(blocks);
    ParallelFor(blocks, query_.threads, [&](std::size_t block, std::size_t) {
      block_mw[block] = ScreenBlock(static_cast<std::uint16_t>(block), candidates, found[block]);
    });
    std::vector<HostingBound> bounds;
    for (const auto& some : found) bounds.insert(bounds.end(), some.begin(), some.end());
    std::sort(bounds.begin(), bounds.end(), [](const HostingBound& a, const HostingBound& b) {
      return std::tuple(a.mw, a.block, a.outage, a.side.row, a.side.which) <
             std::tuple(b.mw, b.block, b.outage, b.side.row, b.side.which);
    });
    return bounds;
  }

 private:
  struct Candidate {
    LimitSide side;
    std::uint16_t outage;
    float slope;  ///< adverse, positive: per unit of current, or pu of voltage, per MW
  };

  // (limit, outage) pairs that can lie below the cap in some block.
  std::vector<Candidate> FindCandidates() const {
    std::vector<Candidate> candidates;
    const auto& buses = basis_.lanes->grid().buses;
    const double cap_mw = query_.cap_mw;
    const auto add = [&](std::size_t row, std::size_t which, std::size_t c, float slope) {
      candidates.push_back({{static_cast<std::uint16_t>(row), static_cast<std::uint8_t>(which)},
                            static_cast<std::uint16_t>(c),
                            slope});
    };
    for (std::size_t m = 0; m < basis_.limits.branches.size(); ++m) {
      for (std::size_t c = 0; c < outages_; ++c) {
        const std::size_t at = m * stride_ + c;
        const float up = slopes_.up_mva[at], down = -slopes_.down_mva[at];
        if (CalcMwOfRoom(basis_.room_up_mva[at], up) < cap_mw) add(m, 0, c, up);
        if (CalcMwOfRoom(basis_.room_down_mva[at], down) < cap_mw) add(m, 1, c, down);
      }
    }
    for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
      const models::BusParams& bus = buses[basis_.limits.buses[i]];
      for (std::size_t c = 0; c < outages_; ++c) {
        const std::size_t at = i * stride_ + c;
        const float down = -slopes_.v_down_pu[at], up = slopes_.v_up_pu[at];
        const double low_room_pu = static_cast<double>(basis_.v_min_pu[at]) - bus.v_min_pu;
        const double high_room_pu = bus.v_max_pu - static_cast<double>(basis_.v_max_pu[at]);
        if (down > kLeastSlopePu && low_room_pu < cap_mw * down / kVoltageCurvature) {
          add(i, 2, c, down);
        }
        if (up > kLeastSlopePu && high_room_pu < cap_mw * up / kVoltageCurvature) {
          add(i, 3, c, up);
        }
      }
    }
    return candidates;
  }

  static double CalcMwOfRoom(double room_mva, double slope_pu) {
    if (slope_pu <= 0.0) return std::numeric_limits<double>::infinity();
    return room_mva / (slope_pu * models::kBaseMva * kSlopeSafety + kSlopeFloor);
  }

  double ScreenBlock(std::uint16_t index, const std::vector<Candidate>& candidates,
                     std::vector<HostingBound>& found) const {
    const BlockExtremes& block = basis_.blocks[index];
    const double share = LargestShareOf(query_, block);
    double least_mw = query_.cap_mw;
    if (share <= 0.0 || block.quarters.empty()) return least_mw;
    const float* rating = basis_.rating_min_mva.data() + index * basis_.limits.branches.size();
    for (const Candidate& candidate : candidates) {
      const std::size_t row = candidate.side.row * stride_, at = row + candidate.outage;
      double mw = 0.0, room = 0.0;
      std::uint16_t where = 0;
      if (candidate.side.IsCurrent()) {
        const bool is_up = candidate.side.which == 0;
        const double loading = is_up ? block.loading_max_share[at] : -block.loading_min_share[at];
        const double rating_mva = static_cast<double>(rating[candidate.side.row]);
        room = 1.0 - loading;
        mw = CalcCurrentMw({loading, loading}, candidate.slope, rating_mva);
        where = is_up ? block.loading_max_at[at] : block.loading_min_at[at];
        if (mw / share < best_mw_ && IsAlike(index, candidate, rating_mva)) continue;
      } else {
        const models::BusParams& bus =
            basis_.lanes->grid().buses[basis_.limits.buses[candidate.side.row]];
        const bool is_low = candidate.side.which == 2;
        const double v_pu = is_low ? block.v_min_pu[at] : block.v_max_pu[at];
        if (!std::isfinite(v_pu)) continue;
        room = is_low ? v_pu - bus.v_min_pu : bus.v_max_pu - v_pu;
        mw = CalcVoltageMw({room, room}, candidate.slope);
        where = is_low ? block.v_min_at[at] : block.v_max_at[at];
        if (mw / share < best_mw_ && IsVoltageAlike(index, candidate, bus)) continue;
      }
      mw = CalcBlockMw(mw / share, room);
      least_mw = std::min(least_mw, mw);
      if (mw < best_mw_) found.push_back({mw, index, candidate.outage, candidate.side, where});
    }
    return least_mw;
  }

  // An outage that loads the branch no more than the intact network does, now and with the
  // applicant, is covered by the intact network's own check: but only where both have the same
  // limit. What stands just above it today may grow, what stands just below may not.
  bool IsAlike(std::uint16_t index, const Candidate& candidate, double rating_mva) const {
    if (candidate.outage == 0) return false;
    const std::size_t intact = candidate.side.row * stride_, at = intact + candidate.outage;
    const bool is_up = candidate.side.which == 0;
    const BlockExtremes& block = basis_.blocks[index];
    const double worst_share =
        is_up ? std::max(block.loading_max_share[intact], block.loading_max_share[at])
              : -std::min(block.loading_min_share[intact], block.loading_min_share[at]);
    if (worst_share > kNowhereBrokenShare) return false;
    const double intact_slope = is_up ? slopes_.up_mva[intact] : -slopes_.down_mva[intact];
    const double steeper = std::max<double>(
        candidate.slope - intact_slope,
        kSlopeSafety * (is_up ? slopes_.steeper_up_mva[at] : slopes_.steeper_down_mva[at]));
    const double more_later = std::max(0.0, steeper) * models::kBaseMva * best_mw_ / rating_mva;
    return CalcMoreNow(index, candidate, rating_mva) + more_later < kAlikeShare;
  }

  // The same of a voltage. With a profile any quarter may be the one, and nothing is known of what
  // the outage does to its voltage.
  bool IsVoltageAlike(std::uint16_t index, const Candidate& candidate,
                      const models::BusParams& bus) const {
    if (candidate.outage == 0 || !query_.profile_share.empty()) return false;
    const std::size_t intact = candidate.side.row * stride_, at = intact + candidate.outage;
    const bool is_low = candidate.side.which == 2;
    const BlockExtremes& block = basis_.blocks[index];
    const auto room_of = [&](std::size_t row) {
      return is_low ? static_cast<double>(block.v_min_pu[row]) - bus.v_min_pu
                    : bus.v_max_pu - static_cast<double>(block.v_max_pu[row]);
    };
    const double intact_room_pu = room_of(intact), room_pu = room_of(at);
    if (!(std::min(intact_room_pu, room_pu) > kSameStatePu)) return false;
    const double intact_slope = is_low ? -slopes_.v_down_pu[intact] : slopes_.v_up_pu[intact];
    const double steeper = std::max<double>(
        candidate.slope - intact_slope,
        kSlopeSafety * (is_low ? slopes_.v_steeper_down_pu[at] : slopes_.v_steeper_up_pu[at]));
    return std::max(0.0, intact_room_pu - room_pu) + std::max(0.0, steeper) * best_mw_ <
           kAlikeShare / kSharePerPu;
  }

  // How much more the outage loads the branch today. The same MW in all quarters add up with the
  // extremes; with a profile any quarter may be the one, and what the outage shifts counts.
  double CalcMoreNow(std::uint16_t index, const Candidate& candidate, double rating_mva) const {
    const BlockExtremes& block = basis_.blocks[index];
    const std::size_t intact = candidate.side.row * stride_, at = intact + candidate.outage;
    const double more = candidate.side.which == 0
                            ? block.loading_max_share[at] - block.loading_max_share[intact]
                            : block.loading_min_share[intact] - block.loading_min_share[at];
    if (query_.profile_share.empty()) return std::max(0.0, more);
    const std::size_t outages = basis_.limits.outages.size();
    const double shifted_mw =
        std::abs(basis_.dc.Lodf(basis_.limits.branches[candidate.side.row],
                                basis_.limits.outages[candidate.outage])) *
        static_cast<double>(basis_.outage_max_mw[index * outages + candidate.outage]);
    return std::max({0.0, more, shifted_mw / rating_mva});
  }

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const AdverseSlopes& slopes_;
  const std::size_t outages_;
  const double best_mw_;
  const std::size_t stride_;
};

}  // namespace

std::vector<HostingBound> CalcHostingBounds(const HostingBasis& basis, const HostingQuery& query,
                                            const AdverseSlopes& slopes, std::size_t outages,
                                            double best_mw, std::vector<double>& block_mw) {
  return Screening(basis, query, slopes, outages, best_mw).Run(block_mw);
}

}  // namespace solvers
