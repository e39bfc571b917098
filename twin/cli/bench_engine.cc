#include "twin/cli/bench_engine.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/lane_kernels.h"
#include "solvers/lane_power_flow.h"

namespace twin::cli {
namespace {

using solvers::AcPowerFlow;
using solvers::kLanes;
using solvers::LanePowerFlow;
using solvers::PowerFlowInputs;
using solvers::PowerFlowState;

class KluEngine {
 public:
  KluEngine(const BenchWork& work, AcPowerFlow solver)
      : work_(work), solver_(std::move(solver)), workspace_(solver_.MakeWorkspace()) {}

  std::size_t Cold() const {
    const auto solver = AcPowerFlow::Make(work_.loaded->region.grid);
    if (!solver.ok()) return 0;
    const auto workspace = solver->MakeWorkspace();
    return solver->Solve(work_.loaded->inputs, work_.start, work_.options, *workspace).ok() ? 1 : 0;
  }
  std::size_t Reused() { return Solve(work_.loaded->inputs, work_.start); }
  std::size_t Series() {
    std::size_t solved = 0;
    for (const PowerFlowInputs& step : work_.steps) solved += Solve(step, work_.solved);
    return solved;
  }
  std::size_t Outages() {
    std::size_t solved = 0;
    PowerFlowInputs inputs = work_.loaded->inputs;
    for (const models::BranchIndex outage : work_.outages) {
      inputs.in_service[outage] = 0;
      solved += Solve(inputs, work_.solved);
      inputs.in_service[outage] = 1;
    }
    return solved;
  }

 private:
  std::size_t Solve(const PowerFlowInputs& inputs, const PowerFlowState& start) {
    return solver_.Solve(inputs, start, work_.options, *workspace_).ok() ? 1 : 0;
  }

  const BenchWork& work_;
  AcPowerFlow solver_;
  std::unique_ptr<AcPowerFlow::Workspace> workspace_;
};

class LaneEngine {
 public:
  LaneEngine(const BenchWork& work, LanePowerFlow solver)
      : work_(work), solver_(std::move(solver)), workspace_(solver_.MakeWorkspace()) {}

  std::size_t Cold() const {
    const auto solver = LanePowerFlow::Make(work_.loaded->region.grid);
    if (!solver.ok()) return 0;
    const auto workspace = solver->MakeWorkspace();
    solvers::LaneBase base;
    if (!solver->FillBase(work_.loaded->inputs, work_.start, base).ok()) return 0;
    const solvers::LaneCase one{.base = &base};
    solver->Solve({&one, 1}, work_.options, *workspace);
    workspace->CalcFlows();
    return workspace->IsSolved(0) ? 1 : 0;
  }
  std::size_t Reused() {
    if (!solver_.FillBase(work_.loaded->inputs, work_.start, bases_[0]).ok()) return 0;
    cases_[0] = {.base = &bases_[0]};
    return SolveLanes(1);
  }
  std::size_t Series(std::size_t width) {
    std::size_t solved = 0;
    for (std::size_t first = 0; first < work_.steps.size(); first += width) {
      const std::size_t count = std::min(width, work_.steps.size() - first);
      for (std::size_t i = 0; i < count; ++i) {
        if (!solver_.FillBase(work_.steps[first + i], work_.solved, bases_[i]).ok()) return solved;
        cases_[i] = {.base = &bases_[i]};
      }
      solved += SolveLanes(count);
    }
    return solved;
  }
  std::size_t Outages(std::size_t width) {
    std::size_t solved = 0;
    if (!solver_.FillBase(work_.loaded->inputs, work_.solved, bases_[0]).ok()) return 0;
    for (std::size_t first = 0; first < work_.outages.size(); first += width) {
      const std::size_t count = std::min(width, work_.outages.size() - first);
      for (std::size_t i = 0; i < count; ++i) {
        cases_[i] = {.base = &bases_[0], .outage = work_.outages[first + i]};
      }
      solved += SolveLanes(count);
    }
    return solved;
  }

 private:
  std::size_t SolveLanes(std::size_t count) {
    solver_.Solve({cases_.data(), count}, work_.options, *workspace_);
    workspace_->CalcFlows();
    std::size_t solved = 0;
    for (std::size_t i = 0; i < count; ++i) solved += workspace_->IsSolved(static_cast<int>(i));
    return solved;
  }

  const BenchWork& work_;
  LanePowerFlow solver_;
  std::unique_ptr<LanePowerFlow::Workspace> workspace_;
  std::array<solvers::LaneBase, kLanes> bases_;
  std::array<solvers::LaneCase, kLanes> cases_;
};

}  // namespace

absl::StatusOr<BenchEngine> MakeKluEngine(const BenchWork& work) {
  TWIN_ASSIGN_OR_RETURN(AcPowerFlow solver, AcPowerFlow::Make(work.loaded->region.grid));
  const auto engine = std::make_shared<KluEngine>(work, std::move(solver));
  return BenchEngine{.name = "klu",
                     .instruction_set = "scalar",
                     .cold = [engine] { return engine->Cold(); },
                     .reused = [engine] { return engine->Reused(); },
                     .series_one = [engine] { return engine->Series(); },
                     .series_batch = nullptr,
                     .outages_plain = [engine] { return engine->Outages(); },
                     .outages_batch = nullptr};
}

absl::StatusOr<BenchEngine> MakeLaneEngine(const BenchWork& work) {
  TWIN_ASSIGN_OR_RETURN(LanePowerFlow solver, LanePowerFlow::Make(work.loaded->region.grid));
  const auto engine = std::make_shared<LaneEngine>(work, std::move(solver));
  return BenchEngine{.name = "lanes",
                     .instruction_set = solvers::ChooseLaneKernels().name,
                     .cold = [engine] { return engine->Cold(); },
                     .reused = [engine] { return engine->Reused(); },
                     .series_one = [engine] { return engine->Series(1); },
                     .series_batch = [engine] { return engine->Series(kLanes); },
                     .outages_plain = [engine] { return engine->Outages(1); },
                     .outages_batch = [engine] { return engine->Outages(kLanes); }};
}

}  // namespace twin::cli
