#include "models/heat/water_law.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace models {
namespace {

// The row at or before the temperature that has a next one.
std::size_t RowOf(const WaterPropertyTable& table, double temperature_degc) {
  const auto& rows = table.temperature_degc;
  const auto after = std::upper_bound(rows.begin(), rows.end(), temperature_degc);
  const auto row = static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - rows.begin() - 1, 0));
  return std::min(row, rows.size() - 2);
}

double SlopeOf(const WaterPropertyTable& table, std::size_t row) {
  return (table.values[row + 1] - table.values[row]) /
         (table.temperature_degc[row + 1] - table.temperature_degc[row]);
}

double ReadTable(const WaterPropertyTable& table, double temperature_degc) {
  const std::size_t row = RowOf(table, temperature_degc);
  return table.values[row] + SlopeOf(table, row) * (temperature_degc - table.temperature_degc[row]);
}

}  // namespace

WaterLaw WaterLaw::Constant(const Water& water) {
  WaterLaw law;
  law.water_ = water;
  return law;
}

WaterLaw WaterLaw::Fitted() {
  WaterLaw law;
  law.kind_ = Kind::kFitted;
  return law;
}

WaterLaw WaterLaw::Tabulated(WaterPropertyTable density_kg_m3,
                             WaterPropertyTable heat_capacity_j_per_kg_k,
                             WaterPropertyTable viscosity_pa_s) {
  WaterLaw law;
  law.kind_ = Kind::kTabulated;
  law.density_ = std::move(density_kg_m3);
  law.heat_capacity_ = std::move(heat_capacity_j_per_kg_k);
  law.viscosity_ = std::move(viscosity_pa_s);
  const auto& capacity = law.heat_capacity_;
  law.enthalpy_j_per_kg_.push_back(0.0);
  for (std::size_t row = 1; row < capacity.values.size(); ++row)
    law.enthalpy_j_per_kg_.push_back(
        law.enthalpy_j_per_kg_.back() +
        0.5 * (capacity.values[row - 1] + capacity.values[row]) *
            (capacity.temperature_degc[row] - capacity.temperature_degc[row - 1]));
  const double at_zero_j_per_kg = law.EnthalpyJPerKg(0.0);
  for (double& enthalpy : law.enthalpy_j_per_kg_) enthalpy -= at_zero_j_per_kg;
  return law;
}

double WaterLaw::DensityKgM3(double temperature_degc) const {
  if (kind_ == Kind::kConstant) return water_.density_kg_m3;
  if (kind_ == Kind::kTabulated) return ReadTable(density_, temperature_degc);
  return CalcWater(temperature_degc).density_kg_m3;
}

double WaterLaw::ViscosityPaS(double temperature_degc) const {
  if (kind_ == Kind::kConstant) return water_.viscosity_pa_s;
  if (kind_ == Kind::kTabulated) return ReadTable(viscosity_, temperature_degc);
  return CalcWater(temperature_degc).viscosity_pa_s;
}

double WaterLaw::HeatCapacityJPerKgK(double temperature_degc) const {
  if (kind_ == Kind::kConstant) return water_.heat_capacity_j_per_kg_k;
  if (kind_ == Kind::kTabulated) return ReadTable(heat_capacity_, temperature_degc);
  return CalcWater(temperature_degc).heat_capacity_j_per_kg_k;
}

double WaterLaw::EnthalpyJPerKg(double temperature_degc) const {
  if (kind_ == Kind::kConstant) return water_.heat_capacity_j_per_kg_k * temperature_degc;
  if (kind_ == Kind::kFitted) return CalcWaterEnthalpyJPerKg(temperature_degc);
  const std::size_t row = RowOf(heat_capacity_, temperature_degc);
  const double above_k = temperature_degc - heat_capacity_.temperature_degc[row];
  return enthalpy_j_per_kg_[row] +
         (heat_capacity_.values[row] + 0.5 * SlopeOf(heat_capacity_, row) * above_k) * above_k;
}

double WaterLaw::TemperatureDegC(double enthalpy_j_per_kg) const {
  if (kind_ == Kind::kConstant) return enthalpy_j_per_kg / water_.heat_capacity_j_per_kg_k;
  if (kind_ == Kind::kFitted) return CalcWaterTemperatureDegC(enthalpy_j_per_kg);
  // Nearly a straight line: three steps of Newton reach rounding.
  double temperature_degc = enthalpy_j_per_kg / heat_capacity_.values.front();
  for (int step = 0; step < 5; ++step)
    temperature_degc -= (EnthalpyJPerKg(temperature_degc) - enthalpy_j_per_kg) /
                        HeatCapacityJPerKgK(temperature_degc);
  return temperature_degc;
}

}  // namespace models
