#include "twin/cli/bench_engine.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/block_power_flow.h"
#include "solvers/lane_kernels.h"
#include "solvers/lane_power_flow.h"
#include "solvers/power_flow_batch.h"

namespace twin::cli {
namespace {

using solvers::AcPowerFlow;
using solvers::BatchCase;
using solvers::kLanes;
using solvers::LanePowerFlow;
using solvers::PowerFlowBatch;
using solvers::PowerFlowInputs;
using solvers::PowerFlowState;

constexpr float kRatingIfNoneMva = 100.0f;  // limits cost time in cases without ratings, too

// One power flow after the other, by either scalar solver.
template <class Solver>
class ScalarEngine {
 public:
  ScalarEngine(const BenchWork& work, Solver solver)
      : work_(work), solver_(std::move(solver)), workspace_(solver_.MakeWorkspace()) {}

  std::size_t Cold() const {
    const auto solver = Solver::Make(work_.loaded->region.grid);
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

  static absl::StatusOr<BenchEngine> Make(const BenchWork& work, std::string name,
                                          std::string instruction_set) {
    TWIN_ASSIGN_OR_RETURN(Solver solver, Solver::Make(work.loaded->region.grid));
    const auto engine = std::make_shared<ScalarEngine>(work, std::move(solver));
    return BenchEngine{.name = std::move(name),
                       .instruction_set = std::move(instruction_set),
                       .outages_tried = work.outages.size(),
                       .cold = [engine] { return engine->Cold(); },
                       .reused = [engine] { return engine->Reused(); },
                       .series_one = [engine] { return engine->Series(); },
                       .series_batch = nullptr,
                       .outages_plain = [engine] { return engine->Outages(); },
                       .outages_batch = nullptr};
  }

 private:
  std::size_t Solve(const PowerFlowInputs& inputs, const PowerFlowState& start) {
    return solver_.Solve(inputs, start, work_.options, *workspace_).ok() ? 1 : 0;
  }

  const BenchWork& work_;
  Solver solver_;
  std::unique_ptr<typename Solver::Workspace> workspace_;
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

class BatchEngine {
 public:
  BatchEngine(const BenchWork& work, LanePowerFlow lanes, std::size_t threads)
      : work_(work), lanes_(std::move(lanes)), batch_(lanes_), threads_(threads) {
    for (std::size_t i = 0; i < threads; ++i) workspaces_.push_back(batch_.MakeWorkspace());
    for (const models::BranchParams& branch : work.loaded->region.grid.branches) {
      const bool has_rating = branch.is_monitored && branch.rating.summer_mva > 0.0;
      rating_mva_.push_back(has_rating ? static_cast<float>(branch.rating.summer_mva)
                                       : kRatingIfNoneMva);
    }
  }

  std::size_t Series() {
    return Solve(work_.batch_step_count, [this](std::size_t index, BatchCase& one) {
      const std::vector<double>& moved_share = work_.moved_share[index % work_.moved_share.size()];
      const models::ProfileParams& profile = *work_.loaded->region.profile;
      one.has_injections = true;
      one.injection_mw = work_.loaded->inputs.injection_mw.rows();
      one.injection_mvar = work_.loaded->inputs.injection_mvar.rows();
      for (std::size_t i = 0; i < moved_share.size(); ++i) {
        one.injection_mw[i] -= moved_share[i] * profile.demand_mw[models::BusIndex(i)];
        one.injection_mvar[i] -= moved_share[i] * profile.demand_mvar[models::BusIndex(i)];
      }
    });
  }
  std::size_t Outages() {
    return Solve(work_.batch_outages.size(), [this](std::size_t index, BatchCase& one) {
      one.outage = work_.batch_outages[index];
    });
  }

 private:
  std::size_t Solve(std::size_t count, const std::function<void(std::size_t, BatchCase&)>& read) {
    if (!lanes_.FillBase(work_.loaded->inputs, work_.solved, base_).ok()) return 0;
    batch_.FillFactor(base_, work_.options.enforces_q_limits, factor_);
    std::vector<std::size_t> broken(threads_, 0);
    const auto take = [&broken](std::size_t thread, const solvers::BatchAnswer& answer) {
      if (!answer.is_solved()) return;
      const auto violations = answer.violations();
      broken[thread] +=
          static_cast<std::size_t>(violations.branches + violations.low + violations.high);
    };
    const solvers::BatchCounts counts = batch_.Solve(factor_,
                                                     {.count = count,
                                                      .read = read,
                                                      .take = take,
                                                      .rating_mva = rating_mva_,
                                                      .keeps_flows = true,
                                                      .options = work_.options},
                                                     workspaces_);
    for (const std::size_t some : broken) broken_count_ += some;
    return count - counts.unsolved;
  }

  const BenchWork& work_;
  LanePowerFlow lanes_;
  PowerFlowBatch batch_;
  std::size_t threads_;
  std::vector<std::unique_ptr<PowerFlowBatch::Workspace>> workspaces_;
  std::vector<float> rating_mva_;
  solvers::LaneBase base_;
  solvers::BaseFactor factor_;
  std::size_t broken_count_ = 0;  // kept, so that no compiler leaves the limits out
};

}  // namespace

absl::StatusOr<BenchEngine> MakeKluEngine(const BenchWork& work) {
  return ScalarEngine<AcPowerFlow>::Make(work, "klu", "scalar");
}

absl::StatusOr<BenchEngine> MakeBlockEngine(const BenchWork& work) {
  return ScalarEngine<solvers::BlockPowerFlow>::Make(work, "block",
                                                     solvers::ChooseBlockNewtonKernels().name);
}

absl::StatusOr<BenchEngine> MakeBatchEngine(const BenchWork& work, std::size_t threads) {
  TWIN_ASSIGN_OR_RETURN(LanePowerFlow lanes, LanePowerFlow::Make(work.loaded->region.grid));
  const auto engine = std::make_shared<BatchEngine>(work, std::move(lanes), threads);
  return BenchEngine{.name = "batch",
                     .instruction_set = solvers::ChooseChordKernels().name,
                     .threads = threads,
                     .outages_tried = work.batch_outages.size(),
                     .cold = nullptr,
                     .reused = nullptr,
                     .series_one = nullptr,
                     .series_batch = [engine] { return engine->Series(); },
                     .outages_plain = nullptr,
                     .outages_batch = [engine] { return engine->Outages(); }};
}

absl::StatusOr<BenchEngine> MakeLaneEngine(const BenchWork& work) {
  TWIN_ASSIGN_OR_RETURN(LanePowerFlow solver, LanePowerFlow::Make(work.loaded->region.grid));
  const auto engine = std::make_shared<LaneEngine>(work, std::move(solver));
  return BenchEngine{.name = "lanes",
                     .instruction_set = solvers::ChooseLaneKernels().name,
                     .outages_tried = work.outages.size(),
                     .cold = [engine] { return engine->Cold(); },
                     .reused = [engine] { return engine->Reused(); },
                     .series_one = [engine] { return engine->Series(1); },
                     .series_batch = [engine] { return engine->Series(kLanes); },
                     .outages_plain = [engine] { return engine->Outages(1); },
                     .outages_batch = [engine] { return engine->Outages(kLanes); }};
}

}  // namespace twin::cli
