#include "twin/capacity/mv_networks.h"

#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/great_circle.h"
#include "models/base/status_macros.h"
#include "models/distribution/mv_generator.h"

namespace twin::capacity {
namespace {

using models::MvFeederIndex;
using models::MvNodeIndex;
using models::MvSupplyIndex;

constexpr double kFarthestKm = 100.0;
constexpr double kSameKv = 0.5;

// The number after one letter, as in "F12"; 0 for anything else.
int NumberAfter(char letter, absl::string_view text) {
  int number = 0;
  if (text.size() < 2 || text[0] != letter || !absl::ascii_isdigit(text[1])) return 0;
  return absl::SimpleAtoi(text.substr(1), &number) ? number : 0;
}

}  // namespace

MvName SplitMvName(const std::string& at) {
  const std::size_t node_at = at.rfind('/');
  if (node_at == std::string::npos || node_at == 0) return {at, ""};
  const std::size_t feeder_at = at.rfind('/', node_at - 1);
  if (feeder_at == std::string::npos) return {at, ""};
  const std::string label = at.substr(feeder_at + 1);
  const bool is_node =
      NumberAfter('F', absl::string_view(at).substr(feeder_at + 1, node_at - feeder_at - 1)) > 0 &&
      NumberAfter('N', absl::string_view(at).substr(node_at + 1)) > 0;
  return is_node ? MvName{at.substr(0, feeder_at), label} : MvName{at, ""};
}

absl::StatusOr<MvNetworks> MvNetworks::Make(const models::Region& region) {
  MvNetworks networks;
  if (!region.mv_rules.has_value()) return networks;
  TWIN_ASSIGN_OR_RETURN(
      models::MvGenerated made,
      models::GenerateMvGrid(*region.mv_rules, ListMvSupplyPoints(region, *region.mv_rules)));
  networks.grid_ = std::move(made.grid);
  networks.beyond_limits_ = std::move(made.beyond_limits);
  return networks;
}

absl::StatusOr<MvNodeIndex> MvNetworks::Find(models::BusIndex bus, absl::string_view label) const {
  const std::size_t slash = label.find('/');
  const int feeder_number = NumberAfter('F', label.substr(0, slash));
  const int node_number =
      slash == absl::string_view::npos ? 0 : NumberAfter('N', label.substr(slash + 1));
  for (const models::MvSupply& supply : grid_.supplies) {
    if (supply.bus != bus) continue;
    if (feeder_number < 1 || static_cast<std::size_t>(feeder_number) > supply.feeder_count) {
      return absl::NotFoundError(absl::StrCat("there is no feeder ", label,
                                              "; the busbar has F1 to F", supply.feeder_count));
    }
    const std::size_t row = supply.first.value() + static_cast<std::size_t>(feeder_number) - 1;
    const models::MvFeeder& feeder = grid_.feeders[MvFeederIndex(row)];
    if (node_number < 1 || static_cast<std::size_t>(node_number) > feeder.node_count) {
      return absl::NotFoundError(
          absl::StrCat("there is no node ", label, "; the feeder has N1 to N", feeder.node_count));
    }
    return MvNodeIndex(feeder.first.value() + static_cast<std::size_t>(node_number) - 1);
  }
  return absl::NotFoundError(
      absl::StrCat("no feeders hang on this busbar, so there is no ", label));
}

absl::StatusOr<MvPoint> MvNetworks::FindNearest(double lat_deg, double lon_deg,
                                                double nominal_kv) const {
  MvPoint nearest;
  double least_km = std::numeric_limits<double>::infinity();
  for (const models::MvFeeder& feeder : grid_.feeders) {
    const models::MvSupply& supply = grid_.supplies[feeder.supply];
    if (std::abs(supply.nominal_kv - nominal_kv) > kSameKv) continue;
    for (std::size_t i = 0; i < feeder.node_count; ++i) {
      const MvNodeIndex node(feeder.first.value() + i);
      const double km = models::CalcGreatCircleKm(lat_deg, lon_deg, grid_.nodes[node].lat_deg,
                                                  grid_.nodes[node].lon_deg);
      if (km >= least_km) continue;
      least_km = km;
      nearest = {supply.bus, node};
    }
  }
  if (least_km <= kFarthestKm) return nearest;
  return absl::NotFoundError(
      nearest.node.valid()
          ? absl::StrFormat("no node at %g kV lies within %.0f km; the nearest is %.0f km away",
                            nominal_kv, kFarthestKm, least_km)
          : absl::StrFormat("the region has no nodes at %g kV", nominal_kv));
}

MvSupplyIndex MvNetworks::SupplyOf(MvNodeIndex node) const {
  return grid_.feeders[models::FeederOf(grid_, node)].supply;
}

MvNetworks::DemandRatios MvNetworks::CalcRatios(const models::ElectricityGrid& grid,
                                                const solvers::DemandExtremes& extremes) const {
  models::Table<models::BusIndex, double> highest_mw(grid.buses.size(), 0.0);
  models::Table<models::BusIndex, double> lowest_mw(grid.buses.size(), 0.0);
  for (std::size_t i = 0; i < grid.loads.size(); ++i) {
    const models::LoadIndex index(i);
    const models::LoadParams& load = grid.loads[index];
    if (load.kind != models::LoadKind::kGeneral) continue;
    highest_mw[load.bus] += extremes.highest_mw[index];
    lowest_mw[load.bus] += extremes.lowest_mw[index];
  }
  DemandRatios ratios{models::Table<MvSupplyIndex, double>(grid_.supplies.size()),
                      models::Table<MvSupplyIndex, double>(grid_.supplies.size())};
  for (std::size_t s = 0; s < grid_.supplies.size(); ++s) {
    const models::MvSupply& supply = grid_.supplies[MvSupplyIndex(s)];
    ratios.highest_ratio[MvSupplyIndex(s)] = highest_mw[supply.bus] / supply.cold_mw;
    ratios.lowest_ratio[MvSupplyIndex(s)] = lowest_mw[supply.bus] / supply.cold_mw;
  }
  return ratios;
}

}  // namespace twin::capacity
