#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_system_step.h"

namespace solvers {

/// Days after which buildings and tanks have forgotten the rest they were started from.
inline constexpr std::int64_t kHeatSpinUpDays = 4;

/// A stretch of time in which heat systems are run as in a planning year.
struct HeatStretch {
  models::WeatherYear weather_year;
  models::Quarter first;
  std::size_t quarters = 0;
  double offset_k = 0.0;  ///< on every place's temperature, all the time
};

/// The stretch's offset, all the time; none when it is 0.
std::vector<models::TemperatureOffset> OffsetsOf(const HeatStretch& stretch);

/// One step of one system, as it is shown to a visitor.
struct HeatYearStep {
  models::HeatSystemIndex system;
  models::Quarter quarter;
  const models::OsloTime& local;
  const models::HeatSystemInputs& inputs;
  const models::HeatSystemState& state;  ///< at the step's end
  const models::HeatSystemResult& result;
};

/// What the caller may change of a step before it is solved: outages, orders, prices.
using ChangeHeatInputs =
    std::function<void(models::HeatSystemIndex, models::Quarter, models::HeatSystemInputs&)>;

/// All systems quarter by quarter: weather, price, dispatch, stores and buildings, from systems at
/// rest in the first quarter's weather. `change` may be empty. Errors: as of AdvanceHeatSystem.
absl::Status ForEachHeatStep(const models::Region& region, const models::OsloCalendar& calendar,
                             const HeatStretch& stretch, const ChangeHeatInputs& change,
                             const std::function<void(const HeatYearStep&)>& visit);

/// Energies of one system over a stretch.
struct HeatSystemYear {
  double delivered_gwh = 0.0;
  double network_loss_gwh = 0.0;
  double cooled_off_gwh = 0.0;
  double unserved_gwh = 0.0;
  double electricity_gwh = 0.0;
  double power_gwh = 0.0;    ///< of turbines
  double to_hold_gwh = 0.0;  ///< of both, what loads and generators of the grid are to hold
  double held_gwh = 0.0;     ///< what they do hold
  double peak_mw = 0.0;      ///< highest heat of all plants and the tank, a quarter's mean
  double electricity_peak_mw = 0.0;
  double tank_out_gwh = 0.0;
  double tank_max_mw = 0.0;  ///< highest discharge
  double cost_nok = 0.0;
  double worst_residual_share = 0.0;  ///< of the balance, over what is fed in
  std::map<models::HeatPlantKind, double> kind_gwh;
  std::vector<double> plant_gwh;  ///< [plant]
  int starts = 0;
};

/// Sums of ForEachHeatStep, one row per system.
absl::StatusOr<std::vector<HeatSystemYear>> CalcHeatYear(const models::Region& region,
                                                         const models::OsloCalendar& calendar,
                                                         const HeatStretch& stretch,
                                                         const ChangeHeatInputs& change);

/// The quarters of one calendar year in Oslo's time, replaying a weather year.
HeatStretch MakeHeatYearStretch(const models::OsloCalendar& calendar, int calendar_year,
                                const models::WeatherYear& weather_year);

}  // namespace solvers
