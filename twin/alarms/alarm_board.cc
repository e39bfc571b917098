#include "twin/alarms/alarm_board.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace twin::alarms {

void AlarmBoard::Restore(const Alarm& alarm) {
  const auto before = alarms_.find(alarm.number);
  if (before != alarms_.end()) active_.erase(before->second.key);
  alarms_.insert_or_assign(alarm.number, alarm);
  if (alarm.is_active()) active_.insert_or_assign(alarm.key, alarm.number);
  last_number_ = std::max(last_number_, alarm.number);
  DropOldest();
}

std::vector<Alarm> AlarmBoard::Update(models::Quarter quarter, AlarmSource source,
                                      std::span<const AlarmSignal> signals) {
  std::map<std::int64_t, Alarm> changed;
  std::map<AlarmKey, std::int64_t> still;
  for (const AlarmSignal& signal : signals) {
    const auto found = active_.find(signal.key);
    if (found != active_.end()) {
      Alarm& alarm = alarms_.at(found->second);
      const bool is_worse = std::abs(signal.value_in_unit - signal.limit_in_unit) >
                            std::abs(alarm.worst_in_unit - alarm.limit_in_unit);
      if (signal.is_beyond && is_worse) alarm.worst_in_unit = signal.value_in_unit;
      still.insert(*found);
    } else if (signal.is_beyond) {
      const std::int64_t number = ++last_number_;
      const Alarm alarm{.number = number,
                        .key = signal.key,
                        .raised = quarter,
                        .cleared = {},
                        .worst_in_unit = signal.value_in_unit,
                        .limit_in_unit = signal.limit_in_unit,
                        .acknowledged = {}};
      alarms_.emplace(number, alarm);
      changed.emplace(number, alarm);
      still.emplace(signal.key, number);
    }
  }
  for (const auto& [key, number] : active_) {
    if (still.contains(key)) continue;
    if (SourceOf(key.kind) != source) {
      still.emplace(key, number);
      continue;
    }
    Alarm& alarm = alarms_.at(number);
    alarm.cleared = quarter;
    changed.insert_or_assign(number, alarm);
  }
  active_ = std::move(still);
  DropOldest();
  std::vector<Alarm> result;
  for (auto& [number, alarm] : changed) result.push_back(std::move(alarm));
  return result;
}

absl::StatusOr<Alarm> AlarmBoard::Acknowledged(std::int64_t number,
                                               const Acknowledgement& by) const {
  const auto found = alarms_.find(number);
  if (found == alarms_.end()) {
    return absl::NotFoundError(absl::StrCat("there is no alarm ", number));
  }
  Alarm alarm = found->second;
  if (!alarm.acknowledged.has_value()) alarm.acknowledged = by;
  return alarm;
}

std::vector<Alarm> AlarmBoard::List() const {
  std::vector<Alarm> all;
  all.reserve(alarms_.size());
  for (const auto& [number, alarm] : alarms_) all.push_back(alarm);
  return all;
}

void AlarmBoard::DropOldest() {
  std::size_t past = alarms_.size() - active_.size();
  for (auto each = alarms_.begin(); each != alarms_.end() && past > max_past_;) {
    if (each->second.is_active()) {
      ++each;
      continue;
    }
    each = alarms_.erase(each);
    --past;
  }
}

}  // namespace twin::alarms
