#include "twin/clock.h"

#include <algorithm>

#include "models/time/quarter.h"

namespace twin {

void Pacer::Set(ClockSetting setting, SteadyTime now) {
  setting_ = setting;
  due_ = now + CalcPeriod();
}

void Pacer::MarkStep(SteadyTime now) { due_ = std::max(due_ + CalcPeriod(), now); }

std::chrono::steady_clock::duration Pacer::CalcPeriod() const {
  const double quarter_s = static_cast<double>(models::kSecondsPerQuarter);
  double period_s = 0.0;
  if (setting_.mode == ClockMode::kRealTime) period_s = quarter_s;
  if (setting_.mode == ClockMode::kScaled) period_s = quarter_s / setting_.speed_ratio;
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(period_s));
}

}  // namespace twin
