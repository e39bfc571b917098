#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "twin/plans/document.h"

namespace twin::plans {

/// The document as a PDF of A4 pages, by Cairo (LGPL/MPL): it draws what it is given and fetches
/// nothing. Fonts are set in (DejaVu Sans where it is installed); the file names no author, no
/// machine and no time. Errors: Internal with Cairo's reason.
absl::StatusOr<std::string> MakePdf(const Document& document);

}  // namespace twin::plans
