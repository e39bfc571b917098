#include "twin/convert/security_convert.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::OutageKind ToProto(solvers::ContingencyKind kind) {
  switch (kind) {
    case solvers::ContingencyKind::kTransformer:
      return pb::OUTAGE_KIND_TRANSFORMER;
    case solvers::ContingencyKind::kGenerator:
      return pb::OUTAGE_KIND_GENERATOR;
    default:
      return pb::OUTAGE_KIND_LINE;
  }
}

// No solution first, then by overload, then by voltage.
std::vector<const security::Outage*> RankInsecure(const security::Security& security) {
  std::vector<const security::Outage*> ranked;
  for (const security::Outage& outage : security.outages) {
    if (IsInsecure(outage)) ranked.push_back(&outage);
  }
  const auto key = [](const security::Outage* outage) {
    return std::make_tuple(outage->has_solution,
                           outage->is_overloading ? -outage->worst_share : 0.0, -outage->beyond_pu);
  };
  std::stable_sort(ranked.begin(), ranked.end(),
                   [&](const auto* a, const auto* b) { return key(a) < key(b); });
  return ranked;
}

pb::InsecureOutage ToProto(const models::ElectricityGrid& grid, const security::Outage& outage) {
  pb::InsecureOutage sent;
  sent.set_element_id(outage.id);
  sent.set_element_name(outage.name);
  sent.set_kind(ToProto(outage.kind));
  sent.set_has_solution(outage.has_solution);
  if (outage.is_overloading) {
    sent.set_overloaded_id(grid.branches[outage.worst_branch].id);
    sent.set_overloaded_name(grid.branches[outage.worst_branch].name);
    sent.set_loading_share(outage.worst_share);
  }
  if (outage.worst_bus.valid()) {
    sent.set_bus_id(grid.buses[outage.worst_bus].id);
    sent.set_bus_name(grid.buses[outage.worst_bus].name);
    sent.set_beyond_pu(outage.beyond_pu);
  }
  sent.set_lost_load_mw(outage.lost_load_mw);
  return sent;
}

}  // namespace

pb::GetSecurityResponse ToProto(const models::ElectricityGrid& grid,
                                const security::Security& security, std::size_t most_insecure,
                                std::size_t most_margins) {
  pb::GetSecurityResponse sent;
  *sent.mutable_time() = ToTimestamp(security.quarter);
  sent.set_outage_count(static_cast<int>(security.outages.size()));
  const auto insecure = RankInsecure(security);
  sent.set_insecure_count(static_cast<int>(insecure.size()));
  for (std::size_t i = 0; i < std::min(most_insecure, insecure.size()); ++i) {
    *sent.add_insecure() = ToProto(grid, *insecure[i]);
  }
  std::vector<std::size_t> rows;
  for (std::size_t k = 0; k < security.margins.size(); ++k) {
    if (security.margins[k].loading_share > 0.0) rows.push_back(k);
  }
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    return security.margins[a].loading_share > security.margins[b].loading_share;
  });
  for (std::size_t i = 0; i < std::min(most_margins, rows.size()); ++i) {
    const security::BranchMargin& margin = security.margins[rows[i]];
    pb::BranchMargin& each = *sent.add_margins();
    const models::BranchParams& branch = grid.branches[models::BranchIndex(rows[i])];
    each.set_branch_id(branch.id);
    each.set_branch_name(branch.name);
    each.set_loading_share(margin.loading_share);
    each.set_outage_name(security.outages[margin.outage].name);
  }
  sent.set_milliseconds(security.milliseconds);
  return sent;
}

}  // namespace twin::convert
