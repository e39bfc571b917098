#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "data/plans/plan_loader.h"
#include "solvers/plan/plan_demand.h"

namespace twin::cli {

/// `twin plan check FILE`: a plan's file read, checked and reckoned, without a running twin.
struct PlanCheckQuestion {
  std::string region_directory = "data/ostlandet";
  std::string file;
  std::string assumptions_file;  ///< empty: none
  int weather_year = 2011;       ///< stretch of the weather record
  int start_year = 2030;         ///< of plans and areas that say no year
  double build_years = 5.0;
  int series_year = 0;  ///< 0: no series
};

/// One plan of the file.
struct CheckedPlan {
  models::Plan plan;
  solvers::PlanAreas areas;
  solvers::PlanDemand demand;
  std::string weather_place;
  double design_degc = 0.0;
  bool has_assumed_years = false;  ///< some area's years are those of the question
};

struct PlanCheck {
  PlanCheckQuestion question;
  data::PlanContext context;
  data::LoadedPlans loaded;  ///< its plans have moved to `plans`
  std::vector<CheckedPlan> plans;
};

/// Demand from the first year in which something stands to the year after the last in which
/// something is added, forty at most, in the weather of the nearest station. Errors:
/// InvalidArgument with everything that is wrong in the files.
absl::StatusOr<PlanCheck> CheckPlanFile(const PlanCheckQuestion& question);

/// For programs: areas, gaps, notes, overlaps, demand by year and heat choice in P10, P50, P90.
std::string MakePlanJson(const PlanCheck& check);
/// What is wrong, for programs.
std::string MakePlanFailureJson(const absl::Status& status);
/// For people.
std::string MakePlanText(const PlanCheck& check);
/// The series of all plans of the file, a row a quarter: local time, then P50 MW by heat choice and
/// heat.
std::string MakePlanSeriesCsv(const PlanCheck& check);

}  // namespace twin::cli
