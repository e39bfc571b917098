#pragma once

#include <limits>
#include <vector>

#include "absl/status/statusor.h"
#include "models/plants/fuel_store.h"
#include "models/plants/plant_running.h"

namespace solvers {

/// What one plant can do in one hour that is planned.
struct PlannedHour {
  double available_mw = 0.0;       ///< most heat
  double must_run_mw = 0.0;        ///< heat that it gives whether wanted or not
  double cost_nok_per_mwh = 0.0;   ///< of heat, electricity and fuel included
  double electricity_ratio = 0.0;  ///< electricity drawn per heat; negative where it is given
};

/// One plant over the horizon. Without least heat, start cost and least times it has no switch.
struct CommitmentPlant {
  models::PlantRunningParams running;
  models::PlantRunningState now;
  models::FuelStoreParams fuel;
  double fuel_mwh = 0.0;          ///< on site now
  double efficiency_ratio = 1.0;  ///< heat per fuel, of the store
  std::vector<PlannedHour> hours;
};

/// A tank, or the water of the network: mixed content with standing loss.
struct CommitmentStore {
  double capacity_mwh = 0.0;
  double power_max_mw = 0.0;
  double loss_per_h = 0.0;
  double content_mwh = 0.0;            ///< now
  double end_value_nok_per_mwh = 0.0;  ///< of what is left at the end of the horizon
};

struct CommitmentInputs {
  std::vector<CommitmentPlant> plants;
  std::vector<CommitmentStore> stores;
  std::vector<double> load_mw;  ///< [hour], network loss included
  /// [hour] most electricity that all plants may draw: what the grid can give, or an order.
  /// Infinity: no limit.
  std::vector<double> electricity_max_mw;
  double unserved_cost_nok_per_mwh = 20'000.0;
  double cooled_off_cost_nok_per_mwh = 0.0;
};

struct CommitmentPlan {
  std::vector<std::vector<double>> heat_mw;        ///< [plant][hour]
  std::vector<std::vector<char>> is_running;       ///< [plant][hour]
  std::vector<std::vector<double>> discharge_mw;   ///< [store][hour], negative while charging
  std::vector<std::vector<double>> content_mwh;    ///< [store][hour], at the end of the hour
  std::vector<double> unserved_mw, cooled_off_mw;  ///< [hour]
  std::vector<double> electricity_mw;              ///< [hour] drawn by all plants that draw
  double cost_nok = 0.0;   ///< running and starting, less the end value of the stores
  double bound_nok = 0.0;  ///< no plan costs less
  double gap_share = 0.0;  ///< (cost − bound)/max(|cost|, 1)
  bool is_proven = false;  ///< gap_share is the gap that was asked for, or less
};

struct CommitmentLimits {
  double solve_s = 2.0;
  double gap_share = 1e-4;
};

/// Unit commitment and dispatch of one heat system over hours with known load and prices, as a
/// mixed-integer program. For plants p, stores s and hours h, with u switched on, v a start:
///   min Σ c q + C v + 20 000 unserved + c_off cooled − value · content_end
///   Σ q + Σ discharge − cooled + unserved = load
///   must ∨ stable·u <= q <= available·u
///   q_h − q_{h−1} <= r u_{h−1} + max(stable, r) v_h,  q_{h−1} − q_h <= r u_h + (max(stable, r) +
///   r)(u_{h−1} − u_h + v_h) Σ_{k > h−up} v_k <= u_h,  Σ_{k > h−down} v_k <= 1 − u_{h−down} E_{h+1}
///   = (1 − loss) E_h − discharge_h,  F_{h+1} <= F_h + delivery/24 − q/η Σ_{drawing} e q <=
///   electricity_max
/// Starts and standing so far count: a plant inside its least time stays as it is. A plant that
/// cannot give its least heat stands.
/// Source: D. Rajan, S. Takriti, IBM Research Report RC23628 (2005), for the least times.
/// Errors: InvalidArgument for hours of different number or values that are not finite;
/// FailedPrecondition when nothing was found within the time.
absl::StatusOr<CommitmentPlan> PlanHeatCommitment(const CommitmentInputs& inputs,
                                                  const CommitmentLimits& limits);

}  // namespace solvers
