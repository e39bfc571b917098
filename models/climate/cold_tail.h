#pragma once

namespace models {

/// Turns a standard normal deviate q into one with a long cold tail, mean 0 and variance 1 kept:
///   y = (e^{c²/2} − e^{−c q}) / (e^{c²/2} √(e^{c²} − 1)),   y → q as c → 0
/// A rising function of q, a log-normal turned round: clear, calm winter air cools without floor,
/// while mild air comes from a sea that is never warm.  Skewness −(e^{c²} + 2) √(e^{c²} − 1).
/// **Source** Johnson 1949, Biometrika 36, 149–176 (the S_L family).
class ColdTail {
 public:
  /// **Valid** tail_share 0 to 1.
  explicit ColdTail(double tail_share);
  double CalcShare(double normal_share) const;
  /// Autocorrelation of y where that of q is given:  (e^{c² ρ} − 1) / (e^{c²} − 1)
  double CalcCorrelationShare(double normal_correlation_share) const;

 private:
  double tail_share_;
  double mean_ratio_ = 1.0;
  double spread_inverse_ratio_ = 1.0;
};

}  // namespace models
