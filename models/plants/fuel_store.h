#pragma once

namespace models {

/// Fuel on site and what arrives. Capacity zero: a pipe or a heap without end.
struct FuelStoreParams {
  double fuel_capacity_mwh = 0.0;
  double fuel_delivery_mwh_per_day = 0.0;  ///< even over the day, when there is room
};

/// Most heat of one step that store and delivery allow:  (F + d·dt/24)·η/dt; infinite without a
/// store.
double CalcFuelHeatMaxMw(const FuelStoreParams& store, double fuel_mwh, double efficiency_ratio,
                         double step_h);

/// Content after a step:  min(capacity, F + d·dt/24 − Q·dt/η), not below zero; zero without a
/// store.
double CalcNextFuelMwh(const FuelStoreParams& store, double fuel_mwh, double heat_mw,
                       double efficiency_ratio, double step_h);

/// Days that the content lasts at a steady heat, delivery counted; infinite when it does not run
/// out.
double CalcFuelDaysLeft(const FuelStoreParams& store, double fuel_mwh, double heat_mw,
                        double efficiency_ratio);

}  // namespace models
