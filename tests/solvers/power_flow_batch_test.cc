// The batch engine against the scalar solver (KLU, full Newton): every outage and many loads of
// reference cases and of the region, reactive limits and taps on and off.
#include "solvers/power_flow_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "data/region_loader.h"
#include "models/base/units.h"
#include "solvers/profile_inputs.h"
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
  const std::string path = absl::StrCat(tests::ReferenceDirectory(), "/matpower/", name, ".m");
  if (!std::filesystem::exists(path)) return std::nullopt;
  const auto matpower = data::LoadMatpowerCase(path);
  if (!matpower.ok()) return std::nullopt;
  auto region = data::MakeMatpowerRegion(*matpower);
  return region.ok() ? std::optional(*std::move(region)) : std::nullopt;
}

struct CaseParam {
  const char* name;
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
    // A twentieth below full load, where the reference solutions have headroom for limits.
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
  for (const char* name : {"case30", "case57", "case118", "case300", "case1354pegase"}) {
    for (const bool enforces : {false, true}) {
      for (const char* kernels : {"scalar", "avx2"}) params.push_back({name, enforces, kernels});
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

}  // namespace
}  // namespace solvers
