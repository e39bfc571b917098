#pragma once

#include "models/base/ids.h"
#include "models/electricity/grid.h"
#include "solvers/ac_power_flow.h"
#include "solvers/regional_balance.h"

namespace solvers {

/// What one step puts into the grid and takes out of it.
struct GridInjections {
  models::Table<models::BusIndex, double> demand_mw;  ///< electricity, heat plants not included
  models::Table<models::BusIndex, double> demand_mvar;
  models::Table<models::BusIndex, double> heat_demand_mw;       ///< electricity of heat plants
  models::Table<models::BusIndex, double> added_generation_mw;  ///< of a scenario; empty: none
  models::Table<models::BranchIndex, char> branch_out;     ///< besides those built out of service
  models::Table<models::BranchIndex, char> branch_closed;  ///< of those; empty: none
};

/// Demand in MW and Mvar at 1 pu, and how each follows the voltage.
struct BusDemand {
  double p_mw = 0.0;
  double q_mvar = 0.0;
  models::VoltageDependence p_voltage, q_voltage;
};

/// Adds demand at a bus: constant power to the injections, the part that goes with V to
/// current_mw and current_mvar, the part that goes with V² to the shunts.
void AddDemand(models::BusIndex bus, const BusDemand& demand, PowerFlowInputs& inputs);

/// Inputs of the power flow: demand, generation, imports, who holds voltage, capacitor banks.
/// `shunt_step` is the banks' state: steps before on entry, steps in service on return.
PowerFlowInputs MakeGridInputs(const models::ElectricityGrid& grid,
                               const GridInjections& injections,
                               const RegionalBalanceResult& balance,
                               models::Table<models::ShuntIndex, int>& shunt_step);

}  // namespace solvers
