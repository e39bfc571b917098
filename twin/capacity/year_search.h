#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/changed_hosting.h"
#include "twin/capacity/answered_question.h"
#include "twin/capacity/planned_year.h"
#include "twin/capacity/remedy_candidates.h"

namespace twin::capacity {

/// What later years are made from, besides the region as it is planned with.
struct LaterTables {
  std::shared_ptr<const models::Region> today;  ///< grown anew to each year
  bool has_queue = false;                       ///< large loads of the queue, too
};

/// MW that an applicant wants by a year.
struct YearMw {
  int year = 0;
  double requested_mw = 0.0;
};

/// What a point takes in one year.
struct YearRoom {
  int year = 0;
  double requested_mw = 0.0;
  std::vector<std::string> project_ids;  ///< announced ones that came since the row before
  std::vector<std::string> load_ids;     ///< large loads, likewise
  /// Demand on the cold design morning over the planned year's, large loads with it.
  double growth_mw = 0.0;
  std::shared_ptr<const models::ElectricityGrid> grid;  ///< of that year; null: as planned
  solvers::ChangedHosting with;
  bool holds_requested = false;
  std::string failure;  ///< why the re-run has no answer; empty: it has
};

struct YearReport {
  solvers::HostingScope scope;
  std::vector<YearRoom> years;  ///< rising
};

struct YearQuestion {
  AnsweredQuestion answered;
  std::vector<YearMw> years;  ///< rising, none before the planned one
  double level_mw = 0.0;      ///< MW that is looked up to, at most the query's cap
};

/// The question's search, run again for each year: on the planned grid with the announced projects
/// that stand by then, under the demand of all loads as grown by then with the large loads that
/// enter. Of the planned year the answer itself is told.
///   demand   of each load in the planned year's weather and calendar, new less planned, at its
///            bus; fed by whoever feeds the applicant
/// Not run again: weather, water, heat plants and generation, which are the planned year's, and
/// quarters and outages outside the scope; so a year's MW are at most what is found.
/// Errors: FailedPrecondition without the region of today; Cancelled; as of
/// ChooseScopeOfOthers, PlannedDemand::Make, models::MakeRegionOfYear and MakeGridOfYear.
absl::StatusOr<YearReport> CalcYears(const PlannedYear& planned, const solvers::HostingBasis& basis,
                                     const RemedyTables& tables, const LaterTables& later,
                                     const YearQuestion& question);

}  // namespace twin::capacity
