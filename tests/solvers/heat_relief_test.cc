#include "solvers/heat_relief.h"

#include <gtest/gtest.h>

#include "models/plants/heat_pump.h"
#include "solvers/heat_system_step.h"
#include "tests/support/small_heat.h"

namespace solvers {
namespace {

constexpr ReliefParams kParams{.direct_ratio = 0.98, .boiler_ratio = 0.98};

// By hand: 1/0.98 MW when the network burns; 1/0.98 − 1/3 behind a heat pump of COP 3; nothing
// behind an electric boiler of the same efficiency.
TEST(ReliefTest, OneMwByHand) {
  EXPECT_DOUBLE_EQ(CalcReliefPerMw(kParams, -10.0, 0.0).direct_mw, 1.0 / 0.98);
  EXPECT_DOUBLE_EQ(CalcReliefPerMw(kParams, -10.0, 1.0 / 3.0).direct_mw, 1.0 / 0.98 - 1.0 / 3.0);
  EXPECT_NEAR(CalcReliefPerMw(kParams, -10.0, 1.0 / 0.98).direct_mw, 0.0, 1e-12);
  EXPECT_NEAR(CalcReliefPerMw(kParams, -10.0, 1.0 / 0.98).boiler_mw, 0.0, 1e-12);
  EXPECT_LT(CalcReliefPerMw(kParams, -10.0, 1.0 / 0.98).pump_mw, 0.0)
      << "against a local heat pump an electric boiler loads the grid";
}

TEST(ReliefTest, ALocalHeatPumpLeavesOneOverItsCop) {
  const double cop_ratio = 0.45 * models::CalcLorenzCopRatio({.source_in_degc = -10.0,
                                                              .source_out_degc = -15.0,
                                                              .sink_in_degc = 40.0,
                                                              .sink_out_degc = 50.0});
  EXPECT_DOUBLE_EQ(CalcLocalPumpCopRatio(kParams, -10.0), cop_ratio);
  EXPECT_DOUBLE_EQ(CalcReliefPerMw(kParams, -10.0, 0.0).pump_mw, 1.0 / cop_ratio);
  EXPECT_EQ(CalcLocalPumpCopRatio(kParams, -20.1), 0.98) << "too cold: it heats directly";
  EXPECT_GT(CalcLocalPumpCopRatio(kParams, 5.0), CalcLocalPumpCopRatio(kParams, -5.0));
}

class MarginalDrawTest : public testing::Test {
 protected:
  double Calc(const models::HeatSystemInputs& inputs, double outdoor_degc) {
    const models::HeatSystemState state = MakeHeatSystemState(system_, outdoor_degc);
    HeatStepWorkspace workspace;
    const auto step = AdvanceHeatSystem(system_, inputs, state, 0.25, workspace);
    EXPECT_TRUE(step.ok()) << step.status();
    return CalcMarginalDrawRatio(system_, inputs, state, step->result, 0.5);
  }
  models::HeatSystemParams system_ = tests::MakeHeatSystem();
};

// By hand: at −5 °C oil is marginal; at +8 °C the electric boiler at 1/1.0 (load 65 + 20 + 11 MW);
// cut by an order, oil again.
TEST_F(MarginalDrawTest, ThePlantOfTheNextMwDecides) {
  EXPECT_NEAR(Calc(tests::MakeHeatInputs(-5.0), -5.0), 0.0, 1e-12);
  EXPECT_NEAR(Calc(tests::MakeHeatInputs(8.0), 8.0), 1.0, 1e-9);
  models::HeatSystemInputs ordered = tests::MakeHeatInputs(8.0);
  ordered.electricity_max_mw = 10.0;
  EXPECT_NEAR(Calc(ordered, 8.0), 0.0, 1e-9);
}

TEST(CounterfactualTest, ByHand) {
  models::HeatSystemResult result;
  result.delivered_mw = 98.0;
  result.electricity_mw = 12.0;
  result.power_mw = 2.0;
  const HeatCounterfactual moment = CalcCounterfactual(kParams, result, -30.0);
  EXPECT_EQ(moment.with_mw, 10.0);
  EXPECT_DOUBLE_EQ(moment.without_direct_mw, 100.0);
  EXPECT_DOUBLE_EQ(moment.without_pump_mw, 100.0);
}

}  // namespace
}  // namespace solvers
