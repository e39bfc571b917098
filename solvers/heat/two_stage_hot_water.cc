#include "solvers/heat/two_stage_hot_water.h"

#include <algorithm>
#include <cmath>

#include "solvers/heat/substation_flow.h"

// Unknown: the tap water's temperature T between the stages.
// Equation: F(T) = T_cold + Q_1(M, T_mix)/C − T = 0, with the primary flow M = m_s + m_2(T) and the
// mixture T_mix = (m_s r_s + m_2 r_2)/M of both returns. Its slope follows from m_2 and r_2:
//   valve controls   Q(m_2, T_p, T) = C (T_warm − T)   dm_2/dT = (Q_T − C)/Q_m
//   valve open       m_2 fixed, r_2 = T_p − Q/(c m_2)  dr_2/dT = Q_T/(c m_2)
// Stops: |F| <= 1e-12 of T_warm − T_cold, or no number lies between the brackets any more.

namespace solvers::heat {
namespace {

using models::ExchangedHeat;
using models::SubstationResult;
using models::ValveResult;

constexpr double kToleranceRatio = 1e-12;
constexpr int kMaxSteps = 100;

/// Flow and temperature of what comes back, and how both move with something.
struct Mixture {
  double flow_kg_s = 0.0;
  double mixed_degc = 0.0;
};

class TwoStages {
 public:
  TwoStages(const models::SubstationParams& substation, const models::SubstationInputs& inputs,
            const ValveResult& space)
      : substation_(substation),
        inputs_(inputs),
        request_(inputs.hot_water),
        space_(space),
        c_(inputs.heat_capacity_j_per_kg_k),
        tap_w_per_k_(request_.heat_w / (request_.warm_degc - request_.cold_degc)) {}

  SubstationResult Solve() {
    // Without the second stage first: all that comes back is the radiators' water.
    Evaluate(request_.warm_degc);
    if (excess_k_ >= 0.0) {
      preheated_.heat_w = request_.heat_w;
      return MakeResult(/*mid_per_arriving=*/0.0);
    }
    const double span_k = request_.warm_degc - request_.cold_degc;
    double low_degc = request_.cold_degc, high_degc = request_.warm_degc;
    double mid_degc = 0.5 * (low_degc + high_degc);
    for (int step = 0; step < kMaxSteps; ++step) {
      Evaluate(mid_degc);
      if (std::abs(excess_k_) <= kToleranceRatio * span_k) break;
      (excess_k_ > 0.0 ? low_degc : high_degc) = mid_degc;
      const double newton_degc = mid_degc - excess_k_ / CalcExcessSlope(CalcMoveByMiddle(), -1.0);
      const bool is_inside = newton_degc > low_degc && newton_degc < high_degc;
      const double next_degc = is_inside ? newton_degc : 0.5 * (low_degc + high_degc);
      if (next_degc == mid_degc) break;
      mid_degc = next_degc;
    }
    return MakeResult(-CalcExcessSlope(CalcMoveByArriving(), 0.0) /
                      CalcExcessSlope(CalcMoveByMiddle(), -1.0));
  }

 private:
  void Evaluate(double mid_degc) {
    const double lacking_w = tap_w_per_k_ * (request_.warm_degc - mid_degc);
    after_ = SolveValve({.exchanger = *substation_.hot_water,
                         .flow_max_kg_s = substation_.hot_water_flow_max_kg_s,
                         .request = {lacking_w, mid_degc, request_.warm_degc},
                         .arriving_degc = inputs_.arriving_degc,
                         .heat_capacity_j_per_kg_k = c_});
    back_.flow_kg_s = space_.flow_kg_s + after_.flow_kg_s;
    back_.mixed_degc =
        back_.flow_kg_s > 0.0
            ? (space_.flow_kg_s * space_.return_degc + after_.flow_kg_s * after_.return_degc) /
                  back_.flow_kg_s
            : request_.cold_degc;
    preheated_ =
        models::CalcExchangedHeat(*substation_.preheater, {.primary_kg_s = back_.flow_kg_s,
                                                           .secondary_kg_s = tap_w_per_k_ / c_,
                                                           .primary_in_degc = back_.mixed_degc,
                                                           .secondary_in_degc = request_.cold_degc,
                                                           .heat_capacity_j_per_kg_k = c_});
    mid_degc_ = mid_degc;
    excess_k_ = request_.cold_degc + preheated_.heat_w / tap_w_per_k_ - mid_degc;
  }

  /// How the second valve's flow and return move with T_mid.
  Mixture CalcAfterByMiddle() const {
    if (after_.flow_kg_s <= 0.0) return {};
    const ExchangedHeat heat =
        models::CalcExchangedHeat(*substation_.hot_water, {.primary_kg_s = after_.flow_kg_s,
                                                           .secondary_kg_s = tap_w_per_k_ / c_,
                                                           .primary_in_degc = inputs_.arriving_degc,
                                                           .secondary_in_degc = mid_degc_,
                                                           .heat_capacity_j_per_kg_k = c_});
    const double flow_w_per_k = c_ * after_.flow_kg_s;
    if (after_.is_saturated) return {0.0, heat.per_kelvin_w_per_k / flow_w_per_k};
    const double flow = (heat.per_kelvin_w_per_k - tap_w_per_k_) / heat.per_primary_flow_w_s_per_kg;
    return {flow, (tap_w_per_k_ + after_.heat_w * flow / after_.flow_kg_s) / flow_w_per_k};
  }

  /// How what comes back moves with T_mid, and with the arriving temperature at fixed T_mid.
  Mixture CalcMoveByMiddle() const { return CalcMove({}, CalcAfterByMiddle()); }
  Mixture CalcMoveByArriving() const {
    return CalcMove({space_.flow_kg_s_per_k, space_.return_per_arriving_ratio},
                    {after_.flow_kg_s_per_k, after_.return_per_arriving_ratio});
  }
  Mixture CalcMove(const Mixture& space, const Mixture& after) const {
    if (back_.flow_kg_s <= 0.0) return {};
    const double mixed = space_.flow_kg_s * space.mixed_degc + after_.flow_kg_s * after.mixed_degc +
                         space.flow_kg_s * (space_.return_degc - back_.mixed_degc) +
                         after.flow_kg_s * (after_.return_degc - back_.mixed_degc);
    return {space.flow_kg_s + after.flow_kg_s, mixed / back_.flow_kg_s};
  }

  /// dF for a move of what comes back, plus that of −T itself.
  double CalcExcessSlope(const Mixture& move, double own) const {
    return (preheated_.per_primary_flow_w_s_per_kg * move.flow_kg_s +
            preheated_.per_kelvin_w_per_k * move.mixed_degc) /
               tap_w_per_k_ +
           own;
  }

  SubstationResult MakeResult(double mid_per_arriving) const {
    const Mixture by_middle = CalcMoveByMiddle(), by_arriving = CalcMoveByArriving();
    const Mixture after_by_middle = CalcAfterByMiddle();
    ValveResult after = after_;
    after.heat_w += preheated_.heat_w;
    after.missing_w = request_.heat_w - after.heat_w;
    if (!after.is_saturated) after.missing_w = 0.0;
    after.flow_kg_s_per_k += after_by_middle.flow_kg_s * mid_per_arriving;
    after.return_per_arriving_ratio += after_by_middle.mixed_degc * mid_per_arriving;
    SubstationResult result{
        .space = space_,
        .hot_water = after,
        .flow_kg_s = back_.flow_kg_s,
        .return_degc = back_.mixed_degc,
        .heat_w = space_.heat_w + after.heat_w,
        .missing_w = space_.missing_w + after.missing_w,
        .flow_kg_s_per_k = by_arriving.flow_kg_s + by_middle.flow_kg_s * mid_per_arriving,
        .return_per_arriving_ratio =
            by_arriving.mixed_degc + by_middle.mixed_degc * mid_per_arriving};
    if (back_.flow_kg_s <= 0.0) return result;
    const double cooled_k = preheated_.heat_w / (c_ * back_.flow_kg_s);
    result.return_degc -= cooled_k;
    // The preheater's heat is C (T_mid − T_cold), or fixed where it suffices.
    result.return_per_arriving_ratio -= tap_w_per_k_ * mid_per_arriving / (c_ * back_.flow_kg_s) -
                                        cooled_k * result.flow_kg_s_per_k / back_.flow_kg_s;
    return result;
  }

  const models::SubstationParams& substation_;
  const models::SubstationInputs& inputs_;
  const models::HeatRequest& request_;
  const ValveResult& space_;
  double c_;
  double tap_w_per_k_;
  double mid_degc_ = 0.0;
  double excess_k_ = 0.0;
  ValveResult after_;
  Mixture back_;
  ExchangedHeat preheated_;
};

}  // namespace

SubstationResult SolveTwoStages(const models::SubstationParams& substation,
                                const models::SubstationInputs& inputs, const ValveResult& space) {
  return TwoStages(substation, inputs, space).Solve();
}

}  // namespace solvers::heat
