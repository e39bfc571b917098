#include "twin/cli/heat_held.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "solvers/held_electricity.h"

namespace twin::cli {
namespace {

constexpr int kCalendarYear = 2027;

// A micro-megawatt; what is less is told as zero without a sign.
std::string Number(double mw) { return std::abs(mw) < 5e-7 ? "0" : absl::StrFormat("%.6f", mw); }

}  // namespace

absl::StatusOr<std::string> MakeHeldElectricityTable(const HeatHeldQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const models::Region region, data::LoadRegion(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  std::vector<solvers::HeatStretch> stretches;
  for (int i = 0; i < question.years; ++i) {
    stretches.push_back(solvers::MakeHeatYearStretch(
        calendar, kCalendarYear,
        {.seed = static_cast<std::uint64_t>(question.seed), .year = question.first_year + i}));
  }
  TWIN_ASSIGN_OR_RETURN(const auto all, solvers::FitHeldElectricity(region, calendar, stretches));
  std::string text = "heat_plant_id,cold_mw,mild_mw,summer_mw,source,confidence\n";
  for (const solvers::HeldElectricity& each : all) {
    absl::StrAppend(
        &text, region.heat_systems[each.system].plants[each.plant].id, ",",
        Number(each.held.cold_mw), ",", Number(each.held.mild_mw), ",", Number(each.held.summer_mw),
        ",",
        absl::StrFormat("\"fitted by `twin heat held` to %d weather years from %d: mean %.3f MW, "
                        "deviation %.3f MW\",low\n",
                        question.years, question.first_year, each.mean_mw, each.deviation_mw));
  }
  return text;
}

}  // namespace twin::cli
