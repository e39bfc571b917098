#include "solvers/admittance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/base/units.h"

namespace solvers {

using Complex = std::complex<double>;

BranchAdmittance CalcBranchAdmittance(const models::ElectricityGrid& grid,
                                      const models::BranchParams& branch, int tap_step) {
  const double base_ohm = models::CalcBaseOhm(grid.buses[branch.from].nominal_kv);
  const models::TapStepRow tap = models::CalcTapStep(branch, tap_step);
  const Complex z_series(branch.r_ohm * tap.r_ratio, branch.x_ohm * tap.x_ratio);
  const Complex y_series = 1.0 / (z_series / base_ohm);
  const Complex y_half = 0.5 * Complex(branch.g_siemens, branch.b_siemens) * base_ohm;
  const Complex a = std::polar(tap.ratio, tap.shift_deg * models::kRadPerDeg);
  return {.y_ff = (y_series + y_half) / std::norm(a),
          .y_ft = -y_series / std::conj(a),
          .y_tf = -y_series / a,
          .y_tt = y_series + y_half};
}

AdmittancePattern MakeAdmittancePattern(const models::ElectricityGrid& grid) {
  const std::size_t bus_count = grid.buses.size();
  std::vector<int> start(bus_count + 1, 0);
  for (std::size_t i = 0; i < bus_count; ++i) start[i + 1] = 1;
  for (const models::BranchParams& branch : grid.branches) {
    ++start[branch.from.value() + 1];
    ++start[branch.to.value() + 1];
  }
  std::partial_sum(start.begin(), start.end(), start.begin());
  std::vector<int> neighbour(static_cast<std::size_t>(start.back()));
  std::vector<int> next(start.begin(), start.end() - 1);
  const auto add = [&](std::size_t row, std::size_t column) {
    neighbour[static_cast<std::size_t>(next[row]++)] = static_cast<int>(column);
  };
  for (std::size_t i = 0; i < bus_count; ++i) add(i, i);
  for (const models::BranchParams& branch : grid.branches) {
    add(branch.from.value(), branch.to.value());
    add(branch.to.value(), branch.from.value());
  }
  AdmittancePattern pattern;
  pattern.row_start.push_back(0);
  for (std::size_t i = 0; i < bus_count; ++i) {
    const auto first = neighbour.begin() + start[i], last = neighbour.begin() + next[i];
    std::sort(first, last);
    pattern.column.insert(pattern.column.end(), first, std::unique(first, last));
    pattern.row_start.push_back(static_cast<int>(pattern.column.size()));
  }
  const auto position = [&pattern](models::BusIndex row, models::BusIndex column) {
    const auto begin = pattern.column.begin() + pattern.row_start[row.value()];
    const auto end = pattern.column.begin() + pattern.row_start[row.value() + 1];
    const auto found = std::lower_bound(begin, end, static_cast<int>(column.value()));
    return static_cast<int>(found - pattern.column.begin());
  };
  for (std::size_t i = 0; i < bus_count; ++i) {
    pattern.diagonal.push_back(position(models::BusIndex(i), models::BusIndex(i)));
  }
  for (const models::BranchParams& branch : grid.branches) {
    pattern.entry.push_back({position(branch.from, branch.from), position(branch.from, branch.to),
                             position(branch.to, branch.from), position(branch.to, branch.to)});
  }
  return pattern;
}

void FillAdmittance(const AdmittancePattern& pattern, std::span<const BranchAdmittance> branches,
                    std::span<const char> in_service, const BusShunts& shunts,
                    std::span<Complex> values) {
  std::fill(values.begin(), values.end(), Complex());
  for (std::size_t k = 0; k < branches.size(); ++k) {
    if (in_service[k] == 0) continue;
    const auto& [ff, ft, tf, tt] = pattern.entry[k];
    values[static_cast<std::size_t>(ff)] += branches[k].y_ff;
    values[static_cast<std::size_t>(ft)] += branches[k].y_ft;
    values[static_cast<std::size_t>(tf)] += branches[k].y_tf;
    values[static_cast<std::size_t>(tt)] += branches[k].y_tt;
  }
  for (std::size_t i = 0; i < pattern.diagonal.size(); ++i) {
    values[static_cast<std::size_t>(pattern.diagonal[i])] +=
        Complex(shunts.demand_mw[i], shunts.injection_mvar[i]) / models::kBaseMva;
  }
}

}  // namespace solvers
