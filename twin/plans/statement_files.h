#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/plans/plan_check.h"

namespace twin::plans {

/// One file of a statement, ready to be written.
struct StatementFile {
  std::string name;  ///< "statement-3205-2301-nb.html"
  std::string bytes;
};

struct StatementFilesOptions {
  bool has_html = true;
  bool has_pdf = true;
  bool has_norwegian = true;
  bool has_english = true;
};

/// Statements on every plan of a check as asked for, and with them the record they are made from
/// ("record.json") and its areas ("areas.geojson"). Names hold digits, letters and hyphens alone,
/// whatever the plan calls itself. Errors: as of MakeStatement and MakePdf.
absl::StatusOr<std::vector<StatementFile>> MakeStatementFiles(const PlanCheck& check,
                                                              const StatementFilesOptions& options);

}  // namespace twin::plans
