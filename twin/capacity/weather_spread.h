#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "twin/capacity/answered_question.h"
#include "twin/planning/weather_year.h"

namespace twin::capacity {

/// One weather year's answer to a question.
struct WeatherYearAnswer {
  int weather_year = 0;
  double firm_mw = 0.0;           ///< least found by AC in the quarters looked at: an upper bound
  bool is_at_least = false;       ///< more was not looked for
  solvers::BindingLimit binding;  ///< its quarter is that of the weather year
  double cut_h = 0.0;  ///< of the requested MW; screened, by the ranks of the planned year
  double cut_mwh = 0.0;
};

struct WeatherSpreadQuestion {
  AnsweredQuestion answered;  ///< of the planned year
  double requested_mw = 0.0;
  double level_mw = 0.0;                     ///< MW that is looked up to, at most the query's cap
  std::span<const std::uint8_t> is_checked;  ///< [quarter] `quarter_mw` is by AC power flow
  double up_to_mw = 0.0;                     ///< what is not below it in `quarter_mw` is not known
};

/// The same question under every weather year, in their order. Of each year the quarters of the
/// lowest screened MW, at most one in two hours, and that of the highest demand are made again,
/// solved by AC and searched under the outages of the scope. Profiles count by the position in the
/// year. Errors: as of solvers::ChooseHostingScope, planning::WeatherYear::MakeInputs and
/// solvers::ScopedBasis::Make.
absl::StatusOr<std::vector<WeatherYearAnswer>> CalcWeatherSpread(
    const solvers::HostingBasis& basis, const WeatherSpreadQuestion& question,
    std::span<const planning::WeatherYear* const> years);

}  // namespace twin::capacity
