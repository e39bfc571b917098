#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid_project.h"
#include "models/electricity/line_conductors.h"
#include "solvers/overloads.h"
#include "solvers/scoped_basis.h"
#include "twin/capacity/answered_question.h"
#include "twin/capacity/planned_year.h"
#include "twin/capacity/remedy.h"

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
  AnsweredQuestion answered;  ///< no battery is sized where `quarter_mw` is not known
  double requested_mw = 0.0;
};

/// Measures worth a re-run, sized and priced: at the branches that the requested MW overload (each
/// kind at all of them, and the added circuit at the worst alone), at the applicant's bus, branches
/// that stand open, and the announced projects year by year.
///   dynamic rating     IEEE 738 in the weather of each quarter, lines with a known conductor
///   customers' side    shares of `MeasureRules` of what the planning year draws there then
///   heat conversion    relief at the bus, less what the network draws for it, at that plant's bus:
///                      a boiler's draw where the network has an electric boiler, 1/2.5 where it
///                      has a heat pump, else none
///   heat plants        electric boilers cut, and surplus heat brought to the network, of the
///                      nearest systems whose plants draw from the grid (heat_measures.h): relief
///                      at the plants' own buses
/// Errors: as of solvers::MakePlanningParams, models::MakeGridOfYear and CalcBoilerCut.
absl::StatusOr<std::vector<Remedy>> MakeRemedyCandidates(const PlannedYear& year,
                                                         const RemedyTables& tables,
                                                         const RemedyQuestion& question,
                                                         const solvers::ScopedBasis& plain,
                                                         const solvers::Overloads& overloads);

}  // namespace twin::capacity
