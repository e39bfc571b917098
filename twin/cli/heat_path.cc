#include "twin/cli/heat_path.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace twin::cli {

using models::HeatNodeIndex;
using models::HeatPipeIndex;

HeatPath FindHeatPath(const models::HeatNetwork& network, const std::vector<double>& flow_kg_s,
                      models::HeatConsumerIndex consumer) {
  HeatPath path;
  const auto is_plant = [&](HeatNodeIndex node) {
    return std::any_of(network.producers.begin(), network.producers.end(),
                       [&](const auto& producer) { return producer.supply == node; });
  };
  HeatNodeIndex node = network.consumers[consumer].supply;
  while (!is_plant(node) && path.pipes.size() < network.pipes.size()) {
    double most_kg_s = 0.0;
    std::size_t best = network.pipes.size();
    for (std::size_t row = 0; row < network.pipes.size(); ++row) {
      const auto& pipe = network.pipes[HeatPipeIndex(row)];
      const double into_kg_s = pipe.to == node     ? flow_kg_s[row]
                               : pipe.from == node ? -flow_kg_s[row]
                                                   : 0.0;
      if (into_kg_s <= most_kg_s) continue;
      most_kg_s = into_kg_s;
      best = row;
    }
    if (best == network.pipes.size()) break;
    const auto& pipe = network.pipes[HeatPipeIndex(best)];
    path.pipes.push_back(best);
    path.length_m += pipe.length_m;
    path.is_forward.push_back(pipe.to == node);
    node = pipe.to == node ? pipe.from : pipe.to;
  }
  path.is_whole = is_plant(node);
  std::reverse(path.pipes.begin(), path.pipes.end());
  std::reverse(path.is_forward.begin(), path.is_forward.end());
  return path;
}

FrontWalk::FrontWalk(const models::HeatNetwork& network, const HeatPath& path,
                     const solvers::heat::TransientHeatParams& heat)
    : is_whole_(path.is_whole) {
  for (std::size_t row = 0; row < path.pipes.size(); ++row) {
    const auto& pipe = network.pipes[HeatPipeIndex(path.pipes[row])];
    const double inner_m2 = pipe.inner_diameter_m * pipe.inner_diameter_m;
    const double wall_m2 = std::max(0.0, pipe.outer_diameter_m * pipe.outer_diameter_m - inner_m2);
    const double held_kg_per_m = 0.25 * models::kPi *
                                 (heat.water.density_kg_m3 * inner_m2 +
                                  heat.wall.beside_water_share * heat.wall.capacity_j_per_m3_k *
                                      wall_m2 / heat.water.heat_capacity_j_per_kg_k);
    pipes_.push_back({path.pipes[row], path.is_forward[row] != 0, held_kg_per_m * pipe.length_m});
  }
}

void FrontWalk::Step(const std::vector<double>& flow_kg_s, double step_s) {
  double left_s = step_s;
  while (is_whole_ && row_ < pipes_.size() && left_s > 0.0) {
    const Piece& piece = pipes_[row_];
    const double along_kg_s = piece.is_forward ? flow_kg_s[piece.pipe] : -flow_kg_s[piece.pipe];
    if (along_kg_s < 0.0) is_whole_ = false;
    if (along_kg_s <= 0.0) break;
    const double rest_s = (piece.held_kg - passed_kg_) / along_kg_s;
    if (rest_s > left_s) {
      passed_kg_ += along_kg_s * left_s;
      break;
    }
    left_s -= rest_s;
    walked_s_ += rest_s;
    passed_kg_ = 0.0;
    ++row_;
    if (row_ == pipes_.size()) return;
  }
  walked_s_ += left_s;
}

}  // namespace twin::cli
