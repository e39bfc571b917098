#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "models/electricity/grid.h"

namespace solvers {

/// Less demand at one bus, quarter by quarter; negative: more of it.
struct BusRelief {
  models::BusIndex bus;
  std::vector<double> relief_mw;  ///< [quarter of the scope]
  double tan_phi_ratio = 0.0;     ///< Q over P of what is relieved
};

/// More demand at one bus, quarter by quarter; negative: less. Whoever feeds the applicant feeds
/// it.
struct AddedDemand {
  models::BusIndex bus;
  std::vector<double> demand_mw, demand_mvar;  ///< [quarter of the scope]
};

/// A branch carries a multiple of its rating; r and x stay.
struct RatingChange {
  models::BranchIndex branch;
  double rating_ratio = 1.0;
};

/// Rating of a branch quarter by quarter, as its weather allows.
struct RatingSeries {
  models::BranchIndex branch;
  std::vector<double> rating_mva;  ///< [quarter of the scope]
};

/// Series impedance of a branch times a ratio.
struct ImpedanceChange {
  models::BranchIndex branch;
  double r_ratio = 1.0;
  double x_ratio = 1.0;
};

/// One circuit more beside an existing branch: same ends, same rating per circuit unless said.
struct AddedCircuit {
  models::BranchIndex beside;
  double rating_ratio = 1.0;     ///< over the branch it stands beside
  double impedance_ratio = 1.0;  ///< likewise
};

struct SwitchChange {
  models::BranchIndex branch;
  bool is_in_service = true;
};

/// A capacitor bank: `mvar` injected at 1 pu, with the square of the voltage.
struct AddedShunt {
  models::BusIndex bus;
  double mvar = 0.0;
};

/// What is different from the grid as planned: a measure, a counterfactual or a doubt about a
/// datum. Buses and existing branches keep their positions; circuits are appended.
struct GridChange {
  /// Another grid in its place, as of models::MakeGridOfYear on it: buses and branches of the grid
  /// as planned keep their positions, more may follow. What is new or has another rating is rated
  /// as in summer. Null: the grid as planned. The rest of the change comes on top.
  std::shared_ptr<const models::ElectricityGrid> grid;
  std::vector<BusRelief> reliefs;
  std::vector<AddedDemand> demands;
  std::vector<RatingChange> ratings;
  std::vector<RatingSeries> rating_series;
  std::vector<ImpedanceChange> impedances;
  std::vector<AddedCircuit> circuits;
  std::vector<SwitchChange> switches;
  std::vector<AddedShunt> shunts;

  /// Whether the network itself, its admittances or branches, is another.
  bool ChangesNetwork() const {
    return grid != nullptr || !impedances.empty() || !circuits.empty() || !switches.empty();
  }
};

/// Errors: InvalidArgument for positions that the grid does not have, ratios that are not finite
/// and above 0, and series of another length than `quarter_count`.
absl::Status CheckGridChange(const models::ElectricityGrid& grid, const GridChange& change,
                             std::size_t quarter_count);

/// The grid as planned or in its place, with the change's impedances, circuits and switches.
/// `change` must have been checked.
models::ElectricityGrid MakeChangedGrid(const models::ElectricityGrid& grid,
                                        const GridChange& change);

}  // namespace solvers
