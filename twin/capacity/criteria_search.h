#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/measure.h"
#include "models/electricity/reliability.h"
#include "solvers/expected_cut.h"
#include "twin/capacity/answered_question.h"

namespace twin::capacity {

/// Under which outages an applicant's MW must hold.
enum class ServiceCriterion {
  kN0,            ///< none; whoever overloads a limit after an outage is disconnected until repair
  kN1,            ///< every single one, without doing anything
  kN1WithAction,  ///< every single one after an action, and short-time ratings until it has worked
};

/// What one criterion gives, and what the applicant must expect to lose with it.
struct CriterionRoom {
  ServiceCriterion criterion = ServiceCriterion::kN1;
  double most_mw = 0.0;  ///< that may be connected; at least that when `is_at_least`
  bool is_at_least = false;
  solvers::BindingLimit binding;
  double served_mw = 0.0;  ///< of the requested ones; what is lost is lost of these
  solvers::ExpectedCut expected;
};

struct CriteriaReport {
  std::vector<CriterionRoom> rooms;                ///< N-0, N-1, N-1 with action
  std::vector<models::BranchIndex> switched;       ///< open branches that an action may close
  std::size_t short_count = 0;                     ///< quarters that fall short of what N-0 serves
  std::size_t sampled_count = 0;                   ///< of them, each standing for as many others
  const models::InterruptionCost* cost = nullptr;  ///< null: none is known
  double milliseconds = 0.0;                       ///< filled by whoever has a clock
};

struct CriteriaQuestion {
  AnsweredQuestion answered;  ///< of it `quarter_mw` must be known
  double requested_mw = 0.0;
  const solvers::HostingAnswer& intact;  ///< the query under no outage
  const models::InterruptionCost* cost = nullptr;
};

/// The three criteria side by side.
///   MW    N-0: what the intact network takes; N-1: what is firm; with action: the search run again
///         with every rating times `short_time_rating_ratio`, at most what N-0 gives
///   lost  of x(q, c), what quarter q takes while c is out (solvers::CalcOutageRooms), in a sample
///         of the quarters that fall short of the MW served, each standing for as many others:
///         N-0: all of it where x < the MW; with action: what is above x, or above the x with an
///         open branch closed. Outages that leave the applicant without supply take all of it under
///         every criterion, until repair
/// By rates and repair times of `reliability`; outages of one component at a time.
/// Errors: as of solvers::CalcOutageRooms, ChooseScopeOfOthers and solvers:: CalcChangedHosting.
absl::StatusOr<CriteriaReport> CalcCriteria(const solvers::HostingBasis& basis,
                                            const models::ReliabilityTables& reliability,
                                            const models::MeasureRules& rules,
                                            const CriteriaQuestion& question);

}  // namespace twin::capacity
