// Unknowns, equations and blocks are those of lane_kernels.inc, here for one state.
#include "solvers/base_factor.h"

#include <algorithm>
#include <cmath>

#include "models/electricity/topology.h"
#include "solvers/power_flow_controls.h"

namespace solvers {
namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

using Block = double*;

void FillJacobian(BaseFactor& s) {
  const ChordPattern& pattern = *s.pattern;
  const LaneNetwork& n = *pattern.network;
  s.blocks_pu.assign(4 * U(n.lu.block_count()), 0.0);
  const int last = n.lu.size() - 1;
  for (int k = 0; k <= last; ++k) {
    const std::size_t row = U(k);
    const bool is_live = s.live_share[row] != 0.0;
    const bool is_free = is_live && s.control[row] != BusControl::kHeld;
    for (int entry = pattern.y_row_start[row]; entry < pattern.y_row_start[row + 1]; ++entry) {
      const int j = pattern.y_column[U(entry)];
      const double g = s.y_pu[2 * U(entry)], b = s.y_pu[2 * U(entry) + 1];
      const double re = g * s.e_pu[U(j)] - b * s.f_pu[U(j)],
                   im = g * s.f_pu[U(j)] + b * s.e_pu[U(j)];
      const double t_re = s.e_pu[row] * re + s.f_pu[row] * im,
                   t_im = s.f_pu[row] * re - s.e_pu[row] * im;
      const bool is_diagonal = j == k;
      const double p = is_diagonal ? s.p_calc_pu[row] : 0.0,
                   q = is_diagonal ? s.q_calc_pu[row] : 0.0;
      Block m = s.blocks_pu.data() + 4 * U(pattern.y_position[U(entry)]);
      if (is_live) m[0] = t_im - q, m[1] = p + t_re;
      if (is_free) m[2] = p - t_re, m[3] = q + t_im;
      if (j == last) m[0] = m[2] = 0.0;
      if (is_diagonal && !is_live && k != last) m[0] = 1.0;
      if (is_diagonal && !is_free) m[3] = 1.0;
    }
  }
  for (std::size_t k = 0; k < n.participant.size(); ++k) {
    const std::size_t row = U(n.lu.step_of[U(n.participant[k])]);
    s.blocks_pu[4 * U(n.participant_position[k])] -= s.live_share[row] * s.share[row];
  }
}

// to = a · b
void Multiply(const double* a, const double* b, double* to) {
  const double m00 = a[0] * b[0] + a[1] * b[2], m01 = a[0] * b[1] + a[1] * b[3];
  const double m10 = a[2] * b[0] + a[3] * b[2], m11 = a[2] * b[1] + a[3] * b[3];
  to[0] = m00, to[1] = m01, to[2] = m10, to[3] = m11;
}

void Factorise(const BlockLuSymbolic& lu, double* blocks) {
  const int* target = lu.target.data();
  for (std::size_t row = 0; row < U(lu.size()); ++row) {
    for (int left = lu.row_start[row]; left < lu.diagonal[row]; ++left) {
      const std::size_t pivot = U(lu.column[U(left)]);
      Block factor = blocks + 4 * U(left);
      Multiply(factor, blocks + 4 * U(lu.diagonal[pivot]), factor);
      for (int right = lu.diagonal[pivot] + 1; right < lu.row_start[pivot + 1]; ++right) {
        const double* u = blocks + 4 * U(right);
        Block to = blocks + 4 * U(*target++);
        to[0] -= factor[0] * u[0] + factor[1] * u[2];
        to[1] -= factor[0] * u[1] + factor[1] * u[3];
        to[2] -= factor[2] * u[0] + factor[3] * u[2];
        to[3] -= factor[2] * u[1] + factor[3] * u[3];
      }
    }
    Block d = blocks + 4 * U(lu.diagonal[row]);
    const double scale = 1.0 / (d[0] * d[3] - d[1] * d[2]);
    const double d0 = d[0];
    d[0] = d[3] * scale, d[1] *= -scale, d[2] *= -scale, d[3] = d0 * scale;
  }
}

void FillInjections(BaseFactor& s) {
  const ChordPattern& pattern = *s.pattern;
  for (std::size_t row = 0; row < s.e_pu.size(); ++row) {
    double re = 0.0, im = 0.0;
    for (int entry = pattern.y_row_start[row]; entry < pattern.y_row_start[row + 1]; ++entry) {
      const std::size_t j = U(pattern.y_column[U(entry)]);
      const double g = s.y_pu[2 * U(entry)], b = s.y_pu[2 * U(entry) + 1];
      re += g * s.e_pu[j] - b * s.f_pu[j];
      im += g * s.f_pu[j] + b * s.e_pu[j];
    }
    s.p_calc_pu[row] = s.e_pu[row] * re + s.f_pu[row] * im;
    s.q_calc_pu[row] = s.f_pu[row] * re - s.e_pu[row] * im;
  }
}

}  // namespace

OutageTree MakeOutageTree(const LaneNetwork& n, const std::vector<char>& in_service) {
  OutageTree tree;
  models::Table<models::BranchIndex, char> table(in_service.size());
  table.rows() = in_service;
  tree.is_bridge = models::FindBridges(*n.grid, table).rows();
  tree.parent_branch.assign(n.bus_count(), -1);
  tree.is_live.assign(n.bus_count(), 0);
  std::vector<std::vector<int>> at(n.bus_count());
  for (std::size_t k = 0; k < n.branch_count(); ++k) {
    if (in_service[k] == 0) continue;
    at[U(n.ends.from[k])].push_back(static_cast<int>(k));
    at[U(n.ends.to[k])].push_back(static_cast<int>(k));
  }
  std::vector<std::size_t> queue{n.reference};
  tree.is_live[n.reference] = 1;
  for (std::size_t next = 0; next < queue.size(); ++next) {
    for (const int branch : at[queue[next]]) {
      const std::size_t from = U(n.ends.from[U(branch)]), to = U(n.ends.to[U(branch)]);
      const std::size_t other = from == queue[next] ? to : from;
      if (tree.is_live[other] != 0) continue;
      tree.is_live[other] = 1;
      tree.parent_branch[other] = branch;
      queue.push_back(other);
    }
  }
  return tree;
}

ChordPattern MakeChordPattern(const LaneNetwork& n) {
  ChordPattern pattern;
  pattern.network = &n;
  pattern.y_row_start.push_back(0);
  for (const int bus : n.lu.order) {
    std::vector<std::pair<int, int>> entries;  // row of the other bus, entry
    for (int entry = n.admittance.row_start[U(bus)]; entry < n.admittance.row_start[U(bus) + 1];
         ++entry) {
      entries.emplace_back(n.lu.step_of[U(n.admittance.column[U(entry)])], entry);
    }
    std::sort(entries.begin(), entries.end());
    for (const auto& [column, entry] : entries) {
      pattern.y_column.push_back(column);
      pattern.y_source.push_back(entry);
      pattern.y_position.push_back(n.entry_position[U(entry)]);
    }
    pattern.y_row_start.push_back(static_cast<int>(pattern.y_column.size()));
  }
  pattern.transposed.resize(U(n.lu.block_count()));
  for (int row = 0; row < n.lu.size(); ++row) {
    for (int at = n.lu.row_start[U(row)]; at < n.lu.row_start[U(row) + 1]; ++at) {
      const std::size_t other = U(n.lu.column[U(at)]);
      const auto begin = n.lu.column.begin() + n.lu.row_start[other];
      const auto end = n.lu.column.begin() + n.lu.row_start[other + 1];
      pattern.transposed[U(at)] =
          static_cast<int>(std::lower_bound(begin, end, row) - n.lu.column.begin());
    }
  }
  std::vector<std::vector<int>> at(n.bus_count());
  for (std::size_t k = 0; k < n.branch_count(); ++k) {
    pattern.branch_from.push_back(n.lu.step_of[U(n.ends.from[k])]);
    pattern.branch_to.push_back(n.lu.step_of[U(n.ends.to[k])]);
    at[U(n.ends.from[k])].push_back(static_cast<int>(k));
    at[U(n.ends.to[k])].push_back(static_cast<int>(k));
  }
  pattern.bus_branch_start.push_back(0);
  for (const std::vector<int>& branches : at) {
    pattern.bus_branch.insert(pattern.bus_branch.end(), branches.begin(), branches.end());
    pattern.bus_branch_start.push_back(static_cast<int>(pattern.bus_branch.size()));
  }
  pattern.as_built = MakeOutageTree(n, n.ends.as_built);
  return pattern;
}

void FillBaseFactor(const ChordPattern& pattern, const LaneBase& base, bool enforces_q_limits,
                    BaseFactor& s) {
  const LaneNetwork& n = *pattern.network;
  const std::size_t rows = n.bus_count();
  s.pattern = &pattern;
  s.base = &base;
  s.enforces_q_limits = enforces_q_limits;
  if (!base.is_as_built) s.own_tree = MakeOutageTree(n, base.in_service);
  for (auto* list : {&s.e_pu, &s.f_pu, &s.p_set_pu, &s.q_set_pu, &s.p_calc_pu, &s.q_calc_pu,
                     &s.share, &s.live_share, &s.p_open_pu, &s.q_open_pu, &s.free_share}) {
    list->resize(rows);
  }
  s.control.resize(rows);
  s.regulated.assign(rows, -1);
  s.regulated_row.clear();
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t bus = U(n.lu.order[row]);
    const bool is_live = s.tree().is_live[bus] != 0;
    s.live_share[row] = is_live ? 1.0 : 0.0;
    s.e_pu[row] = is_live ? base.e_pu[bus] : 1.0;
    s.f_pu[row] = is_live ? base.f_pu[bus] : 0.0;
    s.p_set_pu[row] = base.p_set_pu[bus];
    s.q_set_pu[row] = base.q_set_pu[bus];
    s.share[row] = base.share[bus];
    const bool regulates = base.regulates[bus] != 0 && is_live;
    const BusControl control = CalcFirstControl(base.control[bus], regulates, enforces_q_limits);
    if (regulates) {
      s.regulated[row] = static_cast<int>(s.regulated_row.size());
      s.regulated_row.push_back(static_cast<int>(row));
    }
    s.control[row] = control;
    if (control != BusControl::kHeld) continue;
    const double scale = base.v_set_pu[bus] / std::hypot(s.e_pu[row], s.f_pu[row]);
    s.e_pu[row] *= scale;
    s.f_pu[row] *= scale;
  }
  s.y_pu.resize(2 * pattern.y_source.size());
  for (std::size_t entry = 0; entry < pattern.y_source.size(); ++entry) {
    s.y_pu[2 * entry] = base.y_pu[2 * U(pattern.y_source[entry])];
    s.y_pu[2 * entry + 1] = base.y_pu[2 * U(pattern.y_source[entry]) + 1];
  }
  s.branch_y_pu = base.branch_y_pu;
  for (std::size_t k = 0; k < n.branch_count(); ++k) {
    if (s.live_share[U(pattern.branch_from[k])] != 0.0) continue;
    std::fill_n(s.branch_y_pu.begin() + static_cast<std::ptrdiff_t>(8 * k), 8, 0.0);
  }
  FillInjections(s);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t bus = U(n.lu.order[row]);
    s.free_share[row] = s.control[row] == BusControl::kHeld ? 0.0 : s.live_share[row];
    s.p_open_pu[row] = s.share[row] * base.lambda_pu - s.p_calc_pu[row];
    s.q_open_pu[row] = -s.q_calc_pu[row];
    if (s.control[row] == BusControl::kAtMinQ) s.q_open_pu[row] += base.q_min_pu[bus];
    if (s.control[row] == BusControl::kAtMaxQ) s.q_open_pu[row] += base.q_max_pu[bus];
  }
  FillJacobian(s);
  Factorise(n.lu, s.blocks_pu.data());
}

}  // namespace solvers
