#pragma once

#include <complex>
#include <vector>

#include "models/distribution/mv_grid.h"

namespace solvers {

/// A feeder as arrays, nodes after their parents. Voltages per unit of the nominal one, powers MVA.
struct RadialFeeder {
  models::MvNodeIndex first;
  double nominal_kv = 0.0;
  std::vector<int> parent;                       ///< [node] -1: the busbar
  std::vector<std::complex<double>> z_pu;        ///< [node] of its line, on 1 MVA
  std::vector<double> half_b_pu;                 ///< [node] of its line, at each end
  std::vector<double> rating_mva;                ///< [node] of its line, at nominal voltage
  std::vector<std::complex<double>> demand_mva;  ///< [node] on the cold morning
};

RadialFeeder MakeRadialFeeder(const models::MvGrid& grid, models::MvFeederIndex feeder);

/// What a feeder is asked to carry.
struct RadialInputs {
  double busbar_v_pu = 1.0;
  double demand_ratio = 1.0;             ///< of the cold morning, all nodes alike
  int applicant = -1;                    ///< row of the node with something new
  std::complex<double> applicant_mva{};  ///< demand; negative feeds in
};

/// Answer of a sweep, its arrays kept from call to call.
struct RadialSolution {
  std::vector<std::complex<double>> v_pu;        ///< [node]
  std::vector<std::complex<double>> current_pu;  ///< [node] into its line, at the busbar's side
  std::complex<double> taken_mva{};              ///< from the busbar
  double losses_mw = 0.0;
  double lowest_v_pu = 0.0;
  double highest_v_pu = 0.0;
  double highest_loading_share = 0.0;  ///< current over rating, at either end of a line
  int lowest_node = -1, highest_node = -1, loaded_node = -1;
  int sweeps = 0;
};

/// AC power flow of a tree by sweeps: currents from the leaves up, voltages from the busbar down,
///   I_line = Σ (S/V)* + jb/2 V + Σ I_below,   V = V_parent − z I_line
/// until no voltage moves by 1e-11. Constant power. No allocation once the arrays have their size.
/// **Shape** arrays [node of the feeder]
/// False when 200 sweeps do not settle, or a voltage falls below half: the feeder cannot carry it.
/// **Source** Shirmohammadi et al. 1988, "A compensation-based power flow method for weakly meshed
/// distribution and transmission networks", IEEE Transactions on Power Systems 3(2).
bool SolveRadial(const RadialFeeder& feeder, const RadialInputs& inputs, RadialSolution& solution);

/// Current over rating of one line, at the end that carries more.
double CalcLoadingShare(const RadialFeeder& feeder, const RadialInputs& inputs,
                        const RadialSolution& solution, std::size_t row);

}  // namespace solvers
