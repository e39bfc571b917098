#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_plan.h"
#include "solvers/heat_year.h"

namespace solvers {

/// What nobody knows before it begins; from then on plans know it to its end, and one is made at
/// once.
struct HeatSurprise {
  models::Quarter from;
  ChangeHeatInputs change;  ///< called for quarters at or after `from` only; empty: no surprise
};

/// How one system is planned again and again.
struct LookAheadParams {
  std::size_t horizon_hours = 48;
  std::size_t renew_hours = 24;  ///< a plan is followed for so long
  std::size_t spin_up_hours =
      96;  ///< before the stretch, cheapest first: plants and tank find their way
  CommitmentLimits limits;
  bool follows_plan = true;  ///< false: cheapest first, for comparison
  HeatSurprise surprise;
};

/// One quarter of a system that follows its plans.
struct LookAheadStep {
  models::Quarter quarter;
  const models::OsloTime& local;
  const models::HeatSystemInputs& inputs;
  const models::HeatSystemState& state;  ///< at the step's end
  const models::HeatSystemResult& result;
  const HeatPlan* plan = nullptr;  ///< null when there is none
  std::size_t plan_hour = 0;
};

/// One plan that was made.
struct PlanRecord {
  models::Quarter first;
  double gap_share = 0.0;
  bool is_proven = false;
  double cost_nok = 0.0;
  double end_value_nok_per_mwh = 0.0;
  std::string failure;  ///< why there is no plan; the system then runs cheapest first
};

struct LookAheadSums {
  double cost_nok = 0.0;
  double unserved_mwh = 0.0;
  double electricity_mwh = 0.0;
  double emission_kg = 0.0;
  int starts = 0;
  double accumulator_end_mwh = 0.0;
  double network_end_mwh = 0.0;
  std::vector<double> plant_mwh;  ///< [plant]
  std::vector<PlanRecord> plans;
};

/// Rolling plans of one system over a stretch: the hours ahead are planned from the state as it is
/// (PlanHeatSystem), followed in physical quarter-hours, and planned again. Weather and prices
/// ahead are the twin's own, means of the hour: a forecast that is right but for what happens
/// within hours; `change` is part of it, so that an outage or order in it is known beforehand. A
/// plan that cannot be made is recorded, and the system runs cheapest first until the next. Errors:
/// as of AdvanceHeatSystem.
absl::StatusOr<LookAheadSums> RunLookAhead(
    const models::Region& region, const models::OsloCalendar& calendar,
    models::HeatSystemIndex system, const HeatStretch& stretch, const ChangeHeatInputs& change,
    const LookAheadParams& params, const std::function<void(const LookAheadStep&)>& visit);

}  // namespace solvers
