#include "solvers/short_circuit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"

// Unknowns: voltages at the buses under a current into the fault, per unit on 100 MVA and nominal
// voltages. Y holds the branches by their ratios (no phase shift, so Y = Yᵀ) and 1/z of every
// source at its bus; Z_kk in ohm is the per-unit one times the base impedance of the bus. A bus
// without a source in its island gets an admittance of 1 pu of its own, so that Y stays regular,
// and no current.

namespace solvers {
namespace {

using Complex = std::complex<double>;
using models::BusIndex;
using models::kSqrt3;
using models::Table;

constexpr double kPeakFrequencyRatio = 20.0 / 50.0;
constexpr double kLeastOhm = 1e-9;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

double CalcBaseKa(double nominal_kv) { return models::kBaseMva / (kSqrt3 * nominal_kv); }

BranchAdmittance CalcSeriesAdmittance(double base_ohm, double tap_ratio, Complex z_ohm) {
  const Complex y = base_ohm / z_ohm;
  return {.y_ff = y / (tap_ratio * tap_ratio),
          .y_ft = -y / tap_ratio,
          .y_tf = -y / tap_ratio,
          .y_tt = y};
}

Complex AtFrequency(Complex z_ohm, double frequency_ratio) {
  return {z_ohm.real(), z_ohm.imag() * frequency_ratio};
}

Complex CalcSourceOhm(const models::FaultImpedance& source, double frequency_ratio) {
  const double r_ohm = frequency_ratio == 1.0 ? source.z_ohm.real() : source.peak_r_ohm;
  return {r_ohm, source.z_ohm.imag() * frequency_ratio};
}

}  // namespace

struct ShortCircuitSolver::Factored {
  SymmetricFactor factor;
  std::vector<char> is_fed;  // [bus]
};

absl::StatusOr<ShortCircuitInputs> ShortCircuitInputs::Make(const models::ElectricityGrid& grid,
                                                            const models::FaultRules& rules,
                                                            models::FaultCase fault_case) {
  ShortCircuitInputs inputs;
  inputs.fault_case = fault_case;
  inputs.branch_ohm = CalcFaultBranches(grid, rules, fault_case);
  for (const models::BranchParams& branch : grid.branches) {
    inputs.in_service.Add(branch.is_in_service ? 1 : 0);
  }
  TWIN_ASSIGN_OR_RETURN(inputs.feeds, MakeFaultSources(grid, rules, fault_case,
                                                       CalcRunningShares(grid, rules, fault_case)));
  return inputs;
}

ShortCircuitSolver::ShortCircuitSolver(const models::ElectricityGrid& grid)
    : grid_(&grid),
      pattern_(MakeAdmittancePattern(grid)),
      ends_(BranchEnds::Make(grid)),
      inverse_(BlockPattern{.row_start = pattern_.row_start, .column = pattern_.column}) {}

absl::Status ShortCircuitSolver::Check(const ShortCircuitInputs& inputs) const {
  const std::size_t branch_count = grid_->branches.size();
  if (inputs.branch_ohm.size() != branch_count || inputs.in_service.size() != branch_count) {
    return models::errors::InvalidField(
        "branch_ohm",
        absl::StrCat("has ", inputs.branch_ohm.size(), " impedances and ", inputs.in_service.size(),
                     " switch states for ", branch_count, " branches"));
  }
  const auto is_wrong = [](Complex z_ohm) { return !(std::abs(z_ohm) >= kLeastOhm); };
  for (std::size_t k = 0; k < branch_count; ++k) {
    const models::BranchIndex branch(k);
    if (inputs.in_service[branch] != 0 && is_wrong(inputs.branch_ohm[branch])) {
      return models::errors::InvalidField(
          "branch_ohm", absl::StrCat("no impedance in branch ", grid_->branches[branch].name));
    }
  }
  for (const models::FaultSource& source : inputs.feeds.sources) {
    if (!grid_->buses.contains(source.bus)) {
      return models::errors::InvalidField("feeds", "a source stands at no bus of the grid");
    }
    if (is_wrong(source.impedance.z_ohm)) {
      return models::errors::InvalidField(
          "feeds", absl::StrCat("no impedance in a source at ", grid_->buses[source.bus].name));
    }
  }
  for (const models::FaultConverter& converter : inputs.feeds.converters) {
    if (!grid_->buses.contains(converter.bus) || !std::isfinite(converter.current_ka)) {
      return models::errors::InvalidField("feeds", "a converter has no bus or no finite current");
    }
  }
  return absl::OkStatus();
}

absl::Status ShortCircuitSolver::Factorise(const ShortCircuitInputs& inputs, double frequency_ratio,
                                           Factored& made) const {
  const models::ElectricityGrid& grid = *grid_;
  std::vector<Complex> values(pattern_.column.size());
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchIndex branch(k);
    if (inputs.in_service[branch] == 0) continue;
    const models::BranchParams& params = grid.branches[branch];
    const double base_ohm = models::CalcBaseOhm(grid.buses[params.from].nominal_kv);
    const BranchAdmittance y =
        CalcSeriesAdmittance(base_ohm, models::CalcTapStep(params, 0).ratio,
                             AtFrequency(inputs.branch_ohm[branch], frequency_ratio));
    const auto& [ff, ft, tf, tt] = pattern_.entry[k];
    values[U(ff)] += y.y_ff;
    values[U(ft)] += y.y_ft;
    values[U(tf)] += y.y_tf;
    values[U(tt)] += y.y_tt;
  }
  std::vector<int> root;
  FindRoots(ends_, inputs.in_service.rows(), root);
  std::vector<char> has_source(grid.buses.size(), 0);  // [root]
  for (const models::FaultSource& source : inputs.feeds.sources) {
    const std::size_t bus = source.bus.value();
    const double base_ohm = models::CalcBaseOhm(grid.buses[source.bus].nominal_kv);
    values[U(pattern_.diagonal[bus])] +=
        base_ohm / CalcSourceOhm(source.impedance, frequency_ratio);
    has_source[U(root[bus])] = 1;
  }
  made.is_fed.resize(grid.buses.size());
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    made.is_fed[i] = has_source[U(root[i])];
    if (made.is_fed[i] == 0) values[U(pattern_.diagonal[i])] += 1.0;
  }
  return inverse_.Factorise(values, made.factor);
}

std::vector<double> ShortCircuitSolver::CalcConverterVoltages(const ShortCircuitInputs& inputs,
                                                              const Factored& made) const {
  std::vector<double> voltage_pu(grid_->buses.size(), 0.0);
  if (inputs.fault_case == models::FaultCase::kMinimum) return voltage_pu;
  std::map<std::size_t, double> current_pu;
  for (const models::FaultConverter& converter : inputs.feeds.converters) {
    current_pu[converter.bus.value()] +=
        converter.current_ka / CalcBaseKa(grid_->buses[converter.bus].nominal_kv);
  }
  std::vector<Complex> column(grid_->buses.size());
  for (const auto& [bus, current] : current_pu) {
    if (made.is_fed[bus] == 0) continue;
    std::fill(column.begin(), column.end(), Complex());
    column[bus] = 1.0;
    inverse_.Solve(made.factor, column);
    for (std::size_t i = 0; i < column.size(); ++i) voltage_pu[i] += std::abs(column[i]) * current;
  }
  return voltage_pu;
}

namespace {

// What follows from the per-unit impedances at 50 and at 20 Hz and the converters' voltage.
ShortCircuitResult MakeResult(double nominal_kv, models::FaultCase fault_case, Complex z_pu,
                              Complex peak_z_pu, double converter_pu) {
  const double base_ka = CalcBaseKa(nominal_kv);
  const double without_ka =
      models::CalcVoltageFactorRatio(nominal_kv, fault_case) / std::abs(z_pu) * base_ka;
  ShortCircuitResult result;
  result.converter_ka = converter_pu / std::abs(z_pu) * base_ka;
  result.initial_ka = without_ka + result.converter_ka;
  result.power_mva = kSqrt3 * nominal_kv * result.initial_ka;
  result.rx_ratio = peak_z_pu.real() / peak_z_pu.imag() * kPeakFrequencyRatio;
  result.peak_ka = std::sqrt(2.0) * (models::CalcPeakFactorRatio(result.rx_ratio) * without_ka +
                                     result.converter_ka);
  result.z_ohm = z_pu * models::CalcBaseOhm(nominal_kv);
  return result;
}

}  // namespace

absl::StatusOr<Table<BusIndex, ShortCircuitResult>> ShortCircuitSolver::SolveAll(
    const ShortCircuitInputs& inputs) const {
  TWIN_RETURN_IF_ERROR(Check(inputs));
  Factored at_50, at_20;
  TWIN_RETURN_IF_ERROR(Factorise(inputs, 1.0, at_50));
  TWIN_RETURN_IF_ERROR(Factorise(inputs, kPeakFrequencyRatio, at_20));
  const std::vector<Complex> z_pu = inverse_.CalcDiagonal(at_50.factor);
  const std::vector<Complex> peak_z_pu = inverse_.CalcDiagonal(at_20.factor);
  const std::vector<double> converter_pu = CalcConverterVoltages(inputs, at_50);
  Table<BusIndex, ShortCircuitResult> results(grid_->buses.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (at_50.is_fed[i] == 0) continue;
    results[BusIndex(i)] = MakeResult(grid_->buses[BusIndex(i)].nominal_kv, inputs.fault_case,
                                      z_pu[i], peak_z_pu[i], converter_pu[i]);
  }
  return results;
}

absl::StatusOr<FaultFeeds> ShortCircuitSolver::SolveAt(const ShortCircuitInputs& inputs,
                                                       BusIndex bus) const {
  TWIN_RETURN_IF_ERROR(Check(inputs));
  if (!grid_->buses.contains(bus)) {
    return models::errors::InvalidField("bus", "is none of the grid");
  }
  const models::BusParams& params = grid_->buses[bus];
  Factored at_50, at_20;
  TWIN_RETURN_IF_ERROR(Factorise(inputs, 1.0, at_50));
  if (at_50.is_fed[bus.value()] == 0) {
    return models::errors::Infeasible(absl::StrCat("short circuit at ", params.name),
                                      "no source feeds the bus");
  }
  TWIN_RETURN_IF_ERROR(Factorise(inputs, kPeakFrequencyRatio, at_20));
  std::vector<Complex> column(grid_->buses.size()), peak_column(grid_->buses.size());
  column[bus.value()] = peak_column[bus.value()] = 1.0;
  inverse_.Solve(at_50.factor, column);
  inverse_.Solve(at_20.factor, peak_column);
  const Complex z_pu = column[bus.value()];
  FaultFeeds feeds;
  feeds.fault = MakeResult(params.nominal_kv, inputs.fault_case, z_pu, peak_column[bus.value()],
                           CalcConverterVoltages(inputs, at_50)[bus.value()]);
  const double c_ratio = models::CalcVoltageFactorRatio(params.nominal_kv, inputs.fault_case);
  const Complex current_pu = c_ratio / z_pu;
  for (std::size_t i = 0; i < column.size(); ++i) {
    // The equivalent source drives −c at the fault; what it takes elsewhere is missing there.
    feeds.voltage_pu.Add(at_50.is_fed[i] == 0 ? Complex() : c_ratio - column[i] * current_pu);
  }
  for (const models::FaultSource& source : inputs.feeds.sources) {
    const double nominal_kv = grid_->buses[source.bus].nominal_kv;
    const Complex dip_kv = column[source.bus.value()] * current_pu * nominal_kv;
    feeds.source_ka.push_back(dip_kv / (kSqrt3 * source.impedance.z_ohm));
  }
  return feeds;
}

}  // namespace solvers
