#include "twin/capacity/weather_years.h"

#include <utility>

#include "models/base/status_macros.h"

namespace twin::capacity {

std::unique_ptr<WeatherYears> WeatherYears::Start(CapacityEngine& engine, Options options) {
  if (engine.region().profile.has_value()) options.count = 0;
  std::unique_ptr<WeatherYears> years(new WeatherYears(engine, std::move(options)));
  years->thread_ = std::thread([raw = years.get()] {
    absl::Status status = raw->Run();
    const std::lock_guard<std::mutex> lock(raw->mutex_);
    raw->status_ = std::move(status);
  });
  return years;
}

WeatherYears::~WeatherYears() {
  Cancel();
  Wait().IgnoreError();
}

absl::Status WeatherYears::Run() {
  TWIN_RETURN_IF_ERROR(engine_.Wait());
  for (std::size_t i = 0; i < options_.count; ++i) {
    planning::PlanningKey key = engine_.key();
    key.weather_year -= static_cast<int>(i);
    TWIN_ASSIGN_OR_RETURN(
        auto year,
        planning::WeatherYear::OpenOrBuild(
            options_.folder, engine_.region(),
            {.key = std::move(key), .threads = options_.threads, .is_cancelled = &is_cancelled_}));
    const std::lock_guard<std::mutex> lock(mutex_);
    years_.push_back(std::move(year));
  }
  return absl::OkStatus();
}

std::vector<const planning::WeatherYear*> WeatherYears::Ready() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<const planning::WeatherYear*> ready;
  for (const auto& year : years_) ready.push_back(year.get());
  return ready;
}

absl::Status WeatherYears::Wait() {
  const std::lock_guard<std::mutex> join(join_);
  if (thread_.joinable()) thread_.join();
  const std::lock_guard<std::mutex> lock(mutex_);
  return status_;
}

}  // namespace twin::capacity
