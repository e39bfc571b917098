#include "models/climate/cold_tail.h"

#include <cmath>

namespace models {
namespace {

constexpr double kLeastTailShare = 1e-4;  // below it y − q is less than 1e-3 within ±4

}  // namespace

ColdTail::ColdTail(double tail_share) : tail_share_(tail_share) {
  if (tail_share_ < kLeastTailShare) return;
  const double square = tail_share_ * tail_share_;
  mean_ratio_ = std::exp(0.5 * square);
  spread_inverse_ratio_ = 1.0 / (mean_ratio_ * std::sqrt(std::expm1(square)));
}

double ColdTail::CalcShare(double normal_share) const {
  if (tail_share_ < kLeastTailShare) return normal_share;
  return (mean_ratio_ - std::exp(-tail_share_ * normal_share)) * spread_inverse_ratio_;
}

double ColdTail::CalcCorrelationShare(double normal_correlation_share) const {
  if (tail_share_ < kLeastTailShare) return normal_correlation_share;
  const double square = tail_share_ * tail_share_;
  return std::expm1(square * normal_correlation_share) / std::expm1(square);
}

}  // namespace models
