#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "solvers/component_rating.h"

namespace solvers {

/// A load that comes upon a component, as after an outage.
struct OverloadInputs {
  double air_degc = 20.0;
  std::optional<models::LineWeather> weather;  ///< on a line; without, nothing is known of it
  double before_mva = 0.0;                     ///< carried for long
  double after_mva = 0.0;                      ///< from now on
};

/// How long a component bears it.
struct OverloadTime {
  bool is_known = false;          ///< false: nothing but seasonal ratings is known of it
  std::optional<double> minutes;  ///< until it must be relieved; empty: never
};

/// Time from the steady state of `before_mva` until a limit is reached at `after_mva`:
///   line         conductor at its limit of temperature (IEEE 738, 4.4.2); 0 where its terminals
///                carry less
///   transformer  hot spot at the limit of the long emergency (IEC 60076-7, table 4); 0 beyond the
///                current of the short emergency
///   cable, and what only has seasonal ratings: not known
/// Errors: InvalidArgument for what is not finite or negative; as of SolveSteadyDegC.
absl::StatusOr<OverloadTime> CalcOverloadTime(const ComponentThermal& component,
                                              const OverloadInputs& inputs);

}  // namespace solvers
