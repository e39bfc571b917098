#pragma once

#include "data/epanet_links.h"

namespace data {

/// Sets links as the sections STATUS and CONTROLS have them at time 0. A control acts then when
///   IF NODE x BELOW y     x is a tank and its initial level is y or lower
///   IF NODE x ABOVE y     x is a tank and its initial level is y or higher
///   AT TIME 0, AT CLOCKTIME t     t is the time of day at time 0
/// A reservoir fulfils both of the first two, as in EPANET, which compares volumes. Where several
/// act on a link the last one holds. Later ones, those on the pressure of a junction and all RULES
/// are noted as not followed.
/// **Source** EPANET 2.2 User Manual, "Controls"; controls() of its hydraulics.
void ApplyEpanetControls(const EpanetDocument& document, const EpanetOptions& options,
                         const EpanetNodes& nodes, EpanetLinks& links, Diagnostics& notes);

}  // namespace data
