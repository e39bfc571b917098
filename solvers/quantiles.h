#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace solvers {

/// q_p = x_(i) + f (x_(i+1) − x_(i)),  i + f = p (n − 1), rows from 0; 0 of none.
/// **Shape** sorted, rising. **Source** Hyndman and Fan 1996 (type 7).
double CalcSortedQuantile(const std::vector<double>& sorted, double probability_share);

/// A quantile of any quantity over any number of values, one value at a time, in bounded memory.
///   up to kExactCount values: exact, q_p = x_(i) + f (x_(i+1) − x_(i)),  i + f = 1 + p (n − 1)
///   beyond: five markers moved by parabolas (P²), started from the exact values
/// Values are in the own unit of the quantity, and so is the answer.
/// **Source** Hyndman and Fan 1996, The American Statistician 50, 361–365 (type 7);
/// Jain and Chlamtac 1985, Communications of the ACM 28, 1076–1085 (P²).
class StreamingQuantile {
 public:
  static constexpr std::size_t kExactCount = 1024;

  /// **Valid** probability_share inside (0, 1).
  explicit StreamingQuantile(double probability_share) : probability_share_(probability_share) {}

  void Add(double value);
  /// 0 before the first value.
  double Value() const;
  std::size_t count() const { return count_; }

 private:
  void StartMarkers();
  void MoveMarkers(double value);
  std::array<double, 5> WantedShares() const;

  double probability_share_;
  std::size_t count_ = 0;
  std::vector<double> sorted_ratio_;  ///< until kExactCount
  std::array<double, 5> heights_ratio_{};
  std::array<double, 5> positions_count_{};
};

/// P10, P50 and P90 of one quantity over weather years.
class StreamingSpread {
 public:
  void Add(double value);
  double P10() const { return p10_.Value(); }
  double P50() const { return p50_.Value(); }
  double P90() const { return p90_.Value(); }
  std::size_t count() const { return p50_.count(); }

 private:
  StreamingQuantile p10_{0.10};
  StreamingQuantile p50_{0.50};
  StreamingQuantile p90_{0.90};
};

}  // namespace solvers
