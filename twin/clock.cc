#include "twin/clock.h"

#include <algorithm>

namespace twin {
namespace {

std::chrono::steady_clock::duration CalcPeriod(const ClockSetting& setting) {
  const double quarter_s = static_cast<double>(models::kSecondsPerQuarter);
  double period_s = 0.0;
  if (setting.mode == ClockMode::kRealTime) period_s = quarter_s;
  if (setting.mode == ClockMode::kScaled) period_s = quarter_s / setting.speed_ratio;
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(period_s));
}

}  // namespace

double Pacer::CalcProgress(SteadyTime now) const {
  if (IsPaused()) return progress_share_;
  if (!HasMinutes()) return 0.0;
  return std::clamp(
      static_cast<double>((now - started_).count()) / static_cast<double>(period_.count()), 0.0,
      1.0);
}

void Pacer::Set(ClockSetting setting, SteadyTime now) {
  progress_share_ = CalcProgress(now);
  setting_ = setting;
  period_ = CalcPeriod(setting);
  started_ = now - std::chrono::duration_cast<Duration>(progress_share_ * period_);
}

void Pacer::MarkStep(SteadyTime now) {
  progress_share_ = 0.0;
  started_ = std::max(due(), now - period_);
}

models::Minute Pacer::MinuteAt(SteadyTime now) const {
  const auto minute = static_cast<models::Minute>(CalcProgress(now) *
                                                  static_cast<double>(models::kMinutesPerQuarter));
  return std::min(minute, models::kMinutesPerQuarter - 1);
}

SteadyTime Pacer::NextDue(SteadyTime now) const {
  const models::Minute next = MinuteAt(now) + 1;
  if (!HasMinutes() || next >= models::kMinutesPerQuarter) return due();
  // A tick late: the minute is over then, whatever was rounded.
  return started_ + period_ * next / models::kMinutesPerQuarter + std::chrono::microseconds(1);
}

}  // namespace twin
