#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/hold_back.h"
#include "twin/capacity/year_search.h"

namespace twin::capacity {

/// A large load that stands before the applicant, by name.
struct ReservedLoad {
  models::LargeLoadIndex load;
  double size_mw = 0.0;
  int from_year = 0;           ///< 0: not known
  bool is_in_planned = false;  ///< the planned year draws it already
  bool is_reserved = false;    ///< else it waits in the queue or is announced, and does not count
  bool has_bus = false;        ///< where it connects is known; else it cannot count
  double distance_km = 0.0;    ///< from the applicant's station; of those with a bus
};

/// The four numbers of a point, in MW of the applicant: physical − held back − reserved − used =
/// available. Held back and reserved are what the firm MW fall by when the search is run again with
/// them in.
struct ReserveReport {
  double physical_mw = 0.0;  ///< all that the station draws when the limit is met
  double held_back_mw = 0.0;
  double reserved_mw = 0.0;  ///< what is in the planned year at this station, and what is not in it
  double used_mw = 0.0;      ///< drawn at the station in the quarter that binds, reserved ones out
  double available_mw = 0.0;
  double used_peak_mw = 0.0;  ///< at the station in the quarters looked at
  /// What comes before breaks limits without the applicant: nothing is left, and less than nothing.
  bool is_overdrawn = false;
  const models::HoldBackRule* rule = nullptr;  ///< null: none holds here
  bool is_held_for_applicant = false;          ///< the rule keeps capacity for such as this one
  std::vector<ReservedLoad> loads;             ///< those with a bus first, the nearest first
  solvers::ChangedHosting with_reserved, with_all;  ///< by the re-runs
  std::size_t quarter_count = 0, outage_count = 0;
  double milliseconds = 0.0;  ///< filled by whoever has a clock
};

struct ReserveQuestion {
  AnsweredQuestion answered;
  double requested_mw = 0.0;
  double gwh_per_year = 0.0;  ///< of the requested MW with their profile
  double level_mw = 0.0;      ///< as of YearQuestion, above the firm MW
};

/// Two re-runs in the scope of YearQuestion, each by AC power flow:
///   reserved   with all large loads that hold a reservation and are not in the planned year
///   held back  and with the ordinary demand (general loads) as grown `held_for_years` later; not
///              where the applicant is one of those it is kept for, nor for generation
/// Queued and announced loads are listed and do not count: a place is kept by progress.
/// Errors: as of CalcYears.
absl::StatusOr<ReserveReport> CalcReserve(const PlannedYear& planned,
                                          const solvers::HostingBasis& basis,
                                          const RemedyTables& tables, const LaterTables& later,
                                          const models::HoldBackRules& rules,
                                          const ReserveQuestion& question);

}  // namespace twin::capacity
