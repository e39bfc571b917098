#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/electricity/branch.h"

namespace models {

/// How often a component is out until it is repaired, and for how long.
struct OutageRate {
  BranchKind branch_kind = BranchKind::kLine;
  double from_kv = 0.0, to_kv = 1000.0;  ///< nominal voltages it holds for, [from, to)
  bool is_per_100_km = true;             ///< else each
  double per_year = 0.0;                 ///< outages of 100 km, or of one
  double repair_h = 0.0;
  std::string source;
  std::string confidence;
};

/// What an interruption costs customers of one group (KILE): straight pieces by its duration r,
///   c(r) = fixed + per_hour · r   NOK per kW that is cut, the piece of the least up_to_h ≥ r.
/// **Source** Forskrift om økonomisk og teknisk rapportering, inntektsramme for nettvirksomheten og
/// tariffer, chapter 9: cost functions by customer group.
struct InterruptionPiece {
  double up_to_h = 0.0;
  double fixed_nok_per_kw = 0.0;
  double hourly_nok_per_kwh = 0.0;
};
struct InterruptionCost {
  std::string group;
  std::vector<std::string> profiles;      ///< connection profiles that count to it; "*": the others
  std::vector<InterruptionPiece> pieces;  ///< rising
  int price_year = 0;
  std::string confidence;
};

struct ReliabilityTables {
  std::vector<OutageRate> rates;
  std::vector<InterruptionCost> costs;
};

/// Expected outages a year of a branch, and their length; both 0 where no row fits.
struct ExpectedOutage {
  double per_year = 0.0;
  double repair_h = 0.0;
};
ExpectedOutage CalcExpectedOutage(const ReliabilityTables& tables, const BranchParams& branch,
                                  double nominal_kv);

/// Cost per kW of an interruption of `duration_h`; beyond the last piece that piece goes on.
double CalcInterruptionNokPerKw(const InterruptionCost& cost, double duration_h);

/// The group a profile counts to; null: no costs are known.
const InterruptionCost* FindInterruptionCost(const ReliabilityTables& tables,
                                             std::string_view profile);

}  // namespace models
