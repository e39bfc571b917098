#include "solvers/lane_base.h"

#include <array>
#include <cmath>
#include <complex>

#include "models/base/units.h"

namespace solvers {

using models::BusIndex;
using models::kBaseMva;

namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

// Admittances at the base's taps, and the mismatch its voltages leave: losses less what is put in.
void FillNetworkOf(const LaneNetwork& network, LaneBase& base) {
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
    const auto from = voltage(network.ends.from[k]), to = voltage(network.ends.to[k]);
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
    if (!base.current_p_pu.empty()) {
      base.lambda_pu += base.current_p_pu[i] * std::abs(voltage(static_cast<int>(i)));
    }
  }
}

}  // namespace

absl::Status FillLaneBase(const LaneNetwork& network, const PowerFlowInputs& inputs,
                          const PowerFlowState& start, LaneBase& base) {
  const std::size_t buses = network.bus_count();
  const auto& share = inputs.participation_share.rows();
  for (const double value : share) {
    if (value > share[network.reference]) {
      return absl::InvalidArgumentError(
          "the largest participation is not at the grid's reference bus");
    }
  }
  for (auto* row : {&base.p_set_pu, &base.q_set_pu, &base.share, &base.shunt_g_pu, &base.shunt_b_pu,
                    &base.v_set_pu, &base.q_min_pu, &base.q_max_pu, &base.e_pu, &base.f_pu}) {
    row->resize(buses);
  }
  const double turn_rad = start.va_rad[BusIndex(network.reference)];
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
  base.shunt_step.clear();
  for (const models::ShuntIndex index : network.banks) {
    const models::ShuntParams& bank = network.grid->shunts[index];
    base.shunt_step.push_back(start.shunt_step[index]);
    base.shunt_b_pu[bank.bus.value()] += bank.step_mvar * start.shunt_step[index] / kBaseMva;
  }
  const auto per_unit = [](const models::Table<BusIndex, double>& table, std::vector<double>& to) {
    to = table.rows();
    for (double& value : to) value /= kBaseMva;
  };
  per_unit(inputs.current_mw, base.current_p_pu);
  per_unit(inputs.current_mvar, base.current_q_pu);
  base.regulates = inputs.regulates.rows();
  base.in_service = inputs.in_service.rows();
  base.control = start.control.rows();
  base.tap_step = start.tap_step.rows();
  base.is_as_built = base.in_service == network.ends.as_built;
  FillNetworkOf(network, base);
  return absl::OkStatus();
}

}  // namespace solvers
