#include "solvers/heat/hydraulic_controls.h"

#include <algorithm>
#include <cmath>

#include "models/heat/hazen_williams.h"
#include "models/heat/pump.h"

namespace solvers::heat {
namespace {

using models::HydraulicPipeIndex;
using models::HydraulicPumpIndex;
using models::PressureLoss;
using models::ValveKind;
using Kind = HydraulicLayout::ControlKind;

// A shut link lets this through per pascal: 5e-10 kg/s at five bar.
constexpr double kShutSlopePaSPerKg = 1e15;
// An open valve without loss still has a slope.
constexpr double kSmallestSlopePaSPerKg = 1e-2;
constexpr double kBackFlowKgS = 1e-8;
constexpr double kDeadBandPa = 0.5;
constexpr double kFirstMPerS = 0.5;
constexpr double kFirstLiftPa = 3e5;

PressureLoss CalcFittingsLoss(const models::PipeShape& shape, double flow_kg_s,
                              double density_kg_m3) {
  const double scale = shape.fittings_ratio / (2.0 * density_kg_m3 * shape.area_m2 * shape.area_m2);
  return {(scale * std::abs(flow_kg_s) + kSmallestSlopePaSPerKg) * flow_kg_s,
          2.0 * scale * std::abs(flow_kg_s) + kSmallestSlopePaSPerKg};
}

// Whether what a valve holds falls when it throttles. A differential-pressure valve takes pressure
// from the difference it stands in series with, unless it is the one that water must pass to get
// round: then, sensing before itself or behind itself at the low end, it keeps the difference up.
bool ThrottlingLowers(const models::HydraulicValveParams& valve) {
  if (valve.kind == ValveKind::kDifferentialPressure)
    return valve.sensed_high != valve.from && valve.sensed_low != valve.to;
  return valve.kind == ValveKind::kPressureReducing;
}

}  // namespace

LinkStatus HydraulicControls::FirstStatus(const HydraulicLayout::Control& control) const {
  if (control.kind != Kind::kValve || Valve(control).is_fixed_open) return LinkStatus::kOpen;
  if (!HoldsPressure(control)) return LinkStatus::kOpen;
  const auto is_free = [this](int node) { return node >= 0 && !layout_.is_held[node]; };
  return is_free(control.sensed_high) || is_free(control.sensed_low) ? LinkStatus::kControlling
                                                                     : LinkStatus::kOpen;
}

double HydraulicControls::FirstFlowKgS(const HydraulicLayout::Control& control,
                                       double density_kg_m3) const {
  if (control.kind == Kind::kLift) return 0.0;
  if (control.kind != Kind::kPump) {
    const int shape = control.kind == Kind::kValve ? layout_.pipe_count + control.row : control.row;
    return kFirstMPerS * layout_.shapes[static_cast<std::size_t>(shape)].area_m2 * density_kg_m3;
  }
  const auto& pump = network_.pumps[HydraulicPumpIndex(static_cast<std::size_t>(control.row))];
  if (pump.curve)  // where half of the lift is left
    return pump.speed_ratio * std::pow(0.5 * pump.curve->shut_off_pa / pump.curve->coefficient,
                                       1.0 / pump.curve->exponent);
  if (pump.power_w) return *pump.power_w * density_kg_m3 / kFirstLiftPa;
  return 0.5 * pump.speed_ratio * (pump.point_kg_s.front() + pump.point_kg_s.back());
}

bool HydraulicControls::HoldsPressure(const HydraulicLayout::Control& control) const {
  return control.kind == Kind::kValve && control.sensed_high >= 0;
}

double HydraulicControls::SettingPa(const HydraulicLayout::Control& control) const {
  return Valve(control).setting_pa;
}

double HydraulicControls::SettingKgS(const HydraulicLayout::Control& control) const {
  return Valve(control).setting_kg_s;
}

PressureLoss HydraulicControls::CalcLoss(const HydraulicLayout::Control& control,
                                         const ControlMoment& moment,
                                         const models::FrictionOptions& friction) const {
  const double flow_kg_s = moment.flow_kg_s;
  if (moment.status == LinkStatus::kShut)
    return {kShutSlopePaSPerKg * flow_kg_s, kShutSlopePaSPerKg};
  switch (control.kind) {
    case Kind::kCheckedPipe: {
      const auto& pipe = network_.pipes[HydraulicPipeIndex(static_cast<std::size_t>(control.row))];
      return pipe.hazen_williams_ratio
                 ? models::CalcHazenWilliamsLoss(
                       models::MakeHazenWilliamsShape(pipe, moment.density_kg_m3), flow_kg_s)
                 : models::CalcPressureLoss(layout_.shapes[control.link], flow_kg_s,
                                            moment.density_kg_m3, moment.viscosity_pa_s, friction);
    }
    case Kind::kPump:
      return models::CalcPumpLoss(
          network_.pumps[HydraulicPumpIndex(static_cast<std::size_t>(control.row))], flow_kg_s,
          moment.density_kg_m3);
    case Kind::kLift:
      return {-moment.lift_pa, kLiftSlopePaSPerKg};
    case Kind::kValve:
      break;
  }
  const models::HydraulicValveParams& valve = Valve(control);
  PressureLoss loss =
      CalcFittingsLoss(layout_.shapes[static_cast<std::size_t>(layout_.pipe_count + control.row)],
                       flow_kg_s, moment.density_kg_m3);
  if (valve.kind == ValveKind::kPressureBreaker && !valve.is_fixed_open &&
      loss.loss_pa < valve.setting_pa)
    return {valve.setting_pa + kSmallestSlopePaSPerKg * flow_kg_s, kSmallestSlopePaSPerKg};
  return loss;
}

LinkStatus HydraulicControls::NextStatus(const HydraulicLayout::Control& control,
                                         const ControlMoment& moment,
                                         const models::FrictionOptions& friction) const {
  if (control.kind == Kind::kPump || control.kind == Kind::kLift) return LinkStatus::kOpen;
  if (control.kind == Kind::kCheckedPipe) {
    if (moment.status == LinkStatus::kOpen)
      return moment.flow_kg_s < -kBackFlowKgS ? LinkStatus::kShut : LinkStatus::kOpen;
    return moment.drop_pa > kDeadBandPa ? LinkStatus::kOpen : LinkStatus::kShut;
  }
  ControlMoment open = moment;
  open.status = LinkStatus::kOpen;
  return NextValveStatus(control, moment, CalcLoss(control, open, friction).loss_pa);
}

LinkStatus HydraulicControls::NextValveStatus(const HydraulicLayout::Control& control,
                                              const ControlMoment& moment,
                                              double open_loss_pa) const {
  const models::HydraulicValveParams& valve = Valve(control);
  if (valve.is_fixed_open || FirstStatus(control) == LinkStatus::kOpen) {
    if (valve.is_fixed_open || valve.kind != ValveKind::kFlowLimit) return LinkStatus::kOpen;
    if (moment.status == LinkStatus::kControlling)
      return moment.drop_pa < open_loss_pa - kDeadBandPa ? LinkStatus::kOpen
                                                         : LinkStatus::kControlling;
    if (moment.status == LinkStatus::kShut)
      return moment.drop_pa > kDeadBandPa ? LinkStatus::kOpen : LinkStatus::kShut;
    if (moment.flow_kg_s < -kBackFlowKgS) return LinkStatus::kShut;
    return moment.flow_kg_s > valve.setting_kg_s + kBackFlowKgS ? LinkStatus::kControlling
                                                                : LinkStatus::kOpen;
  }
  // How far what it holds is on the side where it must throttle.
  const double over_pa = ThrottlingLowers(valve) ? moment.sensed_pa - valve.setting_pa
                                                 : valve.setting_pa - moment.sensed_pa;
  switch (moment.status) {
    case LinkStatus::kControlling:
      if (moment.flow_kg_s < -kBackFlowKgS) return LinkStatus::kShut;
      return moment.drop_pa < open_loss_pa - kDeadBandPa ? LinkStatus::kOpen
                                                         : LinkStatus::kControlling;
    case LinkStatus::kOpen:
      if (moment.flow_kg_s < -kBackFlowKgS) return LinkStatus::kShut;
      return over_pa > kDeadBandPa ? LinkStatus::kControlling : LinkStatus::kOpen;
    case LinkStatus::kShut:
      break;
  }
  if (moment.drop_pa <= kDeadBandPa) return LinkStatus::kShut;
  return over_pa < -kDeadBandPa ? LinkStatus::kControlling : LinkStatus::kShut;
}

}  // namespace solvers::heat
