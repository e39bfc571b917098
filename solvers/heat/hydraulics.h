#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/friction.h"
#include "models/heat/hydraulic_network.h"

namespace solvers::heat {

/// What the hydraulics of one moment depend on, besides what is built. Links are counted pipes
/// first, then pumps, valves and lifts.
struct HydraulicInputs {
  std::vector<double> outflow_kg_s;       ///< [node] water taken out, negative: fed in
  std::vector<double> held_pressure_bar;  ///< [node] gauge; read where a node is held
  std::vector<double> density_kg_m3;      ///< [link]
  std::vector<double> viscosity_pa_s;     ///< [link]
  std::vector<double> lift_bar;           ///< [lift] gauge pressure at `to` less that at `from`
};

struct HydraulicOptions {
  models::FrictionOptions friction;
  double flow_tolerance_kg_s = 1e-9;
  double pressure_tolerance_bar = 1e-6;
  int max_iterations = 50;  ///< of Newton's method between two changes of valves
  /// Of KINSOL, to which goes what Newton's method has not solved by then; 0: nothing does.
  int max_fall_back_iterations = 500;
  /// False: flows only. Pressures in trees, which flows do not need, are left out.
  bool needs_pressures = true;
  int max_control_changes = 60;  ///< rounds in which valves open, shut or take over
};

/// What a pump, a valve or a pipe with a check valve does; other links stand open.
enum class LinkStatus : std::uint8_t { kOpen, kShut, kControlling };

struct HydraulicSolution {
  std::vector<double> flow_kg_s;        ///< [link] positive from → to; 0 in shut and dead links
  std::vector<double> pressure_bar;     ///< [node] gauge; NaN where `is_live` says no
  std::vector<LinkStatus> link_status;  ///< [link]
  int iterations = 0;                   ///< 0 for a tree, which needs none
  int control_changes = 0;
  double pressure_residual_bar = 0.0;
  bool fell_back = false;  ///< KINSOL had to help, see HydraulicOptions
};

/// Flows and pressures of one network. What is built is analysed once: parts without held
/// pressure, the trees that hang on the loops, pipes in a row, and the elimination order of the
/// loops. Immutable; threads solve side by side, each with its own workspace.
class Hydraulics {
 public:
  class Workspace;

  /// `network` must have passed Validate; what is needed is copied.
  static Hydraulics Make(const models::HydraulicNetwork& network);
  ~Hydraulics();
  Hydraulics(Hydraulics&&) noexcept;
  Hydraulics& operator=(Hydraulics&&) noexcept;

  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// Whether links that are not shut by hand join the node with one that holds pressure.
  const std::vector<char>& is_live() const;
  /// Unknown pressures that are left of the network once trees and pipes in a row are gone.
  int unknown_count() const;
  /// Whether flows follow from sums alone.
  bool is_tree() const;

  /// Writes into `solution`, whose vectors keep their memory. `start_kg_s` [link] are the flows of
  /// a like moment, or null for none. The answer to tolerance does not depend on the start, nor
  /// answer or iterations on the direction in which pipes are drawn.
  /// Errors: InvalidArgument when a vector has the wrong length or a number is not finite;
  /// FailedPrecondition naming the node that takes or gives water in a part where nothing holds
  /// pressure, the worst link when the iteration does not converge, or the valve that finds no
  /// rest.
  absl::Status Solve(const HydraulicInputs& inputs, const HydraulicOptions& options,
                     const std::vector<double>* start_kg_s, Workspace& workspace,
                     HydraulicSolution& solution) const;

  /// How flows change when nodes take more, to first order around what was solved last with this
  /// workspace; all is left as it is. `outflow_change_kg_s` [node], `flow_change_kg_s` [link].
  /// Held nodes make up for it.
  void RespondToOutflow(const std::vector<double>& outflow_change_kg_s, Workspace& workspace,
                        std::vector<double>& flow_change_kg_s) const;

 private:
  struct Built;
  explicit Hydraulics(std::unique_ptr<const Built> built);
  std::unique_ptr<const Built> built_;
};

class Hydraulics::Workspace {
 public:
  explicit Workspace(const Built& built);
  ~Workspace();

 private:
  friend class Hydraulics;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace solvers::heat
