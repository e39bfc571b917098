#include "twin/convert/plan_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

void AddPoint(const plans::GridPoint& point, pb::PlanGrid& sent) {
  sent.set_station_id(point.station_id);
  sent.set_station(point.station_name);
  sent.set_nominal_kv(point.nominal_kv);
  sent.set_distance_km(point.distance_km);
}

void AddRoom(const plans::GridRoom& room, pb::PlanGrid& sent) {
  if (room.room_mw) sent.set_room_at_least_mw(*room.room_mw);
  sent.set_bucket(room.bucket.english);
  sent.set_reason_class(room.reason_class);
  sent.set_planning_year(room.planning_year);
  sent.set_capacity_record_id(room.record_id);
  sent.set_why(ToMessageText(room.why.english));
}

void AddYear(const solvers::GridYear& year, pb::PlanGrid& sent) {
  pb::PlanGridYear* of = sent.add_years();
  of->set_year(year.year);
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    pb::PlanChoiceMargin* choice = of->add_choices();
    choice->set_choice(ToProto(static_cast<solvers::HeatChoice>(c)));
    *choice->mutable_need() = ToPlanMw(year.need_mw[c]);
    choice->set_margin(ToProto(year.margin[c]));
  }
}

void AddProject(const plans::TouchedProject& project, pb::PlanGrid& sent) {
  pb::PlanGridProject* of = sent.add_projects();
  of->set_id(project.id);
  of->set_name(project.name);
  of->set_status(project.status);
  of->set_early_year(project.early_year);
  of->set_base_year(project.base_year);
  of->set_late_year(project.late_year);
  of->set_effect_no(project.effect_no);
  of->set_effect_en(project.effect_en);
}

}  // namespace

pb::PlanGrid ToPlanGrid(const plans::PlanGrid& grid) {
  pb::PlanGrid sent;
  sent.set_asked_mw(grid.asked_mw);
  sent.set_level_id(grid.level->id);
  sent.set_level_no(grid.level->name_no);
  sent.set_level_en(grid.level->name_en);
  sent.set_land_low_m2(grid.land.low_m2);
  sent.set_land_high_m2(grid.land.high_m2);
  sent.set_substations_count(grid.land.substations);
  sent.set_land_for_no(grid.level->land_no);
  sent.set_land_for_en(grid.level->land_en);
  if (grid.point) AddPoint(*grid.point, sent);
  AddRoom(grid.room, sent);
  for (const solvers::GridYear& year : grid.years) AddYear(year, sent);
  for (const plans::TouchedProject& project : grid.projects) AddProject(project, sent);
  return sent;
}

}  // namespace twin::convert
