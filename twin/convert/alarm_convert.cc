#include "twin/convert/alarm_convert.h"

#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/store.pb.h"
#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::AlarmKind ToProto(alarms::AlarmKind kind) {
  switch (kind) {
    case alarms::AlarmKind::kOverload:
      return pb::ALARM_KIND_OVERLOAD;
    case alarms::AlarmKind::kUndervoltage:
      return pb::ALARM_KIND_UNDERVOLTAGE;
    case alarms::AlarmKind::kOvervoltage:
      return pb::ALARM_KIND_OVERVOLTAGE;
    case alarms::AlarmKind::kDeEnergised:
      return pb::ALARM_KIND_DE_ENERGISED;
    case alarms::AlarmKind::kHeatUnserved:
      return pb::ALARM_KIND_HEAT_UNSERVED;
    case alarms::AlarmKind::kHeatPlantLost:
      return pb::ALARM_KIND_HEAT_PLANT_LOST;
    case alarms::AlarmKind::kPartStale:
      return pb::ALARM_KIND_PART_STALE;
    case alarms::AlarmKind::kInsecure:
      return pb::ALARM_KIND_INSECURE;
  }
  return pb::ALARM_KIND_UNSPECIFIED;
}

absl::StatusOr<alarms::AlarmKind> FromProto(pb::AlarmKind kind) {
  switch (kind) {
    case pb::ALARM_KIND_OVERLOAD:
      return alarms::AlarmKind::kOverload;
    case pb::ALARM_KIND_UNDERVOLTAGE:
      return alarms::AlarmKind::kUndervoltage;
    case pb::ALARM_KIND_OVERVOLTAGE:
      return alarms::AlarmKind::kOvervoltage;
    case pb::ALARM_KIND_DE_ENERGISED:
      return alarms::AlarmKind::kDeEnergised;
    case pb::ALARM_KIND_HEAT_UNSERVED:
      return alarms::AlarmKind::kHeatUnserved;
    case pb::ALARM_KIND_HEAT_PLANT_LOST:
      return alarms::AlarmKind::kHeatPlantLost;
    case pb::ALARM_KIND_PART_STALE:
      return alarms::AlarmKind::kPartStale;
    case pb::ALARM_KIND_INSECURE:
      return alarms::AlarmKind::kInsecure;
    default:
      return models::errors::Corrupt("stored alarm", "it is of no known kind");
  }
}

std::string UnitOf(alarms::AlarmKind kind) {
  switch (kind) {
    case alarms::AlarmKind::kUndervoltage:
    case alarms::AlarmKind::kOvervoltage:
    case alarms::AlarmKind::kDeEnergised:
      return "pu";
    case alarms::AlarmKind::kHeatUnserved:
      return "MW";
    case alarms::AlarmKind::kOverload:
    case alarms::AlarmKind::kHeatPlantLost:
    case alarms::AlarmKind::kPartStale:
    case alarms::AlarmKind::kInsecure:
      break;
  }
  return "1";
}

std::string NameOf(const alarms::AlarmKey& key, const models::AssetNames& names) {
  const auto asset =
      names.Find(key.element_id, {models::AssetKind::kBranch, models::AssetKind::kBus,
                                  models::AssetKind::kHeatSystem, models::AssetKind::kHeatPlant});
  return asset.ok() ? names.NameOf(*asset) : key.element_id;
}

pb::StoredAlarm ToStored(const alarms::Alarm& alarm) {
  pb::StoredAlarm stored;
  stored.set_number(alarm.number);
  stored.set_kind(ToProto(alarm.key.kind));
  stored.set_element_id(alarm.key.element_id);
  stored.set_raised_quarter(alarm.raised.index());
  if (alarm.cleared.has_value()) stored.set_cleared_quarter(alarm.cleared->index());
  stored.set_worst_in_unit(alarm.worst_in_unit);
  stored.set_limit_in_unit(alarm.limit_in_unit);
  if (alarm.acknowledged.has_value()) {
    stored.set_acknowledged_s(alarm.acknowledged->at_s);
    stored.set_acknowledged_by(alarm.acknowledged->token_id);
    stored.set_note(alarm.acknowledged->note);
  }
  return stored;
}

absl::StatusOr<alarms::Alarm> FromStored(const pb::StoredAlarm& stored) {
  alarms::Alarm alarm;
  alarm.number = stored.number();
  TWIN_ASSIGN_OR_RETURN(alarm.key.kind, FromProto(stored.kind()));
  alarm.key.element_id = stored.element_id();
  alarm.raised = models::Quarter(stored.raised_quarter());
  if (stored.has_cleared_quarter()) alarm.cleared = models::Quarter(stored.cleared_quarter());
  alarm.worst_in_unit = stored.worst_in_unit();
  alarm.limit_in_unit = stored.limit_in_unit();
  if (stored.has_acknowledged_s()) {
    alarm.acknowledged = {stored.acknowledged_s(), stored.acknowledged_by(), stored.note()};
  }
  return alarm;
}

}  // namespace

pb::Alarm ToProto(const alarms::Alarm& alarm, const models::AssetNames& names) {
  pb::Alarm sent;
  sent.set_number(alarm.number);
  sent.set_kind(ToProto(alarm.key.kind));
  sent.set_element_id(alarm.key.element_id);
  sent.set_element_name(NameOf(alarm.key, names));
  *sent.mutable_raised() = ToTimestamp(alarm.raised);
  if (alarm.cleared.has_value()) *sent.mutable_cleared() = ToTimestamp(*alarm.cleared);
  sent.set_worst_in_unit(alarm.worst_in_unit);
  sent.set_limit_in_unit(alarm.limit_in_unit);
  sent.set_unit(UnitOf(alarm.key.kind));
  if (alarm.acknowledged.has_value()) {
    sent.mutable_acknowledged()->set_seconds(alarm.acknowledged->at_s);
    sent.set_acknowledged_by(alarm.acknowledged->token_id);
    sent.set_note(alarm.acknowledged->note);
  }
  return sent;
}

std::string ToStoredAlarms(std::span<const alarms::Alarm> changed) {
  pb::StoredAlarms stored;
  for (const alarms::Alarm& alarm : changed) *stored.add_alarms() = ToStored(alarm);
  return stored.SerializeAsString();
}

absl::StatusOr<std::vector<alarms::Alarm>> ParseStoredAlarms(const std::string& record) {
  pb::StoredAlarms stored;
  if (!stored.ParseFromString(record)) {
    return models::errors::Corrupt("stored alarms", "the bytes are none");
  }
  std::vector<alarms::Alarm> found;
  for (const pb::StoredAlarm& each : stored.alarms()) {
    TWIN_ASSIGN_OR_RETURN(alarms::Alarm alarm, FromStored(each));
    found.push_back(std::move(alarm));
  }
  return found;
}

}  // namespace twin::convert
