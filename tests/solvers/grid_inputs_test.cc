#include "solvers/grid_inputs.h"

#include <gtest/gtest.h>

#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BoundaryIndex;
using models::BranchIndex;
using models::BusIndex;
using models::GeneratorIndex;
using models::ShuntIndex;

class GridInputsTest : public testing::Test {
 protected:
  GridInputsTest() {
    const auto plant = [&](const char* id, std::size_t bus, bool holds, double min_running_mw) {
      grid_.generators.Add({.id = id,
                            .bus = BusIndex(bus),
                            .p_max_mw = 100.0,
                            .q_min_mvar = -10.0,
                            .q_max_mvar = 20.0,
                            .can_hold_voltage = holds,
                            .v_set_pu = 1.03,
                            .min_running_mw = min_running_mw});
    };
    plant("g0", 1, true, 15.0);
    plant("g1", 1, true, 15.0);
    plant("g2", 2, false, 0.0);
    grid_.shunts.Add({.id = "bank",
                      .bus = BusIndex(2),
                      .step_mvar = 5.0,
                      .max_steps = 4,
                      .draw_target_mvar = 2.0});
    grid_.shunts.Add({.id = "condenser",
                      .bus = BusIndex(3),
                      .is_continuous = true,
                      .q_min_mvar = -50.0,
                      .q_max_mvar = 60.0,
                      .v_set_pu = 1.01});
    injections_ = {.demand_mw = {0, 5, 30, 7},
                   .demand_mvar = {0, 1, 17, 2},
                   .heat_demand_mw = {0, 0, 4, 0},
                   .branch_out = models::Table<BranchIndex, char>(3, 0)};
    balance_.generation_mw = {10, 10, 8};
    balance_.boundary_import_mw = {18};
  }
  PowerFlowInputs Make() { return MakeGridInputs(grid_, injections_, balance_, shunt_step_); }

  models::ElectricityGrid grid_ = tests::MakeChain(3, 1.0, 10.0);
  GridInjections injections_;
  RegionalBalanceResult balance_;
  models::Table<ShuntIndex, int> shunt_step_{0, 0};
};

TEST_F(GridInputsTest, InjectionsAreGenerationAndImportLessAllDemand) {
  const PowerFlowInputs inputs = Make();
  EXPECT_EQ(inputs.injection_mw, (models::Table<BusIndex, double>{18, 15, -26, -7}));
  EXPECT_EQ(inputs.injection_mvar, (models::Table<BusIndex, double>{0, -1, -17, -2}));
  EXPECT_EQ(inputs.participation_share, (models::Table<BusIndex, double>{1, 0, 0, 0}));
}

TEST_F(GridInputsTest, PlantsHoldTheVoltageWhenTogetherEnoughOfThemRuns) {
  PowerFlowInputs inputs = Make();  // 20 MW at bus 1, each alone below 15
  EXPECT_EQ(inputs.regulates, (models::Table<BusIndex, char>{1, 1, 0, 1}));
  EXPECT_EQ(inputs.v_set_pu[BusIndex(1)], 1.03);
  EXPECT_EQ(inputs.q_min_mvar[BusIndex(1)], -20.0);
  EXPECT_EQ(inputs.q_max_mvar[BusIndex(1)], 40.0);
  balance_.generation_mw[GeneratorIndex(1)] = 0.0;  // what stands still adds nothing
  balance_.generation_mw[GeneratorIndex(0)] = 15.0;
  inputs = Make();
  EXPECT_EQ(inputs.q_max_mvar[BusIndex(1)], 20.0);
  balance_.generation_mw[GeneratorIndex(0)] = 14.9;
  EXPECT_EQ(Make().regulates[BusIndex(1)], 0);
}

TEST_F(GridInputsTest, BoundariesAndCondensersHoldTheirBusWithinTheirRange) {
  const PowerFlowInputs inputs = Make();
  EXPECT_EQ(inputs.v_set_pu[BusIndex(3)], 1.01);
  EXPECT_EQ(inputs.q_min_mvar[BusIndex(3)], -50.0);
  EXPECT_EQ(inputs.q_max_mvar[BusIndex(3)], 60.0);
  EXPECT_EQ(inputs.q_min_mvar[BusIndex(0)], -1e4);
  EXPECT_EQ(inputs.shunt_mvar[BusIndex(3)], 0.0);
}

TEST_F(GridInputsTest, TheBanksStepsAreCarriedOnFromTheStateAndNotMovedForLittle) {
  EXPECT_EQ(Make().shunt_mvar[BusIndex(2)], 15.0);  // (17 − 2)/5
  EXPECT_EQ(shunt_step_[ShuntIndex(0)], 3);
  injections_.demand_mvar[BusIndex(2)] = 20.0;  // 3.6: within three quarters of a step
  EXPECT_EQ(Make().shunt_mvar[BusIndex(2)], 15.0);
  shunt_step_[ShuntIndex(0)] = 0;
  EXPECT_EQ(Make().shunt_mvar[BusIndex(2)], 20.0);
}

TEST_F(GridInputsTest, ABranchIsOutWhenAPatchSaysSoOrItWasBuiltSo) {
  grid_.branches[BranchIndex(0)].is_in_service = false;
  injections_.branch_out[BranchIndex(2)] = 1;
  EXPECT_EQ(Make().in_service, (models::Table<BranchIndex, char>{0, 1, 0}));
}

}  // namespace
}  // namespace solvers
