#pragma once

#include "models/electricity/grid.h"
#include "models/electricity/hvdc_link.h"
#include "models/electricity/switch.h"
#include "models/electricity/three_winding.h"

namespace models {

/// A grid down to its switches. The buses of `grid` are connectivity nodes, the ends of equipment;
/// which of them form one bus follows from the switches. Branches without impedance are allowed and
/// join their nodes as a closed switch does.
struct NodeGrid {
  ElectricityGrid grid;
  Table<SwitchIndex, SwitchParams> switches;
  Table<ThreeWindingIndex, ThreeWindingParams> three_windings;
  Table<HvdcLinkIndex, HvdcLinkParams> hvdc_links;
};

}  // namespace models
