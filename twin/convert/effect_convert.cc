#include "twin/convert/effect_convert.h"

#include "twin/convert/capacity_convert.h"
#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::NeighbourEffect ToProto(const capacity::NeighbourEffect& neighbour,
                            const capacity::CapacityEngine& engine) {
  const models::Region& region = engine.region();
  pb::NeighbourEffect told;
  *told.mutable_bus() = ToComponent(region.grid.buses[neighbour.screen.bus]);
  for (const models::LargeLoadIndex load : neighbour.waiting) {
    told.add_waiting_load_ids(region.large_loads[load].id);
  }
  told.set_screened_before_mw(neighbour.screen.before_mw);
  told.set_screened_after_mw(neighbour.screen.after_mw);
  told.set_is_verified(neighbour.is_verified);
  told.set_failure(neighbour.failure);
  if (!neighbour.is_verified) return told;
  told.set_before_mw(neighbour.before.firm_mw);
  told.set_after_mw(neighbour.after.firm_mw);
  told.set_loss_mw(neighbour.before.firm_mw - neighbour.after.firm_mw);
  if (neighbour.after.binding.kind != solvers::LimitKind::kNone) {
    *told.mutable_binding() = ToLimit(neighbour.after.binding, engine);
  }
  return told;
}

}  // namespace

pb::EffectReport ToProto(const capacity::EffectReport& report,
                         const capacity::CapacityEngine& engine) {
  pb::EffectReport told;
  for (const capacity::NeighbourEffect& neighbour : report.neighbours) {
    *told.add_neighbours() = ToProto(neighbour, engine);
  }
  for (const solvers::VoltageChange& change : report.applicant.voltages) {
    pb::VoltageEffect& voltage = *told.add_voltages();
    *voltage.mutable_bus() = ToComponent(engine.region().grid.buses[change.bus]);
    *voltage.mutable_time() = ToTimestamp(engine.first_quarter() + change.quarter);
    voltage.set_before_pu(change.before_pu);
    voltage.set_after_pu(change.after_pu);
  }
  told.set_losses_mwh(report.losses_mwh);
  if (report.applicant.mean_mw > 0.0) {
    told.set_losses_ratio(report.applicant.losses_mw / report.applicant.mean_mw);
  }
  told.set_quarter_count(static_cast<std::int64_t>(report.applicant.solved_count));
  told.set_milliseconds(report.milliseconds);
  return told;
}

}  // namespace twin::convert
