#pragma once

#include <cmath>
#include <complex>

#include "models/base/units.h"
#include "solvers/admittance.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

/// Flows into a branch at both ends for voltages V = e + jf, per unit:
///   S_from = V_from (y_ff V_from + y_ft V_to)*,  S_to = V_to (y_tf V_from + y_tt V_to)*
inline BranchFlow CalcBranchFlow(const BranchAdmittance& y, std::complex<double> from_pu,
                                 std::complex<double> to_pu) {
  const double ef = from_pu.real(), ff = from_pu.imag(), et = to_pu.real(), ft = to_pu.imag();
  // Written out: the product of two std::complex looks for NaN at every step.
  const double from_re =
      y.y_ff.real() * ef - y.y_ff.imag() * ff + y.y_ft.real() * et - y.y_ft.imag() * ft;
  const double from_im =
      y.y_ff.real() * ff + y.y_ff.imag() * ef + y.y_ft.real() * ft + y.y_ft.imag() * et;
  const double to_re =
      y.y_tf.real() * ef - y.y_tf.imag() * ff + y.y_tt.real() * et - y.y_tt.imag() * ft;
  const double to_im =
      y.y_tf.real() * ff + y.y_tf.imag() * ef + y.y_tt.real() * ft + y.y_tt.imag() * et;
  return {.p_from_mw = models::kBaseMva * (ef * from_re + ff * from_im),
          .q_from_mvar = models::kBaseMva * (ff * from_re - ef * from_im),
          .p_to_mw = models::kBaseMva * (et * to_re + ft * to_im),
          .q_to_mvar = models::kBaseMva * (ft * to_re - et * to_im)};
}

}  // namespace solvers
