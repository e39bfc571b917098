#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/base_factor.h"
#include "solvers/chord_kernels.h"
#include "solvers/chord_lanes.h"
#include "solvers/lane_buffers.h"

namespace solvers {

/// Answers side by side, as many as there are chord lanes: filled one by one, worked out together.
class BatchAnswers {
 public:
  BatchAnswers(const ChordPattern& pattern, const ChordKernels& kernels);

  /// `rating_mva` is [branch]; 0 or a table of no rows: no limit.
  void Start(const BaseFactor& factor, std::span<const float> rating_mva, bool keeps_flows);
  bool is_full() const { return count_ == kChordLanes; }
  int count() const { return count_; }

  int room() const { return kChordLanes - count_; }
  /// Takes solved lanes, as many as there is room for.
  void Add(const ChordLanes& lanes, std::span<const int> solved);
  /// An answer found elsewhere, or none: nullptr.
  void Add(std::size_t index, models::BranchIndex outage, const PowerFlowSolution* solution);
  /// Flows, loadings, magnitudes and losses of all that was added.
  void Calc();
  void Clear() { count_ = 0; }

 private:
  friend class BatchAnswer;
  struct Slot {
    std::size_t index = 0;
    bool is_solved = false, is_full_newton = false;
    models::BranchIndex outage;
    double lambda_pu = 0.0, worst_pu = 0.0;
    int iterations = 0, rounds = 0;
    std::vector<int> dead_row;
    std::vector<BusControl> control;                    // [regulated]
    std::vector<double> regulated_pu;                   // [regulated] what regulation adds
    std::vector<std::pair<int, int>> tap;               // branch, step, where not the base's
    models::Table<models::ShuntIndex, int> shunt_step;  // of a full Newton
  };
  static std::size_t At(std::size_t row, int slot) {
    return row * kChordLanes + static_cast<std::size_t>(slot);
  }
  std::array<double, 4> FlowPu(const double* y, std::size_t branch, int slot) const;
  void SetBranch(std::size_t branch, const double* y, int slot);
  void Correct(int slot);

  const ChordPattern& pattern_;
  const ChordKernels& kernels_;
  const BaseFactor* factor_ = nullptr;
  int count_ = 0;
  bool keeps_flows_ = false;
  LaneBuffer e_, f_, loading_, vm_, losses_, over_, low_, high_, flow_;
  std::vector<double> inverse_rating_pu_, v_min_pu_, v_max_pu_;
  ChordResultArrays a_;
  std::array<Slot, kChordLanes> slots_;
};

/// One scenario's answer, a view that lives until the callback that got it returns.
class BatchAnswer {
 public:
  BatchAnswer(const BatchAnswers& all, int slot) : all_(all), slot_(slot) {}

  std::size_t index() const { return slot().index; }
  /// False: neither the chord nor the full Newton of a lane found one; nothing below holds.
  bool is_solved() const { return slot().is_solved; }
  /// The chord gave the case up and a full Newton took it.
  bool is_full_newton() const { return slot().is_full_newton; }
  models::BranchIndex outage() const { return slot().outage; }
  int iterations() const { return slot().iterations; }
  int control_rounds() const { return slot().rounds; }
  double worst_pu() const { return slot().worst_pu; }

  double VoltagePu(models::BusIndex bus) const;  ///< 0 without voltage
  double AngleRad(models::BusIndex bus) const;
  /// Apparent current over rating, the larger of both ends, signed as P at `from`; 0: no limit.
  double LoadingShare(models::BranchIndex branch) const;
  BranchFlow Flow(models::BranchIndex branch) const;
  BusControl Control(models::BusIndex bus) const;
  double LossesMw() const;
  double MismatchMw() const;

  /// Largest |loading| and where; invalid when nothing has a limit.
  struct Loading {
    models::BranchIndex branch;
    double loading_share = 0.0;
  };
  Loading FindWorstLoading() const;
  /// Branches beyond their rating and buses outside their limits.
  struct Violations {
    int branches = 0, low = 0, high = 0;
  };
  Violations violations() const;

  /// Everything, in the terms of the scalar solver.
  PowerFlowSolution Solution() const;

  /// For loops over many rows: number of `bus` (or branch) stands at [row · kChordLanes].
  const double* loading_share() const { return all_.a_.loading + slot_; }  ///< [branch]
  const double* vm_pu() const { return all_.a_.vm + slot_; }  ///< [row in order of elimination]

 private:
  const BatchAnswers::Slot& slot() const { return all_.slots_[static_cast<std::size_t>(slot_)]; }
  std::size_t RowOf(models::BusIndex bus) const;

  const BatchAnswers& all_;
  int slot_;
};

}  // namespace solvers
