#include "solvers/lane_layout.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "models/base/units.h"
#include "solvers/live_buses.h"

namespace solvers {
namespace {

using models::kBaseMva;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

class Layout {
 public:
  Layout(bool enforces_q_limits, LaneBuffers& buffers)
      : enforces_q_limits_(enforces_q_limits), b_(buffers), n_(buffers.network), a_(buffers.a) {}

  void Run(std::span<const LaneCase> cases) {
    const bool is_shared = std::all_of(cases.begin(), cases.end(), [&](const LaneCase& one) {
      return one.base == cases.front().base;
    });
    LayOutCurrents(cases);
    if (is_shared) LayOutShared(*cases.front().base);
    bool has_split = false;
    for (int lane = 0; lane < kLanes; ++lane) {
      const bool is_used = U(lane) < cases.size();
      LayOut(cases[is_used ? U(lane) : 0], lane, is_shared);
      b_.lanes[U(lane)].is_done = !is_used;
      a_.is_moving[lane] = is_used ? 1.0 : 0.0;
      has_split |= b_.lanes[U(lane)].may_split;
    }
    if (!is_shared || has_split) b_.kernels.fill_admittance(a_);
    if (!has_split) return;
    // A base's own mismatch holds what is lost, too.
    b_.kernels.evaluate(a_);
    for (int lane = 0; lane < kLanes; ++lane) {
      if (b_.lanes[U(lane)].may_split) a_.lambda[lane] = CalcMismatchPu(lane);
    }
  }

 private:
  // Demand that goes in proportion to the voltage; nothing where no lane has any.
  void LayOutCurrents(std::span<const LaneCase> cases) {
    const bool has_any = std::any_of(cases.begin(), cases.end(), [](const LaneCase& one) {
      return !one.base->current_p_pu.empty();
    });
    b_.a.current_p = has_any ? b_.current_p.data() : nullptr;
    b_.a.current_q = has_any ? b_.current_q.data() : nullptr;
    if (!has_any) return;
    for (int lane = 0; lane < kLanes; ++lane) {
      const LaneBase& base = *cases[U(lane) < cases.size() ? U(lane) : 0].base;
      for (std::size_t i = 0; i < n_.bus_count(); ++i) {
        const bool has_current = !base.current_p_pu.empty();
        b_.current_p.data()[At(i, lane)] = has_current ? base.current_p_pu[i] : 0.0;
        b_.current_q.data()[At(i, lane)] = has_current ? base.current_q_pu[i] : 0.0;
      }
    }
  }

  // Rows of a base, and the lanes' arrays that they are laid into as they are.
  std::array<std::pair<const std::vector<double>*, double*>, 7> ListRows(
      const LaneBase& base) const {
    return {{{&base.branch_y_pu, a_.branch_y},
             {&base.p_set_pu, a_.p_set},
             {&base.share, a_.share},
             {&base.shunt_g_pu, a_.shunt_g},
             {&base.shunt_b_pu, a_.shunt_b},
             {&base.e_pu, a_.e},
             {&base.f_pu, a_.f}}};
  }

  // The same base in all lanes: rows are spread over the lanes once.
  void LayOutShared(const LaneBase& base) {
    const auto spread = [](const std::vector<double>& rows, double* to) {
      for (const double value : rows) {
        for (int lane = 0; lane < kLanes; ++lane) to[lane] = value;
        to += kLanes;
      }
    };
    spread(base.y_pu, a_.y);
    for (const auto& [rows, to] : ListRows(base)) spread(*rows, to);
    std::fill_n(a_.is_live, n_.bus_count() * kLanes, 1.0);
    for (int lane = 0; lane < kLanes; ++lane) a_.lambda[lane] = base.lambda_pu;
  }

  void LayOutOwn(const LaneBase& base, int lane) {
    const auto put = [&](const std::vector<double>& rows, double* to) {
      for (std::size_t i = 0; i < rows.size(); ++i) to[At(i, lane)] = rows[i];
    };
    for (const auto& [rows, to] : ListRows(base)) put(*rows, to);
    for (std::size_t i = 0; i < n_.bus_count(); ++i) a_.is_live[At(i, lane)] = 1.0;
    a_.lambda[lane] = base.lambda_pu;
  }

  void LayOutStart(const LaneStart& start, int lane) {
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      a_.e[At(i, lane)] = start.e_pu[i];
      a_.f[At(i, lane)] = start.f_pu[i];
    }
    a_.lambda[lane] = start.lambda_pu;
  }

  void LayOut(const LaneCase& one, int lane, bool is_shared) {
    auto& state = b_.lanes[U(lane)];
    const LaneBase& base = *one.base;
    state = {.base = one.base, .outage = one.outage};
    if (!is_shared) LayOutOwn(base, lane);
    if (one.start != nullptr) LayOutStart(*one.start, lane);
    std::copy(base.tap_step.begin(), base.tap_step.end(),
              b_.tap_step.begin() + static_cast<std::ptrdiff_t>(U(lane) * n_.branch_count()));
    std::fill_n(b_.returns.begin() + static_cast<std::ptrdiff_t>(U(lane) * n_.bus_count()),
                n_.bus_count(), 0);
    const auto offset = [lane](std::size_t rows) {
      return static_cast<std::ptrdiff_t>(U(lane) * rows);
    };
    std::copy(base.shunt_step.begin(), base.shunt_step.end(),
              b_.shunt_step.begin() + offset(n_.banks.size()));
    std::fill_n(b_.tap_motion.begin() + offset(n_.tap_branches.size()), n_.tap_branches.size(),
                StepMotion{});
    std::fill_n(b_.bank_motion.begin() + offset(n_.banks.size()), n_.banks.size(), StepMotion{});
    if (one.outage.valid()) TakeOut(one.outage.value(), lane);
    FindLive(one, lane);
    if (one.applicant.valid() && a_.is_live[At(one.applicant.value(), lane)] != 0.0) {
      a_.p_set[At(one.applicant.value(), lane)] -= one.applicant_mw / kBaseMva;
      a_.lambda[lane] += one.applicant_mw / kBaseMva;
      state.applicant = one.applicant.value();
      state.applicant_q_pu = -one.applicant_mvar / kBaseMva;
    }
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      StartControl(i, lane, base, one.start != nullptr ? one.start->control[i] : base.control[i]);
      b_.SetSchedule(i, lane);
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
        const int bus = part == 0 ? n_.ends.from[k] : n_.ends.to[k];
        g_pu += a_.shunt_g[At(U(bus), lane)];
        b_pu += a_.shunt_b[At(U(bus), lane)];
      }
      a_.y[At(2 * entry, lane)] = g_pu;
      a_.y[At(2 * entry + 1, lane)] = b_pu;
    }
  }

  void FindLive(const LaneCase& one, int lane) {
    const bool may_split = !n_.ends.is_whole || !one.base->is_as_built ||
                           (one.outage.valid() && n_.is_bridge[one.outage.value()] != 0);
    if (!may_split) return;
    b_.lanes[U(lane)].may_split = true;
    b_.in_service = one.base->in_service;
    if (one.outage.valid()) b_.in_service[one.outage.value()] = 0;
    FindLiveBuses(n_.ends, b_.in_service, n_.reference, b_.reached, b_.root);
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      if (b_.reached[i] != 0) continue;
      // What is dead may have been dead in the start, too: 0 there would look like a collapse.
      a_.is_live[At(i, lane)] = 0.0;
      a_.e[At(i, lane)] = 1.0;
      a_.f[At(i, lane)] = 0.0;
    }
    for (std::size_t k = 0; k < n_.branch_count(); ++k) {
      if (b_.reached[U(n_.ends.from[k])] == 0) b_.SetBranch(k, lane, one.base->tap_step[k], false);
    }
  }

  void StartControl(std::size_t i, int lane, const LaneBase& base, BusControl start) {
    const bool regulates = base.regulates[i] != 0 && a_.is_live[At(i, lane)] != 0.0;
    const BusControl control = CalcFirstControl(start, regulates, enforces_q_limits_);
    b_.Control(i, lane) = control;
    if (control == BusControl::kHeld) b_.SetVoltagePu(i, lane, base.v_set_pu[i]);
  }

  double CalcMismatchPu(int lane) const {
    double sum_pu = 0.0;
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      const std::size_t at = At(i, lane);
      if (a_.is_live[at] == 0.0) continue;
      sum_pu += a_.p_calc[at] - a_.p_set[at];
      if (a_.current_p != nullptr) sum_pu += a_.current_p[at] * b_.VoltagePu(i, lane);
    }
    return sum_pu;
  }

  static std::size_t At(std::size_t row, int lane) { return LaneBuffers::At(row, lane); }

  const bool enforces_q_limits_;
  LaneBuffers& b_;
  const LaneNetwork& n_;
  const LaneArrays& a_;
};

}  // namespace

void LayOutLanes(std::span<const LaneCase> cases, bool enforces_q_limits, LaneBuffers& buffers) {
  Layout(enforces_q_limits, buffers).Run(cases);
}

}  // namespace solvers
