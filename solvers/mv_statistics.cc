#include "solvers/mv_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "solvers/quantiles.h"
#include "solvers/radial_sweep.h"

namespace solvers {
namespace {

bool IsOfKind(const models::MvFeeder& feeder, MvFeederKind kind) {
  return kind == MvFeederKind::kAll || feeder.is_urban == (kind == MvFeederKind::kTown);
}

struct Columns {
  std::vector<double> length_km, customers, nodes, cable_share, cold_mw, loading, drop, losses;
  std::vector<double> substation_kva, substation_loading, line_km;
};

}  // namespace

std::array<double, 3> CalcSpread(std::vector<double> rows) {
  std::sort(rows.begin(), rows.end());
  return {CalcSortedQuantile(rows, 0.05), CalcSortedQuantile(rows, 0.50),
          CalcSortedQuantile(rows, 0.95)};
}

MvStatistics CalcMvStatistics(const models::MvGrid& grid, MvFeederKind kind, double busbar_v_pu) {
  MvStatistics sums;
  Columns columns;
  RadialSolution solution;
  for (std::size_t f = 0; f < grid.feeders.size(); ++f) {
    const models::MvFeeder& feeder = grid.feeders[models::MvFeederIndex(f)];
    if (!IsOfKind(feeder, kind) || feeder.node_count == 0) continue;
    const models::MvSupply& supply = grid.supplies[feeder.supply];
    ++sums.feeder_count;
    sums.tie_count += feeder.tie.valid();
    double length_km = 0.0, cable_km = 0.0, customers = 0.0, cold_mw = 0.0;
    for (std::size_t i = 0; i < feeder.node_count; ++i) {
      const models::MvNode& node = grid.nodes[models::MvNodeIndex(feeder.first.value() + i)];
      length_km += node.length_km;
      if (grid.line_types[node.line_type].is_cable) cable_km += node.length_km;
      customers += node.customer_count;
      cold_mw += node.cold_mw;
      columns.substation_kva.push_back(node.transformer_kva);
      columns.substation_loading.push_back(
          node.cold_mw * 1e3 * std::hypot(1.0, supply.tan_phi_ratio) / node.transformer_kva);
      columns.line_km.push_back(node.length_km);
    }
    sums.node_count += static_cast<int>(feeder.node_count);
    sums.customer_count += customers;
    sums.cold_mw += cold_mw;
    sums.line_km += length_km;
    sums.cable_km += cable_km;
    columns.length_km.push_back(length_km);
    columns.customers.push_back(customers);
    columns.nodes.push_back(static_cast<double>(feeder.node_count));
    columns.cable_share.push_back(cable_km / length_km);
    columns.cold_mw.push_back(cold_mw);
    const RadialFeeder radial = MakeRadialFeeder(grid, models::MvFeederIndex(f));
    if (!SolveRadial(radial, {.busbar_v_pu = busbar_v_pu}, solution)) {
      ++sums.unsolved_count;
      continue;
    }
    sums.losses_mw += solution.losses_mw;
    columns.loading.push_back(solution.highest_loading_share);
    columns.drop.push_back(busbar_v_pu - solution.lowest_v_pu);
    columns.losses.push_back(solution.losses_mw / solution.taken_mva.real());
  }
  const auto add = [&sums](const char* name, std::vector<double>& values) {
    sums.quantities.push_back({name, CalcSpread(std::move(values))});
  };
  add("feeder_length_km", columns.length_km);
  add("feeder_customer_count", columns.customers);
  add("feeder_node_count", columns.nodes);
  add("feeder_cable_share", columns.cable_share);
  add("feeder_cold_mw", columns.cold_mw);
  add("feeder_loading_share", columns.loading);
  add("feeder_drop_share", columns.drop);
  add("feeder_losses_share", columns.losses);
  add("substation_kva", columns.substation_kva);
  add("substation_loading_share", columns.substation_loading);
  add("line_length_km", columns.line_km);
  return sums;
}

}  // namespace solvers
