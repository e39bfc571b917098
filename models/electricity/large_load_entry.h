#pragma once

#include "absl/status/status.h"
#include "models/climate/demand.h"
#include "models/electricity/grid.h"
#include "models/electricity/large_load.h"

namespace models {

/// Which of the large loads that no load draws yet stand in a year.
struct LargeLoadQuestion {
  int year = 0;
  bool has_queue = false;  ///< the queue and what is announced, too
};

/// Whether a large load comes on top of the grid's loads in a year. Those drawn already, closed, of
/// no published size or without a busbar never do, nor those that operate: they are part of their
/// municipality. Reserved ones do from their from_year on, and not while that is unknown; queued
/// and announced ones only when asked for, from their from_year on or, where it is unknown, in
/// every year.
bool EntersInYear(const LargeLoadParams& large, const LargeLoadQuestion& question);

/// Adds a load to the grid for each that enters, and sets its `drawn_by`: a named load at its
/// busbar with all its size on the cold design morning, its sector's course through the year and
/// tan φ, and the weather of the first load at the same busbar, else of the municipality, else of
/// the first load. Loads that are there keep their rows.
/// Errors: InvalidArgument: a busbar that is not in service, all at once.
absl::Status AddLargeLoads(const LargeLoadQuestion& question,
                           Table<LargeLoadIndex, LargeLoadParams>& large_loads,
                           const DemandParams& demand, ElectricityGrid& grid);

/// The id of the load that AddLargeLoads adds: of `large_loads.csv` with "oet:load/" in front.
std::string LargeLoadEntryId(const LargeLoadParams& large);

}  // namespace models
