#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/electricity/connection_voltage.h"

namespace data {

/// At which voltage a connection is made. Nothing of the grid follows from it.
inline constexpr char kConnectionVoltagesFile[] = "connection_voltages.csv";

/// Columns from_mw, to_mw, from_kv, to_kv, source, confidence. Empty without the file.
models::ConnectionVoltages LoadConnectionVoltages(const std::string& directory,
                                                  Diagnostics& diagnostics);

}  // namespace data
