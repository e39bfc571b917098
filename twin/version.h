#pragma once

namespace twin {

inline constexpr char kCodeVersion[] = "0.1.0";
/// Counts changes of the models that change results.
inline constexpr int kModelRevision = 1;

}  // namespace twin
