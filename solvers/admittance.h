#pragma once

#include <array>
#include <complex>
#include <span>
#include <vector>

#include "models/electricity/grid.h"

namespace solvers {

/// Two-port of one branch, per unit on kBaseMva and the nominal voltages of its ends:
///   [I_from]   [y_ff  y_ft] [V_from]
///   [I_to  ] = [y_tf  y_tt] [V_to  ]
/// with  y_s = 1/(r + jx),  a = tap · e^{jφ} standing at the `from` side,
///   y_ff = (y_s + (g + jb)/2)/|a|²,  y_ft = −y_s/a*,  y_tf = −y_s/a,  y_tt = y_s + (g + jb)/2.
/// **Source** Zimmerman, Murillo-Sánchez, MATPOWER User's Manual, section 3.2.
struct BranchAdmittance {
  std::complex<double> y_ff, y_ft, y_tf, y_tt;
};

/// `tap_step` moves the ratio by whole steps of the branch's changer. A line between two nominal
/// voltages is taken at the voltage of its `from` end.
BranchAdmittance CalcBranchAdmittance(const models::ElectricityGrid& grid,
                                      const models::BranchParams& branch, int tap_step);

/// Sparse bus admittance matrix, pattern fixed for all switch states: row i holds the columns
/// column[row_start[i]] … in ascending order, its own among them.
struct AdmittancePattern {
  std::vector<int> row_start;
  std::vector<int> column;
  std::vector<int> diagonal;  ///< [bus] position of (i, i)
  /// [branch] positions of (f,f), (f,t), (t,f), (t,t)
  std::vector<std::array<int, 4>> entry;
};

AdmittancePattern MakeAdmittancePattern(const models::ElectricityGrid& grid);

/// What shunts do at 1 pu, per bus: y = (p + jq)/S_base, p demanded and q injected.
struct BusShunts {
  std::span<const double> demand_mw;
  std::span<const double> injection_mvar;
};

/// Adds every branch in service and every bus shunt. `values` has one number per column of the
/// pattern.
void FillAdmittance(const AdmittancePattern& pattern, std::span<const BranchAdmittance> branches,
                    std::span<const char> in_service, const BusShunts& shunts,
                    std::span<std::complex<double>> values);

}  // namespace solvers
