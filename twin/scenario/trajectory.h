#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/scenario/patch_history.h"
#include "twin/scenario/point.h"

namespace twin::scenario {

/// A run from a root on: what it was told, where it is, and some points on the way that everything
/// else is computed from again, bit for bit.
///
/// Memory is bounded: at most `max_points` points are kept besides root and newest. They stand
/// every `stride` quarters; when there are too many, every second is dropped and the stride
/// doubles.
class Trajectory {
 public:
  /// `max_points` at least 2.
  Trajectory(Point root, PatchHistory patches, std::size_t max_points);

  const Point& root() const { return root_; }
  const Point& newest() const { return newest_; }
  const PatchHistory& patches() const { return patches_; }
  PatchHistory& patches() { return patches_; }
  std::size_t stride() const { return stride_; }

  /// Goes on: `point` is one quarter after the newest.
  void Append(Point point);
  /// `point` becomes the newest; what lies after it is dropped, patches that were not known at its
  /// next quarter, too.
  void RewindTo(Point point);
  /// The last kept point whose next quarter is not after `quarter`; the root when there is none.
  const Point& KeptAt(models::Quarter quarter) const;
  /// Bytes of everything that is not the root's.
  std::size_t CalcOwnBytes() const;

 private:
  Point root_;
  Point newest_;
  PatchHistory patches_;
  std::size_t max_points_;
  std::size_t stride_ = 1;
  std::vector<Point> kept_;  ///< by quarter
};

/// Walks the run from `from` until the next quarter is `to`, handing out each point reached; stops
/// early when `visit` says false. Returns the last point.
Point Walk(const Stepper& stepper, Point from, const PatchHistory& patches, models::Quarter to,
           const std::function<bool(const Point&)>& visit = {});

}  // namespace twin::scenario
