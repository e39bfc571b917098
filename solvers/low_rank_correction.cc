#include "solvers/low_rank_correction.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace solvers {
namespace {

constexpr double kSmallestPivot = 1e-10;  // of I + HᵀG, whose entries are of order 1
constexpr std::size_t kVector = 4;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

void LowRankCorrection::Clear() {
  equations_.clear();
  changes_.clear();
  path_.clear();
  width_ = 0;
}

int LowRankCorrection::FindOrAdd(int row, int part) {
  for (std::size_t i = 0; i < equations_.size(); ++i) {
    if (equations_[i].row == row && equations_[i].part == part) return static_cast<int>(i);
  }
  if (equations_.size() == kMaxRank) return -1;
  equations_.push_back({row, part});
  return static_cast<int>(equations_.size()) - 1;
}

void LowRankCorrection::Add(int equation, int row, int part, double value) {
  if (value != 0.0) changes_.push_back({equation, {row, part}, value});
}

bool LowRankCorrection::Build(const BaseFactor& factor, const ChordKernels& kernels,
                              Scratch& scratch) {
  const BlockLuSymbolic& lu = factor.pattern->network->lu;
  path_.clear();
  const auto climb = [&](int row) {
    while (scratch.slot[U(row)] < 0) {
      scratch.slot[U(row)] = 0;
      path_.push_back(row);
      const int next = lu.diagonal[U(row)] + 1;
      if (next == lu.row_start[U(row) + 1]) return;
      row = lu.column[U(next)];
    }
  };
  for (const Place& equation : equations_) climb(equation.row);
  for (const Change& change : changes_) climb(change.unknown.row);
  std::sort(path_.begin(), path_.end());
  for (std::size_t i = 0; i < path_.size(); ++i) scratch.slot[U(path_[i])] = static_cast<int>(i);

  width_ = (equations_.size() + kVector - 1) / kVector * kVector;
  const std::size_t size = 2 * path_.size() * width_;
  columns_pu_.assign(2 * size + kVector, 0.0);
  const auto address = reinterpret_cast<std::uintptr_t>(columns_pu_.data());
  constexpr std::uintptr_t kBytes = kVector * sizeof(double);
  g_at_ = columns_pu_.data() + (kBytes - address % kBytes) % kBytes / sizeof(double);
  h_at_ = g_at_ + size;
  const auto at = [&](const Place& place, std::size_t column) {
    return (2 * U(scratch.slot[U(place.row)]) + U(place.part)) * width_ + column;
  };
  for (std::size_t i = 0; i < equations_.size(); ++i) g_at_[at(equations_[i], i)] = 1.0;
  for (const Change& change : changes_) {
    h_at_[at(change.unknown, U(change.equation))] += change.value;
  }
  kernels.reach({.size = static_cast<int>(path_.size()),
                 .width = static_cast<int>(width_),
                 .path = path_.data(),
                 .slot = scratch.slot.data(),
                 .lu_row_start = lu.row_start.data(),
                 .lu_diagonal = lu.diagonal.data(),
                 .lu_column = lu.column.data(),
                 .transposed = factor.pattern->transposed.data(),
                 .blocks = factor.blocks_pu.data(),
                 .g = g_at_,
                 .h = h_at_});
  for (const int row : path_) scratch.slot[U(row)] = -1;
  return Invert();
}

// Gauss-Jordan with row pivoting on [I + HᵀG | I].
bool LowRankCorrection::Invert() {
  const std::size_t rank = equations_.size();
  std::array<double, kMaxRank * kMaxRank> m{};
  for (std::size_t row = 0; row < 2 * path_.size(); ++row) {
    const double *g = g_at_ + row * width_, *h = h_at_ + row * width_;
    for (std::size_t i = 0; i < rank; ++i) {
      for (std::size_t j = 0; j < width_; ++j) m[i * kMaxRank + j] += h[i] * g[j];
    }
  }
  inverse_.fill(0.0);
  for (std::size_t i = 0; i < rank; ++i) {
    m[i * kMaxRank + i] += 1.0;
    inverse_[i * kMaxRank + i] = 1.0;
  }
  for (std::size_t column = 0; column < rank; ++column) {
    std::size_t pivot = column;
    for (std::size_t i = column + 1; i < rank; ++i) {
      if (std::abs(m[i * kMaxRank + column]) > std::abs(m[pivot * kMaxRank + column])) pivot = i;
    }
    if (!(std::abs(m[pivot * kMaxRank + column]) > kSmallestPivot)) return false;
    for (std::size_t j = 0; j < rank; ++j) {
      std::swap(m[column * kMaxRank + j], m[pivot * kMaxRank + j]);
      std::swap(inverse_[column * kMaxRank + j], inverse_[pivot * kMaxRank + j]);
    }
    const double scale = 1.0 / m[column * kMaxRank + column];
    for (std::size_t j = 0; j < rank; ++j) {
      m[column * kMaxRank + j] *= scale;
      inverse_[column * kMaxRank + j] *= scale;
    }
    for (std::size_t i = 0; i < rank; ++i) {
      const double factor = m[i * kMaxRank + column];
      if (i == column || factor == 0.0) continue;
      for (std::size_t j = 0; j < rank; ++j) {
        m[i * kMaxRank + j] -= factor * m[column * kMaxRank + j];
        inverse_[i * kMaxRank + j] -= factor * inverse_[column * kMaxRank + j];
      }
    }
  }
  return true;
}

void LowRankCorrection::Apply(double* step, int lane) const {
  const std::size_t rank = equations_.size();
  std::array<double, kMaxRank> v{}, z{};
  for (std::size_t place = 0; place < path_.size(); ++place) {
    const double* y = step + 2 * U(path_[place]) * kChordLanes + U(lane);
    const double* h = h_at_ + 2 * place * width_;
    for (std::size_t i = 0; i < width_; ++i) v[i] += h[i] * y[0] + h[width_ + i] * y[kChordLanes];
  }
  for (std::size_t i = 0; i < rank; ++i) {
    for (std::size_t j = 0; j < rank; ++j) z[i] += inverse_[i * kMaxRank + j] * v[j];
  }
  for (std::size_t place = 0; place < path_.size(); ++place) {
    double* y = step + 2 * U(path_[place]) * kChordLanes + U(lane);
    const double* g = g_at_ + 2 * place * width_;
    double y0 = y[0], y1 = y[kChordLanes];
    for (std::size_t i = 0; i < rank; ++i) y0 -= g[i] * z[i], y1 -= g[width_ + i] * z[i];
    y[0] = y0;
    y[kChordLanes] = y1;
  }
}

}  // namespace solvers
