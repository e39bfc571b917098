#include "models/heat/boiling.h"

#include <array>
#include <cmath>

namespace models {
namespace {

// n1 … n10 of the saturation equation.
constexpr std::array kN{1167.0521452767,   -724213.16703206, -17.073846940092, 12020.824702470,
                        -3232555.0322333,  14.915108613530,  -4823.2657361591, 405113.40542057,
                        -0.23855557567849, 650.17534844798};
constexpr double kZeroDegcInK = 273.15;
constexpr double kBarPerMpa = 10.0;

}  // namespace

double CalcSaturationBar(double temperature_degc) {
  const double t_k = temperature_degc + kZeroDegcInK;
  const double theta = t_k + kN[8] / (t_k - kN[9]);
  const double a = (theta + kN[0]) * theta + kN[1];
  const double b = (kN[2] * theta + kN[3]) * theta + kN[4];
  const double c = (kN[5] * theta + kN[6]) * theta + kN[7];
  const double root = 2.0 * c / (-b + std::sqrt(b * b - 4.0 * a * c));
  return kBarPerMpa * root * root * root * root;
}

double CalcBoilingDegC(double absolute_bar) {
  const double beta = std::pow(absolute_bar / kBarPerMpa, 0.25);
  const double e = (beta + kN[2]) * beta + kN[5];
  const double f = (kN[0] * beta + kN[3]) * beta + kN[6];
  const double g = (kN[1] * beta + kN[4]) * beta + kN[7];
  const double d = 2.0 * g / (-f - std::sqrt(f * f - 4.0 * e * g));
  const double sum = kN[9] + d;
  return 0.5 * (sum - std::sqrt(sum * sum - 4.0 * (kN[8] + kN[9] * d))) - kZeroDegcInK;
}

double CalcBoilingMarginBar(double gauge_bar, double temperature_degc, double air_bar) {
  return gauge_bar + air_bar - CalcSaturationBar(temperature_degc);
}

}  // namespace models
