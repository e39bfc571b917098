#pragma once

#include <cmath>
#include <vector>

#include "models/base/units.h"
#include "solvers/power_flow_tables.h"
#include "tests/support/small_grids.h"

namespace tests {

inline constexpr double kTwoLinesXPu = 0.1;
inline constexpr double kTwoLinesRatingMva = 100.0;
inline const std::vector<double> kTwoLinesLoadsMw{30.0, 42.0, 55.0, 50.0, 35.0, 31.0};

/// A source, two equal lossless lines in parallel, one load bus; one quarter per load.
struct TwoLines {
  models::ElectricityGrid grid;
  std::vector<solvers::PowerFlowInputs> inputs;
};

inline TwoLines MakeTwoLines(const std::vector<double>& loads_mw = kTwoLinesLoadsMw) {
  TwoLines made;
  made.grid = MakeChain(1, 0.0, kTwoLinesXPu * models::CalcBaseOhm(132.0));
  models::BranchParams twin = made.grid.branches[models::BranchIndex(0)];
  twin.id = "l0b";
  twin.name = "Line 0 b";
  made.grid.branches.Add(twin);
  for (models::BranchParams& branch : made.grid.branches) {
    branch.rating = {kTwoLinesRatingMva, kTwoLinesRatingMva, kTwoLinesRatingMva};
  }
  for (models::BusParams& bus : made.grid.buses) {
    bus.v_min_pu = 0.5;
    bus.v_max_pu = 1.2;
  }
  for (const double load_mw : loads_mw) {
    auto inputs = solvers::PowerFlowInputs::MakeZero(made.grid);
    inputs.regulates[models::BusIndex(0)] = 1;
    inputs.q_min_mvar[models::BusIndex(0)] = -1e4;
    inputs.q_max_mvar[models::BusIndex(0)] = 1e4;
    inputs.injection_mw[models::BusIndex(1)] = -load_mw;
    made.inputs.push_back(inputs);
  }
  return made;
}

/// V1 = 1, unity power factor behind one line's x: I = p/V2 and V2² = 1 − (x I)², so
///   p = I √(1 − x² I²)   at `rating_ratio` of a line's rating.
inline double CalcTwoLinesMw(double rating_ratio) {
  const double current_pu = rating_ratio * kTwoLinesRatingMva / models::kBaseMva;
  return models::kBaseMva * current_pu *
         std::sqrt(1.0 - kTwoLinesXPu * kTwoLinesXPu * current_pu * current_pu);
}

}  // namespace tests
