// Unknowns: flow m of every link, gauge pressure p of every node that is not held.
//   link i → j   p_i − p_j = h(m) + s,   s = ρ g (z_j − z_i) + a_j − a_i,   a(z) ambient pressure
//   node         Σ m out − Σ m in = −outflow
// Leaves are taken off first: a tree's flows are sums of what its nodes take. Pipes in a row carry
// one unknown flow q less what the nodes between them have taken, so that they act as one link with
// h(q) = Σ h_k(q − taken_k). On what is left Newton's method, flows eliminated (global gradient,
// Todini and Pilati 1988):
//   m' = m + (p_i − p_j − s − h)/h',   (Aᵀ D⁻¹ A) p = …,   D = diag h'
// the matrix is symmetric positive definite. Corrections of p are solved for, not p itself, so that
// mass balances to rounding of flows; what rounding of p alone moves in wide, slow pipes is no
// change. A cold start is one linear step through (0, 0) with the chord of h at half a metre per
// second, which knows no drawn direction.
// With rising h the flows are the minimum of a convex function (content) among those that balance;
// its slope along a step is Σ Δm (h + s − p_i + p_j). A step beyond the minimum is cut back.
// Stops when the largest |h(m') + s − (p_i − p_j)| and |m' − m| are below their tolerances.
#include "solvers/heat/hydraulic_iteration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/units.h"

namespace solvers::heat {
namespace {

constexpr double kColdStartMPerS = 0.5;
constexpr double kPressureRounding = 8.0 * std::numeric_limits<double>::epsilon();
constexpr double kShiftRounding = 4.0 * std::numeric_limits<double>::epsilon();
// A step of which the slope turns by more than this share is cut back.
constexpr double kTurnShare = 0.5;
constexpr int kMostTrials = 30;
constexpr double kInside = 0.02;
// Flows of a like moment are not scaled by less, or more than its inverse.
constexpr double kSmallestScale = 0.2;
// After so many rounds only the valve that is furthest off may change.
constexpr int kAllChangeRounds = 15;

using models::kGravityMPerS2;
using models::kPaPerBar;
using Span = HydraulicLayout::Span;
using Control = HydraulicLayout::Control;

}  // namespace

HydraulicIteration::HydraulicIteration(const models::HydraulicNetwork& network,
                                       const HydraulicLayout& layout)
    : layout_(layout),
      rules_(network, layout),
      losses_(network, layout),
      matrix_(layout),
      branches_(layout.chains.size() + layout.controls.size()),
      status_(layout.controls.size()),
      holds_(layout.controls.size()),
      held_(layout.controls.size()),
      border_pa_or_kg_s_(layout.controls.size()),
      taken_kg_s_(static_cast<std::size_t>(layout.chain_pipe_count)),
      outflow_kg_s_(layout.is_live.size()),
      pressure_pa_(layout.is_live.size()) {}

double HydraulicIteration::StaticPa(int link) const {
  return inputs_->density_kg_m3[link] * kGravityMPerS2 * layout_.rise_m[link] +
         layout_.ambient_rise_pa[link];
}

absl::Status HydraulicIteration::Run(const HydraulicInputs& inputs, const HydraulicOptions& options,
                                     const std::vector<double>* start_kg_s,
                                     HydraulicSolution& solution) {
  inputs_ = &inputs;
  options_ = &options;
  outflow_kg_s_ = inputs.outflow_kg_s;
  losses_.SetWater(inputs_->density_kg_m3, inputs_->viscosity_pa_s, options_->friction);
  for (std::size_t k = 0; k < layout_.controls.size(); ++k) {
    status_[k] = rules_.FirstStatus(layout_.controls[k]);
    holds_[k] = rules_.HoldsPressure(layout_.controls[k]);
  }
  SumTrees();
  StartPressures();
  if (!branches_.empty()) {
    if (start_kg_s != nullptr) {
      StartWarm(*start_kg_s);
    } else {
      StartCold();
    }
    do {
      if (absl::Status done = Iterate(solution); !done.ok()) return done;
    } while (ChangeControls(solution) && solution.control_changes <= options_->max_control_changes);
    if (solution.control_changes > options_->max_control_changes)
      return absl::FailedPreconditionError(absl::StrFormat(
          "hydraulics: valves found no rest in %d rounds, the last to change was %s",
          options_->max_control_changes, NameOf(worst_branch_)));
  }
  WriteFlows(solution);
  if (options_->needs_pressures) WritePressures(solution);
  return absl::OkStatus();
}

void HydraulicIteration::SumTrees() {
  for (const auto& leaf : layout_.leaves) {
    losses_.flow_kg_s()[leaf.place] = -outflow_kg_s_[leaf.node];
    outflow_kg_s_[leaf.parent] += outflow_kg_s_[leaf.node];
  }
  for (std::size_t k = 0; k < layout_.chains.size(); ++k) {
    const auto& chain = layout_.chains[k];
    Branch& branch = branches_[k];
    branch = {};
    for (int place = chain.first; place < chain.end; ++place) {
      const auto& pipe = layout_.pipes[place];
      taken_kg_s_[place] = branch.taken_kg_s;
      branch.static_pa += pipe.sign * StaticPa(pipe.link);
      if (pipe.next_node >= 0) branch.taken_kg_s += outflow_kg_s_[pipe.next_node];
    }
  }
  for (std::size_t k = 0; k < layout_.controls.size(); ++k) {
    BranchOf(k) = {};
    BranchOf(k).static_pa = StaticPa(layout_.controls[k].link);
  }
}

// Unknown pressures begin near a held one, so that their corrections are of like size.
void HydraulicIteration::StartPressures() {
  double sum_bar = 0.0;
  int held = 0;
  for (std::size_t node = 0; node < layout_.is_held.size(); ++node) {
    if (!layout_.is_held[node]) continue;
    sum_bar += inputs_->held_pressure_bar[node];
    ++held;
  }
  for (std::size_t node = 0; node < layout_.is_held.size(); ++node)
    pressure_pa_[node] =
        kPaPerBar * (layout_.is_held[node] ? inputs_->held_pressure_bar[node] : sum_bar / held);
}

void HydraulicIteration::StartCold() {
  losses_.ForgetFriction();
  for (int place = 0; place < layout_.chain_pipe_count; ++place)
    losses_.flow_kg_s()[place] = losses_.FlowAtKgS(place, kColdStartMPerS);
  losses_.Evaluate(0, layout_.chain_pipe_count);
  for (std::size_t k = 0; k < layout_.chains.size(); ++k) {
    Branch& branch = branches_[k];
    branch.loss_pa = branch.static_pa;
    branch.slope_pa_s_per_kg = 0.0;
    for (int place = layout_.chains[k].first; place < layout_.chains[k].end; ++place) {
      const double chord = losses_.loss_pa(place) / losses_.flow_kg_s(place);
      branch.slope_pa_s_per_kg += chord;
      branch.loss_pa -= chord * taken_kg_s_[place];
    }
  }
  losses_.RememberFriction();
  for (std::size_t k = 0; k < layout_.controls.size(); ++k)
    BranchOf(k).flow_kg_s =
        rules_.FirstFlowKgS(layout_.controls[k], inputs_->density_kg_m3[layout_.controls[k].link]);
  EvaluateControls();
}

// Demands rise and fall together: flows of a like moment are scaled by what held nodes and lifts
// take now, at both of their ends, over what they took then.
double HydraulicIteration::FindScale(const std::vector<double>& start_kg_s) const {
  double then_kg_s = 0.0, now_kg_s = 0.0;
  for (const auto& held : layout_.held_nodes) {
    double sum_kg_s = 0.0;
    for (const auto& [link, sign] : held.links) sum_kg_s += sign * start_kg_s[link];
    then_kg_s += std::abs(sum_kg_s);
  }
  for (const Control& control : layout_.controls)
    if (control.kind == HydraulicLayout::ControlKind::kLift)
      then_kg_s += 2.0 * std::abs(start_kg_s[control.link]);
  for (std::size_t node = 0; node < layout_.is_held.size(); ++node)
    if (!layout_.is_held[node]) now_kg_s += std::abs(inputs_->outflow_kg_s[node]);
  const double scale = then_kg_s > 0.0 ? now_kg_s / then_kg_s : 1.0;
  return scale > kSmallestScale && scale < 1.0 / kSmallestScale ? scale : 1.0;
}

void HydraulicIteration::StartWarm(const std::vector<double>& start_kg_s) {
  const double scale = FindScale(start_kg_s);
  for (std::size_t k = 0; k < layout_.chains.size(); ++k) {
    const auto& first = layout_.pipes[layout_.chains[k].first];
    branches_[k].flow_kg_s = scale * first.sign * start_kg_s[first.link];
  }
  for (std::size_t k = 0; k < layout_.controls.size(); ++k)
    BranchOf(k).flow_kg_s = scale * start_kg_s[layout_.controls[k].link];
  EvaluateChains();
  losses_.RememberFriction();
  EvaluateControls();
}

void HydraulicIteration::EvaluateChains() {
  double* flow_kg_s = losses_.flow_kg_s();
  for (std::size_t k = 0; k < layout_.chains.size(); ++k)
    for (int place = layout_.chains[k].first; place < layout_.chains[k].end; ++place)
      flow_kg_s[place] = branches_[k].flow_kg_s - taken_kg_s_[place];
  losses_.Evaluate(0, layout_.chain_pipe_count);
  for (std::size_t k = 0; k < layout_.chains.size(); ++k) {
    double loss_pa = branches_[k].static_pa, slope = 0.0;
    for (int place = layout_.chains[k].first; place < layout_.chains[k].end; ++place) {
      loss_pa += losses_.loss_pa(place);
      slope += losses_.slope_pa_s_per_kg(place);
    }
    branches_[k].loss_pa = loss_pa;
    branches_[k].slope_pa_s_per_kg = slope;
  }
}

ControlMoment HydraulicIteration::MomentOf(std::size_t k) const {
  const Control& control = layout_.controls[k];
  const Branch& branch = BranchOf(k);
  const auto pressure = [this](int node) { return node >= 0 ? pressure_pa_[node] : 0.0; };
  return {.status = status_[k],
          .flow_kg_s = branch.flow_kg_s,
          .drop_pa = DropPa(control.span) - branch.static_pa,
          .sensed_pa = pressure(control.sensed_high) - pressure(control.sensed_low),
          .density_kg_m3 = inputs_->density_kg_m3[control.link],
          .viscosity_pa_s = inputs_->viscosity_pa_s[control.link],
          .lift_pa = control.kind == HydraulicLayout::ControlKind::kLift
                         ? kPaPerBar * inputs_->lift_bar[control.row]
                         : 0.0};
}

void HydraulicIteration::EvaluateControls() {
  for (std::size_t k = 0; k < layout_.controls.size(); ++k) {
    Branch& branch = BranchOf(k);
    if (HasFixedFlow(k)) branch.flow_kg_s = rules_.SettingKgS(layout_.controls[k]);
    if (status_[k] == LinkStatus::kControlling) continue;
    const models::PressureLoss loss =
        rules_.CalcLoss(layout_.controls[k], MomentOf(k), options_->friction);
    branch.loss_pa = loss.loss_pa + branch.static_pa;
    branch.slope_pa_s_per_kg = loss.slope_pa_s_per_kg;
  }
}

void HydraulicIteration::Assemble() {
  matrix_.Clear();
  double* right = matrix_.right();
  for (int row = 0; row < layout_.row_count(); ++row)
    right[row] = -outflow_kg_s_[layout_.core_nodes[row]];
  for (std::size_t k = 0; k < branches_.size(); ++k) {
    Branch& branch = branches_[k];
    const Span& span = SpanOf(k);
    branch.change_kg_s = 0.0;
    if (HasLaw(k)) {
      const double weight = 1.0 / branch.slope_pa_s_per_kg;
      branch.change_kg_s = weight * (DropPa(span) - branch.loss_pa);
      matrix_.Add(span, weight);
    }
    const double flow_kg_s = branch.flow_kg_s + branch.change_kg_s;
    if (span.row_from >= 0) right[span.row_from] -= flow_kg_s;
    if (span.row_to >= 0) right[span.row_to] += flow_kg_s - branch.taken_kg_s;
  }
}

absl::Status HydraulicIteration::SolveCorrections() {
  is_bordered_ = false;
  for (std::size_t k = 0; k < held_.size(); ++k) {
    held_[k] = status_[k] == LinkStatus::kControlling && holds_[k];
    if (!held_[k]) continue;
    is_bordered_ = true;
    border_pa_or_kg_s_[k] = rules_.SettingPa(layout_.controls[k]) - MomentOf(k).sensed_pa;
  }
  if (!is_bordered_) return matrix_.Solve();
  if (absl::Status solved = matrix_.SolveBordered(held_, border_pa_or_kg_s_); !solved.ok())
    return solved;
  for (std::size_t k = 0; k < held_.size(); ++k)
    if (held_[k]) BranchOf(k).change_kg_s = border_pa_or_kg_s_[k];
  return absl::OkStatus();
}

// One step of Newton: new pressures and flows, losses at the new flows.
absl::Status HydraulicIteration::Step(bool is_first) {
  Assemble();
  if (absl::Status solved = SolveCorrections(); !solved.ok()) return solved;
  const double* shift_pa = matrix_.right();
  for (int row = 0; row < layout_.row_count(); ++row)
    pressure_pa_[layout_.core_nodes[row]] += shift_pa[row];
  const auto shift = [shift_pa](int row) { return row >= 0 ? shift_pa[row] : 0.0; };
  double slope_before = 0.0;
  for (std::size_t k = 0; k < branches_.size(); ++k) {
    Branch& branch = branches_[k];
    if (HasLaw(k)) {
      const Span& span = SpanOf(k);
      branch.change_kg_s += (shift(span.row_from) - shift(span.row_to)) / branch.slope_pa_s_per_kg;
      slope_before += branch.change_kg_s * (branch.loss_pa - DropPa(span));
    }
    branch.flow_kg_s += branch.change_kg_s;
  }
  EvaluateChains();
  EvaluateControls();
  // Flows must balance before and after for pressures to drop out of the slope of the content.
  if (is_first || is_bordered_) return absl::OkStatus();
  if (slope_before < 0.0) SearchAlong(slope_before);
  return absl::OkStatus();
}

double HydraulicIteration::ContentSlope() const {
  double sum = 0.0;
  for (std::size_t k = 0; k < branches_.size(); ++k)
    if (HasLaw(k)) sum += branches_[k].change_kg_s * (branches_[k].loss_pa - DropPa(SpanOf(k)));
  return sum;
}

// The slope of a convex function along the step only rises. Where it has turned too far at the end
// of the step, the place where it is nearly zero is enclosed by secants that keep to the inside
// (one end's slope is halved when it stays twice, so that a kink does not hold the search up).
void HydraulicIteration::SearchAlong(double slope_before) {
  double low = 0.0, high = 1.0, slope_low = slope_before, slope_high = ContentSlope();
  if (slope_high <= -kTurnShare * slope_before) return;
  double at = 1.0;
  int last_side = 0;
  for (int trial = 0; trial < kMostTrials; ++trial) {
    const double secant = low + (high - low) * slope_low / (slope_low - slope_high);
    const double next =
        std::clamp(secant, low + kInside * (high - low), high - kInside * (high - low));
    for (Branch& branch : branches_) branch.flow_kg_s += (next - at) * branch.change_kg_s;
    at = next;
    EvaluateChains();
    EvaluateControls();
    const double slope = ContentSlope();
    if (std::abs(slope) <= -kTurnShare * slope_before) break;
    const int side = slope > 0.0 ? 1 : -1;
    if (side > 0) {
      high = at;
      slope_high = slope;
      if (last_side == side) slope_low *= 0.5;
    } else {
      low = at;
      slope_low = slope;
      if (last_side == side) slope_high *= 0.5;
    }
    last_side = side;
  }
  for (Branch& branch : branches_) branch.change_kg_s *= at;
}

// What is left after a step, and how much the next one could move. Newton's correction of balanced
// flows is a projection in the norm Σ h' Δm², so that no flow moves more than √(Σ r²/h' / h').
void HydraulicIteration::Measure() {
  worst_change_kg_s_ = worst_residual_pa_ = next_change_kg_s_ = 0.0;
  double norm = 0.0, smallest_slope = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < branches_.size(); ++k) {
    const Branch& branch = branches_[k];
    if (!HasLaw(k)) {
      worst_change_kg_s_ = std::max(worst_change_kg_s_, std::abs(branch.change_kg_s));
      next_change_kg_s_ = std::numeric_limits<double>::infinity();
      continue;
    }
    const Span& span = SpanOf(k);
    const double inverse_slope = 1.0 / branch.slope_pa_s_per_kg;
    const double rounding_kg_s = kPressureRounding * inverse_slope *
                                 (std::abs(pressure_pa_[span.from]) + std::abs(branch.static_pa));
    worst_change_kg_s_ = std::max(worst_change_kg_s_, std::abs(branch.change_kg_s) - rounding_kg_s);
    const double residual_pa = std::abs(branch.loss_pa - DropPa(span));
    norm += residual_pa * residual_pa * inverse_slope;
    smallest_slope = std::min(smallest_slope, branch.slope_pa_s_per_kg);
    if (!(residual_pa <= worst_residual_pa_)) {
      worst_residual_pa_ = residual_pa;
      worst_branch_ = k;
    }
  }
  next_change_kg_s_ = std::max(next_change_kg_s_, std::sqrt(norm / smallest_slope));
  // The flow of a lift is a small difference of the last corrections over next to no slope; as long
  // as they are large, nodes at its ends balance only to their rounding.
  unbalanced_kg_s_ = 0.0;
  const double* shift_pa = matrix_.right();
  for (const Control& control : layout_.controls) {
    if (control.kind != HydraulicLayout::ControlKind::kLift) continue;
    for (const int row : {control.span.row_from, control.span.row_to})
      if (row >= 0)
        unbalanced_kg_s_ = std::max(unbalanced_kg_s_,
                                    kShiftRounding * std::abs(shift_pa[row]) / kLiftSlopePaSPerKg);
  }
}

absl::Status HydraulicIteration::Iterate(HydraulicSolution& solution) {
  for (int step = 0;; ++step) {
    if (step >= options_->max_iterations)
      return FallBack(absl::FailedPreconditionError(absl::StrFormat(
                          "hydraulics did not converge in %d iterations: %.3g bar left at %s", step,
                          solution.pressure_residual_bar, NameOf(worst_branch_))),
                      step > 0, solution);
    if (absl::Status stepped = Step(step == 0); !stepped.ok())
      return FallBack(stepped, false, solution);
    Measure();
    ++solution.iterations;
    solution.pressure_residual_bar = worst_residual_pa_ / kPaPerBar;
    if (HasConverged()) return absl::OkStatus();
  }
}

bool HydraulicIteration::HasConverged() const {
  return unbalanced_kg_s_ <= options_->flow_tolerance_kg_s &&
         worst_residual_pa_ / kPaPerBar <= options_->pressure_tolerance_bar &&
         std::min(worst_change_kg_s_, next_change_kg_s_) <= options_->flow_tolerance_kg_s;
}

// Lets pumps, valves and check valves do what pressures and flows tell them. True when one changed.
bool HydraulicIteration::ChangeControls(HydraulicSolution& solution) {
  const bool may_all = solution.control_changes < kAllChangeRounds;
  int changing = -1;
  double furthest = -1.0;
  LinkStatus next_of_furthest = LinkStatus::kOpen;
  for (std::size_t k = 0; k < layout_.controls.size(); ++k) {
    const ControlMoment moment = MomentOf(k);
    const LinkStatus next = rules_.NextStatus(layout_.controls[k], moment, options_->friction);
    if (next == status_[k]) continue;
    worst_branch_ = layout_.chains.size() + k;
    if (may_all) {
      status_[k] = next;
      changing = static_cast<int>(k);
    } else if (std::abs(moment.drop_pa) > furthest) {
      furthest = std::abs(moment.drop_pa);
      changing = static_cast<int>(k);
      next_of_furthest = next;
    }
  }
  if (changing < 0) return false;
  if (!may_all) status_[static_cast<std::size_t>(changing)] = next_of_furthest;
  ++solution.control_changes;
  for (std::size_t k = 0; k < layout_.controls.size(); ++k)
    if (status_[k] == LinkStatus::kShut) BranchOf(k).flow_kg_s = 0.0;
  EvaluateControls();
  return true;
}

// With taken_k changing by τ_k inside a chain,  Δq = (Δp_i − Δp_j + Σ h_k' τ_k)/Σ h_k'.
void HydraulicIteration::Respond(const std::vector<double>& outflow_change_kg_s,
                                 std::vector<double>& flow_change_kg_s) {
  flow_change_kg_s.assign(layout_.link_ids.size(), 0.0);
  outflow_kg_s_ = outflow_change_kg_s;
  for (const auto& leaf : layout_.leaves) {
    const auto& pipe = layout_.pipes[leaf.place];
    flow_change_kg_s[pipe.link] = -pipe.sign * outflow_kg_s_[leaf.node];
    outflow_kg_s_[leaf.parent] += outflow_kg_s_[leaf.node];
  }
  if (branches_.empty()) return;
  double* right = matrix_.right();
  for (int row = 0; row < layout_.row_count(); ++row)
    right[row] = -outflow_kg_s_[layout_.core_nodes[row]];
  for (std::size_t k = 0; k < layout_.chains.size(); ++k) {
    const auto& chain = layout_.chains[k];
    double taken_kg_s = 0.0, sum_pa = 0.0;
    for (int place = chain.first; place < chain.end; ++place) {
      sum_pa += losses_.slope_pa_s_per_kg(place) * taken_kg_s;
      const int next = layout_.pipes[place].next_node;
      if (next >= 0) taken_kg_s += outflow_kg_s_[next];
    }
    Branch& branch = branches_[k];
    branch.change_kg_s = sum_pa / branch.slope_pa_s_per_kg;
    if (chain.span.row_from >= 0) right[chain.span.row_from] -= branch.change_kg_s;
    if (chain.span.row_to >= 0) right[chain.span.row_to] += branch.change_kg_s - taken_kg_s;
  }
  if (is_bordered_) {
    matrix_.SolveBorderedAgain(border_pa_or_kg_s_);
  } else if (layout_.row_count() > 0) {
    matrix_.SolveAgain();
  }
  const auto shift = [right](int row) { return row >= 0 ? right[row] : 0.0; };
  for (std::size_t k = 0; k < branches_.size(); ++k) {
    if (!HasLaw(k)) {
      const std::size_t control = k - layout_.chains.size();
      if (holds_[control])
        flow_change_kg_s[layout_.controls[control].link] = border_pa_or_kg_s_[control];
      continue;
    }
    const Span& span = SpanOf(k);
    const double change_kg_s =
        (k < layout_.chains.size() ? branches_[k].change_kg_s : 0.0) +
        (shift(span.row_from) - shift(span.row_to)) / branches_[k].slope_pa_s_per_kg;
    if (k >= layout_.chains.size()) {
      flow_change_kg_s[layout_.controls[k - layout_.chains.size()].link] = change_kg_s;
      continue;
    }
    double taken_kg_s = 0.0;
    for (int place = layout_.chains[k].first; place < layout_.chains[k].end; ++place) {
      const auto& pipe = layout_.pipes[place];
      flow_change_kg_s[pipe.link] = pipe.sign * (change_kg_s - taken_kg_s);
      if (pipe.next_node >= 0) taken_kg_s += outflow_kg_s_[pipe.next_node];
    }
  }
}

std::string HydraulicIteration::NameOf(std::size_t branch) const {
  if (branch >= layout_.chains.size()) {
    const Control& control = layout_.controls[branch - layout_.chains.size()];
    const char* kind = control.kind == HydraulicLayout::ControlKind::kPump    ? "pump "
                       : control.kind == HydraulicLayout::ControlKind::kValve ? "valve "
                       : control.kind == HydraulicLayout::ControlKind::kLift  ? "lift of "
                                                                              : "pipe ";
    return absl::StrCat(kind, layout_.link_ids[control.link]);
  }
  // The pipe of the chain that loses most.
  const auto& chain = layout_.chains[branch];
  int worst = chain.first;
  for (int place = chain.first; place < chain.end; ++place)
    if (std::abs(losses_.loss_pa(place)) > std::abs(losses_.loss_pa(worst))) worst = place;
  return absl::StrCat("pipe ", layout_.link_ids[layout_.pipes[worst].link]);
}

void HydraulicIteration::WriteFlows(HydraulicSolution& solution) {
  for (std::size_t place = 0; place < layout_.pipes.size(); ++place) {
    const auto& pipe = layout_.pipes[place];
    solution.flow_kg_s[pipe.link] = pipe.sign * losses_.flow_kg_s(static_cast<int>(place));
  }
  for (std::size_t k = 0; k < layout_.controls.size(); ++k) {
    const int link = layout_.controls[k].link;
    solution.link_status[link] = status_[k];
    solution.flow_kg_s[link] = status_[k] == LinkStatus::kShut ? 0.0 : BranchOf(k).flow_kg_s;
  }
}

void HydraulicIteration::WritePressures(HydraulicSolution& solution) {
  for (const auto& chain : layout_.chains) {
    double pressure = pressure_pa_[chain.span.from];
    for (int place = chain.first; place < chain.end; ++place) {
      const auto& pipe = layout_.pipes[place];
      if (pipe.next_node < 0) break;
      pressure -= losses_.loss_pa(place) + pipe.sign * StaticPa(pipe.link);
      pressure_pa_[pipe.next_node] = pressure;
    }
  }
  const int trees = layout_.chain_pipe_count, end = static_cast<int>(layout_.pipes.size());
  if (trees < end) {
    losses_.ForgetFriction();
    losses_.Evaluate(trees, end);
  }
  // Pressures run back into the trees, nearest to the loops first.
  for (auto leaf = layout_.leaves.rbegin(); leaf != layout_.leaves.rend(); ++leaf) {
    const auto& pipe = layout_.pipes[leaf->place];
    pressure_pa_[leaf->node] = pressure_pa_[leaf->parent] + losses_.loss_pa(leaf->place) +
                               leaf->sign * StaticPa(pipe.link);
  }
  for (std::size_t node = 0; node < layout_.is_live.size(); ++node)
    if (layout_.is_live[node]) solution.pressure_bar[node] = pressure_pa_[node] / kPaPerBar;
}

}  // namespace solvers::heat
