#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/alarms/alarm.h"
#include "twin/alarms/alarm_rules.h"

namespace twin::alarms {

/// Every alarm there is and the newest of those that were. Not thread-safe, keeps nothing on disk.
class AlarmBoard {
 public:
  /// Keeps the newest `max_past` alarms that are over.
  explicit AlarmBoard(std::size_t max_past) : max_past_(max_past) {}

  /// Takes an alarm as it was kept; a later one of the same number replaces it.
  void Restore(const Alarm& alarm);

  /// Raises what is beyond and was not, clears what is well inside again, and remembers how far
  /// the others went. `signals` are all that `source` has of a quarter, by key. The alarms that
  /// were raised or cleared, by number.
  std::vector<Alarm> Update(models::Quarter quarter, AlarmSource source,
                            std::span<const AlarmSignal> signals);

  /// The alarm as it would stand when acknowledged; the first acknowledgement stays.
  /// **Errors** NotFound: never raised, or no longer kept.
  absl::StatusOr<Alarm> Acknowledged(std::int64_t number, const Acknowledgement& by) const;

  /// By number.
  std::vector<Alarm> List() const;
  std::size_t size() const { return alarms_.size(); }

 private:
  void DropOldest();

  const std::size_t max_past_;
  std::map<std::int64_t, Alarm> alarms_;
  std::map<AlarmKey, std::int64_t> active_;  ///< number of the alarm
  std::int64_t last_number_ = 0;
};

}  // namespace twin::alarms
