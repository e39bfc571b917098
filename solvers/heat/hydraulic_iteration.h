#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "solvers/heat/hydraulic_controls.h"
#include "solvers/heat/hydraulic_layout.h"
#include "solvers/heat/hydraulic_matrix.h"
#include "solvers/heat/hydraulics.h"
#include "solvers/heat/pipe_losses.h"

namespace solvers::heat {

/// The iteration behind Hydraulics::Solve with all it writes while it runs; one per thread.
class HydraulicIteration {
 public:
  /// Both must outlive it.
  HydraulicIteration(const models::HydraulicNetwork& network, const HydraulicLayout& layout);

  /// Inputs must have been checked for length and finiteness; `solution` is of the right size.
  absl::Status Run(const HydraulicInputs& inputs, const HydraulicOptions& options,
                   const std::vector<double>* start_kg_s, HydraulicSolution& solution);

  /// As Hydraulics::RespondToOutflow.
  void Respond(const std::vector<double>& outflow_change_kg_s,
               std::vector<double>& flow_change_kg_s);

 private:
  /// One unknown flow: a chain or a link that stands on its own.
  struct Branch {
    double flow_kg_s = 0.0;
    double change_kg_s = 0.0;
    double loss_pa = 0.0;  ///< with heights
    double slope_pa_s_per_kg = 0.0;
    double static_pa = 0.0;
    double taken_kg_s = 0.0;  ///< by nodes inside
  };

  void SumTrees();
  void StartPressures();
  void StartCold();
  double FindScale(const std::vector<double>& start_kg_s) const;
  void StartWarm(const std::vector<double>& start_kg_s);
  void EvaluateChains();
  void EvaluateControls();
  absl::Status Iterate(HydraulicSolution& solution);
  void Measure();
  bool HasConverged() const;
  /// Hands the problem to KINSOL; `reason` is returned when that may not be or does not help.
  absl::Status FallBack(const absl::Status& reason, bool has_begun, HydraulicSolution& solution);
  void TakeUnknowns(std::span<const double> unknowns);
  bool CalcResidual(std::span<const double> unknowns, std::span<double> residual);
  void CalcJacobian(std::vector<std::vector<std::pair<int, double>>>& columns) const;
  void Assemble();
  absl::Status SolveCorrections();
  absl::Status Step(bool is_first);
  /// Slope of the content along the step, at the flows as they stand.
  double ContentSlope() const;
  void SearchAlong(double slope_before);
  bool ChangeControls(HydraulicSolution& solution);
  void WriteFlows(HydraulicSolution& solution);
  void WritePressures(HydraulicSolution& solution);

  /// Whether its flow follows from pressures by a law, and is not held or given by a valve.
  bool HasLaw(std::size_t branch) const {
    return branch < layout_.chains.size() ||
           status_[branch - layout_.chains.size()] != LinkStatus::kControlling;
  }
  bool HasFixedFlow(std::size_t control) const {
    return status_[control] == LinkStatus::kControlling && !holds_[control];
  }
  const HydraulicLayout::Span& SpanOf(std::size_t branch) const {
    return branch < layout_.chains.size() ? layout_.chains[branch].span
                                          : layout_.controls[branch - layout_.chains.size()].span;
  }
  Branch& BranchOf(std::size_t control) { return branches_[layout_.chains.size() + control]; }
  const Branch& BranchOf(std::size_t control) const {
    return branches_[layout_.chains.size() + control];
  }
  double DropPa(const HydraulicLayout::Span& span) const {
    return pressure_pa_[span.from] - pressure_pa_[span.to];
  }
  double StaticPa(int link) const;
  ControlMoment MomentOf(std::size_t control) const;
  std::string NameOf(std::size_t branch) const;

  const HydraulicLayout& layout_;
  const HydraulicControls rules_;
  const HydraulicInputs* inputs_ = nullptr;
  const HydraulicOptions* options_ = nullptr;
  PipeLosses losses_;
  HydraulicMatrix matrix_;
  std::vector<Branch> branches_;                    // chains, then controls
  std::vector<LinkStatus> status_;                  // [control]
  std::vector<char> holds_;                         // [control] holds a pressure while controlling
  std::vector<char> held_;                          // [control] holds one in this step
  std::vector<double> border_pa_or_kg_s_;           // [control]
  std::vector<double> taken_kg_s_;                  // [chain pipe] by nodes before it in its chain
  std::vector<double> outflow_kg_s_, pressure_pa_;  // [node]
  double worst_change_kg_s_ = 0.0, worst_residual_pa_ = 0.0, next_change_kg_s_ = 0.0;
  double unbalanced_kg_s_ = 0.0;
  std::size_t worst_branch_ = 0;
  bool is_bordered_ = false;
};

}  // namespace solvers::heat
