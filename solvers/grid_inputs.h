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
  models::Table<models::BusIndex, double> heat_demand_mw;  ///< electricity of heat plants
  models::Table<models::BranchIndex, char> branch_out;     ///< besides those built out of service
};

/// Inputs of the power flow: demand, generation, imports, who holds voltage, capacitor banks.
/// `shunt_step` is the banks' state: steps before on entry, steps in service on return.
PowerFlowInputs MakeGridInputs(const models::ElectricityGrid& grid,
                               const GridInjections& injections,
                               const RegionalBalanceResult& balance,
                               models::Table<models::ShuntIndex, int>& shunt_step);

}  // namespace solvers
