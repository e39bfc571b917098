#pragma once

#include "models/plan/heat_tables.h"

namespace tests {

/// Adds rows of costs to a table, all of one price year.
class CostAdder {
 public:
  explicit CostAdder(models::HeatPlanTables& tables) : tables_(tables) {}
  void operator()(const char* choice, models::HeatCostItem item, double low_in_unit,
                  double high_in_unit, double life_years) const {
    tables_.costs.push_back({.choice = choice,
                             .item = item,
                             .low_in_unit = low_in_unit,
                             .high_in_unit = high_in_unit,
                             .life_years = life_years,
                             .price_year = 2024});
  }

 private:
  models::HeatPlanTables& tables_;
};

}  // namespace tests
