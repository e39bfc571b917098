#pragma once

#include <optional>

#include "google/protobuf/message.h"
#include "models/asset_names.h"
#include "models/region.h"
#include "twin/call_runner.h"

namespace twin::services {

/// The municipality of the place that a request or reply is about: of the busbar that a connection
/// question or its record means, or of the heat system or network that it names. Nothing when it
/// names none, or one that is not there: the call's own handler tells that.
std::optional<CallPlace> FindCallPlace(const models::Region& region,
                                       const models::AssetNames& names,
                                       const google::protobuf::Message& message);

}  // namespace twin::services
