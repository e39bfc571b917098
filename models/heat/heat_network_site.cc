#include "models/heat/heat_network_site.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_format.h"
#include "models/base/errors.h"

namespace models {

HeatNetworkMoment CalcHeatNetworkMoment(const HeatNetworkSite& site, const HeatSystemParams& system,
                                        double system_delivered_mw, double system_supply_degc) {
  const double system_span_k = system.supply_cold_degc - system.supply_warm_degc;
  const double cold_share =
      system_span_k > 0.0 ? (system_supply_degc - system.supply_warm_degc) / system_span_k : 1.0;
  return {.demand_share = system_delivered_mw / site.system_design_mw,
          .supply_degc =
              site.supply_warm_degc + (site.spec.supply_degc - site.supply_warm_degc) * cold_share};
}

HeatNetworkMoment CalcColdestMoment(const HeatNetworkSite& site) {
  return {.demand_share = 1.0, .supply_degc = site.spec.supply_degc};
}

absl::Status Validate(const HeatNetworkSite& site) {
  std::vector<errors::FieldViolation> wrong;
  if (site.id.empty()) wrong.push_back({"id", "is empty"});
  if (!site.system.valid()) wrong.push_back({"system", "is no heat system"});
  if (!(site.system_design_mw > 0.0) || !std::isfinite(site.system_design_mw))
    wrong.push_back(
        {"system_design_mw", absl::StrFormat("must be positive, is %g", site.system_design_mw)});
  if (!(site.supply_warm_degc <= site.spec.supply_degc) ||
      !(site.supply_warm_degc > site.spec.return_degc))
    wrong.push_back(
        {"supply_warm_degc",
         absl::StrFormat("must lie above the return's %g and not "
                         "above the coldest day's %g, is %g",
                         site.spec.return_degc, site.spec.supply_degc, site.supply_warm_degc)});
  return wrong.empty() ? absl::OkStatus() : errors::InvalidFields(wrong);
}

}  // namespace models
