#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

#include "tests/access/random_world.h"
#include "twin/capacity/capacity_map.h"

namespace tests {

/// Linear power flow of a world: intact, and with each branch out that leaves it whole. Bus 0 is
/// the reference. A thousandth of what AC power flow takes: for questions that need very many
/// worlds.
class LinearNetworks {
 public:
  LinearNetworks(const WorldShape& shape, const WorldSecrets& secrets);

  /// [branch] largest flow over all of them.
  std::vector<double> WorstFlowMw() const;
  /// Rating of `branch` with which it lets `room_mw` more through, to or from the worst busbar:
  ///   max over networks of |flow| + room · max over busbars of |share|
  double CalcRatingMva(std::size_t branch, double room_mw) const;
  /// [bus] what each takes, either way, and what binds:
  ///   room_b = min over networks and branches of (rating − flow that way) / |share_b|
  std::vector<twin::capacity::MapPoint> CalcRooms(const std::vector<double>& rating_mva) const;

 private:
  struct Network {
    std::size_t out = 0;      ///< branch; count of branches: none
    Eigen::VectorXd flow_mw;  ///< [branch]
    Eigen::MatrixXd share;    ///< [branch × bus] of a MW put in at the busbar
  };
  std::vector<Network> networks_;
};

}  // namespace tests
