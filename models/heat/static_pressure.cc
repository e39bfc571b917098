#include "models/heat/static_pressure.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "models/base/units.h"

namespace models {
namespace {

// Parts of a network by union of link ends.
class Parts {
 public:
  explicit Parts(std::size_t nodes) : parent_(nodes) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t Find(std::size_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }
  void Join(HeatNodeIndex a, HeatNodeIndex b) { parent_[Find(a.value())] = Find(b.value()); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

double CalcAmbientPa(double height_m) {
  return 101325.0 * std::pow(1.0 - 0.0065 * height_m / 288.15, 5.255);
}

StaticPressures CalcStaticPressures(const HeatNetwork& network, double density_kg_m3) {
  const std::size_t nodes = network.nodes.size();
  Parts parts(nodes);
  for (const HeatPipeParams& pipe : network.pipes)
    if (pipe.is_open) parts.Join(pipe.from, pipe.to);
  for (const HydraulicPumpParams& pump : network.pumps)
    if (pump.is_on) parts.Join(pump.from, pump.to);
  for (const HydraulicValveParams& valve : network.valves)
    if (valve.is_open) parts.Join(valve.from, valve.to);

  // What a node has besides what its height takes is the same all over a part.
  const auto height_pa = [&](HeatNodeIndex node) {
    const double height_m = network.nodes[node].height_m;
    return density_kg_m3 * kGravityMPerS2 * height_m + CalcAmbientPa(height_m);
  };
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> rest_pa(nodes, kNone), pumped_pa(nodes, kNone);  // [part]
  const auto hold = [&](HeatNodeIndex node, double at_rest_pa, double by_pumps_pa) {
    const std::size_t part = parts.Find(node.value());
    rest_pa[part] = std::fmax(rest_pa[part], at_rest_pa);  // the other where one is NaN
    pumped_pa[part] = std::fmin(pumped_pa[part], by_pumps_pa);
  };
  for (const HeatProducerParams& producer : network.producers) {
    if (!producer.HoldsPressure()) continue;
    const double supply_pa = kPaPerBar * *producer.pressure_bar + height_pa(producer.supply);
    const double back_pa =
        kPaPerBar * (*producer.pressure_bar - *producer.lift_bar) + height_pa(producer.back);
    hold(producer.supply, back_pa, supply_pa);
    hold(producer.back, back_pa, back_pa);
  }
  // A pump that only lifts leads pressure on to the other side, with its lift when it runs; from
  // part to part as far as that reaches.
  for (std::size_t round = 0; round < network.producers.size(); ++round)
    for (const HeatProducerParams& producer : network.producers) {
      if (!producer.HoldsLiftOnly()) continue;
      const double lift_pa =
          kPaPerBar * *producer.lift_bar + height_pa(producer.supply) - height_pa(producer.back);
      const std::size_t back = parts.Find(producer.back.value());
      const std::size_t supply = parts.Find(producer.supply.value());
      if (!std::isnan(rest_pa[back]))
        hold(producer.supply, rest_pa[back], pumped_pa[back] + lift_pa);
      else if (!std::isnan(rest_pa[supply]))
        hold(producer.back, rest_pa[supply], pumped_pa[supply] - lift_pa);
    }
  StaticPressures pressures{std::vector<double>(nodes), std::vector<double>(nodes)};
  for (std::size_t row = 0; row < nodes; ++row) {
    const std::size_t part = parts.Find(row);
    const double own_pa = height_pa(HeatNodeIndex(row));
    pressures.at_rest_bar[row] = (rest_pa[part] - own_pa) / kPaPerBar;
    pressures.pumped_bar[row] = (pumped_pa[part] - own_pa) / kPaPerBar;
  }
  return pressures;
}

}  // namespace models
