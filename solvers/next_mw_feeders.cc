#include "solvers/next_mw_feeders.h"

#include <array>
#include <map>

#include "absl/strings/str_cat.h"

namespace solvers {
namespace {

constexpr std::array kKinds{models::GeneratorKind::kReservoir, models::GeneratorKind::kCascade};

bool HasPlants(const models::ElectricityGrid& grid, const RegionalBalanceParams& params,
               PriceAreaIndex area, models::GeneratorKind kind) {
  for (const RegulatedPlant& plant : params.hydro.plants) {
    const bool is_here = params.area_of_generator[plant.generator] == area;
    if (is_here && grid.generators[plant.generator].kind == kind) return true;
  }
  return false;
}

}  // namespace

NextMwFeeders CalcNextMwFeeders(const models::ElectricityGrid& grid,
                                const RegionalBalanceParams& params,
                                const RegionalBalanceResult& result) {
  NextMwFeeders feeders;
  double plants_share = 0.0;
  for (std::size_t row = 0; row < params.price_areas.size(); ++row) {
    for (const models::GeneratorKind kind : kKinds) {
      NextMwFeeders::Plants plants{.area = PriceAreaIndex(row), .kind = kind};
      if (!HasPlants(grid, params, plants.area, kind)) continue;
      for (const RegulatedPlant& plant : params.hydro.plants) {
        if (params.area_of_generator[plant.generator] != plants.area) continue;
        if (grid.generators[plant.generator].kind != kind) continue;
        plants.share += result.follow_share[plant.generator];
      }
      plants_share += plants.share;
      feeders.plants.push_back(plants);
    }
  }
  models::Table<models::ExchangeAreaIndex, double> now_mw(grid.exchange_areas.size(), 0.0);
  feeders.area_share = now_mw;
  const BeyondLimits now = CalcAreaImports(grid.exchange_areas, result.net_import_mw, now_mw);
  const BeyondLimits then = CalcAreaImports(
      grid.exchange_areas, result.net_import_mw + 1.0 - plants_share, feeders.area_share);
  for (std::size_t row = 0; row < now_mw.size(); ++row) {
    const models::ExchangeAreaIndex area(row);
    feeders.area_share[area] -= now_mw[area];
  }
  feeders.unserved_share = then.unserved_mw - now.unserved_mw;
  feeders.surplus_share = now.surplus_mw - then.surplus_mw;
  return feeders;
}

std::vector<std::string> ListNextMwFeeders(const models::ElectricityGrid& grid,
                                           const RegionalBalanceParams& params) {
  std::vector<std::string> ids;
  for (std::size_t row = 0; row < params.price_areas.size(); ++row) {
    for (const models::GeneratorKind kind : kKinds) {
      if (!HasPlants(grid, params, PriceAreaIndex(row), kind)) continue;
      ids.push_back(absl::StrCat(params.price_areas[PriceAreaIndex(row)].id,
                                 kind == kKinds[0] ? "/reservoir" : "/cascade"));
    }
  }
  for (const models::ExchangeAreaParams& area : grid.exchange_areas) {
    ids.push_back(absl::StrCat("area/", area.id));
  }
  ids.insert(ids.end(), {"unserved", "surplus"});
  return ids;
}

void FillNextMwShares(const NextMwFeeders& feeders, std::vector<float>& share) {
  share.clear();
  for (const NextMwFeeders::Plants& plants : feeders.plants) {
    share.push_back(static_cast<float>(plants.share));
  }
  for (const double one : feeders.area_share) share.push_back(static_cast<float>(one));
  share.push_back(static_cast<float>(feeders.unserved_share));
  share.push_back(static_cast<float>(feeders.surplus_share));
}

std::vector<std::pair<std::string, double>> ListParticipants(const models::ElectricityGrid& grid) {
  std::map<std::string, double> share;
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    if (boundary.slack_participation_share <= 0.0) continue;
    const bool has_area = grid.exchange_areas.contains(boundary.area);
    share[absl::StrCat("area/", has_area ? grid.exchange_areas[boundary.area].id : boundary.id)] +=
        boundary.slack_participation_share;
  }
  return {share.begin(), share.end()};
}

}  // namespace solvers
