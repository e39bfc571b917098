#include "solvers/quantiles.h"

#include <algorithm>
#include <cmath>

namespace solvers {

double CalcSortedQuantile(const std::vector<double>& sorted, double probability_share) {
  if (sorted.empty()) return 0.0;
  const double position = probability_share * static_cast<double>(sorted.size() - 1);
  const auto left = static_cast<std::size_t>(position);
  const std::size_t right = std::min(left + 1, sorted.size() - 1);
  return sorted[left] + (position - static_cast<double>(left)) * (sorted[right] - sorted[left]);
}

std::array<double, 5> StreamingQuantile::WantedShares() const {
  return {0.0, 0.5 * probability_share_, probability_share_, 0.5 * (1.0 + probability_share_), 1.0};
}

void StreamingQuantile::Add(double value) {
  ++count_;
  if (count_ <= kExactCount) {
    sorted_ratio_.insert(std::upper_bound(sorted_ratio_.begin(), sorted_ratio_.end(), value),
                         value);
    return;
  }
  if (!sorted_ratio_.empty()) StartMarkers();
  MoveMarkers(value);
}

double StreamingQuantile::Value() const {
  if (count_ == 0) return 0.0;
  return sorted_ratio_.empty() ? heights_ratio_[2]
                               : CalcSortedQuantile(sorted_ratio_, probability_share_);
}

void StreamingQuantile::StartMarkers() {
  const auto wanted_shares = WantedShares();
  for (std::size_t i = 0; i < 5; ++i) {
    positions_count_[i] = std::round(wanted_shares[i] * static_cast<double>(kExactCount - 1));
    heights_ratio_[i] = sorted_ratio_[static_cast<std::size_t>(positions_count_[i])];
  }
  sorted_ratio_.clear();
  sorted_ratio_.shrink_to_fit();
}

// Positions count from 0; markers stay at least one apart.
void StreamingQuantile::MoveMarkers(double value) {
  heights_ratio_[0] = std::min(heights_ratio_[0], value);
  heights_ratio_[4] = std::max(heights_ratio_[4], value);
  for (std::size_t i = 1; i < 4; ++i) {
    if (value < heights_ratio_[i]) positions_count_[i] += 1.0;
  }
  positions_count_[4] = static_cast<double>(count_ - 1);
  const auto wanted_shares = WantedShares();
  for (std::size_t i = 1; i < 4; ++i) {
    const double behind = wanted_shares[i] * positions_count_[4] - positions_count_[i];
    const double above = positions_count_[i + 1] - positions_count_[i];
    const double below = positions_count_[i] - positions_count_[i - 1];
    if (!((behind >= 1.0 && above > 1.0) || (behind <= -1.0 && below > 1.0))) continue;
    const double step = behind > 0.0 ? 1.0 : -1.0;
    const double rise_above = (heights_ratio_[i + 1] - heights_ratio_[i]) / above;
    const double rise_below = (heights_ratio_[i] - heights_ratio_[i - 1]) / below;
    const double parabola =
        heights_ratio_[i] +
        step / (above + below) * ((below + step) * rise_above + (above - step) * rise_below);
    const bool stays_between = heights_ratio_[i - 1] < parabola && parabola < heights_ratio_[i + 1];
    heights_ratio_[i] = stays_between
                            ? parabola
                            : heights_ratio_[i] + step * (step > 0.0 ? rise_above : rise_below);
    positions_count_[i] += step;
  }
}

void StreamingSpread::Add(double value) {
  p10_.Add(value);
  p50_.Add(value);
  p90_.Add(value);
}

}  // namespace solvers
