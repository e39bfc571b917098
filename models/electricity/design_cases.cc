#include "models/electricity/design_cases.h"

#include <algorithm>

namespace models {
namespace {

constexpr double kColdDegc = -20.0;
constexpr double kMildDegc = 2.0;
constexpr double kSummerDegc = 16.0;

}  // namespace

double CalcByDesignCasesMw(const DesignCases& cases, double effective_degc) {
  const auto between = [&](double from_degc, double from_mw, double to_degc, double to_mw) {
    const double share = std::clamp((effective_degc - from_degc) / (to_degc - from_degc), 0.0, 1.0);
    return from_mw + (to_mw - from_mw) * share;
  };
  return effective_degc < kMildDegc
             ? between(kColdDegc, cases.cold_mw, kMildDegc, cases.mild_mw)
             : between(kMildDegc, cases.mild_mw, kSummerDegc, cases.summer_mw);
}

}  // namespace models
