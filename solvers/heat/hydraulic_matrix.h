#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "solvers/heat/hydraulic_layout.h"
#include "solvers/sparse_ldlt.h"
#include "solvers/sparse_lu.h"

namespace solvers::heat {

/// The matrix of one step of Newton: symmetric and positive definite, factored as LDLᵀ; while
/// valves hold pressures it is bordered by one row and column each and goes through KLU.
class HydraulicMatrix {
 public:
  explicit HydraulicMatrix(const HydraulicLayout& layout);

  void Clear();
  /// Conductance w of a link into the places of its ends.
  void Add(const HydraulicLayout::Span& span, double weight);
  double* right() { return right_.data(); }

  /// Solves for the corrections of pressures in `right()`.
  absl::Status Solve();
  /// The same with the factor of the last Solve.
  void SolveAgain() { factor_.Solve(right_); }
  /// The same with the factor of the last SolveBordered; held pressures stay. `border_flow`
  /// [control] out: by how much the flows of holding valves change.
  void SolveBorderedAgain(std::span<double> border_flow);
  /// The same with `held` valves, whose flows are unknown: `border_right` in: what the pressure
  /// each holds still lacks, out: corrections of their flows. `held` [control] says which.
  absl::Status SolveBordered(const std::vector<char>& held, std::span<double> border_right);

 private:
  /// Places in the bordered matrix, −1 where a node is held.
  struct BorderPlaces {
    int diagonal, from, to, sensed_high, sensed_low;
  };
  absl::Status AnalyseBordered();
  void SolveBorders(std::span<double> border_flow);

  const HydraulicLayout& layout_;
  SparseLdlt factor_;
  std::vector<double> values_;  // in the order of the layout's pattern
  std::vector<double> right_;   // [row]
  // The bordered matrix: pressures, then one flow for each control that may hold a pressure.
  std::vector<int> border_control_;
  std::optional<SparseLu> bordered_;
  SparsePattern bordered_pattern_;
  std::vector<std::array<int, 2>> entry_places_;  // of each value, below and above the diagonal
  std::vector<BorderPlaces> border_places_;       // [border]
  std::vector<double> bordered_values_, bordered_right_;
};

}  // namespace solvers::heat
