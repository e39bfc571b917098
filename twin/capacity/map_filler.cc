#include "twin/capacity/map_filler.h"

#include <chrono>

#include "twin/thread_priority.h"

namespace twin::capacity {
namespace {

constexpr double kStretchS = 1.0;
constexpr std::chrono::milliseconds kPause(20);

}  // namespace

std::unique_ptr<MapFiller> MapFiller::Start(CapacityMap& map, CapacityEngine& engine,
                                            WeatherYears& years, std::size_t threads) {
  std::unique_ptr<MapFiller> filler(new MapFiller(map, engine, years, threads));
  filler->thread_ = std::thread([raw = filler.get()] { raw->Run(); });
  return filler;
}

MapFiller::~MapFiller() {
  is_cancelled_.store(true);
  years_.Cancel();
  if (thread_.joinable()) thread_.join();
}

void MapFiller::Run() {
  LowerThreadPriority(kLowestPriorityNiceness);
  if (!engine_.Wait().ok()) return;
  Fill(false);
  if (years_.Wait().ok()) Fill(true);
}

void MapFiller::Fill(bool with_terms) {
  while (!is_cancelled_.load() && !map_.IsComplete(with_terms)) {
    const absl::Status status = map_.Complete({.threads = threads_,
                                               .with_terms = with_terms,
                                               .most_s = kStretchS,
                                               .is_cancelled = &is_cancelled_});
    if (!status.ok()) return;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace twin::capacity
