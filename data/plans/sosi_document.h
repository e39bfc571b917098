#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/plans/plan_limits.h"

namespace data {

/// One line of a SOSI object below its first: "..RPAREALFORMÅL 1113". Quotes are taken off.
struct SosiElement {
  int level = 2;  ///< dots before the name
  std::string name;
  std::vector<std::string> values;
  int line = 0;
};

/// A point as it stands: north first, whole units or decimals.
struct SosiPoint {
  double north_in_unit = 0.0;
  double east_in_unit = 0.0;
};

/// One object: ".FLATE 12:" and what belongs to it.
struct SosiObject {
  std::string kind;    ///< "HODE", "FLATE", "KURVE" …
  std::string serial;  ///< without the colon; may be empty
  int line = 0;
  std::vector<SosiElement> elements;
  std::vector<SosiPoint> points;  ///< of all its ..NØ and ..NØH
};

/// Cuts SOSI text (UTF-8) into its objects:
///   a line that begins with dots is an element, its level their number; one that does not goes on
///   the line before; '!' begins a comment outside of quotes; numbers below ..NØ are points, and
///   what follows them after dots (...KP) is left out; .SLUTT ends the file.
/// What is wrong goes to the diagnostics with its line: text before the first object, a file
/// without .SLUTT (cut short), a coordinate that is no number, an odd number of them.
std::vector<SosiObject> ParseSosiDocument(absl::string_view text, const std::string& shown_name,
                                          Diagnostics& diagnostics,
                                          const PlanLimits& limits = kPlanLimits);

/// The first element of a name, or nullptr.
const SosiElement* FindElement(const SosiObject& object, absl::string_view name);

/// Its first value; empty without one.
std::string ElementText(const SosiObject& object, absl::string_view name);

}  // namespace data
