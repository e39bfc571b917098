#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace twin::cli {

/// `twin heat held`: what loads and generators hold of the heat plants' electricity.
struct HeatHeldQuestion {
  std::string region_directory = "data/ostlandet";
  int years = 10;
  int first_year = 1991;  ///< of the weather record
  int seed = 1;
};

/// The table heat_held_electricity.csv, fitted to the years of the question at usual prices. What
/// the region's own table says does not matter. Errors: as of data::LoadRegion and
/// solvers::FitHeldElectricity.
absl::StatusOr<std::string> MakeHeldElectricityTable(const HeatHeldQuestion& question);

}  // namespace twin::cli
