#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace solvers::heat {

/// One piece of a temperature that is piecewise linear along a pipe or over a step: from
/// mean − slant at its beginning to mean + slant at its end. The heat in it is extent · mean,
/// whatever the slant.
struct LinearPiece {
  double extent_share = 0.0;  ///< of the pipe's water, or of the step
  double mean_k = 0.0;        ///< above a reference that the owner knows
  double slant_k = 0.0;       ///< half of what it rises from beginning to end
};

/// The linear piece that is closest to two neighbours in the mean square, with their heat.
/// With f(u) on [−1, 1] its slant is 3 · mean(u f). The first lies at u = −r₂ + r₁ v, the second at
/// u = r₁ + r₂ v with v on [−1, 1] and r the shares of the extent, one of which must be positive.
inline LinearPiece JoinPieces(const LinearPiece& first, const LinearPiece& second) {
  const double extent_share = first.extent_share + second.extent_share;
  const double first_share = first.extent_share / extent_share, second_share = 1.0 - first_share;
  const double step_k = second.mean_k - first.mean_k;
  return {extent_share, first.mean_k + second_share * step_k,
          3.0 * first_share * second_share * step_k + first_share * first_share * first.slant_k +
              second_share * second_share * second.slant_k};
}

/// How far two neighbours miss each other where they meet. Any line misses them by half of it.
inline double CalcGapK(const LinearPiece& first, const LinearPiece& second) {
  return std::abs(first.mean_k + first.slant_k - second.mean_k + second.slant_k);
}

/// Largest difference between `joined` and the two it stands for.
inline double CalcJoinErrorK(const LinearPiece& first, const LinearPiece& second,
                             const LinearPiece& joined) {
  const double at_joint_k = joined.mean_k + joined.slant_k *
                                                (first.extent_share - second.extent_share) /
                                                joined.extent_share;
  const double begins_k = std::abs(first.mean_k - first.slant_k - joined.mean_k + joined.slant_k);
  const double before_k = std::abs(first.mean_k + first.slant_k - at_joint_k);
  const double after_k = std::abs(second.mean_k - second.slant_k - at_joint_k);
  const double ends_k = std::abs(second.mean_k + second.slant_k - joined.mean_k - joined.slant_k);
  return std::max(std::max(begins_k, before_k), std::max(after_k, ends_k));
}

/// `joined` with its slant lowered until it leaves the range of the two nowhere.
LinearPiece WithinRange(const LinearPiece& first, const LinearPiece& second, LinearPiece joined);

/// Cuts `share` (0–1) off the beginning of `piece`, which keeps the rest. Heat is conserved.
inline LinearPiece CutBeginning(LinearPiece& piece, double share) {
  const LinearPiece beginning{share * piece.extent_share,
                              piece.mean_k - (1.0 - share) * piece.slant_k, share * piece.slant_k};
  piece.extent_share *= 1.0 - share;
  piece.mean_k += share * piece.slant_k;
  piece.slant_k *= 1.0 - share;
  return beginning;
}

/// A temperature over one step as a few pieces in order of time.
class PieceList {
 public:
  static constexpr std::size_t kMaxPieces = 12;

  void Clear() { count_ = 0; }
  std::size_t size() const { return count_; }
  const LinearPiece& operator[](std::size_t row) const { return pieces_[row]; }
  LinearPiece& operator[](std::size_t row) { return pieces_[row]; }
  const LinearPiece& back() const { return pieces_[count_ - 1]; }

  /// Appends; when the list is full, the two neighbours that differ least are joined first. Slivers
  /// shorter than rounding are joined with what stands before them.
  void Add(const LinearPiece& piece) {
    if (count_ == 0) {
      pieces_[0] = piece;
      count_ = 1;
    } else {
      AddBehind(piece);
    }
  }
  /// One constant piece for the whole step.
  void SetConstant(double temperature_k) {
    pieces_[0] = {1.0, temperature_k, 0.0};
    count_ = 1;
  }
  /// Joins neighbours that a line describes to within the tolerance.
  void Simplify(double tolerance_k) {
    if (count_ > 1) SimplifyAll(tolerance_k);
  }
  /// Σ extent · mean over Σ extent.
  double CalcMeanK() const { return count_ == 1 ? pieces_[0].mean_k : CalcMeanOfAllK(); }

 private:
  void AddBehind(const LinearPiece& piece);
  void SimplifyAll(double tolerance_k);
  double CalcMeanOfAllK() const;
  void JoinClosest();

  std::size_t count_ = 0;
  std::array<LinearPiece, kMaxPieces> pieces_;
};

/// What a node passes on when two streams meet: at every instant the mean of the two by flow.
/// `mixed` is neither of the two.
void MixPieces(const PieceList& first, double first_flow_kg_s, const PieceList& second,
               double second_flow_kg_s, PieceList& mixed);

}  // namespace solvers::heat
