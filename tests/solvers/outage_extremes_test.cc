#include "solvers/outage_extremes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "solvers/outage_interpolation.h"
#include "tests/support/memory_states.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr float kInfinite = std::numeric_limits<float>::infinity();

// A ring 0–1–2, a tail 2–3 and one line out of sight of the limits.
models::ElectricityGrid MakeRing() {
  models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0, 1e-5);
  grid.branches.Add({.id = "l3",
                     .name = "l3",
                     .from = BusIndex(2),
                     .to = BusIndex(0),
                     .r_ohm = 1.0,
                     .x_ohm = 12.0,
                     .rating = {100.0, 100.0, 100.0}});
  grid.branches.Add({.id = "l4",
                     .name = "l4",
                     .from = BusIndex(0),
                     .to = BusIndex(1),
                     .r_ohm = 2.0,
                     .x_ohm = 15.0,
                     .is_monitored = false});
  return grid;
}

class OutageExtremesTest : public testing::Test {
 protected:
  void AddQuarter(double at_bus_2_mw, double at_bus_3_mw, float rating_mva) {
    PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid_);
    inputs.regulates[BusIndex(0)] = 1;
    inputs.v_set_pu[BusIndex(0)] = 1.02;
    inputs.q_min_mvar[BusIndex(0)] = -1e4;
    inputs.q_max_mvar[BusIndex(0)] = 1e4;
    inputs.injection_mw[BusIndex(2)] = -at_bus_2_mw;
    inputs.injection_mvar[BusIndex(2)] = -0.2 * at_bus_2_mw;
    inputs.injection_mw[BusIndex(3)] = -at_bus_3_mw;
    inputs_.push_back(inputs);
    ratings_mva_.emplace_back(grid_.branches.size(), rating_mva);
  }

  std::optional<PowerFlowSolution> SolveAlone(std::size_t quarter, std::size_t outage) const {
    PowerFlowInputs inputs;
    PowerFlowState state;
    states_->Read(quarter, inputs, state);
    if (limits_.outages[outage].valid()) inputs.in_service[limits_.outages[outage]] = 0;
    const auto work = scalar_.MakeWorkspace();
    auto solution = scalar_.Solve(inputs, state, kPostOutageOptions, *work);
    if (!solution.ok()) return std::nullopt;
    return *std::move(solution);
  }

  double LoadingAlone(const PowerFlowSolution& solution, BranchIndex branch,
                      std::size_t quarter) const {
    const BranchFlow& flow = solution.result.flow[branch];
    const double from_mva = std::hypot(flow.p_from_mw, flow.q_from_mvar) /
                            solution.state.vm_pu[grid_.branches[branch].from];
    const double to_mva =
        std::hypot(flow.p_to_mw, flow.q_to_mvar) / solution.state.vm_pu[grid_.branches[branch].to];
    return std::copysign(std::max(from_mva, to_mva), flow.p_from_mw) /
           static_cast<double>(states_->RatingMva(quarter)[branch.value()]);
  }

  void Calc(const std::vector<std::uint32_t>& quarters) {
    states_ = std::make_unique<tests::MemoryStates>(grid_, scalar_, lanes_, inputs_);
    for (std::size_t i = 0; i < inputs_.size(); ++i) states_->SetRatings(i, ratings_mva_[i]);
    extremes_ = OutageExtremes::Make(limits_);
    unsolved_.clear();
    CalcOutageExtremes(*states_, limits_, dc_, quarters, solvers_, extremes_, unsolved_);
  }

  KnownLoadings Known(std::size_t place, const std::vector<std::uint32_t>& quarters) const {
    return KnownLoadings::Of(extremes_, quarters, place);
  }

  models::ElectricityGrid grid_ = MakeRing();
  AcPowerFlow scalar_ = *AcPowerFlow::Make(grid_);
  LanePowerFlow lanes_ = *LanePowerFlow::Make(grid_);
  SeriesSolvers solvers_{scalar_, lanes_};
  std::vector<PowerFlowInputs> inputs_;
  std::vector<std::vector<float>> ratings_mva_;
  std::unique_ptr<tests::MemoryStates> states_;
  LimitSet limits_ = MakeLimitSet(grid_);
  PowerFlowInputs as_built_ = PowerFlowInputs::MakeZero(grid_);
  DcSensitivities dc_ =
      *CalcDcSensitivities(grid_, as_built_.in_service, as_built_.participation_share);
  OutageExtremes extremes_;
  std::vector<UnsolvedOutage> unsolved_;
};

TEST_F(OutageExtremesTest, ExtremesAndTheirQuartersAreThoseOfEverySingleSolve) {
  for (int i = 0; i < 9; ++i) {
    AddQuarter(40.0 * std::sin(1.3 * i), 25.0 * std::cos(2.1 * i),
               60.0f + 3.0f * static_cast<float>(i % 4));
  }
  const std::vector<std::uint32_t> quarters{0, 2, 3, 5, 6, 8};
  Calc(quarters);
  EXPECT_TRUE(unsolved_.empty());
  ASSERT_EQ(limits_.outages.size(), 5u);
  ASSERT_EQ(extremes_.outage_stride, 8u);
  for (std::size_t c = 0; c < limits_.outages.size(); ++c) {
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      float high = -kInfinite, low = kInfinite;
      std::uint16_t high_at = 0, low_at = 0;
      for (std::uint16_t at = 0; at < quarters.size(); ++at) {
        const auto solution = SolveAlone(quarters[at], c);
        ASSERT_TRUE(solution.has_value());
        const auto loading =
            static_cast<float>(LoadingAlone(*solution, limits_.branches[m], quarters[at]));
        if (loading > high) std::tie(high, high_at) = std::tuple(loading, at);
        if (loading < low) std::tie(low, low_at) = std::tuple(loading, at);
      }
      const std::size_t place = m * extremes_.outage_stride + c;
      EXPECT_NEAR(extremes_.loading_max_share[place], high, 1e-6);
      EXPECT_NEAR(extremes_.loading_min_share[place], low, 1e-6);
      // Where nothing flows (its own outage, a dead tail) any quarter will do.
      if (std::abs(high - low) < 1e-5f) continue;
      EXPECT_EQ(extremes_.loading_max_at[place], high_at) << m << " " << c;
      EXPECT_EQ(extremes_.loading_min_at[place], low_at) << m << " " << c;
    }
    for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
      float high = -kInfinite, low = kInfinite;
      std::uint16_t high_at = 0, low_at = 0;
      for (std::uint16_t at = 0; at < quarters.size(); ++at) {
        const auto solution = SolveAlone(quarters[at], c);
        if (solution->result.is_energised[limits_.buses[i]] == 0) continue;
        const auto vm_pu = static_cast<float>(solution->state.vm_pu[limits_.buses[i]]);
        if (vm_pu > high) std::tie(high, high_at) = std::tuple(vm_pu, at);
        if (vm_pu < low) std::tie(low, low_at) = std::tuple(vm_pu, at);
      }
      const std::size_t place = i * extremes_.outage_stride + c;
      if (low == kInfinite) {
        EXPECT_EQ(extremes_.v_min_pu[place], kInfinite);
        EXPECT_EQ(extremes_.v_max_pu[place], -kInfinite);
        continue;
      }
      EXPECT_NEAR(extremes_.v_min_pu[place], low, 1e-6);
      EXPECT_NEAR(extremes_.v_max_pu[place], high, 1e-6);
      if (high - low < 1e-5f) continue;
      EXPECT_EQ(extremes_.v_min_at[place], low_at);
      EXPECT_EQ(extremes_.v_max_at[place], high_at);
    }
  }
}

TEST_F(OutageExtremesTest, WhatAnOutageLeavesDeadStaysInfiniteAndPaddingUntouched) {
  AddQuarter(30.0, 10.0, 60.0f);
  Calc({0});
  const std::size_t tail = 3;  // outage of branch 2, the tail to bus 3
  ASSERT_EQ(limits_.outages[tail], BranchIndex(2));
  for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
    const std::size_t row = i * extremes_.outage_stride;
    const bool is_dead = limits_.buses[i] == BusIndex(3);
    EXPECT_EQ(std::isinf(extremes_.v_min_pu[row + tail]), is_dead);
    EXPECT_EQ(std::isinf(extremes_.v_max_pu[row + tail]), is_dead);
    for (std::size_t c = limits_.outages.size(); c < extremes_.outage_stride; ++c) {
      EXPECT_EQ(extremes_.v_min_pu[row + c], kInfinite);
      EXPECT_EQ(extremes_.v_max_pu[row + c], -kInfinite);
    }
  }
  // The lost branch itself carries nothing.
  EXPECT_EQ(extremes_.loading_max_share[2 * extremes_.outage_stride + tail], 0.0f);
}

TEST_F(OutageExtremesTest, OutagesWithoutSolutionAreListedAndQuartersWithoutAreLeftOut) {
  AddQuarter(30.0, 10.0, 60.0f);
  AddQuarter(560.0, 10.0, 60.0f);   // holds with the ring closed, not with it open
  AddQuarter(9000.0, 10.0, 60.0f);  // never
  Calc({0, 1, 2});
  ASSERT_TRUE(states_->IsSolved(1));
  ASSERT_FALSE(states_->IsSolved(2));
  std::vector<UnsolvedOutage> expected;
  for (std::uint16_t c = 0; c < limits_.outages.size(); ++c) {
    if (!SolveAlone(1, c).has_value()) expected.push_back({1, c});
  }
  EXPECT_GE(expected.size(), 1u);
  EXPECT_LT(expected.size(), limits_.outages.size());
  EXPECT_EQ(unsolved_, expected);
  for (const UnsolvedOutage& lost : unsolved_) {
    EXPECT_EQ(extremes_.loading_max_at[lost.outage], 0);  // only quarter 0 is left
  }
}

TEST_F(OutageExtremesTest, ErrorsAreThoseOfInterpolatedLoadingsInFourQuarters) {
  for (int i = 0; i < 9; ++i) {
    AddQuarter(20.0 + 20.0 * std::sin(1.3 * i), 25.0 + 10.0 * std::cos(2.1 * i),
               60.0f + 3.0f * static_cast<float>(i % 4));
  }
  const std::vector<std::uint32_t> quarters{0, 1, 2, 3, 4, 5, 6, 7, 8};
  Calc(quarters);
  const OutageInterpolation interpolation(*states_, limits_, dc_);
  double worst = 0.0;
  for (std::size_t c = 0; c < limits_.outages.size(); ++c) {
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      const std::size_t place = m * extremes_.outage_stride + c;
      double error = 0.0;
      for (const std::uint32_t quarter : {1u, 3u, 5u, 7u}) {
        const double alone = LoadingAlone(*SolveAlone(quarter, c), limits_.branches[m], quarter);
        error = std::max(
            error, std::abs(interpolation.CalcLoadingShare(Known(place, quarters), m, c, quarter) -
                            alone));
      }
      EXPECT_NEAR(extremes_.loading_error_share[place], error, 1e-6) << m << " " << c;
      worst = std::max(worst, error);
    }
  }
  EXPECT_GT(worst, 1e-4);  // else nothing was measured
}

TEST_F(OutageExtremesTest, InterpolationMeetsBothExtremesAndStaysBetweenThem) {
  for (int i = 0; i < 8; ++i) {
    AddQuarter(40.0 * std::sin(1.3 * i), 25.0 * std::cos(2.1 * i),
               60.0f + 3.0f * static_cast<float>(i % 4));
  }
  const std::vector<std::uint32_t> quarters{0, 1, 2, 3, 4, 5, 6, 7};
  Calc(quarters);
  const OutageInterpolation interpolation(*states_, limits_, dc_);
  for (std::size_t c = 0; c < limits_.outages.size(); ++c) {
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      const KnownLoadings known = Known(m * extremes_.outage_stride + c, quarters);
      for (const std::uint32_t quarter : quarters) {
        const double share = interpolation.CalcLoadingShare(known, m, c, quarter);
        EXPECT_GE(share, known.min_share);
        EXPECT_LE(share, known.max_share);
      }
      EXPECT_DOUBLE_EQ(interpolation.CalcLoadingShare(known, m, c, known.max_quarter),
                       known.max_share);
      if (known.max_share - known.min_share < 1e-5) continue;
      EXPECT_NEAR(interpolation.CalcLoadingShare(known, m, c, known.min_quarter), known.min_share,
                  1e-9);
    }
  }
}

TEST_F(OutageExtremesTest, LoadingsNearTheirLimitAreListedOneByOne) {
  for (int i = 0; i < 40; ++i) {
    AddQuarter(30.0 + 0.6 * i, 25.0 + 10.0 * std::cos(2.1 * i),
               60.0f + 3.0f * static_cast<float>(i % 4));
  }
  std::vector<std::uint32_t> quarters;
  for (std::uint32_t quarter = 0; quarter < 40; quarter += 2) quarters.push_back(quarter);
  Calc(quarters);
  const NearLimits near = NearLimits::Of(extremes_.near_limits);
  std::size_t expected = 0;
  for (std::size_t c = 0; c < limits_.outages.size(); ++c) {
    for (std::size_t at = 0; at < quarters.size(); ++at) {
      const auto solution = SolveAlone(quarters[at], c);
      for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
        const double share = LoadingAlone(*solution, limits_.branches[m], quarters[at]);
        const auto found = near.Find(m, c, at);
        const bool is_near = std::abs(share) >= kNearFromShare && std::abs(share) <= kNearToShare;
        EXPECT_EQ(found.has_value(), is_near) << m << " " << c << " " << at << ": " << share;
        EXPECT_NEAR(found.value_or(share), share, 1e-6);
        expected += is_near ? 1 : 0;
      }
    }
  }
  EXPECT_GE(expected, 3u);
  EXPECT_EQ(extremes_.near_limits.size(), expected);
  EXPECT_FALSE(near.Find(0, 0, 60000).has_value());
}

TEST_F(OutageExtremesTest, VoltagesNearALimitAreListedWhereTheOutageMovesThem) {
  for (models::BusParams& bus : grid_.buses) bus.v_min_pu = 1.0;
  for (int i = 0; i < 40; ++i) {
    AddQuarter(20.0 + 2.5 * i, 5.0 + 10.0 * std::cos(2.1 * i), 60.0f);
  }
  std::vector<std::uint32_t> quarters;
  for (std::uint32_t quarter = 1; quarter < 40; quarter += 2) quarters.push_back(quarter);
  Calc(quarters);
  const NearLimits near = NearLimits::Of(extremes_.near_voltages);
  std::size_t listed = 0, unmoved = 0;
  for (std::size_t c = 0; c < limits_.outages.size(); ++c) {
    for (std::size_t at = 0; at < quarters.size(); ++at) {
      const auto solution = SolveAlone(quarters[at], c);
      const auto intact = SolveAlone(quarters[at], 0);
      for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
        const double v_pu = solution->state.vm_pu[limits_.buses[i]];
        const double room_pu = v_pu - 1.0;
        const double moved_pu = std::abs(v_pu - intact->state.vm_pu[limits_.buses[i]]);
        const bool is_live = solution->result.is_energised[limits_.buses[i]] != 0;
        const bool is_near = is_live && room_pu >= -kNearBeyondPu && room_pu <= kNearRoomPu;
        const auto found = near.Find(i, c, at);
        EXPECT_EQ(found.has_value(), is_near && moved_pu > kUnmovedPu)
            << i << " " << c << " " << at;
        EXPECT_NEAR(is_live ? found.value_or(v_pu) : v_pu, v_pu, 1e-6);
        listed += found.has_value() ? 1 : 0;
        unmoved += is_near && moved_pu <= kUnmovedPu ? 1 : 0;
      }
    }
  }
  EXPECT_GE(listed, 5u);
  EXPECT_GE(unmoved, 3u);
  EXPECT_EQ(extremes_.near_voltages.size(), listed);
}

// λ of the two parallel ways: by hand, what an open way carried goes the other one.
TEST_F(OutageExtremesTest, ShiftedLoadingIsTheFlowWithWhatTheOutageSends) {
  AddQuarter(30.0, 10.0, 60.0f);
  Calc({0});
  const OutageInterpolation interpolation(*states_, limits_, dc_);
  const auto flow_mw = states_->FlowMw(0), flow_mvar = states_->FlowMvar(0);
  for (std::size_t c = 1; c < limits_.outages.size(); ++c) {
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      const std::size_t k = limits_.branches[m].value(), lost = limits_.outages[c].value();
      const double lodf = dc_.Lodf(limits_.branches[m], limits_.outages[c]);
      const double p_mw =
          static_cast<double>(flow_mw[k]) + lodf * static_cast<double>(flow_mw[lost]);
      const double q_mvar =
          static_cast<double>(flow_mvar[k]) + lodf * static_cast<double>(flow_mvar[lost]);
      EXPECT_NEAR(interpolation.CalcShiftedShare(m, c, 0),
                  std::copysign(std::hypot(p_mw, q_mvar), p_mw) / 60.0, 1e-9);
    }
  }
}

}  // namespace
}  // namespace solvers
