#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "twin/alarms/alarm.h"

namespace twin::convert {

/// The element's name is looked up where there is one.
ostlandet::twin::v1::Alarm ToProto(const alarms::Alarm& alarm, const models::AssetNames& names);

/// One record of the log of alarms.
std::string ToStoredAlarms(std::span<const alarms::Alarm> changed);
/// **Errors** DataLoss: no such record.
absl::StatusOr<std::vector<alarms::Alarm>> ParseStoredAlarms(const std::string& record);

}  // namespace twin::convert
