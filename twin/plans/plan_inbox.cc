#include "twin/plans/plan_inbox.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/access/digest.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
constexpr std::size_t kDirect = static_cast<std::size_t>(solvers::HeatChoice::kDirect);
constexpr std::size_t kDistrict = static_cast<std::size_t>(solvers::HeatChoice::kDistrictHeat);
constexpr std::size_t kIdDigits = 16;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json NoticeJson(const PlanNotice& notice) {
  Json json{{"kind", "notice"},
            {"number", notice.number},
            {"municipality_id", notice.municipality_id},
            {"plan_id", notice.plan_id},
            {"name", notice.name},
            {"record_id", notice.record_id},
            {"station_id", notice.station_id},
            {"station", notice.station_name},
            {"nominal_kv", notice.nominal_kv},
            {"project_ids", notice.project_ids},
            {"need_year", notice.need_year},
            {"short_year", notice.short_year},
            {"margin", notice.margin},
            {"years", Json::array()}};
  for (const NoticeYear& year : notice.years) {
    json["years"].push_back(
        {{"year", year.year}, {"direct_mw", year.direct_mw}, {"district_mw", year.district_mw}});
  }
  return json;
}

Json SubscriptionJson(const PlanSubscription& subscription, bool is_ended) {
  return {{"kind", "subscription"},
          {"id", subscription.id},
          {"subscriber", subscription.subscriber},
          {"station_ids", subscription.station_ids},
          {"project_ids", subscription.project_ids},
          {"is_ended", is_ended}};
}

// Members with a type; nlohmann throws where one is missing or another, which Recover turns into a
// line of damage.
PlanNotice ParseNotice(const Json& json) {
  PlanNotice notice{.number = json.at("number").get<std::uint64_t>(),
                    .municipality_id = json.at("municipality_id").get<std::string>(),
                    .plan_id = json.at("plan_id").get<std::string>(),
                    .name = json.at("name").get<std::string>(),
                    .record_id = json.at("record_id").get<std::string>(),
                    .station_id = json.at("station_id").get<std::string>(),
                    .station_name = json.at("station").get<std::string>(),
                    .nominal_kv = json.at("nominal_kv").get<double>(),
                    .project_ids = json.at("project_ids").get<std::vector<std::string>>(),
                    .need_year = json.at("need_year").get<int>(),
                    .short_year = json.at("short_year").get<int>(),
                    .margin = json.at("margin").get<std::string>()};
  for (const Json& year : json.at("years")) {
    notice.years.push_back({.year = year.at("year").get<int>(),
                            .direct_mw = year.at("direct_mw").get<double>(),
                            .district_mw = year.at("district_mw").get<double>()});
  }
  return notice;
}

PlanSubscription ParseSubscription(const Json& json) {
  return {.id = json.at("id").get<std::string>(),
          .subscriber = json.at("subscriber").get<std::string>(),
          .station_ids = json.at("station_ids").get<std::vector<std::string>>(),
          .project_ids = json.at("project_ids").get<std::vector<std::string>>()};
}

// What of a subscription a notice touches.
void AddTouched(const PlanSubscription& subscription, const PlanNotice& notice,
                std::vector<std::string>& because) {
  const auto add = [&](const std::string& id) {
    if (std::find(because.begin(), because.end(), id) == because.end()) because.push_back(id);
  };
  for (const std::string& station : subscription.station_ids) {
    if (station == notice.station_id) add(station);
  }
  for (const std::string& project : subscription.project_ids) {
    const auto& waits = notice.project_ids;
    if (std::find(waits.begin(), waits.end(), project) != waits.end()) add(project);
  }
}

absl::Status CheckIds(const models::Region& region, const PlanSubscription& subscription) {
  if (subscription.station_ids.empty() && subscription.project_ids.empty()) {
    return models::errors::InvalidField("subscription", "names no station and no project");
  }
  for (const std::string& id : subscription.station_ids) {
    const auto& stations = region.grid.stations;
    const bool is_there = std::any_of(stations.begin(), stations.end(),
                                      [&](const auto& station) { return station.id == id; });
    if (!is_there) return models::errors::UnknownId("station", id, {});
  }
  for (const std::string& id : subscription.project_ids) {
    const auto& projects = region.grid_projects;
    const bool is_there = std::any_of(projects.begin(), projects.end(),
                                      [&](const auto& project) { return project.id == id; });
    if (!is_there) return models::errors::UnknownId("grid project", id, {});
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<PlanNotice> MakePlanNotice(const CheckedPlan& checked, const std::string& record_id) {
  const PlanGrid& grid = checked.grid;
  if (!grid.point || grid.years.empty()) return std::nullopt;
  PlanNotice notice{
      .municipality_id = checked.plan.municipality_id,
      .plan_id = checked.plan.id,
      .name = checked.plan.name,
      .record_id = record_id,
      .station_id = grid.point->station_id,
      .station_name = grid.point->station_name,
      .nominal_kv = grid.point->nominal_kv,
      .short_year = solvers::FindFirstYear(grid.years, solvers::HeatChoice::kDirect,
                                           solvers::MarginClass::kShort),
      .margin = std::string(solvers::MarginClassId(grid.years.back().margin[kDirect]))};
  for (const TouchedProject& project : grid.projects) notice.project_ids.push_back(project.id);
  for (const solvers::GridYear& year : grid.years) {
    if (notice.need_year == 0 && year.need_mw[kDirect][kP50] > 0.0) notice.need_year = year.year;
    notice.years.push_back({.year = year.year,
                            .direct_mw = year.need_mw[kDirect][kP50],
                            .district_mw = year.need_mw[kDistrict][kP50]});
  }
  return notice;
}

absl::StatusOr<std::unique_ptr<PlanInbox>> PlanInbox::Open(const std::string& directory,
                                                           std::uint64_t epoch) {
  TWIN_ASSIGN_OR_RETURN(auto log, store::RecordLog::Open(store::kPlanLog, directory, epoch));
  std::unique_ptr<PlanInbox> inbox(new PlanInbox(std::move(log)));
  inbox->Recover();
  return inbox;
}

void PlanInbox::Recover() {
  damage_ = log_->damage();
  for (const std::string& record : log_->records()) {
    const Json json = Json::parse(record, nullptr, false);
    const std::string kind = json.is_object() ? json.value("kind", "") : "";
    try {
      if (kind == "notice") {
        Put(ParseNotice(json));
      } else if (kind == "subscription") {
        PlanSubscription subscription = ParseSubscription(json);
        std::erase_if(subscriptions_,
                      [&](const auto& known) { return known.id == subscription.id; });
        if (!json.value("is_ended", false)) subscriptions_.push_back(std::move(subscription));
      } else if (kind == "swap") {
        const auto swap = ParseSwap(json);
        if (swap.ok()) swaps_.push_back(*swap);
      } else {
        damage_.push_back("a record of plans.log is no notice, subscription or swap");
      }
    } catch (const Json::exception&) {
      damage_.push_back(absl::StrCat("a ", kind, " of plans.log lacks a member"));
    }
  }
}

void PlanInbox::Put(PlanNotice notice) {
  last_number_ = std::max(last_number_, notice.number);
  std::erase_if(notices_, [&](const PlanNotice& known) {
    return known.municipality_id == notice.municipality_id && known.plan_id == notice.plan_id;
  });
  notices_.push_back(std::move(notice));
}

absl::StatusOr<PlanNotice> PlanInbox::Post(PlanNotice notice) {
  if (notice.municipality_id.empty() || notice.plan_id.empty() || notice.station_id.empty()) {
    return models::errors::InvalidField("notice", "needs a municipality, a plan and a station");
  }
  const std::lock_guard lock(mutex_);
  notice.number = last_number_ + 1;
  TWIN_RETURN_IF_ERROR(log_->Append(Dump(NoticeJson(notice))));
  Put(notice);
  return notice;
}

absl::StatusOr<PlanSubscription> PlanInbox::Subscribe(const models::Region& region,
                                                      PlanSubscription subscription) {
  TWIN_RETURN_IF_ERROR(CheckIds(region, subscription));
  const std::lock_guard lock(mutex_);
  subscription.id.clear();
  subscription.id =
      access::CalcSha256Hex(Dump(SubscriptionJson(subscription, false))).substr(0, kIdDigits);
  for (const PlanSubscription& known : subscriptions_) {
    if (known.id == subscription.id) return known;
  }
  TWIN_RETURN_IF_ERROR(log_->Append(Dump(SubscriptionJson(subscription, false))));
  subscriptions_.push_back(subscription);
  return subscription;
}

absl::Status PlanInbox::End(const std::string& subscription_id, const std::string& subscriber) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(subscriptions_.begin(), subscriptions_.end(), [&](const auto& known) {
        return known.id == subscription_id && known.subscriber == subscriber;
      });
  if (found == subscriptions_.end()) {
    return absl::NotFoundError(
        absl::StrCat("no subscription of yours has the id ", subscription_id));
  }
  TWIN_RETURN_IF_ERROR(log_->Append(Dump(SubscriptionJson(*found, true))));
  subscriptions_.erase(found);
  return absl::OkStatus();
}

absl::Status PlanInbox::Keep(const Swap& swap) {
  const std::lock_guard lock(mutex_);
  for (const Swap& known : swaps_) {
    if (known.id == swap.id) return absl::OkStatus();
  }
  TWIN_RETURN_IF_ERROR(log_->Append(Dump(MakeSwapJson(swap))));
  swaps_.push_back(swap);
  return absl::OkStatus();
}

std::vector<PlanSubscription> PlanInbox::Subscriptions(const std::string& subscriber) const {
  const std::lock_guard lock(mutex_);
  std::vector<PlanSubscription> found;
  for (const PlanSubscription& subscription : subscriptions_) {
    if (subscriber.empty() || subscription.subscriber == subscriber) found.push_back(subscription);
  }
  return found;
}

std::vector<InboxItem> PlanInbox::ListFor(const std::string& subscriber) const {
  const std::lock_guard lock(mutex_);
  std::vector<InboxItem> items;
  for (const PlanNotice& notice : notices_) {
    InboxItem item{.notice = notice};
    for (const PlanSubscription& subscription : subscriptions_) {
      if (subscription.subscriber == subscriber) AddTouched(subscription, notice, item.because);
    }
    if (!item.because.empty()) items.push_back(std::move(item));
  }
  std::stable_sort(items.begin(), items.end(), [](const InboxItem& a, const InboxItem& b) {
    return a.notice.need_year < b.notice.need_year;
  });
  return items;
}

std::vector<PlanNotice> PlanInbox::Notices() const {
  const std::lock_guard lock(mutex_);
  return notices_;
}

std::size_t PlanInbox::NoticeCount() const {
  const std::lock_guard lock(mutex_);
  return notices_.size();
}

std::size_t PlanInbox::SwapCount() const {
  const std::lock_guard lock(mutex_);
  return swaps_.size();
}

absl::StatusOr<Swap> PlanInbox::FindSwap(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const Swap& swap : swaps_) {
    if (swap.id == id) return swap;
  }
  return absl::NotFoundError(absl::StrCat("no swap has the id ", id));
}

std::string MakeInboxJson(const std::vector<InboxItem>& items) {
  Json json{{"items", Json::array()}};
  for (const InboxItem& item : items) {
    Json row = NoticeJson(item.notice);
    row.erase("kind");
    row["because"] = item.because;
    json["items"].push_back(std::move(row));
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string MakeInboxText(const std::vector<InboxItem>& items) {
  std::string text = absl::StrCat(items.size(), " plans touch what you subscribe to\n");
  for (const InboxItem& item : items) {
    const PlanNotice& notice = item.notice;
    absl::StrAppendFormat(
        &text,
        "  %d  %s/%s %s at %s: %.2f MW with direct heating, %.2f with district heating%s%s\n",
        notice.need_year, notice.municipality_id, notice.plan_id, notice.name, notice.station_name,
        notice.years.empty() ? 0.0 : notice.years.back().direct_mw,
        notice.years.empty() ? 0.0 : notice.years.back().district_mw,
        notice.short_year != 0 ? absl::StrCat("; too little room from ", notice.short_year) : "",
        notice.margin == "not_known" ? "; room not known" : "");
  }
  return text;
}

}  // namespace twin::plans
