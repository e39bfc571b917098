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
  const double ef_pu = from_pu.real(), ff_pu = from_pu.imag(), et_pu = to_pu.real(),
               ft_pu = to_pu.imag();
  // Written out: the product of two std::complex looks for NaN at every step.
  const double from_re =
      y.y_ff.real() * ef_pu - y.y_ff.imag() * ff_pu + y.y_ft.real() * et_pu - y.y_ft.imag() * ft_pu;
  const double from_im =
      y.y_ff.real() * ff_pu + y.y_ff.imag() * ef_pu + y.y_ft.real() * ft_pu + y.y_ft.imag() * et_pu;
  const double to_re =
      y.y_tf.real() * ef_pu - y.y_tf.imag() * ff_pu + y.y_tt.real() * et_pu - y.y_tt.imag() * ft_pu;
  const double to_im =
      y.y_tf.real() * ff_pu + y.y_tf.imag() * ef_pu + y.y_tt.real() * ft_pu + y.y_tt.imag() * et_pu;
  return {.p_from_mw = models::kBaseMva * (ef_pu * from_re + ff_pu * from_im),
          .q_from_mvar = models::kBaseMva * (ff_pu * from_re - ef_pu * from_im),
          .p_to_mw = models::kBaseMva * (et_pu * to_re + ft_pu * to_im),
          .q_to_mvar = models::kBaseMva * (ft_pu * to_re - et_pu * to_im)};
}

}  // namespace solvers
