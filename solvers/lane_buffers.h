#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "solvers/lane_base.h"
#include "solvers/lane_kernels.h"
#include "solvers/lane_network.h"
#include "solvers/power_flow_controls.h"

namespace solvers {

/// Zeroed doubles [row][lane] on a vector's alignment.
class LaneBuffer {
 public:
  explicit LaneBuffer(std::size_t rows, int lanes = kLanes);
  double* data() { return data_.get(); }
  const double* data() const { return data_.get(); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(double* data) const { ::operator delete(data, kAlignment); }
  };
  std::unique_ptr<double, Free> data_;
};

/// Where a batch stands, and the small changes that layout and controls make to one lane of it.
struct LaneBuffers {
  LaneBuffers(const LaneNetwork& n, const LaneKernels& k);

  struct Lane {
    const LaneBase* base = nullptr;
    models::BranchIndex outage;
    std::size_t applicant = 0;    ///< bus whose schedule of reactive power is moved
    double applicant_q_pu = 0.0;  ///< injection there
    bool may_split = false;       ///< buses may hang on nothing
    double tolerance_pu = 0.0;
    int iteration = 0;   ///< of the running inner solve
    int iterations = 0;  ///< of all
    int rounds = 0;
    bool is_done = true;
    bool is_solved = false;
  };

  static std::size_t At(std::size_t row, int lane) {
    return row * kLanes + static_cast<std::size_t>(lane);
  }
  BusControl& Control(std::size_t bus, int lane) {
    return control[static_cast<std::size_t>(lane) * network.bus_count() + bus];
  }
  double VoltagePu(std::size_t bus, int lane) const;
  void SetVoltagePu(std::size_t bus, int lane, double vm_pu);
  /// Reactive demand in proportion to the voltage, at the present one.
  double CurrentQPu(std::size_t bus, int lane) const;
  /// Scheduled reactive power without what a limit adds.
  double InjectedQPu(std::size_t bus, int lane) const;
  /// Scheduled reactive power and whether the magnitude is an unknown, as the control stands.
  void SetSchedule(std::size_t bus, int lane);
  /// The two-port at a tap step, or none; the admittance matrix is left to be summed anew.
  void SetBranch(std::size_t branch, int lane, int tap, bool is_in);

  const LaneNetwork& network;
  const LaneKernels& kernels;
  LaneArrays a;
  LaneBuffer branch_y, y, shunt_g, shunt_b, e, f, p_set, q_set, share, p_calc, q_calc, is_live,
      is_free, current_p, current_q, blocks, step, lambda, is_moving, worst, flow, inverse_rating,
      loading, vm, flow_step;
  std::array<Lane, kLanes> lanes;
  std::vector<BusControl> control;                  ///< [lane][bus]
  std::vector<char> returns;                        ///< [lane][bus]
  std::vector<int> tap_step;                        ///< [lane][branch]
  std::vector<int> shunt_step;                      ///< [lane][bank of the network]
  std::vector<StepMotion> tap_motion, bank_motion;  ///< [lane][changer or bank of the network]
  // Scratch of the search for dead buses: branches left, buses reached, islands.
  std::vector<char> in_service, reached;
  std::vector<int> root;
};

}  // namespace solvers
