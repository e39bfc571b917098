#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "twin/capacity/capacity_map.h"
#include "twin/capacity/weather_years.h"

namespace twin::capacity {

/// Fills the map of capacity from a thread of its own, behind everything that somebody waits for:
/// once the weather years are made, firm MW first, then those on terms. In short stretches, so that
/// a search that computes gets between.
class MapFiller {
 public:
  /// Both must outlive the filler.
  static std::unique_ptr<MapFiller> Start(CapacityMap& map, WeatherYears& after);
  /// Stops at the point that is being computed.
  ~MapFiller();
  MapFiller(const MapFiller&) = delete;
  MapFiller& operator=(const MapFiller&) = delete;

 private:
  MapFiller(CapacityMap& map, WeatherYears& after) : map_(map), after_(after) {}
  void Run();
  void Fill(bool with_terms);

  CapacityMap& map_;
  WeatherYears& after_;
  std::atomic<bool> is_cancelled_{false};
  std::thread thread_;
};

}  // namespace twin::capacity
