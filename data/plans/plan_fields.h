#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "models/plan/plan.h"

namespace data {

/// What a planner says beside the standard formats, as properties of a feature or columns of a
/// table:
///   dwellings · storeys · bra_m2 · uses ("office:0.6;shop:0.4") · profile · power_mw ·
///   first_year · build_years · standard
/// `field` of them is set on an area; text that is empty changes nothing. Returns what is wrong;
/// empty when nothing is. `is_known` says whether there is such a field.
std::string SetAreaField(models::PlanAreaParams& area, absl::string_view field,
                         const std::string& text, bool& is_known);

/// Sets number `code` from text that is a whole number; false when it is none.
bool ParseCode(const std::string& text, int& code);

}  // namespace data
