#include "solvers/heat/tank_step.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/base/units.h"

namespace solvers::heat {
namespace {

using models::CalcLayerShare;
using models::StratifiedTankInputs;
using models::StratifiedTankParams;
using models::StratifiedTankState;

constexpr double kJoulePerMwh = 3.6e9;
// Of α Δt/Δz²: how far heat may spread in one sub-step; second order leaves 1e-4 of a front.
constexpr double kLargestSpreadRatio = 0.25;
constexpr double kGamma = 1.0 - 0.5 * std::numbers::sqrt2;  // of both stages of the method

// Of a whole layer: less is neither moved nor left behind, so that shares and their complements
// both stay numbers between 0 and 1.
constexpr double kSliver = 1e-12;

/// What went through, in whole layers, and the sum of layers times °C that flowed out.
struct Pushed {
  double layers = 0.0;
  double layers_degc = 0.0;
};

/// Fills the last layer of a tank seen from its outlet and empties the first.
Pushed PushThrough(StratifiedTankState& state, double moved, double inlet_degc) {
  Pushed pushed;
  std::vector<double>& layers = state.layer_degc;
  while (moved - pushed.layers > kSliver) {
    // With whole layers only, a new one begins; it ends when the first one is used up.
    const bool is_whole = state.bottom_share >= 1.0;
    if (is_whole) layers.push_back(inlet_degc);
    double part = std::min(moved - pushed.layers, state.bottom_share);
    if (state.bottom_share - part < kSliver) part = state.bottom_share;
    const double filled = is_whole ? 0.0 : 1.0 - state.bottom_share;
    layers.back() = (filled * layers.back() + part * inlet_degc) / (filled + part);
    pushed.layers += part;
    pushed.layers_degc += part * layers.front();
    if (part == state.bottom_share) {
      layers.erase(layers.begin());
      state.bottom_share = 1.0;
    } else {
      state.bottom_share -= part;
    }
  }
  return pushed;
}

/// The same tank upside down.
void TurnOver(StratifiedTankState& state) {
  std::ranges::reverse(state.layer_degc);
  if (state.bottom_share < 1.0) state.bottom_share = 1.0 - state.bottom_share;
}

/// Mixes layers until none is warmer than the one above: mean of every falling run, weighted by
/// volume. From the bottom up each layer begins a pool and takes in warmer pools below it.
void MixByBuoyancy(StratifiedTankState& state, std::vector<TankPool>& pools) {
  std::vector<double>& layers = state.layer_degc;
  pools.clear();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    TankPool pool{.first = i, .volume_ratio = CalcLayerShare(state, i), .mean_degc = layers[i]};
    for (; !pools.empty() && pools.back().mean_degc > pool.mean_degc; pools.pop_back()) {
      const TankPool& below = pools.back();
      const double volume = below.volume_ratio + pool.volume_ratio;
      pool.mean_degc =
          (below.volume_ratio * below.mean_degc + pool.volume_ratio * pool.mean_degc) / volume;
      pool.volume_ratio = volume;
      pool.first = below.first;
    }
    pools.push_back(pool);
  }
  std::size_t end = layers.size();
  for (std::size_t p = pools.size(); p-- > 0; end = pools[p].first)
    std::fill(layers.begin() + static_cast<std::ptrdiff_t>(pools[p].first),
              layers.begin() + static_cast<std::ptrdiff_t>(end), pools[p].mean_degc);
}

class Conduction {
 public:
  Conduction(const StratifiedTankParams& tank, const StratifiedTankState& state,
             TankWorkspace& workspace)
      : w_(workspace), size_(state.layer_degc.size()) {
    const double layer_m = tank.height_m / tank.layers;
    const double area_m2 = models::CalcTankVolumeM3(tank) / tank.height_m;
    const double volume_heat = tank.water.density_kg_m3 * tank.water.heat_capacity_j_per_kg_k;
    const double conductivity = models::CalcTankConductivityWPerMK(tank);
    spread_per_s_ = conductivity / (volume_heat * layer_m * layer_m);
    for (auto* values : {&w_.capacity_j_per_k, &w_.loss_w_per_k, &w_.inverse_pivot_k_per_w,
                         &w_.first_k_per_s, &w_.second_k_per_s, &w_.stage_degc})
      values->resize(size_);
    w_.conductance_w_per_k.resize(size_ - 1);
    for (std::size_t i = 0; i < size_; ++i) {
      const double share = CalcLayerShare(state, i);
      w_.capacity_j_per_k[i] = volume_heat * area_m2 * layer_m * share;
      w_.loss_w_per_k[i] =
          tank.side_loss_w_per_m2_k * models::kPi * tank.diameter_m * layer_m * share;
      if (i + 1 == size_) break;
      const double distance_m = 0.5 * layer_m * (share + CalcLayerShare(state, i + 1));
      w_.conductance_w_per_k[i] = conductivity * area_m2 / distance_m;
    }
    w_.loss_w_per_k.front() += tank.bottom_loss_w_per_m2_k * area_m2;
    w_.loss_w_per_k.back() += tank.top_loss_w_per_m2_k * area_m2;
  }

  /// Advances the layers; returns the heat lost in joules.
  double Advance(std::vector<double>& layers_degc, double outdoor_degc, double duration_s) {
    const double steps = std::ceil(duration_s * spread_per_s_ / kLargestSpreadRatio);
    const double step_s = duration_s / std::max(steps, 1.0);
    Factor(kGamma * step_s);
    double lost_j = 0.0;
    for (double step = 0.0; step < std::max(steps, 1.0); step += 1.0)
      lost_j += AdvanceSubStep(layers_degc, outdoor_degc, step_s);
    return lost_j;
  }

 private:
  /// Thomas' elimination of C/(γ h) + conduction and losses, a diagonally dominant matrix.
  void Factor(double scaled_s) {
    scaled_s_ = scaled_s;
    for (std::size_t i = 0; i < size_; ++i) {
      const double below = i > 0 ? w_.conductance_w_per_k[i - 1] : 0.0;
      const double above = i + 1 < size_ ? w_.conductance_w_per_k[i] : 0.0;
      double pivot = w_.capacity_j_per_k[i] / scaled_s + below + above + w_.loss_w_per_k[i];
      if (i > 0) pivot -= below * below * w_.inverse_pivot_k_per_w[i - 1];
      w_.inverse_pivot_k_per_w[i] = 1.0 / pivot;
    }
  }

  /// Rate k of one stage: C k = F(stage + γ h k), F linear. Returns the loss in W at that point.
  double SolveStage(const std::vector<double>& stage_degc, double outdoor_degc,
                    std::vector<double>& rate_k_per_s) {
    double carried = 0.0;
    for (std::size_t i = 0; i < size_; ++i) {
      double heat_w = -w_.loss_w_per_k[i] * (stage_degc[i] - outdoor_degc);
      if (i > 0) heat_w += w_.conductance_w_per_k[i - 1] * (stage_degc[i - 1] - stage_degc[i]);
      if (i + 1 < size_) heat_w += w_.conductance_w_per_k[i] * (stage_degc[i + 1] - stage_degc[i]);
      if (i > 0)
        heat_w += w_.conductance_w_per_k[i - 1] * carried * w_.inverse_pivot_k_per_w[i - 1];
      rate_k_per_s[i] = carried = heat_w;
    }
    // Back: what was solved for is γ h k, a change of temperature.
    double above_k = 0.0;
    for (std::size_t i = size_; i-- > 0;) {
      const double from_above_w = i + 1 < size_ ? w_.conductance_w_per_k[i] * above_k : 0.0;
      above_k = (rate_k_per_s[i] + from_above_w) * w_.inverse_pivot_k_per_w[i];
      rate_k_per_s[i] = above_k / scaled_s_;
    }
    double loss_w = 0.0;
    for (std::size_t i = 0; i < size_; ++i)
      loss_w += w_.loss_w_per_k[i] * (stage_degc[i] + scaled_s_ * rate_k_per_s[i] - outdoor_degc);
    return loss_w;
  }

  double AdvanceSubStep(std::vector<double>& layers_degc, double outdoor_degc, double step_s) {
    const double first_w = SolveStage(layers_degc, outdoor_degc, w_.first_k_per_s);
    for (std::size_t i = 0; i < size_; ++i)
      w_.stage_degc[i] = layers_degc[i] + (1.0 - kGamma) * step_s * w_.first_k_per_s[i];
    const double second_w = SolveStage(w_.stage_degc, outdoor_degc, w_.second_k_per_s);
    for (std::size_t i = 0; i < size_; ++i)
      layers_degc[i] +=
          step_s * ((1.0 - kGamma) * w_.first_k_per_s[i] + kGamma * w_.second_k_per_s[i]);
    return step_s * ((1.0 - kGamma) * first_w + kGamma * second_w);
  }

  TankWorkspace& w_;
  std::size_t size_;
  double spread_per_s_ = 0.0;
  double scaled_s_ = 0.0;
};

}  // namespace

models::StratifiedTankResult AdvanceTank(const StratifiedTankParams& tank,
                                         const StratifiedTankInputs& inputs,
                                         StratifiedTankState state, double duration_s,
                                         TankWorkspace& workspace) {
  models::StratifiedTankResult result{.state = std::move(state)};
  StratifiedTankState& next = result.state;
  // Contents are told above the surroundings, so that the residual is not lost in a large number.
  const double before_mwh = models::CalcTankContentMwh(tank, next, inputs.outdoor_degc);
  result.outlet_degc = next.layer_degc.back();
  if (inputs.flow_kg_s != 0.0) {
    const double layer_kg = tank.water.density_kg_m3 * models::CalcTankVolumeM3(tank) / tank.layers;
    const bool is_charge = inputs.flow_kg_s > 0.0;
    if (!is_charge) TurnOver(next);
    result.outlet_degc = next.layer_degc.front();
    const Pushed pushed =
        PushThrough(next, std::abs(inputs.flow_kg_s) * duration_s / layer_kg, inputs.inlet_degc);
    if (!is_charge) TurnOver(next);
    if (pushed.layers > 0.0) result.outlet_degc = pushed.layers_degc / pushed.layers;
    result.charge_mwh = layer_kg * tank.water.heat_capacity_j_per_kg_k *
                        (pushed.layers * inputs.inlet_degc - pushed.layers_degc) / kJoulePerMwh;
  }
  MixByBuoyancy(next, workspace.pools);
  Conduction conduction(tank, next, workspace);
  result.loss_mwh =
      conduction.Advance(next.layer_degc, inputs.outdoor_degc, duration_s) / kJoulePerMwh;
  MixByBuoyancy(next, workspace.pools);
  const double after_mwh = models::CalcTankContentMwh(tank, next, inputs.outdoor_degc);
  result.residual_mwh = after_mwh - before_mwh - (result.charge_mwh - result.loss_mwh);
  return result;
}

}  // namespace solvers::heat
