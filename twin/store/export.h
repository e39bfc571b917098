#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/time/quarter.h"
#include "twin/store/store_reader.h"
#include "twin/store/summary.h"

namespace twin::store {

struct ExportRequest {
  models::Quarter from;
  models::Quarter to;
  std::vector<std::string> groups;  ///< empty: all
  /// Only these elements of the groups that have them; empty: all.
  std::vector<std::string> element_ids;
  /// Quarters, or hours or UTC days as least, mean and largest: three variables ("group_min", …) or
  /// columns ("group:element min [unit]") each.
  Every every = Every::kQuarter;
  /// Ends in .h5, .hdf5 or .nc: one HDF5 file laid out as a segment (CF-1.8, opens as netCDF).
  /// Ends in .csv: RFC 4180, one row for each quarter, one column for each element
  /// ("group:element [unit]"), empty where not simulated; '#' lines carry the notice.
  std::string out_path;
};

/// Writes one file of a stored period: out_path.tmp, sync, rename. Reads a day at a time;
/// an HDF5 file is made in memory, so that its (compressed) size must fit there.
/// **Errors** InvalidArgument: period, ending. NotFound: a group, an element that no group has. As
/// ReadSeries and file errors.
absl::Status ExportPeriod(const StoreReader& reader, const ExportRequest& request);

}  // namespace twin::store
