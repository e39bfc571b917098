#include "twin/services/plan_grid.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kMediumVoltageKv = 22.0;
constexpr char kDistribution[] = "distribution";  // connection_levels.csv
constexpr double kLeastMw = 0.01;                 // of a capacity question

struct BucketWords {
  double low_mw;
  const char* english;
  const char* norwegian;
};
constexpr std::array<BucketWords, 8> kBuckets{{{0.0, "not told", ""},
                                               {0.0, "nothing today", "ingenting i dag"},
                                               {0.0, "less than 1 MW", "under 1 MW"},
                                               {1.0, "1 to 5 MW", "1 til 5 MW"},
                                               {5.0, "5 to 10 MW", "5 til 10 MW"},
                                               {10.0, "10 to 20 MW", "10 til 20 MW"},
                                               {20.0, "20 to 50 MW", "20 til 50 MW"},
                                               {50.0, "more than 50 MW", "over 50 MW"}}};

}  // namespace

pb::AskCapacityRequest MakePlanRequest(const plans::GridPoint& point, double requested_mw) {
  pb::AskCapacityRequest request;
  request.set_kind(pb::CONNECTION_KIND_LOAD);
  request.set_requested_mw(std::max(kLeastMw, requested_mw));
  request.mutable_profile()->set_name("flat");
  if (point.level_id == kDistribution) {
    request.mutable_position()->set_lat_deg(point.lat_deg);
    request.mutable_position()->set_lon_deg(point.lon_deg);
    request.set_nominal_kv(kMediumVoltageKv);
  } else {
    request.set_at(point.bus_id);
  }
  return request;
}

plans::GridRoom MakeGridRoom(const pb::CapacityAnswer& answer) {
  const pb::DeclassifiedCapacity& told = answer.cell();  // a statement is read by everybody
  plans::GridRoom room{.planning_year = told.planning_year(), .record_id = answer.record_id()};
  const std::size_t bucket = static_cast<std::size_t>(told.bucket());
  if (bucket == 0 || bucket >= kBuckets.size()) {
    if (answer.has_cell()) {
      room.why = {"the twin does not tell", "tvillingen forteller det ikke"};
    } else {
      room.why = {"the twin is still computing it", "tvillingen regner ennå"};
    }
    return room;
  }
  room.room_mw = kBuckets[bucket].low_mw;
  room.bucket = {kBuckets[bucket].english, kBuckets[bucket].norwegian};
  if (told.reason() != pb::REASON_CLASS_UNSPECIFIED) {
    const std::string name = pb::ReasonClass_Name(told.reason());
    room.reason_class = std::string(absl::StripPrefix(name, "REASON_CLASS_"));
  }
  return room;
}

plans::GridRoom MakeUnknownRoom(const absl::Status& status) {
  if (absl::IsUnavailable(status)) {
    return {.why = {absl::StrCat("the twin answered: ", status.message()),
                    "planleggingsåret regnes ut ennå: spør igjen senere"}};
  }
  return {.why = {absl::StrCat("the twin answered: ", status.message()),
                  absl::StrCat("tvillingen svarte: ", status.message())}};
}

plans::AskGrid AskDesk(const CapacityDesk& desk, const access::Identity& identity,
                       std::function<bool()> is_cancelled) {
  return [&desk, identity, is_cancelled = std::move(is_cancelled)](const plans::GridPoint& point,
                                                                   double requested_mw) {
    auto request = MakePlanRequest(point, requested_mw);
    auto answer = desk.Ask(identity, request, is_cancelled);
    if (!answer.ok() && request.has_position()) {  // no feeders there: the busbar itself
      request.clear_position();
      request.clear_nominal_kv();
      request.set_at(point.bus_id);
      answer = desk.Ask(identity, request, is_cancelled);
    }
    return answer.ok() ? MakeGridRoom(*answer) : MakeUnknownRoom(answer.status());
  };
}

}  // namespace twin::services
