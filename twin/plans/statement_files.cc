#include "twin/plans/statement_files.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/plans/document_pdf.h"
#include "twin/plans/plan_record.h"
#include "twin/plans/statement.h"

namespace twin::plans {
namespace {

constexpr std::size_t kMostNameLetters = 40;

// What a plan is called, as part of a file's name.
std::string SafeName(const std::string& text) {
  std::string name;
  for (const char byte : text) {
    if (name.size() == kMostNameLetters) break;
    name += absl::ascii_isalnum(static_cast<unsigned char>(byte)) ? byte : '-';
  }
  return name;
}

}  // namespace

absl::StatusOr<std::vector<StatementFile>> MakeStatementFiles(
    const PlanCheck& check, const StatementFilesOptions& options) {
  const nlohmann::ordered_json record = MakePlanRecord(check);
  const std::string record_id = CalcPlanRecordId(record);
  std::vector<StatementFile> files;
  for (std::size_t plan = 0; plan < check.plans.size(); ++plan) {
    const models::Plan& of = check.plans[plan].plan;
    for (const bool is_norwegian : {true, false}) {
      if (!(is_norwegian ? options.has_norwegian : options.has_english)) continue;
      TWIN_ASSIGN_OR_RETURN(const Document document,
                            MakeStatement(check, plan, record,
                                          {.is_norwegian = is_norwegian, .record_id = record_id}));
      const std::string name = absl::StrCat("statement-", SafeName(of.municipality_id), "-",
                                            SafeName(of.id), is_norwegian ? "-nb" : "-en");
      if (options.has_html) files.push_back({name + ".html", MakeHtml(document)});
      if (options.has_pdf) {
        TWIN_ASSIGN_OR_RETURN(std::string pdf, MakePdf(document));
        files.push_back({name + ".pdf", std::move(pdf)});
      }
    }
  }
  files.push_back({"record.json", MakePlanJson(check)});
  files.push_back({"areas.geojson", MakePlanGeojson(check, record)});
  return files;
}

}  // namespace twin::plans
