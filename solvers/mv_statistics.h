#pragma once

#include <array>
#include <string>
#include <vector>

#include "models/distribution/mv_grid.h"

namespace solvers {

/// What 5, 50 and 95 % of the rows stay below (linear between the ranks).
std::array<double, 3> CalcSpread(std::vector<double> rows);

/// One quantity's P5, P50 and P95; the unit stands at the end of its name.
struct MvQuantity {
  std::string name;
  std::array<double, 3> values{};
};

/// Sums and spreads over feeders of one kind, on the cold design morning.
struct MvStatistics {
  int feeder_count = 0;
  int node_count = 0;
  int tie_count = 0;
  int unsolved_count = 0;  ///< feeders without an AC answer; not in the spreads
  double customer_count = 0.0;
  double cold_mw = 0.0;
  double line_km = 0.0;
  double cable_km = 0.0;
  double losses_mw = 0.0;
  std::vector<MvQuantity> quantities;
};

enum class MvFeederKind { kAll, kTown, kCountry };

/// Every feeder is solved by AC with its busbar at `busbar_v_pu`. Quantities by feeder: length_km,
/// customer_count, node_count, cable_share, cold_mw, loading_share (the line of the highest),
/// drop_share (busbar to the lowest voltage), losses_share; by node: substation_kva,
/// substation_loading_share, line_length_km.
MvStatistics CalcMvStatistics(const models::MvGrid& grid, MvFeederKind kind, double busbar_v_pu);

}  // namespace solvers
