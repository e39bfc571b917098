#pragma once

#include <string>

#include "models/base/ids.h"

namespace models {

enum class SwitchKind { kBreaker, kDisconnector, kLoadBreakSwitch };

/// A connection without impedance between two nodes of one station.
struct SwitchParams {
  std::string id;
  std::string name;
  SwitchKind kind = SwitchKind::kBreaker;
  BusIndex from;
  BusIndex to;
  bool is_closed = true;  ///< as built; switching is a state
};

}  // namespace models
