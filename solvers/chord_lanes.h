#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "models/base/ids.h"
#include "solvers/ac_power_flow.h"
#include "solvers/base_factor.h"
#include "solvers/chord_kernels.h"
#include "solvers/lane_buffers.h"
#include "solvers/low_rank_correction.h"

namespace solvers {

/// One scenario around a base: what differs from it.
struct BatchCase {
  models::BranchIndex outage;  ///< invalid: none
  models::BusIndex applicant;  ///< invalid: nobody
  double applicant_mw = 0.0;   ///< demand; negative is generation. Fed by the participants.
  double applicant_mvar = 0.0;
  bool has_injections = false;  ///< else those of the base, and the tables are not read
  std::vector<double> injection_mw, injection_mvar;  ///< [bus] in place of the base's
};

/// Why a lane stands still.
enum class ChordState : char { kIdle, kRunning, kSolved, kGivenUp };

/// Chord Newton of kChordLanes scenarios around one base: residuals and controls as in
/// lane_power_flow, the Jacobian that of the base, corrected where an outage or a reactive limit
/// changes equations. A lane is given up, never answered otherwise than the full solver would,
/// when its contraction is poor, when a tap changer wants to move, or when too much has changed.
class ChordLanes {
 public:
  ChordLanes(const ChordPattern& pattern, const ChordKernels& kernels);

  /// With `estimate_steps` above 0 a lane is done after so many steps, whatever it leaves open, and
  /// given up when a control would then move.
  void Start(const BaseFactor& factor, const PowerFlowOptions& options, int estimate_steps = 0);
  /// A case for a lane that is not running.
  struct Entry {
    int lane = 0;
    std::size_t index = 0;
    const BatchCase* one = nullptr;
  };
  /// Lays cases into lanes, several at a time because they share cache lines; a lane may be given
  /// up at once.
  void LayOut(std::span<const Entry> entries);
  /// One step of every lane that runs, and judgement over it.
  void Step();

  ChordState state(int lane) const { return lanes_[static_cast<std::size_t>(lane)].state; }
  void SetIdle(int lane) { lanes_[static_cast<std::size_t>(lane)].state = ChordState::kIdle; }

  struct Lane {
    ChordState state = ChordState::kIdle;
    std::size_t index = 0;
    models::BranchIndex outage;    ///< valid only where it takes something out
    std::array<double, 8> y_pu{};  ///< its two-port
    std::array<int, 2> end{};      ///< rows of its ends
    std::array<double, 2> p_set_pu{}, q_set_pu{},
        q_flow_pu{};                  ///< schedules there, flow it would carry
    std::vector<int> dead_row;        ///< rows behind it when it is a bridge; the first is its end
    std::vector<BusControl> control;  ///< [regulated]
    std::vector<char> returns;        ///< [regulated]
    std::vector<char> is_dead;        ///< [regulated]
    bool is_stale = false;            ///< controls moved after the residual was taken
    bool is_judged = false;           ///< controls stand for good
    double before_pu = 0.0;
    int slow = 0;
    int iteration = 0;
    int iterations = 0;
    int rounds = 0;
    LowRankCorrection correction;
  };
  const Lane& lane(int lane) const { return lanes_[static_cast<std::size_t>(lane)]; }
  const ChordArrays& arrays() const { return a_; }
  const BaseFactor& factor() const { return *factor_; }
  /// What regulation adds at a bus that regulates, and the bus's voltage.
  double RegulatedQPu(std::size_t regulated, int lane) const;
  double VoltagePu(int row, int lane) const;

 private:
  static std::size_t At(std::size_t row, int lane) {
    return row * kChordLanes + static_cast<std::size_t>(lane);
  }
  void LayOutNumbers(std::span<const Entry> entries);
  bool LayOutChanges(const BatchCase& one, int lane);
  bool LayOutOutage(const BatchCase& one, int lane);
  void FreezeDead(int lane);
  void LayOutResidual(std::size_t row, int lane);
  bool IsCollapsed(int lane) const;
  void Freeze(int lane);
  bool BuildCorrection(int lane);
  void AddBranchRow(Lane& one, int equation, int end, int part);
  void AddBaseRow(Lane& one, int equation, int row, int part, double sign);
  void SetSchedule(std::size_t regulated, int lane);
  void SetOutageFlow(int lane);
  void Judge(int lane);
  enum class Controls : char { kStand, kMoved, kUnclear, kBeyond };
  Controls MoveControls(int lane, bool is_sure);
  BusControl WantedControl(std::size_t regulated, int lane, bool& is_near) const;
  bool WantsTaps(int lane) const;
  bool WantsControls(int lane) const;
  bool MovesControls() const;

  const ChordPattern& pattern_;
  const ChordKernels& kernels_;
  const BaseFactor* factor_ = nullptr;
  PowerFlowOptions options_;
  int estimate_steps_ = 0;
  LaneBuffer e_, f_, p_set_, q_set_, step_, q_regulated_, q_schedule_, q_injected_, is_free_,
      lambda_, worst_, longest_, is_new_, has_own_;
  ChordArrays a_;
  std::array<Lane, kChordLanes> lanes_;
  LowRankCorrection::Scratch scratch_;
  std::vector<BusControl> wanted_;  // [regulated] scratch of a judgement
  std::vector<char> seen_;          // [bus] scratch of the walk behind a bridge
};

}  // namespace solvers
