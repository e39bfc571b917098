#include "twin/plans/statement.h"

#include "twin/access/digest.h"
#include "twin/plans/statement_writer.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kRecordIdDigits = 32;

}  // namespace

absl::StatusOr<Document> MakeStatement(const PlanCheck& check, std::size_t plan, const Json& record,
                                       const StatementOptions& options) {
  if (plan >= check.plans.size()) return absl::InvalidArgumentError("there is no such plan");
  return StatementWriter(check, plan, record, options).Write();
}

std::string CalcPlanRecordId(const Json& record) {
  return access::CalcSha256Hex(record.dump(-1, ' ', false, Json::error_handler_t::replace))
      .substr(0, kRecordIdDigits);
}

}  // namespace twin::plans
