#include "solvers/heat/given_consumer.h"

#include <algorithm>
#include <cmath>

#include "models/base/field_checks.h"

namespace solvers::heat {

double CalcGivenFlowKgS(const GivenConsumerParams& consumer, double asked_w, double arriving_degc,
                        double heat_capacity_j_per_kg_k) {
  if (!(asked_w > 0.0)) return 0.0;
  const double most_w =
      heat_capacity_j_per_kg_k * consumer.flow_max_kg_s * (arriving_degc - consumer.return_degc);
  if (!(most_w > asked_w)) return consumer.flow_max_kg_s;
  return asked_w / (heat_capacity_j_per_kg_k * (arriving_degc - consumer.return_degc));
}

double CalcGivenHeatW(const GivenConsumerParams& consumer, double asked_w, double supply_degc,
                      double flow_w_per_k) {
  return std::clamp(flow_w_per_k * (supply_degc - consumer.return_degc), 0.0,
                    std::max(asked_w, 0.0));
}

absl::Status Validate(const GivenConsumerParams& consumer) {
  models::FieldChecks checks;
  if (!std::isfinite(consumer.return_degc)) checks.Report("return_degc", "is no number");
  checks.NotNegative("flow_max_kg_s", consumer.flow_max_kg_s);
  return checks.ToStatus();
}

}  // namespace solvers::heat
