#include "twin/services/plan_exchange_desk.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/plan_region_convert.h"
#include "twin/limits.h"
#include "twin/plans/plan_record.h"
#include "twin/plans/statement.h"
#include "twin/services/paging.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status CheckId(const std::string& field, const std::string& id) {
  if (!id.empty() && id.size() <= limits::kMaxIdBytes) return absl::OkStatus();
  return models::errors::InvalidField(field, id.empty() ? "is empty" : "is longer than any id");
}

absl::StatusOr<plans::Swap> CalcSwapOf(const plans::Surroundings& around,
                                       const pb::HeatSwapQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const plans::SwapQuestion asked, convert::FromProto(question));
  return plans::CalcSwap(around, asked);
}

}  // namespace

// Whoever sees what is made for planners at a place may speak for its plans.
absl::Status PlanExchangeDesk::CheckAnswersFor(const access::Identity& identity,
                                               const std::string& municipality_id) const {
  std::string company;
  for (const auto& municipality : plans_.around().region.municipalities) {
    if (municipality.id == municipality_id) company = municipality.grid_company;
  }
  const access::Identity there = access::At(identity, municipality_id, company);
  if (there.clearance.Sees(pb::SECRECY_K2_PLANNER)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("the plan lies in municipality ", municipality_id,
                   ", which is not among those that the register gives the caller"));
}

void PlanExchangeDesk::AddPosition(pb::PlanNotice& notice) const {
  for (const models::StationParams& station : plans_.around().region.grid.stations) {
    if (station.id != notice.station_id()) continue;
    notice.mutable_position()->set_lat_deg(station.lat_deg);
    notice.mutable_position()->set_lon_deg(station.lon_deg);
    return;
  }
}

absl::StatusOr<pb::PostPlanResponse> PlanExchangeDesk::Post(const PlanCaller& caller,
                                                            const pb::PostPlanRequest& request) {
  TWIN_ASSIGN_OR_RETURN(const plans::PlanCheck check,
                        plans_.Check(caller, request.file(), request.terms(), 0));
  const std::string record_id = plans::CalcPlanRecordId(plans::MakePlanRecord(check));
  std::vector<plans::PlanNotice> notices;
  for (const plans::CheckedPlan& checked : check.plans) {
    TWIN_RETURN_IF_ERROR(CheckAnswersFor(caller.identity, checked.plan.municipality_id));
    if (auto notice = plans::MakePlanNotice(checked, record_id)) {
      notices.push_back(*std::move(notice));
    }
  }
  if (notices.empty()) {
    return absl::FailedPreconditionError(
        "no plan of the file has a station near it: there is nobody to tell");
  }
  if (inbox_->NoticeCount() + notices.size() > limits::kMaxPlanNotices) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the inbox is full: it holds ", limits::kMaxPlanNotices, " plans at most"));
  }
  pb::PostPlanResponse response;
  for (plans::PlanNotice& notice : notices) {
    TWIN_ASSIGN_OR_RETURN(const plans::PlanNotice posted, inbox_->Post(std::move(notice)));
    *response.add_notices() = convert::ToProto(posted);
    AddPosition(*response.mutable_notices()->rbegin());
  }
  return response;
}

absl::StatusOr<pb::PlanSubscription> PlanExchangeDesk::Subscribe(
    const access::Identity& identity, const pb::SubscribePlansRequest& request) {
  const int ids = request.stations_size() + request.project_ids_size();
  if (ids == 0 || ids > limits::kMaxSubscribedIds) {
    return models::errors::OutOfRange("stations and project_ids", ids, 1,
                                      limits::kMaxSubscribedIds);
  }
  plans::PlanSubscription wanted{.subscriber = identity.token_id};
  for (const std::string& name : request.stations()) {
    TWIN_RETURN_IF_ERROR(CheckId("stations", name));
    TWIN_ASSIGN_OR_RETURN(const models::AssetRef found,
                          names_.Find(name, {models::AssetKind::kStation}));
    wanted.station_ids.push_back(
        plans_.around().region.grid.stations[models::StationIndex(found.row)].id);
  }
  for (const std::string& id : request.project_ids()) {
    TWIN_RETURN_IF_ERROR(CheckId("project_ids", id));
    wanted.project_ids.push_back(id);
  }
  if (inbox_->Subscriptions(identity.token_id).size() >= limits::kMaxPlanSubscriptions) {
    return absl::ResourceExhaustedError(absl::StrCat("a subscriber has ",
                                                     limits::kMaxPlanSubscriptions,
                                                     " subscriptions at most: end one first"));
  }
  TWIN_ASSIGN_OR_RETURN(const plans::PlanSubscription made,
                        inbox_->Subscribe(plans_.around().region, std::move(wanted)));
  return convert::ToProto(made);
}

absl::Status PlanExchangeDesk::End(const access::Identity& identity,
                                   const std::string& subscription_id) {
  TWIN_RETURN_IF_ERROR(CheckId("subscription_id", subscription_id));
  return inbox_->End(subscription_id, identity.token_id);
}

absl::StatusOr<pb::ListPlanInboxResponse> PlanExchangeDesk::List(
    const access::Identity& identity, const pb::ListPlanInboxRequest& request) const {
  pb::ListPlanInboxResponse response;
  for (const plans::PlanSubscription& subscription : inbox_->Subscriptions(identity.token_id)) {
    *response.add_subscriptions() = convert::ToProto(subscription);
  }
  std::vector<plans::InboxItem> items = inbox_->ListFor(identity.token_id);
  std::erase_if(items, [&](const plans::InboxItem& item) {
    return !CheckAnswersFor(identity, item.notice.municipality_id).ok();
  });
  TWIN_ASSIGN_OR_RETURN(const Page page,
                        MakePage(request.page_size(), request.page_token(),
                                 absl::StrCat("inbox/", identity.token_id), items.size()));
  for (std::size_t i = page.begin; i < page.end; ++i) {
    *response.add_notices() = convert::ToProto(items[i]);
    AddPosition(*response.mutable_notices()->rbegin());
  }
  response.set_next_page_token(page.next_token);
  return response;
}

absl::StatusOr<pb::HeatSwap> PlanExchangeDesk::Answer(const pb::HeatSwapQuestion& question) const {
  TWIN_ASSIGN_OR_RETURN(const plans::Swap swap, CalcSwapOf(plans_.around(), question));
  return convert::ToProto(swap);
}

absl::StatusOr<pb::HeatSwap> PlanExchangeDesk::Keep(const pb::HeatSwapQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const plans::Swap swap, CalcSwapOf(plans_.around(), question));
  if (inbox_->SwapCount() >= limits::kMaxKeptSwaps && !inbox_->FindSwap(swap.id).ok()) {
    return absl::ResourceExhaustedError(
        absl::StrCat(limits::kMaxKeptSwaps, " swaps are kept, which is the most there may be"));
  }
  TWIN_RETURN_IF_ERROR(inbox_->Keep(swap));
  return convert::ToProto(swap);
}

absl::StatusOr<pb::HeatSwap> PlanExchangeDesk::Find(const std::string& swap_id) const {
  TWIN_RETURN_IF_ERROR(CheckId("swap_id", swap_id));
  TWIN_ASSIGN_OR_RETURN(const plans::Swap swap, inbox_->FindSwap(swap_id));
  return convert::ToProto(swap);
}

}  // namespace twin::services
