#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "solvers/heat/linear_pieces.h"
#include "solvers/heat/parcel_rings.h"

namespace solvers::heat {

/// One pipe full of water, as far as its temperature goes.
struct PlugPipeParams {
  double water_kg = 0.0;      ///< with the share of the wall that moves with the water
  double loss_w_per_k = 0.0;  ///< heat lost per kelvin above the ground, of the whole pipe
  double wall_j_per_k = 0.0;  ///< heat capacity of the wall gathered at the ends, half at each
};

struct PlugFlowParams {
  double heat_capacity_j_per_kg_k = 4190.0;
  /// Neighbouring parcels become one where a line describes both to within this.
  double merge_tolerance_k = 0.02;
  /// No pipe holds more parcels between those at its ends; the tolerance rises where it would. A
  /// power of two.
  std::uint32_t max_parcels = 512;
  std::vector<PlugPipeParams> pipes;
};

/// Temperatures of water that moves through pipes as a plug, without mixing along the pipe:
///   dT/dt = −(T − T_g)/τ following the water,  τ = c M / (U' L)
/// exact for constant flow and ground over a step, whatever the step: the outlet carries the
/// inlet's fronts sharp and at the right instant, and there is no limit on the step. Water that
/// stands cools in place; reversed, it leaves by the end it came in. Between fronts a temperature
/// is a line over each parcel, which has its heat exactly; the curvature of e^(−t/τ) that a line
/// misses is (Δt/τ)²/12 of the excess over the ground.
///
/// All parcels of a pipe cool by the same factor at the same time, also those under way for
/// different times, because τ and T_g belong to the pipe: with θ = ∫ dt/τ and a reference G,
/// dG/dt = −(G − T_g)/τ, the difference (T − G) e^θ never changes. Parcels store it. So neither
/// entry times nor a pass over the parcels are needed, and the ground may change from step to step.
///
/// Wall: half of the capacity at each end, passed by what enters and by what leaves. A half stays
/// where it is when the flow turns, so that no heat jumps from one end to the other, and drawing
/// the pipe the other way changes nothing. It delays heat by C/(c m) and spreads it by
/// C/(√2 c m); the loss is that of the water, so that the steady outlet is that of the pipe
/// without a wall, and where water stands wall and water cool together, slower than water alone.
///
/// Use per step: Begin; then for every pipe that flows FeedPipe once and DrainPipe once, in this
/// order when more than the pipe's water passes (`through_share` above 1), in any order
/// otherwise; then Finish.
/// Source: Benonysson 1991 (node method), of which this is the limit of exact positions; parcels
/// with linear profiles, scaled storage: own.
class PlugFlow {
 public:
  /// Everything of one step that is not memory. Reusable; one per thread.
  struct Work {
    struct Pipe {
      double cooling_ratio = 0.0;  ///< Δt/τ
      double through_share = 0.0;  ///< of the pipe's water that passes in the step
      double ground_degc = 0.0;
      double lost_k = 0.0;  ///< heat lost by what enters or leaves, beside what stays
    };
    double step_s = 0.0;
    std::vector<Pipe> pipes;
    std::vector<double> loss_w;  ///< [pipe] mean over the step, filled by Finish
    double stored_j = 0.0;       ///< heat above 0 °C in water and walls after the step
  };

  explicit PlugFlow(PlugFlowParams params);

  std::size_t size() const { return params_.pipes.size(); }
  const PlugFlowParams& params() const { return params_; }

  /// Every pipe's water and wall linear between the temperatures of its ends, both [pipe].
  PlugFlowState MakeState(const std::vector<double>& from_degc,
                          const std::vector<double>& to_degc) const;

  /// Flow and ground are [pipe] and constant in the step.
  void Begin(double step_s, const std::vector<double>& flow_kg_s,
             const std::vector<double>& ground_degc, Work& work) const;
  /// What enters at `end` over the step, as temperatures in °C over shares of the step.
  void FeedPipe(std::size_t pipe, PipeEnd end, const PieceList& inlet, PlugFlowState& state,
                Work& work) const;
  /// What leaves at `end` over the step.
  void DrainPipe(std::size_t pipe, PipeEnd end, PlugFlowState& state, Work& work,
                 PieceList& outlet) const;
  /// Asks memory for what FeedPipe and DrainPipe will touch.
  void Fetch(std::size_t pipe, const PlugFlowState& state, const Work& work) const {
    const char* at = reinterpret_cast<const char*>(&state.pipes[pipe]);
    __builtin_prefetch(at, 1);
    __builtin_prefetch(at + sizeof(PlugPipeState) - 1, 1);
    __builtin_prefetch(&work.pipes[pipe], 1);
  }
  /// Cools all pipes, sums up. The only place where memory grows.
  void Finish(PlugFlowState& state, Work& work) const;

  /// Temperature of the water that stands at an end.
  static double CalcEndDegC(const PlugFlowState& state, std::size_t pipe, PipeEnd end);
  /// Temperature at a share of the length from the `from` end.
  static double CalcInsideDegC(const PlugFlowState& state, std::size_t pipe, double length_share);
  /// Heat above 0 °C in water and walls, summed over the parcels.
  double CalcStoredJ(const PlugFlowState& state) const;

 private:
  struct Rates {
    double cooling_per_s = 0.0;        // U' L/(c M)
    double still_cooling_per_s = 0.0;  // with the wall, which then cools along
    double share_s_per_kg = 0.0;       // 1/M: share of the pipe that passes per second and flow
  };

  void PassWallAt(std::size_t pipe, PipeEnd end, PlugFlowState& state, const Work& work,
                  PieceList& stream) const;
  void FeedWater(std::size_t pipe, PipeEnd end, const PieceList& inlet, PlugFlowState& state,
                 Work& work) const;

  PlugFlowParams params_;
  std::vector<Rates> rates_;
  bool has_walls_ = false;
};

}  // namespace solvers::heat
