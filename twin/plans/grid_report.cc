#include "twin/plans/grid_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;
using solvers::HeatChoice;
using solvers::MarginClass;

Json RoomJson(const GridRoom& room) {
  return {{"is_known", room.room_mw.has_value()},
          {"room_at_least_mw", room.room_mw ? Json(*room.room_mw) : Json(nullptr)},
          {"bucket", room.bucket.english},
          {"bucket_no", room.bucket.norwegian},
          {"reason_class", room.reason_class},
          {"planning_year", room.planning_year},
          {"record_id", room.record_id},
          {"why", room.why.english},
          {"why_no", room.why.norwegian}};
}

Json YearJson(const solvers::GridYear& year) {
  Json json{{"year", year.year}, {"need_mw", Json::object()}, {"margin", Json::object()}};
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    const std::string id(solvers::HeatChoiceId(static_cast<HeatChoice>(c)));
    json["need_mw"][id] = year.need_mw[c];
    json["margin"][id] = std::string(solvers::MarginClassId(year.margin[c]));
  }
  return json;
}

Json ProjectJson(const TouchedProject& project) {
  return {{"id", project.id},
          {"name", project.name},
          {"status", project.status},
          {"early_year", project.early_year},
          {"base_year", project.base_year},
          {"late_year", project.late_year},
          {"effect_no", project.effect_no},
          {"effect_en", project.effect_en}};
}

// "direct: short from 2031; district-heat: enough"
std::string MarginsText(const PlanGrid& grid) {
  std::string text;
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    const HeatChoice choice = static_cast<HeatChoice>(c);
    const int tight = solvers::FindFirstYear(grid.years, choice, MarginClass::kTight);
    const int is_short = solvers::FindFirstYear(grid.years, choice, MarginClass::kShort);
    absl::StrAppend(&text, c == 0 ? "" : "; ", std::string(solvers::HeatChoiceId(choice)), " ");
    if (is_short != 0) {
      absl::StrAppend(&text, "short from ", is_short);
    } else if (tight != 0) {
      absl::StrAppend(&text, "tight from ", tight);
    } else {
      absl::StrAppend(&text, "enough");
    }
  }
  return text;
}

}  // namespace

Json MakeGridJson(const CheckedPlan& checked) {
  const PlanGrid& grid = checked.grid;
  Json json{{"asked_mw", grid.asked_mw},
            {"level",
             {{"id", grid.level->id},
              {"name_no", grid.level->name_no},
              {"name_en", grid.level->name_en},
              {"source", grid.level->source},
              {"confidence", grid.level->confidence}}},
            {"land",
             {{"low_m2", grid.land.low_m2},
              {"high_m2", grid.land.high_m2},
              {"substations_count", grid.land.substations},
              {"for_no", grid.level->land_no},
              {"for_en", grid.level->land_en}}},
            {"room", RoomJson(grid.room)},
            {"years", Json::array()},
            {"projects", Json::array()}};
  if (grid.point) {
    json["point"] = {{"station_id", grid.point->station_id},
                     {"station", grid.point->station_name},
                     {"nominal_kv", grid.point->nominal_kv},
                     {"distance_km", grid.point->distance_km}};
  } else {
    json["point"] = nullptr;
  }
  for (const solvers::GridYear& year : grid.years) json["years"].push_back(YearJson(year));
  for (const TouchedProject& project : grid.projects) {
    json["projects"].push_back(ProjectJson(project));
  }
  return json;
}

std::string MakeGridText(const CheckedPlan& checked) {
  const PlanGrid& grid = checked.grid;
  std::string text = absl::StrFormat("  grid: %.2f MW at most by direct heating (P90): %s",
                                     grid.asked_mw, grid.level->name_en);
  if (grid.point) {
    absl::StrAppendFormat(&text, "; nearest station %s, %.0f kV, %.1f km", grid.point->station_name,
                          grid.point->nominal_kv, grid.point->distance_km);
  }
  absl::StrAppendFormat(&text, "\n  land to set aside: %.0f to %.0f m2 for %d substations (%s)\n",
                        grid.land.low_m2, grid.land.high_m2, grid.land.substations,
                        grid.level->land_en);
  if (grid.room.room_mw) {
    absl::StrAppend(&text, "  room there in ", grid.room.planning_year, ": ",
                    grid.room.bucket.english, grid.room.reason_class.empty() ? "" : ", stopped by ",
                    grid.room.reason_class, "\n  ", MarginsText(grid), "\n");
  } else {
    absl::StrAppend(&text, "  room in the grid is not known, because ", grid.room.why.english,
                    "\n");
  }
  for (const TouchedProject& project : grid.projects) {
    absl::StrAppend(&text, "  waits for ", project.name, " (", project.status, "), ",
                    project.base_year, " (", project.early_year, " to ", project.late_year,
                    "): ", project.effect_en, "\n");
  }
  return text;
}

}  // namespace twin::plans
