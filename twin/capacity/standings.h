#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/df_profile.h"
#include "solvers/changed_hosting.h"
#include "twin/capacity/answered_question.h"
#include "twin/capacity/planned_year.h"

namespace twin::capacity {

/// The same question from another place in the queue, or held against another company's principles.
enum class StandingKind {
  kAsIfFirst,    ///< without the large loads whose reservations stand in the planning year
  kBehindQueue,  ///< after all that wait or are announced and have a size and a busbar
  kDfProfile,
};

struct Standing {
  StandingKind kind = StandingKind::kAsIfFirst;
  std::vector<models::LargeLoadIndex> loads;  ///< that are left out, or come before
  double loads_mw = 0.0;                      ///< their sizes
  models::DfProfile profile;                  ///< of kDfProfile
  solvers::ChangedHosting with;
  std::string failure;  ///< why the re-run has no answer; empty: it has
};

struct StandingQuestion {
  AnsweredQuestion answered;
  double level_mw = 0.0;                       ///< MW that is looked up to, at most the query's cap
  const models::DfProfile* profile = nullptr;  ///< null: none is asked for
};

/// The search, run again in the scope of what decides the question:
///   as if first   less demand: what each reserved load draws in each quarter of the planning year
///   behind queue  more demand: the whole size of each load that waits, all the time. What these
///                 alone break leaves nothing for who comes after them
///   DF profile    ratings times its ratio, voltages within its limits, its outages. One that is
///                 nowhere looser never gives more than the answer itself: what its ratings make an
///                 overload of today must not become one that may grow.
/// The first two only where there are such loads. Errors: as of
/// solvers::ChooseHostingScope and PlannedDemand::Make.
absl::StatusOr<std::vector<Standing>> CalcStandings(const PlannedYear& year,
                                                    const solvers::HostingBasis& basis,
                                                    const StandingQuestion& question);

}  // namespace twin::capacity
