#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/plans/plan_check.h"
#include "twin/plans/swap.h"
#include "twin/store/plan_log.h"

namespace twin::plans {

/// What a plan needs of the grid in one year, P50.
struct NoticeYear {
  int year = 0;
  double direct_mw = 0.0;    ///< with direct electric heating
  double district_mw = 0.0;  ///< with district heating
};

/// A plan as a grid company hears of it: where it is connected, from when, how much.
struct PlanNotice {
  std::uint64_t number = 0;  ///< of the log, rising; given by the inbox
  std::string municipality_id;
  std::string plan_id;
  std::string name;
  std::string record_id;  ///< of the full record (CalcPlanRecordId)
  std::string station_id;
  std::string station_name;
  double nominal_kv = 0.0;
  std::vector<std::string> project_ids;  ///< it waits for
  int need_year = 0;                     ///< the earliest year of need
  int short_year = 0;                    ///< in which the room is too small for P50; 0: none known
  std::string margin;                    ///< of the last year, direct heating
  std::vector<NoticeYear> years;
};

/// Who wants to hear of plans at which stations and projects.
struct PlanSubscription {
  std::string id;
  std::string subscriber;  ///< opaque: the id of a user or of an organisation
  std::vector<std::string> station_ids;
  std::vector<std::string> project_ids;
};

/// A notice in somebody's inbox, with why it is there.
struct InboxItem {
  PlanNotice notice;
  std::vector<std::string> because;  ///< ids of the stations and projects that it touches
};

/// The notices of one plan of a check; nullopt when nothing is known of its connection.
std::optional<PlanNotice> MakePlanNotice(const CheckedPlan& checked, const std::string& record_id);

/// Plans told of and who hears of them, in `plans/plans.log` of a twin's folder (FORMAT.md, section
/// 20). One writer under the folder's lock; thread-safe.
class PlanInbox {
 public:
  /// Errors: as of store::RecordLog::Open.
  static absl::StatusOr<std::unique_ptr<PlanInbox>> Open(const std::string& directory,
                                                         std::uint64_t epoch);

  /// The notice with its number. A newer notice of the same plan takes the place of the older.
  /// Errors: InvalidArgument without municipality, plan or station; as of RecordAppender.
  absl::StatusOr<PlanNotice> Post(PlanNotice notice);
  /// The subscription with an id of its own. Errors: InvalidArgument for one that names nothing, or
  /// a station or project that the region does not have.
  absl::StatusOr<PlanSubscription> Subscribe(const models::Region& region,
                                             PlanSubscription subscription);
  /// Errors: NotFound.
  absl::Status End(const std::string& subscription_id, const std::string& subscriber);
  /// Keeps a swap for both parties. Errors: as of RecordAppender.
  absl::Status Keep(const Swap& swap);

  /// Of one subscriber, or of everybody for an empty name; oldest first.
  std::vector<PlanSubscription> Subscriptions(const std::string& subscriber) const;
  /// Everything that touches what the subscriber subscribes to, by earliest year of need.
  std::vector<InboxItem> ListFor(const std::string& subscriber) const;
  std::vector<PlanNotice> Notices() const;
  std::size_t NoticeCount() const;
  std::size_t SwapCount() const;
  /// Errors: NotFound.
  absl::StatusOr<Swap> FindSwap(const std::string& id) const;

  /// What opening found wrong: one line each.
  const std::vector<std::string>& damage() const { return damage_; }

 private:
  explicit PlanInbox(std::unique_ptr<store::RecordLog> log) : log_(std::move(log)) {}
  void Recover();
  void Put(PlanNotice notice);

  mutable std::mutex mutex_;
  std::unique_ptr<store::RecordLog> log_;
  std::uint64_t last_number_ = 0;
  std::vector<PlanNotice> notices_;
  std::vector<PlanSubscription> subscriptions_;
  std::vector<Swap> swaps_;
  std::vector<std::string> damage_;
};

/// For programs.
std::string MakeInboxJson(const std::vector<InboxItem>& items);
/// For people.
std::string MakeInboxText(const std::vector<InboxItem>& items);

}  // namespace twin::plans
