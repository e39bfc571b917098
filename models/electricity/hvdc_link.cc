#include "models/electricity/hvdc_link.h"

#include <algorithm>
#include <cmath>

namespace models {

HvdcFlow CalcHvdcFlow(const HvdcLinkParams& link, double p_mw) {
  if (!link.is_in_service || p_mw == 0.0) return {};
  const bool is_forward = p_mw > 0.0;
  const ConverterParams& rectifier = is_forward ? link.from : link.to;
  const ConverterParams& inverter = is_forward ? link.to : link.from;
  const double taken_mw = std::abs(p_mw);
  const double sent_mw = taken_mw * (1.0 - rectifier.loss_share) - rectifier.fixed_loss_mw;
  // MW over kV is kA; its square times ohm is MW.
  const double current_ka = link.dc_kv > 0.0 ? sent_mw / link.dc_kv : 0.0;
  const double arriving_mw = sent_mw - link.r_ohm * current_ka * current_ka;
  const double put_in_mw =
      std::max(0.0, (arriving_mw - inverter.fixed_loss_mw) / (1.0 + inverter.loss_share));
  return is_forward ? HvdcFlow{taken_mw, -put_in_mw} : HvdcFlow{-put_in_mw, taken_mw};
}

}  // namespace models
