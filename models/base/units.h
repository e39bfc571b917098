#pragma once

#include <numbers>

/// Conversion constants. Everywhere outside `solvers` quantities are in the unit their name ends
/// in; per-unit values live only inside `solvers`.
///
/// Allowed unit suffixes of a double (tests/units_test.cc rejects a name without one):
///   _mw _mvar _mva _mwh _gwh _kw _kwh _kv _pu _a _ka _ohm _siemens _rad _deg _degc _k _pa _bar
///   _kg_s _kg_m3 _m _m2 _m3 _km _mm _s _h _min _hz _share _ratio _w_per_m2 _w_per_m_k _mw_per_k
///   _mwh_per_k _m_per_s _m3_per_s _nok_per_mwh _mnok _kg_per_mwh _per_s _per_h _per_k
namespace models {

inline constexpr double kPi = std::numbers::pi;
inline constexpr double kSqrt3 = std::numbers::sqrt3;
inline constexpr double kRadPerDeg = kPi / 180.0;
inline constexpr double kDegPerRad = 180.0 / kPi;
inline constexpr double kSecondsPerHour = 3600.0;
inline constexpr double kHoursPerQuarter = 0.25;
inline constexpr double kPaPerBar = 1e5;
inline constexpr double kWPerMw = 1e6;
/// As the reference cases of pipe networks have it.
inline constexpr double kGravityMPerS2 = 9.81;
/// System base of every per-unit value inside `solvers`.
inline constexpr double kBaseMva = 100.0;

/// Base impedance: Z_base = V_base² / S_base.
inline constexpr double CalcBaseOhm(double nominal_kv) {
  return nominal_kv * nominal_kv / kBaseMva;
}

/// Rating of a three-phase circuit: S = √3 · V · I.
inline constexpr double CalcRatingMva(double nominal_kv, double current_a) {
  return kSqrt3 * nominal_kv * current_a / 1000.0;
}

}  // namespace models
