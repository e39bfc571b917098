// The batch engine against the scalar solver (KLU, full Newton): every outage and many loads of
// reference cases and of the region, reactive limits and taps on and off.
#include "solvers/power_flow_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/region_loader.h"
#include "models/base/units.h"
#include "solvers/profile_inputs.h"
#include "tests/support/reference_case.h"
#include "tests/support/region_cases.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_grids.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// Both sides stop below this; what is left of it in voltages is ten times smaller and more.
constexpr double kTolerancePu = 1e-11;

/// A grid with a solved state and everything that is needed to ask a batch and the scalar solver.
struct Given {
  Given(const models::ElectricityGrid& g, PowerFlowInputs in, PowerFlowOptions how,
        const char* kernels = "scalar")
      : grid(g),
        inputs(std::move(in)),
        options(how),
        scalar(*AcPowerFlow::Make(g)),
        lanes(*LanePowerFlow::Make(g)),
        scalar_work(scalar.MakeWorkspace()),
        batch(lanes, *FindChordKernels(kernels)) {
    auto solution = scalar.Solve(inputs, PowerFlowState::MakeFlat(grid), options, *scalar_work);
    if (!solution.ok()) return;
    start = solution->state;
    is_solved = lanes.FillBase(inputs, start, base).ok();
    if (is_solved) batch.FillFactor(base, options.enforces_q_limits, factor);
  }

  std::vector<PowerFlowSolution> Run(std::size_t count,
                                     const std::function<void(std::size_t, BatchCase&)>& read,
                                     std::vector<char>& solved, std::size_t threads = 1) {
    std::vector<PowerFlowSolution> answers(count);
    solved.assign(count, 0);
    std::vector<std::unique_ptr<PowerFlowBatch::Workspace>> work;
    for (std::size_t i = 0; i < threads; ++i) work.push_back(batch.MakeWorkspace());
    counts = batch.Solve(factor,
                         {.count = count,
                          .read = read,
                          .take =
                              [&](std::size_t, const BatchAnswer& one) {
                                solved[one.index()] = one.is_solved();
                                if (one.is_solved()) answers[one.index()] = one.Solution();
                              },
                          .options = options},
                         work);
    return answers;
  }

  absl::StatusOr<PowerFlowSolution> Alone(const BatchCase& one) const {
    PowerFlowInputs changed = inputs;
    if (one.outage.valid()) changed.in_service[one.outage] = 0;
    if (one.has_injections) {
      changed.injection_mw.rows() = one.injection_mw;
      changed.injection_mvar.rows() = one.injection_mvar;
    }
    if (one.applicant.valid()) {
      changed.injection_mw[one.applicant] -= one.applicant_mw;
      changed.injection_mvar[one.applicant] -= one.applicant_mvar;
    }
    return scalar.Solve(changed, start, options, *scalar_work);
  }

  const models::ElectricityGrid& grid;
  const PowerFlowInputs inputs;
  const PowerFlowOptions options;
  const AcPowerFlow scalar;
  const LanePowerFlow lanes;
  const std::unique_ptr<AcPowerFlow::Workspace> scalar_work;
  const PowerFlowBatch batch;
  PowerFlowState start;
  LaneBase base;
  BaseFactor factor;
  bool is_solved = false;
  BatchCounts counts;
};

/// How a list of scenarios compares with the scalar solver.
struct Comparison {
  double voltage_pu = 0.0, flow_mva = 0.0, mismatch_mw = 0.0;
  int compared = 0, controls = 0, judged_differently = 0, failed = 0, switched = 0;
};

Comparison Compare(Given& given, std::size_t count,
                   const std::function<void(std::size_t, BatchCase&)>& read,
                   std::size_t stride = 1) {
  std::vector<char> solved;
  const auto answers = given.Run(count, read, solved);
  Comparison all;
  for (std::size_t i = 0; i < count; i += stride) {
    BatchCase one;
    read(i, one);
    const auto expected = given.Alone(one);
    if (!expected.ok() || solved[i] == 0 || expected->result.started_flat) {
      all.failed += !expected.ok();
      all.judged_differently +=
          expected.ok() != (solved[i] != 0) && !(expected.ok() && expected->result.started_flat);
      continue;
    }
    ++all.compared;
    const auto d = tests::CalcDifference(*expected, answers[i]);
    all.switched += answers[i].result.control_rounds > 0;
    if (d.controls != 0) {
      ++all.controls;
      continue;
    }
    all.voltage_pu = std::max(all.voltage_pu, d.voltage_pu);
    all.flow_mva = std::max(all.flow_mva, d.flow_mva);
    all.mismatch_mw = std::max(all.mismatch_mw, d.mismatch_mw);
  }
  return all;
}

void Print(const std::string& name, const Given& given, const Comparison& all) {
  std::printf(
      "%s: %d compared, %.1e pu, %.1e MVA, %d other controls, %d judged differently, %d without "
      "solution, %d switched; %zu by chord (%.1f steps), %zu by full Newton\n",
      name.c_str(), all.compared, all.voltage_pu, all.flow_mva, all.controls,
      all.judged_differently, all.failed, all.switched, given.counts.by_chord,
      static_cast<double>(given.counts.chord_steps) /
          static_cast<double>(std::max<std::size_t>(1, given.counts.by_chord)),
      given.counts.by_full_newton);
}

std::optional<models::Region> LoadCase(const std::string& name) {
  auto one = tests::LoadReferenceCase(name);
  return one.ok() ? std::optional(std::move(one->region)) : std::nullopt;
}

struct CaseParam {
  const char* name;
  double most_steps;  ///< on average over outages, limits off: more tell of a wrong correction
  bool enforces_q_limits;
  const char* kernels;
};

class BatchCaseTest : public testing::TestWithParam<CaseParam> {
 protected:
  void SetUp() override {
    if (FindChordKernels(GetParam().kernels) == nullptr) {
      GTEST_SKIP() << "this processor has no " << GetParam().kernels;
    }
    region_ = LoadCase(GetParam().name);
    if (!region_)
      GTEST_SKIP() << "no reference case " << GetParam().name << "; set OET_REFERENCE_DIR";
    given_.emplace(region_->grid, MakeProfileInputs(*region_, 1.0),
                   PowerFlowOptions{.tolerance_pu = kTolerancePu,
                                    .enforces_q_limits = GetParam().enforces_q_limits,
                                    .moves_taps = false},
                   GetParam().kernels);
    ASSERT_TRUE(given_->is_solved);
  }
  std::string Name() const {
    return absl::StrCat(GetParam().name, GetParam().enforces_q_limits ? " limits" : "", " ",
                        GetParam().kernels);
  }
  // Every scenario of a large case would take the scalar solver minutes.
  std::size_t Stride() const { return region_->grid.buses.size() > 1000 ? 5 : 1; }

  std::optional<models::Region> region_;
  std::optional<Given> given_;
};

TEST_P(BatchCaseTest, EveryOutageIsTheFullNewtonWithTheBranchOut) {
  const auto read = [](std::size_t i, BatchCase& one) { one.outage = BranchIndex(i); };
  const Comparison all = Compare(*given_, region_->grid.branches.size(), read, Stride());
  Print(Name() + " N-1", *given_, all);
  EXPECT_LT(all.voltage_pu, 1e-9);
  EXPECT_LT(all.flow_mva, 1e-6);
  EXPECT_LT(all.mismatch_mw, 1e-6);
  EXPECT_EQ(all.controls, 0);
  EXPECT_EQ(all.judged_differently, 0);
  EXPECT_GT(given_->counts.by_chord, region_->grid.branches.size() / 2);
  if (GetParam().enforces_q_limits) return;
  EXPECT_LT(static_cast<double>(given_->counts.chord_steps) /
                static_cast<double>(given_->counts.by_chord),
            GetParam().most_steps);
}

// Every load on its own between 95 and 105 per cent.
TEST_P(BatchCaseTest, OtherLoadsGiveTheScalarAnswer) {
  const auto read = [this](std::size_t i, BatchCase& one) {
    one.has_injections = true;
    one.injection_mw = given_->inputs.injection_mw.rows();
    one.injection_mvar = given_->inputs.injection_mvar.rows();
    for (std::size_t bus = 0; bus < one.injection_mw.size(); ++bus) {
      const double share = 1.0 + 0.05 * std::sin(static_cast<double>(37 * i + 101 * bus + i * bus));
      const double demand_mw = region_->profile->demand_mw[BusIndex(bus)];
      const double demand_mvar = region_->profile->demand_mvar[BusIndex(bus)];
      one.injection_mw[bus] -= (share - 1.0) * demand_mw;
      one.injection_mvar[bus] -= (share - 1.0) * demand_mvar;
    }
  };
  const Comparison all = Compare(*given_, 60, read, Stride());
  Print(Name() + " loads", *given_, all);
  EXPECT_LT(all.voltage_pu, 1e-9);
  EXPECT_LT(all.flow_mva, 1e-6);
  EXPECT_LT(all.mismatch_mw, 1e-6);
  EXPECT_EQ(all.controls, 0);
  EXPECT_EQ(all.judged_differently, 0);
}

std::vector<CaseParam> MakeCaseParams() {
  std::vector<CaseParam> params;
  const std::pair<const char*, double> cases[] = {{"case30", 8.5},
                                                  {"case57", 12.2},
                                                  {"case118", 8.0},
                                                  {"case300", 10.3},
                                                  {"case1354pegase", 7.6}};
  for (const auto& [name, most_steps] : cases) {
    for (const bool enforces : {false, true}) {
      for (const char* kernels : {"scalar", "avx2", "avx512"}) {
        params.push_back({name, most_steps, enforces, kernels});
      }
    }
  }
  return params;
}

INSTANTIATE_TEST_SUITE_P(Reference, BatchCaseTest, testing::ValuesIn(MakeCaseParams()),
                         [](const auto& one) {
                           return absl::StrCat(one.param.name,
                                               one.param.enforces_q_limits ? "_limits_" : "_free_",
                                               one.param.kernels);
                         });

// The region's worked cases, with tap changers and limits on: what moves taps is left to the full
// Newton, and the answer is the scalar one.
class RegionBatchTest : public testing::TestWithParam<std::size_t> {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
  }
  static void TearDownTestSuite() { delete region_; }
  static const models::Region* region_;
};
const models::Region* RegionBatchTest::region_ = nullptr;

TEST_P(RegionBatchTest, OutagesApplicantsAndLoadsGiveTheScalarAnswer) {
  const models::ElectricityGrid& grid = region_->grid;
  for (const bool moves_taps : {false, true}) {
    Given given(grid, tests::MakeRegionCase(grid, tests::kRegionCases[GetParam()]),
                {.tolerance_pu = kTolerancePu, .moves_taps = moves_taps},
                ChooseChordKernels().name);
    ASSERT_TRUE(given.is_solved);
    const std::size_t branches = grid.branches.size(), buses = grid.buses.size();
    const auto read = [&](std::size_t i, BatchCase& one) {
      if (i % 2 == 0) {
        one.outage = BranchIndex(i / 2 % branches);
        if (i % 3 != 0) return;
        one.applicant = BusIndex(i % buses);
        one.applicant_mw = 20.0;
        one.applicant_mvar = 4.0;
        return;
      }
      one.has_injections = true;
      one.injection_mw = given.inputs.injection_mw.rows();
      one.injection_mvar = given.inputs.injection_mvar.rows();
      for (std::size_t bus = 0; bus < buses; ++bus) {
        const double share = 1.0 + 0.05 * std::sin(static_cast<double>(17 * i + 29 * bus));
        one.injection_mw[bus] *= share;
        one.injection_mvar[bus] *= share;
      }
    };
    const Comparison all = Compare(given, 2 * branches, read, moves_taps ? 3 : 1);
    Print(absl::StrCat(tests::kRegionCases[GetParam()].name, moves_taps ? " with taps" : ""), given,
          all);
    EXPECT_LT(all.voltage_pu, 1e-9);
    EXPECT_LT(all.flow_mva, 1e-6);
    EXPECT_LT(all.mismatch_mw, 1e-6);
    EXPECT_EQ(all.controls, 0);
    EXPECT_EQ(all.judged_differently, 0);
    EXPECT_GT(given.counts.by_chord, moves_taps ? branches / 4 : branches);
  }
}

INSTANTIATE_TEST_SUITE_P(Worked, RegionBatchTest, testing::Values(0, 1, 2));

// Everything a neighbour or a thread could change: order, lanes, how many there are.
TEST(PowerFlowBatchTest, ThreadsOrderAndNeighboursChangeNoBit) {
  const auto region = *data::LoadRegion(tests::RegionDirectory());
  const models::ElectricityGrid& grid = region.grid;
  for (const char* kernels : {"scalar", "avx2", "avx512"}) {
    if (FindChordKernels(kernels) == nullptr) continue;
    Given given(grid, tests::MakeRegionCase(grid, tests::kRegionCases[0]),
                {.tolerance_pu = 1e-9, .moves_taps = false}, kernels);
    ASSERT_TRUE(given.is_solved);
    const std::size_t count = grid.branches.size();
    const auto read = [](std::size_t i, BatchCase& one) { one.outage = BranchIndex(i); };
    std::vector<char> solved, other_solved;
    const auto answers = given.Run(count, read, solved);
    const auto same = [](const PowerFlowSolution& a, const PowerFlowSolution& b) {
      for (std::size_t k = 0; k < a.result.flow.size(); ++k) {
        const BranchFlow &f = a.result.flow[BranchIndex(k)], &g = b.result.flow[BranchIndex(k)];
        if (f.p_from_mw != g.p_from_mw || f.q_from_mvar != g.q_from_mvar ||
            f.p_to_mw != g.p_to_mw || f.q_to_mvar != g.q_to_mvar) {
          return false;
        }
      }
      return a.state == b.state && a.result.losses_mw == b.result.losses_mw &&
             a.result.mismatch_mw == b.result.mismatch_mw &&
             a.result.iterations == b.result.iterations;
    };
    for (const std::size_t threads : {2, 3}) {
      const auto others = given.Run(count, read, other_solved, threads);
      EXPECT_EQ(solved, other_solved);
      for (std::size_t i = 0; i < count; ++i) EXPECT_TRUE(same(answers[i], others[i])) << i;
    }
    // 7 has no factor in common with the number of branches or lanes that would keep neighbours.
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [](std::size_t a, std::size_t b) { return a * 7919 % 401 < b * 7919 % 401; });
    const auto shuffled = given.Run(
        count, [&](std::size_t i, BatchCase& one) { one.outage = BranchIndex(order[i]); },
        other_solved);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(solved[order[i]], other_solved[i]);
      EXPECT_TRUE(same(answers[order[i]], shuffled[i])) << order[i];
    }
    // Alone in its lanes.
    for (const std::size_t i : {std::size_t{0}, count / 2, count - 1}) {
      const auto alone = given.Run(
          1, [&](std::size_t, BatchCase& one) { one.outage = BranchIndex(i); }, other_solved);
      EXPECT_TRUE(same(answers[i], alone[0])) << i;
    }
  }
}

class ChordKernelsTest : public testing::TestWithParam<const char*> {};

TEST_P(ChordKernelsTest, AgreeWithTheScalarOnes) {
  if (FindChordKernels(GetParam()) == nullptr) {
    GTEST_SKIP() << "this processor has no " << GetParam();
  }
  const auto region = *data::LoadRegion(tests::RegionDirectory());
  const models::ElectricityGrid& grid = region.grid;
  const auto run = [&](const char* kernels, std::vector<char>& solved) {
    Given given(grid, tests::MakeRegionCase(grid, tests::kRegionCases[1]),
                {.tolerance_pu = kTolerancePu, .moves_taps = false}, kernels);
    return given.Run(
        grid.branches.size(), [](std::size_t i, BatchCase& one) { one.outage = BranchIndex(i); },
        solved);
  };
  std::vector<char> a_solved, b_solved;
  const auto a = run("scalar", a_solved), b = run(GetParam(), b_solved);
  EXPECT_EQ(a_solved, b_solved);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a_solved[i] == 0) continue;
    const auto d = tests::CalcDifference(a[i], b[i]);
    EXPECT_LT(d.voltage_pu, 1e-10);
    EXPECT_LT(d.flow_mva, 1e-7);
    EXPECT_EQ(d.controls, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, ChordKernelsTest, testing::Values("avx2", "avx512"));

// Two circuits 0–1 side by side, then a tail 1–2–3: a parallel circuit and two bridges.
class SmallBatchTest : public testing::Test {
 protected:
  SmallBatchTest() : grid_(tests::MakeChain(3, 1.0, 10.0, 1e-5)) {
    grid_.branches.Add({.id = "twin",
                        .name = "twin",
                        .from = BusIndex(1),
                        .to = BusIndex(0),
                        .r_ohm = 1.5,
                        .x_ohm = 12.0,
                        .rating = {100.0, 100.0, 100.0}});
    inputs_ = PowerFlowInputs::MakeZero(grid_);
    inputs_.regulates[BusIndex(0)] = 1;
    inputs_.v_set_pu[BusIndex(0)] = 1.02;
    inputs_.q_min_mvar[BusIndex(0)] = -1e4;
    inputs_.q_max_mvar[BusIndex(0)] = 1e4;
    inputs_.injection_mw[BusIndex(2)] = -15.0;
    inputs_.injection_mvar[BusIndex(2)] = -3.0;
    inputs_.injection_mw[BusIndex(3)] = -5.0;
  }
  models::ElectricityGrid grid_;
  PowerFlowInputs inputs_;
};

TEST_F(SmallBatchTest, ParallelCircuitsAndBridges) {
  Given given(grid_, inputs_, {.tolerance_pu = kTolerancePu});
  ASSERT_TRUE(given.is_solved);
  const auto read = [](std::size_t i, BatchCase& one) { one.outage = BranchIndex(i); };
  std::vector<char> solved;
  const auto answers = given.Run(4, read, solved);
  EXPECT_EQ(given.counts.by_chord, 4u);
  const Comparison all = Compare(given, 4, read);
  EXPECT_EQ(all.compared, 4);
  EXPECT_LT(all.voltage_pu, 1e-9);
  EXPECT_LT(all.flow_mva, 1e-6);
  // Behind the second branch lie buses 2 and 3, behind the third bus 3 alone.
  EXPECT_EQ(answers[1].result.is_energised, (models::Table<BusIndex, char>{1, 1, 0, 0}));
  EXPECT_EQ(answers[2].result.is_energised, (models::Table<BusIndex, char>{1, 1, 1, 0}));
  EXPECT_EQ(answers[1].result.flow[BranchIndex(2)].p_from_mw, 0.0);
  EXPECT_NEAR(answers[2].result.mismatch_mw, 15.0 + answers[2].result.losses_mw, 1e-6);
}

// Bus 2 holds its voltage with little left: without one of the two circuits it meets its limit.
// Bus 3 holds its own behind a bridge.
TEST_F(SmallBatchTest, AnOutageThatMovesAReactiveLimit) {
  for (const std::size_t bus : {2, 3}) {
    inputs_.regulates[BusIndex(bus)] = 1;
    inputs_.v_set_pu[BusIndex(bus)] = 1.01;
    inputs_.q_min_mvar[BusIndex(bus)] = -1e3;
    inputs_.q_max_mvar[BusIndex(bus)] = 1e3;
  }
  const PowerFlowOptions options{.tolerance_pu = kTolerancePu};
  const Given wide(grid_, inputs_, options);
  const auto base = wide.Alone({});
  ASSERT_TRUE(base.ok());
  inputs_.q_max_mvar[BusIndex(2)] = base->result.regulated_mvar[BusIndex(2)] + 0.05;
  Given given(grid_, inputs_, options);
  ASSERT_TRUE(given.is_solved);
  const auto read = [](std::size_t i, BatchCase& one) { one.outage = BranchIndex(i); };
  std::vector<char> solved;
  const auto answers = given.Run(4, read, solved);
  EXPECT_EQ(answers[0].state.control[BusIndex(2)], BusControl::kAtMaxQ);
  EXPECT_NEAR(answers[0].result.regulated_mvar[BusIndex(2)], inputs_.q_max_mvar[BusIndex(2)], 1e-8);
  const Comparison all = Compare(given, 4, read);
  EXPECT_EQ(all.compared, 4);
  EXPECT_GT(all.switched, 0);
  EXPECT_EQ(all.controls, 0);
  EXPECT_LT(all.voltage_pu, 1e-9);
  EXPECT_EQ(given.counts.by_chord, 4u);
}

// An applicant no line can carry fails and is told; its neighbours keep every bit.
TEST_F(SmallBatchTest, AFailedLaneIsReportedAndDisturbsNobody) {
  Given given(grid_, inputs_, {.tolerance_pu = 1e-9});
  ASSERT_TRUE(given.is_solved);
  const auto read = [](std::size_t i, BatchCase& one) {
    one.applicant = BusIndex(3);
    one.applicant_mw = i == 3 ? 1e5 : static_cast<double>(i);
  };
  const auto read_well = [](std::size_t i, BatchCase& one) {
    one.applicant = BusIndex(3);
    one.applicant_mw = static_cast<double>(i);
  };
  std::vector<char> solved, well_solved;
  const auto answers = given.Run(12, read, solved);
  EXPECT_EQ(given.counts.unsolved, 1u);
  const auto well = given.Run(12, read_well, well_solved);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(solved[i] != 0, i != 3);
    if (i == 3) continue;
    EXPECT_EQ(answers[i].state, well[i].state);
    EXPECT_EQ(answers[i].result.losses_mw, well[i].result.losses_mw);
  }
}

// Loadings, losses and violations against flows and voltages taken from the same answer.
TEST_F(SmallBatchTest, LoadingsAndViolationsFollowFromTheFlows) {
  Given given(grid_, inputs_, {.tolerance_pu = kTolerancePu});
  ASSERT_TRUE(given.is_solved);
  const std::vector<float> rating_mva{9.0f, 0.0f, 5.0f, 11.0f};
  const auto work = given.batch.MakeWorkspace();
  for (const bool keeps_flows : {false, true}) {
    int seen = 0;
    given.batch.Solve(given.factor,
                      {.count = 5,
                       .read =
                           [](std::size_t i, BatchCase& one) {
                             if (i < 4) one.outage = BranchIndex(i);
                           },
                       .take =
                           [&](std::size_t, const BatchAnswer& one) {
                             ++seen;
                             ASSERT_TRUE(one.is_solved());
                             double losses_mw = 0.0, worst = 0.0;
                             int over = 0, low = 0, high = 0;
                             for (std::size_t k = 0; k < 4; ++k) {
                               const BranchFlow flow = one.Flow(BranchIndex(k));
                               losses_mw += flow.p_from_mw + flow.p_to_mw;
                               const models::BranchParams& branch = grid_.branches[BranchIndex(k)];
                               double loading = 0.0;
                               if (rating_mva[k] > 0.0f && one.VoltagePu(branch.from) > 0.0 &&
                                   one.outage() != BranchIndex(k)) {
                                 loading = std::max(std::hypot(flow.p_from_mw, flow.q_from_mvar) /
                                                        one.VoltagePu(branch.from),
                                                    std::hypot(flow.p_to_mw, flow.q_to_mvar) /
                                                        one.VoltagePu(branch.to)) /
                                           static_cast<double>(rating_mva[k]);
                               }
                               EXPECT_NEAR(std::abs(one.LoadingShare(BranchIndex(k))), loading,
                                           1e-12);
                               worst = std::max(worst, loading);
                               over += loading > 1.0;
                             }
                             for (std::size_t i = 0; i < 4; ++i) {
                               const models::BusParams& bus = grid_.buses[BusIndex(i)];
                               const double v_pu = one.VoltagePu(BusIndex(i));
                               low += v_pu > 0.0 && v_pu < bus.v_min_pu;
                               high += v_pu > bus.v_max_pu;
                             }
                             EXPECT_NEAR(one.LossesMw(), losses_mw, 1e-10);
                             EXPECT_NEAR(one.FindWorstLoading().loading_share, worst, 1e-12);
                             EXPECT_EQ(one.violations().branches, over);
                             EXPECT_EQ(one.violations().low, low);
                             EXPECT_EQ(one.violations().high, high);
                           },
                       .rating_mva = rating_mva,
                       .keeps_flows = keeps_flows,
                       .options = given.options},
                      *work);
    EXPECT_EQ(seen, 5);
  }
}

}  // namespace
}  // namespace solvers
