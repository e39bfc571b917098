#include "solvers/lane_buffers.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace solvers {
namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

LaneBuffer::LaneBuffer(std::size_t rows, int lanes) {
  const std::size_t size = std::max<std::size_t>(rows * U(lanes), 1);
  data_.reset(static_cast<double*>(::operator new(size * sizeof(double), kAlignment)));
  std::fill_n(data_.get(), size, 0.0);
}

LaneBuffers::LaneBuffers(const LaneNetwork& n, const LaneKernels& k)
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
      current_p(n.bus_count()),
      current_q(n.bus_count()),
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
      shunt_step(kLanes * n.banks.size()),
      tap_motion(kLanes * n.tap_branches.size()),
      bank_motion(kLanes * n.banks.size()),
      reached(n.bus_count()) {
  a.bus_count = static_cast<int>(n.bus_count());
  a.branch_count = static_cast<int>(n.branch_count());
  a.reference = static_cast<int>(n.reference);
  a.row_start = n.admittance.row_start.data();
  a.column = n.admittance.column.data();
  a.diagonal_entry = n.admittance.diagonal.data();
  a.branch_entry = n.branch_entry.data();
  a.branch_from = n.ends.from.data();
  a.branch_to = n.ends.to.data();
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

double LaneBuffers::VoltagePu(std::size_t bus, int lane) const {
  return std::hypot(a.e[At(bus, lane)], a.f[At(bus, lane)]);
}

void LaneBuffers::SetVoltagePu(std::size_t bus, int lane, double vm_pu) {
  const double scale = vm_pu / VoltagePu(bus, lane);
  a.e[At(bus, lane)] *= scale;
  a.f[At(bus, lane)] *= scale;
}

double LaneBuffers::CurrentQPu(std::size_t bus, int lane) const {
  return a.current_q == nullptr ? 0.0 : a.current_q[At(bus, lane)] * VoltagePu(bus, lane);
}

double LaneBuffers::InjectedQPu(std::size_t bus, int lane) const {
  const Lane& one = lanes[U(lane)];
  return one.base->q_set_pu[bus] + (one.applicant == bus ? one.applicant_q_pu : 0.0);
}

void LaneBuffers::SetSchedule(std::size_t bus, int lane) {
  const LaneBase& base = *lanes[U(lane)].base;
  const BusControl held = Control(bus, lane);
  double q_pu = InjectedQPu(bus, lane);
  if (held == BusControl::kAtMinQ) q_pu += base.q_min_pu[bus];
  if (held == BusControl::kAtMaxQ) q_pu += base.q_max_pu[bus];
  a.q_set[At(bus, lane)] = q_pu;
  a.is_free[At(bus, lane)] =
      held == BusControl::kHeld || a.is_live[At(bus, lane)] == 0.0 ? 0.0 : 1.0;
}

void LaneBuffers::SetBranch(std::size_t branch, int lane, int tap, bool is_in) {
  const BranchAdmittance& two_port = network.YOf(branch, tap);
  const std::array<std::complex<double>, 4> parts{two_port.y_ff, two_port.y_ft, two_port.y_tf,
                                                  two_port.y_tt};
  for (std::size_t part = 0; part < 4; ++part) {
    a.branch_y[At(8 * branch + 2 * part, lane)] = is_in ? parts[part].real() : 0.0;
    a.branch_y[At(8 * branch + 2 * part + 1, lane)] = is_in ? parts[part].imag() : 0.0;
  }
}

}  // namespace solvers
