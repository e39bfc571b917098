#include "solvers/next_mw_feeders.h"

#include <array>

namespace solvers {

NextMwFeeders CalcNextMwFeeders(const models::ElectricityGrid& grid,
                                const RegionalBalanceParams& params,
                                const RegionalBalanceResult& result) {
  constexpr std::array kKinds{models::GeneratorKind::kReservoir, models::GeneratorKind::kCascade};
  NextMwFeeders feeders;
  double plants_share = 0.0;
  for (std::size_t row = 0; row < params.price_areas.size(); ++row) {
    for (const models::GeneratorKind kind : kKinds) {
      NextMwFeeders::Plants plants{.area = PriceAreaIndex(row), .kind = kind};
      bool has_any = false;
      for (const RegulatedPlant& plant : params.hydro.plants) {
        if (params.area_of_generator[plant.generator] != plants.area) continue;
        if (grid.generators[plant.generator].kind != kind) continue;
        has_any = true;
        plants.share += result.follow_share[plant.generator];
      }
      if (!has_any) continue;
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

}  // namespace solvers
