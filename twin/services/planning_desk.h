#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/planning.pb.h"
#include "twin/access/identity.h"
#include "twin/access/question_book.h"
#include "twin/limits.h"
#include "twin/plans/check_all.h"
#include "twin/plans/heat_match.h"
#include "twin/plans/plan_check.h"
#include "twin/plans/recent_results.h"
#include "twin/services/capacity_desk.h"

namespace twin::services {

/// Takes one of the caller's connection questions of the day. Errors: ResourceExhausted.
using TakeQuestion =
    std::function<absl::Status(const access::Identity&, const access::BudgetedQuestion&)>;

/// Who asks about a plan, and until when anybody waits.
struct PlanCaller {
  access::Identity identity;
  std::function<bool()> is_cancelled;  ///< empty: never
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
  plans::GoOn on_stage;  ///< its answer is not asked for; empty: nobody is told
};

struct PlanningDeskOptions {
  std::shared_ptr<const plans::Surroundings> around;
  const CapacityDesk* capacity = nullptr;  ///< null: nothing is known of the grid's room
  TakeQuestion take_question;
};

/// Land-use plans from request to answer; knows no gRPC. What plans are reckoned with is
/// twin/plans, as for the command. Any number of threads may ask.
class PlanningDesk {
 public:
  explicit PlanningDesk(PlanningDeskOptions options) : options_(std::move(options)) {}

  /// A check costs one of the day's connection questions about the plan's municipality, since it
  /// tells what a heat network has left, and one for the room in the grid; the same again is free.
  /// The room is asked for as the public asks, whoever it is: a margin class is all that is told.
  /// Errors: InvalidArgument with everything that is wrong, each with its place in the file;
  /// ResourceExhausted; Cancelled, DeadlineExceeded.
  absl::StatusOr<plans::PlanCheck> Check(const PlanCaller& caller,
                                         const ostlandet::twin::v1::PlanFile& file,
                                         const ostlandet::twin::v1::PlanTerms& terms,
                                         int series_year) const;
  /// Errors: as of Check and plans::MakeStatementFiles.
  absl::StatusOr<ostlandet::twin::v1::StatementResponse> WriteStatement(
      const PlanCaller& caller, const ostlandet::twin::v1::StatementRequest& request) const;
  /// Without plans the newest few lists are kept. Errors: as of plans::MatchRegion, Check,
  /// MakePage.
  absl::StatusOr<ostlandet::twin::v1::MatchHeatResponse> Match(
      const PlanCaller& caller, const ostlandet::twin::v1::MatchHeatRequest& request);

  const plans::Surroundings& around() const { return *options_.around; }

 private:
  using Matches = std::shared_ptr<const plans::RegionMatches>;
  plans::AskGrid MakeAskGrid(const PlanCaller& caller) const;
  absl::Status Charge(const PlanCaller& caller, const plans::PlanCheckQuestion& question,
                      const ostlandet::twin::v1::PlanFile& file,
                      const std::string& municipality_id) const;
  absl::StatusOr<Matches> FindMatches(const PlanCaller& caller,
                                      const ostlandet::twin::v1::MatchHeatRequest& request);

  const PlanningDeskOptions options_;
  plans::RecentResults<std::string, plans::RegionMatches> without_plans_{limits::kHeatMatchesKept};
};

}  // namespace twin::services
