#include "tests/access/linear_networks.h"

#include <algorithm>
#include <cmath>

namespace tests {
namespace {

using Eigen::Index;

constexpr double kLeastShare = 1e-6;

// Incidence [branch × bus] times susceptance: flow of an angle.
Eigen::MatrixXd MakeFlowMatrix(const WorldShape& shape, const WorldSecrets& secrets,
                               std::size_t out) {
  Eigen::MatrixXd flow = Eigen::MatrixXd::Zero(static_cast<Index>(shape.branches.size()),
                                               static_cast<Index>(shape.bus_count()));
  for (std::size_t k = 0; k < shape.branches.size(); ++k) {
    if (k == out) continue;
    flow(static_cast<Index>(k), static_cast<Index>(shape.branches[k].from)) = 1.0 / secrets.x_pu[k];
    flow(static_cast<Index>(k), static_cast<Index>(shape.branches[k].to)) = -1.0 / secrets.x_pu[k];
  }
  return flow;
}

// Sum of a branch's flows at its busbars: the incidence, transposed.
Eigen::MatrixXd MakeIncidence(const WorldShape& shape) {
  Eigen::MatrixXd incidence = Eigen::MatrixXd::Zero(static_cast<Index>(shape.bus_count()),
                                                    static_cast<Index>(shape.branches.size()));
  for (std::size_t k = 0; k < shape.branches.size(); ++k) {
    incidence(static_cast<Index>(shape.branches[k].from), static_cast<Index>(k)) = 1.0;
    incidence(static_cast<Index>(shape.branches[k].to), static_cast<Index>(k)) = -1.0;
  }
  return incidence;
}

}  // namespace

LinearNetworks::LinearNetworks(const WorldShape& shape, const WorldSecrets& secrets) {
  const auto buses = static_cast<Index>(shape.bus_count());
  const Eigen::MatrixXd incidence = MakeIncidence(shape);
  Eigen::VectorXd injection_mw(buses);
  for (Index bus = 0; bus < buses; ++bus) {
    injection_mw(bus) = -secrets.load_mw[static_cast<std::size_t>(bus)];
  }
  for (std::size_t out = 0; out <= shape.branches.size(); ++out) {
    const Eigen::MatrixXd flow = MakeFlowMatrix(shape, secrets, out);
    const Eigen::MatrixXd balance = (incidence * flow).bottomRightCorner(buses - 1, buses - 1);
    const Eigen::LDLT<Eigen::MatrixXd> factors(balance);
    if (factors.vectorD().minCoeff() < 1e-9) continue;  // falls apart
    Network network{.out = out, .flow_mw = {}, .share = {}};
    network.share = Eigen::MatrixXd::Zero(flow.rows(), buses);
    network.share.rightCols(buses - 1) =
        flow.rightCols(buses - 1) * factors.solve(Eigen::MatrixXd::Identity(buses - 1, buses - 1));
    network.flow_mw = network.share * injection_mw;
    networks_.push_back(std::move(network));
  }
}

std::vector<double> LinearNetworks::WorstFlowMw() const {
  std::vector<double> worst(static_cast<std::size_t>(networks_.front().flow_mw.size()), 0.0);
  for (const Network& network : networks_) {
    for (std::size_t k = 0; k < worst.size(); ++k) {
      worst[k] = std::max(worst[k], std::abs(network.flow_mw(static_cast<Index>(k))));
    }
  }
  return worst;
}

double LinearNetworks::CalcRatingMva(std::size_t branch, double room_mw) const {
  const auto k = static_cast<Index>(branch);
  double rating_mva = 0.0;
  for (const Network& network : networks_) {
    if (network.out == branch) continue;
    rating_mva = std::max(rating_mva, std::abs(network.flow_mw(k)) +
                                          room_mw * network.share.row(k).cwiseAbs().maxCoeff());
  }
  return rating_mva;
}

std::vector<twin::capacity::MapPoint> LinearNetworks::CalcRooms(
    const std::vector<double>& rating_mva) const {
  std::vector<twin::capacity::MapPoint> points;
  for (Index bus = 0; bus < networks_.front().share.cols(); ++bus) {
    twin::capacity::MapPoint point{.bus = models::BusIndex(static_cast<std::size_t>(bus))};
    for (const bool is_generation : {false, true}) {
      twin::capacity::MapRoom& room = point.Room(is_generation);
      room = {.is_known = true, .firm_mw = twin::capacity::kMapCapMw, .is_capped = true};
      for (const Network& network : networks_) {
        for (std::size_t k = 0; k < rating_mva.size(); ++k) {
          const auto row = static_cast<Index>(k);
          const double share = (is_generation ? 1.0 : -1.0) * network.share(row, bus);
          if (k == network.out || std::abs(share) < kLeastShare) continue;
          const double flow_mw = share > 0.0 ? network.flow_mw(row) : -network.flow_mw(row);
          const double room_mw = std::max(0.0, (rating_mva[k] - flow_mw) / std::abs(share));
          if (room_mw >= room.firm_mw) continue;
          room.firm_mw = room_mw;
          room.is_capped = false;
          room.binding.kind = solvers::LimitKind::kCurrent;
          room.binding.branch = models::BranchIndex(k);
        }
      }
    }
    points.push_back(point);
  }
  return points;
}

}  // namespace tests
