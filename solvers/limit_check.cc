#include "solvers/limit_check.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"
#include "solvers/hosting_bounds.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kCrossingShare = 3e-4;
constexpr double kCrossingMw = 0.005;
constexpr int kMaxSections = 20;
// A limit is met, not broken, within this.
constexpr double kMetShare = 1e-6;
constexpr double kMetPu = 1e-7;
// Only what is broken today by more than two solutions of one state differ by may grow: another
// solver may see the rest below its limit, where nothing may.
constexpr double kSurelyPu = 1e-6;

}  // namespace

LimitChecker::LimitChecker(const HostingBasis& basis, const HostingQuery& query)
    : basis_(basis),
      query_(query),
      lane_work_(basis.lanes->MakeWorkspace()),
      scalar_work_(basis.scalar->MakeWorkspace()) {
  base_quarter_.fill(-1);
  plain_limits_.loading_share.assign(basis.limits.branches.size(), 1.0);
  for (const BusIndex bus : basis.limits.buses) {
    plain_limits_.v_min_pu.push_back(basis.lanes->grid().buses[bus].v_min_pu);
    plain_limits_.v_max_pu.push_back(basis.lanes->grid().buses[bus].v_max_pu);
  }
}

const LaneBase& LimitChecker::BaseOf(std::uint32_t quarter, std::size_t slot) {
  for (std::size_t i = 0; i < slot; ++i) {
    if (base_quarter_[i] == quarter) return bases_[i];
  }
  if (base_quarter_[slot] != quarter) {
    basis_.states->FillBase(quarter, bases_[slot]);
    base_quarter_[slot] = quarter;
  }
  return bases_[slot];
}

LaneCase LimitChecker::CaseOf(const CheckedPair& pair, const LaneBase& base) const {
  const double share =
      query_.profile_share.empty() ? 1.0 : static_cast<double>(query_.profile_share[pair.quarter]);
  const double mw = pair.mw * share * (query_.is_generation ? -1.0 : 1.0);
  return {.base = &base,
          .outage = basis_.limits.outages[pair.outage],
          .applicant = query_.bus,
          .applicant_mw = mw,
          .applicant_mvar = mw * query_.tan_phi_ratio};
}

void LimitChecker::Solve(std::span<const CheckedPair> pairs, std::span<Values> values) {
  std::array<LaneCase, kLanes> cases;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    cases[i] = CaseOf(pairs[i], BaseOf(pairs[i].quarter, i));
    lane_work_->SetRatings(static_cast<int>(i), basis_.states->RatingMva(pairs[i].quarter));
  }
  basis_.lanes->Solve(std::span(cases).first(pairs.size()), kPostOutageOptions, *lane_work_);
  lane_work_->CalcLoadings();
  solves_ += pairs.size();
  const LaneArrays& a = lane_work_->arrays();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    Values& value = values[i];
    value.is_solved = lane_work_->IsSolved(static_cast<int>(i));
    if (!value.is_solved) {
      SolveAlone(pairs[i], value);
      continue;
    }
    value.loading_share.resize(basis_.limits.branches.size());
    for (std::size_t m = 0; m < value.loading_share.size(); ++m) {
      value.loading_share[m] = a.loading[basis_.limits.branches[m].value() * kLanes + i];
    }
    value.v_pu.resize(basis_.limits.buses.size());
    for (std::size_t k = 0; k < value.v_pu.size(); ++k) {
      value.v_pu[k] = a.vm[basis_.limits.buses[k].value() * kLanes + i];
    }
  }
}

// A lane that fails is believed only when the scalar solver's whole ladder fails, too.
void LimitChecker::SolveAlone(const CheckedPair& pair, Values& values) {
  PowerFlowInputs inputs;
  PowerFlowState state;
  basis_.states->Read(pair.quarter, inputs, state);
  const LaneCase one = CaseOf(pair, bases_[0]);
  if (one.outage.valid()) inputs.in_service[one.outage] = 0;
  inputs.injection_mw[one.applicant] -= one.applicant_mw;
  inputs.injection_mvar[one.applicant] -= one.applicant_mvar;
  const auto solution = basis_.scalar->Solve(inputs, state, kPostOutageOptions, *scalar_work_);
  values.is_solved = solution.ok();
  if (!solution.ok()) return;
  values = CalcLimitValues(basis_.lanes->grid(), basis_.limits, *solution,
                           basis_.states->RatingMva(pair.quarter));
}

double LimitChecker::CalcRoom(const Values& values, const Limits& limits) const {
  if (!values.is_solved) return 0.0;
  double room = 1.0;
  for (std::size_t m = 0; m < values.loading_share.size(); ++m) {
    room = std::min(room, limits.loading_share[m] - std::abs(values.loading_share[m]));
  }
  for (std::size_t i = 0; i < values.v_pu.size(); ++i) {
    const double v_pu = values.v_pu[i];
    if (v_pu == 0.0) continue;
    room = std::min({room, kSharePerPu * (v_pu - limits.v_min_pu[i]),
                     kSharePerPu * (limits.v_max_pu[i] - v_pu)});
  }
  return room;
}

bool LimitChecker::IsRawBroken(const Values& values) const {
  for (const double loading : values.loading_share) {
    if (std::abs(loading) > 1.0 + kMetShare) return true;
  }
  for (std::size_t i = 0; i < values.v_pu.size(); ++i) {
    const models::BusParams& bus = basis_.lanes->grid().buses[basis_.limits.buses[i]];
    const double v_pu = values.v_pu[i];
    if (v_pu > 0.0 && (v_pu < bus.v_min_pu - kMetPu || v_pu > bus.v_max_pu + kMetPu)) return true;
  }
  return false;
}

LimitChecker::Limits LimitChecker::LimitsFrom(const Values& before) const {
  Limits limits;
  for (const double loading : before.loading_share) {
    const double size = std::abs(loading);
    limits.loading_share.push_back(size > 1.0 + kSameStateShare ? size + kWorseningShare
                                                                : std::max(1.0, size));
  }
  for (std::size_t i = 0; i < before.v_pu.size(); ++i) {
    const models::BusParams& bus = basis_.lanes->grid().buses[basis_.limits.buses[i]];
    const double v_pu = before.v_pu[i];
    const double below_pu = v_pu > 0.0 ? bus.v_min_pu - v_pu : 0.0;
    const double above_pu = v_pu - bus.v_max_pu;
    limits.v_min_pu.push_back(below_pu > kSurelyPu ? v_pu - kWorseningPu
                                                   : bus.v_min_pu - std::max(0.0, below_pu));
    limits.v_max_pu.push_back(above_pu > kSurelyPu ? v_pu + kWorseningPu
                                                   : bus.v_max_pu + std::max(0.0, above_pu));
  }
  return limits;
}

std::vector<LimitChecker::Broken> LimitChecker::FindBeyond(const Values& values,
                                                           const Limits& limits) const {
  std::vector<Broken> broken;
  for (std::size_t m = 0; m < values.loading_share.size(); ++m) {
    const double over = std::abs(values.loading_share[m]) - limits.loading_share[m];
    if (over > kMetShare) broken.push_back({Kind::kLoading, m, over});
  }
  for (std::size_t i = 0; i < values.v_pu.size(); ++i) {
    if (values.v_pu[i] == 0.0) continue;
    const double below = limits.v_min_pu[i] - values.v_pu[i];
    const double above = values.v_pu[i] - limits.v_max_pu[i];
    if (below > kMetPu) broken.push_back({Kind::kLow, i, below});
    if (above > kMetPu) broken.push_back({Kind::kHigh, i, above});
  }
  return broken;
}

void LimitChecker::FindBroken(std::span<CheckedPair> pairs) {
  std::array<Values, kLanes> values;
  Solve(pairs, values);
  // Only what looks broken is held against the state without the applicant.
  std::array<CheckedPair, kLanes> doubtful;
  std::array<std::size_t, kLanes> place{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].is_broken = false;
    pairs[i].room_share = CalcRoom(values[i], plain_limits_);
    if (values[i].is_solved && !IsRawBroken(values[i])) continue;
    place[count] = i;
    doubtful[count++] = {pairs[i].quarter, pairs[i].outage, 0.0};
  }
  if (count == 0) return;
  std::array<Values, kLanes> before;
  Solve(std::span(doubtful).first(count), before);
  for (std::size_t d = 0; d < count; ++d) {
    const std::size_t i = place[d];
    if (!before[d].is_solved) continue;  // nobody knows today either; it is listed, not counted
    const Limits limits = LimitsFrom(before[d]);
    pairs[i].room_share = CalcRoom(values[i], limits);
    pairs[i].is_broken = !values[i].is_solved || !FindBeyond(values[i], limits).empty();
  }
}

BindingLimit LimitChecker::Describe(const Broken& broken, const CheckedPair& pair,
                                    const Values& before, const Limits& limits) const {
  BindingLimit limit{
      .outage = basis_.limits.outages[pair.outage], .quarter = pair.quarter, .at_mw = pair.mw};
  switch (broken.kind) {
    case Kind::kLoading:
      limit.kind = LimitKind::kCurrent;
      limit.branch = basis_.limits.branches[broken.row];
      limit.value_before_pu = std::abs(before.loading_share[broken.row]);
      limit.limit_pu = limits.loading_share[broken.row];
      break;
    case Kind::kLow:
      limit.kind = LimitKind::kLowVoltage;
      limit.bus = basis_.limits.buses[broken.row];
      limit.value_before_pu = before.v_pu[broken.row];
      limit.limit_pu = limits.v_min_pu[broken.row];
      break;
    case Kind::kHigh:
      limit.kind = LimitKind::kHighVoltage;
      limit.bus = basis_.limits.buses[broken.row];
      limit.value_before_pu = before.v_pu[broken.row];
      limit.limit_pu = limits.v_max_pu[broken.row];
      break;
  }
  return limit;
}

std::vector<BindingLimit> LimitChecker::ListBroken(std::uint32_t quarter, std::uint16_t outage,
                                                   double mw) {
  const std::array<CheckedPair, 2> pairs{CheckedPair{quarter, outage, 0.0},
                                         CheckedPair{quarter, outage, mw}};
  std::array<Values, 2> values;
  Solve(pairs, values);
  if (!values[0].is_solved) return {};
  if (!values[1].is_solved) {
    return {BindingLimit{.kind = LimitKind::kNoSolution,
                         .outage = basis_.limits.outages[outage],
                         .quarter = quarter,
                         .at_mw = mw}};
  }
  const Limits limits = LimitsFrom(values[0]);
  std::vector<Broken> broken = FindBeyond(values[1], limits);
  std::sort(broken.begin(), broken.end(),
            [](const Broken& a, const Broken& b) { return a.over_pu > b.over_pu; });
  std::vector<BindingLimit> list;
  for (const Broken& one : broken) {
    list.push_back(Describe(one, pairs[1], values[0], limits));
    list.back().per_percent_mw = 0.0;
    list.back().over_pu = one.over_pu;
  }
  return list;
}

Crossing LimitChecker::FollowDown(std::uint32_t quarter, std::uint16_t outage, double mw) {
  Crossing crossing;
  std::array<CheckedPair, kLanes> pairs;
  std::array<Values, kLanes> values;
  pairs[0] = {quarter, outage, 0.0};
  pairs[1] = {quarter, outage, mw};
  Solve(std::span(pairs).first(2), values);
  const Values before = values[0];
  if (!before.is_solved) return crossing;
  const Limits limits = LimitsFrom(before);
  for (std::size_t m = 0; m < before.loading_share.size(); ++m) {
    if (std::abs(before.loading_share[m]) <= 1.0 + kMetShare) continue;
    crossing.exists_today.push_back(Describe({Kind::kLoading, m, 0.0}, pairs[0], before, limits));
  }
  double low_mw = 0.0, high_mw = mw;
  Values low = before, high = values[1];
  const auto is_broken = [&](const Values& at) {
    return !at.is_solved || !FindBeyond(at, limits).empty();
  };
  if (!is_broken(high)) return crossing;
  crossing.is_below = true;
  const auto value_of = [](const Values& at, const Broken& one) {
    return one.kind == Kind::kLoading ? std::abs(at.loading_share[one.row]) : at.v_pu[one.row];
  };
  const auto limit_of = [&](const Broken& one) {
    switch (one.kind) {
      case Kind::kLoading:
        return limits.loading_share[one.row];
      case Kind::kLow:
        return limits.v_min_pu[one.row];
      case Kind::kHigh:
        return limits.v_max_pu[one.row];
    }
    return 0.0;
  };
  // Smallest crossing of all that is broken at the upper end, linear between both ends.
  const auto guess_mw = [&](Broken& binding) {
    double guess = 0.5 * (low_mw + high_mw);
    if (!high.is_solved) return guess;
    guess = high_mw;
    for (const Broken& one : FindBeyond(high, limits)) {
      const double from = value_of(low, one), to = value_of(high, one);
      const double mw_there =
          low_mw + (high_mw - low_mw) * std::clamp((limit_of(one) - from) / (to - from), 0.0, 1.0);
      if (mw_there > guess) continue;
      guess = mw_there;
      binding = one;
    }
    return guess;
  };
  Broken binding{Kind::kLoading, 0, -1.0};
  for (int section = 0; section < kMaxSections; ++section) {
    const double width_mw = high_mw - low_mw;
    const double wanted_mw = std::max(kCrossingMw, kCrossingShare * high_mw);
    if (width_mw <= wanted_mw) break;
    const double guess = guess_mw(binding);
    // Around the guess as narrow as is wanted, and the middles of what is left.
    const double near_mw = 0.4 * wanted_mw;
    std::array<double, kLanes> points{guess - near_mw, guess + near_mw, 0.5 * (low_mw + guess),
                                      0.5 * (guess + high_mw)};
    const double edge_mw = 0.02 * width_mw;
    for (double& point : points) point = std::clamp(point, low_mw + edge_mw, high_mw - edge_mw);
    if (!high.is_solved) {
      for (std::size_t i = 0; i < kLanes; ++i) {
        points[i] = low_mw + width_mw * static_cast<double>(i + 1) / (kLanes + 1);
      }
    }
    std::sort(points.begin(), points.end());
    for (std::size_t i = 0; i < kLanes; ++i) pairs[i] = {quarter, outage, points[i]};
    Solve(pairs, values);
    for (std::size_t i = 0; i < kLanes; ++i) {
      if (is_broken(values[i])) {
        high_mw = points[i];
        high = values[i];
        break;
      }
      low_mw = points[i];
      low = values[i];
    }
  }
  guess_mw(binding);
  if (high.is_solved && binding.over_pu >= 0.0) {
    crossing.limit = Describe(binding, {quarter, outage, low_mw}, before, limits);
    const double slope = std::abs(value_of(high, binding) - value_of(before, binding)) / high_mw;
    crossing.limit.per_percent_mw = slope > 0.0 ? 0.01 * limit_of(binding) / slope : 0.0;
  } else {
    crossing.limit = {.kind = LimitKind::kNoSolution,
                      .outage = basis_.limits.outages[outage],
                      .quarter = quarter};
  }
  crossing.limit.at_mw = low_mw;
  return crossing;
}

}  // namespace solvers
