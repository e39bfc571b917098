#include "solvers/dc_start.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "models/base/units.h"
#include "solvers/live_buses.h"
#include "solvers/sparse_lu.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// A branch with hardly any reactance counts with its whole impedance: 1/x would dwarf the rest.
constexpr double kMinReactanceShare = 0.05;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

double CalcSusceptancePu(const models::ElectricityGrid& grid, const models::BranchParams& branch) {
  const double base_ohm = models::CalcBaseOhm(grid.buses[branch.from].nominal_kv);
  const double size_ohm = std::hypot(branch.r_ohm, branch.x_ohm);
  const double x_ohm =
      std::abs(branch.x_ohm) < kMinReactanceShare * size_ohm ? size_ohm : branch.x_ohm;
  return base_ohm / (x_ohm * branch.tap_ratio);
}

struct Entry {
  int row, column;
  double value_pu;
};

// By columns, rows ascending, equal places summed: two passes of counting.
SparsePattern MakePattern(std::vector<Entry>& entries, std::size_t size,
                          std::vector<double>& values_pu) {
  for (const bool by_column : {false, true}) {
    std::vector<std::size_t> start(size + 1, 0);
    for (const Entry& one : entries) ++start[U(by_column ? one.column : one.row) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<Entry> sorted(entries.size());
    for (const Entry& one : entries) sorted[start[U(by_column ? one.column : one.row)]++] = one;
    entries = std::move(sorted);
  }
  SparsePattern pattern;
  pattern.column_start.assign(size + 1, 0);
  int last_column = -1;
  for (const Entry& one : entries) {
    if (one.column == last_column && pattern.row.back() == one.row) {
      values_pu.back() += one.value_pu;
      continue;
    }
    last_column = one.column;
    pattern.row.push_back(one.row);
    values_pu.push_back(one.value_pu);
    pattern.column_start[U(one.column) + 1] = static_cast<int>(pattern.row.size());
  }
  return pattern;
}

class DcStart {
 public:
  DcStart(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs)
      : grid_(grid), inputs_(inputs) {}

  // Angles [bus]; empty when there are none to be had.
  std::vector<double> CalcAnglesRad() {
    FindReferences();
    FillInjections();
    FillBranches();
    std::vector<double> values_pu;
    SparsePattern pattern = MakePattern(entries_, bus_count(), values_pu);
    auto symbolic = SparseLuSymbolic::Analyse(std::move(pattern));
    if (!symbolic.ok()) return {};
    SparseLu lu(*std::move(symbolic));
    if (!lu.Factorise(values_pu).ok()) return {};
    lu.Solve(p_pu_);
    const bool is_finite =
        std::all_of(p_pu_.begin(), p_pu_.end(), [](double rad) { return std::isfinite(rad); });
    return is_finite ? p_pu_ : std::vector<double>();
  }

 private:
  std::size_t bus_count() const { return grid_.buses.size(); }
  bool IsPinned(std::size_t bus) const {
    return reference_[U(root_[bus])] < 0 || reference_[U(root_[bus])] == static_cast<int>(bus);
  }

  void FindReferences() {
    FindRoots(BranchEnds::Make(grid_), inputs_.in_service.rows(), root_);
    reference_.assign(bus_count(), -1);
    share_sum_.assign(bus_count(), 0.0);
    for (std::size_t i = 0; i < bus_count(); ++i) {
      const double share = inputs_.participation_share[BusIndex(i)];
      if (share <= 0.0) continue;
      int& reference = reference_[U(root_[i])];
      share_sum_[U(root_[i])] += share;
      if (reference < 0 || share > inputs_.participation_share[BusIndex(U(reference))]) {
        reference = static_cast<int>(i);
      }
    }
  }

  void FillInjections() {
    p_pu_.resize(bus_count());
    std::vector<double> sum_pu(bus_count(), 0.0);
    for (std::size_t i = 0; i < bus_count(); ++i) {
      const BusIndex bus(i);
      const double current_mw = inputs_.current_mw.empty() ? 0.0 : inputs_.current_mw[bus];
      p_pu_[i] =
          (inputs_.injection_mw[bus] - inputs_.shunt_mw[bus] - current_mw) / models::kBaseMva;
      sum_pu[U(root_[i])] += p_pu_[i];
    }
    for (std::size_t i = 0; i < bus_count(); ++i) {
      const std::size_t root = U(root_[i]);
      if (share_sum_[root] <= 0.0) continue;
      p_pu_[i] -= inputs_.participation_share[BusIndex(i)] / share_sum_[root] * sum_pu[root];
    }
  }

  void FillBranches() {
    entries_.reserve(bus_count() + 4 * grid_.branches.size());
    for (std::size_t i = 0; i < bus_count(); ++i) {
      const int bus = static_cast<int>(i);
      entries_.push_back({bus, bus, IsPinned(i) ? 1.0 : 0.0});
    }
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      if (inputs_.in_service[BranchIndex(k)] == 0) continue;
      const models::BranchParams& branch = grid_.branches[BranchIndex(k)];
      const double b_pu = CalcSusceptancePu(grid_, branch);
      const double shift_pu = b_pu * branch.phase_shift_deg * models::kRadPerDeg;
      AddEnd(branch.from.value(), branch.to.value(), b_pu, shift_pu);
      AddEnd(branch.to.value(), branch.from.value(), b_pu, -shift_pu);
    }
    for (std::size_t i = 0; i < bus_count(); ++i) {
      if (IsPinned(i)) p_pu_[i] = 0.0;
    }
  }

  void AddEnd(std::size_t own, std::size_t other, double b_pu, double shift_pu) {
    p_pu_[own] += shift_pu;
    if (IsPinned(own)) return;
    const int row = static_cast<int>(own);
    entries_.push_back({row, row, b_pu});
    if (!IsPinned(other)) entries_.push_back({row, static_cast<int>(other), -b_pu});
  }

  const models::ElectricityGrid& grid_;
  const PowerFlowInputs& inputs_;
  std::vector<int> root_, reference_;  // [bus]; reference_ at the root's row
  std::vector<double> share_sum_;      // [bus] at the root's row
  std::vector<double> p_pu_;           // [bus] injection, then angle
  std::vector<Entry> entries_;
};

}  // namespace

PowerFlowState MakeDcStart(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs) {
  PowerFlowState state = PowerFlowState::MakeFlat(grid);
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    if (inputs.regulates[bus] != 0) state.vm_pu[bus] = inputs.v_set_pu[bus];
  }
  std::vector<double> angles_rad = DcStart(grid, inputs).CalcAnglesRad();
  if (!angles_rad.empty()) state.va_rad.rows() = std::move(angles_rad);
  return state;
}

}  // namespace solvers
