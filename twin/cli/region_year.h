#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "models/region.h"

namespace twin::cli {

/// Which year's grid a command works with.
struct YearOptions {
  int year = 0;  ///< 0: the grid of today
  std::string pace = "base";
  std::string growth = "base";  ///< "none", "low", "base" or "high"
  bool has_queue = false;       ///< large loads of the queue and announced ones, too
};

/// Options --year, --pace, --growth and --with-queue.
void AddYearOptions(CLI::App& command, YearOptions& options);

/// The region with the grid and the demand of that year; `region` itself for today's.
/// Errors: InvalidArgument for an unknown pace; as of models::MakeRegionOfYear.
absl::StatusOr<models::Region> ApplyYear(models::Region region, const YearOptions& options);

/// On the command `region`.
void AddRegionYear(CLI::App& region, int& exit_code);

}  // namespace twin::cli
