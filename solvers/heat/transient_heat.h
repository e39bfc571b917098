#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"
#include "models/heat/water.h"
#include "solvers/heat/plug_flow.h"

namespace solvers::heat {

/// Steel (or other) wall of the pipes; its cross-section is that between the two diameters.
struct PipeWallParams {
  double capacity_j_per_m3_k = 0.0;  ///< 0: no wall. Steel: 7800 · 480
  /// The part of it that is always as warm as the water beside it and so slows every front; the
  /// rest is gathered at the ends, see PlugFlow. Long pipes 1, pipes of up to some 60 m 0.
  double beside_water_share = 1.0;
};

struct TransientHeatParams {
  models::Water water;  ///< the same everywhere
  PipeWallParams wall;
  double merge_tolerance_k = 0.02;
  std::uint32_t max_parcels_per_pipe = 512;  ///< a power of two
  /// Consumers that take a given heat do not cool the water further than this.
  double coldest_return_degc = 5.0;
};

/// What a consumer does in a step.
struct ConsumerDraw {
  enum class Mode : std::uint8_t { kReturnTemperature, kHeat };
  Mode mode = Mode::kReturnTemperature;
  double flow_kg_s = 0.0;    ///< not negative
  double return_degc = 0.0;  ///< read in mode kReturnTemperature
  double heat_w = 0.0;       ///< read in mode kHeat
};

/// One step; everything is constant in it.
struct TransientHeatInputs {
  double step_s = 60.0;
  /// [link] as Hydraulics gives: pipes, then pumps, valves and lifts (producers that hold a lift
  /// alone, in their order); positive from → to.
  std::vector<double> flow_kg_s;
  std::vector<double> ground_degc;           ///< [pipe]
  std::vector<double> producer_supply_degc;  ///< [producer] temperature of what it feeds in
  std::vector<ConsumerDraw> consumers;       ///< [consumer]
  /// [producer] flow of those that give one, of others it is not read; empty: as built.
  std::vector<double> producer_flow_kg_s;
};

/// What substations do instead of `ConsumerDraw`'s temperature or heat: from the mean temperature
/// of the water that arrived in the step (NaN where a node has no pipe), writes that of what goes
/// back, both [consumer]. `step_s` is the length of the (part of a) step.
using SubstationCall = absl::FunctionRef<void(double step_s, const std::vector<double>& supply_degc,
                                              std::vector<double>& return_degc)>;

/// What memory carries from step to step. Copies are independent: a scenario branches by copying.
struct TransientHeatState {
  PlugFlowState pipes;    ///< [slot], see TransientHeat::SlotOf
  double stored_j = 0.0;  ///< heat above 0 °C in water and walls
};

/// Means over the step.
struct TransientHeatResult {
  std::vector<double> node_degc;             ///< [node] water that passes, or stands beside it
  std::vector<double> pipe_outlet_degc;      ///< [pipe] water that leaves, or stands at `to`
  std::vector<double> pipe_loss_w;           ///< [pipe]
  std::vector<double> consumer_supply_degc;  ///< [consumer]
  std::vector<double> consumer_return_degc;  ///< [consumer]
  std::vector<double> consumer_heat_w;       ///< [consumer] what it took
  std::vector<double> producer_flow_kg_s;    ///< [producer] negative: flows back through it
  std::vector<double> producer_return_degc;  ///< [producer] what arrives to be heated
  std::vector<double> producer_heat_w;       ///< [producer]
  double fed_w = 0.0, taken_w = 0.0, lost_w = 0.0, stored_w = 0.0;
  int parts = 0;  ///< equal parts the step was done in, see TransientHeat
};

/// Temperatures of a network with supply and return over time, flows given.
///   pipes      plug flow with lazy cooling, see PlugFlow: a front arrives after the hydraulic
///   delay
///   pump, valve  no volume: what goes in comes out the same instant, as warm
///   node       no volume; at every instant Σ m T of what flows in over Σ m consumer   q = c
///   m (T_supply − T_return) with the mean T_supply of the step producer   q = c m (T_fed − T_back)
/// Water may pass any number of pipes in a step: what leaves a pipe is a sequence of linear pieces
/// over the step, nodes mix sequences instant by instant, and nodes are visited in flow order.
/// Only pipes whose whole water passes within the step bind that order; all others drain from
/// memory alone, so that loops with little flow need no cut. Should all pipes of a circulating
/// loop be shorter than a step, the step is done in 2, 4, … equal parts until one of them is not:
/// no iteration, and exact.
/// Energy: fed − taken − lost = stored to rounding, as far as the flows of each node balance.
/// Immutable; threads work side by side, each with its own workspace.
class TransientHeat {
 public:
  class Workspace;

  /// `network` must have passed Validate; what is needed is copied.
  /// Errors: InvalidArgument as of SteadyHeat::Make, or when a parameter is
  /// out of range.
  static absl::StatusOr<TransientHeat> Make(const models::HeatNetwork& network,
                                            const TransientHeatParams& params);
  ~TransientHeat();
  TransientHeat(TransientHeat&&) noexcept;
  TransientHeat& operator=(TransientHeat&&) noexcept;

  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// Water in every pipe linear between the temperatures at its ends, both [pipe].
  TransientHeatState MakeState(const std::vector<double>& from_degc,
                               const std::vector<double>& to_degc) const;
  /// Its rows, like those of TransientHeatState::pipes, are slots.
  const PlugFlow& pipes() const;
  std::size_t SlotOf(models::HeatPipeIndex pipe) const;

  /// Moves `state` by one step and writes what happened in it. Once vectors have their size and
  /// rings have grown, nothing is allocated.
  /// Errors, which leave `state` as it was except for the last: InvalidArgument when a vector has
  /// the wrong length, a number is not finite, the step is not positive or a consumer's flow is
  /// negative; FailedPrecondition naming a pipe when water circulates so fast that 4096 parts do
  /// not do; InvalidArgument when substations answer with what is no temperature: `state` is lost
  /// then.
  absl::Status Advance(const TransientHeatInputs& inputs, std::optional<SubstationCall> substations,
                       TransientHeatState& state, Workspace& workspace,
                       TransientHeatResult& result) const;

 private:
  struct Layout;
  explicit TransientHeat(std::unique_ptr<const Layout> layout);
  std::unique_ptr<const Layout> layout_;
};

class TransientHeat::Workspace {
 public:
  explicit Workspace(const Layout& layout);
  ~Workspace();

 private:
  friend class TransientHeat;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace solvers::heat
