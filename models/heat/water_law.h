#pragma once

#include <cstdint>
#include <vector>

#include "models/heat/water.h"

namespace models {

/// One property by temperature, straight between the rows and beyond the ends.
struct WaterPropertyTable {
  std::vector<double> temperature_degc;  ///< ascending, two rows or more
  std::vector<double> values;            ///< in the unit of the property
};

/// What a network's water is made of: the same everywhere, IAPWS-IF97, or tables of one's own.
/// Enthalpy is counted from 0 °C (IF97: from the triple point) and is the integral of the heat
/// capacity, so that what mixes keeps its energy.
class WaterLaw {
 public:
  enum class Kind : std::uint8_t { kConstant, kFitted, kTabulated };

  /// The same at every temperature: h = c T.
  static WaterLaw Constant(const Water& water = {});
  /// The fits of CalcWater, CalcWaterEnthalpyJPerKg and their inverse.
  static WaterLaw Fitted();
  static WaterLaw Tabulated(WaterPropertyTable density_kg_m3,
                            WaterPropertyTable heat_capacity_j_per_kg_k,
                            WaterPropertyTable viscosity_pa_s);

  bool is_constant() const { return kind_ == Kind::kConstant; }
  double DensityKgM3(double temperature_degc) const;
  double ViscosityPaS(double temperature_degc) const;
  double HeatCapacityJPerKgK(double temperature_degc) const;
  double EnthalpyJPerKg(double temperature_degc) const;
  double TemperatureDegC(double enthalpy_j_per_kg) const;

 private:
  Kind kind_ = Kind::kConstant;
  Water water_;
  WaterPropertyTable density_, heat_capacity_, viscosity_;
  std::vector<double> enthalpy_j_per_kg_;  // at the rows of the heat capacity
};

}  // namespace models
