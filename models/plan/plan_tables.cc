#include "models/plan/plan_tables.h"

#include <algorithm>

namespace models {
namespace {

template <class Row>
const Row* FindCode(const std::vector<Row>& rows, int code) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [code](const Row& row) { return row.code == code; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

const PlanTypeParams* FindPlanType(const PlanTables& tables, int code) {
  return FindCode(tables.types, code);
}

const PlanStatusParams* FindPlanStatus(const PlanTables& tables, int code) {
  return FindCode(tables.statuses, code);
}

const UtilisationParams* FindUtilisation(const PlanTables& tables, int code) {
  return FindCode(tables.utilisations, code);
}

const GivenPowerParams* FindGivenPower(const PlanTables& tables, const std::string& profile) {
  const auto found = std::find_if(tables.given.begin(), tables.given.end(),
                                  [&](const auto& row) { return row.profile == profile; });
  return found == tables.given.end() ? nullptr : &*found;
}

}  // namespace models
