#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "data/matpower_reader.h"

namespace data {

/// A case as a file of format version 2 that ParseMatpowerCase reads back to the same values, bit
/// by bit: every number as the shortest decimals that name it, limits without end as Inf and -Inf.
/// Columns a MatpowerCase does not hold get MATPOWER's neutral values: area and zone 1, machine
/// base base_mva, least generation 0, ratings B and C 0, angle limits ±360. Errors: InvalidArgument
/// naming the row for a number the reader would refuse: NaN anywhere, infinity outside limits and
/// ratings; an empty name, or one that is no name of a function.
absl::StatusOr<std::string> FormatMatpowerCase(const MatpowerCase& matpower);

/// The same into a file, in whose place nothing stands until it is whole.
/// Errors: those of FormatMatpowerCase; Internal when the file cannot be written.
absl::Status WriteMatpowerCase(const MatpowerCase& matpower, const std::string& path);

}  // namespace data
