#include "models/heat/building_stock.h"

#include <algorithm>

namespace models {

double CalcOutdoorLossMwPerK(const BuildingStockParams& stock, double ventilation_share) {
  return stock.loss_mw_per_k + stock.ventilation_mw_per_k * ventilation_share;
}

double CalcSpaceHeatMw(const BuildingStockParams& stock, double air_degc) {
  return std::clamp(stock.controller_mw_per_k * (stock.set_point_degc - air_degc), 0.0,
                    stock.heat_max_mw);
}

double CalcRestDegC(const BuildingStockParams& stock, double outdoor_degc,
                    double ventilation_share) {
  // The three branches of the clamp: radiators off, in their band, at their limit.
  const double h = CalcOutdoorLossMwPerK(stock, ventilation_share);
  const double k = stock.controller_mw_per_k;
  const double unheated_degc = outdoor_degc + stock.internal_gain_mw / h;
  if (unheated_degc >= stock.set_point_degc) return unheated_degc;
  const double banded_degc =
      (k * stock.set_point_degc + stock.internal_gain_mw + h * outdoor_degc) / (k + h);
  return std::min(banded_degc, unheated_degc + stock.heat_max_mw / h);
}

}  // namespace models
