#include "twin/convert/plan_convert.h"

#include <utility>

#include "data/utf8.h"
#include "models/base/errors.h"
#include "twin/plans/plan_record.h"
#include "twin/plans/statement.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::size_t kMostProblems = 200;

void AddRing(const models::PlanRing& points, pb::PlanPolygon& polygon) {
  pb::PlanRing* ring = polygon.add_rings();
  for (const models::PlanPoint& point : points) {
    const data::Degrees at = data::ToDegrees(point);
    ring->add_lon_deg(at.lon_deg);
    ring->add_lat_deg(at.lat_deg);
  }
}

void AddFloors(const solvers::PlanAreas& areas, std::size_t place, pb::PlanArea& area) {
  double floor_m2 = 0.0;
  for (const solvers::PlanFloor& floor : areas.floors) {
    if (floor.area != place) continue;
    floor_m2 += floor.floor_m2;
    pb::PlanFloorArea* sent = area.add_floors();
    sent->set_use(floor.use);
    sent->set_standard(floor.standard);
    sent->set_floor_m2(floor.floor_m2);
    sent->set_customers_count(floor.customers_count);
  }
  area.set_floor_m2(floor_m2);
}

pb::PlanArea ToPlanArea(const models::PlanTables& tables, const plans::CheckedPlan& checked,
                        std::size_t place) {
  const models::PlanAreaParams& params = checked.plan.areas[place];
  const auto purpose = tables.purposes.Find(params.list, params.purpose_code, checked.plan.version);
  pb::PlanArea area;
  area.set_id(ToMessageText(params.id));
  area.set_field_name(ToMessageText(params.field_name));
  area.set_purpose_list(std::string(models::PurposeListName(params.list)));
  area.set_purpose_code(params.purpose_code);
  if (purpose.ok()) area.set_purpose((*purpose)->name);
  area.set_level(static_cast<int>(params.level));
  area.set_area_m2(models::CalcAreaM2(params.surface));
  area.set_is_existing(params.is_existing);
  AddFloors(checked.areas, place, area);
  for (const solvers::PlanPower& power : checked.areas.powers) {
    if (power.area != place) continue;
    area.set_profile(power.profile);
    area.set_ordered_mw(power.ordered_mw);
  }
  for (const solvers::PlanGap& gap : checked.areas.gaps) {
    if (gap.area == place) area.set_not_known(ToMessageText(gap.reason.english));
  }
  for (const models::PlanPolygon& polygon : params.surface) {
    pb::PlanPolygon* sent = area.add_polygons();
    AddRing(polygon.shell, *sent);
    for (const models::PlanRing& hole : polygon.holes) AddRing(hole, *sent);
  }
  return area;
}

pb::PlanYear ToPlanYear(const solvers::PlanYearDemand& demand) {
  pb::PlanYear year;
  year.set_year(demand.year);
  year.set_built_floor_m2(demand.built_floor_m2);
  *year.mutable_electric() = ToPlanMwh(demand.electric_mwh);
  *year.mutable_ev() = ToPlanMwh(demand.ev_mwh);
  *year.mutable_given() = ToPlanMwh(demand.given_mwh);
  *year.mutable_heat() = ToPlanMwh(demand.heat_mwh);
  *year.mutable_cooling() = ToPlanMwh(demand.cooling_mwh);
  *year.mutable_heat_peak() = ToPlanMw(demand.heat_peak_mw);
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    pb::PlanChoiceDemand* choice = year.add_choices();
    choice->set_choice(ToProto(static_cast<solvers::HeatChoice>(c)));
    *choice->mutable_electricity() = ToPlanMwh(demand.electricity_mwh[c]);
    *choice->mutable_winter_peak() = ToPlanMw(demand.winter_peak_mw[c]);
    *choice->mutable_summer_peak() = ToPlanMw(demand.summer_peak_mw[c]);
  }
  return year;
}

void AddWhatItIs(const models::PlanTables& tables, const plans::CheckedPlan& checked,
                 pb::PlanAnswer& answer) {
  const models::Plan& plan = checked.plan;
  answer.set_municipality_id(plan.municipality_id);
  answer.set_plan_id(ToMessageText(plan.id));
  answer.set_name(ToMessageText(plan.name));
  answer.set_type_code(plan.type_code);
  answer.set_type(models::FindPlanType(tables, plan.type_code)->name);
  const models::PlanStatusParams* status = models::FindPlanStatus(tables, plan.status_code);
  answer.set_status_code(plan.status_code);
  answer.set_status(status->name);
  answer.set_is_status_doubtful(status->is_doubtful);
  for (const double share : status->realised_share) answer.add_realised_share(share);
  answer.set_version(models::SosiVersionText(plan.version));
}

void AddSeries(const solvers::PlanSeries& series, pb::PlanAnswer& answer) {
  constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
  if (series.heat_mw[kP50].empty()) return;
  answer.set_series_year(series.year);
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    pb::PlanSeries* sent = answer.add_series();
    sent->set_choice(ToProto(static_cast<solvers::HeatChoice>(c)));
    for (const double mw : series.electricity_mw[c][kP50]) {
      sent->add_electricity_mw(static_cast<float>(mw));
    }
  }
}

}  // namespace

pb::PlanHeatChoice ToProto(solvers::HeatChoice choice) {
  return static_cast<pb::PlanHeatChoice>(static_cast<int>(choice) + 1);
}

pb::PlanReach ToProto(solvers::HeatReach reach) {
  return static_cast<pb::PlanReach>(static_cast<int>(reach) + 1);
}

pb::PlanMargin ToProto(solvers::MarginClass margin) {
  return static_cast<pb::PlanMargin>(static_cast<int>(margin) + 1);
}

pb::PlanMw ToPlanMw(const solvers::ByQuantile<double>& values_mw) {
  pb::PlanMw sent;
  sent.set_p10_mw(values_mw[0]);
  sent.set_p50_mw(values_mw[1]);
  sent.set_p90_mw(values_mw[2]);
  return sent;
}

pb::PlanMwh ToPlanMwh(const solvers::ByQuantile<double>& values_mwh) {
  pb::PlanMwh sent;
  sent.set_p10_mwh(values_mwh[0]);
  sent.set_p50_mwh(values_mwh[1]);
  sent.set_p90_mwh(values_mwh[2]);
  return sent;
}

pb::PlanCost ToProto(const solvers::CostRange& cost) {
  pb::PlanCost sent;
  sent.set_low_mnok(cost.low_mnok);
  sent.set_high_mnok(cost.high_mnok);
  return sent;
}

pb::Position ToPosition(const models::PlanPoint& point) {
  const data::Degrees at = data::ToDegrees(point);
  pb::Position position;
  position.set_lat_deg(at.lat_deg);
  position.set_lon_deg(at.lon_deg);
  return position;
}

std::string ToMessageText(std::string text) {
  data::ReplaceInvalidUtf8(text);
  return text;
}

pb::PlanAnswer ToPlanAnswer(const plans::PlanCheck& check, const plans::CheckedPlan& checked) {
  const models::PlanTables& tables = check.around->context.tables;
  pb::PlanAnswer answer;
  AddWhatItIs(tables, checked, answer);
  answer.set_ground_m2(checked.areas.ground_m2);
  answer.set_drawn_m2(checked.areas.drawn_m2);
  answer.set_weather_place(checked.weather_place);
  answer.set_design_degc(checked.design_degc);
  answer.set_has_assumed_years(checked.has_assumed_years);
  *answer.mutable_centre() = ToPosition(models::CalcCentre(checked.plan.areas.front().surface));
  for (std::size_t i = 0; i < checked.plan.areas.size(); ++i) {
    *answer.add_areas() = ToPlanArea(tables, checked, i);
  }
  for (const models::SurfaceOverlap& overlap : checked.areas.overlaps) {
    pb::PlanAreaOverlap* sent = answer.add_overlaps();
    sent->set_first(ToMessageText(checked.plan.areas[overlap.first].id));
    sent->set_second(ToMessageText(checked.plan.areas[overlap.second].id));
    sent->set_area_m2(overlap.area_m2);
    *sent->mutable_inside() = ToPosition(overlap.inside);
  }
  for (const std::string& note : checked.areas.notes) answer.add_notes(ToMessageText(note));
  for (const auto& year : checked.demand.years) *answer.add_years() = ToPlanYear(year);
  *answer.mutable_grid() = ToPlanGrid(checked.grid);
  *answer.mutable_heat() = ToPlanHeat(*check.around, checked);
  AddSeries(checked.demand.series, answer);
  return answer;
}

pb::CheckedPlanFile ToCheckedPlanFile(const plans::PlanCheck& check) {
  pb::CheckedPlanFile file;
  file.set_name(ToMessageText(check.question.file));
  file.set_format(check.loaded.format);
  file.set_coordinate_system(data::CoordinateSystemText(check.loaded.coordinates));
  for (const auto& [type, count] : check.loaded.left_out) {
    pb::LeftOutObjects& left_out = *file.add_left_out();
    left_out.set_type(ToMessageText(type));
    left_out.set_object_count(static_cast<int>(count));
  }
  file.set_record_id(plans::CalcPlanRecordId(plans::MakePlanRecord(check)));
  for (const plans::CheckedPlan& checked : check.plans) {
    *file.add_plans() = ToPlanAnswer(check, checked);
  }
  return file;
}

pb::RefusedPlanFile ToRefusedPlanFile(const std::string& name, const absl::Status& status) {
  pb::RefusedPlanFile file;
  file.set_name(ToMessageText(name));
  for (const auto& violation : models::errors::FieldViolationsOf(status)) {
    if (static_cast<std::size_t>(file.problems_size()) == kMostProblems) break;
    pb::PlanProblem* problem = file.add_problems();
    problem->set_place(ToMessageText(violation.field));
    problem->set_problem(ToMessageText(violation.description));
  }
  if (file.problems_size() == 0) {
    file.add_problems()->set_problem(ToMessageText(std::string(status.message())));
  }
  return file;
}

}  // namespace twin::convert
