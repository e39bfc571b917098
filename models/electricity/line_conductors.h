#pragma once

#include <map>
#include <string>

#include "models/electricity/branch.h"
#include "models/electricity/conductor.h"

namespace models {

/// What hangs in one line.
struct BranchConductor {
  ConductorIndex conductor;
  int bundle_count = 1;      ///< conductors a phase
  double limit_degc = 80.0;  ///< that this line's clearances allow
};

/// Conductors of a grid's overhead lines; branches that are not among them have no rating by
/// weather.
struct LineConductors {
  Table<ConductorIndex, ConductorParams> types;
  std::map<std::string, BranchConductor> of_branch;  ///< by the branch's id
};

/// The conductor as it hangs in this line: with the line's own limit of temperature.
ConductorParams FindConductor(const LineConductors& conductors, const BranchConductor& hung);

/// What the equipment at a line's ends carries: the largest of its seasonal ratings, for nothing
/// says that breakers, current transformers or joints carry more, however cold and windy it is.
double CalcTerminalLimitMva(const SeasonalRating& rating);

}  // namespace models
