#pragma once

#include <vector>

#include "models/heat/friction.h"
#include "models/heat/hydraulic_network.h"
#include "solvers/heat/hydraulic_layout.h"
#include "solvers/heat/hydraulics.h"

namespace solvers::heat {

/// One link that stands on its own, at one moment.
struct ControlMoment {
  LinkStatus status = LinkStatus::kOpen;
  double flow_kg_s = 0.0;
  double drop_pa = 0.0;    ///< what pressures and heights leave for it, from → to
  double sensed_pa = 0.0;  ///< pressure, or difference, it is to hold
  double density_kg_m3 = 0.0;
  double viscosity_pa_s = 0.0;
  double lift_pa = 0.0;  ///< that a lift holds
};

/// Slope of a lift, whose loss has none: only a step of the iteration is damped by it, by next to
/// nothing beside any pipe.
inline constexpr double kLiftSlopePaSPerKg = 1e-4;

/// What pump, valve, lift and check-valve pipe do, by their parameters.
class HydraulicControls {
 public:
  HydraulicControls(const models::HydraulicNetwork& network, const HydraulicLayout& layout)
      : network_(network), layout_(layout) {}

  /// Before anything is known. `is_held` of the node whose pressure a valve would hold makes it
  /// stand open: there is nothing to hold.
  LinkStatus FirstStatus(const HydraulicLayout::Control& control) const;

  /// A flow to begin with.
  double FirstFlowKgS(const HydraulicLayout::Control& control, double density_kg_m3) const;

  /// Loss and slope by flow when the link is open or shut; a shut one leaks a trifle, so that
  /// what lies behind it keeps a pressure.
  models::PressureLoss CalcLoss(const HydraulicLayout::Control& control,
                                const ControlMoment& moment,
                                const models::FrictionOptions& friction) const;

  /// Whether it holds a pressure while it controls; otherwise it holds a flow.
  bool HoldsPressure(const HydraulicLayout::Control& control) const;
  double SettingPa(const HydraulicLayout::Control& control) const;
  double SettingKgS(const HydraulicLayout::Control& control) const;

  /// What the link would do next, with a dead band of pressure so that it finds rest.
  LinkStatus NextStatus(const HydraulicLayout::Control& control, const ControlMoment& moment,
                        const models::FrictionOptions& friction) const;

 private:
  const models::HydraulicValveParams& Valve(const HydraulicLayout::Control& control) const {
    return network_.valves[models::HydraulicValveIndex(static_cast<std::size_t>(control.row))];
  }
  LinkStatus NextValveStatus(const HydraulicLayout::Control& control, const ControlMoment& moment,
                             double open_loss_pa) const;

  const models::HydraulicNetwork& network_;
  const HydraulicLayout& layout_;
};

}  // namespace solvers::heat
