#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "solvers/base_factor.h"
#include "solvers/batch_answer.h"
#include "solvers/chord_kernels.h"
#include "solvers/chord_lanes.h"
#include "solvers/lane_power_flow.h"

namespace solvers {

/// A list of scenarios around one base, streamed: no table of scenarios × branches is kept.
struct BatchRequest {
  std::size_t count = 0;
  /// Describes scenario `index`; must give the same whenever it is asked, on any thread. `one`
  /// comes as it was left, so that its tables keep their memory.
  std::function<void(std::size_t index, BatchCase& one)> read;
  /// Gets every answer once, in no particular order, on the thread that found it.
  std::function<void(std::size_t thread, const BatchAnswer& answer)> take;
  std::span<const float> rating_mva;  ///< [branch]; empty: no limits
  bool keeps_flows = false;           ///< all flows are worked out, not only those asked for
  PowerFlowOptions options;
  /// Above 0: estimates instead of answers, what stands after so many steps of the chord; what the
  /// chord gives up, or where a control would move, has none and counts as unsolved.
  int estimate_steps = 0;
};

/// How a list went.
struct BatchCounts {
  std::size_t by_chord = 0;
  std::size_t by_full_newton = 0;  ///< given up by the chord
  std::size_t unsolved = 0;
  std::size_t chord_steps = 0;
};

/// AC power flow of many scenarios around base points: chord Newton with the base's factor, lanes
/// that take the next scenario as soon as they are done, and a full Newton in lanes
/// (LanePowerFlow) for what the chord gives up. An answer is a function of its scenario and its
/// base: threads, neighbours and order change no bit of it. Immutable; `lanes` must outlive it.
class PowerFlowBatch {
 public:
  class Workspace;

  explicit PowerFlowBatch(const LanePowerFlow& lanes,
                          const ChordKernels& kernels = ChooseChordKernels());
  ~PowerFlowBatch();
  PowerFlowBatch(PowerFlowBatch&&) noexcept;

  /// Makes a base point of a solution that has been laid out (LanePowerFlow::FillBase), whose
  /// controls start as they stand there. `base` must outlive the factor.
  void FillFactor(const LaneBase& base, bool enforces_q_limits, BaseFactor& factor) const;

  std::unique_ptr<Workspace> MakeWorkspace() const;
  /// On this thread. The factor's `enforces_q_limits` must be the options'.
  BatchCounts Solve(const BaseFactor& factor, const BatchRequest& request,
                    Workspace& workspace) const;
  /// On as many threads as there are workspaces.
  BatchCounts Solve(const BaseFactor& factor, const BatchRequest& request,
                    std::span<const std::unique_ptr<Workspace>> workspaces) const;

 private:
  const LanePowerFlow& lanes_;
  const ChordKernels& kernels_;
  std::unique_ptr<const ChordPattern> pattern_;
};

/// Where one thread stands.
class PowerFlowBatch::Workspace {
 public:
  Workspace(const LanePowerFlow& full, const ChordPattern& pattern, const ChordKernels& kernels);

  ChordLanes lanes;
  BatchAnswers answers;
  std::unique_ptr<LanePowerFlow::Workspace> full_work;
  std::array<BatchCase, kChordLanes> cases;  ///< as read
  std::vector<std::size_t> given_up;         ///< scenarios that wait for a full Newton
  std::array<LaneBase, kLanes> own_base;     ///< where injections are not the base's
};

}  // namespace solvers
