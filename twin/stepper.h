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
#include "twin/step_outcome.h"
#include "twin/world_state.h"

namespace twin {

struct StepperParts;

/// One quarter of the coupled world:
///   weather -> heat dispatch and dynamics -> demand, generation, exchange -> AC power flow ->
///   loadings after outages -> frame
/// Where patches begin or end inside the quarter, the world is solved anew at that minute: the
/// quarter is stepped part by part (models::CutQuarter).
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

  /// Computes the quarter `state.next`. Of a quarter in parts the frame has the mean of what is a
  /// power, a flow of money or weather, and of the grid's picture and of contents what was last
  /// (MeansOverQuarter). What cannot be solved keeps its last good values from `before` (the frame
  /// before, empty at the start) and is named stale; the clock goes on.
  StepOutcome Advance(const WorldState& state, std::span<const models::Patch> patches,
                      std::span<const double> before,
                      std::span<const StalePart> stale_before) const;

  /// The world `minutes` (1 to 14) into that quarter, as it is then. Once the quarter is over it
  /// has come by here: what a patch changes from that minute on begins with this very state.
  StepOutcome Peek(const WorldState& state, std::span<const models::Patch> patches,
                   std::span<const double> before, std::span<const StalePart> stale_before,
                   models::Minute minutes) const;

  /// The power flow at the end of that quarter. Errors: FailedPrecondition when it has none.
  absl::StatusOr<StepFlow> FlowOf(const WorldState& state,
                                  std::span<const models::Patch> patches) const;

  /// The stale parts that a stored frame flags; reasons are not kept in frames.
  std::vector<StalePart> FlaggedStale(std::span<const double> frame, models::Quarter quarter) const;

 private:
  class PartedStep;
  Stepper(std::shared_ptr<const StepperParts> parts, const models::WeatherYear& weather_year);
  std::shared_ptr<const StepperParts> parts_;  ///< of any weather
  solvers::WeatherProcess process_;
};

}  // namespace twin
