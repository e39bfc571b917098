#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid_project.h"
#include "models/electricity/line_conductors.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "solvers/overloads.h"
#include "solvers/scoped_basis.h"
#include "twin/capacity/remedy.h"
#include "twin/planning/planning_key.h"

namespace twin::capacity {

/// What measures are made from, besides the region; all of it from its tables.
struct RemedyTables {
  models::MeasureCatalogue catalogue;
  models::LineConductors conductors;
  std::vector<models::GridProject> projects;  ///< announced; those that stand already do not count
  models::Pace pace = models::Pace::kBase;
};

/// The question that measures are sought for.
struct RemedyQuestion {
  const solvers::HostingQuery& query;
  double requested_mw = 0.0;
  /// [quarter of the year] what each takes, at most some level above the requested MW; empty: not
  /// known, no battery is sized.
  std::span<const float> quarter_mw;
  std::vector<solvers::BindingLimit> met;      ///< by the year's answer, the binding one first
  const solvers::HostingYear* year = nullptr;  ///< as of HostingScopeOptions
};

/// The year that is planned with.
struct PlannedYear {
  const models::Region& region;
  const planning::PlanningKey& key;
  models::Quarter first;
};

/// Measures worth a re-run, sized and priced: at the branches that the requested MW overload (each
/// kind at all of them, and the added circuit at the worst alone), at the applicant's bus, branches
/// that stand open, and the announced projects year by year.
///   dynamic rating     IEEE 738 in the weather of each quarter, lines with a known conductor
///   customers' side    shares of `MeasureRules` of what the planning year draws there then
///   heat conversion    relief at the bus, less what the network draws for it: a boiler's draw
///   where
///                      the network has an electric boiler, 1/2.5 where it has a heat pump, else
///                      none; at that plant's bus
/// Errors: as of solvers::MakePlanningParams and models::MakeGridOfYear.
absl::StatusOr<std::vector<Remedy>> MakeRemedyCandidates(const PlannedYear& year,
                                                         const RemedyTables& tables,
                                                         const RemedyQuestion& question,
                                                         const solvers::ScopedBasis& plain,
                                                         const solvers::Overloads& overloads);

}  // namespace twin::capacity
