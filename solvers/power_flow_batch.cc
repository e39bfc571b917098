#include "solvers/power_flow_batch.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <vector>

#include "models/base/units.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

using models::kBaseMva;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

PowerFlowBatch::Workspace::Workspace(const LanePowerFlow& full, const ChordPattern& pattern,
                                     const ChordKernels& kernels)
    : lanes(pattern, kernels),
      answers(pattern, kernels),
      full_work(full.MakeWorkspace(*FindLaneKernels(kernels.name))) {}

namespace {

// One thread's share of a list: it takes scenarios until none are left.
template <class Workspace>
class BatchPass {
 public:
  BatchPass(const LanePowerFlow& full, const BaseFactor& factor, const BatchRequest& request,
            std::atomic<std::size_t>& next, std::size_t thread, Workspace& work)
      : full_(full), factor_(factor), request_(request), next_(next), thread_(thread), w_(work) {}

  BatchCounts Run() {
    w_.lanes.Start(factor_, request_.options, request_.estimate_steps);
    w_.answers.Start(factor_, request_.rating_mva, request_.keeps_flows);
    w_.given_up.clear();
    while (!needs_full_newton_ && FillLanes()) {
      w_.lanes.Step();
      Collect();
    }
    if (needs_full_newton_) GiveAllUp();
    while (!w_.given_up.empty()) SolveGivenUp();
    Flush();
    return counts_;
  }

 private:
  void GiveAllUp() {
    for (;;) {
      const std::size_t index = next_.fetch_add(1);
      if (index >= request_.count) return;
      w_.given_up.push_back(index);
      if (w_.given_up.size() >= kLanes) SolveGivenUp();
    }
  }

  // True while any lane runs.
  bool FillLanes() {
    for (;;) {
      std::array<ChordLanes::Entry, kChordLanes> entries;
      std::size_t count = 0;
      for (int lane = 0; lane < kChordLanes && !is_empty_; ++lane) {
        if (w_.lanes.state(lane) != ChordState::kIdle) continue;
        const std::size_t index = next_.fetch_add(1);
        is_empty_ = index >= request_.count;
        if (is_empty_) break;
        BatchCase& one = w_.cases[count];
        Read(index, one);
        entries[count++] = {.lane = lane, .index = index, .one = &one};
      }
      if (count == 0) break;
      w_.lanes.LayOut(std::span(entries).first(count));
      if (!CollectGivenUp()) break;
    }
    for (int lane = 0; lane < kChordLanes; ++lane) {
      if (w_.lanes.state(lane) == ChordState::kRunning) return true;
    }
    return false;
  }

  void Read(std::size_t index, BatchCase& one) {
    one.outage = {};
    one.applicant = {};
    one.has_injections = false;
    request_.read(index, one);
  }

  bool CollectGivenUp() {
    bool has_found = false;
    for (int lane = 0; lane < kChordLanes; ++lane) {
      if (w_.lanes.state(lane) != ChordState::kGivenUp) continue;
      counts_.chord_steps += U(w_.lanes.lane(lane).iterations);
      w_.given_up.push_back(w_.lanes.lane(lane).index);
      w_.lanes.SetIdle(lane);
      has_found = true;
    }
    while (w_.given_up.size() >= kLanes) SolveGivenUp();
    return has_found;
  }

  void Collect() {
    CollectGivenUp();
    std::array<int, kChordLanes> solved;
    std::size_t count = 0;
    for (int lane = 0; lane < kChordLanes; ++lane) {
      if (w_.lanes.state(lane) == ChordState::kSolved) solved[count++] = lane;
    }
    for (std::size_t from = 0; from < count;) {
      const std::size_t fits = std::min(count - from, U(w_.answers.room()));
      const std::span<const int> some = std::span(solved).subspan(from, fits);
      w_.answers.Add(w_.lanes, some);
      for (const int lane : some) {
        counts_.chord_steps += U(w_.lanes.lane(lane).iterations);
        w_.lanes.SetIdle(lane);
      }
      from += fits;
      if (w_.answers.is_full()) Flush();
    }
    counts_.by_chord += count;
  }

  // An estimate that there is none of.
  void LeaveGivenUp(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      Read(w_.given_up[i], given_up_);
      w_.answers.Add(w_.given_up[i], given_up_.outage, nullptr);
      if (w_.answers.is_full()) Flush();
    }
    counts_.unsolved += count;
    w_.given_up.erase(w_.given_up.begin(),
                      w_.given_up.begin() + static_cast<std::ptrdiff_t>(count));
  }

  void SolveGivenUp() {
    const std::size_t count = std::min<std::size_t>(kLanes, w_.given_up.size());
    if (request_.estimate_steps > 0) return LeaveGivenUp(count);
    std::array<LaneCase, kLanes> cases;
    for (std::size_t i = 0; i < count; ++i) {
      BatchCase& one = given_up_;
      Read(w_.given_up[i], one);
      const LaneBase* base = factor_.base;
      if (one.has_injections) {
        LaneBase& own = w_.own_base[i];
        own = *factor_.base;
        for (std::size_t bus = 0; bus < own.p_set_pu.size(); ++bus) {
          own.p_set_pu[bus] = one.injection_mw[bus] / kBaseMva;
          own.q_set_pu[bus] = one.injection_mvar[bus] / kBaseMva;
          own.lambda_pu += factor_.base->p_set_pu[bus] - own.p_set_pu[bus];
        }
        base = &own;
      }
      cases[i] = {.base = base,
                  .outage = one.outage,
                  .applicant = one.applicant,
                  .applicant_mw = one.applicant_mw,
                  .applicant_mvar = one.applicant_mvar};
    }
    full_.Solve(std::span(cases).first(count), request_.options, *w_.full_work);
    w_.full_work->CalcFlows();
    for (std::size_t i = 0; i < count; ++i) {
      const int lane = static_cast<int>(i);
      const bool is_solved = w_.full_work->IsSolved(lane);
      ++(is_solved ? counts_.by_full_newton : counts_.unsolved);
      if (is_solved) {
        const PowerFlowSolution solution = w_.full_work->Solution(lane);
        w_.answers.Add(w_.given_up[i], cases[i].outage, &solution);
      } else {
        w_.answers.Add(w_.given_up[i], cases[i].outage, nullptr);
      }
      if (w_.answers.is_full()) Flush();
    }
    w_.given_up.erase(w_.given_up.begin(),
                      w_.given_up.begin() + static_cast<std::ptrdiff_t>(count));
  }

  void Flush() {
    if (w_.answers.count() == 0) return;
    w_.answers.Calc();
    for (int slot = 0; slot < w_.answers.count(); ++slot) {
      request_.take(thread_, BatchAnswer(w_.answers, slot));
    }
    w_.answers.Clear();
  }

  const LanePowerFlow& full_;
  const BaseFactor& factor_;
  const BatchRequest& request_;
  std::atomic<std::size_t>& next_;
  const std::size_t thread_;
  Workspace& w_;
  // What the chord knows nothing of: demand that follows its voltage, powers kept by phase shifters
  // and voltages kept by banks.
  const bool needs_full_newton_ = !factor_.base->current_p_pu.empty() ||
                                  (request_.options.moves_taps && (full_.network().has_shifters ||
                                                                   !full_.network().banks.empty()));
  BatchCounts counts_;
  BatchCase given_up_;
  bool is_empty_ = false;
};

}  // namespace

PowerFlowBatch::PowerFlowBatch(const LanePowerFlow& lanes, const ChordKernels& kernels)
    : lanes_(lanes),
      kernels_(kernels),
      pattern_(std::make_unique<const ChordPattern>(MakeChordPattern(lanes.network()))) {}
PowerFlowBatch::~PowerFlowBatch() = default;
PowerFlowBatch::PowerFlowBatch(PowerFlowBatch&&) noexcept = default;

void PowerFlowBatch::FillFactor(const LaneBase& base, bool enforces_q_limits,
                                BaseFactor& factor) const {
  FillBaseFactor(*pattern_, base, enforces_q_limits, factor);
}

std::unique_ptr<PowerFlowBatch::Workspace> PowerFlowBatch::MakeWorkspace() const {
  return std::make_unique<Workspace>(lanes_, *pattern_, kernels_);
}

BatchCounts PowerFlowBatch::Solve(const BaseFactor& factor, const BatchRequest& request,
                                  Workspace& workspace) const {
  std::atomic<std::size_t> next{0};
  return BatchPass(lanes_, factor, request, next, 0, workspace).Run();
}

BatchCounts PowerFlowBatch::Solve(const BaseFactor& factor, const BatchRequest& request,
                                  std::span<const std::unique_ptr<Workspace>> workspaces) const {
  std::atomic<std::size_t> next{0};
  std::vector<BatchCounts> counts(workspaces.size());
  ParallelFor(workspaces.size(), workspaces.size(), [&](std::size_t share, std::size_t) {
    counts[share] = BatchPass(lanes_, factor, request, next, share, *workspaces[share]).Run();
  });
  BatchCounts sum;
  for (const BatchCounts& one : counts) {
    sum.by_chord += one.by_chord;
    sum.by_full_newton += one.by_full_newton;
    sum.unsolved += one.unsolved;
    sum.chord_steps += one.chord_steps;
  }
  return sum;
}

}  // namespace solvers
