#include "twin/cli/heat_path.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace twin::cli {

using models::HeatNodeIndex;
using models::HeatPipeIndex;

std::vector<HeatPath> FindHeatPaths(const models::HeatNetwork& network,
                                    const std::vector<double>& flow_kg_s) {
  const std::size_t none = network.pipes.size();
  std::vector<std::size_t> main_pipe(network.nodes.size(), none);  // [node] brings most
  std::vector<double> most_kg_s(network.nodes.size(), 0.0);
  for (std::size_t row = 0; row < none; ++row) {
    const auto& pipe = network.pipes[HeatPipeIndex(row)];
    const std::size_t node = (flow_kg_s[row] > 0.0 ? pipe.to : pipe.from).value();
    if (std::abs(flow_kg_s[row]) <= most_kg_s[node]) continue;
    most_kg_s[node] = std::abs(flow_kg_s[row]);
    main_pipe[node] = row;
  }
  std::vector<char> is_plant(network.nodes.size(), 0);
  for (const auto& producer : network.producers) is_plant[producer.supply.value()] = 1;
  std::vector<HeatPath> paths;
  for (const auto& consumer : network.consumers) {
    HeatPath& path = paths.emplace_back();
    HeatNodeIndex node = consumer.supply;
    while (!is_plant[node.value()] && main_pipe[node.value()] != none &&
           path.pipes.size() < network.pipes.size()) {
      const std::size_t row = main_pipe[node.value()];
      const auto& pipe = network.pipes[HeatPipeIndex(row)];
      path.pipes.push_back(row);
      path.is_forward.push_back(pipe.to == node);
      path.length_m += pipe.length_m;
      node = pipe.to == node ? pipe.from : pipe.to;
    }
    path.is_whole = is_plant[node.value()] != 0;
    std::reverse(path.pipes.begin(), path.pipes.end());
    std::reverse(path.is_forward.begin(), path.is_forward.end());
  }
  return paths;
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
