#include "models/electricity/fault_impedance.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kMaximumRatio = 1.10;
constexpr double kMinimumRatio = 1.00;
constexpr double kMinimumOfHighestRatio = 0.90;
constexpr double kLargeMachineMva = 100.0;
constexpr double kLowVoltageKv = 1.0;
constexpr double kResistancePerK = 0.004;

// IEC 60038, systems above 1 kV at 50 Hz.
constexpr std::array<double, 19> kEquipmentKv{3.6,   7.2,   12.0,  17.5,  24.0,  36.0,  40.5,
                                              52.0,  72.5,  100.0, 123.0, 145.0, 170.0, 245.0,
                                              300.0, 362.0, 420.0, 550.0, 800.0};

double CalcSine(double cos_phi_ratio) { return std::sqrt(1.0 - cos_phi_ratio * cos_phi_ratio); }

// Impedance of this size and this resistance over its reactance.
std::complex<double> FromSize(double z_ohm, double rx_ratio) {
  const double x_ohm = z_ohm / std::sqrt(1.0 + rx_ratio * rx_ratio);
  return {rx_ratio * x_ohm, x_ohm};
}

double CalcMachineBaseOhm(const SynchronousMachineParams& machine) {
  return machine.rated_kv * machine.rated_kv / machine.rated_mva;
}

}  // namespace

double CalcHighestEquipmentKv(double nominal_kv) {
  const auto found = std::lower_bound(kEquipmentKv.begin(), kEquipmentKv.end(), nominal_kv);
  return found == kEquipmentKv.end() ? nominal_kv : *found;
}

double CalcVoltageFactorRatio(double nominal_kv, FaultCase fault_case) {
  const double highest_kv = CalcHighestEquipmentKv(nominal_kv);
  if (fault_case == FaultCase::kMaximum) return std::min(kMaximumRatio, highest_kv / nominal_kv);
  return nominal_kv < highest_kv ? kMinimumRatio : kMinimumOfHighestRatio;
}

FaultImpedance CalcFeederImpedance(const NetworkFeederParams& feeder, FaultCase fault_case) {
  const double c_ratio = CalcVoltageFactorRatio(feeder.nominal_kv, fault_case);
  const double size_ohm = c_ratio * feeder.nominal_kv / (kSqrt3 * feeder.initial_ka);
  const std::complex<double> z_ohm = FromSize(size_ohm, feeder.rx_ratio);
  return {.z_ohm = z_ohm, .peak_r_ohm = z_ohm.real()};
}

FaultImpedance CalcMachineImpedance(const SynchronousMachineParams& machine) {
  const double x_ohm = machine.subtransient_x_pu * CalcMachineBaseOhm(machine);
  const double peak_ratio = machine.rated_kv <= kLowVoltageKv       ? 0.15
                            : machine.rated_mva >= kLargeMachineMva ? 0.05
                                                                    : 0.07;
  return {.z_ohm = {machine.r_ohm, x_ohm}, .peak_r_ohm = peak_ratio * x_ohm};
}

double CalcMachineFactorRatio(const SynchronousMachineParams& machine, double nominal_kv) {
  const double c_ratio = CalcVoltageFactorRatio(nominal_kv, FaultCase::kMaximum);
  return nominal_kv / (machine.rated_kv * (1.0 + machine.over_voltage_share)) * c_ratio /
         (1.0 + machine.subtransient_x_pu * CalcSine(machine.cos_phi_ratio));
}

FaultImpedance CalcUnitImpedance(const SynchronousMachineParams& machine,
                                 const UnitTransformerParams& transformer, double nominal_kv) {
  const double turns_ratio = transformer.high_kv / transformer.low_kv;
  const double base_ohm = transformer.high_kv * transformer.high_kv / transformer.rated_mva;
  const double x_share = std::sqrt(transformer.impedance_share * transformer.impedance_share -
                                   transformer.resistance_share * transformer.resistance_share);
  const std::complex<double> own_ohm =
      base_ohm * std::complex<double>(transformer.resistance_share, x_share);
  double factor_ratio = 0.0;
  if (transformer.has_tap_changer) {
    const double c_ratio = CalcVoltageFactorRatio(nominal_kv, FaultCase::kMaximum);
    const double voltages = nominal_kv / (machine.rated_kv * turns_ratio);
    factor_ratio =
        voltages * voltages * c_ratio /
        (1.0 + std::abs(machine.subtransient_x_pu - x_share) * CalcSine(machine.cos_phi_ratio));
  } else {
    factor_ratio = CalcMachineFactorRatio(machine, nominal_kv) / turns_ratio *
                   (1.0 - transformer.off_load_tap_share);
  }
  const FaultImpedance generator = CalcMachineImpedance(machine);
  const double turns2 = turns_ratio * turns_ratio;
  return {.z_ohm = factor_ratio * (turns2 * generator.z_ohm + own_ohm),
          .peak_r_ohm = factor_ratio * (turns2 * generator.peak_r_ohm + own_ohm.real())};
}

FaultImpedance CalcMotorImpedance(const AsynchronousMotorParams& motor) {
  const double rated_mva = motor.rated_mw / (motor.efficiency_share * motor.cos_phi_ratio);
  const double size_ohm = motor.rated_kv * motor.rated_kv / rated_mva / motor.locked_rotor_ratio;
  const std::complex<double> z_ohm = FromSize(size_ohm, motor.rx_ratio);
  return {.z_ohm = z_ohm, .peak_r_ohm = z_ohm.real()};
}

double CalcTransformerFactorRatio(double x_share, double voltage_factor_ratio) {
  return 0.95 * voltage_factor_ratio / (1.0 + 0.6 * x_share);
}

double CalcResistanceAtOhm(double r20_ohm, double conductor_degc) {
  return r20_ohm * (1.0 + kResistancePerK * (conductor_degc - 20.0));
}

double CalcPeakFactorRatio(double rx_ratio) { return 1.02 + 0.98 * std::exp(-3.0 * rx_ratio); }

}  // namespace models
