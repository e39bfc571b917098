#include "twin/convert/years_convert.h"

#include <string>

#include "models/electricity/grid_project.h"
#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::YearRoom ToProto(const capacity::YearRoom& room, const capacity::CapacityEngine& engine) {
  const models::ElectricityGrid& grid = room.grid != nullptr ? *room.grid : engine.region().grid;
  pb::YearRoom told;
  told.set_year(room.year);
  told.set_requested_mw(room.requested_mw);
  for (const std::string& id : room.project_ids) told.add_grid_project_ids(id);
  for (const std::string& id : room.load_ids) told.add_large_load_ids(id);
  told.set_growth_mw(room.growth_mw);
  told.set_failure(room.failure);
  if (!room.failure.empty()) return told;
  told.set_holds_requested(room.holds_requested);
  told.set_firm_mw(room.with.firm_mw);
  told.set_is_at_least(room.with.is_at_least);
  if (room.with.binding.kind != solvers::LimitKind::kNone) {
    *told.mutable_binding() = ToLimit(room.with.binding, grid, engine.first_quarter());
  }
  for (const solvers::BindingLimit& limit : room.with.exists_before) {
    *told.add_exists_before() = ToLimit(limit, grid, engine.first_quarter());
  }
  return told;
}

}  // namespace

std::vector<capacity::YearMw> YearsAsked(const pb::CapacityQuestion& question) {
  std::vector<capacity::YearMw> asked;
  for (const int year : question.years()) {
    double wanted_mw = question.phases().empty() ? question.requested_mw() : 0.0;
    for (const pb::MwFromYear& phase : question.phases()) {
      if (phase.year() <= year) wanted_mw = phase.mw();
    }
    asked.push_back({year, wanted_mw});
  }
  return asked;
}

pb::YearReport ToProto(const capacity::YearReport& report, models::Pace pace,
                       const capacity::CapacityEngine& engine) {
  pb::YearReport told;
  for (const capacity::YearRoom& room : report.years) *told.add_years() = ToProto(room, engine);
  told.set_short_quarter_count(static_cast<std::int64_t>(report.scope.short_count));
  told.set_quarter_count(static_cast<std::int64_t>(report.scope.quarters.size()));
  told.set_met_outage_count(static_cast<std::int64_t>(report.scope.outage_count));
  told.set_outage_count(static_cast<std::int64_t>(report.scope.outages.size()) - 1);
  told.set_up_to_mw(report.scope.level_mw);
  told.set_pace(std::string(models::NameOf(pace)));
  told.set_growth_scenario(engine.key().growth_scenario);
  return told;
}

}  // namespace twin::convert
