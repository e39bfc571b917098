#include "twin/access/heat_secrecy.h"

#include <vector>

#include "models/base/errors.h"
#include "twin/access/policy.h"

namespace twin::access {

namespace pb = ostlandet::twin::v1;

absl::Status CheckMayAsk(const Identity& identity, const pb::SolveHeatWhatIfRequest& request) {
  const Clearance clearance = identity.clearance;
  std::vector<models::errors::FieldViolation> violations;
  if (!clearance.Sees(pb::SECRECY_K1_PARTY) && request.closed_trench_ids_size() > 0)
    violations.push_back(
        {"closed_trench_ids", "may be set only by readers of what single customers take"});
  if (!clearance.SeesPowerSensitive() && request.producers_out_size() > 0)
    violations.push_back(
        {"producers_out", "may be set only by readers of what single plants give"});
  return violations.empty() ? absl::OkStatus() : models::errors::InvalidFields(violations);
}

}  // namespace twin::access
