#include "models/heat/stratified_tank.h"

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/base/units.h"

namespace models {
namespace {

constexpr double kJoulePerMwh = 3.6e9;

double CalcAreaM2(const StratifiedTankParams& tank) {
  return 0.25 * kPi * tank.diameter_m * tank.diameter_m;
}

}  // namespace

StratifiedTankState MakeTankState(const StratifiedTankParams& tank, double temperature_degc) {
  return {
      .layer_degc = std::vector<double>(static_cast<std::size_t>(tank.layers), temperature_degc),
      .bottom_share = 1.0};
}

double CalcTankVolumeM3(const StratifiedTankParams& tank) {
  return CalcAreaM2(tank) * tank.height_m;
}

double CalcLayerShare(const StratifiedTankState& state, std::size_t index) {
  if (index == 0) return state.bottom_share;
  const bool is_cut = state.bottom_share < 1.0;
  return is_cut && index + 1 == state.layer_degc.size() ? 1.0 - state.bottom_share : 1.0;
}

double CalcTankContentMwh(const StratifiedTankParams& tank, const StratifiedTankState& state,
                          double reference_degc) {
  double layers_k = 0.0;
  for (std::size_t i = 0; i < state.layer_degc.size(); ++i)
    layers_k += CalcLayerShare(state, i) * (state.layer_degc[i] - reference_degc);
  return tank.water.density_kg_m3 * tank.water.heat_capacity_j_per_kg_k * CalcTankVolumeM3(tank) /
         tank.layers * layers_k / kJoulePerMwh;
}

std::vector<double> CalcLayerMiddlesM(const StratifiedTankParams& tank,
                                      const StratifiedTankState& state) {
  std::vector<double> middles_m(state.layer_degc.size());
  const double layer_m = tank.height_m / tank.layers;
  double below = 0.0;  // in whole layers
  for (std::size_t i = 0; i < middles_m.size(); ++i) {
    const double share = CalcLayerShare(state, i);
    middles_m[i] = layer_m * (below + 0.5 * share);
    below += share;
  }
  return middles_m;
}

double CalcTankConductivityWPerMK(const StratifiedTankParams& tank) {
  const double wall_area_m2 = kPi * (tank.diameter_m + tank.wall_m) * tank.wall_m;
  return tank.water_w_per_m_k + tank.wall_w_per_m_k * wall_area_m2 / CalcAreaM2(tank);
}

absl::Status Validate(const StratifiedTankParams& tank) {
  FieldChecks checks;
  checks.Positive("height_m", tank.height_m);
  checks.Positive("diameter_m", tank.diameter_m);
  checks.NotNegative("wall_m", tank.wall_m);
  checks.NotNegative("wall_w_per_m_k", tank.wall_w_per_m_k);
  checks.NotNegative("side_loss_w_per_m2_k", tank.side_loss_w_per_m2_k);
  checks.NotNegative("top_loss_w_per_m2_k", tank.top_loss_w_per_m2_k);
  checks.NotNegative("bottom_loss_w_per_m2_k", tank.bottom_loss_w_per_m2_k);
  checks.Positive("water.density_kg_m3", tank.water.density_kg_m3);
  checks.Positive("water.heat_capacity_j_per_kg_k", tank.water.heat_capacity_j_per_kg_k);
  checks.Positive("water_w_per_m_k", tank.water_w_per_m_k);
  if (tank.layers < 2)
    checks.Report("layers", absl::StrCat("is ", tank.layers, ", must be 2 or more"));
  return checks.ToStatus();
}

}  // namespace models
