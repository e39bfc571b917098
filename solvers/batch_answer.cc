// All branches are worked out side by side with the base's two-ports; what is out, dead or on
// another tap in one answer is put right afterwards.
#include "solvers/batch_answer.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "models/base/units.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::kBaseMva;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

BatchAnswers::BatchAnswers(const ChordPattern& pattern, const ChordKernels& kernels)
    : pattern_(pattern),
      kernels_(kernels),
      e_(pattern.network->bus_count(), kChordLanes),
      f_(pattern.network->bus_count(), kChordLanes),
      loading_(pattern.network->branch_count(), kChordLanes),
      vm_(pattern.network->bus_count(), kChordLanes),
      losses_(1, kChordLanes),
      over_(1, kChordLanes),
      low_(1, kChordLanes),
      high_(1, kChordLanes),
      flow_(4 * pattern.network->branch_count(), kChordLanes),
      inverse_rating_pu_(pattern.network->branch_count(), 0.0) {
  const LaneNetwork& n = *pattern.network;
  for (const int bus : n.lu.order) {
    v_min_pu_.push_back(n.grid->buses[BusIndex(U(bus))].v_min_pu);
    v_max_pu_.push_back(n.grid->buses[BusIndex(U(bus))].v_max_pu);
  }
}

void BatchAnswers::Start(const BaseFactor& factor, std::span<const float> rating_mva,
                         bool keeps_flows) {
  factor_ = &factor;
  count_ = 0;
  keeps_flows_ = keeps_flows;
  const LaneNetwork& n = *pattern_.network;
  for (std::size_t k = 0; k < inverse_rating_pu_.size(); ++k) {
    const bool is_limit = k < rating_mva.size() && rating_mva[k] > 0.0f &&
                          n.grid->branches[BranchIndex(k)].is_monitored;
    inverse_rating_pu_[k] = is_limit ? kBaseMva / static_cast<double>(rating_mva[k]) : 0.0;
  }
  a_ = {.row_count = n.lu.size(),
        .branch_count = static_cast<int>(n.branch_count()),
        .branch_from = pattern_.branch_from.data(),
        .branch_to = pattern_.branch_to.data(),
        .branch_y = factor.branch_y_pu.data(),
        .inverse_rating = inverse_rating_pu_.data(),
        .is_live = factor.live_share.data(),
        .e = e_.data(),
        .f = f_.data(),
        .flow = keeps_flows ? flow_.data() : nullptr,
        .loading = loading_.data(),
        .vm = vm_.data(),
        .losses = losses_.data(),
        .v_min = v_min_pu_.data(),
        .v_max = v_max_pu_.data(),
        .over = over_.data(),
        .low = low_.data(),
        .high = high_.data()};
}

void BatchAnswers::Add(const ChordLanes& lanes, std::span<const int> solved) {
  const ChordArrays& from = lanes.arrays();
  const std::size_t count = solved.size();
  for (std::size_t row = 0; row < U(from.row_count); ++row) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t to = At(row, count_) + i;
      e_.data()[to] = from.e[At(row, solved[i])];
      f_.data()[to] = from.f[At(row, solved[i])];
    }
  }
  for (const int lane : solved) {
    const ChordLanes::Lane& state = lanes.lane(lane);
    Slot& slot = slots_[U(count_++)];
    slot.index = state.index;
    slot.is_solved = true;
    slot.is_full_newton = false;
    slot.outage = state.outage;
    slot.lambda_pu = from.lambda[lane];
    slot.worst_pu = from.worst[lane];
    slot.iterations = state.iterations;
    slot.rounds = state.rounds;
    slot.dead_row = state.dead_row;
    slot.control = state.control;
    slot.regulated_pu.resize(state.control.size());
    for (std::size_t r = 0; r < state.control.size(); ++r) {
      slot.regulated_pu[r] = lanes.RegulatedQPu(r, lane);
      if (state.is_dead[r] != 0) slot.control[r] = BusControl::kFree;
    }
    slot.tap.clear();
  }
}

void BatchAnswers::Add(std::size_t index, BranchIndex outage, const PowerFlowSolution* solution) {
  const LaneNetwork& n = *pattern_.network;
  Slot& slot = slots_[U(count_)];
  slot.index = index;
  slot.outage = outage;
  slot.is_solved = solution != nullptr;
  slot.is_full_newton = true;
  slot.dead_row.clear();
  slot.tap.clear();
  for (std::size_t row = 0; row < U(a_.row_count); ++row) {
    const BusIndex bus(U(n.lu.order[row]));
    const bool is_live = solution != nullptr && solution->result.is_energised[bus] != 0;
    if (solution != nullptr && !is_live) slot.dead_row.push_back(static_cast<int>(row));
    e_.data()[At(row, count_)] =
        is_live ? solution->state.vm_pu[bus] * std::cos(solution->state.va_rad[bus]) : 1.0;
    f_.data()[At(row, count_)] =
        is_live ? solution->state.vm_pu[bus] * std::sin(solution->state.va_rad[bus]) : 0.0;
  }
  if (solution != nullptr) {
    slot.lambda_pu = solution->result.mismatch_mw / kBaseMva;
    slot.worst_pu = solution->result.worst_pu;
    slot.iterations = solution->result.iterations;
    slot.rounds = solution->result.control_rounds;
    slot.shunt_step = solution->state.shunt_step;
    slot.control.resize(factor_->regulated_row.size());
    slot.regulated_pu.resize(factor_->regulated_row.size());
    for (std::size_t r = 0; r < slot.control.size(); ++r) {
      const BusIndex bus(U(n.lu.order[U(factor_->regulated_row[r])]));
      slot.control[r] = solution->state.control[bus];
      slot.regulated_pu[r] = solution->result.regulated_mvar[bus] / kBaseMva;
    }
    for (const int k : n.tap_branches) {
      const int step = solution->state.tap_step[BranchIndex(U(k))];
      if (step != factor_->base->tap_step[U(k)]) slot.tap.emplace_back(k, step);
    }
  }
  ++count_;
}

void BatchAnswers::Calc() {
  kernels_.calc_results(a_);
  for (int slot = 0; slot < count_; ++slot) Correct(slot);
}

std::array<double, 4> BatchAnswers::FlowPu(const double* y, std::size_t branch, int slot) const {
  const std::size_t from = At(U(pattern_.branch_from[branch]), slot);
  const std::size_t to = At(U(pattern_.branch_to[branch]), slot);
  const double ef = a_.e[from], ff = a_.f[from], et = a_.e[to], ft = a_.f[to];
  const double from_re = y[0] * ef - y[1] * ff + y[2] * et - y[3] * ft;
  const double from_im = y[0] * ff + y[1] * ef + y[2] * ft + y[3] * et;
  const double to_re = y[4] * ef - y[5] * ff + y[6] * et - y[7] * ft;
  const double to_im = y[4] * ff + y[5] * ef + y[6] * ft + y[7] * et;
  return {ef * from_re + ff * from_im, ff * from_re - ef * from_im, et * to_re + ft * to_im,
          ft * to_re - et * to_im};
}

// Puts another two-port in the place of the base's; none: nullptr.
void BatchAnswers::SetBranch(std::size_t branch, const double* y, int slot) {
  const auto before = FlowPu(a_.branch_y + 8 * branch, branch, slot);
  const auto now = y != nullptr ? FlowPu(y, branch, slot) : std::array<double, 4>{};
  a_.losses[slot] += now[0] + now[2] - before[0] - before[2];
  for (std::size_t i = 0; i < 4 && keeps_flows_; ++i) {
    a_.flow[At(4 * branch + i, slot)] = now[i];
  }
  const auto current2 = [&](int row, double p, double q) {
    const double e = a_.e[At(U(row), slot)], f = a_.f[At(U(row), slot)];
    return (p * p + q * q) / (e * e + f * f);
  };
  const double loading = a_.inverse_rating[branch] *
                         std::sqrt(std::max(current2(pattern_.branch_from[branch], now[0], now[1]),
                                            current2(pattern_.branch_to[branch], now[2], now[3])));
  double& told = a_.loading[At(branch, slot)];
  a_.over[slot] += (loading > 1.0 ? 1.0 : 0.0) - (std::abs(told) > 1.0 ? 1.0 : 0.0);
  told = now[0] < 0.0 ? -loading : loading;
}

void BatchAnswers::Correct(int slot) {
  const Slot& one = slots_[U(slot)];
  if (!one.is_solved) return;
  const LaneNetwork& n = *pattern_.network;
  for (const auto& [branch, step] : one.tap) {
    const BranchAdmittance& y = n.YOf(U(branch), step);
    const std::array<double, 8> parts{y.y_ff.real(), y.y_ff.imag(), y.y_ft.real(), y.y_ft.imag(),
                                      y.y_tf.real(), y.y_tf.imag(), y.y_tt.real(), y.y_tt.imag()};
    if (factor_->base->in_service[U(branch)] != 0) SetBranch(U(branch), parts.data(), slot);
  }
  const std::size_t out = one.outage.valid() ? one.outage.value() : n.branch_count();
  if (out < n.branch_count()) SetBranch(out, nullptr, slot);
  for (const int row : one.dead_row) {
    double& v_pu = a_.vm[At(U(row), slot)];
    a_.low[slot] -= v_pu < v_min_pu_[U(row)] && a_.is_live[row] != 0.0 ? 1.0 : 0.0;
    a_.high[slot] -= v_pu > v_max_pu_[U(row)] && a_.is_live[row] != 0.0 ? 1.0 : 0.0;
    v_pu = 0.0;
    const std::size_t bus = U(n.lu.order[U(row)]);
    for (int at = pattern_.bus_branch_start[bus]; at < pattern_.bus_branch_start[bus + 1]; ++at) {
      // Both ends are dead: it is met twice, and put out where it starts.
      const std::size_t branch = U(pattern_.bus_branch[U(at)]);
      if (branch != out && U(n.ends.from[branch]) == bus) SetBranch(branch, nullptr, slot);
    }
  }
}

std::size_t BatchAnswer::RowOf(BusIndex bus) const {
  return U(all_.pattern_.network->lu.step_of[bus.value()]);
}

double BatchAnswer::VoltagePu(BusIndex bus) const {
  return all_.a_.vm[BatchAnswers::At(RowOf(bus), slot_)];
}

double BatchAnswer::AngleRad(BusIndex bus) const {
  const std::size_t at = BatchAnswers::At(RowOf(bus), slot_);
  return all_.a_.vm[at] == 0.0 ? 0.0 : std::atan2(all_.a_.f[at], all_.a_.e[at]);
}

double BatchAnswer::LoadingShare(BranchIndex branch) const {
  return all_.a_.loading[BatchAnswers::At(branch.value(), slot_)];
}

BranchFlow BatchAnswer::Flow(BranchIndex branch) const {
  std::array<double, 4> flow{};
  if (all_.keeps_flows_) {
    for (std::size_t i = 0; i < 4; ++i) {
      flow[i] = all_.a_.flow[BatchAnswers::At(4 * branch.value() + i, slot_)];
    }
  } else if (branch != slot().outage) {
    std::array<double, 8> y{};
    std::copy_n(all_.a_.branch_y + 8 * branch.value(), 8, y.begin());
    for (const auto& [moved, step] : slot().tap) {
      if (U(moved) != branch.value()) continue;
      const BranchAdmittance& now = all_.pattern_.network->YOf(U(moved), step);
      y = {now.y_ff.real(), now.y_ff.imag(), now.y_ft.real(), now.y_ft.imag(),
           now.y_tf.real(), now.y_tf.imag(), now.y_tt.real(), now.y_tt.imag()};
    }
    const std::size_t from = U(all_.pattern_.branch_from[branch.value()]);
    const bool is_live = all_.a_.vm[BatchAnswers::At(from, slot_)] != 0.0;
    if (is_live) flow = all_.FlowPu(y.data(), branch.value(), slot_);
  }
  return {.p_from_mw = flow[0] * kBaseMva,
          .q_from_mvar = flow[1] * kBaseMva,
          .p_to_mw = flow[2] * kBaseMva,
          .q_to_mvar = flow[3] * kBaseMva};
}

BusControl BatchAnswer::Control(BusIndex bus) const {
  const int r = all_.factor_->regulated[RowOf(bus)];
  return r < 0 ? BusControl::kFree : slot().control[U(r)];
}

double BatchAnswer::LossesMw() const { return all_.a_.losses[slot_] * kBaseMva; }
double BatchAnswer::MismatchMw() const { return slot().lambda_pu * kBaseMva; }

BatchAnswer::Loading BatchAnswer::FindWorstLoading() const {
  Loading worst;
  for (std::size_t k = 0; k < U(all_.a_.branch_count); ++k) {
    const double loading_share = std::abs(all_.a_.loading[BatchAnswers::At(k, slot_)]);
    if (loading_share > worst.loading_share) worst = {BranchIndex(k), loading_share};
  }
  return worst;
}

BatchAnswer::Violations BatchAnswer::violations() const {
  return {static_cast<int>(all_.a_.over[slot_]), static_cast<int>(all_.a_.low[slot_]),
          static_cast<int>(all_.a_.high[slot_])};
}

PowerFlowSolution BatchAnswer::Solution() const {
  const LaneNetwork& n = *all_.pattern_.network;
  PowerFlowSolution solution = PowerFlowSolution::MakeFlat(*n.grid);
  PowerFlowState& state = solution.state;
  PowerFlowResult& result = solution.result;
  for (std::size_t i = 0; i < n.bus_count(); ++i) {
    const BusIndex bus(i);
    const double v_pu = VoltagePu(bus);
    state.control[bus] = Control(bus);
    result.is_energised[bus] = v_pu != 0.0 ? 1 : 0;
    if (v_pu == 0.0) continue;
    state.vm_pu[bus] = v_pu;
    state.va_rad[bus] = AngleRad(bus);
    const int r = all_.factor_->regulated[RowOf(bus)];
    if (r >= 0) result.regulated_mvar[bus] = slot().regulated_pu[U(r)] * kBaseMva;
  }
  state.tap_step.rows() = all_.factor_->base->tap_step;
  for (const auto& [branch, step] : slot().tap) state.tap_step[BranchIndex(U(branch))] = step;
  for (std::size_t i = 0; i < n.banks.size(); ++i) {
    state.shunt_step[n.banks[i]] =
        slot().is_full_newton ? slot().shunt_step[n.banks[i]] : all_.factor_->base->shunt_step[i];
  }
  for (std::size_t k = 0; k < n.branch_count(); ++k) {
    result.flow[BranchIndex(k)] = Flow(BranchIndex(k));
  }
  result.losses_mw = LossesMw();
  result.mismatch_mw = MismatchMw();
  result.iterations = iterations();
  result.control_rounds = control_rounds();
  result.worst_pu = worst_pu();
  return solution;
}

}  // namespace solvers
