// Which equations of the base's Jacobian an outage, a bridge and a bus that changes hands touch.
//   outage       the equations of its two buses lose the branch's derivatives
//   bridge       of its dead end's equations both are pinned; what hangs behind it then moves by 0
//   limit met    the pinned magnitude's equation becomes that of the reactive injection, or back
#include <array>

#include "solvers/chord_lanes.h"

namespace solvers {
namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

// −∂(flow of the outage at one of its ends), the row of the base's Jacobian that it takes out.
void ChordLanes::AddBranchRow(Lane& one, int equation, int end, int part) {
  const BaseFactor& base = *factor_;
  const int row = one.end[U(end)], other = one.end[1 - U(end)];
  const int last = pattern_.network->lu.size() - 1;
  const double e = base.e_pu[U(row)], f = base.f_pu[U(row)];
  const auto t = [&](int column, std::size_t at) {
    const double g = one.y_pu[at], b = one.y_pu[at + 1];
    const double re = g * base.e_pu[U(column)] - b * base.f_pu[U(column)];
    const double im = g * base.f_pu[U(column)] + b * base.e_pu[U(column)];
    return std::array<double, 2>{e * re + f * im, f * re - e * im};
  };
  const std::size_t own = end == 0 ? 0 : 6, far = end == 0 ? 2 : 4;
  const auto t_own = t(row, own), t_far = t(other, far);
  const double p = t_own[0] + t_far[0], q = t_own[1] + t_far[1];
  if (part == 0) {
    if (row != last) one.correction.Add(equation, row, 0, -(t_own[1] - q));
    one.correction.Add(equation, row, 1, -(p + t_own[0]));
    if (other != last) one.correction.Add(equation, other, 0, -t_far[1]);
    one.correction.Add(equation, other, 1, -t_far[0]);
  } else {
    if (row != last) one.correction.Add(equation, row, 0, -(p - t_own[0]));
    one.correction.Add(equation, row, 1, -(q + t_own[1]));
    if (other != last) one.correction.Add(equation, other, 0, t_far[0]);
    one.correction.Add(equation, other, 1, -t_far[1]);
  }
}

// sign · (equation of injections as it stands in the base's network − the unit row).
void ChordLanes::AddBaseRow(Lane& one, int equation, int row, int part, double sign) {
  const BaseFactor& base = *factor_;
  const int last = pattern_.network->lu.size() - 1;
  one.correction.Add(equation, row, part, -sign);
  const double e = base.e_pu[U(row)], f = base.f_pu[U(row)];
  for (int entry = pattern_.y_row_start[U(row)]; entry < pattern_.y_row_start[U(row) + 1];
       ++entry) {
    const int j = pattern_.y_column[U(entry)];
    const double g = base.y_pu[2 * U(entry)], b = base.y_pu[2 * U(entry) + 1];
    const double re = g * base.e_pu[U(j)] - b * base.f_pu[U(j)];
    const double im = g * base.f_pu[U(j)] + b * base.e_pu[U(j)];
    const double t_re = e * re + f * im, t_im = f * re - e * im;
    const double p = j == row ? base.p_calc_pu[U(row)] : 0.0;
    const double q = j == row ? base.q_calc_pu[U(row)] : 0.0;
    const double by_angle = part == 0 ? t_im - q : p - t_re;
    const double by_size = part == 0 ? p + t_re : q + t_im;
    if (j != last) one.correction.Add(equation, j, 0, sign * by_angle);
    one.correction.Add(equation, j, 1, sign * by_size);
  }
}

bool ChordLanes::BuildCorrection(int lane) {
  Lane& state = lanes_[U(lane)];
  const BaseFactor& base = *factor_;
  LowRankCorrection& correction = state.correction;
  correction.Clear();
  const int root = state.dead_row.empty() ? -1 : state.dead_row.front();
  for (std::size_t r = 0; r < state.control.size(); ++r) {
    const int row = base.regulated_row[r];
    if (state.is_dead[r] != 0) continue;
    const bool was_held = base.control[U(row)] == BusControl::kHeld;
    const bool is_held = state.control[r] == BusControl::kHeld;
    if (was_held == is_held) continue;
    const int equation = correction.FindOrAdd(row, 1);
    if (equation < 0) return false;
    AddBaseRow(state, equation, row, 1, was_held ? 1.0 : -1.0);
  }
  if (state.outage.valid()) {
    for (int end = 0; end < 2; ++end) {
      const int row = state.end[U(end)];
      const int r = base.regulated[U(row)];
      if (row == root) {
        // Pin it. A held bus's magnitude is pinned as it is.
        const int angle = correction.FindOrAdd(row, 0);
        if (angle < 0) return false;
        AddBaseRow(state, angle, row, 0, -1.0);
        if (base.control[U(row)] == BusControl::kHeld) continue;
        const int magnitude = correction.FindOrAdd(row, 1);
        if (magnitude < 0) return false;
        AddBaseRow(state, magnitude, row, 1, -1.0);
        continue;
      }
      const int p_equation = correction.FindOrAdd(row, 0);
      if (p_equation < 0) return false;
      AddBranchRow(state, p_equation, end, 0);
      if (r >= 0 && state.control[U(r)] == BusControl::kHeld) continue;
      const int q_equation = correction.FindOrAdd(row, 1);
      if (q_equation < 0) return false;
      AddBranchRow(state, q_equation, end, 1);
    }
  }
  return correction.rank() == 0 || correction.Build(base, kernels_, scratch_);
}

}  // namespace solvers
