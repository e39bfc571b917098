// Unknowns: angle θ_i and magnitude V_i of every bus, and the mismatch power λ.
// Equations, per unit, with Y = G + jB and θ_ij = θ_i − θ_j:
//   P_i(θ, V) = V_i Σ_j V_j (G_ij cos θ_ij + B_ij sin θ_ij) = p_i + α_i λ
//   Q_i(θ, V) = V_i Σ_j V_j (G_ij sin θ_ij − B_ij cos θ_ij) = q_i      where V_i is free
//   V_i = v_set_i                                                      where V_i is held
//   θ_ref = 0
// α is the participation share. A held bus keeps its row and column and gets the equation ΔV_i = 0,
// a bus without voltage ΔV_i = Δθ_i = 0, so one pattern and one ordering serve all states.
// Newton on all of them together; stop when every |mismatch| is below the tolerance.
// Around it: reactive limits with hysteresis (a bus that has met its limit returns only when its
// voltage has crossed the set value), tap changers by whole steps with dead-band.
// **Source** Tinney, Hart 1967, IEEE PAS-86; distributed slack: Milano 2010, "Power System
// Modelling and Scripting", section 4.3.
#include "solvers/ac_power_flow.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/admittance.h"
#include "solvers/branch_flow.h"
#include "solvers/live_buses.h"
#include "solvers/power_flow_controls.h"
#include "solvers/sparse_lu.h"

namespace solvers {
namespace {

using Complex = std::complex<double>;
using models::BranchIndex;
using models::BusIndex;

constexpr double kMaxTurnRad = 1.0;  // a larger Newton step is shortened
constexpr double kMaxChangePu = 0.3;
constexpr double kMinVoltagePu = 0.3;  // below this the iteration has left the road
constexpr double kContraction = 0.9;   // after a step that leaves more, the pivots are looked at
constexpr double kMaxLinearError =
    1e-6;  // of the right-hand side: more, and pivots are chosen anew
constexpr int kMaxHalvings = 12;
// Damped steps that collapse: near a smallest mismatch that is not 0 the Jacobian becomes singular
// and Newton's direction useless, step by step the same. So many in a row, none longer than this
// share, which together take less than this share off the mismatch, are given up.
constexpr int kCollapsedSteps = 4;
constexpr double kCollapsedStepShare = 0.125;
constexpr double kCollapsedGainShare = 0.01;

// Positions in the Jacobian's values of the four derivatives that one admittance entry gives.
struct BlockPosition {
  int p_theta, p_v, q_theta, q_v;
};

int AngleOf(std::size_t bus) { return 2 * static_cast<int>(bus); }
int MagnitudeOf(std::size_t bus) { return 2 * static_cast<int>(bus) + 1; }

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

struct AcPowerFlow::Network {
  const models::ElectricityGrid* grid = nullptr;
  AdmittancePattern admittance;
  std::shared_ptr<const SparseLuSymbolic> symbolic;
  std::vector<BlockPosition> blocks;   // [admittance entry]
  std::vector<BusIndex> participants;  // buses that may take the mismatch
  std::vector<int> lambda_in_p;        // [participant] position of ∂(P row)/∂λ
  std::vector<int> reference_row;      // [participant] position of ∂(reference row)/∂θ
  BranchEnds ends;
  std::vector<BranchAdmittance> branch;  // [branch] at neutral taps
  std::vector<std::size_t> tap_branches;
  std::vector<models::ShuntIndex> banks;  // that keep a voltage
  // Jacobian of the grid as built at a flat start with every voltage free: its pivots serve all
  // solves as long as they do, and are the same in every workspace.
  std::vector<double> first_jacobian;

  std::size_t bus_count() const { return grid->buses.size(); }
  std::size_t unknown_count() const { return 2 * bus_count() + 1; }
};

struct AcPowerFlow::Workspace::Buffers {
  explicit Buffers(const Network& network)
      : lu(network.symbolic),
        branch(network.grid->branches.size()),
        y(network.admittance.column.size()),
        jacobian(network.symbolic->pattern().row.size()),
        residual(network.unknown_count()),
        e_pu(network.bus_count()),
        f_pu(network.bus_count()),
        p_pu(network.bus_count()),
        q_pu(network.bus_count()),
        is_energised(network.bus_count()),
        returns(network.bus_count()),
        tap_motion(network.tap_branches.size()),
        bank_motion(network.banks.size()) {
    ReturnToFirstPivots(network);
  }

  void ReturnToFirstPivots(const Network& network) {
    has_first_pivots = !network.first_jacobian.empty() && lu.Factorise(network.first_jacobian).ok();
  }

  SparseLu lu;
  std::vector<BranchAdmittance> branch;
  std::vector<Complex> y;
  std::vector<double> jacobian;
  std::vector<double> residual;
  std::vector<double> e_pu, f_pu;
  std::vector<double> p_pu, q_pu;
  std::vector<char> is_energised;
  std::vector<int> returns;
  std::vector<StepMotion> tap_motion, bank_motion;
  std::vector<double> shunt_mvar;  // with the banks' steps; only where there are banks
  std::vector<int> root;
  std::vector<double> vm_before_pu, va_before_rad, step_before_pu;
  std::vector<double> right_side_pu, linear_error_pu;
  std::size_t reference = 0;
  double lambda_pu = 0.0;
  bool has_first_pivots = false;  // the factor's pivots are those of Network::first_jacobian
  bool needs_pivots = false;      // the next factor chooses its own
  bool is_in_doubt = false;       // the next factor is judged by what it solves
  bool is_evaluated = false;      // p_pu, q_pu, jacobian belong to the present state
};

AcPowerFlow::Workspace::Workspace(const Network& network)
    : buffers_(std::make_unique<Buffers>(network)) {}
AcPowerFlow::Workspace::~Workspace() = default;

AcPowerFlow::AcPowerFlow(std::unique_ptr<const Network> network) : network_(std::move(network)) {}
AcPowerFlow::~AcPowerFlow() = default;
AcPowerFlow::AcPowerFlow(AcPowerFlow&&) noexcept = default;
AcPowerFlow& AcPowerFlow::operator=(AcPowerFlow&&) noexcept = default;

std::unique_ptr<AcPowerFlow::Workspace> AcPowerFlow::MakeWorkspace() const {
  return std::make_unique<Workspace>(*network_);
}

namespace {

// Columns of the Jacobian as lists of rows, then as a pattern with a way to find positions.
class PatternBuilder {
 public:
  explicit PatternBuilder(std::size_t size) : rows_(size) {}
  void Add(int row, int column) { rows_[U(column)].push_back(row); }
  SparsePattern Build() {
    SparsePattern pattern;
    pattern.column_start.push_back(0);
    for (std::vector<int>& rows : rows_) {
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      pattern.row.insert(pattern.row.end(), rows.begin(), rows.end());
      pattern.column_start.push_back(static_cast<int>(pattern.row.size()));
    }
    return pattern;
  }

 private:
  std::vector<std::vector<int>> rows_;
};

int PositionOf(const SparsePattern& pattern, int row, int column) {
  const auto begin = pattern.row.begin() + pattern.column_start[U(column)];
  const auto end = pattern.row.begin() + pattern.column_start[U(column) + 1];
  return static_cast<int>(std::lower_bound(begin, end, row) - pattern.row.begin());
}

std::vector<BusIndex> FindParticipants(const models::ElectricityGrid& grid) {
  std::vector<BusIndex> participants;
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    participants.push_back(boundary.bus);
  }
  std::sort(participants.begin(), participants.end());
  participants.erase(std::unique(participants.begin(), participants.end()), participants.end());
  return participants;
}

// One solve: the steps of the method over the buffers of a workspace.
template <class Network, class Buffers>
class Iteration {
 public:
  Iteration(const Network& network, const PowerFlowInputs& inputs, const PowerFlowOptions& options,
            Buffers& buffers, PowerFlowState& state)
      : network_(network), inputs_(inputs), options_(options), b_(buffers), state_(state) {}

  absl::Status Run(PowerFlowResult& result) {
    TWIN_RETURN_IF_ERROR(FindEnergised());
    StartControls();
    std::fill(b_.returns.begin(), b_.returns.end(), 0);
    std::fill(b_.tap_motion.begin(), b_.tap_motion.end(), StepMotion{});
    std::fill(b_.bank_motion.begin(), b_.bank_motion.end(), StepMotion{});
    if (!b_.has_first_pivots) b_.ReturnToFirstPivots(network_);
    b_.needs_pivots = !b_.has_first_pivots;
    b_.branch = network_.branch;
    for (const std::size_t k : network_.tap_branches) {
      if (state_.tap_step[BranchIndex(k)] != 0) UpdateBranch(k);
    }
    UpdateAdmittance();
    Evaluate();
    b_.lambda_pu = CalcMismatchPu();
    for (int round = 0;; ++round) {
      result.control_rounds = round;
      const bool may_move = round < options_.max_control_rounds;
      TWIN_RETURN_IF_ERROR(Newton(CalcRoundTolerancePu(options_, round), result));
      if (may_move && (MoveLimits() | MoveTaps() | MoveBanks())) continue;
      TWIN_RETURN_IF_ERROR(Newton(options_.tolerance_pu, result));
      break;
    }
    FillResult(result);
    return absl::OkStatus();
  }

  // The Jacobian at the given state with every voltage free.
  absl::Status FillFirstJacobian() {
    TWIN_RETURN_IF_ERROR(FindEnergised());
    b_.branch = network_.branch;
    UpdateAdmittance();
    Evaluate();
    PinRows();
    return absl::OkStatus();
  }

 private:
  const models::ElectricityGrid& grid() const { return *network_.grid; }
  double& Vm(std::size_t i) { return state_.vm_pu[BusIndex(i)]; }
  double& Va(std::size_t i) { return state_.va_rad[BusIndex(i)]; }
  BusControl& Control(std::size_t i) { return state_.control[BusIndex(i)]; }
  bool IsHeld(std::size_t i) { return Control(i) == BusControl::kHeld; }

  absl::Status FindEnergised() {
    double largest_share = 0.0;
    for (const BusIndex bus : network_.participants) {
      if (inputs_.participation_share[bus] > largest_share) {
        largest_share = inputs_.participation_share[bus];
        b_.reference = bus.value();
      }
    }
    if (largest_share <= 0.0) {
      return absl::FailedPreconditionError("nobody takes the mismatch: all participation is zero");
    }
    FindLiveBuses(network_.ends, inputs_.in_service.rows(), b_.reference, b_.is_energised, b_.root);
    return absl::OkStatus();
  }

  void StartControls() {
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      const bool regulates = inputs_.regulates[BusIndex(i)] != 0 && b_.is_energised[i] != 0;
      Control(i) = CalcFirstControl(Control(i), regulates, options_.enforces_q_limits);
      if (IsHeld(i)) Vm(i) = inputs_.v_set_pu[BusIndex(i)];
    }
    Va(b_.reference) = 0.0;
  }

  void UpdateBranch(std::size_t k) {
    const BranchIndex index(k);
    b_.branch[k] = CalcBranchAdmittance(grid(), grid().branches[index], state_.tap_step[index]);
  }

  void UpdateAdmittance() {
    b_.is_evaluated = false;
    std::span<const double> shunt_mvar = inputs_.shunt_mvar.rows();
    if (!network_.banks.empty()) {
      b_.shunt_mvar = inputs_.shunt_mvar.rows();
      for (const models::ShuntIndex index : network_.banks) {
        const models::ShuntParams& bank = grid().shunts[index];
        b_.shunt_mvar[bank.bus.value()] += bank.step_mvar * state_.shunt_step[index];
      }
      shunt_mvar = b_.shunt_mvar;
    }
    FillAdmittance(network_.admittance, b_.branch, inputs_.in_service.rows(),
                   {inputs_.shunt_mw.rows(), shunt_mvar}, b_.y);
  }

  // Demand at the present voltage that goes in proportion to it.
  Complex CurrentDemandPu(std::size_t i) {
    if (inputs_.current_mw.empty()) return 0.0;
    const double per_mva = Vm(i) / models::kBaseMva;
    return {inputs_.current_mw[BusIndex(i)] * per_mva, inputs_.current_mvar[BusIndex(i)] * per_mva};
  }

  // Injections at the present state and, in the same pass, the Jacobian. Cosine and sine of every
  // bus are taken once; those of differences follow from them.
  void Evaluate() {
    b_.is_evaluated = true;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      b_.e_pu[i] = std::cos(Va(i));
      b_.f_pu[i] = std::sin(Va(i));
    }
    const AdmittancePattern& y = network_.admittance;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      const double vi_pu = Vm(i), ei = b_.e_pu[i], fi = b_.f_pu[i];
      double p_pu = 0.0, q_pu = 0.0;
      const std::size_t diagonal = U(y.diagonal[i]);
      for (std::size_t entry = U(y.row_start[i]); entry < U(y.row_start[i + 1]); ++entry) {
        const std::size_t j = U(y.column[entry]);
        if (j == i) continue;
        const double c = ei * b_.e_pu[j] + fi * b_.f_pu[j];
        const double s = fi * b_.e_pu[j] - ei * b_.f_pu[j];
        const double g = b_.y[entry].real(), b = b_.y[entry].imag();
        const double in_phase = vi_pu * (g * c + b * s);
        const double in_quadrature = vi_pu * (g * s - b * c);
        const double vj_pu = Vm(j);
        p_pu += vj_pu * in_phase;
        q_pu += vj_pu * in_quadrature;
        const BlockPosition& block = network_.blocks[entry];
        b_.jacobian[U(block.p_theta)] = vj_pu * in_quadrature;
        b_.jacobian[U(block.p_v)] = in_phase;
        b_.jacobian[U(block.q_theta)] = -vj_pu * in_phase;
        b_.jacobian[U(block.q_v)] = in_quadrature;
      }
      const double g = b_.y[diagonal].real(), b = b_.y[diagonal].imag();
      p_pu += vi_pu * vi_pu * g;
      q_pu -= vi_pu * vi_pu * b;
      const BlockPosition& block = network_.blocks[diagonal];
      b_.jacobian[U(block.p_theta)] = -q_pu - b * vi_pu * vi_pu;
      b_.jacobian[U(block.p_v)] = p_pu / vi_pu + g * vi_pu;
      b_.jacobian[U(block.q_theta)] = p_pu - g * vi_pu * vi_pu;
      b_.jacobian[U(block.q_v)] = q_pu / vi_pu - b * vi_pu;
      if (!inputs_.current_mw.empty()) {
        b_.jacobian[U(block.p_v)] += inputs_.current_mw[BusIndex(i)] / models::kBaseMva;
        b_.jacobian[U(block.q_v)] += inputs_.current_mvar[BusIndex(i)] / models::kBaseMva;
      }
      b_.p_pu[i] = p_pu;
      b_.q_pu[i] = q_pu;
    }
  }

  // What the start itself leaves to the participants: a solution as start needs no step.
  double CalcMismatchPu() {
    double sum_pu = 0.0;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      if (b_.is_energised[i] == 0) continue;
      sum_pu += b_.p_pu[i] - inputs_.injection_mw[BusIndex(i)] / models::kBaseMva +
                CurrentDemandPu(i).real();
    }
    return sum_pu;
  }

  double ScheduledQPu(std::size_t i) {
    double q_mvar = inputs_.injection_mvar[BusIndex(i)];
    if (Control(i) == BusControl::kAtMinQ) q_mvar += inputs_.q_min_mvar[BusIndex(i)];
    if (Control(i) == BusControl::kAtMaxQ) q_mvar += inputs_.q_max_mvar[BusIndex(i)];
    return q_mvar / models::kBaseMva;
  }

  // Right-hand side −f; returns the largest |f| and where it is.
  double FillResidual(std::size_t& worst_bus) {
    double worst_pu = 0.0, worst_named_pu = 0.0;
    const auto note = [&](double value_pu, std::size_t bus) {
      const double size_pu = std::isfinite(value_pu) ? std::abs(value_pu) : 1e300;
      worst_pu = std::max(worst_pu, size_pu);
      // Who takes the mismatch only mirrors the others' trouble and is not named for it.
      if (size_pu > worst_named_pu && inputs_.participation_share[BusIndex(bus)] == 0.0) {
        worst_named_pu = size_pu;
        worst_bus = bus;
      }
    };
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      double p_pu = 0.0, q_pu = 0.0;
      if (b_.is_energised[i] != 0) {
        const BusIndex bus(i);
        const Complex current_pu = CurrentDemandPu(i);
        p_pu = inputs_.injection_mw[bus] / models::kBaseMva +
               inputs_.participation_share[bus] * b_.lambda_pu - current_pu.real() - b_.p_pu[i];
        if (!IsHeld(i)) q_pu = ScheduledQPu(i) - current_pu.imag() - b_.q_pu[i];
      }
      b_.residual[U(AngleOf(i))] = p_pu;
      b_.residual[U(MagnitudeOf(i))] = q_pu;
      note(p_pu, i);
      note(q_pu, i);
    }
    b_.residual[2 * network_.bus_count()] = 0.0;
    return worst_pu;
  }

  // Equations that pin an unknown, and the column of λ.
  void PinRows() {
    const AdmittancePattern& y = network_.admittance;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      const bool is_dead = b_.is_energised[i] == 0;
      if (!is_dead && !IsHeld(i)) continue;
      for (std::size_t entry = U(y.row_start[i]); entry < U(y.row_start[i + 1]); ++entry) {
        const BlockPosition& block = network_.blocks[entry];
        const bool is_diagonal = entry == U(y.diagonal[i]);
        b_.jacobian[U(block.q_theta)] = 0.0;
        b_.jacobian[U(block.q_v)] = is_diagonal ? 1.0 : 0.0;
        if (!is_dead) continue;
        b_.jacobian[U(block.p_theta)] = is_diagonal ? 1.0 : 0.0;
        b_.jacobian[U(block.p_v)] = 0.0;
      }
    }
    for (std::size_t k = 0; k < network_.participants.size(); ++k) {
      const BusIndex bus = network_.participants[k];
      const bool is_live = b_.is_energised[bus.value()] != 0;
      b_.jacobian[U(network_.lambda_in_p[k])] = is_live ? -inputs_.participation_share[bus] : 0.0;
      b_.jacobian[U(network_.reference_row[k])] = bus.value() == b_.reference ? 1.0 : 0.0;
    }
  }

  absl::Status Newton(double tolerance_pu, PowerFlowResult& result) {
    double before_pu = std::numeric_limits<double>::infinity();
    collapse_ = {};
    for (int iteration = 0;; ++iteration) {
      if (!b_.is_evaluated) Evaluate();
      std::size_t worst_bus = 0;
      result.worst_pu = FillResidual(worst_bus);
      if (result.worst_pu < tolerance_pu) return absl::OkStatus();
      if (iteration >= options_.max_iterations || result.worst_pu > 1e6) {
        return models::errors::Diverged("power flow", iteration, result.worst_pu,
                                        "bus " + grid().buses[BusIndex(worst_bus)].name);
      }
      b_.is_in_doubt = options_.damps_steps || result.worst_pu > kContraction * before_pu;
      before_pu = result.worst_pu;
      PinRows();
      const double norm_pu = CalcNormPu();
      TWIN_RETURN_IF_ERROR(SolveStep());
      ++result.iterations;
      TWIN_RETURN_IF_ERROR(options_.damps_steps ? ApplyDampedStep(norm_pu, iteration)
                                                : ApplyStep(1.0));
    }
  }

  // The residual becomes the step. Pivots are kept as long as they solve the equations.
  absl::Status SolveStep() {
    if (!b_.needs_pivots && b_.lu.RefactoriseUnchecked(b_.jacobian).ok()) {
      if (!b_.is_in_doubt) {
        b_.lu.Solve(b_.residual);
        return absl::OkStatus();
      }
      b_.right_side_pu = b_.residual;
      b_.lu.Solve(b_.residual);
      if (IsSolved()) return absl::OkStatus();
      b_.residual = b_.right_side_pu;
    }
    b_.has_first_pivots = b_.needs_pivots = false;
    TWIN_RETURN_IF_ERROR(b_.lu.Factorise(b_.jacobian));
    b_.lu.Solve(b_.residual);
    return absl::OkStatus();
  }

  // Whether the step solves the linear equations it came from.
  bool IsSolved() {
    const SparsePattern& pattern = network_.symbolic->pattern();
    b_.linear_error_pu = b_.right_side_pu;
    for (std::size_t column = 0; column < b_.residual.size(); ++column) {
      const double step = b_.residual[column];
      for (int at = pattern.column_start[column]; at < pattern.column_start[column + 1]; ++at) {
        b_.linear_error_pu[U(pattern.row[U(at)])] -= b_.jacobian[U(at)] * step;
      }
    }
    double error_pu = 0.0, size_pu = 0.0;
    for (std::size_t row = 0; row < b_.right_side_pu.size(); ++row) {
      error_pu += b_.linear_error_pu[row] * b_.linear_error_pu[row];
      size_pu += b_.right_side_pu[row] * b_.right_side_pu[row];
    }
    // Written so that what is not a number is no solution.
    return error_pu <= kMaxLinearError * kMaxLinearError * size_pu;
  }

  double CalcNormPu() {
    double sum_pu = 0.0;
    for (const double value : b_.residual) sum_pu += value * value;
    return std::sqrt(sum_pu);
  }

  // Halves the step until the mismatch shrinks.
  absl::Status ApplyDampedStep(double norm_pu, int iteration) {
    b_.vm_before_pu = state_.vm_pu.rows();
    b_.va_before_rad = state_.va_rad.rows();
    b_.step_before_pu = b_.residual;
    const double lambda_before_pu = b_.lambda_pu;
    double factor = 1.0;
    for (int halving = 0; halving <= kMaxHalvings; ++halving, factor *= 0.5) {
      if (ApplyStep(factor).ok()) {
        Evaluate();
        std::size_t worst_bus = 0;
        FillResidual(worst_bus);
        const double left_pu = CalcNormPu();
        if (left_pu < norm_pu) return JudgeDampedStep(factor, norm_pu, left_pu, iteration);
      }
      state_.vm_pu.rows() = b_.vm_before_pu;
      state_.va_rad.rows() = b_.va_before_rad;
      b_.residual = b_.step_before_pu;
      b_.lambda_pu = lambda_before_pu;
    }
    return GiveDampingUp(iteration, " (no step makes it smaller)");
  }

  // Gives up where steps collapse.
  absl::Status JudgeDampedStep(double factor, double before_pu, double left_pu, int iteration) {
    if (factor > kCollapsedStepShare || collapse_.steps == 0) {
      collapse_ = {.steps = 0, .began_pu = before_pu};
      if (factor > kCollapsedStepShare) return absl::OkStatus();
    }
    if (++collapse_.steps < kCollapsedSteps) return absl::OkStatus();
    collapse_.steps = 0;
    const bool has_gained = left_pu < (1.0 - kCollapsedGainShare) * collapse_.began_pu;
    if (has_gained || !options_.gives_up_early) return absl::OkStatus();
    return GiveDampingUp(iteration, " (shorter and shorter steps do not make it smaller)");
  }

  absl::Status GiveDampingUp(int iteration, const char* why) {
    Evaluate();
    std::size_t worst_bus = 0;
    const double worst_pu = FillResidual(worst_bus);
    return models::errors::Diverged("power flow", iteration, worst_pu,
                                    "bus " + grid().buses[BusIndex(worst_bus)].name + why);
  }

  absl::Status ApplyStep(double factor) {
    b_.is_evaluated = false;
    double turn_rad = 0.0, change_pu = 0.0;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      turn_rad = std::max(turn_rad, std::abs(b_.residual[U(AngleOf(i))]));
      change_pu = std::max(change_pu, std::abs(b_.residual[U(MagnitudeOf(i))]));
    }
    double scale = turn_rad > kMaxTurnRad ? kMaxTurnRad / turn_rad : 1.0;
    if (scale * change_pu > kMaxChangePu) scale = kMaxChangePu / change_pu;
    scale *= factor;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      Va(i) += scale * b_.residual[U(AngleOf(i))];
      Vm(i) += scale * b_.residual[U(MagnitudeOf(i))];
      if (!(Vm(i) > kMinVoltagePu)) {
        return models::errors::Diverged(
            "power flow", 0, Vm(i),
            "bus " + grid().buses[BusIndex(i)].name + " (voltage collapse)");
      }
    }
    b_.lambda_pu += scale * b_.residual[2 * network_.bus_count()];
    return absl::OkStatus();
  }

  double RegulatedMvar(std::size_t i) {
    return (b_.q_pu[i] + CurrentDemandPu(i).imag()) * models::kBaseMva -
           inputs_.injection_mvar[BusIndex(i)];
  }

  // Reactive limits; true when a bus changed hands.
  bool MoveLimits() {
    if (!options_.enforces_q_limits) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      if (Control(i) == BusControl::kFree) continue;
      const BusIndex bus(i);
      const RegulationState regulation{.regulated_pu = RegulatedMvar(i) / models::kBaseMva,
                                       .q_min_pu = inputs_.q_min_mvar[bus] / models::kBaseMva,
                                       .q_max_pu = inputs_.q_max_mvar[bus] / models::kBaseMva,
                                       .v_error_pu = Vm(i) - inputs_.v_set_pu[bus]};
      const BusControl next = CalcNextControl(Control(i), regulation, b_.returns[i]);
      if (next == Control(i)) continue;
      if (next == BusControl::kHeld) Vm(i) = inputs_.v_set_pu[bus];
      Control(i) = next;
      has_moved = true;
      b_.is_evaluated = false;
    }
    return has_moved;
  }

  // Tap changers; true when one has moved.
  bool MoveTaps() {
    if (!options_.moves_taps) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < network_.tap_branches.size(); ++i) {
      const std::size_t k = network_.tap_branches[i];
      const BranchIndex index(k);
      const models::BranchParams& branch = grid().branches[index];
      if (inputs_.in_service[index] == 0 || b_.is_energised[branch.to.value()] == 0) continue;
      int& step = state_.tap_step[index];
      const int next = CalcNextTapStep(branch, step, {Vm(branch.to.value()), FlowOf(k).p_from_mw},
                                       b_.tap_motion[i]);
      if (next == step) continue;
      step = next;
      UpdateBranch(k);
      has_moved = true;
    }
    if (has_moved) UpdateAdmittance();
    return has_moved;
  }

  // Banks that keep a voltage; true when one has been switched.
  bool MoveBanks() {
    if (!options_.moves_taps) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < network_.banks.size(); ++i) {
      const models::ShuntParams& bank = grid().shunts[network_.banks[i]];
      if (b_.is_energised[bank.bus.value()] == 0) continue;
      int& step = state_.shunt_step[network_.banks[i]];
      const int next = CalcNextShuntStep(bank, step, Vm(bank.bus.value()), b_.bank_motion[i]);
      has_moved |= next != step;
      step = next;
    }
    if (has_moved) UpdateAdmittance();
    return has_moved;
  }

  BranchFlow FlowOf(std::size_t k) {
    const std::size_t from = U(network_.ends.from[k]), to = U(network_.ends.to[k]);
    return CalcBranchFlow(b_.branch[k], {Vm(from) * b_.e_pu[from], Vm(from) * b_.f_pu[from]},
                          {Vm(to) * b_.e_pu[to], Vm(to) * b_.f_pu[to]});
  }

  void FillResult(PowerFlowResult& result) {
    result.flow = models::Table<BranchIndex, BranchFlow>(b_.branch.size());
    result.losses_mw = 0.0;
    for (std::size_t k = 0; k < b_.branch.size(); ++k) {
      const BranchIndex index(k);
      if (inputs_.in_service[index] == 0) continue;
      if (b_.is_energised[U(network_.ends.from[k])] == 0) continue;
      const BranchFlow flow = FlowOf(k);
      result.flow[index] = flow;
      result.losses_mw += flow.p_from_mw + flow.p_to_mw;
    }
    result.is_energised = models::Table<BusIndex, char>(network_.bus_count());
    result.regulated_mvar = models::Table<BusIndex, double>(network_.bus_count(), 0.0);
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      const BusIndex bus(i);
      result.is_energised[bus] = b_.is_energised[i];
      if (Control(i) != BusControl::kFree) result.regulated_mvar[bus] = RegulatedMvar(i);
      if (b_.is_energised[i] == 0) Vm(i) = 1.0, Va(i) = 0.0;
    }
    result.mismatch_mw = b_.lambda_pu * models::kBaseMva;
  }

  const Network& network_;
  const PowerFlowInputs& inputs_;
  const PowerFlowOptions& options_;
  Buffers& b_;
  PowerFlowState& state_;
  // Short damped steps in a row, and the mismatch before the first of them.
  struct {
    int steps = 0;
    double began_pu = 0.0;
  } collapse_;
};

}  // namespace

absl::StatusOr<AcPowerFlow> AcPowerFlow::Make(const models::ElectricityGrid& grid) {
  auto network = std::make_unique<Network>();
  network->grid = &grid;
  network->admittance = MakeAdmittancePattern(grid);
  network->participants = FindParticipants(grid);
  if (network->participants.empty()) {
    return absl::FailedPreconditionError(
        "the grid has no boundary bus: nobody can take the mismatch");
  }
  const int lambda = 2 * static_cast<int>(grid.buses.size());
  PatternBuilder builder(network->unknown_count());
  const AdmittancePattern& y = network->admittance;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    for (int entry = y.row_start[i]; entry < y.row_start[i + 1]; ++entry) {
      const std::size_t j = U(y.column[U(entry)]);
      for (const int row : {AngleOf(i), MagnitudeOf(i)}) {
        builder.Add(row, AngleOf(j));
        builder.Add(row, MagnitudeOf(j));
      }
    }
  }
  for (const BusIndex bus : network->participants) {
    builder.Add(AngleOf(bus.value()), lambda);
    builder.Add(lambda, AngleOf(bus.value()));
  }
  TWIN_ASSIGN_OR_RETURN(network->symbolic, SparseLuSymbolic::Analyse(builder.Build()));
  const SparsePattern& pattern = network->symbolic->pattern();
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    for (int entry = y.row_start[i]; entry < y.row_start[i + 1]; ++entry) {
      const std::size_t j = U(y.column[U(entry)]);
      network->blocks.push_back({PositionOf(pattern, AngleOf(i), AngleOf(j)),
                                 PositionOf(pattern, AngleOf(i), MagnitudeOf(j)),
                                 PositionOf(pattern, MagnitudeOf(i), AngleOf(j)),
                                 PositionOf(pattern, MagnitudeOf(i), MagnitudeOf(j))});
    }
  }
  for (const BusIndex bus : network->participants) {
    network->lambda_in_p.push_back(PositionOf(pattern, AngleOf(bus.value()), lambda));
    network->reference_row.push_back(PositionOf(pattern, lambda, AngleOf(bus.value())));
  }
  network->ends = BranchEnds::Make(grid);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    network->branch.push_back(CalcBranchAdmittance(grid, branch, 0));
    if (models::HasTapChanger(branch)) network->tap_branches.push_back(k);
  }
  network->banks = ListVoltageBanks(grid);
  Workspace::Buffers buffers(*network);
  const PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  const PowerFlowOptions options;
  PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  Iteration first(*network, inputs, options, buffers, flat);
  if (first.FillFirstJacobian().ok()) network->first_jacobian = std::move(buffers.jacobian);
  return AcPowerFlow(std::move(network));
}

absl::StatusOr<PowerFlowSolution> AcPowerFlow::Solve(const PowerFlowInputs& inputs,
                                                     const PowerFlowState& start,
                                                     const PowerFlowOptions& options,
                                                     Workspace& workspace) const {
  TWIN_RETURN_IF_ERROR(CheckPowerFlowInputs(*network_->grid, inputs, start));
  PowerFlowSolution solution{.result = {}, .state = start};
  const auto run = [&] {
    return Iteration(*network_, inputs, options, *workspace.buffers_, solution.state)
        .Run(solution.result);
  };
  const absl::Status from_start = run();
  if (from_start.ok()) return solution;
  if (!options.restarts_flat) return from_start;
  // The ladder's next rung: forget the start.
  const int iterations = solution.result.iterations;
  solution = {.result = {}, .state = PowerFlowState::MakeFlat(*network_->grid)};
  TWIN_RETURN_IF_ERROR(run());
  solution.result.iterations += iterations;
  solution.result.started_flat = true;
  return solution;
}

}  // namespace solvers
