#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/base/ids.h"

namespace data {

/// A load profile out of daily and weekly shape, a slow season and noise: 0.55 … 1.0, both met.
/// Equal arguments give equal values on any machine to the six digits that are kept.
std::vector<double> MakeLoadShares(int quarters, std::uint64_t seed);

/// Writes a region folder for data::LoadRegion into `out_dir`, which is made: a copy of the case,
/// profile.csv by MakeLoadShares and ratings.csv from `rating_mva`, [branch] of the region that
/// MakeMatpowerRegion makes of the case (see solvers/secure_ratings.h). A rating of 0 is left out;
/// others are rounded up to 0.001 MVA.
/// Errors: those of LoadMatpowerCase; InvalidArgument for a table of the wrong size or quarters
/// outside 1 … 500,000; Internal when a file cannot be written.
absl::Status MakeMatpowerFolder(const std::string& case_file, int quarters, std::uint64_t seed,
                                const models::Table<models::BranchIndex, double>& rating_mva,
                                const std::string& out_dir);

}  // namespace data
