#include "twin/plans/check_all.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "models/plan/polygon_overlay.h"
#include "solvers/parallel_for.h"

namespace twin::plans {
namespace {

constexpr double kLeastOverlapM2 = 10.0;

absl::StatusOr<std::vector<std::string>> FindPlanFiles(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    const std::string ending = at->path().extension().string();
    const bool is_plan = ending == ".gml" || ending == ".sos" || ending == ".sosi" ||
                         ending == ".geojson" || ending == ".json" || ending == ".gpkg";
    if (is_plan && at->is_regular_file(error)) files.push_back(at->path().string());
  }
  if (error) return absl::NotFoundError(absl::StrCat(directory, " cannot be read"));
  if (files.empty()) return absl::NotFoundError(absl::StrCat(directory, " holds no plan"));
  std::sort(files.begin(), files.end());
  return files;
}

// The year of a plan that stands for `year`; null before its first.
const solvers::PlanYearDemand* YearOf(const CheckedPlan& checked, int year) {
  const auto& years = checked.demand.years;
  if (years.empty() || year < years.front().year) return nullptr;
  return &years[std::min(years.size() - 1, static_cast<std::size_t>(year - years.front().year))];
}

void Add(const solvers::PlanYearDemand& demand, const solvers::ByQuantile<double>& realised_share,
         CumulativeYear& sum) {
  sum.built_floor_m2 += demand.built_floor_m2;
  for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
    sum.heat_mwh[q] += demand.heat_mwh[q];
    for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
      sum.winter_peak_mw[c][q] += demand.winter_peak_mw[c][q];
      sum.summer_peak_mw[c][q] += demand.summer_peak_mw[c][q];
      sum.ripe_peak_mw[c][q] += realised_share[q] * demand.winter_peak_mw[c][q];
    }
  }
}

CumulativeDemand SumDemand(const PlanSet& plans, const std::string& municipality_id) {
  CumulativeDemand sum{.municipality_id = municipality_id};
  std::vector<std::pair<const CheckedPlan*, solvers::ByQuantile<double>>> counted;
  std::optional<int> first, last;
  for (const PlanCheck& check : plans.checks) {
    for (const CheckedPlan& checked : check.plans) {
      if (!municipality_id.empty() && checked.plan.municipality_id != municipality_id) continue;
      const models::PlanStatusParams* status =
          models::FindPlanStatus(check.around->context.tables, checked.plan.status_code);
      counted.emplace_back(&checked, status->realised_share);
      if (checked.demand.years.empty()) continue;
      first = std::min(first.value_or(checked.demand.years.front().year),
                       checked.demand.years.front().year);
      last = std::max(last.value_or(checked.demand.years.back().year),
                      checked.demand.years.back().year);
    }
  }
  sum.plans_count = counted.size();
  for (int year = first.value_or(0); first && year <= *last; ++year) {
    CumulativeYear of{.year = year};
    for (const auto& [checked, realised_share] : counted) {
      const solvers::PlanYearDemand* demand = YearOf(*checked, year);
      if (demand != nullptr) Add(*demand, realised_share, of);
    }
    sum.years.push_back(of);
  }
  return sum;
}

// Areas of a plan on which something is added.
std::vector<std::size_t> FindBuiltAreas(const CheckedPlan& checked) {
  std::vector<std::size_t> areas;
  for (const auto& floor : checked.areas.floors) areas.push_back(floor.area);
  for (const auto& power : checked.areas.powers) areas.push_back(power.area);
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  return areas;
}

absl::Status FindPlanOverlaps(PlanSet& plans) {
  std::vector<const models::PlanSurface*> surfaces;
  std::vector<PlanPlace> places;
  for (std::size_t c = 0; c < plans.checks.size(); ++c) {
    for (std::size_t p = 0; p < plans.checks[c].plans.size(); ++p) {
      const CheckedPlan& checked = plans.checks[c].plans[p];
      for (const std::size_t area : FindBuiltAreas(checked)) {
        surfaces.push_back(&checked.plan.areas[area].surface);
        places.push_back({c, p});
      }
    }
  }
  TWIN_ASSIGN_OR_RETURN(const std::vector<models::SurfaceOverlap> overlaps,
                        models::FindOverlaps(surfaces, kLeastOverlapM2));
  using Key = std::pair<std::pair<std::size_t, std::size_t>, std::pair<std::size_t, std::size_t>>;
  std::map<Key, PlanOverlap> by_pair;
  for (const models::SurfaceOverlap& overlap : overlaps) {
    PlanPlace first = places[overlap.first], second = places[overlap.second];
    if (first.check == second.check && first.plan == second.plan) continue;
    if (std::pair(second.check, second.plan) < std::pair(first.check, first.plan)) {
      std::swap(first, second);
    }
    PlanOverlap& sum =
        by_pair
            .try_emplace({{first.check, first.plan}, {second.check, second.plan}},
                         PlanOverlap{.first = first, .second = second, .inside = overlap.inside})
            .first->second;
    sum.area_m2 += overlap.area_m2;
  }
  for (const auto& [key, overlap] : by_pair) plans.overlaps.push_back(overlap);
  std::stable_sort(plans.overlaps.begin(), plans.overlaps.end(),
                   [](const auto& a, const auto& b) { return a.area_m2 > b.area_m2; });
  return absl::OkStatus();
}

}  // namespace

absl::Status SumPlans(PlanSet& plans) {
  TWIN_RETURN_IF_ERROR(FindPlanOverlaps(plans));
  std::vector<std::string> municipalities;
  for (const PlanCheck& check : plans.checks) {
    for (const CheckedPlan& checked : check.plans) {
      municipalities.push_back(checked.plan.municipality_id);
    }
  }
  std::sort(municipalities.begin(), municipalities.end());
  municipalities.erase(std::unique(municipalities.begin(), municipalities.end()),
                       municipalities.end());
  plans.demands.push_back(SumDemand(plans, ""));
  for (const std::string& id : municipalities) plans.demands.push_back(SumDemand(plans, id));
  return absl::OkStatus();
}

absl::StatusOr<PlanSet> CheckAllPlans(const CheckAllQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> files, FindPlanFiles(question.directory));
  TWIN_ASSIGN_OR_RETURN(Surroundings loaded, LoadSurroundings(question.plan.region_directory));
  const auto around = std::make_shared<const Surroundings>(std::move(loaded));
  std::vector<std::optional<absl::StatusOr<PlanCheck>>> results(files.size());
  solvers::ParallelFor(files.size(), question.threads, [&](std::size_t i, std::size_t) {
    PlanCheckQuestion of_file = question.plan;
    of_file.file = files[i];
    of_file.assumptions_file = FindAssumptionsBeside(files[i]);
    results[i] = CheckPlanFile(of_file, around);
  });
  PlanSet plans;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (results[i]->ok()) {
      plans.checks.push_back(*std::move(*results[i]));
    } else {
      plans.refused.push_back({.file = files[i], .status = results[i]->status()});
    }
  }
  TWIN_RETURN_IF_ERROR(SumPlans(plans));
  return plans;
}

}  // namespace twin::plans
