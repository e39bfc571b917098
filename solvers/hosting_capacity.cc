#include "solvers/hosting_capacity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/hosting_slopes.h"
#include "solvers/limit_check.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr std::size_t kWave = 64;  // pairs checked at the same MW before it is lowered
constexpr double kLeastSlopePu = 1e-9;
constexpr double kAlikeShare = 5e-4;  // an outage that loads a branch no more than this is as none
constexpr double kEstimateShare = 0.003;  // added to loadings estimated for other quarters …
constexpr double kEstimateRatio = 0.15;   // … and this much of their distance from the extreme
constexpr double kEstimatePu = 0.0005;
constexpr double kClearlyShare = 0.01;  // beyond a limit by more than estimates are wrong
constexpr double kClearlyPu = 0.002;
constexpr double kSlopeSafety = 1.25;    // slopes between the anchors may be steeper
constexpr double kRefinedSafety = 1.04;  // slopes of other quarters over a limit's own secant
constexpr double kRefinedVoltageSafety = 0.65;  // over kVoltageCurvature: 8 %
constexpr double kSlopeFloor = 0.002;           // and where an anchor sees none
constexpr double kVoltageCurvature = 0.6;  // linear voltage room is too large by the nose's curve
constexpr double kShiftTrustRatio = 0.3;   // of the difference that two outages make
constexpr int kMaxSecantRounds = 6;
constexpr double kLeastSecantMw = 1.0;  // shorter secants are noise
constexpr std::size_t kNextCount = 8;

/// One side of one limit: current of branch row m rising (0) or falling (1), voltage of bus row i
/// too low (2) or too high (3).
struct Side {
  std::uint16_t row = 0;
  std::uint8_t which = 0;
};

struct Bound {
  double mw = 0.0;
  std::uint16_t block = 0;
  std::uint16_t outage = 0;
  Side side;
  std::uint16_t at = 0;  ///< position in the block of the extreme
};

class Search {
 public:
  Search(const HostingBasis& basis, const HostingQuery& query)
      : basis_(basis),
        query_(query),
        stride_(OutageExtremes::StrideOf(basis.limits)),
        outages_(query.is_n0_only ? 1 : basis.limits.outages.size()) {}

  absl::StatusOr<HostingAnswer> Run() {
    TWIN_RETURN_IF_ERROR(Check());
    HostingAnswer answer;
    Begin(HostingPart::kSlopes);
    HostingSlopes slope_pass(basis_, query_);
    TWIN_ASSIGN_OR_RETURN(slopes_, slope_pass.CalcTangents());
    for (std::size_t i = 0; i < query_.threads; ++i) {
      checkers_.push_back(std::make_unique<LimitChecker>(basis_, query_));
    }
    best_mw_ = query_.cap_mw;
    for (const std::uint32_t anchor : {basis_.anchors.front(), basis_.anchors.back()}) {
      CheckWave({{0.0, anchor, 0}}, answer);
    }
    Begin(HostingPart::kScreen);
    Screen(answer);
    answer.screened_mw = ScreenHostingMw(basis_, query_);
    Begin(HostingPart::kCheck);
    CheckExtremes(answer);
    // Secants up to the best so far see what tangents cannot; an anchor without solution there
    // lowers the best at once. Each round's secants are steeper than any that a smaller MW needs.
    for (int round = 0; round < kMaxSecantRounds; ++round) {
      const auto lost = slope_pass.AddSecants(std::max(best_mw_, kLeastSecantMw), slopes_);
      const double before_mw = best_mw_;
      std::vector<Pair> pairs;
      for (const auto& [quarter, outage] : lost) pairs.push_back({0.0, quarter, outage});
      CheckWave(pairs, answer);
      if (best_mw_ == before_mw) break;
    }
    Screen(answer);
    CheckExtremes(answer);
    Refine();
    CheckOtherQuarters(answer);
    Finish(answer);
    for (std::size_t c = 1; c < outages_; ++c) {
      if (basis_.lanes->IsBridge(basis_.limits.outages[c]) && LosesSupply(c)) {
        answer.loses_supply.push_back(basis_.limits.outages[c]);
      }
    }
    Begin(HostingPart::kDone);
    return answer;
  }

 private:
  void Begin(HostingPart part) const {
    if (query_.on_part) query_.on_part(part);
  }

  absl::Status Check() const {
    const auto& grid = basis_.lanes->grid();
    if (!grid.buses.empty() && query_.bus.value() >= grid.buses.size()) {
      return models::errors::InvalidField("bus", "is not a bus of the grid");
    }
    if (!std::isfinite(query_.tan_phi_ratio) || std::abs(query_.tan_phi_ratio) > 10.0) {
      return models::errors::OutOfRange("tan_phi_ratio", query_.tan_phi_ratio, -10.0, 10.0);
    }
    if (!(query_.cap_mw > 0.0 && query_.cap_mw <= 1e5)) {
      return models::errors::OutOfRange("cap_mw", query_.cap_mw, 0.0, 1e5);
    }
    if (!query_.profile_share.empty() &&
        query_.profile_share.size() != basis_.states->quarter_count()) {
      return models::errors::InvalidField(
          "profile_share", absl::StrCat("has ", query_.profile_share.size(), " values for ",
                                        basis_.states->quarter_count(), " quarters"));
    }
    for (const float share : query_.profile_share) {
      if (!(share >= 0.0f && share <= 1.0f)) {
        return models::errors::OutOfRange("profile_share", share, 0.0, 1.0);
      }
    }
    return absl::OkStatus();
  }

  double ProfileShare(std::uint32_t quarter) const {
    return query_.profile_share.empty() ? 1.0 : static_cast<double>(query_.profile_share[quarter]);
  }

  double LargestShare(const BlockExtremes& block) const {
    if (query_.profile_share.empty()) return 1.0;
    float largest = 0.0f;
    for (const std::uint32_t quarter : block.quarters) {
      largest = std::max(largest, query_.profile_share[quarter]);
    }
    return static_cast<double>(largest);
  }

  // MW at which a loading meets its limit: what is over the limit today may grow a little.
  static double CurrentMw(double loading_share, double slope_mva, double rating_mva) {
    const double room = CalcRoom(1.0 - loading_share, kClearlyShare, kWorseningShare);
    return room * rating_mva / (slope_mva * models::kBaseMva * kSlopeSafety + kSlopeFloor);
  }
  static double VoltageMw(double room_pu, double slope_pu) {
    return kVoltageCurvature * CalcRoom(room_pu, kClearlyPu, kWorseningPu) / slope_pu;
  }
  // What is clearly broken today may grow a little; what is about to break has no room at all.
  static double CalcRoom(double room, double clearly, double worsening) {
    if (room >= 0.0) return room;
    return room > -clearly ? 0.0 : worsening;
  }
  // In a block whose extreme is broken today, other quarters may stand anywhere around the limit.
  static double CalcBlockMw(double mw, double extreme_room) {
    return extreme_room < 0.0 ? 0.0 : mw;
  }

  // Lower bounds of every (limit, outage, block); keeps those below the best so far. What the
  // year's extremes rule out is not looked at by block.
  void Screen(HostingAnswer& answer) {
    const std::size_t blocks = basis_.blocks.size();
    answer.block_mw.assign(blocks, query_.cap_mw);
    const std::vector<Candidate> candidates = FindCandidates();
    std::vector<std::vector<Bound>> found(blocks);
    ParallelFor(blocks, query_.threads, [&](std::size_t block, std::size_t) {
      answer.block_mw[block] =
          ScreenBlock(static_cast<std::uint16_t>(block), candidates, found[block]);
    });
    bounds_.clear();
    for (auto& bounds : found) bounds_.insert(bounds_.end(), bounds.begin(), bounds.end());
    std::sort(bounds_.begin(), bounds_.end(), [](const Bound& a, const Bound& b) {
      return std::tuple(a.mw, a.block, a.outage, a.side.row, a.side.which) <
             std::tuple(b.mw, b.block, b.outage, b.side.row, b.side.which);
    });
  }

  struct Candidate {
    Side side;
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
                     std::vector<Bound>& found) const {
    const BlockExtremes& block = basis_.blocks[index];
    const double share = LargestShare(block);
    double least_mw = query_.cap_mw;
    if (share <= 0.0 || block.quarters.empty()) return least_mw;
    const float* rating = basis_.rating_min_mva.data() + index * basis_.limits.branches.size();
    for (const Candidate& candidate : candidates) {
      const std::size_t row = candidate.side.row * stride_, at = row + candidate.outage;
      double mw = 0.0, room = 0.0;
      std::uint16_t where = 0;
      if (candidate.side.which <= 1) {
        const bool is_up = candidate.side.which == 0;
        const double loading = is_up ? block.loading_max_share[at] : -block.loading_min_share[at];
        const double rating_mva = static_cast<double>(rating[candidate.side.row]);
        room = 1.0 - loading;
        mw = CurrentMw(loading, candidate.slope, rating_mva);
        where = is_up ? block.loading_max_at[at] : block.loading_min_at[at];
        if (mw / share < best_mw_ && IsAlike(block, candidate, rating_mva)) continue;
      } else {
        const models::BusParams& bus =
            basis_.lanes->grid().buses[basis_.limits.buses[candidate.side.row]];
        const bool is_low = candidate.side.which == 2;
        const double v_pu = is_low ? block.v_min_pu[at] : block.v_max_pu[at];
        if (!std::isfinite(v_pu)) continue;
        room = is_low ? v_pu - bus.v_min_pu : bus.v_max_pu - v_pu;
        mw = VoltageMw(room, candidate.slope);
        where = is_low ? block.v_min_at[at] : block.v_max_at[at];
      }
      mw = CalcBlockMw(mw / share, room);
      least_mw = std::min(least_mw, mw);
      if (mw < best_mw_) found.push_back({mw, index, candidate.outage, candidate.side, where});
    }
    return least_mw;
  }

  // An outage that loads the branch no more than the intact network does, now and with the
  // applicant, is covered by the intact network's own check.
  bool IsAlike(const BlockExtremes& block, const Candidate& candidate, double rating_mva) const {
    if (candidate.outage == 0) return false;
    const bool is_up = candidate.side.which == 0;
    const std::size_t intact = candidate.side.row * stride_, at = intact + candidate.outage;
    const double more = is_up ? block.loading_max_share[at] - block.loading_max_share[intact]
                              : block.loading_min_share[intact] - block.loading_min_share[at];
    const double intact_slope = is_up ? slopes_.up_mva[intact] : -slopes_.down_mva[intact];
    const double more_later =
        std::max(0.0, candidate.slope - intact_slope) * models::kBaseMva * best_mw_ / rating_mva;
    return std::max(0.0, more) + more_later < kAlikeShare;
  }

  // Pairs at the extremes that bounds come from.
  void CheckExtremes(HostingAnswer& answer) {
    std::vector<Pair> pairs;
    std::size_t next = 0;
    while (next < bounds_.size() && bounds_[next].mw < best_mw_) {
      pairs.clear();
      for (; next < bounds_.size() && pairs.size() < kWave && bounds_[next].mw < best_mw_; ++next) {
        const Bound& bound = bounds_[next];
        const std::uint32_t quarter = basis_.blocks[bound.block].quarters[bound.at];
        if (Remember(quarter, bound.outage)) pairs.push_back({bound.mw, quarter, bound.outage});
      }
      CheckWave(pairs, answer);
    }
  }

  // Every other quarter of a block whose bound is still below the best.
  void CheckOtherQuarters(HostingAnswer& answer) {
    std::vector<Pair> pairs = OtherQuarters(best_mw_);
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t at = 0; at < pairs.size() && pairs[at].mw < best_mw_;) {
      std::vector<Pair> wave;
      for (; at < pairs.size() && wave.size() < kWave && pairs[at].mw < best_mw_; ++at) {
        if (Remember(pairs[at].quarter, pairs[at].outage)) wave.push_back(pairs[at]);
      }
      CheckWave(wave, answer);
    }
  }

  void Finish(HostingAnswer& answer) {
    answer.crossing_mw = best_mw_;
    answer.is_capped = best_mw_ >= query_.cap_mw;
    answer.firm_mw = answer.is_capped ? best_mw_ : best_mw_ * (1.0 - kStatedMarginShare);
    answer.binding = binding_;
    answer.pairs_checked = checked_.size();
    answer.ac_solves = flat_solves_;
    for (const auto& checker : checkers_) answer.ac_solves += checker->solves();
    FillNext(answer);
    if (query_.keep_pairs > 0) FillTightest(answer);
  }

  struct Pair {
    double mw = 0.0;
    std::uint32_t quarter = 0;
    std::uint16_t outage = 0;
    bool operator<(const Pair& other) const {
      return std::tuple(mw, quarter, outage) < std::tuple(other.mw, other.quarter, other.outage);
    }
  };

  bool Remember(std::uint32_t quarter, std::uint16_t outage) {
    return checked_.insert(KeyOf(quarter, outage)).second;
  }
  static std::uint64_t KeyOf(std::uint32_t quarter, std::uint16_t outage) {
    return (static_cast<std::uint64_t>(quarter) << 16) | outage;
  }

  // All pairs of a wave are solved at the same MW; those that break a limit are followed down in
  // the order of the wave, so that threads do not change the answer.
  void CheckWave(const std::vector<Pair>& pairs, HostingAnswer& answer) {
    const double wave_mw = best_mw_;
    const std::size_t batches = (pairs.size() + kLanes - 1) / kLanes;
    std::vector<char> is_broken(pairs.size(), 0);
    ParallelFor(batches, query_.threads, [&](std::size_t batch, std::size_t thread) {
      const std::size_t first = batch * kLanes;
      const std::size_t count = std::min<std::size_t>(kLanes, pairs.size() - first);
      std::array<CheckedPair, kLanes> checked;
      for (std::size_t i = 0; i < count; ++i) {
        checked[i] = {pairs[first + i].quarter, pairs[first + i].outage, wave_mw};
      }
      checkers_[thread]->FindBroken(std::span(checked).first(count));
      for (std::size_t i = 0; i < count; ++i) is_broken[first + i] = checked[i].is_broken ? 1 : 0;
    });
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (is_broken[i] == 0) continue;
      const Crossing crossing =
          checkers_[0]->FollowDown(pairs[i].quarter, pairs[i].outage, best_mw_);
      answer.exists_today.insert(answer.exists_today.end(), crossing.exists_today.begin(),
                                 crossing.exists_today.end());
      if (!crossing.is_below) continue;
      crossings_.push_back(crossing.limit);
      if (crossing.limit.at_mw < best_mw_) {
        best_mw_ = crossing.limit.at_mw;
        binding_ = crossing.limit;
      }
    }
  }

  // At the extremes, every limit's own secant up to the best MW takes the place of the adverse one.
  void Refine() {
    while (!bounds_.empty() && bounds_.back().mw >= best_mw_) bounds_.pop_back();
    refined_.assign(bounds_.size(), 0.0);
    // With the MW that any quarter of the block can see, whatever the extreme's own share.
    HostingQuery flat = query_;
    flat.profile_share.clear();
    std::vector<std::unique_ptr<LimitChecker>> flat_checkers;
    for (std::size_t i = 0; i < query_.threads; ++i) {
      flat_checkers.push_back(std::make_unique<LimitChecker>(basis_, flat));
    }
    const auto mw_in = [&](std::uint16_t block) {
      return std::max(best_mw_, kLeastSecantMw) * LargestShare(basis_.blocks[block]);
    };
    std::map<std::pair<std::uint32_t, std::uint16_t>, std::vector<std::size_t>> by_pair;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
      const Bound& bound = bounds_[i];
      by_pair[{basis_.blocks[bound.block].quarters[bound.at], bound.outage}].push_back(i);
    }
    const std::vector<std::pair<std::pair<std::uint32_t, std::uint16_t>, std::vector<std::size_t>>>
        pairs(by_pair.begin(), by_pair.end());
    ParallelFor((pairs.size() + kLanes - 1) / kLanes, query_.threads,
                [&](std::size_t batch, std::size_t thread) {
                  const std::size_t first = batch * kLanes;
                  const std::size_t count = std::min<std::size_t>(kLanes, pairs.size() - first);
                  std::array<CheckedPair, kLanes> asked;
                  std::array<LimitChecker::Values, kLanes> values;
                  for (std::size_t i = 0; i < count; ++i) {
                    const Bound& bound = bounds_[pairs[first + i].second.front()];
                    asked[i] = {pairs[first + i].first.first, pairs[first + i].first.second,
                                mw_in(bound.block)};
                  }
                  flat_checkers[thread]->Measure(std::span(asked).first(count), values);
                  for (std::size_t i = 0; i < count; ++i) {
                    for (const std::size_t row : pairs[first + i].second) {
                      refined_[row] = CalcRefined(bounds_[row], values[i], asked[i]);
                    }
                  }
                });
    for (const auto& checker : flat_checkers) flat_solves_ += checker->solves();
  }

  // Slope per MW as in `slopes_`; that one stays where the state cannot be solved.
  double CalcRefined(const Bound& bound, const LimitChecker::Values& values,
                     const CheckedPair& pair) const {
    const BlockExtremes& block = basis_.blocks[bound.block];
    const std::size_t at = bound.side.row * stride_ + bound.outage;
    const double mw = pair.mw;
    if (!values.is_solved || mw <= 0.0) return AdverseSlope(bound);
    if (bound.side.which >= 2) {
      const double v_pu = values.v_pu[bound.side.row];
      if (v_pu == 0.0) return AdverseSlope(bound);
      const double change = bound.side.which == 2 ? block.v_min_pu[at] - v_pu
                                                  : v_pu - static_cast<double>(block.v_max_pu[at]);
      return std::max(kLeastSlopePu, kRefinedVoltageSafety * change / mw);
    }
    const double loading = values.loading_share[bound.side.row];
    const double change = bound.side.which == 0
                              ? loading - static_cast<double>(block.loading_max_share[at])
                              : static_cast<double>(block.loading_min_share[at]) - loading;
    const double rating_mva = static_cast<double>(
        basis_.states->RatingMva(pair.quarter)[basis_.limits.branches[bound.side.row].value()]);
    return std::max(0.0,
                    kRefinedSafety / kSlopeSafety * change / mw * rating_mva / models::kBaseMva);
  }

  double AdverseSlope(const Bound& bound) const {
    const std::size_t at = bound.side.row * stride_ + bound.outage;
    switch (bound.side.which) {
      case 0:
        return slopes_.up_mva[at];
      case 1:
        return -slopes_.down_mva[at];
      case 2:
        return -slopes_.v_down_pu[at];
      default:
        return slopes_.v_up_pu[at];
    }
  }

  // Quarters of blocks with a bound below the MW, each with its own estimate.
  std::vector<Pair> OtherQuarters(double below_mw) const {
    // Limits of one component in one block are looked at together.
    std::map<std::tuple<std::uint16_t, std::uint8_t, std::uint16_t>, std::vector<std::size_t>> by;
    for (std::size_t row = 0; row < bounds_.size(); ++row) {
      const Bound& bound = bounds_[row];
      // No quarter of the block can lie below its extreme.
      const BlockExtremes& block = basis_.blocks[bound.block];
      if (bound.mw > 0.0 && EstimateMw(bound, refined_[row], block.quarters[bound.at]) >=
                                below_mw * LargestShare(block)) {
        continue;
      }
      by[{bound.block, bound.side.which, bound.side.row}].push_back(row);
    }
    std::vector<const std::vector<std::size_t>*> groups;
    for (const auto& [key, rows] : by) groups.push_back(&rows);
    std::vector<std::vector<Pair>> found(query_.threads);
    ParallelFor(groups.size(), query_.threads, [&](std::size_t group, std::size_t thread) {
      FindQuarters(*groups[group], below_mw, found[thread]);
    });
    std::vector<Pair> pairs;
    for (const auto& some : found) pairs.insert(pairs.end(), some.begin(), some.end());
    // The smallest estimate of every pair.
    std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
      return std::tuple(a.quarter, a.outage, a.mw) < std::tuple(b.quarter, b.outage, b.mw);
    });
    pairs.erase(std::unique(pairs.begin(), pairs.end(),
                            [](const Pair& a, const Pair& b) {
                              return a.quarter == b.quarter && a.outage == b.outage;
                            }),
                pairs.end());
    return pairs;
  }

  // Quarters of one block in which one limit may lie below the MW, under several outages. In every
  // quarter the worst outage stands for those that shift the branch's current almost as it does:
  // what linear sensitivities get wrong in that quarter they get wrong for both alike, and the
  // difference of two shifts is trusted to kShiftTrustRatio of itself.
  void FindQuarters(const std::vector<std::size_t>& rows, double below_mw,
                    std::vector<Pair>& found) const {
    const Bound& first = bounds_[rows.front()];
    const bool is_current = first.side.which <= 1;
    struct Estimate {
      double mw;
      double shift;  ///< loading after the outage as linear sensitivities see it
      double slope;
      std::uint16_t outage;
    };
    std::vector<Estimate> estimates;
    for (const std::uint32_t quarter : basis_.blocks[first.block].quarters) {
      const double share = ProfileShare(quarter);
      if (share <= 0.0 || !basis_.states->IsSolved(quarter)) continue;
      estimates.clear();
      std::size_t worst = 0;
      for (const std::size_t row : rows) {
        const double mw = EstimateMw(bounds_[row], refined_[row], quarter) / share;
        if (mw >= below_mw) continue;
        const double shift =
            is_current ? OutageLoading(first.side.row, bounds_[row].outage, quarter) : 0.0;
        estimates.push_back({mw, shift, refined_[row], bounds_[row].outage});
        if (mw < estimates[worst].mw) worst = estimates.size() - 1;
      }
      for (std::size_t i = 0; i < estimates.size(); ++i) {
        const Estimate &one = estimates[i], &ref = estimates[worst];
        if (is_current && i != worst) {
          const double rating_mva = static_cast<double>(
              basis_.states->RatingMva(quarter)[basis_.limits.branches[first.side.row].value()]);
          const double less_share =
              (one.mw - ref.mw) * share * one.slope * models::kBaseMva * kSlopeSafety / rating_mva;
          const double doubt_share = kShiftTrustRatio * std::abs(one.shift - ref.shift);
          if (less_share >= doubt_share - kAlikeShare) continue;
        }
        found.push_back({one.mw, quarter, one.outage});
      }
    }
  }

  // The bound of one limit in another quarter of its block: the extreme moved by the change of the
  // intact network's flows and of what the outage shifts (LODF), never beyond the extreme.
  double EstimateMw(const Bound& bound, double slope, std::uint32_t quarter) const {
    const BlockExtremes& block = basis_.blocks[bound.block];
    const std::uint32_t extreme_quarter = block.quarters[bound.at];
    const std::size_t c = bound.outage;
    if (bound.side.which >= 2) return EstimateVoltageMw(bound, slope, quarter, extreme_quarter);
    const std::size_t m = bound.side.row, row = m * stride_ + c;
    const double sign = bound.side.which == 0 ? 1.0 : -1.0;
    const double extreme = sign * (bound.side.which == 0 ? block.loading_max_share[row]
                                                         : block.loading_min_share[row]);
    const double here = OutageLoading(m, c, quarter), there = OutageLoading(m, c, extreme_quarter);
    const double distance = std::max(0.0, sign * (there - here));
    const double estimate =
        std::min(extreme, extreme - distance * (1.0 - kEstimateRatio) + kEstimateShare);
    const double rating_mva =
        static_cast<double>(basis_.states->RatingMva(quarter)[basis_.limits.branches[m].value()]);
    return CurrentMw(estimate, slope, rating_mva);
  }

  double EstimateVoltageMw(const Bound& bound, double slope, std::uint32_t quarter,
                           std::uint32_t extreme_quarter) const {
    const BlockExtremes& block = basis_.blocks[bound.block];
    const BusIndex bus = basis_.limits.buses[bound.side.row];
    const models::BusParams& params = basis_.lanes->grid().buses[bus];
    const std::size_t row = bound.side.row * stride_ + bound.outage;
    const bool is_low = bound.side.which == 2;
    const double sign = is_low ? 1.0 : -1.0;
    const double extreme = static_cast<double>(is_low ? block.v_min_pu[row] : block.v_max_pu[row]);
    const double change =
        sign * static_cast<double>(basis_.states->VoltagePu(quarter)[bus.value()] -
                                   basis_.states->VoltagePu(extreme_quarter)[bus.value()]);
    const double inward = std::max(0.0, change * (1.0 - kEstimateRatio) - kEstimatePu);
    const double room = (is_low ? extreme - params.v_min_pu : params.v_max_pu - extreme) + inward;
    return VoltageMw(room, slope);
  }

  // Signed loading after an outage as linear sensitivities see it, from the quarter's AC flows.
  double OutageLoading(std::size_t m, std::size_t c, std::uint32_t quarter) const {
    const std::size_t k = basis_.limits.branches[m].value();
    const auto flow_mw = basis_.states->FlowMw(quarter),
               flow_mvar = basis_.states->FlowMvar(quarter);
    double p_mw = static_cast<double>(flow_mw[k]);
    double q_mvar = static_cast<double>(flow_mvar[k]);
    if (c > 0) {
      const std::size_t lost = basis_.limits.outages[c].value();
      const double lodf = basis_.dc.Lodf(BranchIndex(k), BranchIndex(lost));
      p_mw += lodf * static_cast<double>(flow_mw[lost]);
      q_mvar += lodf * static_cast<double>(flow_mvar[lost]);
    }
    const double size = std::hypot(p_mw, q_mvar);
    return (p_mw < 0.0 ? -size : size) / static_cast<double>(basis_.states->RatingMva(quarter)[k]);
  }

  bool LosesSupply(std::size_t c) const {
    for (const BlockExtremes& block : basis_.blocks) {
      if (block.quarters.empty()) continue;
      for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
        if (basis_.limits.buses[i] == query_.bus) {
          return !std::isfinite(block.v_min_pu[i * stride_ + c]);
        }
      }
    }
    return false;
  }

  // More than the search itself needs: what it left out lies just above its best.
  void FillTightest(HostingAnswer& answer) const {
    constexpr double kAboveRatio = 1.3;
    constexpr double kAboveMw = 5.0;
    const double below_mw = kAboveRatio * best_mw_ + kAboveMw;
    std::vector<Pair> pairs = OtherQuarters(below_mw);
    for (const Bound& bound : bounds_) {
      if (bound.mw >= below_mw) break;
      pairs.push_back({bound.mw, basis_.blocks[bound.block].quarters[bound.at], bound.outage});
    }
    std::sort(pairs.begin(), pairs.end());
    std::set<std::uint64_t> seen;
    for (const Pair& pair : pairs) {
      if (answer.tightest.size() == query_.keep_pairs) break;
      if (!seen.insert(KeyOf(pair.quarter, pair.outage)).second) continue;
      answer.tightest.push_back({pair.quarter, pair.outage, pair.mw,
                                 checked_.count(KeyOf(pair.quarter, pair.outage)) != 0});
    }
  }

  // Limits next in line, one per component.
  void FillNext(HostingAnswer& answer) const {
    std::vector<BindingLimit> sorted = crossings_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.at_mw < b.at_mw; });
    const auto key = [](const BindingLimit& limit) {
      return std::tuple(static_cast<int>(limit.kind), limit.branch, limit.bus);
    };
    std::set<std::tuple<int, BranchIndex, BusIndex>> seen{key(binding_)};
    for (const BindingLimit& limit : sorted) {
      if (answer.next.size() == kNextCount) break;
      if (seen.insert(key(limit)).second) answer.next.push_back(limit);
    }
  }

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const std::size_t stride_;
  const std::size_t outages_;
  AdverseSlopes slopes_;
  std::vector<Bound> bounds_;
  std::vector<double> refined_;  ///< [bound] slope per MW
  std::vector<std::unique_ptr<LimitChecker>> checkers_;
  std::set<std::uint64_t> checked_;
  std::vector<BindingLimit> crossings_;
  BindingLimit binding_;
  double best_mw_ = 0.0;
  std::size_t flat_solves_ = 0;
};

}  // namespace

absl::StatusOr<HostingAnswer> CalcHostingCapacity(const HostingBasis& basis,
                                                  const HostingQuery& query) {
  return Search(basis, query).Run();
}

std::vector<BindingLimit> FindBrokenLimits(const HostingBasis& basis, const HostingQuery& query,
                                           std::uint32_t quarter, std::size_t outage, double mw) {
  return LimitChecker(basis, query).ListBroken(quarter, static_cast<std::uint16_t>(outage), mw);
}

}  // namespace solvers
