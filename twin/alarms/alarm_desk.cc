#include "twin/alarms/alarm_desk.h"

#include <utility>

#include "models/base/status_macros.h"
#include "twin/convert/alarm_convert.h"
#include "twin/limits.h"
#include "twin/log.h"

namespace twin::alarms {

absl::StatusOr<std::unique_ptr<AlarmDesk>> AlarmDesk::Start(Engine& engine,
                                                            const std::string& directory,
                                                            std::uint64_t epoch,
                                                            store::FaultHook hook) {
  TWIN_ASSIGN_OR_RETURN(
      auto log, store::RecordLog::Open(store::kAlarmLog, directory, epoch, std::move(hook)));
  std::unique_ptr<AlarmDesk> desk(new AlarmDesk(engine, std::move(log)));
  desk->Recover();
  desk->thread_ = std::thread([raw = desk.get()] { raw->Work(); });
  return desk;
}

AlarmDesk::AlarmDesk(Engine& engine, std::unique_ptr<store::RecordLog> log)
    : engine_(engine),
      log_(std::move(log)),
      board_(limits::kMaxPastAlarms),
      waiter_(engine.ring()) {}

AlarmDesk::~AlarmDesk() {
  waiter_.Stop();
  if (thread_.joinable()) thread_.join();
}

// The last record of an alarm is the alarm. A log of which most is past is written anew.
void AlarmDesk::Recover() {
  std::size_t records = 0;
  for (const std::string& record : log_->records()) {
    const auto alarms = convert::ParseStoredAlarms(record);
    if (!alarms.ok()) {
      log::Warn("alarm left out", {{"why", std::string(alarms.status().message())}});
      continue;
    }
    for (const Alarm& alarm : *alarms) board_.Restore(alarm);
    records += alarms->size();
  }
  if (records <= 2 * board_.size() + limits::kMaxPastAlarms) return;
  const std::vector<std::string> whole{convert::ToStoredAlarms(board_.List())};
  const absl::Status status = log_->Rewrite(whole);
  if (!status.ok()) log::Warn("log of alarms stays long", {{"why", std::string(status.message())}});
}

std::vector<Alarm> AlarmDesk::List() const {
  const std::lock_guard lock(mutex_);
  return board_.List();
}

absl::StatusOr<Alarm> AlarmDesk::Acknowledge(std::int64_t number, const Acknowledgement& by) {
  const std::lock_guard lock(mutex_);
  TWIN_ASSIGN_OR_RETURN(const Alarm alarm, board_.Acknowledged(number, by));
  TWIN_RETURN_IF_ERROR(log_->Append(convert::ToStoredAlarms({&alarm, 1})));
  board_.Restore(alarm);
  return alarm;
}

// The frame after the last one; the newest when that has left the ring.
FramePtr AlarmDesk::NextFrame() const {
  const FrameRing& ring = engine_.ring();
  const FramePtr newest = ring.Latest();
  if (newest == nullptr || newest->sequence <= last_sequence_) return nullptr;
  if (last_sequence_ == 0) return newest;
  FramePtr next = ring.Find(last_sequence_ + 1);
  return next != nullptr ? next : newest;
}

void AlarmDesk::Work() {
  while (waiter_.Wait()) {
    while (const FramePtr frame = NextFrame()) {
      if (waiter_.is_stopped()) return;
      Take(*frame);
    }
  }
}

void AlarmDesk::Take(const Frame& frame) {
  Take(frame.quarter, AlarmSource::kFrame,
       FindAlarmSignals(engine_.stepper().region(), engine_.stepper().layout(), frame.values));
  last_sequence_ = frame.sequence;
}

void AlarmDesk::Take(models::Quarter quarter, AlarmSource source,
                     std::span<const AlarmSignal> signals) {
  const std::lock_guard lock(mutex_);
  for (Alarm& alarm : board_.Update(quarter, source, signals)) {
    unwritten_.push_back(std::move(alarm));
  }
  if (unwritten_.empty()) return;
  const absl::Status status = log_->Append(convert::ToStoredAlarms(unwritten_));
  if (status.ok()) {
    unwritten_.clear();
  } else {
    log::Warn("alarms not written yet", {{"why", std::string(status.message())}});
  }
}

}  // namespace twin::alarms
