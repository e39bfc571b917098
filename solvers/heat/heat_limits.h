#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/heat/heat_network.h"
#include "solvers/heat/steady_heat.h"

namespace solvers::heat {

/// What may be broken; the unit of its value, and the table its row belongs to.
enum class HeatLimitKind : std::uint8_t {
  kPressure,              ///< bar gauge, node: above the pressure class
  kBoilingMargin,         ///< bar, node: too near to boiling, or below what the air presses
  kDifferentialPressure,  ///< bar, consumer: too little between supply and return
  kSpeed,                 ///< m/s, pipe
  kGradient,              ///< Pa/m, pipe: friction and fittings over its length
  kSupplyTemperature,     ///< °C, consumer: water arrives too cold
  kProducerHeat,          ///< W, producer: more than the plant can give
};
inline constexpr std::size_t kHeatLimitKinds = 7;

/// What a network must keep. Defaults are usual design figures of Norwegian networks.
struct HeatLimitParams {
  double pressure_max_bar = 16.0;  ///< gauge, PN 16
  /// [node] gauge, see SetPressureClasses; empty: pressure_max_bar everywhere.
  std::vector<double> node_pressure_max_bar;
  double boiling_margin_min_bar = 0.5;   ///< above saturation, see CalcBoilingMarginBar
  double differential_min_bar = 0.6;     ///< at every consumer that takes heat
  double speed_max_m_per_s = 3.0;        ///< noise and water hammer
  double gradient_max_pa_per_m = 200.0;  ///< what pumps are sized for
  double supply_min_degc = 60.0;         ///< hot water needs about this, at consumers
  std::vector<double> producer_max_w;    ///< [producer] empty: plants are not looked at
};

/// Writes `node_pressure_max_bar`: the lowest class of the pipes that meet at the node, where those
/// without a class stand `pressure_max_bar`.
void SetPressureClasses(const models::HeatNetwork& network, HeatLimitParams& limits);

/// One limit at one element. `used_ratio` is 1 where the limit is met exactly and above 1 where it
/// is broken; it makes kinds comparable:
///   upper limits  value/limit
///   lower limits  1 + (limit − value)/limit, temperatures 1 + (limit − value)/10 K
struct HeatLimit {
  HeatLimitKind kind = HeatLimitKind::kPressure;
  std::size_t row = 0;  ///< of the kind's table
  double value = 0.0;
  double limit = 0.0;
  double beyond = 0.0;  ///< by how much it is broken, in the kind's unit; negative: room left
  double used_ratio = 0.0;
};

/// [kind][row] values in the kind's unit; NaN where there is none to keep: parts without pressure,
/// consumers that take nothing, pipes in which water stands, plants without a known limit.
using HeatLimitValues = std::array<std::vector<double>, kHeatLimitKinds>;

/// Values of all limits in a solved network. `options` are those it was solved with. Speeds and
/// gradients are those of the mean of both ends' temperatures, gradients by CalcPressureLoss.
/// Writes into `values`, whose vectors keep their memory.
void CalcHeatLimitValues(const models::HeatNetwork& network, const SteadyHeatSolution& solution,
                         const HeatLimitParams& limits, const SteadyHeatOptions& options,
                         HeatLimitValues& values);

/// One of them, judged. Valid: the value is a number.
HeatLimit JudgeHeatLimit(HeatLimitKind kind, std::size_t row, double value,
                         const HeatLimitParams& limits);

/// All that is broken, and of every kind the nearest whether broken or not; most used first, equal
/// ones by kind and row.
std::vector<HeatLimit> FindHeatLimits(const models::HeatNetwork& network,
                                      const SteadyHeatSolution& solution,
                                      const HeatLimitParams& limits,
                                      const SteadyHeatOptions& options);

/// The id of the element, from the table of the kind.
const std::string& HeatLimitElementId(const models::HeatNetwork& network, const HeatLimit& limit);

/// "pressure", "boiling_margin", … : stable names for files and programs.
const char* HeatLimitName(HeatLimitKind kind);
/// The unit of the value: "bar", "m/s", …
const char* HeatLimitUnit(HeatLimitKind kind);

}  // namespace solvers::heat
