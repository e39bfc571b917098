#include "twin/services/series_selection.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"
#include "twin/access/policy.h"
#include "twin/limits.h"
#include "twin/scenario/series_columns.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::size_t kNearest = 3;

// The same answer for a series that is not there and for one that is not for the caller.
absl::Status CheckVisible(const ServiceContext& context, const access::Identity& identity,
                          const std::string& name) {
  std::vector<std::string> visible;
  for (const store::SeriesGroup& group : context.engine.stepper().layout().schema().groups) {
    if (!MaySeeSeries(identity, group.secrecy)) continue;
    if (group.name == name) return absl::OkStatus();
    visible.push_back(group.name);
  }
  return models::errors::UnknownId("series", name,
                                   models::FindNearestNames(name, visible, kNearest));
}

absl::StatusOr<store::Every> ToEvery(pb::SeriesStep step) {
  switch (step) {
    case pb::SERIES_STEP_UNSPECIFIED:
    case pb::SERIES_STEP_QUARTER:
      return store::Every::kQuarter;
    case pb::SERIES_STEP_HOUR:
      return store::Every::kHour;
    case pb::SERIES_STEP_DAY:
      return store::Every::kDay;
    default:
      return models::errors::InvalidField("step", absl::StrCat("is ", step, ", none of its names"));
  }
}

absl::StatusOr<std::vector<SelectedSeries>> SelectNamed(
    const ServiceContext& context, const access::Identity& identity,
    const google::protobuf::RepeatedPtrField<std::string>& names) {
  if (names.empty() || names.size() > limits::kMaxReadSeries) {
    return models::errors::InvalidField(
        "series",
        absl::StrCat("has ", names.size(), " entries, must have 1 to ", limits::kMaxReadSeries));
  }
  std::vector<SelectedSeries> selected;
  for (const std::string& whole : names) {
    const std::string text = whole.substr(0, 2 * limits::kMaxIdBytes);
    TWIN_RETURN_IF_ERROR(CheckVisible(context, identity, text.substr(0, text.find('/'))));
    TWIN_ASSIGN_OR_RETURN(const auto columns,
                          scenario::FindColumns(context.engine.stepper(), text));
    for (const scenario::SeriesColumn& column : columns) {
      auto found = std::find_if(selected.begin(), selected.end(), [&](const SelectedSeries& one) {
        return one.group == column.group;
      });
      if (found == selected.end()) {
        found = selected.insert(selected.end(), SelectedSeries{column.group, {}});
      }
      const auto& ids = found->element_ids;
      if (std::find(ids.begin(), ids.end(), column.element_id) != ids.end()) continue;
      found->element_ids.push_back(column.element_id);
    }
  }
  return selected;
}

}  // namespace

pb::Secrecy SecrecyOfSeries(const std::string& text) { return access::ParseSecrecy(text); }

bool MaySeeSeries(const access::Identity& identity, const std::string& secrecy) {
  return identity.clearance.Sees(SecrecyOfSeries(secrecy));
}

absl::StatusOr<SeriesSelection> SelectSeries(
    const ServiceContext& context, const access::Identity& identity,
    const google::protobuf::RepeatedPtrField<std::string>& names,
    const google::protobuf::Timestamp& from, const google::protobuf::Timestamp& to,
    pb::SeriesStep step, std::int64_t max_values) {
  SeriesSelection selection;
  TWIN_ASSIGN_OR_RETURN(selection.series, SelectNamed(context, identity, names));
  TWIN_ASSIGN_OR_RETURN(selection.from, convert::ToQuarter(from, "from"));
  TWIN_ASSIGN_OR_RETURN(selection.to, convert::ToQuarter(to, "to"));
  TWIN_ASSIGN_OR_RETURN(selection.every, ToEvery(step));
  if (selection.from >= selection.to) {
    return models::errors::InvalidField("to", "must be after from");
  }
  TWIN_RETURN_IF_ERROR(store::CheckWholeRows(selection.from, selection.to, selection.every));
  std::size_t width = 0;
  for (const SelectedSeries& one : selection.series) width += one.element_ids.size();
  const auto values = static_cast<std::int64_t>(width) * (selection.to - selection.from);
  if (values / store::QuartersIn(selection.every) > max_values) {
    return models::errors::InvalidField(
        "series", absl::StrCat("and the period make ", values, " values, at most ", max_values,
                               "; ask for fewer elements, a shorter period or longer steps"));
  }
  return selection;
}

}  // namespace twin::services
