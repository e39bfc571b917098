// Method, equations and controls are those of ac_power_flow.cc; what differs is that the
// elimination order is fixed (block_lu.h), that the reference angle's place among the unknowns is
// taken by the mismatch λ, and that voltages are kept as real and imaginary parts, turned and
// stretched by each step (lane_kernels.inc).
#include "solvers/lane_power_flow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <set>
#include <utility>

#include "models/base/units.h"
#include "models/electricity/topology.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::kBaseMva;

// As in ac_power_flow.cc.
constexpr double kLimitSlackPu = 1e-7;
constexpr double kReturnHysteresisPu = 1e-4;
constexpr int kMaxReturns = 2;
constexpr int kMaxTapStepsPerRound = 2;
constexpr double kControlTolerancePu = 1e-5;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

// Zeroed doubles on a vector's alignment.
class LaneBuffer {
 public:
  explicit LaneBuffer(std::size_t rows) : size_(rows * kLanes) {
    data_.reset(static_cast<double*>(
        ::operator new(std::max<std::size_t>(size_, 1) * sizeof(double), kAlignment)));
    std::fill_n(data_.get(), size_, 0.0);
  }
  double* data() { return data_.get(); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(double* data) const { ::operator delete(data, kAlignment); }
  };
  std::size_t size_;
  std::unique_ptr<double, Free> data_;
};

}  // namespace

struct LanePowerFlow::Network {
  const models::ElectricityGrid* grid = nullptr;
  AdmittancePattern admittance;
  BlockPattern pattern;  // admittance pattern and the participants' places in λ's column
  BlockLuSymbolic lu;
  std::vector<int> entry_position;            // [admittance entry]
  std::vector<int> branch_entry;              // [branch][4]
  std::vector<std::vector<int>> entry_parts;  // [admittance entry] 4·branch + part, ascending
  std::vector<int> branch_from, branch_to;
  std::vector<int> participant, participant_position;
  std::size_t reference = 0;
  std::vector<char> in_service;  // [branch] as built
  std::vector<char> is_bridge;   // [branch] as built
  bool is_whole = true;          // every bus hangs on the reference, as built
  std::vector<int> tap_branches;
  std::vector<std::vector<BranchAdmittance>> branch_y;  // [branch][tap step − lowest]
  std::vector<int> lowest_step;

  std::size_t bus_count() const { return grid->buses.size(); }
  std::size_t branch_count() const { return grid->branches.size(); }
  const BranchAdmittance& YOf(std::size_t branch, int tap_step) const {
    const auto& steps = branch_y[branch];
    const int at =
        std::clamp(tap_step - lowest_step[branch], 0, static_cast<int>(steps.size()) - 1);
    return steps[U(at)];
  }
};

struct LanePowerFlow::Workspace::Buffers {
  Buffers(const Network& n, const LaneKernels& k);

  struct Lane {
    const LaneBase* base = nullptr;
    BranchIndex outage;
    double tolerance_pu = 0.0;
    int iteration = 0;   // of the running inner solve
    int iterations = 0;  // of all
    int rounds = 0;
    bool is_done = true;
    bool is_solved = false;
  };

  const Network& network;
  const LaneKernels& kernels;
  LaneArrays a;
  LaneBuffer branch_y, y, shunt_g, shunt_b, e, f, p_set, q_set, share, p_calc, q_calc, is_live,
      is_free, blocks, step, lambda, is_moving, worst, flow, inverse_rating, loading, vm, flow_step;
  std::array<Lane, kLanes> lanes;
  std::vector<BusControl> control;  // [lane][bus]
  std::vector<char> returns;        // [lane][bus]
  std::vector<int> tap_step;        // [lane][branch]
  std::vector<char> reached;        // [bus] scratch of the search for dead buses
};

LanePowerFlow::Workspace::Buffers::Buffers(const Network& n, const LaneKernels& k)
    : network(n),
      kernels(k),
      branch_y(8 * n.branch_count()),
      y(2 * n.admittance.column.size()),
      shunt_g(n.bus_count()),
      shunt_b(n.bus_count()),
      e(n.bus_count()),
      f(n.bus_count()),
      p_set(n.bus_count()),
      q_set(n.bus_count()),
      share(n.bus_count()),
      p_calc(n.bus_count()),
      q_calc(n.bus_count()),
      is_live(n.bus_count()),
      is_free(n.bus_count()),
      blocks(4 * U(n.lu.block_count())),
      step(2 * n.bus_count()),
      lambda(1),
      is_moving(1),
      worst(1),
      flow(4 * n.branch_count()),
      inverse_rating(n.branch_count()),
      loading(n.branch_count()),
      vm(n.bus_count()),
      flow_step(4 * n.branch_count()),
      control(kLanes * n.bus_count()),
      returns(kLanes * n.bus_count()),
      tap_step(kLanes * n.branch_count()),
      reached(n.bus_count()) {
  a.bus_count = static_cast<int>(n.bus_count());
  a.branch_count = static_cast<int>(n.branch_count());
  a.reference = static_cast<int>(n.reference);
  a.row_start = n.admittance.row_start.data();
  a.column = n.admittance.column.data();
  a.diagonal_entry = n.admittance.diagonal.data();
  a.branch_entry = n.branch_entry.data();
  a.branch_from = n.branch_from.data();
  a.branch_to = n.branch_to.data();
  a.lu_order = n.lu.order.data();
  a.lu_step_of = n.lu.step_of.data();
  a.lu_row_start = n.lu.row_start.data();
  a.lu_diagonal = n.lu.diagonal.data();
  a.lu_column = n.lu.column.data();
  a.lu_target = n.lu.target.data();
  a.lu_entry_position = n.entry_position.data();
  a.participant = n.participant.data();
  a.participant_position = n.participant_position.data();
  a.participant_count = static_cast<int>(n.participant.size());
  a.block_count = n.lu.block_count();
  a.branch_y = branch_y.data();
  a.y = y.data();
  a.shunt_g = shunt_g.data();
  a.shunt_b = shunt_b.data();
  a.e = e.data();
  a.f = f.data();
  a.p_set = p_set.data();
  a.q_set = q_set.data();
  a.share = share.data();
  a.p_calc = p_calc.data();
  a.q_calc = q_calc.data();
  a.is_live = is_live.data();
  a.is_free = is_free.data();
  a.blocks = blocks.data();
  a.step = step.data();
  a.lambda = lambda.data();
  a.is_moving = is_moving.data();
  a.worst = worst.data();
  a.flow = flow.data();
  a.inverse_rating = inverse_rating.data();
  a.loading = loading.data();
  a.vm = vm.data();
  a.flow_step = flow_step.data();
}

LanePowerFlow::LanePowerFlow(std::unique_ptr<const Network> network)
    : network_(std::move(network)) {}
LanePowerFlow::~LanePowerFlow() = default;
LanePowerFlow::LanePowerFlow(LanePowerFlow&&) noexcept = default;
LanePowerFlow& LanePowerFlow::operator=(LanePowerFlow&&) noexcept = default;
const models::ElectricityGrid& LanePowerFlow::grid() const { return *network_->grid; }
bool LanePowerFlow::IsBridge(BranchIndex branch) const {
  return network_->is_bridge[branch.value()] != 0;
}

LanePowerFlow::Workspace::Workspace(const Network& network, const LaneKernels& kernels)
    : b_(std::make_unique<Buffers>(network, kernels)) {}
LanePowerFlow::Workspace::~Workspace() = default;

std::unique_ptr<LanePowerFlow::Workspace> LanePowerFlow::MakeWorkspace(
    const LaneKernels& kernels) const {
  return std::make_unique<Workspace>(*network_, kernels);
}

namespace {

// The admittance pattern and, for every participant, its place in the reference's column and row.
BlockPattern MakeBlockPattern(const AdmittancePattern& admittance,
                              const std::vector<int>& participants, int reference) {
  std::vector<std::set<int>> rows(admittance.diagonal.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].insert(admittance.column.begin() + admittance.row_start[i],
                   admittance.column.begin() + admittance.row_start[i + 1]);
  }
  for (const int bus : participants) {
    rows[U(bus)].insert(reference);
    rows[U(reference)].insert(bus);
  }
  BlockPattern pattern;
  pattern.row_start.push_back(0);
  for (const std::set<int>& row : rows) {
    pattern.column.insert(pattern.column.end(), row.begin(), row.end());
    pattern.row_start.push_back(static_cast<int>(pattern.column.size()));
  }
  return pattern;
}

}  // namespace

absl::StatusOr<LanePowerFlow> LanePowerFlow::Make(const models::ElectricityGrid& grid) {
  auto n = std::make_unique<Network>();
  n->grid = &grid;
  n->admittance = MakeAdmittancePattern(grid);
  std::vector<double> share(grid.buses.size(), 0.0);
  std::set<int> participants;
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    share[boundary.bus.value()] += boundary.slack_participation_share;
    participants.insert(static_cast<int>(boundary.bus.value()));
  }
  if (participants.empty()) {
    return absl::FailedPreconditionError(
        "the grid has no boundary bus: nobody can take the mismatch");
  }
  n->participant.assign(participants.begin(), participants.end());
  n->reference =
      static_cast<std::size_t>(std::max_element(share.begin(), share.end()) - share.begin());
  const int reference = static_cast<int>(n->reference);
  n->pattern = MakeBlockPattern(n->admittance, n->participant, reference);
  n->lu = AnalyseBlockLu(n->pattern, reference);
  const auto position = [&](int row, int column) {
    const auto begin = n->pattern.column.begin() + n->pattern.row_start[U(row)];
    const auto end = n->pattern.column.begin() + n->pattern.row_start[U(row) + 1];
    const auto entry = std::lower_bound(begin, end, column) - n->pattern.column.begin();
    return n->lu.position_of_entry[static_cast<std::size_t>(entry)];
  };
  for (int row = 0; row < n->pattern.size(); ++row) {
    for (int entry = n->admittance.row_start[U(row)]; entry < n->admittance.row_start[U(row) + 1];
         ++entry) {
      n->entry_position.push_back(position(row, n->admittance.column[U(entry)]));
    }
  }
  for (const int bus : n->participant) n->participant_position.push_back(position(bus, reference));
  models::Table<BranchIndex, char> in_service(grid.branches.size());
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    in_service[BranchIndex(k)] = branch.is_in_service ? 1 : 0;
    n->branch_from.push_back(static_cast<int>(branch.from.value()));
    n->branch_to.push_back(static_cast<int>(branch.to.value()));
    n->branch_entry.insert(n->branch_entry.end(), n->admittance.entry[k].begin(),
                           n->admittance.entry[k].end());
    n->entry_parts.resize(n->admittance.column.size());
    for (std::size_t part = 4 * k; part < 4 * k + 4; ++part) {
      n->entry_parts[U(n->branch_entry[part])].push_back(static_cast<int>(part));
    }
    const bool has_taps = branch.tap_step_ratio != 0.0;
    if (has_taps) n->tap_branches.push_back(static_cast<int>(k));
    n->lowest_step.push_back(has_taps ? branch.tap_min_step : 0);
    std::vector<BranchAdmittance> steps;
    for (int step = n->lowest_step.back(); step <= (has_taps ? branch.tap_max_step : 0); ++step) {
      steps.push_back(CalcBranchAdmittance(grid, branch, step));
    }
    n->branch_y.push_back(std::move(steps));
  }
  n->in_service = in_service.rows();
  n->is_bridge = models::FindBridges(grid, in_service).rows();
  n->is_whole = models::FindIslands(grid, in_service).count == 1;
  return LanePowerFlow(std::move(n));
}

namespace {

// Admittances at the base's taps, and the mismatch its voltages leave: losses less what is put in.
template <class Network>
void FillNetworkOf(const Network& network, LaneBase& base) {
  base.branch_y_pu.assign(8 * network.branch_count(), 0.0);
  base.y_pu.assign(2 * network.admittance.column.size(), 0.0);
  std::complex<double> sum_pu = 0.0;
  const auto voltage = [&base](int bus) {
    return std::complex<double>(base.e_pu[U(bus)], base.f_pu[U(bus)]);
  };
  for (std::size_t k = 0; k < network.branch_count(); ++k) {
    if (base.in_service[k] == 0) continue;
    const BranchAdmittance& y = network.YOf(k, base.tap_step[k]);
    const std::array<std::complex<double>, 4> parts{y.y_ff, y.y_ft, y.y_tf, y.y_tt};
    for (std::size_t part = 0; part < 4; ++part) {
      const std::size_t entry = U(network.branch_entry[4 * k + part]);
      base.branch_y_pu[8 * k + 2 * part] = parts[part].real();
      base.branch_y_pu[8 * k + 2 * part + 1] = parts[part].imag();
      base.y_pu[2 * entry] += parts[part].real();
      base.y_pu[2 * entry + 1] += parts[part].imag();
    }
    const auto from = voltage(network.branch_from[k]), to = voltage(network.branch_to[k]);
    sum_pu +=
        from * std::conj(y.y_ff * from + y.y_ft * to) + to * std::conj(y.y_tf * from + y.y_tt * to);
  }
  base.lambda_pu = sum_pu.real();
  for (std::size_t i = 0; i < network.bus_count(); ++i) {
    const std::size_t entry = U(network.admittance.diagonal[i]);
    base.y_pu[2 * entry] += base.shunt_g_pu[i];
    base.y_pu[2 * entry + 1] += base.shunt_b_pu[i];
    base.lambda_pu += base.shunt_g_pu[i] * std::norm(voltage(static_cast<int>(i)));
    base.lambda_pu -= base.p_set_pu[i];
  }
}

}  // namespace

absl::Status LanePowerFlow::FillBase(const PowerFlowInputs& inputs, const PowerFlowState& start,
                                     LaneBase& base) const {
  const std::size_t buses = network_->bus_count();
  const auto& share = inputs.participation_share.rows();
  for (const double value : share) {
    if (value > share[network_->reference]) {
      return absl::InvalidArgumentError(
          "the largest participation is not at the grid's reference bus");
    }
  }
  for (auto* row : {&base.p_set_pu, &base.q_set_pu, &base.share, &base.shunt_g_pu, &base.shunt_b_pu,
                    &base.v_set_pu, &base.q_min_pu, &base.q_max_pu, &base.e_pu, &base.f_pu}) {
    row->resize(buses);
  }
  const double turn_rad = start.va_rad[BusIndex(network_->reference)];
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex bus(i);
    base.p_set_pu[i] = inputs.injection_mw[bus] / kBaseMva;
    base.q_set_pu[i] = inputs.injection_mvar[bus] / kBaseMva;
    base.share[i] = share[i];
    base.shunt_g_pu[i] = inputs.shunt_mw[bus] / kBaseMva;
    base.shunt_b_pu[i] = inputs.shunt_mvar[bus] / kBaseMva;
    base.v_set_pu[i] = inputs.v_set_pu[bus];
    base.q_min_pu[i] = inputs.q_min_mvar[bus] / kBaseMva;
    base.q_max_pu[i] = inputs.q_max_mvar[bus] / kBaseMva;
    base.e_pu[i] = start.vm_pu[bus] * std::cos(start.va_rad[bus] - turn_rad);
    base.f_pu[i] = start.vm_pu[bus] * std::sin(start.va_rad[bus] - turn_rad);
  }
  base.regulates = inputs.regulates.rows();
  base.in_service = inputs.in_service.rows();
  base.control = start.control.rows();
  base.tap_step = start.tap_step.rows();
  base.is_as_built = base.in_service == network_->in_service;
  FillNetworkOf(*network_, base);
  return absl::OkStatus();
}

// Work on the buffers of a workspace; names as in the scalar solver.
namespace {

template <class Network, class Buffers>
class LaneIteration {
 public:
  LaneIteration(const Network& network, const PowerFlowOptions& options, Buffers& buffers)
      : n_(network), options_(options), b_(buffers), a_(buffers.a) {}

  void Run(std::span<const LaneCase> cases) {
    const bool is_shared = std::all_of(cases.begin(), cases.end(), [&](const LaneCase& one) {
      return one.base == cases.front().base;
    });
    if (is_shared) LayOutShared(*cases.front().base);
    for (int lane = 0; lane < kLanes; ++lane) {
      const bool is_used = U(lane) < cases.size();
      LayOut(cases[is_used ? U(lane) : 0], lane, is_shared);
      b_.lanes[U(lane)].is_done = !is_used;
      a_.is_moving[lane] = is_used ? 1.0 : 0.0;
    }
    const bool has_split = std::find(splits_.begin(), splits_.end(), true) != splits_.end();
    if (!is_shared || has_split) b_.kernels.fill_admittance(a_);
    if (has_split) {
      // A base's own mismatch holds what is lost, too.
      b_.kernels.evaluate(a_);
      for (int lane = 0; lane < kLanes; ++lane) {
        if (splits_[U(lane)]) a_.lambda[lane] = CalcMismatchPu(lane);
      }
    }
    for (;;) {
      b_.kernels.evaluate(a_);
      bool has_changed = false, is_running = false;
      for (int lane = 0; lane < kLanes; ++lane) {
        has_changed |= Judge(lane);
        is_running |= !b_.lanes[U(lane)].is_done;
      }
      if (!is_running) return;
      if (has_changed) continue;
      b_.kernels.factorise(a_);
      b_.kernels.solve(a_);
      b_.kernels.apply_step(a_);
      for (auto& lane : b_.lanes) {
        if (lane.is_done) continue;
        ++lane.iteration;
        ++lane.iterations;
      }
    }
  }

 private:
  std::size_t At(std::size_t row, int lane) const { return row * kLanes + U(lane); }
  BusControl& Control(std::size_t bus, int lane) {
    return b_.control[U(lane) * n_.bus_count() + bus];
  }
  double VoltagePu(std::size_t bus, int lane) const {
    return std::hypot(a_.e[At(bus, lane)], a_.f[At(bus, lane)]);
  }
  void SetVoltagePu(std::size_t bus, int lane, double vm_pu) {
    const double scale = vm_pu / VoltagePu(bus, lane);
    a_.e[At(bus, lane)] *= scale;
    a_.f[At(bus, lane)] *= scale;
  }

  // The same base in all lanes: rows are spread over the lanes once.
  void LayOutShared(const LaneBase& base) {
    const auto spread = [](const std::vector<double>& rows, double* to) {
      for (const double value : rows) {
        for (int lane = 0; lane < kLanes; ++lane) to[lane] = value;
        to += kLanes;
      }
    };
    spread(base.branch_y_pu, a_.branch_y);
    spread(base.y_pu, a_.y);
    spread(base.p_set_pu, a_.p_set);
    spread(base.share, a_.share);
    spread(base.shunt_g_pu, a_.shunt_g);
    spread(base.shunt_b_pu, a_.shunt_b);
    spread(base.e_pu, a_.e);
    spread(base.f_pu, a_.f);
    std::fill_n(a_.is_live, n_.bus_count() * kLanes, 1.0);
    for (int lane = 0; lane < kLanes; ++lane) a_.lambda[lane] = base.lambda_pu;
  }

  void LayOutOwn(const LaneBase& base, int lane) {
    const auto put = [&](const std::vector<double>& rows, double* to) {
      for (std::size_t i = 0; i < rows.size(); ++i) to[At(i, lane)] = rows[i];
    };
    put(base.branch_y_pu, a_.branch_y);
    put(base.p_set_pu, a_.p_set);
    put(base.share, a_.share);
    put(base.shunt_g_pu, a_.shunt_g);
    put(base.shunt_b_pu, a_.shunt_b);
    put(base.e_pu, a_.e);
    put(base.f_pu, a_.f);
    for (std::size_t i = 0; i < n_.bus_count(); ++i) a_.is_live[At(i, lane)] = 1.0;
    a_.lambda[lane] = base.lambda_pu;
  }

  void LayOut(const LaneCase& one, int lane, bool is_shared) {
    auto& state = b_.lanes[U(lane)];
    const LaneBase& base = *one.base;
    state = {.base = one.base, .outage = one.outage};
    state.tolerance_pu = FirstTolerancePu();
    if (!is_shared) LayOutOwn(base, lane);
    std::copy(base.tap_step.begin(), base.tap_step.end(),
              b_.tap_step.begin() + static_cast<std::ptrdiff_t>(U(lane) * n_.branch_count()));
    std::fill_n(b_.returns.begin() + static_cast<std::ptrdiff_t>(U(lane) * n_.bus_count()),
                n_.bus_count(), 0);
    if (one.outage.valid()) TakeOut(one.outage.value(), lane);
    FindLive(one, lane);
    applicant_q_[U(lane)] = {0, 0.0};
    if (one.applicant.valid() && a_.is_live[At(one.applicant.value(), lane)] != 0.0) {
      a_.p_set[At(one.applicant.value(), lane)] -= one.applicant_mw / kBaseMva;
      a_.lambda[lane] += one.applicant_mw / kBaseMva;
      applicant_q_[U(lane)] = {one.applicant.value(), -one.applicant_mvar / kBaseMva};
    }
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      StartControl(i, lane, base);
      SetSchedule(i, lane);
    }
  }

  // One branch leaves its two-port and the admittance matrix. Entries are summed anew in the order
  // of fill_admittance: what other lanes make necessary must not change a bit of this one.
  void TakeOut(std::size_t k, int lane) {
    for (std::size_t part = 0; part < 8; ++part) a_.branch_y[At(8 * k + part, lane)] = 0.0;
    for (std::size_t part = 0; part < 4; ++part) {
      const std::size_t entry = U(n_.branch_entry[4 * k + part]);
      double g_pu = 0.0, b_pu = 0.0;
      for (const int one : n_.entry_parts[entry]) {
        g_pu += a_.branch_y[At(2 * U(one), lane)];
        b_pu += a_.branch_y[At(2 * U(one) + 1, lane)];
      }
      if (part == 0 || part == 3) {
        const int bus = part == 0 ? n_.branch_from[k] : n_.branch_to[k];
        g_pu += a_.shunt_g[At(U(bus), lane)];
        b_pu += a_.shunt_b[At(U(bus), lane)];
      }
      a_.y[At(2 * entry, lane)] = g_pu;
      a_.y[At(2 * entry + 1, lane)] = b_pu;
    }
  }

  static bool IsOut(const LaneCase& one, std::size_t branch) {
    return one.outage.valid() && one.outage.value() == branch;
  }

  void SetBranch(std::size_t k, int lane, int tap_step, bool is_in) {
    const BranchAdmittance& y = n_.YOf(k, tap_step);
    const std::array<std::complex<double>, 4> parts{y.y_ff, y.y_ft, y.y_tf, y.y_tt};
    for (std::size_t part = 0; part < 4; ++part) {
      a_.branch_y[At(8 * k + 2 * part, lane)] = is_in ? parts[part].real() : 0.0;
      a_.branch_y[At(8 * k + 2 * part + 1, lane)] = is_in ? parts[part].imag() : 0.0;
    }
  }

  void FindLive(const LaneCase& one, int lane) {
    const bool may_split = !n_.is_whole || !one.base->is_as_built ||
                           (one.outage.valid() && n_.is_bridge[one.outage.value()] != 0);
    if (!may_split) return;
    splits_[U(lane)] = true;
    std::fill(b_.reached.begin(), b_.reached.end(), 0);
    b_.reached[n_.reference] = 1;
    for (bool has_spread = true; has_spread;) {
      has_spread = false;
      for (std::size_t k = 0; k < n_.branch_count(); ++k) {
        if (one.base->in_service[k] == 0 || IsOut(one, k)) continue;
        char& from = b_.reached[U(n_.branch_from[k])];
        char& to = b_.reached[U(n_.branch_to[k])];
        if (from == to) continue;
        from = to = 1;
        has_spread = true;
      }
    }
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      if (b_.reached[i] != 0) continue;
      // What is dead may have been dead in the start, too: 0 there would look like a collapse.
      a_.is_live[At(i, lane)] = 0.0;
      a_.e[At(i, lane)] = 1.0;
      a_.f[At(i, lane)] = 0.0;
    }
    for (std::size_t k = 0; k < n_.branch_count(); ++k) {
      if (b_.reached[U(n_.branch_from[k])] == 0) SetBranch(k, lane, one.base->tap_step[k], false);
    }
  }

  void StartControl(std::size_t i, int lane, const LaneBase& base) {
    BusControl control = base.control[i];
    const bool regulates = base.regulates[i] != 0 && a_.is_live[At(i, lane)] != 0.0;
    if (!regulates) {
      control = BusControl::kFree;
    } else if (control == BusControl::kFree || !options_.enforces_q_limits) {
      control = BusControl::kHeld;
    }
    Control(i, lane) = control;
    if (control == BusControl::kHeld) SetVoltagePu(i, lane, base.v_set_pu[i]);
  }

  // Scheduled reactive power and whether the magnitude is an unknown, as the control stands.
  void SetSchedule(std::size_t i, int lane) {
    const LaneBase& base = *b_.lanes[U(lane)].base;
    const BusControl control = Control(i, lane);
    double q_pu = InjectedQPu(i, lane);
    if (control == BusControl::kAtMinQ) q_pu += base.q_min_pu[i];
    if (control == BusControl::kAtMaxQ) q_pu += base.q_max_pu[i];
    a_.q_set[At(i, lane)] = q_pu;
    a_.is_free[At(i, lane)] =
        control == BusControl::kHeld || a_.is_live[At(i, lane)] == 0.0 ? 0.0 : 1.0;
  }

  double InjectedQPu(std::size_t i, int lane) const {
    const auto& [bus, q_pu] = applicant_q_[U(lane)];
    return b_.lanes[U(lane)].base->q_set_pu[i] + (bus == i ? q_pu : 0.0);
  }

  double CalcMismatchPu(int lane) const {
    double sum_pu = 0.0;
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      const std::size_t at = At(i, lane);
      if (a_.is_live[at] != 0.0) sum_pu += a_.p_calc[at] - a_.p_set[at];
    }
    return sum_pu;
  }

  bool MovesControls() const { return options_.enforces_q_limits || options_.moves_taps; }
  double FirstTolerancePu() const {
    return options_.max_control_rounds > 0 && MovesControls()
               ? std::max(options_.tolerance_pu, kControlTolerancePu)
               : options_.tolerance_pu;
  }

  // Looks at one lane after an evaluation; true when a control moved and the residuals are stale.
  bool Judge(int lane) {
    auto& state = b_.lanes[U(lane)];
    if (state.is_done) return false;
    const double worst_pu = a_.worst[lane];
    if (worst_pu < state.tolerance_pu) {
      const bool may_move = state.rounds < options_.max_control_rounds;
      if (may_move && state.tolerance_pu >= FirstTolerancePu() &&
          (MoveLimits(lane) | MoveTaps(lane))) {
        ++state.rounds;
        state.iteration = 0;
        if (state.rounds == options_.max_control_rounds) state.tolerance_pu = options_.tolerance_pu;
        return true;
      }
      state.tolerance_pu = options_.tolerance_pu;
      if (worst_pu < state.tolerance_pu) Finish(lane, true);
      return false;
    }
    if (!(worst_pu <= 1e6) || state.iteration >= options_.max_iterations) Finish(lane, false);
    return false;
  }

  void Finish(int lane, bool is_solved) {
    b_.lanes[U(lane)].is_done = true;
    b_.lanes[U(lane)].is_solved = is_solved;
    a_.is_moving[lane] = 0.0;
  }

  bool MoveLimits(int lane) {
    if (!options_.enforces_q_limits) return false;
    const LaneBase& base = *b_.lanes[U(lane)].base;
    bool has_moved = false;
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      BusControl& control = Control(i, lane);
      if (control == BusControl::kFree) continue;
      BusControl next = control;
      if (control == BusControl::kHeld) {
        const double q_pu = a_.q_calc[At(i, lane)] - InjectedQPu(i, lane);
        if (q_pu > base.q_max_pu[i] + kLimitSlackPu) next = BusControl::kAtMaxQ;
        if (q_pu < base.q_min_pu[i] - kLimitSlackPu) next = BusControl::kAtMinQ;
      } else {
        const double v_error_pu = VoltagePu(i, lane) - base.v_set_pu[i];
        if (control == BusControl::kAtMaxQ && v_error_pu > kReturnHysteresisPu) {
          next = BusControl::kHeld;
        } else if (control == BusControl::kAtMinQ && v_error_pu < -kReturnHysteresisPu) {
          next = BusControl::kHeld;
        }
      }
      if (next == control) continue;
      if (next == BusControl::kHeld) {
        if (++b_.returns[U(lane) * n_.bus_count() + i] > kMaxReturns) continue;
        SetVoltagePu(i, lane, base.v_set_pu[i]);
      }
      control = next;
      SetSchedule(i, lane);
      has_moved = true;
    }
    return has_moved;
  }

  bool MoveTaps(int lane) {
    if (!options_.moves_taps) return false;
    const auto& state = b_.lanes[U(lane)];
    bool has_moved = false;
    for (const int branch_row : n_.tap_branches) {
      const std::size_t k = U(branch_row);
      const models::BranchParams& branch = n_.grid->branches[BranchIndex(k)];
      const bool is_out = state.outage.valid() && state.outage.value() == k;
      if (state.base->in_service[k] == 0 || is_out ||
          a_.is_live[At(branch.to.value(), lane)] == 0.0) {
        continue;
      }
      const double error_pu = VoltagePu(branch.to.value(), lane) - branch.tap_target_v_pu;
      if (std::abs(error_pu) <= branch.tap_deadband_v_pu) continue;
      const int wanted =
          std::clamp(static_cast<int>(std::lround(error_pu / std::abs(branch.tap_step_ratio))),
                     -kMaxTapStepsPerRound, kMaxTapStepsPerRound);
      int& step = b_.tap_step[U(lane) * n_.branch_count() + k];
      const int next = std::clamp(step + (branch.tap_step_ratio > 0 ? wanted : -wanted),
                                  branch.tap_min_step, branch.tap_max_step);
      if (next == step) continue;
      step = next;
      SetBranch(k, lane, step, true);
      has_moved = true;
    }
    if (has_moved) b_.kernels.fill_admittance(a_);
    return has_moved;
  }

  const Network& n_;
  const PowerFlowOptions& options_;
  Buffers& b_;
  const LaneArrays& a_;
  std::array<std::pair<std::size_t, double>, kLanes> applicant_q_{};
  std::array<bool, kLanes> splits_{};  // lanes that may have lost buses
};

}  // namespace

void LanePowerFlow::Solve(std::span<const LaneCase> cases, const PowerFlowOptions& options,
                          Workspace& workspace) const {
  LaneIteration(*network_, options, *workspace.b_).Run(cases);
}

bool LanePowerFlow::Workspace::IsSolved(int lane) const { return b_->lanes[U(lane)].is_solved; }
int LanePowerFlow::Workspace::iterations(int lane) const { return b_->lanes[U(lane)].iterations; }
int LanePowerFlow::Workspace::control_rounds(int lane) const { return b_->lanes[U(lane)].rounds; }
bool LanePowerFlow::Workspace::IsLive(BusIndex bus, int lane) const {
  return b_->a.is_live[bus.value() * kLanes + U(lane)] != 0.0;
}
double LanePowerFlow::Workspace::VoltagePu(BusIndex bus, int lane) const {
  const std::size_t at = bus.value() * kLanes + U(lane);
  return std::hypot(b_->a.e[at], b_->a.f[at]);
}
BusControl LanePowerFlow::Workspace::Control(BusIndex bus, int lane) const {
  return b_->control[U(lane) * b_->network.bus_count() + bus.value()];
}
double LanePowerFlow::Workspace::MismatchMw(int lane) const {
  return b_->a.lambda[lane] * kBaseMva;
}
const LaneArrays& LanePowerFlow::Workspace::arrays() const { return b_->a; }

void LanePowerFlow::Workspace::CalcFlows() { b_->kernels.calc_flows(b_->a); }

namespace {

BranchFlow FlowOf(const double* flow, BranchIndex branch, int lane) {
  const double* at = flow + 4 * branch.value() * kLanes + U(lane);
  return {.p_from_mw = at[0] * kBaseMva,
          .q_from_mvar = at[kLanes] * kBaseMva,
          .p_to_mw = at[2 * kLanes] * kBaseMva,
          .q_to_mvar = at[3 * kLanes] * kBaseMva};
}

}  // namespace

BranchFlow LanePowerFlow::Workspace::Flow(BranchIndex branch, int lane) const {
  return FlowOf(b_->a.flow, branch, lane);
}

void LanePowerFlow::Workspace::SetRatings(int lane, std::span<const float> rating_mva) {
  double* inverse = b_->a.inverse_rating + lane;
  for (std::size_t k = 0; k < rating_mva.size(); ++k) {
    const bool is_limit =
        rating_mva[k] > 0.0f && b_->network.grid->branches[BranchIndex(k)].is_monitored;
    inverse[k * kLanes] = is_limit ? kBaseMva / static_cast<double>(rating_mva[k]) : 0.0;
  }
}

void LanePowerFlow::Workspace::CalcLoadings() {
  b_->kernels.calc_flows(b_->a);
  b_->kernels.calc_loadings(b_->a);
}

double LanePowerFlow::Workspace::LossesMw(int lane) const {
  double losses_mw = 0.0;
  for (std::size_t k = 0; k < b_->network.branch_count(); ++k) {
    const BranchFlow flow = Flow(BranchIndex(k), lane);
    losses_mw += flow.p_from_mw + flow.p_to_mw;
  }
  return losses_mw;
}

void LanePowerFlow::Workspace::CalcSensitivities(std::span<const BusIndex> applicant,
                                                 double tan_phi_ratio) {
  LaneArrays& a = b_->a;
  b_->kernels.evaluate(a);
  b_->kernels.factorise(a);
  std::fill_n(a.step, 2 * b_->network.bus_count() * kLanes, 0.0);
  for (int lane = 0; lane < kLanes; ++lane) {
    const BusIndex bus = applicant[std::min(U(lane), applicant.size() - 1)];
    const std::size_t at = bus.value() * kLanes + U(lane);
    const std::size_t row = 2 * U(a.lu_step_of[bus.value()]) * kLanes + U(lane);
    a.step[row] = -a.is_live[at] / kBaseMva;
    a.step[row + kLanes] = -a.is_free[at] * tan_phi_ratio / kBaseMva;
  }
  b_->kernels.solve(a);
  b_->kernels.calc_flow_steps(a);
}

BranchFlow LanePowerFlow::Workspace::FlowPerMw(BranchIndex branch, int lane) const {
  return FlowOf(b_->a.flow_step, branch, lane);
}

double LanePowerFlow::Workspace::VoltagePuPerMw(BusIndex bus, int lane) const {
  const LaneArrays& a = b_->a;
  return VoltagePu(bus, lane) * a.step[(2 * U(a.lu_step_of[bus.value()]) + 1) * kLanes + U(lane)];
}

PowerFlowSolution LanePowerFlow::Workspace::Solution(int lane) const {
  const Network& n = b_->network;
  PowerFlowSolution solution;
  PowerFlowState& state = solution.state;
  PowerFlowResult& result = solution.result;
  state.vm_pu = models::Table<BusIndex, double>(n.bus_count(), 1.0);
  state.va_rad = models::Table<BusIndex, double>(n.bus_count(), 0.0);
  state.control = models::Table<BusIndex, BusControl>(n.bus_count());
  state.tap_step = models::Table<BranchIndex, int>(n.branch_count());
  result.flow = models::Table<BranchIndex, BranchFlow>(n.branch_count());
  result.is_energised = models::Table<BusIndex, char>(n.bus_count());
  result.regulated_mvar = models::Table<BusIndex, double>(n.bus_count(), 0.0);
  const LaneBase& base = *b_->lanes[U(lane)].base;
  for (std::size_t i = 0; i < n.bus_count(); ++i) {
    const BusIndex bus(i);
    const std::size_t at = i * kLanes + U(lane);
    state.control[bus] = Control(bus, lane);
    result.is_energised[bus] = IsLive(bus, lane) ? 1 : 0;
    if (state.control[bus] != BusControl::kFree) {
      // The schedule holds what a limit adds; take both back.
      double q_pu = b_->a.q_set[at];
      if (state.control[bus] == BusControl::kAtMinQ) q_pu -= base.q_min_pu[i];
      if (state.control[bus] == BusControl::kAtMaxQ) q_pu -= base.q_max_pu[i];
      result.regulated_mvar[bus] = (b_->a.q_calc[at] - q_pu) * kBaseMva;
    }
    if (!IsLive(bus, lane)) continue;
    state.vm_pu[bus] = VoltagePu(bus, lane);
    state.va_rad[bus] = std::atan2(b_->a.f[at], b_->a.e[at]);
  }
  for (std::size_t k = 0; k < n.branch_count(); ++k) {
    state.tap_step[BranchIndex(k)] = b_->tap_step[U(lane) * n.branch_count() + k];
    result.flow[BranchIndex(k)] = Flow(BranchIndex(k), lane);
  }
  result.losses_mw = LossesMw(lane);
  result.mismatch_mw = MismatchMw(lane);
  result.iterations = iterations(lane);
  result.control_rounds = control_rounds(lane);
  result.worst_pu = b_->a.worst[lane];
  return solution;
}

}  // namespace solvers
