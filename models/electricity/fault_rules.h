#pragma once

#include <complex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/base/ids.h"
#include "models/electricity/fault_impedance.h"
#include "models/electricity/grid.h"

namespace models {

/// What feeds a short circuit with an impedance: a machine, a plant, a neighbouring network.
struct FaultSource {
  BusIndex bus;
  FaultImpedance impedance;  ///< at the nominal voltage of the bus
};

/// What feeds it with a current that electronics limit.
struct FaultConverter {
  BusIndex bus;
  double current_ka = 0.0;
};

/// What is typical of a class of plants, on the plant's own rating S_r = p_max / cos φ.
struct PlantFaultRules {
  double cos_phi_ratio = 0.9;
  double subtransient_x_pu = 0.2;      ///< saturated
  double rx_ratio = 0.0;               ///< stator resistance over x″d
  double unit_impedance_share = 0.12;  ///< u_k of what stands between the machines and the bus
  double unit_rx_ratio = 0.03;
  double minimum_running_share = 0.0;  ///< of the machines, in the minimum case
};

/// Short-circuit power of a neighbour behind a boundary, without what the region feeds back.
struct NeighbourFaultRules {
  double nominal_kv = 0.0;
  double maximum_mva = 0.0;
  double minimum_mva = 0.0;
};

/// Typical values for what the tables of a grid do not tell.
struct FaultRules {
  PlantFaultRules hydro;
  PlantFaultRules small_hydro;  ///< below small_hydro_mw; the bus is a transformer away
  double small_hydro_mw = 10.0;
  PlantFaultRules thermal;
  double converter_current_ratio = 1.1;  ///< of wind and solar, over their rated current
  double neighbour_rx_ratio = 0.1;
  std::vector<NeighbourFaultRules> neighbours;  ///< one per voltage
  double line_end_degc = 80.0;                  ///< conductor at the end of the fault, minimum case
  double cable_end_degc = 90.0;
};

/// InvalidArgument with every rule that is not finite or out of order.
absl::Status Validate(const FaultRules& rules);

/// What feeds short circuits of a grid.
struct FaultSources {
  std::vector<FaultSource> sources;
  std::vector<FaultConverter> converters;
};

/// Shares of each plant's machines that run: all of them, or the rule's least ones; wind and solar
/// 1 and 0.
Table<GeneratorIndex, double> CalcRunningShares(const ElectricityGrid& grid,
                                                const FaultRules& rules, FaultCase fault_case);

/// Plants and boundaries as sources. Synchronous plants are power-station units without an on-load
/// changer, rated voltages in the ratio of the nominal ones (so K_SO = c_max/(1 + x″d sin φ)), of
/// whose equal machines `running_share` stand in parallel: Z/share. Wind and solar are converters
/// of current_ratio · running_share · p_max/(√3 U_n). Loads, and motors among them, feed nothing;
/// SVCs neither.
/// Errors: InvalidArgument when `running_share` does not fit the generators or leaves [0, 1], or
/// when no rule tells the short-circuit power of a neighbour at a boundary's voltage.
/// **Source** IEC 60909-0:2016, 6.7 and 6.9.
absl::StatusOr<FaultSources> MakeFaultSources(const ElectricityGrid& grid, const FaultRules& rules,
                                              FaultCase fault_case,
                                              const Table<GeneratorIndex, double>& running_share);

/// Series impedance of every branch as a short circuit sees it, at the nominal voltage of `from`:
///   transformer  K_T (r + jx), whose rating is the nameplate: that of +20 °C; in both cases
///   line, cable  r at +20 °C; at the end of the fault in the minimum case
///   equivalent   as it is
Table<BranchIndex, std::complex<double>> CalcFaultBranches(const ElectricityGrid& grid,
                                                           const FaultRules& rules,
                                                           FaultCase fault_case);

}  // namespace models
