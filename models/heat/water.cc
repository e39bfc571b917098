#include "models/heat/water.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace models {
namespace {

// Coefficients of 1, x, x², …
constexpr std::array kDensity{975.50879, -44.731246, -14.41679, 2.3640552, -1.9264002, 0.87321043};
constexpr std::array kHeatCapacity{4188.192,   54.145277,  59.880864, 11.873203,
                                   -11.215542, -17.832143, 22.101115};
constexpr std::array kLogViscosity{-7.8811346,  -0.97949195,  0.34277724,  -0.12232642,
                                   0.043822792, -0.022634729, 0.027864315, -0.01558043};
constexpr std::array kConductivity{0.66431987,   0.054473878,   -0.040439261,
                                   0.0044311972, -0.0043988828, 0.003522912};
constexpr std::array kEnthalpy{315234.13, 314134.09, 2056.9945, 1320.9544,
                               143.45667, 216.69569, -165.1931};
constexpr double kMiddleDegC = 75.0;

template <std::size_t n>
double Polynomial(const std::array<double, n>& coefficients, double x) {
  double sum = 0.0;
  for (std::size_t k = n; k-- > 0;) sum = sum * x + coefficients[k];
  return sum;
}

template <std::size_t n>
double Slope(const std::array<double, n>& coefficients, double x) {
  double sum = 0.0;
  for (std::size_t k = n; k-- > 1;) sum = sum * x + static_cast<double>(k) * coefficients[k];
  return sum;
}

double Scaled(double temperature_degc) {
  return (std::clamp(temperature_degc, kWaterColdestDegC, kWaterHottestDegC) - kMiddleDegC) /
         kMiddleDegC;
}

}  // namespace

Water CalcWater(double temperature_degc) {
  const double x = Scaled(temperature_degc);
  return {.density_kg_m3 = Polynomial(kDensity, x),
          .heat_capacity_j_per_kg_k = Polynomial(kHeatCapacity, x),
          .viscosity_pa_s = std::exp(Polynomial(kLogViscosity, x))};
}

double CalcWaterConductivityWPerMK(double temperature_degc) {
  return Polynomial(kConductivity, Scaled(temperature_degc));
}

double CalcWaterEnthalpyJPerKg(double temperature_degc) {
  return Polynomial(kEnthalpy, Scaled(temperature_degc));
}

double CalcWaterTemperatureDegC(double enthalpy_j_per_kg) {
  // Enthalpy is nearly a straight line, so that Newton's method needs three steps.
  double x = std::clamp((enthalpy_j_per_kg - kEnthalpy[0]) / kEnthalpy[1], -1.0, 1.0);
  for (int step = 0; step < 4; ++step)
    x = std::clamp(x - (Polynomial(kEnthalpy, x) - enthalpy_j_per_kg) / Slope(kEnthalpy, x), -1.0,
                   1.0);
  return kMiddleDegC * (1.0 + x);
}

}  // namespace models
