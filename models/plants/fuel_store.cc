#include "models/plants/fuel_store.h"

#include <algorithm>
#include <limits>

namespace models {
namespace {

constexpr double kHoursPerDay = 24.0;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

double CalcDeliveryMwh(const FuelStoreParams& store, double step_h) {
  return store.fuel_delivery_mwh_per_day * step_h / kHoursPerDay;
}

}  // namespace

double CalcFuelHeatMaxMw(const FuelStoreParams& store, double fuel_mwh, double efficiency_ratio,
                         double step_h) {
  if (store.fuel_capacity_mwh <= 0.0) return kInfinite;
  return (fuel_mwh + CalcDeliveryMwh(store, step_h)) * efficiency_ratio / step_h;
}

double CalcNextFuelMwh(const FuelStoreParams& store, double fuel_mwh, double heat_mw,
                       double efficiency_ratio, double step_h) {
  if (store.fuel_capacity_mwh <= 0.0) return 0.0;
  const double left_mwh =
      fuel_mwh + CalcDeliveryMwh(store, step_h) - heat_mw * step_h / efficiency_ratio;
  return std::clamp(left_mwh, 0.0, store.fuel_capacity_mwh);
}

double CalcFuelDaysLeft(const FuelStoreParams& store, double fuel_mwh, double heat_mw,
                        double efficiency_ratio) {
  const double out_mwh_per_day =
      heat_mw / efficiency_ratio * kHoursPerDay - store.fuel_delivery_mwh_per_day;
  if (store.fuel_capacity_mwh <= 0.0 || out_mwh_per_day <= 0.0) return kInfinite;
  return fuel_mwh / out_mwh_per_day;
}

}  // namespace models
