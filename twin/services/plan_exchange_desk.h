#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "ostlandet/twin/v1/planning.pb.h"
#include "twin/access/identity.h"
#include "twin/plans/plan_inbox.h"
#include "twin/services/planning_desk.h"

namespace twin::services {

/// What planners and grid companies tell one another: notices of plans, subscriptions, swaps. Kept
/// in the twin's folder (store/FORMAT.md, section 20). Any number of threads may ask.
class PlanExchangeDesk {
 public:
  /// `names` and `plans` must outlive it.
  PlanExchangeDesk(const PlanningDesk& plans, const models::AssetNames& names,
                   std::unique_ptr<plans::PlanInbox> inbox)
      : plans_(plans), names_(names), inbox_(std::move(inbox)) {}

  /// Posts every plan of the file that has a connection point, or none of them.
  /// Errors: as of PlanningDesk::Check; PermissionDenied when the caller does not answer for one of
  /// the plans' municipalities; FailedPrecondition when none has a point; ResourceExhausted.
  absl::StatusOr<ostlandet::twin::v1::PostPlanResponse> Post(
      const PlanCaller& caller, const ostlandet::twin::v1::PostPlanRequest& request);
  /// Errors: InvalidArgument, NotFound with the nearest names; ResourceExhausted.
  absl::StatusOr<ostlandet::twin::v1::PlanSubscription> Subscribe(
      const access::Identity& identity, const ostlandet::twin::v1::SubscribePlansRequest& request);
  /// Errors: NotFound, also for another's.
  absl::Status End(const access::Identity& identity, const std::string& subscription_id);
  /// Errors: as of MakePage.
  absl::StatusOr<ostlandet::twin::v1::ListPlanInboxResponse> List(
      const access::Identity& identity,
      const ostlandet::twin::v1::ListPlanInboxRequest& request) const;

  /// Errors: as of convert::FromProto and plans::CalcSwap.
  absl::StatusOr<ostlandet::twin::v1::HeatSwap> Answer(
      const ostlandet::twin::v1::HeatSwapQuestion& question) const;
  /// Errors: the same; ResourceExhausted.
  absl::StatusOr<ostlandet::twin::v1::HeatSwap> Keep(
      const ostlandet::twin::v1::HeatSwapQuestion& question);
  /// Errors: NotFound.
  absl::StatusOr<ostlandet::twin::v1::HeatSwap> Find(const std::string& swap_id) const;

 private:
  void AddPosition(ostlandet::twin::v1::PlanNotice& notice) const;
  absl::Status CheckAnswersFor(const access::Identity& identity,
                               const std::string& municipality_id) const;

  const PlanningDesk& plans_;
  const models::AssetNames& names_;
  const std::unique_ptr<plans::PlanInbox> inbox_;
};

}  // namespace twin::services
