#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "twin/capacity/capacity_map.h"
#include "twin/capacity/weather_years.h"

namespace twin::capacity {

/// Fills the map of capacity from a thread of its own, behind everything that somebody waits for:
/// firm MW once the engine is ready, those on terms once the weather years are made. In short
/// stretches, so that a search that computes gets between.
class MapFiller {
 public:
  /// All must outlive the filler.
  static std::unique_ptr<MapFiller> Start(CapacityMap& map, CapacityEngine& engine,
                                          WeatherYears& years, std::size_t threads);
  /// Stops at the point that is being computed.
  ~MapFiller();
  MapFiller(const MapFiller&) = delete;
  MapFiller& operator=(const MapFiller&) = delete;

 private:
  MapFiller(CapacityMap& map, CapacityEngine& engine, WeatherYears& years, std::size_t threads)
      : map_(map), engine_(engine), years_(years), threads_(threads) {}
  void Run();
  void Fill(bool with_terms);

  CapacityMap& map_;
  CapacityEngine& engine_;
  WeatherYears& years_;
  const std::size_t threads_;
  std::atomic<bool> is_cancelled_{false};
  std::thread thread_;
};

}  // namespace twin::capacity
