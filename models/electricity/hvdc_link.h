#pragma once

#include <string>

#include "models/base/ids.h"

namespace models {

/// One converter station of a link.
struct ConverterParams {
  BusIndex bus;
  double fixed_loss_mw = 0.0;  ///< while the link is on
  double loss_share = 0.0;     ///< of the power on its AC side
  double q_min_mvar = 0.0;     ///< range of what it injects
  double q_max_mvar = 0.0;
  bool can_hold_voltage = false;  ///< a voltage-source converter
  double v_set_pu = 1.0;
  double tan_phi_ratio =
      0.0;  ///< one that cannot: reactive draw over active power (line-commutated)
};

/// Direct-current link between two buses; power goes either way.
struct HvdcLinkParams {
  std::string id;
  std::string name;
  ConverterParams from;
  ConverterParams to;
  double r_ohm = 0.0;  ///< of the conductor, both poles
  double dc_kv = 0.0;  ///< pole to pole
  double p_max_mw = 0.0;
  bool is_in_service = true;
};

/// What a link takes from the grid at its ends; negative: puts in.
struct HvdcFlow {
  double p_from_mw = 0.0;
  double p_to_mw = 0.0;
};

/// Power taken from the sending grid is the schedule: `p_mw` > 0 at `from`, < 0 at `to`.
///   P_dc = |p| (1 − loss_share) − fixed_loss,  P_arriving = P_dc − r (P_dc/U_dc)²,
///   P_put_in = (P_arriving − fixed_loss)/(1 + loss_share),   nothing when that is negative
/// 0 MW, or a link out of service, is off and takes nothing.
HvdcFlow CalcHvdcFlow(const HvdcLinkParams& link, double p_mw);

}  // namespace models
