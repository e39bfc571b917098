#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "twin/capacity/capacity_engine.h"
#include "twin/planning/weather_year.h"

namespace twin::capacity {

/// Weather years beside the planned one, made or opened one after the other on a thread of their
/// own once the engine is ready; what is finished survives a kill.
class WeatherYears {
 public:
  struct Options {
    std::string folder;
    std::size_t count = 0;  ///< up to the planned weather year, that one first
    std::size_t threads = 1;
  };

  /// `engine` must outlive them. A region with a load profile has none.
  static std::unique_ptr<WeatherYears> Start(CapacityEngine& engine, Options options);
  /// Stops at the next block.
  ~WeatherYears();
  WeatherYears(const WeatherYears&) = delete;
  WeatherYears& operator=(const WeatherYears&) = delete;

  /// Stops at the next block, the engine as well.
  void Cancel() {
    is_cancelled_.store(true);
    engine_.Cancel();
  }
  std::size_t count() const { return options_.count; }
  /// Those that are there, in their order; they stay for as long as this lives.
  std::vector<const planning::WeatherYear*> Ready() const;
  /// Until all are there, or one fails. Errors: the failure.
  absl::Status Wait();

 private:
  WeatherYears(CapacityEngine& engine, Options options)
      : engine_(engine), options_(std::move(options)) {}
  absl::Status Run();

  CapacityEngine& engine_;
  const Options options_;
  std::atomic<bool> is_cancelled_{false};
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<planning::WeatherYear>> years_;
  absl::Status status_;
  std::mutex join_;
  std::thread thread_;
};

}  // namespace twin::capacity
