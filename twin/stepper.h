#pragma once

#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "models/patch.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/ac_power_flow.h"
#include "solvers/regional_balance.h"
#include "solvers/weather_process.h"
#include "twin/frame.h"
#include "twin/frame_layout.h"
#include "twin/world_state.h"

namespace twin {

/// What one step gives: the next state, the quarter's frame, and what could not be solved.
struct StepOutcome {
  WorldState next;
  std::vector<double> frame;
  std::vector<StalePart> stale;
};

/// The power flow of a step, for what is asked of it afterwards.
struct StepFlow {
  solvers::PowerFlowInputs inputs;
  solvers::PowerFlowSolution solution;  ///< of them
  models::Table<models::GeneratorIndex, double> generation_mw;
  std::vector<double> demand_mw;   ///< [bus] all of it
  std::vector<double> rating_mva;  ///< [branch] in the quarter's weather; 0 where not monitored
};

/// One quarter of the coupled world:
///   weather -> heat dispatch and dynamics -> demand, generation, exchange -> AC power flow ->
///   frame
/// Const: region, weather year and orderings are fixed; state and patches are passed in.
class Stepper {
 public:
  /// Errors: what the region's tables or the machine's time-zone data lack.
  static absl::StatusOr<Stepper> Make(std::shared_ptr<const models::Region> region,
                                      const models::WeatherYear& weather_year);
  ~Stepper();
  Stepper(Stepper&&) noexcept;

  const models::Region& region() const;
  const models::AssetNames& names() const;
  const FrameLayout& layout() const;
  const models::OsloCalendar& calendar() const;
  const models::WeatherYear& weather_year() const;

  /// The same region under other weather; what is made once is shared.
  Stepper WithWeather(const models::WeatherYear& weather_year) const;

  /// State at the beginning of a history: flat voltages, full-season reservoirs, warm rooms.
  WorldState MakeInitialState(models::Quarter first) const;

  /// Computes the quarter `state.next`. A part that cannot be solved keeps its last good values
  /// from `before` (the frame before, empty at the start) and is named stale; the clock goes on.
  StepOutcome Advance(const WorldState& state, std::span<const models::Patch> patches,
                      std::span<const double> before,
                      std::span<const StalePart> stale_before) const;

  /// The power flow of that quarter. Errors: FailedPrecondition when it has none.
  absl::StatusOr<StepFlow> FlowOf(const WorldState& state,
                                  std::span<const models::Patch> patches) const;

  /// The stale parts that a stored frame flags; reasons are not kept in frames.
  std::vector<StalePart> FlaggedStale(std::span<const double> frame, models::Quarter quarter) const;

 private:
  struct Parts;
  class Step;
  Stepper(std::shared_ptr<const Parts> parts, const models::WeatherYear& weather_year);
  std::shared_ptr<const Parts> parts_;  ///< of any weather
  solvers::WeatherProcess process_;
};

}  // namespace twin
