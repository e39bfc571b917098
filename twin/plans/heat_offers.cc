#include "twin/plans/heat_offers.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "solvers/plan/network_connection.h"
#include "solvers/plan/network_mix.h"

namespace twin::plans {
namespace {

constexpr double kMPerKm = 1000.0;
// Pipes of networks whose first plant is farther off than this are not generated.
constexpr double kFarthestSiteM = 30e3;
constexpr double kLeastSourceMw = 0.05;

// A system and what is known of its pipes.
struct Candidate {
  models::HeatSystemIndex system;
  double straight_m = std::numeric_limits<double>::infinity();
  std::optional<models::HeatNetworkIndex> site;
  std::optional<models::GeneratedHeatNetwork> made;
  models::StreetPlace place;  ///< of the plan, from the site's first plant
};

absl::Status ConsiderSite(const Surroundings& around, models::HeatNetworkIndex index,
                          const models::PlanPoint& centre, Candidate& best) {
  const models::HeatNetworkSite& site = around.region.heat_networks[index];
  const models::PlanPoint origin = data::ToPlanPoint(site.lon_deg, site.lat_deg);
  const models::StreetPlace place{.east_m = centre.east_m - origin.east_m,
                                  .north_m = centre.north_m - origin.north_m};
  if (CalcDistanceM(centre, site.lon_deg, site.lat_deg) > kFarthestSiteM) return absl::OkStatus();
  TWIN_ASSIGN_OR_RETURN(models::GeneratedHeatNetwork made, models::GenerateHeatNetwork(site.spec));
  const solvers::NearestTrench nearest = solvers::FindNearestTrench(made, place);
  if (nearest.distance_m >= best.straight_m) return absl::OkStatus();
  best = {.system = site.system,
          .straight_m = nearest.distance_m,
          .site = index,
          .made = std::move(made),
          .place = place};
  return absl::OkStatus();
}

absl::StatusOr<Candidate> FindNearest(const Surroundings& around, const models::PlanPoint& centre) {
  const models::Region& region = around.region;
  Candidate best;
  std::vector<char> has_site(region.heat_systems.size(), 0);
  for (std::size_t i = 0; i < region.heat_networks.size(); ++i) {
    const models::HeatNetworkIndex index(i);
    has_site[region.heat_networks[index].system.value()] = 1;
    TWIN_RETURN_IF_ERROR(ConsiderSite(around, index, centre, best));
  }
  for (std::size_t i = 0; i < region.heat_systems.size(); ++i) {
    if (has_site[i]) continue;
    const models::HeatSystemParams& system = region.heat_systems[models::HeatSystemIndex(i)];
    const double straight_m = CalcDistanceM(centre, system.lon_deg, system.lat_deg);
    if (straight_m < best.straight_m) {
      best = {.system = models::HeatSystemIndex(i), .straight_m = straight_m};
    }
  }
  return best;
}

// Pipes and plants, when both can be reckoned.
absl::Status JudgeRoom(const Surroundings& around, const NetworkNeed& need,
                       const Candidate& candidate, double plants_left_mw,
                       solvers::NetworkOffer& offer) {
  TWIN_ASSIGN_OR_RETURN(const solvers::NetworkConnection connection,
                        solvers::SolveNetworkConnection(
                            *candidate.made, {.place = candidate.place,
                                              .detour_ratio = around.heat.rules.detour_ratio,
                                              .wanted_mw = need.heat_mw}));
  offer.extension_m = connection.extension_m;
  if (!connection.is_solved) {
    offer.reason_class = "DATA_MISSING";
    offer.why = "the hydraulics of the network have no solution on its design day";
    return absl::OkStatus();
  }
  offer.available_mw = std::min(connection.available_mw, plants_left_mw);
  if (connection.is_confirmed && plants_left_mw >= need.heat_mw) {
    offer.reach = solvers::HeatReach::kConfirmed;
    offer.why =
        "pipes are invented after the network's published size: confirmed in the model, "
        "not by the company";
    return absl::OkStatus();
  }
  offer.reach = solvers::HeatReach::kTooLittle;
  const bool is_pipes = connection.available_mw < plants_left_mw;
  offer.reason_class = is_pipes ? "HEAT_NETWORK" : "HEAT_CENTRAL";
  offer.why = is_pipes ? "pressure or pipes at the nearest point allow less on the design day"
                       : "the plants have less left on the coldest day";
  return absl::OkStatus();
}

}  // namespace

double CalcWinterLeftMw(const models::SurplusSourceParams& source) {
  return source.heat_mw * (1.0 - source.taken_share) * source.winter_share;
}

std::optional<SurplusNear> FindSurplusNear(const Surroundings& around,
                                           const models::PlanPoint& centre, double own_mw) {
  const models::HeatRuleParams& rules = around.heat.rules;
  models::HeatPumpTemperatures temperatures = kLiftToBuildings;
  if (own_mw > 0.0) {
    temperatures.source_in_degc = rules.data_centre_source_degc;
    temperatures.source_out_degc = rules.data_centre_source_degc - 10.0;
    return SurplusNear{{.source_id = "plan",
                        .name = "the plan's own data centre",
                        .trench_m = 0.0,
                        .source_mw = rules.data_centre_heat_ratio * own_mw},
                       temperatures};
  }
  const models::SurplusSourceParams* best = nullptr;
  double best_m = rules.surplus_farthest_km * kMPerKm;
  for (const models::SurplusSourceParams& source : around.region.surplus_sources) {
    const double left_mw = CalcWinterLeftMw(source);
    const double trench_m =
        rules.detour_ratio * CalcDistanceM(centre, source.lon_deg, source.lat_deg);
    if (left_mw < kLeastSourceMw || trench_m > rules.surplus_farthest_km * kMPerKm) continue;
    const bool is_better_kind = best == nullptr || (source.is_operating && !best->is_operating);
    const bool is_same_kind = best != nullptr && source.is_operating == best->is_operating;
    if (is_better_kind || (is_same_kind && trench_m < best_m)) {
      best = &source;
      best_m = trench_m;
    }
  }
  if (best == nullptr) return std::nullopt;
  temperatures.source_in_degc = best->winter_degc;
  temperatures.source_out_degc = best->cooled_to_degc;
  return SurplusNear{{.source_id = best->id,
                      .name = best->name,
                      .trench_m = best_m,
                      .source_mw = CalcWinterLeftMw(*best),
                      .is_operating = best->is_operating},
                     temperatures};
}

absl::StatusOr<std::optional<solvers::NetworkOffer>> FindNetworkOffer(const Surroundings& around,
                                                                      const NetworkNeed& need) {
  if (around.region.heat_systems.empty() || !(need.heat_mw > 0.0)) return std::nullopt;
  TWIN_ASSIGN_OR_RETURN(const Candidate candidate, FindNearest(around, need.centre));
  const models::HeatSystemParams& system = around.region.heat_systems[candidate.system];
  const models::HeatRuleParams& rules = around.heat.rules;
  solvers::NetworkOffer offer{.system_id = system.id,
                              .name = system.name,
                              .extension_m = rules.detour_ratio * candidate.straight_m,
                              .reason_class = "DATA_MISSING"};
  TWIN_ASSIGN_OR_RETURN(const NetworkYears::Result year,
                        around.NetworkYearOf(candidate.system, need.weather_year));
  const solvers::HeatNetworkMix mix =
      solvers::CalcHeatNetworkMix(system, *year, need.quarter_of_day, need.heat_mw);
  offer.peak_mw = mix.cold_delivered_mw;
  offer.draw_ratio = mix.cold_draw_ratio * (1.0 + mix.loss_ratio);
  for (const models::EmissionMethodParams& method : around.heat.methods) {
    offer.emission_kg_per_mwh.push_back(solvers::CalcDeliveredEmissionKgPerMwh(mix, method));
  }
  if (offer.extension_m > rules.farthest_extension_km * kMPerKm) {
    offer.why = absl::StrFormat("the nearest network, %s, is %.1f km away along streets",
                                system.name, offer.extension_m / kMPerKm);
    return offer;
  }
  if (!candidate.made) {
    offer.why =
        "its pipes are not in the data: the distance is to its centre, and the company "
        "must be asked";
    return offer;
  }
  offer.reason_class.clear();
  TWIN_RETURN_IF_ERROR(JudgeRoom(around, need, candidate, mix.cold_left_mw, offer));
  return offer;
}

}  // namespace twin::plans
