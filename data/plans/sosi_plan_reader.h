#pragma once

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/plans/plan_feature.h"

namespace data {

/// Reads a plan from a SOSI file (dot format, versions 4.0 to 5.0). Points are north first; their
/// metres are  ORIGO-NØ + number · ENHET  of the head's TRANSPAR, their system its KOORDSYS. The
/// outline of a .FLATE is put together from the .KURVE (.LINJE, .BUEP) that its ..REF names, in
/// that order; ":-7" runs curve 7 backwards, each pair of parentheses is a hole. Curves must meet
/// within one unit, nothing is turned or closed by guess, and all points lie in the head's OMRÅDE.
/// Property names become those of NPAD (RPAREALFORMÅL: arealformal). Diagnostics carry the line.
PlanFile ParseSosiPlan(absl::string_view bytes, const std::string& shown_name,
                       Diagnostics& diagnostics);

}  // namespace data
