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

/// Of kernels compiled once per instruction set the ones named "scalar" or "avx2"; null where the
/// processor lacks the instructions, and for any other name.
template <class Kernels>
const Kernels* FindKernels(const char* name, const Kernels& scalar, const Kernels& avx2) {
  if (std::strcmp(name, "scalar") == 0) return &scalar;
  return std::strcmp(name, "avx2") == 0 && RunsAvx2() ? &avx2 : nullptr;
}

/// The fastest this processor runs.
template <class Kernels>
const Kernels& ChooseKernels(const Kernels& scalar, const Kernels& avx2) {
  return RunsAvx2() ? avx2 : scalar;
}

}  // namespace solvers
