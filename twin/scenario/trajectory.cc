#include "twin/scenario/trajectory.h"

#include <algorithm>
#include <utility>

namespace twin::scenario {

Trajectory::Trajectory(Point root, PatchHistory patches, std::size_t max_points)
    : root_(std::move(root)),
      newest_(root_),
      patches_(std::move(patches)),
      max_points_(std::max<std::size_t>(max_points, 2)) {}

void Trajectory::Append(Point point) {
  newest_ = std::move(point);
  const auto since_root = static_cast<std::size_t>(newest_.next() - root_.next());
  if (since_root % stride_ != 0) return;
  kept_.push_back(newest_);
  if (kept_.size() <= max_points_) return;
  stride_ *= 2;
  std::erase_if(kept_, [this](const Point& kept) {
    return static_cast<std::size_t>(kept.next() - root_.next()) % stride_ != 0;
  });
}

void Trajectory::RewindTo(Point point) {
  newest_ = std::move(point);
  patches_.CutAfter(newest_.next());
  std::erase_if(kept_, [this](const Point& kept) { return kept.next() > newest_.next(); });
}

const Point& Trajectory::KeptAt(models::Quarter quarter) const {
  if (newest_.next() <= quarter) return newest_;
  const auto after =
      std::upper_bound(kept_.begin(), kept_.end(), quarter,
                       [](models::Quarter at, const Point& kept) { return at < kept.next(); });
  return after == kept_.begin() ? root_ : *std::prev(after);
}

std::size_t Trajectory::CalcOwnBytes() const {
  std::size_t bytes = 0;
  for (const Point& point : kept_) bytes += CalcPointBytes(point);
  const bool is_counted =
      newest_.state == root_.state || (!kept_.empty() && kept_.back().state == newest_.state);
  return is_counted ? bytes : bytes + CalcPointBytes(newest_);
}

Point Walk(const Stepper& stepper, Point from, const PatchHistory& patches, models::Quarter to,
           const std::function<bool(const Point&)>& visit) {
  while (from.next() < to) {
    from = AdvancePoint(stepper, from, patches.At(from.next()));
    if (visit && !visit(from)) break;
  }
  return from;
}

}  // namespace twin::scenario
