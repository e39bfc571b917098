#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace models {

enum class NetworkPlantKind : std::uint8_t { kHeatPump, kElectricBoiler, kFuelBoiler };

/// The plant behind one producer of a district-heating network.
struct NetworkPlantParams {
  NetworkPlantKind kind = NetworkPlantKind::kElectricBoiler;
  double heat_max_w = 0.0;
  double efficiency_ratio = 0.98;  ///< boilers: heat per electricity or fuel
  double lorenz_share = 0.5;       ///< heat pumps: of CalcLorenzCopRatio
  double source_in_degc = 10.0;
  double source_out_degc = 5.0;
  double sink_max_degc = 90.0;  ///< heat pumps: warmer water they cannot make
  std::string bus_id;           ///< of the electricity grid; empty: the bus is not known
};

/// The water that passes a plant, and what is wanted of it.
struct NetworkPlantInputs {
  double flow_w_per_k = 0.0;  ///< c m
  double return_degc = 0.0;
  double target_degc = 0.0;  ///< wanted supply
  double heat_max_w = 0.0;   ///< what it can give at this moment
};

/// What it burns or draws for its heat.
struct NetworkPlantEnergy {
  double electricity_w = 0.0;
  double fuel_w = 0.0;
  double cop_ratio = 0.0;  ///< heat per electricity or fuel
};

/// Supply it reaches; what it cannot give shows as colder water:
///   T = min(T_target, T_sink max, T_return + Q_max/(c m)), never below the return with Q_max >= 0
/// Without flow it is the target.
double CalcPlantSupplyDegC(const NetworkPlantParams& plant, const NetworkPlantInputs& inputs);

/// Electricity or fuel of this heat between these temperatures. Heat pumps: share of the Lorenz
/// COP, at most kMostCopRatio where the lift goes to nothing.
NetworkPlantEnergy CalcPlantEnergy(const NetworkPlantParams& plant, double heat_w,
                                   double supply_degc, double return_degc);

/// InvalidArgument with every violation at once: heat, efficiency or share that are not positive, a
/// Lorenz share above 1, a source that is warmer when it leaves than when it comes, a sink limit
/// that is not above the source.
absl::Status Validate(const NetworkPlantParams& plant);

/// "heat_pump", "electric_boiler", "fuel_boiler": stable names for files and programs.
const char* NetworkPlantName(NetworkPlantKind kind);

}  // namespace models
