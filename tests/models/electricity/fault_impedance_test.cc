#include "models/electricity/fault_impedance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

TEST(FaultImpedanceTest, EquipmentVoltageIsTheNextOfTheStandard) {
  EXPECT_EQ(CalcHighestEquipmentKv(22.0), 24.0);
  EXPECT_EQ(CalcHighestEquipmentKv(66.0), 72.5);
  EXPECT_EQ(CalcHighestEquipmentKv(132.0), 145.0);
  EXPECT_EQ(CalcHighestEquipmentKv(300.0), 300.0);
  EXPECT_EQ(CalcHighestEquipmentKv(380.0), 420.0);
  EXPECT_EQ(CalcHighestEquipmentKv(1000.0), 1000.0);
}

TEST(FaultImpedanceTest, VoltageFactorNeverGoesBeyondTheEquipment) {
  EXPECT_EQ(CalcVoltageFactorRatio(110.0, FaultCase::kMaximum), 1.1);
  EXPECT_EQ(CalcVoltageFactorRatio(110.0, FaultCase::kMinimum), 1.0);
  EXPECT_DOUBLE_EQ(CalcVoltageFactorRatio(132.0, FaultCase::kMaximum) * 132.0, 145.0);
  EXPECT_EQ(CalcVoltageFactorRatio(420.0, FaultCase::kMaximum), 1.0);
  EXPECT_EQ(CalcVoltageFactorRatio(420.0, FaultCase::kMinimum), 0.9);
}

// A feeder's own current comes back: I″k = c U/(√3 Z).
TEST(FaultImpedanceTest, AFeederGivesItsCurrent) {
  const FaultImpedance feeder = CalcFeederImpedance(
      {.nominal_kv = 110.0, .initial_ka = 16.0, .rx_ratio = 0.1}, FaultCase::kMaximum);
  EXPECT_NEAR(1.1 * 110.0 / (kSqrt3 * std::abs(feeder.z_ohm)), 16.0, 1e-12);
  EXPECT_NEAR(feeder.z_ohm.real(), 0.1 * feeder.z_ohm.imag(), 1e-15);
  EXPECT_EQ(feeder.peak_r_ohm, feeder.z_ohm.real());
}

// Units S1 (150 MVA, changer) and S2 (100 MVA) and machine G3 of IEC TR 60909-4, clause 6, worked
// by hand from the equations: K_S = 0.995975, K_SO = 0.876832, K_G = 0.988320.
TEST(FaultImpedanceTest, FactorsOfTheStandardsTestNetwork) {
  const SynchronousMachineParams g1{.rated_mva = 150.0,
                                    .rated_kv = 21.0,
                                    .subtransient_x_pu = 0.14,
                                    .r_ohm = 0.002,
                                    .cos_phi_ratio = 0.85};
  const UnitTransformerParams t1{.rated_mva = 150.0,
                                 .high_kv = 115.0,
                                 .low_kv = 21.0,
                                 .impedance_share = 0.16,
                                 .resistance_share = 0.005,
                                 .has_tap_changer = true};
  const double x_t = std::sqrt(0.16 * 0.16 - 0.005 * 0.005);
  const double k_s =
      110.0 * 110.0 / (115.0 * 115.0) * 1.1 / (1.0 + (x_t - 0.14) * std::sqrt(1.0 - 0.85 * 0.85));
  EXPECT_NEAR(k_s, 0.995975, 1e-6);
  const double turns2 = 115.0 * 115.0 / (21.0 * 21.0), base_ohm = 115.0 * 115.0 / 150.0;
  const FaultImpedance s1 = CalcUnitImpedance(g1, t1, 110.0);
  EXPECT_NEAR(s1.z_ohm.imag(), k_s * (turns2 * 0.14 * 21.0 * 21.0 / 150.0 + x_t * base_ohm), 1e-12);
  EXPECT_NEAR(s1.z_ohm.real(), k_s * (turns2 * 0.002 + 0.005 * base_ohm), 1e-12);
  EXPECT_NEAR(s1.peak_r_ohm, k_s * (turns2 * 0.05 * 0.14 * 21.0 * 21.0 / 150.0 + 0.005 * base_ohm),
              1e-12);

  const SynchronousMachineParams g2{.rated_mva = 100.0,
                                    .rated_kv = 10.5,
                                    .subtransient_x_pu = 0.16,
                                    .r_ohm = 0.005,
                                    .cos_phi_ratio = 0.9,
                                    .over_voltage_share = 0.075};
  EXPECT_NEAR(CalcMachineFactorRatio(g2, 110.0) * 10.5 / 120.0, 0.876832, 1e-6);
  const SynchronousMachineParams g3{
      .rated_mva = 10.0, .rated_kv = 10.5, .subtransient_x_pu = 0.1, .cos_phi_ratio = 0.8};
  EXPECT_NEAR(CalcMachineFactorRatio(g3, 10.0), 0.988320, 1e-6);
}

TEST(FaultImpedanceTest, PeakResistanceFollowsTheSizeOfTheMachine) {
  const auto ratio = [](double mva, double kv) {
    const FaultImpedance machine =
        CalcMachineImpedance({.rated_mva = mva, .rated_kv = kv, .subtransient_x_pu = 0.2});
    return machine.peak_r_ohm / machine.z_ohm.imag();
  };
  EXPECT_NEAR(ratio(100.0, 10.5), 0.05, 1e-15);
  EXPECT_NEAR(ratio(99.0, 10.5), 0.07, 1e-15);
  EXPECT_NEAR(ratio(1.0, 0.69), 0.15, 1e-15);
}

// 5 MW, cos φ 0.88, η 0.975: S = 5.828 MVA, Z = 100/(5 · 5.828) = 3.432 Ω.
TEST(FaultImpedanceTest, AMotorByHand) {
  const FaultImpedance motor = CalcMotorImpedance({.rated_mw = 5.0,
                                                   .rated_kv = 10.0,
                                                   .cos_phi_ratio = 0.88,
                                                   .efficiency_share = 0.975,
                                                   .locked_rotor_ratio = 5.0});
  EXPECT_NEAR(std::abs(motor.z_ohm), 3.432, 1e-12);
  EXPECT_NEAR(motor.z_ohm.imag(), 0.995 * 3.432, 2e-4);
}

TEST(FaultImpedanceTest, SmallFormulas) {
  EXPECT_NEAR(CalcTransformerFactorRatio(0.12, 1.1), 0.95 * 1.1 / 1.072, 1e-15);
  EXPECT_NEAR(CalcResistanceAtOhm(2.0, 80.0), 2.48, 1e-15);
  EXPECT_NEAR(CalcPeakFactorRatio(0.0), 2.0, 1e-15);
  EXPECT_NEAR(CalcPeakFactorRatio(0.1), 1.02 + 0.98 * 0.740818220681718, 1e-12);
}

}  // namespace
}  // namespace models
