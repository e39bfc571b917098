#pragma once

#include <vector>

#include "absl/status/status.h"
#include "models/electricity/grid.h"

namespace solvers {

/// What is put into the grid and how it is run. Every table is [bus] or [branch] of the network.
struct PowerFlowInputs {
  models::Table<models::BusIndex, double> injection_mw;    ///< scheduled, into the grid
  models::Table<models::BusIndex, double> injection_mvar;  ///< without what regulation adds
  models::Table<models::BusIndex, double> shunt_mvar;      ///< injected by bus shunts at 1 pu
  models::Table<models::BusIndex, double> shunt_mw;        ///< demanded by bus shunts at 1 pu
  models::Table<models::BusIndex, char> regulates;         ///< holds v_set_pu within its Q range
  models::Table<models::BusIndex, double> v_set_pu;
  models::Table<models::BusIndex, double> q_min_mvar;  ///< of what regulation may add
  models::Table<models::BusIndex, double> q_max_mvar;
  models::Table<models::BranchIndex, char> in_service;
  /// Who takes the difference between injections and losses; sums to 1. One bus with 1 is the
  /// classical slack bus. The largest one is the angle reference.
  models::Table<models::BusIndex, double> participation_share;
  /// Demand in proportion to the voltage, at 1 pu: the constant-current part of loads that follow
  /// their voltage. Empty: none. What goes with V² is shunt_mw and −shunt_mvar.
  models::Table<models::BusIndex, double> current_mw, current_mvar;

  /// Zero injections, branches as built, participation as of the grid's boundaries.
  static PowerFlowInputs MakeZero(const models::ElectricityGrid& grid);
};

/// How a bus is held at the solution.
enum class BusControl : char { kFree, kHeld, kAtMinQ, kAtMaxQ };

/// Where a solution stands: start of the next one. Passed in and returned, never kept inside.
struct PowerFlowState {
  models::Table<models::BusIndex, double> vm_pu;
  models::Table<models::BusIndex, double> va_rad;
  models::Table<models::BusIndex, BusControl> control;
  models::Table<models::BranchIndex, int> tap_step;
  /// Steps of banks that keep a voltage; empty where the grid has none, 0 for other shunts.
  models::Table<models::ShuntIndex, int> shunt_step;

  /// 1 pu, 0 rad, neutral taps.
  static PowerFlowState MakeFlat(const models::ElectricityGrid& grid);
  bool operator==(const PowerFlowState&) const = default;
};

struct PowerFlowOptions {
  double tolerance_pu = 1e-9;
  int max_iterations = 20;      ///< Newton steps of one inner solve
  int max_control_rounds = 30;  ///< rounds of limits and tap changers
  bool enforces_q_limits = true;
  bool moves_taps = true;     ///< and banks that keep a voltage
  bool restarts_flat = true;  ///< AcPowerFlow tries a flat start when the given one fails
  bool damps_steps = false;   ///< AcPowerFlow halves steps until the mismatch shrinks
  /// Damped steps are given up where they collapse; else they go on to the last iteration.
  bool gives_up_early = true;
  /// PowerFlow tells a part of the grid that has no solution, with its reason, and answers for the
  /// rest; the largest part must have one.
  bool keeps_solved_islands = false;
};

/// Flows at both ends of a branch, into the branch.
struct BranchFlow {
  double p_from_mw = 0.0;
  double q_from_mvar = 0.0;
  double p_to_mw = 0.0;
  double q_to_mvar = 0.0;
};

struct PowerFlowResult {
  models::Table<models::BranchIndex, BranchFlow> flow;
  models::Table<models::BusIndex, char> is_energised;
  models::Table<models::BusIndex, double> regulated_mvar;  ///< what regulation added
  double losses_mw = 0.0;
  double mismatch_mw = 0.0;  ///< taken by the participants: losses + Σ demand − Σ injection
  int iterations = 0;        ///< Newton steps of all rounds
  int control_rounds = 0;
  double worst_pu = 0.0;      ///< largest mismatch left
  bool started_flat = false;  ///< the given start did not serve
};

struct PowerFlowSolution {
  PowerFlowResult result;
  PowerFlowState state;

  /// The flat state, no flow and no bus with voltage: what solvers fill.
  static PowerFlowSolution MakeFlat(const models::ElectricityGrid& grid);
};

/// Banks that keep a voltage.
std::vector<models::ShuntIndex> ListVoltageBanks(const models::ElectricityGrid& grid);

/// InvalidArgument for tables of the wrong size, for values that are not finite, and for
/// participation at a bus that is no boundary of the grid: the mismatch has no place to go there.
absl::Status CheckPowerFlowInputs(const models::ElectricityGrid& grid,
                                  const PowerFlowInputs& inputs, const PowerFlowState& start);

}  // namespace solvers
