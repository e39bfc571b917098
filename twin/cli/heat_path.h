#pragma once

#include <cstddef>
#include <vector>

#include "models/heat/heat_network.h"
#include "models/heat/water.h"
#include "solvers/heat/transient_heat.h"

namespace twin::cli {

/// The pipes through which most of a consumer's water comes, plant first.
struct HeatPath {
  std::vector<std::size_t> pipes;
  std::vector<char> is_forward;  ///< [row of pipes] water passes from → to
  double length_m = 0.0;
  bool is_whole = false;  ///< it begins at a producer
};

/// [consumer] against the flow, at every node into the pipe that brings most. `flow_kg_s` [link];
/// pipes come first.
std::vector<HeatPath> FindHeatPaths(const models::HeatNetwork& network,
                                    const std::vector<double>& flow_kg_s);

/// Follows one front along a path by the speed of the water alone, no parcels and no temperatures:
///   ds/dt = |m|/(ρ A + C_wall/c),  C_wall of a metre of the wall beside the water
class FrontWalk {
 public:
  FrontWalk(const models::HeatNetwork& network, const HeatPath& path,
            const solvers::heat::TransientHeatParams& heat);

  /// Goes on for a step with these flows [link]; water that turns round stops it for good.
  void Step(const std::vector<double>& flow_kg_s, double step_s);
  bool has_arrived() const { return is_whole_ && row_ == pipes_.size(); }
  double walked_s() const { return walked_s_; }

 private:
  struct Piece {
    std::size_t pipe;
    bool is_forward;
    double held_kg;  ///< water, and wall as water
  };

  std::vector<Piece> pipes_;
  bool is_whole_;
  std::size_t row_ = 0;
  double passed_kg_ = 0.0;  // of the piece
  double walked_s_ = 0.0;
};

}  // namespace twin::cli
