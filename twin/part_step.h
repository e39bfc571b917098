#pragma once

#include <memory>
#include <optional>
#include <span>

#include "models/asset_names.h"
#include "models/patch.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter_part.h"
#include "solvers/power_flow.h"
#include "solvers/regional_balance.h"
#include "solvers/weather_process.h"
#include "twin/frame_layout.h"
#include "twin/outage_factor_cache.h"
#include "twin/step_outcome.h"

namespace twin {

/// What every step of a region needs, made once, of any weather.
struct StepperParts {
  std::shared_ptr<const models::Region> region;
  models::OsloCalendar calendar;
  models::AssetNames names;
  FrameLayout layout;
  solvers::RegionalBalanceParams balance;
  solvers::PowerFlowInputs as_built;
  solvers::PowerFlow power_flow;
  std::shared_ptr<OutageFactorCache> outage_factors;
};

/// Steps the world through one part of the quarter `state.next`, which stays the state's quarter.
/// The frame is the part's own. `kept_flow` may be null; it is left alone where there is no power
/// flow. `before` and `stale_before` as of Stepper::Advance.
StepOutcome RunPart(const StepperParts& parts, const solvers::WeatherProcess& process,
                    const WorldState& state, std::span<const models::Patch> patches,
                    const models::QuarterPart& part, std::span<const double> before,
                    std::span<const StalePart> stale_before, std::optional<StepFlow>* kept_flow);

}  // namespace twin
