#pragma once

#include <vector>

#include "models/heat/heat_system.h"

namespace solvers {

/// What each plant can do in one step, in the order it is called upon.
struct AvailablePlant {
  std::size_t plant = 0;  ///< row of HeatSystemParams::plants
  double min_mw = 0.0;
  double max_mw = 0.0;
  double efficiency_ratio = 1.0;
  double cost_nok_per_mwh = 0.0;
};

/// Plants by rising cost (equal costs in table order). Outages and grid order are already in
/// max_mw: under an order, electricity goes first to those that make most heat of it, so electric
/// boilers are cut before heat pumps and Σ max_mw / efficiency stays within the order.
void CalcMeritOrder(const models::HeatSystemParams& system, const models::HeatSystemInputs& inputs,
                    double supply_degc, std::vector<AvailablePlant>& order);

/// Heat of every plant for one load: must-run minimum first, then the cheapest. `plant_heat_mw` has
/// one row per plant of the system. Returns the must-run heat above the load, which is cooled off.
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

}  // namespace solvers
