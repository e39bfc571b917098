#include "twin/capacity/heat_measures.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_inputs.h"
#include "solvers/heat_system_step.h"
#include "solvers/weather_process.h"

namespace twin::capacity {
namespace {

using models::BusIndex;
using Draw = models::Table<BusIndex, double>;

constexpr int kWarmUpH = 48;
constexpr int kCutH = 4;
constexpr int kHalvings = 4;
constexpr int kQuartersPerHour = 4;
constexpr double kLeastReliefMw = 0.01;
constexpr double kServedMw = 0.01;  // what may be missing more than without the cut

class Runner {
 public:
  Runner(const PlannedYear& year, const models::OsloCalendar& calendar)
      : year_(year),
        calendar_(calendar),
        weather_year_{.seed = year.key.seed, .year = year.key.weather_year},
        process_(solvers::MakeWeatherProcess(year.region, weather_year_)),
        weather_(year.region.places.size()) {
    workspace_.solves_exactly = true;
  }

  /// How a quarter is reached: what plants may give, and what came of it.
  struct Run {
    double boiler_share = 1.0;  ///< of electric boilers, in the last hours
    const models::SurplusSourceParams* source = nullptr;  ///< of the last plant
    Draw draw_mw;
    double unserved_mw = 0.0;  ///< largest of the last hours
  };

  absl::Status Reach(const models::HeatSystemParams& system, std::uint32_t quarter, Run& run) {
    const models::Quarter end = year_.first + quarter;
    models::HeatSystemState state;
    run.unserved_mw = 0.0;
    for (int h = -kWarmUpH; h <= 0; ++h) {
      const models::Quarter now = end + h * kQuartersPerHour;
      const models::OsloTime local = calendar_.At(now);
      solvers::CalcWeatherAt(process_, {&system.place, 1}, now, local, {}, weather_);
      const models::PlaceWeather& here = weather_[system.place];
      models::HeatSystemInputs inputs =
          solvers::MakeHeatInputs(system, year_.region.price, {weather_year_, now, local}, here);
      Limit(system, local, h > -kCutH, run, inputs);
      if (h == -kWarmUpH) state = solvers::MakeHeatSystemState(system, here.effective_degc);
      const double step_h = h == 0 ? models::kHoursPerQuarter : 1.0;
      TWIN_ASSIGN_OR_RETURN(auto step,
                            solvers::AdvanceHeatSystem(system, inputs, state, step_h, workspace_));
      if (h > -kCutH) run.unserved_mw = std::max(run.unserved_mw, step.result.unserved_mw);
      if (h == 0) {
        run.draw_mw = Draw(year_.region.grid.buses.size(), 0.0);
        models::AddElectricityBesideLoads(system, inputs, step.result, run.draw_mw);
      }
      std::swap(state, step.next_state);
    }
    return absl::OkStatus();
  }

 private:
  static void Limit(const models::HeatSystemParams& system, const models::OsloTime& local,
                    bool is_cut, const Run& run, models::HeatSystemInputs& inputs) {
    for (std::size_t i = 0; i < system.plants.size(); ++i) {
      const bool is_boiler = system.plants[i].kind == models::HeatPlantKind::kElectricBoiler;
      if (is_boiler && is_cut) inputs.plant_available_share[i] *= run.boiler_share;
    }
    if (run.source == nullptr) return;
    const models::SurplusSourceParams& source = *run.source;
    const double most_mw = source.heat_mw * std::max(source.winter_share, source.summer_share);
    inputs.plant_available_share.back() =
        std::clamp(models::CalcSurplusHeatMw(source, local) / most_mw, 0.0, 1.0);
  }

  const PlannedYear& year_;
  const models::OsloCalendar& calendar_;
  const models::WeatherYear weather_year_;
  const solvers::WeatherProcess process_;
  models::WeatherField weather_;
  solvers::HeatStepWorkspace workspace_;
};

// Relief by bus from draws without and with the measure, quarter after quarter.
HeatMeasure Collect(const std::vector<Draw>& without, const std::vector<Draw>& with) {
  HeatMeasure measure;
  const std::size_t buses = without.empty() ? 0 : without.front().size();
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex bus(i);
    solvers::BusRelief relief{bus, {}, 0.0};
    double largest_mw = 0.0, size_mw = 0.0;
    for (std::size_t place = 0; place < without.size(); ++place) {
      relief.relief_mw.push_back(without[place][bus] - with[place][bus]);
      largest_mw = std::max(largest_mw, relief.relief_mw.back());
      size_mw = std::max(size_mw, std::abs(relief.relief_mw.back()));
    }
    if (size_mw < kLeastReliefMw) continue;
    if (largest_mw > measure.largest_mw) {
      measure.largest_mw = largest_mw;
      measure.bus = bus;
    }
    measure.reliefs.push_back(std::move(relief));
  }
  return measure;
}

absl::Status CheckHasWeather(const PlannedYear& year) {
  if (!year.region.profile.has_value()) return absl::OkStatus();
  return absl::FailedPreconditionError("a region with a load profile has no heat systems to run");
}

}  // namespace

absl::StatusOr<HeatMeasure> CalcBoilerCut(const PlannedYear& year,
                                          const models::HeatSystemParams& system,
                                          std::span<const std::uint32_t> quarters) {
  TWIN_RETURN_IF_ERROR(CheckHasWeather(year));
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  Runner runner(year, calendar);
  std::vector<Draw> without, with;
  for (const std::uint32_t quarter : quarters) {
    Runner::Run plain;
    TWIN_RETURN_IF_ERROR(runner.Reach(system, quarter, plain));
    Runner::Run cut;
    // The least that must be left to them, so that nobody gets colder.
    double low_share = 0.0, high_share = 1.0;
    for (int round = 0; round <= kHalvings && low_share < high_share; ++round) {
      cut.boiler_share = round == 0 ? 0.0 : 0.5 * (low_share + high_share);
      TWIN_RETURN_IF_ERROR(runner.Reach(system, quarter, cut));
      const bool is_served = cut.unserved_mw <= plain.unserved_mw + kServedMw;
      (is_served ? high_share : low_share) = cut.boiler_share;
    }
    if (cut.boiler_share != high_share) {
      cut.boiler_share = high_share;
      TWIN_RETURN_IF_ERROR(runner.Reach(system, quarter, cut));
    }
    without.push_back(std::move(plain.draw_mw));
    with.push_back(std::move(cut.draw_mw));
  }
  return Collect(without, with);
}

absl::StatusOr<HeatMeasure> CalcSurplusHeat(const PlannedYear& year,
                                            const models::HeatSystemParams& system,
                                            const models::SurplusSourceParams& source,
                                            std::span<const std::uint32_t> quarters) {
  TWIN_RETURN_IF_ERROR(CheckHasWeather(year));
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  models::HeatSystemParams extended = system;
  extended.plants.push_back(
      models::MakeSurplusPlant(source, system.supply_cold_degc, system.return_degc));
  Runner runner(year, calendar);
  std::vector<Draw> without, with;
  for (const std::uint32_t quarter : quarters) {
    Runner::Run plain, taken;
    taken.source = &source;
    TWIN_RETURN_IF_ERROR(runner.Reach(system, quarter, plain));
    TWIN_RETURN_IF_ERROR(runner.Reach(extended, quarter, taken));
    without.push_back(std::move(plain.draw_mw));
    with.push_back(std::move(taken.draw_mw));
  }
  return Collect(without, with);
}

}  // namespace twin::capacity
