#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/friction.h"
#include "models/heat/heat_network.h"

namespace solvers::heat {

/// What the hydraulics of one moment depend on, besides what is built.
struct HydraulicInputs {
  std::vector<double> outflow_kg_s;       ///< [node] water taken out, negative: fed in
  std::vector<double> held_pressure_bar;  ///< [node] gauge; read where a producer holds pressure
  std::vector<double> density_kg_m3;      ///< [pipe]
  std::vector<double> viscosity_pa_s;     ///< [pipe]
};

struct HydraulicOptions {
  models::FrictionOptions friction;
  double flow_tolerance_kg_s = 1e-9;
  double pressure_tolerance_bar = 1e-6;
  int max_iterations = 50;
};

struct HydraulicSolution {
  std::vector<double> flow_kg_s;     ///< [pipe] positive from → to; 0 in closed and dead pipes
  std::vector<double> pressure_bar;  ///< [node] gauge; NaN where `is_live` says no
  int iterations = 0;                ///< 0 for a tree, which needs none
  double pressure_residual_bar = 0.0;
};

/// Flows and pressures of one network. What is built is analysed once: parts without held
/// pressure, the trees that hang on the loops, and the elimination order of the loops.
/// Immutable; threads solve side by side, each with its own workspace.
class Hydraulics {
 public:
  class Workspace;

  /// `network` must have passed Validate and outlive nothing: what is needed is copied.
  static Hydraulics Make(const models::HeatNetwork& network);
  ~Hydraulics();
  Hydraulics(Hydraulics&&) noexcept;
  Hydraulics& operator=(Hydraulics&&) noexcept;

  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// Whether open pipes join the node with one that holds pressure.
  const std::vector<char>& is_live() const;

  /// Writes into `solution`, whose vectors keep their memory. `start_kg_s` [pipe] are the flows of
  /// a like moment, or null for none. The answer to tolerance does not depend on the start, nor
  /// answer or iterations on the direction in which pipes are drawn.
  /// Errors: InvalidArgument when a vector has the wrong length; FailedPrecondition naming the node
  /// that takes or gives water in a part where nothing holds pressure, or the worst pipe when the
  /// iteration does not converge.
  absl::Status Solve(const HydraulicInputs& inputs, const HydraulicOptions& options,
                     const std::vector<double>* start_kg_s, Workspace& workspace,
                     HydraulicSolution& solution) const;

 private:
  struct Layout;
  explicit Hydraulics(std::unique_ptr<const Layout> layout);
  std::unique_ptr<const Layout> layout_;
};

class Hydraulics::Workspace {
 public:
  explicit Workspace(const Layout& layout);
  ~Workspace();

 private:
  friend class Hydraulics;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace solvers::heat
