#pragma once

#include <cstddef>

namespace solvers::heat {

/// Pipes as arrays, padded by harmless pipes to a multiple of `kPipeLanes`.
inline constexpr std::size_t kPipeLanes = 8;

/// What the pressure loss of many pipes is made from, and where it goes. All arrays have `count`
/// entries, a multiple of kPipeLanes.
struct PipeLossArrays {
  std::size_t count = 0;
  // Of the pipe.
  const double* relative_roughness_ratio = nullptr;  ///< k/d
  const double* start_factor_ratio = nullptr;        ///< λ where the turbulent law begins
  const double* start_slope_ratio = nullptr;         ///< Re dλ/dRe there
  // Of pipe and water.
  const double* reynolds_s_per_kg = nullptr;  ///< Re over mass flow
  const double* friction_scale = nullptr;     ///< L/d / (2 ρ A²), Pa s²/kg²
  const double* fittings_scale = nullptr;     ///< ζ / (2 ρ A²), Pa s²/kg²
  // Of the moment.
  const double* flow_kg_s = nullptr;
  double* root_ratio = nullptr;  ///< 1/√λ of turbulent flow; in: a guess, out: the solution
  double* loss_pa = nullptr;
  double* slope_pa_s_per_kg = nullptr;
};

/// Pressure losses of pipes and their slopes with Colebrook's law in turbulent, the cubic in
/// transitional and 64/Re in laminar flow: the same as models::CalcPressureLoss pipe by pipe.
/// Colebrook's equation is solved by `steps` steps of Newton from the guess; four from 7 reach
/// rounding, two from flows a tenth away come within 1e-10.
struct PipeLossKernels {
  void (*evaluate)(const PipeLossArrays& arrays, int steps);
  const char* name;
};

/// The kernels by name, "scalar", "avx2" or "avx512"; null where the processor lacks the
/// instructions.
const PipeLossKernels* FindPipeLossKernels(const char* name);
/// The fastest this processor runs.
const PipeLossKernels& ChoosePipeLossKernels();

}  // namespace solvers::heat
