#pragma once

#include <string>
#include <utility>
#include <vector>

#include "solvers/regional_balance.h"

namespace solvers {

/// Who covers one more MW of demand in a quarter. All shares together are 1: of the plants by class
/// and price area, of the neighbours, of demand left unserved and of surplus that ends.
struct NextMwFeeders {
  struct Plants {
    PriceAreaIndex area;
    models::GeneratorKind kind = models::GeneratorKind::kReservoir;
    double share = 0.0;
  };
  std::vector<Plants> plants;  ///< regulated classes of every price area that has them
  models::Table<models::ExchangeAreaIndex, double> area_share;
  double unserved_share = 0.0;
  double surplus_share = 0.0;
};

/// Regulated plants take their dP/dR (`follow_share`, 0 at a limit of power, band, week or water);
/// the neighbours share what is left as CalcAreaImports shares one MW more of it, 0 at their limit.
/// Wind, sun, rivers and heat plants give what they give: 0. Losses are taken as fixed.
NextMwFeeders CalcNextMwFeeders(const models::ElectricityGrid& grid,
                                const RegionalBalanceParams& params,
                                const RegionalBalanceResult& result);

/// Ids of all who may cover one more MW, in the order of FillNextMwShares: "NO1/reservoir" and the
/// like for plants, "area/…" for neighbours, then "unserved" and "surplus".
std::vector<std::string> ListNextMwFeeders(const models::ElectricityGrid& grid,
                                           const RegionalBalanceParams& params);
/// **Shape** `share` [feeder]
void FillNextMwShares(const NextMwFeeders& feeders, std::vector<float>& share);

/// Who feeds what a power flow lacks: the boundaries' participation by exchange area, ids as above
/// (a boundary of no area by its own id). Shares sum to 1.
std::vector<std::pair<std::string, double>> ListParticipants(const models::ElectricityGrid& grid);

}  // namespace solvers
