// Unknowns, equations and controls are those of ac_power_flow.cc. What differs: voltages are
// e + jf, turned and stretched by each step (block_newton_kernels.inc), and the angle that is fixed
// is that of one bus of the grid, the last in the elimination; angles are turned in the end so that
// the reference of the inputs stands at 0.
#include "solvers/block_power_flow.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/aligned_doubles.h"
#include "solvers/block_network.h"
#include "solvers/branch_flow.h"
#include "solvers/power_flow_controls.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::kBaseMva;

constexpr double kMinVoltagePu = 0.3;  // below this the iteration has left the road
constexpr double kNearPu = 1e-4;       // one more step may give the solution
constexpr double kLostPu = 1e6;        // a mismatch beyond this has no way back

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

struct BlockPowerFlow::Workspace::Buffers {
  Buffers(const BlockNetwork& n, const BlockNewtonKernels& k)
      : kernels(k),
        y(2 * n.column.size()),
        v(2 * n.bus_count()),
        vm(n.bus_count()),
        va(n.bus_count()),
        set(2 * n.bus_count()),
        calc(2 * n.bus_count()),
        share(n.bus_count()),
        active(2 * n.bus_count()),
        step(2 * n.bus_count()),
        blocks(4 * U(n.lu.block_count())),
        is_live(n.bus_count()),
        returns(n.bus_count()),
        tap_motion(n.tap_branches.size()),
        bank_motion(n.banks.size()) {
    a = {.bus_count = n.lu.size(),
         .row_start = n.row_start.data(),
         .column = n.column.data(),
         .position = n.position.data(),
         .lu_row_start = n.lu.row_start.data(),
         .lu_diagonal = n.lu.diagonal.data(),
         .lu_column = n.lu.column.data(),
         .lu_target = n.lu.target.data(),
         .participant = n.participant.data(),
         .participant_position = n.participant_position.data(),
         .participant_count = static_cast<int>(n.participant.size()),
         .fill_position = n.fill_position.data(),
         .fill_count = static_cast<int>(n.fill_position.size()),
         .last_position = n.last_position.data(),
         .last_count = static_cast<int>(n.last_position.size()),
         .y = y.data(),
         .v = v.data(),
         .vm = vm.data(),
         .va = va.data(),
         .set = set.data(),
         .calc = calc.data(),
         .share = share.data(),
         .active = active.data(),
         .blocks = blocks.data(),
         .step = step.data(),
         .lambda = &lambda_pu};
  }

  const BlockNewtonKernels& kernels;
  AlignedDoubles y, v, vm, va, set, calc, share, active, step, blocks;
  BlockNewtonArrays a;
  double lambda_pu = 0.0;
  std::vector<BranchAdmittance> moved;  // two-ports when a tap is not neutral
  const std::vector<BranchAdmittance>* branch = nullptr;
  std::vector<char> is_live;  // [bus]
  std::vector<int> returns;   // [bus]
  std::vector<StepMotion> tap_motion, bank_motion;
  std::vector<double> current;          // [step][2]; empty where no demand follows the voltage
  std::vector<std::size_t> regulating;  // buses
  std::vector<int> root;
};

BlockPowerFlow::Workspace::Workspace(const BlockNetwork& network, const BlockNewtonKernels& kernels)
    : buffers_(std::make_unique<Buffers>(network, kernels)) {}
BlockPowerFlow::Workspace::~Workspace() = default;

BlockPowerFlow::BlockPowerFlow(std::unique_ptr<const BlockNetwork> network)
    : network_(std::move(network)) {}
BlockPowerFlow::~BlockPowerFlow() = default;
BlockPowerFlow::BlockPowerFlow(BlockPowerFlow&&) noexcept = default;
BlockPowerFlow& BlockPowerFlow::operator=(BlockPowerFlow&&) noexcept = default;

BusIndex BlockPowerFlow::reference() const { return BusIndex(network_->reference()); }

std::unique_ptr<BlockPowerFlow::Workspace> BlockPowerFlow::MakeWorkspace(
    const BlockNewtonKernels& kernels) const {
  return std::make_unique<Workspace>(*network_, kernels);
}

absl::StatusOr<BlockPowerFlow> BlockPowerFlow::Make(const models::ElectricityGrid& grid) {
  TWIN_ASSIGN_OR_RETURN(BlockNetwork network, BlockNetwork::Make(grid));
  return BlockPowerFlow(std::make_unique<const BlockNetwork>(std::move(network)));
}

namespace {

// One solve: the steps of the method over the buffers of a workspace.
template <class Buffers>
class BlockIteration {
 public:
  BlockIteration(const BlockNetwork& network, const PowerFlowInputs& inputs,
                 const PowerFlowOptions& options, Buffers& buffers, PowerFlowState& state)
      : n_(network), inputs_(inputs), options_(options), b_(buffers), a_(b_.a), state_(state) {}

  absl::Status Run(PowerFlowResult& result) {
    TWIN_RETURN_IF_ERROR(FindLive());
    LayOut();
    UpdateAdmittance(true);
    b_.lambda_pu = 0.0;
    b_.kernels.evaluate(a_);
    b_.lambda_pu = CalcMismatchPu();
    is_warm_ = CalcWorstPu() < kNearPu;
    for (int round = 0;; ++round) {
      result.control_rounds = round;
      TWIN_RETURN_IF_ERROR(Newton(CalcRoundTolerancePu(options_, round), result));
      if (round < options_.max_control_rounds && (MoveLimits() | MoveTaps() | MoveBanks()))
        continue;
      if (result.worst_pu >= options_.tolerance_pu) {
        TWIN_RETURN_IF_ERROR(Newton(options_.tolerance_pu, result));
      }
      break;
    }
    FillResult(result);
    return absl::OkStatus();
  }

 private:
  const models::ElectricityGrid& grid() const { return *n_.grid; }
  std::size_t StepOf(std::size_t bus) const { return U(n_.lu.step_of[bus]); }
  BusControl& Control(std::size_t bus) { return state_.control[BusIndex(bus)]; }

  absl::Status FindLive() {
    double largest_share = 0.0;
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      const double share = inputs_.participation_share[BusIndex(i)];
      if (share > largest_share) largest_share = share, reference_ = i;
    }
    if (largest_share <= 0.0) {
      return absl::FailedPreconditionError("nobody takes the mismatch: all participation is zero");
    }
    FindLiveBuses(n_.ends, inputs_.in_service.rows(), reference_, b_.is_live, b_.root);
    if (b_.is_live[n_.reference()] != 0) return absl::OkStatus();
    return absl::FailedPreconditionError("bus " + grid().buses[BusIndex(n_.reference())].name +
                                         ", eliminated last, is cut off from the angle reference");
  }

  // Everything in the order of elimination, per unit.
  void LayOut() {
    const double turn_rad = state_.va_rad[BusIndex(n_.reference())];
    b_.regulating.clear();
    std::fill(b_.tap_motion.begin(), b_.tap_motion.end(), StepMotion{});
    std::fill(b_.bank_motion.begin(), b_.bank_motion.end(), StepMotion{});
    const bool has_current = !inputs_.current_mw.empty();
    if (has_current) b_.current.resize(2 * n_.bus_count());
    b_.a.current = has_current ? b_.current.data() : nullptr;
    for (std::size_t step = 0; step < n_.bus_count(); ++step) {
      const std::size_t i = U(n_.lu.order[step]);
      const BusIndex bus(i);
      const bool is_live = b_.is_live[i] != 0, regulates = inputs_.regulates[bus] != 0 && is_live;
      Control(i) = CalcFirstControl(Control(i), regulates, options_.enforces_q_limits);
      if (regulates) {
        b_.regulating.push_back(i);
        b_.returns[i] = 0;
      }
      a_.share[step] = inputs_.participation_share[bus];
      a_.set[2 * step] = inputs_.injection_mw[bus] / kBaseMva;
      if (has_current) {
        b_.current[2 * step] = inputs_.current_mw[bus] / kBaseMva;
        b_.current[2 * step + 1] = inputs_.current_mvar[bus] / kBaseMva;
      }
      SetReactive(i);
      a_.active[2 * step] = is_live ? 1.0 : 0.0;
      double vm_pu = state_.vm_pu[bus], va_rad = state_.va_rad[bus] - turn_rad;
      if (Control(i) == BusControl::kHeld) vm_pu = inputs_.v_set_pu[bus];
      // What is dead now may be dead in the start, too: 0 there would look like a collapse.
      if (!is_live) vm_pu = 1.0, va_rad = 0.0;
      a_.vm[step] = vm_pu;
      a_.va[step] = va_rad;
    }
    b_.kernels.set_rectangular(a_);
  }

  // Scheduled reactive power and whether the magnitude is an unknown, as the control stands.
  void SetReactive(std::size_t i) {
    const BusIndex bus(i);
    const std::size_t at = 2 * StepOf(i) + 1;
    const BusControl control = Control(i);
    double q_mvar = inputs_.injection_mvar[bus];
    if (control == BusControl::kAtMinQ) q_mvar += inputs_.q_min_mvar[bus];
    if (control == BusControl::kAtMaxQ) q_mvar += inputs_.q_max_mvar[bus];
    a_.set[at] = q_mvar / kBaseMva;
    a_.active[at] = control == BusControl::kHeld || b_.is_live[i] == 0 ? 0.0 : 1.0;
  }

  void UpdateBranch(std::size_t k) {
    if (b_.branch != &b_.moved) {
      b_.moved = n_.branch;
      b_.branch = &b_.moved;
    }
    const BranchIndex index(k);
    b_.moved[k] = CalcBranchAdmittance(grid(), grid().branches[index], state_.tap_step[index]);
  }

  void UpdateAdmittance(bool is_first) {
    if (is_first) {
      b_.branch = &n_.branch;
      for (const std::size_t k : n_.tap_branches) {
        if (state_.tap_step[BranchIndex(k)] != 0) UpdateBranch(k);
      }
    }
    if (b_.branch == &n_.branch && inputs_.in_service.rows() == n_.ends.as_built) {
      std::copy(n_.y_as_built_pu.begin(), n_.y_as_built_pu.end(), a_.y);
    } else {
      FillBlockAdmittance(n_, *b_.branch, inputs_.in_service.rows(), a_.y);
    }
    for (std::size_t step = 0; step < n_.bus_count(); ++step) {
      const BusIndex bus(U(n_.lu.order[step]));
      double* at = a_.y + 2 * U(n_.diagonal[step]);
      at[0] += inputs_.shunt_mw[bus] / kBaseMva;
      at[1] += inputs_.shunt_mvar[bus] / kBaseMva;
    }
    for (const models::ShuntIndex index : n_.banks) {
      const models::ShuntParams& bank = grid().shunts[index];
      a_.y[2 * U(n_.diagonal[StepOf(bank.bus.value())]) + 1] +=
          bank.step_mvar * state_.shunt_step[index] / kBaseMva;
    }
  }

  // What the start itself leaves to the participants: a solution as start needs no step.
  double CalcMismatchPu() const {
    double sum_pu = 0.0;
    for (std::size_t at = 0; at < 2 * n_.bus_count(); at += 2) {
      if (a_.active[at] == 0.0) continue;
      sum_pu += a_.calc[at] - a_.set[at];
      if (a_.current != nullptr) sum_pu += a_.current[at] * a_.vm[at / 2];
    }
    return sum_pu;
  }

  // Largest residual with the present λ, from the injections that are there.
  double CalcWorstPu() const {
    double worst_pu = 0.0;
    for (std::size_t step = 0; step < n_.bus_count(); ++step) {
      const std::size_t at = 2 * step;
      const double p_pu =
          a_.active[at] * (a_.set[at] + a_.share[step] * b_.lambda_pu - a_.calc[at]);
      const double q_pu = a_.active[at + 1] * (a_.set[at + 1] - a_.calc[at + 1]);
      worst_pu = std::max({worst_pu, std::abs(p_pu), std::abs(q_pu)});
    }
    return worst_pu;
  }

  absl::Status Newton(double tolerance_pu, PowerFlowResult& result) {
    double before_pu = HUGE_VAL;
    for (int iteration = 0;; ++iteration) {
      // A pass without the Jacobian is cheaper, and enough for the last one and for a start that
      // is a solution; quadratic convergence tells when that is likely.
      const bool may_be_last = iteration == 0 ? is_warm_ : before_pu < kNearPu;
      double worst_pu = 0.0;
      if (may_be_last) worst_pu = b_.kernels.evaluate(a_);
      if (!may_be_last || (worst_pu >= tolerance_pu && worst_pu <= kLostPu)) {
        worst_pu = b_.kernels.evaluate_and_fill(a_);
      }
      before_pu = worst_pu;
      result.worst_pu = std::isfinite(worst_pu) ? worst_pu : 1e300;
      if (worst_pu < tolerance_pu) return absl::OkStatus();
      if (iteration >= options_.max_iterations || !(worst_pu <= kLostPu)) {
        return Diverged(iteration, result.worst_pu);
      }
      b_.kernels.factorise_and_lower(a_);
      b_.kernels.upper(a_);
      ++result.iterations;
      if (!(b_.kernels.apply_step(a_) > kMinVoltagePu)) return Collapsed(iteration);
    }
  }

  absl::Status Diverged(int iteration, double worst_pu) const {
    // Who takes the mismatch only mirrors the others' trouble and is not named for it.
    double worst_named_pu = -1.0;
    std::size_t worst_bus = 0;
    for (std::size_t step = 0; step < n_.bus_count(); ++step) {
      double size_pu = std::max(std::abs(a_.step[2 * step]), std::abs(a_.step[2 * step + 1]));
      if (!std::isfinite(a_.step[2 * step] + a_.step[2 * step + 1])) size_pu = HUGE_VAL;
      if (size_pu <= worst_named_pu || a_.share[step] != 0.0) continue;
      worst_named_pu = size_pu;
      worst_bus = U(n_.lu.order[step]);
    }
    return models::errors::Diverged("power flow", iteration, worst_pu,
                                    "bus " + grid().buses[BusIndex(worst_bus)].name);
  }

  absl::Status Collapsed(int iteration) const {
    std::size_t lowest = 0;
    for (std::size_t step = 0; step < n_.bus_count(); ++step) {
      if (a_.vm[step] > a_.vm[lowest]) continue;  // also where it is not a number
      lowest = step;
      if (std::isnan(a_.vm[step])) break;
    }
    return models::errors::Diverged(
        "power flow", iteration, a_.vm[lowest],
        "bus " + grid().buses[BusIndex(U(n_.lu.order[lowest]))].name + " (voltage collapse)");
  }

  double RegulatedPu(std::size_t i) const {
    const std::size_t step = StepOf(i);
    const double current_pu = a_.current == nullptr ? 0.0 : a_.current[2 * step + 1] * a_.vm[step];
    return a_.calc[2 * step + 1] + current_pu - inputs_.injection_mvar[BusIndex(i)] / kBaseMva;
  }

  // Reactive limits; true when a bus changed hands.
  bool MoveLimits() {
    if (!options_.enforces_q_limits) return false;
    bool has_moved = false;
    for (const std::size_t i : b_.regulating) {
      const BusIndex bus(i);
      const std::size_t step = StepOf(i);
      const BusControl next = CalcNextControl(Control(i),
                                              {.regulated_pu = RegulatedPu(i),
                                               .q_min_pu = inputs_.q_min_mvar[bus] / kBaseMva,
                                               .q_max_pu = inputs_.q_max_mvar[bus] / kBaseMva,
                                               .v_error_pu = a_.vm[step] - inputs_.v_set_pu[bus]},
                                              b_.returns[i]);
      if (next == Control(i)) continue;
      if (next == BusControl::kHeld) {
        a_.vm[step] = inputs_.v_set_pu[bus];
        a_.v[2 * step] = a_.vm[step] * std::cos(a_.va[step]);
        a_.v[2 * step + 1] = a_.vm[step] * std::sin(a_.va[step]);
      }
      Control(i) = next;
      SetReactive(i);
      has_moved = true;
    }
    return has_moved;
  }

  // Tap changers; true when one has moved.
  bool MoveTaps() {
    if (!options_.moves_taps) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < n_.tap_branches.size(); ++i) {
      const std::size_t k = n_.tap_branches[i];
      const BranchIndex index(k);
      const std::size_t to = U(n_.ends.to[k]);
      if (inputs_.in_service[index] == 0 || b_.is_live[to] == 0) continue;
      int& step = state_.tap_step[index];
      const int next = CalcNextTapStep(grid().branches[index], step,
                                       {a_.vm[StepOf(to)], FlowOf(k).p_from_mw}, b_.tap_motion[i]);
      if (next == step) continue;
      step = next;
      UpdateBranch(k);
      has_moved = true;
    }
    if (has_moved) UpdateAdmittance(false);
    return has_moved;
  }

  // Banks that keep a voltage; true when one has been switched.
  bool MoveBanks() {
    if (!options_.moves_taps) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < n_.banks.size(); ++i) {
      const models::ShuntParams& bank = grid().shunts[n_.banks[i]];
      if (b_.is_live[bank.bus.value()] == 0) continue;
      int& step = state_.shunt_step[n_.banks[i]];
      const int next =
          CalcNextShuntStep(bank, step, a_.vm[StepOf(bank.bus.value())], b_.bank_motion[i]);
      has_moved |= next != step;
      step = next;
    }
    if (has_moved) UpdateAdmittance(false);
    return has_moved;
  }

  BranchFlow FlowOf(std::size_t k) const {
    const double* from = a_.v + 2 * n_.branch_step[k][0];
    const double* to = a_.v + 2 * n_.branch_step[k][1];
    return CalcBranchFlow((*b_.branch)[k], {from[0], from[1]}, {to[0], to[1]});
  }

  void FillResult(PowerFlowResult& result) {
    result.flow = models::Table<BranchIndex, BranchFlow>(n_.branch_count());
    result.losses_mw = 0.0;
    for (std::size_t k = 0; k < n_.branch_count(); ++k) {
      if (inputs_.in_service[BranchIndex(k)] == 0 || b_.is_live[U(n_.ends.from[k])] == 0) continue;
      const BranchFlow flow = FlowOf(k);
      result.flow[BranchIndex(k)] = flow;
      result.losses_mw += flow.p_from_mw + flow.p_to_mw;
    }
    result.is_energised = models::Table<BusIndex, char>(n_.bus_count());
    result.regulated_mvar = models::Table<BusIndex, double>(n_.bus_count(), 0.0);
    const double turn_rad = a_.va[StepOf(reference_)];
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      const BusIndex bus(i);
      const bool is_live = b_.is_live[i] != 0;
      result.is_energised[bus] = is_live ? 1 : 0;
      state_.vm_pu[bus] = is_live ? a_.vm[StepOf(i)] : 1.0;
      state_.va_rad[bus] = is_live ? a_.va[StepOf(i)] - turn_rad : 0.0;
    }
    for (const std::size_t i : b_.regulating) {
      result.regulated_mvar[BusIndex(i)] = RegulatedPu(i) * kBaseMva;
    }
    result.mismatch_mw = b_.lambda_pu * kBaseMva;
  }

  const BlockNetwork& n_;
  const PowerFlowInputs& inputs_;
  const PowerFlowOptions& options_;
  Buffers& b_;
  const BlockNewtonArrays& a_;
  PowerFlowState& state_;
  std::size_t reference_ = 0;
  bool is_warm_ = false;  // the start may be a solution
};

}  // namespace

absl::StatusOr<PowerFlowSolution> BlockPowerFlow::Solve(const PowerFlowInputs& inputs,
                                                        const PowerFlowState& start,
                                                        const PowerFlowOptions& options,
                                                        Workspace& workspace) const {
  TWIN_RETURN_IF_ERROR(CheckPowerFlowInputs(*network_->grid, inputs, start));
  PowerFlowSolution solution{.result = {}, .state = start};
  TWIN_RETURN_IF_ERROR(
      BlockIteration(*network_, inputs, options, *workspace.buffers_, solution.state)
          .Run(solution.result));
  return solution;
}

}  // namespace solvers
