#pragma once

#include <span>
#include <vector>

#include "models/heat/heat_system.h"

namespace solvers {

/// What each plant can do in one step, in the order it is called upon.
struct AvailablePlant {
  std::size_t plant = 0;  ///< row of HeatSystemParams::plants
  double min_mw = 0.0;    ///< what it gives whether wanted or not
  double least_mw = 0.0;  ///< least heat if it runs at all, not below min_mw
  double max_mw = 0.0;
  double full_mw = 0.0;  ///< heat at which efficiency_ratio holds
  double efficiency_ratio = 1.0;
  double cost_nok_per_mwh = 0.0;
  double start_nok_per_mwh = 0.0;  ///< a start's cost over the heat it will probably make
};

/// Where a system stands when plants are called.
struct DispatchMoment {
  double supply_degc = 0.0;
  double load_mw = 0.0;  ///< network's load; limits heat pumps whose water is not hot enough
  double step_h = 0.25;
  std::span<const models::HeatPlantState> plants;  ///< empty: all have stood for long, stores full
};

/// Plants by rising cost, starts included (equal costs in table order). Outages, capture, ramps, up
/// and down times, fuel stores, sink limits and the grid order are already in min_mw and max_mw:
/// under an order, electricity goes first to those that make most heat of it, so electric boilers
/// are cut before heat pumps and what all draw at max_mw stays within the order. An order overrides
/// ramps and up times.
/// A start is spread over the heat of max(up time, kUsualRunH) at full load: dear starts wait for a
/// lasting need, and a running plant keeps its place until another is cheaper by a start.
void CalcMeritOrder(const models::HeatSystemParams& system, const models::HeatSystemInputs& inputs,
                    const DispatchMoment& moment, std::vector<AvailablePlant>& order);

inline constexpr double kUsualRunH = 8.0;

/// Heat of every plant for one load: what must be, then the cheapest. A plant whose least heat is
/// more than what is left either takes it from the dearest plants before it, or is passed over for
/// a plant behind it that makes the rest cheaper. `plant_heat_mw` has one row per plant of the
/// system. Returns the heat above the load, which is cooled off.
double CalcDispatch(const std::vector<AvailablePlant>& order, double load_mw,
                    std::vector<double>& plant_heat_mw);

/// Cost of the dearest plant needed for a load, 0 when must-run heat covers it.
double CalcMarginalCostAtNokPerMwh(const std::vector<AvailablePlant>& order, double load_mw);

/// What the accumulator knows when it decides.
struct AccumulatorView {
  double content_mwh = 0.0;
  double load_mw = 0.0;        ///< the network's load now
  double usual_load_mw = 0.0;  ///< the same weather with the day's mean use
  double plants_min_mw = 0.0;  ///< must-run
  double plants_max_mw = 0.0;
};

/// Discharge power (negative: charge) for one step. The tank levels the day: it gives what the load
/// is above the day's usual load and takes what it is below, which is when cheap plants stand idle;
/// it takes must-run heat that would be cooled off, and gives all it can before anyone freezes.
/// Content stays within [0, capacity] through the step, standing loss included.
double CalcAccumulatorDischargeMw(const models::AccumulatorParams& accumulator,
                                  const AccumulatorView& view, double step_h);

/// Most constant power that content and limit allow through a whole step.
double CalcMostDischargeMw(const models::AccumulatorParams& accumulator, double content_mwh,
                           double step_h);

/// The same under a plan: what was planned, and what the load is beyond the plants that the plan
/// runs: the tank takes what the forecast did not see before another plant is started.
/// `view.plants_min_mw` and `plants_max_mw` are those of the plants that the plan runs.
double CalcPlannedDischargeMw(const models::AccumulatorParams& accumulator,
                              const AccumulatorView& view, double planned_mw, double step_h);

/// Makes an order follow a plan: what it runs stays on and comes first, the rest is called when
/// that does not suffice. What must run, runs.
void FollowPlan(const std::vector<char>& plant_runs, std::vector<AvailablePlant>& order);

}  // namespace solvers
