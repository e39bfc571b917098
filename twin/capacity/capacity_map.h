#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/capacity/capacity_engine.h"

namespace twin::capacity {

/// Hours a year that the map knows MW for, beside 0.
inline constexpr std::array<double, 3> kMapHours{50.0, 100.0, 200.0};
/// As a question without a wish of its own is asked.
inline constexpr double kMapTanPhiRatio = 0.2;
inline constexpr double kMapCapMw = 500.0;

/// What one busbar takes in one direction: the answer to the question with a constant power, N-1.
struct MapRoom {
  bool is_known = false;       ///< false: not computed yet, and nothing is said
  bool has_no_answer = false;  ///< tried by this process, without one
  bool has_no_terms = false;   ///< likewise
  double firm_mw = 0.0;        ///< as CalcHostingCapacity states it, AC-checked
  bool is_capped = false;
  solvers::BindingLimit binding;
  bool has_terms = false;               ///< the rest is computed, too
  double trip_mw = 0.0;                 ///< firm with the intact network alone
  std::array<double, 3> at_hours_mw{};  ///< cut in at most kMapHours
};

struct MapPoint {
  models::BusIndex bus;
  MapRoom load, generation;

  const MapRoom& Room(bool is_generation) const { return is_generation ? generation : load; }
  MapRoom& Room(bool is_generation) { return is_generation ? generation : load; }
};

/// The MW of every monitored busbar of the region, load and generation, for one planning year.
/// Each is the AC-checked answer itself, so that no figure of the map is above the answer at its
/// point. Points are computed one by one and kept in `<folder>/<key>.map` (FORMAT.md, section 19):
/// a map that was computed once is there at once. Any number of threads.
class CapacityMap {
 public:
  /// Reads what was computed before; a file that is not there, damaged or of another revision is
  /// as none. `engine` must outlive the map and need not be ready.
  CapacityMap(const CapacityEngine& engine, std::string folder);

  struct Progress {
    std::size_t known = 0;  ///< answers of either direction, with or without terms
    std::size_t with_terms = 0;
    std::size_t total = 0;
  };
  Progress progress() const;
  /// A copy of what is known now, in the order of the busbars.
  std::vector<MapPoint> Points() const;

  struct Work {
    std::size_t threads = 1;
    bool with_terms = false;
    /// Busbars to look at, first ones first; empty: all.
    std::vector<models::BusIndex> buses;
    double most_s = 1e9;  ///< no point is begun later than this
    const std::atomic<bool>* is_cancelled = nullptr;
    std::function<void(const Progress&)> on_progress;  ///< from any thread, one at a time
  };
  /// Computes what is missing. Errors: Unavailable while the engine is not ready; of writing the
  /// file. A point without an answer (no planning state could be linearised) stays unknown.
  absl::Status Complete(const Work& work);
  /// Whether there is nothing left to try.
  bool IsComplete(bool with_terms) const;

 private:
  struct Task {
    std::size_t point = 0;
    bool is_generation = false;
  };
  std::vector<Task> FindMissing(const Work& work) const;
  void Compute(const Task& task, const Work& work);
  std::string Pack() const;
  bool Unpack(const std::string& bytes);
  absl::Status Save();

  const CapacityEngine& engine_;
  const std::string path_;
  mutable std::mutex mutex_;
  std::vector<MapPoint> points_;
  double saved_s_ = 0.0;
};

}  // namespace twin::capacity
