// Unknowns and equations: head of ac_power_flow.cc.
#include "solvers/ac_equations.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "models/base/units.h"

namespace solvers {
namespace {

using Complex = std::complex<double>;
using models::BranchIndex;
using models::BusIndex;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

absl::Status AcEquations::FindEnergised() {
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

void AcEquations::LayOutBranches() {
  b_.branch = network_.branch;
  for (const std::size_t k : network_.tap_branches) {
    if (state_.tap_step[BranchIndex(k)] != 0) UpdateBranch(k);
  }
  UpdateAdmittance();
}

void AcEquations::UpdateBranch(std::size_t k) {
  const BranchIndex index(k);
  b_.branch[k] = CalcBranchAdmittance(grid(), grid().branches[index], state_.tap_step[index]);
}

void AcEquations::UpdateAdmittance() {
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

Complex AcEquations::CurrentDemandPu(std::size_t i) {
  if (inputs_.current_mw.empty()) return 0.0;
  const double per_mva = Vm(i) / models::kBaseMva;
  return {inputs_.current_mw[BusIndex(i)] * per_mva, inputs_.current_mvar[BusIndex(i)] * per_mva};
}

// Injections at the present state and, in the same pass, the Jacobian. Cosine and sine of every
// bus are taken once; those of differences follow from them.
void AcEquations::Evaluate() {
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
      const AcBlockPosition& block = network_.blocks[entry];
      b_.jacobian_pu[U(block.p_theta)] = vj_pu * in_quadrature;
      b_.jacobian_pu[U(block.p_v)] = in_phase;
      b_.jacobian_pu[U(block.q_theta)] = -vj_pu * in_phase;
      b_.jacobian_pu[U(block.q_v)] = in_quadrature;
    }
    const double g = b_.y[diagonal].real(), b = b_.y[diagonal].imag();
    p_pu += vi_pu * vi_pu * g;
    q_pu -= vi_pu * vi_pu * b;
    const AcBlockPosition& block = network_.blocks[diagonal];
    b_.jacobian_pu[U(block.p_theta)] = -q_pu - b * vi_pu * vi_pu;
    b_.jacobian_pu[U(block.p_v)] = p_pu / vi_pu + g * vi_pu;
    b_.jacobian_pu[U(block.q_theta)] = p_pu - g * vi_pu * vi_pu;
    b_.jacobian_pu[U(block.q_v)] = q_pu / vi_pu - b * vi_pu;
    if (!inputs_.current_mw.empty()) {
      b_.jacobian_pu[U(block.p_v)] += inputs_.current_mw[BusIndex(i)] / models::kBaseMva;
      b_.jacobian_pu[U(block.q_v)] += inputs_.current_mvar[BusIndex(i)] / models::kBaseMva;
    }
    b_.p_pu[i] = p_pu;
    b_.q_pu[i] = q_pu;
  }
}

double AcEquations::CalcMismatchPu() {
  double sum_pu = 0.0;
  for (std::size_t i = 0; i < network_.bus_count(); ++i) {
    if (b_.is_energised[i] == 0) continue;
    sum_pu += b_.p_pu[i] - inputs_.injection_mw[BusIndex(i)] / models::kBaseMva +
              CurrentDemandPu(i).real();
  }
  return sum_pu;
}

double AcEquations::ScheduledQPu(std::size_t i) {
  double q_mvar = inputs_.injection_mvar[BusIndex(i)];
  if (Control(i) == BusControl::kAtMinQ) q_mvar += inputs_.q_min_mvar[BusIndex(i)];
  if (Control(i) == BusControl::kAtMaxQ) q_mvar += inputs_.q_max_mvar[BusIndex(i)];
  return q_mvar / models::kBaseMva;
}

double AcEquations::FillResidualPu(std::size_t& worst_bus) {
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
    b_.residual_pu[U(AngleOf(i))] = p_pu;
    b_.residual_pu[U(MagnitudeOf(i))] = q_pu;
    note(p_pu, i);
    note(q_pu, i);
  }
  b_.residual_pu[2 * network_.bus_count()] = 0.0;
  return worst_pu;
}

void AcEquations::PinRows() {
  const AdmittancePattern& y = network_.admittance;
  for (std::size_t i = 0; i < network_.bus_count(); ++i) {
    const bool is_dead = b_.is_energised[i] == 0;
    if (!is_dead && !IsHeld(i)) continue;
    for (std::size_t entry = U(y.row_start[i]); entry < U(y.row_start[i + 1]); ++entry) {
      const AcBlockPosition& block = network_.blocks[entry];
      const bool is_diagonal = entry == U(y.diagonal[i]);
      b_.jacobian_pu[U(block.q_theta)] = 0.0;
      b_.jacobian_pu[U(block.q_v)] = is_diagonal ? 1.0 : 0.0;
      if (!is_dead) continue;
      b_.jacobian_pu[U(block.p_theta)] = is_diagonal ? 1.0 : 0.0;
      b_.jacobian_pu[U(block.p_v)] = 0.0;
    }
  }
  for (std::size_t k = 0; k < network_.participants.size(); ++k) {
    const BusIndex bus = network_.participants[k];
    const bool is_live = b_.is_energised[bus.value()] != 0;
    b_.jacobian_pu[U(network_.lambda_in_p[k])] = is_live ? -inputs_.participation_share[bus] : 0.0;
    b_.jacobian_pu[U(network_.reference_row[k])] = bus.value() == b_.reference ? 1.0 : 0.0;
  }
}

double AcEquations::RegulatedMvar(std::size_t i) {
  return (b_.q_pu[i] + CurrentDemandPu(i).imag()) * models::kBaseMva -
         inputs_.injection_mvar[BusIndex(i)];
}

BranchFlow AcEquations::FlowOf(std::size_t k) {
  const std::size_t from = U(network_.ends.from[k]), to = U(network_.ends.to[k]);
  return CalcBranchFlow(b_.branch[k], {Vm(from) * b_.e_pu[from], Vm(from) * b_.f_pu[from]},
                        {Vm(to) * b_.e_pu[to], Vm(to) * b_.f_pu[to]});
}

}  // namespace solvers
