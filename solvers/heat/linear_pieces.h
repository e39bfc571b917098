#pragma once

#include <array>
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
LinearPiece JoinPieces(const LinearPiece& first, const LinearPiece& second);

/// Largest difference between `joined` and the two it stands for.
double CalcJoinErrorK(const LinearPiece& first, const LinearPiece& second,
                      const LinearPiece& joined);

/// `joined` with its slant lowered until it leaves the range of the two nowhere.
LinearPiece WithinRange(const LinearPiece& first, const LinearPiece& second, LinearPiece joined);

/// Cuts `share` (0–1) off the beginning of `piece`, which keeps the rest. Heat is conserved.
LinearPiece CutBeginning(LinearPiece& piece, double share);

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
  void Add(const LinearPiece& piece);
  /// One constant piece for the whole step.
  void SetConstant(double temperature_k) {
    pieces_[0] = {1.0, temperature_k, 0.0};
    count_ = 1;
  }
  /// Joins neighbours that a line describes to within the tolerance.
  void Simplify(double tolerance_k);
  /// Σ extent · mean over Σ extent.
  double CalcMeanK() const;

 private:
  void JoinClosest();

  std::size_t count_ = 0;
  std::array<LinearPiece, kMaxPieces> pieces_;
};

/// What a node passes on when two streams meet: at every instant the mean of the two by flow.
/// `mixed` is neither of the two.
void MixPieces(const PieceList& first, double first_flow_kg_s, const PieceList& second,
               double second_flow_kg_s, PieceList& mixed);

}  // namespace solvers::heat
