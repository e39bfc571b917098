#include "models/heat/pipe_series.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr std::array kSizes{
    PipeSize{20, 0.0269, 0.0026, {0.090, 0.110, 0.125}},
    PipeSize{25, 0.0337, 0.0026, {0.090, 0.110, 0.125}},
    PipeSize{32, 0.0424, 0.0026, {0.110, 0.125, 0.140}},
    PipeSize{40, 0.0483, 0.0026, {0.110, 0.125, 0.140}},
    PipeSize{50, 0.0603, 0.0029, {0.125, 0.140, 0.160}},
    PipeSize{65, 0.0761, 0.0029, {0.140, 0.160, 0.180}},
    PipeSize{80, 0.0889, 0.0032, {0.160, 0.180, 0.200}},
    PipeSize{100, 0.1143, 0.0036, {0.200, 0.225, 0.250}},
    PipeSize{125, 0.1397, 0.0036, {0.225, 0.250, 0.280}},
    PipeSize{150, 0.1683, 0.0040, {0.250, 0.280, 0.315}},
    PipeSize{200, 0.2191, 0.0045, {0.315, 0.355, 0.400}},
    PipeSize{250, 0.2730, 0.0050, {0.400, 0.450, 0.500}},
    PipeSize{300, 0.3239, 0.0056, {0.450, 0.500, 0.560}},
    PipeSize{350, 0.3556, 0.0056, {0.500, 0.560, 0.630}},
    PipeSize{400, 0.4064, 0.0063, {0.560, 0.630, 0.710}},
    PipeSize{450, 0.4570, 0.0063, {0.630, 0.710, 0.800}},
    PipeSize{500, 0.5080, 0.0063, {0.710, 0.800, 0.900}},
    PipeSize{600, 0.6100, 0.0071, {0.800, 0.900, 1.000}},
    PipeSize{700, 0.7110, 0.0080, {0.900, 1.000, 1.100}},
    PipeSize{800, 0.8130, 0.0088, {1.000, 1.100, 1.200}},
};

struct Casing {
  double outer_diameter_m;
  double wall_m;
};

constexpr std::array kCasings{
    Casing{0.180, 0.0030}, Casing{0.200, 0.0032}, Casing{0.225, 0.0034}, Casing{0.250, 0.0036},
    Casing{0.280, 0.0039}, Casing{0.315, 0.0041}, Casing{0.355, 0.0045}, Casing{0.400, 0.0048},
    Casing{0.450, 0.0052}, Casing{0.500, 0.0056}, Casing{0.560, 0.0057}, Casing{0.630, 0.0060},
    Casing{0.710, 0.0066}, Casing{0.800, 0.0078}, Casing{0.900, 0.0087}, Casing{1.000, 0.0094},
    Casing{1.100, 0.0102}, Casing{1.200, 0.0110},
};

constexpr double kMmPerM = 1000.0;
constexpr double kTestPressureRatio = 1.43;
constexpr std::array kClassLimitsBar{6.0, 10.0, 16.0, 25.0};

}  // namespace

std::span<const PipeSize> PipeSizes() { return kSizes; }

const PipeSize* FindPipeSize(double nominal_diameter_mm) {
  const auto found = std::ranges::find_if(kSizes, [&](const PipeSize& size) {
    return static_cast<double>(size.nominal_diameter) == nominal_diameter_mm;
  });
  return found == kSizes.end() ? nullptr : &*found;
}

const PipeSize& FindNearestPipeSize(double inner_diameter_m) {
  return *std::ranges::min_element(kSizes, {}, [&](const PipeSize& size) {
    return std::abs(std::log(size.inner_diameter_m() / inner_diameter_m));
  });
}

PipeSizeCheck CheckPipeSize(double inner_diameter_m, double steel_outer_diameter_m,
                            double tolerance_mm) {
  const PipeSize& size = FindNearestPipeSize(inner_diameter_m);
  PipeSizeCheck check{
      .nominal_diameter = size.nominal_diameter,
      .inner_deviation_mm = kMmPerM * (inner_diameter_m - size.inner_diameter_m()),
      .outer_deviation_mm = kMmPerM * (steel_outer_diameter_m - size.steel_outer_diameter_m)};
  check.belongs = std::abs(check.inner_deviation_mm) <= tolerance_mm &&
                  std::abs(check.outer_deviation_mm) <= tolerance_mm;
  return check;
}

double CalcCasingWallM(double casing_outer_diameter_m) {
  for (const Casing& casing : kCasings)
    if (casing_outer_diameter_m <= casing.outer_diameter_m * (1.0 + 1e-9)) return casing.wall_m;
  return kCasings.back().wall_m;
}

std::optional<PressureClass> FindPressureClass(double pressure_bar) {
  for (std::size_t row = 0; row < kClassLimitsBar.size(); ++row)
    if (kClassLimitsBar[row] == pressure_bar) return static_cast<PressureClass>(row);
  return std::nullopt;
}

double CalcPressureLimitBar(PressureClass pressure_class) {
  return kClassLimitsBar[static_cast<std::size_t>(pressure_class)];
}

double CalcTestPressureBar(PressureClass pressure_class) {
  return kTestPressureRatio * CalcPressureLimitBar(pressure_class);
}

}  // namespace models
