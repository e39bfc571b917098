#include "solvers/heat/building_step.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace solvers::heat {
namespace {

enum Row { kAir, kMass, kEnvelope };

Eigen::Vector3d CalcCapacity(const models::BuildingParams& building) {
  return {building.air_capacity_j_per_k, building.mass_capacity_j_per_k,
          building.envelope_capacity_j_per_k};
}

Eigen::Matrix3d CalcConductance(const models::BuildingParams& building) {
  const double mass = building.mass_w_per_k, inside = building.envelope_inside_w_per_k;
  Eigen::Matrix3d k = Eigen::Matrix3d::Zero();
  k(kAir, kAir) = building.ventilation_w_per_k + mass + inside;
  k(kAir, kMass) = k(kMass, kAir) = -mass;
  k(kMass, kMass) = mass;
  k(kAir, kEnvelope) = k(kEnvelope, kAir) = -inside;
  k(kEnvelope, kEnvelope) = inside + building.envelope_outside_w_per_k;
  return k;
}

}  // namespace

BuildingStepper::BuildingStepper(const models::BuildingParams& building, double duration_s)
    : building_(building), duration_s_(duration_s) {
  const Eigen::Vector3d root = CalcCapacity(building).cwiseSqrt();
  const Eigen::Vector3d inverse_root = root.cwiseInverse();
  const Eigen::Matrix3d conductance = CalcConductance(building);
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> eigen(
      inverse_root.asDiagonal() * conductance * inverse_root.asDiagonal());
  const Eigen::Vector3d exponent = -duration_s * eigen.eigenvalues();
  const Eigen::Vector3d end = exponent.array().exp();
  const Eigen::Vector3d mean = exponent.unaryExpr([](double x) { return std::expm1(x) / x; });
  const Eigen::Matrix3d left = inverse_root.asDiagonal() * eigen.eigenvectors();
  const Eigen::Matrix3d right = eigen.eigenvectors().transpose() * root.asDiagonal();
  end_decay_ = left * end.asDiagonal() * right;
  mean_decay_ = left * mean.asDiagonal() * right;
  const double radiant = building.radiant_share;
  rest_k_per_w_ = conductance.inverse() * Eigen::Vector3d(1.0 - radiant, radiant, 0.0);
}

Eigen::Vector3d BuildingStepper::CalcDecayed(const models::BuildingState& state,
                                             double outdoor_degc, const Eigen::Matrix3d& decay,
                                             double heat_w) const {
  const Eigen::Vector3d now(state.air_degc, state.mass_degc, state.envelope_degc);
  const Eigen::Vector3d rest = Eigen::Vector3d::Constant(outdoor_degc) +
                               (heat_w + building_.internal_gain_w) * rest_k_per_w_;
  return rest + decay * (now - rest);
}

BuildingStepResult BuildingStepper::Advance(const models::BuildingState& state,
                                            const BuildingInputs& inputs) const {
  const Eigen::Vector3d end = CalcDecayed(state, inputs.outdoor_degc, end_decay_, inputs.heat_w);
  const Eigen::Vector3d mean = CalcDecayed(state, inputs.outdoor_degc, mean_decay_, inputs.heat_w);
  BuildingStepResult result{
      .state = {.air_degc = end(kAir), .mass_degc = end(kMass), .envelope_degc = end(kEnvelope)},
      .mean_air_degc = mean(kAir)};
  result.loss_w = building_.ventilation_w_per_k * (mean(kAir) - inputs.outdoor_degc) +
                  building_.envelope_outside_w_per_k * (mean(kEnvelope) - inputs.outdoor_degc);
  const Eigen::Vector3d now(state.air_degc, state.mass_degc, state.envelope_degc);
  const double stored_w = CalcCapacity(building_).dot(end - now) / duration_s_;
  result.residual_w = stored_w - (inputs.heat_w + building_.internal_gain_w - result.loss_w);
  return result;
}

double BuildingStepper::CalcAskedHeatW(const models::BuildingState& state,
                                       double outdoor_degc) const {
  const double unheated_degc = CalcDecayed(state, outdoor_degc, end_decay_, 0.0)(kAir);
  const double rise_k_per_w = rest_k_per_w_(kAir) - (end_decay_ * rest_k_per_w_)(kAir);
  const double asked_w = building_.controller_w_per_k * (building_.set_point_degc - unheated_degc) /
                         (1.0 + building_.controller_w_per_k * rise_k_per_w);
  return std::clamp(asked_w, 0.0, building_.heat_max_w);
}

}  // namespace solvers::heat
