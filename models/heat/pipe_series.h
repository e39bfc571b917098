#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace models {

/// Roughness of the steel inside, typical: new, as designs take it, and old.
inline constexpr double kNewSteelRoughnessM = 0.05e-3;
inline constexpr double kDesignSteelRoughnessM = 0.1e-3;
inline constexpr double kOldSteelRoughnessM = 0.4e-3;

/// EN 253: bonded pipes stand this for 30 years; peaks to 140 °C.
inline constexpr double kPipeContinuousMaxDegC = 120.0;

/// One nominal size of bonded single pipes, with the casings of insulation series 1, 2 and 3.
struct PipeSize {
  int nominal_diameter = 0;  ///< DN
  double steel_outer_diameter_m = 0.0;
  double steel_wall_m = 0.0;
  std::array<double, 3> casing_outer_diameter_m{};  ///< [series − 1]

  constexpr double inner_diameter_m() const { return steel_outer_diameter_m - 2.0 * steel_wall_m; }
};

/// DN 20 to 800, rising. Casings of DN 600 and above in the higher series are typical sizes.
/// Source: EN 253 dimensions as in manufacturers' catalogues of 2020.
std::span<const PipeSize> PipeSizes();

/// The size of this DN; nullptr when there is none.
const PipeSize* FindPipeSize(double nominal_diameter_mm);

/// The size whose inner diameter is nearest by ratio.
const PipeSize& FindNearestPipeSize(double inner_diameter_m);

/// How a pipe's diameters compare with the nearest size of the series.
struct PipeSizeCheck {
  int nominal_diameter = 0;         ///< DN of the nearest size by inner diameter
  double inner_deviation_mm = 0.0;  ///< given minus the size's
  double outer_deviation_mm = 0.0;
  bool belongs = false;  ///< both deviations are within the tolerance
};

/// Tolerance of 0.6 mm: walls are rounded to 0.1 mm and sizes are given with one more or one less
/// wall step; neighbouring sizes lie at least 5 mm apart.
inline constexpr double kPipeSizeToleranceMm = 0.6;

/// Valid: diameters above zero.
PipeSizeCheck CheckPipeSize(double inner_diameter_m, double steel_outer_diameter_m,
                            double tolerance_mm = kPipeSizeToleranceMm);

/// Wall of the polyethylene casing of this outer diameter, as in the same catalogues; between the
/// listed diameters the next larger one's, above 1.2 m that of 1.2 m.
double CalcCasingWallM(double casing_outer_diameter_m);

/// Classes of pipes and fittings in heat networks. Source: EN 1333.
enum class PressureClass : std::uint8_t { kPn6, kPn10, kPn16, kPn25 };

/// The class of this number, 6, 10, 16 or 25; nullopt for any other.
std::optional<PressureClass> FindPressureClass(double pressure_bar);

/// Highest gauge pressure of the class in operation, and in the test of a new pipe, 1.43 times it.
double CalcPressureLimitBar(PressureClass pressure_class);
double CalcTestPressureBar(PressureClass pressure_class);

}  // namespace models
