#include "solvers/heat/linear_pieces.h"

#include <limits>

namespace solvers::heat {
namespace {

// Pieces shorter than this are not worth a place in a list.
constexpr double kSliverShare = 1e-9;
// Ends of pieces closer than this differ by rounding only.
constexpr double kSameEndShare = 1e-13;

}  // namespace

LinearPiece WithinRange(const LinearPiece& first, const LinearPiece& second, LinearPiece joined) {
  const double lowest_k =
      std::min(first.mean_k - std::abs(first.slant_k), second.mean_k - std::abs(second.slant_k));
  const double highest_k =
      std::max(first.mean_k + std::abs(first.slant_k), second.mean_k + std::abs(second.slant_k));
  const double room_k =
      std::max(0.0, std::min(highest_k - joined.mean_k, joined.mean_k - lowest_k));
  joined.slant_k = std::clamp(joined.slant_k, -room_k, room_k);
  return joined;
}

void PieceList::AddBehind(const LinearPiece& piece) {
  if (piece.extent_share < kSliverShare || pieces_[count_ - 1].extent_share < kSliverShare) {
    LinearPiece& last = pieces_[count_ - 1];
    last = WithinRange(last, piece, JoinPieces(last, piece));
    return;
  }
  if (count_ == kMaxPieces) JoinClosest();
  pieces_[count_++] = piece;
}

void PieceList::JoinClosest() {
  std::size_t closest = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row + 1 < count_; ++row) {
    const LinearPiece joined = JoinPieces(pieces_[row], pieces_[row + 1]);
    const double harm =
        joined.extent_share * CalcJoinErrorK(pieces_[row], pieces_[row + 1], joined);
    if (harm < least) {
      least = harm;
      closest = row;
    }
  }
  pieces_[closest] = WithinRange(pieces_[closest], pieces_[closest + 1],
                                 JoinPieces(pieces_[closest], pieces_[closest + 1]));
  std::copy(pieces_.begin() + closest + 2, pieces_.begin() + count_, pieces_.begin() + closest + 1);
  --count_;
}

void PieceList::SimplifyAll(double tolerance_k) {
  std::size_t last = 0;
  for (std::size_t row = 1; row < count_; ++row) {
    if (CalcGapK(pieces_[last], pieces_[row]) <= 2.0 * tolerance_k) {
      const LinearPiece joined = JoinPieces(pieces_[last], pieces_[row]);
      if (CalcJoinErrorK(pieces_[last], pieces_[row], joined) <= tolerance_k) {
        pieces_[last] = joined;
        continue;
      }
    }
    pieces_[++last] = pieces_[row];
  }
  count_ = last + 1;
}

double PieceList::CalcMeanOfAllK() const {
  double sum_k = 0.0, extent_share = 0.0;
  for (std::size_t row = 0; row < count_; ++row) {
    sum_k += pieces_[row].extent_share * pieces_[row].mean_k;
    extent_share += pieces_[row].extent_share;
  }
  return sum_k / extent_share;
}

void MixPieces(const PieceList& first, double first_flow_kg_s, const PieceList& second,
               double second_flow_kg_s, PieceList& mixed) {
  const double flow_kg_s = first_flow_kg_s + second_flow_kg_s;
  const double a = first_flow_kg_s / flow_kg_s, b = second_flow_kg_s / flow_kg_s;
  mixed.Clear();
  if (first.size() == 1 && second.size() == 1) {
    mixed.Add({1.0, a * first[0].mean_k + b * second[0].mean_k,
               a * first[0].slant_k + b * second[0].slant_k});
    return;
  }
  std::size_t next_first = 0, next_second = 0;
  LinearPiece left = first[0], right = second[0];
  for (;;) {
    const double extent_share = std::min(left.extent_share, right.extent_share);
    const bool ends_left = left.extent_share <= extent_share + kSameEndShare;
    const bool ends_right = right.extent_share <= extent_share + kSameEndShare;
    const LinearPiece p = ends_left ? left : CutBeginning(left, extent_share / left.extent_share);
    const LinearPiece q =
        ends_right ? right : CutBeginning(right, extent_share / right.extent_share);
    mixed.Add({std::max(p.extent_share, q.extent_share), a * p.mean_k + b * q.mean_k,
               a * p.slant_k + b * q.slant_k});
    if (ends_left && ++next_first < first.size()) left = first[next_first];
    if (ends_right && ++next_second < second.size()) right = second[next_second];
    if (next_first >= first.size() || next_second >= second.size()) return;
  }
}

}  // namespace solvers::heat
