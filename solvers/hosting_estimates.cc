#include "solvers/hosting_estimates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "models/base/units.h"
#include "solvers/outage_extremes.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kEstimateShare = 0.003;  // added to loadings estimated for other quarters …
constexpr double kEstimateRatio = 0.15;   // … and this much of their distance from the extreme
constexpr double kErrorRatio = 2.0;       // of the largest error seen of interpolated loadings …
constexpr double kErrorShare = 0.001;     // … with this added
constexpr double kEstimatePu = 0.0005;
constexpr double kClearlyShare = 0.01;  // beyond a limit by more than estimates are wrong
constexpr double kClearlyPu = 0.002;
// Voltages follow the intact network's less closely: buses that are held there may not be later.
constexpr double kVoltageEstimateRatio = 0.3;
constexpr double kRefinedSafety = 1.04;  // slopes of other quarters over a limit's own secant
constexpr double kRefinedVoltageSafety = 0.72;  // over the curvature of CalcVoltageMw: 20 %
constexpr double kShiftTrustRatio = 0.3;        // of the difference that two outages make

std::size_t PlaceOf(const BlockExtremes& block, std::uint32_t quarter) {
  const auto place = std::lower_bound(block.quarters.begin(), block.quarters.end(), quarter);
  return static_cast<std::size_t>(place - block.quarters.begin());
}

// What two ranges share is added to a third; nothing where they do not meet.
void AddShared(const ValueRange& a, const ValueRange& b, ValueRange& sum) {
  const double low_pu = std::max(a.low_pu, b.low_pu), high_pu = std::min(a.high_pu, b.high_pu);
  if (low_pu > high_pu) return;
  sum.low_pu = std::min(sum.low_pu, low_pu);
  sum.high_pu = std::max(sum.high_pu, high_pu);
}

}  // namespace

void KeepSmallest(std::vector<QuarterOutage>& pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const QuarterOutage& a, const QuarterOutage& b) {
    return std::tuple(a.quarter, a.outage, a.mw) < std::tuple(b.quarter, b.outage, b.mw);
  });
  pairs.erase(std::unique(pairs.begin(), pairs.end(),
                          [](const QuarterOutage& a, const QuarterOutage& b) {
                            return a.quarter == b.quarter && a.outage == b.outage;
                          }),
              pairs.end());
}

HostingEstimates::HostingEstimates(const HostingBasis& basis, const HostingQuery& query,
                                   const AdverseSlopes& slopes, std::vector<HostingBound> bounds,
                                   double best_mw)
    : basis_(basis),
      query_(query),
      slopes_(slopes),
      interpolation_(*basis.states, basis.limits, basis.dc),
      stride_(OutageExtremes::StrideOf(basis.limits)),
      bounds_(std::move(bounds)) {
  Refine(best_mw);
}

// At the extremes, every limit's own secant up to the best MW takes the place of the adverse one.
void HostingEstimates::Refine(double best_mw) {
  while (!bounds_.empty() && bounds_.back().mw >= best_mw) bounds_.pop_back();
  secant_pu_.assign(bounds_.size(), 0.0);
  // With the MW that any quarter of the block can see, whatever the extreme's own share.
  HostingQuery flat = query_;
  flat.profile_share.clear();
  std::vector<std::unique_ptr<LimitChecker>> flat_checkers;
  for (std::size_t i = 0; i < query_.threads; ++i) {
    flat_checkers.push_back(std::make_unique<LimitChecker>(basis_, flat));
  }
  const auto mw_in = [&](std::uint16_t block) {
    return std::max(best_mw, kLeastSecantMw) * LargestShareOf(query_, basis_.blocks[block]);
  };
  std::map<std::pair<std::uint32_t, std::uint16_t>, std::vector<std::size_t>> by_pair;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    const HostingBound& bound = bounds_[i];
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
                  const HostingBound& bound = bounds_[pairs[first + i].second.front()];
                  asked[i] = {pairs[first + i].first.first, pairs[first + i].first.second,
                              mw_in(bound.block)};
                }
                flat_checkers[thread]->Measure(std::span(asked).first(count), values);
                for (std::size_t i = 0; i < count; ++i) {
                  for (const std::size_t row : pairs[first + i].second) {
                    secant_pu_[row] = CalcRefined(bounds_[row], values[i], asked[i]);
                  }
                }
              });
  for (const auto& checker : flat_checkers) solves_ += checker->solves();
}

// Slope per MW as in `slopes_`; that one stays where the state cannot be solved.
double HostingEstimates::CalcRefined(const HostingBound& bound, const LimitChecker::Values& values,
                                     const CheckedPair& pair) const {
  const BlockExtremes& block = basis_.blocks[bound.block];
  const std::size_t at = bound.side.row * stride_ + bound.outage;
  const double mw = pair.mw;
  if (!values.is_solved || mw <= 0.0) return AdverseSlopeOf(slopes_, bound, stride_);
  if (bound.side.which >= 2) {
    const double v_pu = values.v_pu[bound.side.row];
    if (v_pu == 0.0) return AdverseSlopeOf(slopes_, bound, stride_);
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
  return std::max(0.0, kRefinedSafety / kSlopeSafety * change / mw * rating_mva / models::kBaseMva);
}

// Quarters of blocks with a bound below the MW, each with its own estimate.
PairsBelow HostingEstimates::FindBelow(double below_mw, bool uses_stand_ins) const {
  // Limits of one component in one block are looked at together.
  std::map<std::tuple<std::uint16_t, std::uint8_t, std::uint16_t>, std::vector<std::size_t>> by;
  for (std::size_t row = 0; row < bounds_.size(); ++row) {
    const HostingBound& bound = bounds_[row];
    const double share = LargestShareOf(query_, basis_.blocks[bound.block]);
    if (bound.mw > 0.0 && CalcLeastMw(bound, secant_pu_[row]) >= below_mw * share) continue;
    by[{bound.block, bound.side.which, bound.side.row}].push_back(row);
  }
  PairsBelow below;
  for (auto& [key, rows] : by) below.groups.push_back(std::move(rows));
  std::vector<PairsBelow> found(query_.threads);
  ParallelFor(below.groups.size(), query_.threads, [&](std::size_t group, std::size_t thread) {
    FindQuarters(below.groups[group], static_cast<std::uint32_t>(group), below_mw, uses_stand_ins,
                 found[thread]);
  });
  for (const PairsBelow& some : found) {
    below.pairs.insert(below.pairs.end(), some.pairs.begin(), some.pairs.end());
    below.stand_ins.insert(below.stand_ins.end(), some.stand_ins.begin(), some.stand_ins.end());
  }
  std::sort(below.stand_ins.begin(), below.stand_ins.end());
  KeepSmallest(below.pairs);
  return below;
}

std::size_t HostingEstimates::EstimateGroup(const std::vector<std::size_t>& rows,
                                            std::uint32_t quarter, double below_mw,
                                            std::vector<Estimate>& estimates) const {
  estimates.clear();
  std::size_t worst = 0;
  const double share = ProfileShareOf(query_, quarter);
  if (share <= 0.0 || !basis_.states->IsSolved(quarter)) return worst;
  for (const std::size_t row : rows) {
    const HostingBound& bound = bounds_[row];
    const double mw = EstimateMw(bound, secant_pu_[row], quarter) / share;
    if (mw >= below_mw) continue;
    const double shift = bound.side.IsCurrent() ? interpolation_.CalcShiftedShare(
                                                      bound.side.row, bound.outage, quarter)
                                                : 0.0;
    estimates.push_back({mw, shift, secant_pu_[row], bound.outage});
    if (mw < estimates[worst].mw) worst = estimates.size() - 1;
  }
  return worst;
}

// Quarters of one block in which one limit may lie below the MW, under several outages. The
// difference of two shifts is trusted to kShiftTrustRatio of itself.
void HostingEstimates::FindQuarters(const std::vector<std::size_t>& rows, std::uint32_t group,
                                    double below_mw, bool uses_stand_ins, PairsBelow& found) const {
  const HostingBound& first = bounds_[rows.front()];
  std::vector<Estimate> estimates;
  for (const std::uint32_t quarter : basis_.blocks[first.block].quarters) {
    const std::size_t worst = EstimateGroup(rows, quarter, below_mw, estimates);
    bool stands_in = false;
    for (std::size_t i = 0; i < estimates.size(); ++i) {
      const Estimate &one = estimates[i], &ref = estimates[worst];
      if (uses_stand_ins && first.side.IsCurrent() && i != worst) {
        const double less_share = (one.mw - ref.mw) * ProfileShareOf(query_, quarter) *
                                  SharePerMw(first.side, one.slope_pu, quarter);
        const double doubt_share = kShiftTrustRatio * std::abs(one.shift_share - ref.shift_share);
        if (less_share >= doubt_share - kAlikeShare) {
          stands_in = true;
          continue;
        }
      }
      found.pairs.push_back(MakePair(one, quarter, first.side));
    }
    if (stands_in) found.stand_ins.push_back({quarter, estimates[worst].outage, group});
  }
}

QuarterOutage HostingEstimates::MakePair(const Estimate& estimate, std::uint32_t quarter,
                                         const LimitSide& side) const {
  return {estimate.mw, quarter, estimate.outage, side,
          SharePerMw(side, estimate.slope_pu, quarter) * ProfileShareOf(query_, quarter)};
}

double HostingEstimates::SharePerMw(const LimitSide& side, double slope_pu,
                                    std::uint32_t quarter) const {
  if (!side.IsCurrent()) return kSharePerPu * slope_pu / kVoltageCurvature;
  const double rating_mva = static_cast<double>(
      basis_.states->RatingMva(quarter)[basis_.limits.branches[side.row].value()]);
  return slope_pu * models::kBaseMva * kSlopeSafety / rating_mva;
}

void HostingEstimates::FindStoodFor(const PairsBelow& below, const StandIn& stand_in,
                                    double below_mw, std::vector<QuarterOutage>& found) const {
  std::vector<Estimate> estimates;
  const std::vector<std::size_t>& rows = below.groups[stand_in.group];
  const LimitSide side = bounds_[rows.front()].side;
  EstimateGroup(rows, stand_in.quarter, below_mw, estimates);
  for (const Estimate& one : estimates) {
    if (one.outage == stand_in.outage) continue;
    found.push_back(MakePair(one, stand_in.quarter, side));
  }
}

std::vector<std::vector<RankedBound>> HostingEstimates::RankByBlock() const {
  std::vector<std::vector<RankedBound>> ranked(basis_.blocks.size());
  for (std::size_t row = 0; row < bounds_.size(); ++row) {
    const HostingBound& bound = bounds_[row];
    const double share = LargestShareOf(query_, basis_.blocks[bound.block]);
    const bool is_broken_today = bound.mw <= 0.0;
    ranked[bound.block].push_back(
        {is_broken_today ? 0.0 : CalcLeastMw(bound, secant_pu_[row]) / share, row});
  }
  for (auto& block : ranked) {
    std::sort(block.begin(), block.end(), [](const RankedBound& a, const RankedBound& b) {
      return std::tuple(a.least_mw, a.row) < std::tuple(b.least_mw, b.row);
    });
  }
  return ranked;
}

double HostingEstimates::CalcQuarterMw(const std::vector<RankedBound>& ranked,
                                       std::uint32_t quarter, double below_mw) const {
  const double share = ProfileShareOf(query_, quarter);
  if (share <= 0.0 || !basis_.states->IsSolved(quarter)) return below_mw;
  double least_mw = below_mw;
  for (const RankedBound& one : ranked) {
    if (one.least_mw >= least_mw) break;
    least_mw =
        std::min(least_mw, EstimateMw(bounds_[one.row], secant_pu_[one.row], quarter) / share);
  }
  return std::max(0.0, least_mw);
}

void HostingEstimates::FindOfQuarter(const std::vector<RankedBound>& ranked, std::uint32_t quarter,
                                     double below_mw, std::vector<QuarterOutage>& found) const {
  found.clear();
  const double share = ProfileShareOf(query_, quarter);
  if (share <= 0.0 || !basis_.states->IsSolved(quarter)) return;
  for (const RankedBound& one : ranked) {
    if (one.least_mw >= below_mw) break;
    const double mw = EstimateMw(bounds_[one.row], secant_pu_[one.row], quarter) / share;
    if (mw < below_mw) found.push_back({mw, quarter, bounds_[one.row].outage});
  }
  KeepSmallest(found);
  std::sort(found.begin(), found.end());
}

// The bound of one limit in another quarter of its block: the extreme moved as linear sensitivities
// see it, and what interpolation between both extremes says; each to what it can be trusted.
double HostingEstimates::EstimateMw(const HostingBound& bound, double slope,
                                    std::uint32_t quarter) const {
  if (!bound.side.IsCurrent()) return EstimateVoltageMw(bound, slope, quarter);
  const BlockExtremes& block = basis_.blocks[bound.block];
  const std::size_t m = bound.side.row, c = bound.outage, row = m * stride_ + c;
  const bool is_rising = bound.side.which == 0;
  const double sign = is_rising ? 1.0 : -1.0;
  const auto known = KnownLoadings::Of(block, block.quarters, row);
  const ShiftedLoadings shifted = interpolation_.CalcShifted(known, m, c, quarter);
  const double extreme = sign * (is_rising ? known.max_share : known.min_share);
  const double inward =
      sign * ((is_rising ? shifted.at_max_share : shifted.at_min_share) - shifted.here_share);
  const double distance = std::max(0.0, inward);
  const double between = sign * OutageInterpolation::Interpolate(known, shifted);
  const double error =
      kErrorRatio * static_cast<double>(basis_.loading_error_share[row]) + kErrorShare;
  const double high = std::min(
      {extreme, extreme - distance * (1.0 - kEstimateRatio) + kEstimateShare, between + error});
  // The other end: further inward, or what linear sensitivities put beyond the extreme, inward.
  const double low =
      std::max(extreme - std::max(distance * (1.0 + kEstimateRatio), -inward) - kEstimateShare,
               between - error);
  const ValueRange range =
      NarrowNearLimit(bound, quarter, {std::min(low, high) - kClearlyShare, high});
  const double rating_mva =
      static_cast<double>(basis_.states->RatingMva(quarter)[basis_.limits.branches[m].value()]);
  return CalcCurrentMw(range, slope, rating_mva);
}

// What AC power flow has seen near the limit is known exactly, and what it has not is not there.
ValueRange HostingEstimates::NarrowNearLimit(const HostingBound& bound, std::uint32_t quarter,
                                             const ValueRange& range) const {
  if (range.high_pu < kNearFromShare || range.low_pu > kNearToShare) return range;
  const BlockExtremes& block = basis_.blocks[bound.block];
  const std::size_t at = PlaceOf(block, quarter);
  if (const auto exact = block.near_limits.Find(bound.side.row, bound.outage, at)) {
    const double share = bound.side.which == 0 ? *exact : -*exact;
    return {share - kSameStateShare, share + kSameStateShare};
  }
  if (!block.near_limits.is_complete) return range;
  if (range.low_pu < kNearFromShare && range.high_pu <= kNearToShare) {
    return {range.low_pu, kNearFromShare};
  }
  if (range.low_pu >= kNearFromShare && range.high_pu > kNearToShare) {
    return {kNearToShare, range.high_pu};
  }
  return range;
}

// No quarter of the block can lie below its extreme with the block's least rating: the extreme is a
// share of its own quarter's rating, and the slope is not.
double HostingEstimates::CalcLeastMw(const HostingBound& bound, double slope) const {
  const BlockExtremes& block = basis_.blocks[bound.block];
  if (!bound.side.IsCurrent()) return EstimateVoltageMw(bound, slope, block.quarters[bound.at]);
  const std::size_t row = bound.side.row * stride_ + bound.outage;
  const double extreme = static_cast<double>(bound.side.which == 0 ? block.loading_max_share[row]
                                                                   : -block.loading_min_share[row]);
  const double rating_mva = static_cast<double>(
      basis_.rating_min_mva[bound.block * basis_.limits.branches.size() + bound.side.row]);
  return CalcCurrentMw({extreme, extreme}, slope, rating_mva);
}

double HostingEstimates::EstimateVoltageMw(const HostingBound& bound, double slope,
                                           std::uint32_t quarter) const {
  const BlockExtremes& block = basis_.blocks[bound.block];
  const std::uint32_t extreme_quarter = block.quarters[bound.at];
  const BusIndex bus = basis_.limits.buses[bound.side.row];
  const models::BusParams& params = basis_.lanes->grid().buses[bus];
  const std::size_t row = bound.side.row * stride_ + bound.outage;
  const bool is_low = bound.side.which == 2;
  const double sign = is_low ? 1.0 : -1.0;
  const double extreme = static_cast<double>(is_low ? block.v_min_pu[row] : block.v_max_pu[row]);
  const double change =
      sign * static_cast<double>(basis_.states->VoltagePu(quarter)[bus.value()] -
                                 basis_.states->VoltagePu(extreme_quarter)[bus.value()]);
  const double inward = std::max(0.0, change * (1.0 - kVoltageEstimateRatio) - kEstimatePu);
  const double room = is_low ? extreme - params.v_min_pu : params.v_max_pu - extreme;
  const double most = std::max(change * (1.0 + kVoltageEstimateRatio), -change) + kEstimatePu;
  return CalcVoltageMw(NarrowNearVoltage(bound, quarter, {room + inward, room + most + kClearlyPu}),
                       slope);
}

// Voltages near a limit are known exactly, or stand where the intact network has them; what is
// neither is not near. An estimate that contradicts all of it says nothing.
ValueRange HostingEstimates::NarrowNearVoltage(const HostingBound& bound, std::uint32_t quarter,
                                               const ValueRange& range) const {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  const BlockExtremes& block = basis_.blocks[bound.block];
  const BusIndex bus = basis_.limits.buses[bound.side.row];
  const models::BusParams& params = basis_.lanes->grid().buses[bus];
  const auto room_of = [&](double v_pu) {
    return bound.side.which == 2 ? v_pu - params.v_min_pu : params.v_max_pu - v_pu;
  };
  const double unmoved_pu =
      room_of(static_cast<double>(basis_.states->VoltagePu(quarter)[bus.value()]));
  if (bound.outage == 0) return {unmoved_pu - kSameStatePu, unmoved_pu + kSameStatePu};
  const NearLimits& near = block.near_voltages;
  if (const auto exact = near.Find(bound.side.row, bound.outage, PlaceOf(block, quarter))) {
    return {room_of(*exact) - kSameStatePu, room_of(*exact) + kSameStatePu};
  }
  if (!near.is_complete) return range;
  ValueRange known{kFar, -kFar};
  AddShared({unmoved_pu - kUnmovedPu, unmoved_pu + kUnmovedPu}, range, known);
  AddShared({kNearRoomPu, kFar}, range, known);
  AddShared({-kFar, -kNearBeyondPu}, range, known);
  if (known.low_pu > known.high_pu) return {-kNearBeyondPu, kNearRoomPu};
  return known;
}

}  // namespace solvers
