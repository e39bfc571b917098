#pragma once

#include <cstring>

namespace solvers {

/// Whether this processor runs what is compiled with -mavx2 -mfma.
inline bool RunsAvx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
#else
  return false;
#endif
}

/// Whether it also runs what is compiled with -mavx512f -mavx512dq -mavx512vl.
inline bool RunsAvx512() {
#if defined(__x86_64__)
  return RunsAvx2() && __builtin_cpu_supports("avx512f") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
#else
  return false;
#endif
}

/// Of kernels compiled once per instruction set the ones named "scalar", "avx2" or "avx512"; null
/// where the processor lacks the instructions, and for any other name.
template <class Kernels>
const Kernels* FindKernels(const char* name, const Kernels& scalar, const Kernels& avx2,
                           const Kernels& avx512) {
  if (std::strcmp(name, "scalar") == 0) return &scalar;
  if (std::strcmp(name, "avx2") == 0) return RunsAvx2() ? &avx2 : nullptr;
  return std::strcmp(name, "avx512") == 0 && RunsAvx512() ? &avx512 : nullptr;
}

/// The fastest this processor runs.
template <class Kernels>
const Kernels& ChooseKernels(const Kernels& scalar, const Kernels& avx2, const Kernels& avx512) {
  if (RunsAvx512()) return avx512;
  return RunsAvx2() ? avx2 : scalar;
}

}  // namespace solvers
