#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "data/matpower_reader.h"
#include "models/region.h"

namespace data {

/// A case as a region with the profile of one quarter at share 1.
///   r_ohm = r_pu · kv²/base_mva at the `from` end, b_siemens = b_pu · base_mva/kv²
/// One station per bus on a circle; a bus that no branch in service connects with the slack bus is
/// left out with its rows. The slack bus becomes the only boundary with all its generators; other
/// generators hold the voltage of a PV bus (the last one in service says which) and add their
/// reactive power to the demand of a PQ bus. Ratings: rate A in all seasons; a branch without one
/// (0, or 9000 and more) is not monitored. Rows out of service stay so.
/// Ids: "bus:<number>", "branch:<row>", "generator:<row>", rows counted from 1 as in the file.
/// Errors: InvalidArgument when there is not exactly one slack bus with a generator, or when
/// models::Validate finds something.
absl::StatusOr<models::Region> MakeMatpowerRegion(const MatpowerCase& matpower);

/// Row of the case a branch was made from, counted from 1.
int MatpowerRowOf(const models::BranchParams& branch);

/// True when `directory` is a case with a profile: no osm/ in it and at least one *.m.
bool IsMatpowerFolder(const std::string& directory);

/// The case file of such a folder. Errors: InvalidArgument when there is not exactly one.
absl::StatusOr<std::string> FindMatpowerFile(const std::string& directory);

/// Reads such a folder: exactly one *.m, profile.csv (load_share, one row per quarter), and perhaps
/// ratings.csv (branch_row, rating_mva), which takes the place of rate A. The revision stays empty.
/// Errors: InvalidArgument with every error of the tables at once.
absl::StatusOr<models::Region> LoadMatpowerRegion(const std::string& directory);

}  // namespace data
