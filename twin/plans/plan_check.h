#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "data/plans/plan_loader.h"
#include "solvers/plan/heat_alternatives.h"
#include "solvers/plan/plan_demand.h"
#include "twin/plans/grid_point.h"
#include "twin/plans/heat_offers.h"
#include "twin/plans/surroundings.h"

namespace twin::plans {

/// Parts of the work on one plan, in their order.
enum class PlanStage { kDemand, kHeat, kGrid };

/// Told before each part; false ends the work.
using GoOn = std::function<bool(PlanStage stage, std::size_t plan, std::size_t plans_count)>;

/// Told of the first plan of a file that was read, before anything is reckoned; false ends the
/// work.
using OnRead = std::function<bool(const models::Plan& first)>;

/// `twin plan check FILE`: a plan's file read, checked and reckoned, without a running twin.
struct PlanCheckQuestion {
  std::string region_directory = "data/ostlandet";
  std::string file;
  std::string assumptions_file;  ///< empty: none
  int weather_year = 2011;       ///< stretch of the weather record
  int start_year = 2030;         ///< of plans and areas that say no year
  double build_years = 5.0;
  int series_year = 0;                ///< 0: no series
  bool has_last_year_series = false;  ///< the series of the last year asked for, whichever it is
  AskGrid ask_grid;                   ///< empty: nothing is known of the grid's room
  OnRead on_read;                     ///< empty: nobody asks
  GoOn go_on;                         ///< empty: nobody waits
  std::size_t most_plans = 1000;      ///< of one file
};

/// One plan of the file.
struct CheckedPlan {
  models::Plan plan;
  solvers::PlanAreas areas;
  solvers::PlanDemand demand;
  std::string weather_place;
  double design_degc = 0.0;
  bool has_assumed_years = false;         ///< some area's years are those of the question
  solvers::HeatChoiceParams heat_params;  ///< with the temperatures of the source below
  std::optional<solvers::SurplusOffer> surplus;
  std::optional<solvers::NetworkOffer> network;
  PlanGrid grid;
  solvers::HeatAlternatives heat;  ///< in the last year, when all of it stands
};

struct PlanCheck {
  PlanCheckQuestion question;
  std::shared_ptr<const Surroundings> around;
  data::LoadedPlans loaded;  ///< its plans have moved to `plans`
  std::vector<CheckedPlan> plans;
};

/// Demand and ways of heating from the first year in which something stands to the year after the
/// last in which something is added, forty at most, in the weather of the nearest station. Errors:
/// InvalidArgument with everything that is wrong in the files, and for more plans than asked for;
/// Cancelled when `on_read` or `go_on` says so.
absl::StatusOr<PlanCheck> CheckPlanFile(const PlanCheckQuestion& question);
/// The same of bytes that somebody sent, with the planner's assumptions as CSV (empty: none). The
/// question's file names it in messages; nothing is read from disk.
absl::StatusOr<PlanCheck> CheckPlanBytes(const PlanCheckQuestion& question, absl::string_view bytes,
                                         absl::string_view assumptions,
                                         std::shared_ptr<const Surroundings> around);
/// The same in surroundings that are loaded.
absl::StatusOr<PlanCheck> CheckPlanFile(const PlanCheckQuestion& question,
                                        std::shared_ptr<const Surroundings> around);

/// The CSV of the same name beside a plan's file; empty when there is none.
std::string FindAssumptionsBeside(const std::string& plan_file);

/// For programs: connection point, phasing, areas, gaps, notes, overlaps, demand by year and heat
/// choice in P10, P50, P90, ways of heating and cooling side by side.
std::string MakePlanJson(const PlanCheck& check);
/// What is wrong, for programs.
std::string MakePlanFailureJson(const absl::Status& status);
/// For people.
std::string MakePlanText(const PlanCheck& check);
/// The series of all plans of the file, a row a quarter: local time, then P50 MW by heat choice and
/// heat.
std::string MakePlanSeriesCsv(const PlanCheck& check);

}  // namespace twin::plans
