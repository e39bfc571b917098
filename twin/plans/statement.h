#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "twin/plans/document.h"
#include "twin/plans/plan_check.h"

namespace twin::plans {

/// Who asked, and how the statement is worded.
struct StatementOptions {
  bool is_norwegian = true;
  std::string record_id;  ///< of the record the figures come from
};

/// A draft hearing statement on one plan of a check, with proposed provisions. Every figure in it
/// is read from `record`, which is the JSON of the check (MakePlanRecord), by a JSON pointer that
/// stands beside it: nothing is reckoned here. What is not known is said, with the reason.
/// Errors: Internal when the record lacks a figure.
absl::StatusOr<Document> MakeStatement(const PlanCheck& check, std::size_t plan,
                                       const nlohmann::ordered_json& record,
                                       const StatementOptions& options);

/// The record's id: the first 32 hexadecimal digits of its SHA-256. Equal records have equal ids.
std::string CalcPlanRecordId(const nlohmann::ordered_json& record);

/// The plan's areas as GeoJSON (RFC 7946: WGS 84 degrees, 1e-7) with floor, power, purpose and what
/// is not known; the plan's figures of its last year beside them.
std::string MakePlanGeojson(const PlanCheck& check, const nlohmann::ordered_json& record);

}  // namespace twin::plans
