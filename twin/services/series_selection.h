#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "ostlandet/twin/v1/series.pb.h"
#include "twin/access/identity.h"
#include "twin/services/service_context.h"
#include "twin/store/folder.h"

namespace twin::services {

/// Elements of one series.
struct SelectedSeries {
  std::string group;
  std::vector<std::string> element_ids;
};

/// What is asked of the memory, checked.
struct SeriesSelection {
  std::vector<SelectedSeries> series;
  models::Quarter from;
  models::Quarter to;
  store::Every every = store::Every::kQuarter;
};

/// The class that a series names ("K0" to "K4"); what is no class is SECRECY_UNSPECIFIED.
ostlandet::twin::v1::Secrecy SecrecyOfSeries(const std::string& text);

/// Whether a series of this class ("K0" to "K4") may be read with this role. What is no class is
/// read by nobody.
bool MaySeeSeries(const access::Identity& identity, const std::string& secrecy);

/// Errors: NotFound: a series, also one that the caller may not see; an element. InvalidArgument:
/// period, number of names, more than `max_values`.
absl::StatusOr<SeriesSelection> SelectSeries(
    const ServiceContext& context, const access::Identity& identity,
    const google::protobuf::RepeatedPtrField<std::string>& names,
    const google::protobuf::Timestamp& from, const google::protobuf::Timestamp& to,
    ostlandet::twin::v1::SeriesStep step, std::int64_t max_values);

}  // namespace twin::services
