#include "models/heat/heat_exchanger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/number_table.h"
#include "tests/support/region_paths.h"

namespace models {
namespace {

constexpr HeatExchangerParams kExchanger{
    .transfer_w_per_k = 10000.0, .nominal_primary_kg_s = 1.0, .nominal_secondary_kg_s = 1.5};

// The table has twelve digits; its transfer is that at the flows of each row.
TEST(HeatExchangerTest, AgreesWithTheReferenceTable) {
  auto table =
      tests::ReadNumbers(tests::ReferenceDirectory() + "/heat/analytic/counterflow_hx.csv");
  if (table.empty()) GTEST_SKIP() << "no reference table counterflow_hx (set OET_REFERENCE_DIR)";
  for (std::size_t row = 0; row < table["Q_W"].size(); ++row) {
    const HeatExchangerParams exchanger{.transfer_w_per_k = table["UA_W_K"][row],
                                        .nominal_primary_kg_s = table["mdot_prim"][row],
                                        .nominal_secondary_kg_s = table["mdot_sec"][row]};
    const HeatExchangerFlows flows{.primary_kg_s = table["mdot_prim"][row],
                                   .secondary_kg_s = table["mdot_sec"][row],
                                   .primary_in_degc = table["T_prim_in_C"][row],
                                   .secondary_in_degc = table["T_sec_in_C"][row]};
    const double heat_w = CalcExchangedHeat(exchanger, flows).heat_w;
    EXPECT_NEAR(heat_w / table["Q_W"][row], 1.0, 2e-11) << row;
    EXPECT_NEAR(flows.primary_in_degc - heat_w / (4190.0 * flows.primary_kg_s),
                table["T_prim_out_C"][row], 2e-9);
    EXPECT_NEAR(flows.secondary_in_degc + heat_w / (4190.0 * flows.secondary_kg_s),
                table["T_sec_out_C"][row], 2e-9);
  }
  EXPECT_EQ(table["Q_W"].size(), 9u);
}

// By hand: C = 4190 W/K on both sides, UA = 12 570 W/K: NTU 3, ε = 3/4.
TEST(HeatExchangerTest, EqualCapacityRatesByHandAndSmoothAround) {
  const HeatExchangerParams exchanger{
      .transfer_w_per_k = 12570.0, .nominal_primary_kg_s = 1.0, .nominal_secondary_kg_s = 1.0};
  const auto heat = [&](double primary_kg_s) {
    return CalcExchangedHeat(exchanger, {.primary_kg_s = primary_kg_s,
                                         .secondary_kg_s = 1.0,
                                         .primary_in_degc = 90.0,
                                         .secondary_in_degc = 40.0})
        .heat_w;
  };
  EXPECT_NEAR(heat(1.0), 0.75 * 4190.0 * 50.0, 1e-8);
  // The series used near equal rates, and the form used elsewhere, against the textbook's
  // ε = (1 − E)/(1 − r E) in long double.
  for (double primary_kg_s : {0.2, 0.9, 0.9968, 0.9966, 1.0001, 1.0033, 1.0034, 1.02, 4.0}) {
    const long double transfer = CalcTransferWPerK(exchanger, primary_kg_s, 1.0);
    const long double least = 4190.0L * std::min<long double>(primary_kg_s, 1.0L);
    const long double ratio = least / (4190.0L * std::max<long double>(primary_kg_s, 1.0L));
    const long double rest = std::exp(-transfer / least * (1.0L - ratio));
    const long double effectiveness = (1.0L - rest) / (1.0L - ratio * rest);
    EXPECT_NEAR(heat(primary_kg_s) / static_cast<double>(effectiveness * least * 50.0L), 1.0, 1e-13)
        << primary_kg_s;
  }
}

TEST(HeatExchangerTest, AHugeExchangerIsIdealAndNoneGivesNothing) {
  for (double primary_kg_s : {0.4, 1.0, 2.5}) {
    HeatExchangerParams exchanger = kExchanger;
    const HeatExchangerFlows flows{.primary_kg_s = primary_kg_s,
                                   .secondary_kg_s = 1.0,
                                   .primary_in_degc = 95.0,
                                   .secondary_in_degc = 45.0};
    exchanger.transfer_w_per_k = 1e9;
    const double ideal_w = 4190.0 * std::min(primary_kg_s, 1.0) * 50.0;
    EXPECT_NEAR(CalcExchangedHeat(exchanger, flows).heat_w / ideal_w, 1.0, 1e-5);
    exchanger.transfer_w_per_k = 1e-6;
    EXPECT_NEAR(CalcExchangedHeat(exchanger, flows).heat_w, 0.0, 1e-4);
  }
}

TEST(HeatExchangerTest, StandingWaterExchangesNothing) {
  EXPECT_EQ(CalcExchangedHeat(kExchanger, {.secondary_kg_s = 1.0, .primary_in_degc = 90.0}).heat_w,
            0.0);
  EXPECT_EQ(CalcExchangedHeat(kExchanger, {.primary_kg_s = 1.0, .primary_in_degc = 90.0}).heat_w,
            0.0);
}

TEST(HeatExchangerTest, ExchangingBothSidesTurnsTheSign) {
  const HeatExchangerParams mirrored{
      .transfer_w_per_k = 10000.0, .nominal_primary_kg_s = 1.5, .nominal_secondary_kg_s = 1.0};
  const double forward_w = CalcExchangedHeat(kExchanger, {.primary_kg_s = 0.7,
                                                          .secondary_kg_s = 1.9,
                                                          .primary_in_degc = 90.0,
                                                          .secondary_in_degc = 40.0})
                               .heat_w;
  const double backward_w = CalcExchangedHeat(mirrored, {.primary_kg_s = 1.9,
                                                         .secondary_kg_s = 0.7,
                                                         .primary_in_degc = 40.0,
                                                         .secondary_in_degc = 90.0})
                                .heat_w;
  EXPECT_NEAR(forward_w / backward_w, -1.0, 1e-14);
}

// Derivatives against central differences over four decades of flow.
TEST(HeatExchangerTest, DerivativesAreExact) {
  for (double primary_kg_s : {0.001, 0.02, 0.5, 1.4999, 1.5, 1.503, 6.0, 40.0}) {
    HeatExchangerFlows flows{.primary_kg_s = primary_kg_s,
                             .secondary_kg_s = 1.5,
                             .primary_in_degc = 90.0,
                             .secondary_in_degc = 40.0};
    const ExchangedHeat heat = CalcExchangedHeat(kExchanger, flows);
    const double step_kg_s = 1e-5 * primary_kg_s;
    flows.primary_kg_s = primary_kg_s + step_kg_s;
    const double above_w = CalcExchangedHeat(kExchanger, flows).heat_w;
    flows.primary_kg_s = primary_kg_s - step_kg_s;
    const double below_w = CalcExchangedHeat(kExchanger, flows).heat_w;
    const double slope = (above_w - below_w) / (2.0 * step_kg_s);
    EXPECT_NEAR(heat.per_primary_flow_w_s_per_kg, slope, 1e-8 * heat.heat_w / primary_kg_s)
        << primary_kg_s;
    EXPECT_NEAR(heat.per_kelvin_w_per_k * 50.0, heat.heat_w, 1e-9);
  }
}

// By hand: approaches 95 − 60 = 35 K and 45 − 40 = 5 K, LMTD 30/ln 7 = 15.4169 K.
TEST(HeatExchangerTest, DesignByHand) {
  const HeatExchangerParams exchanger = MakeHeatExchanger({.heat_w = 200e3,
                                                           .primary_in_degc = 95.0,
                                                           .primary_out_degc = 45.0,
                                                           .secondary_in_degc = 40.0,
                                                           .secondary_out_degc = 60.0});
  EXPECT_NEAR(exchanger.transfer_w_per_k, 200e3 / (30.0 / std::log(7.0)), 1e-8);
  EXPECT_NEAR(exchanger.nominal_primary_kg_s, 200e3 / (4190.0 * 50.0), 1e-12);
  EXPECT_NEAR(exchanger.nominal_secondary_kg_s, 200e3 / (4190.0 * 20.0), 1e-12);
  EXPECT_NEAR(CalcExchangedHeat(exchanger, {.primary_kg_s = exchanger.nominal_primary_kg_s,
                                            .secondary_kg_s = exchanger.nominal_secondary_kg_s,
                                            .primary_in_degc = 95.0,
                                            .secondary_in_degc = 40.0})
                  .heat_w,
              200e3, 1e-6);
}

TEST(HeatExchangerTest, TransferGrowsWithThePowerZeroPointEight) {
  EXPECT_NEAR(CalcTransferWPerK(kExchanger, 1.0, 1.5), 10000.0, 1e-9);
  EXPECT_NEAR(CalcTransferWPerK(kExchanger, 0.5, 0.75) / 10000.0, std::pow(0.5, 0.8), 1e-12);
}

}  // namespace
}  // namespace models
