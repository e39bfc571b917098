#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "models/plan/heat_tables.h"

namespace solvers {

/// From … to.
struct CostRange {
  double low_mnok = 0.0;
  double high_mnok = 0.0;
};

/// Sums costs of one way of heating from rows of the table:
///   yearly = Σ investment · annuity(life) + Σ what is paid every year,  low and high
/// Errors, of every addition: NotFound when the table has no such row.
class HeatCosts {
 public:
  /// The tables must outlive it.
  explicit HeatCosts(const models::HeatPlanTables& tables) : tables_(tables) {}

  /// An item that is built once, in the units its row counts.
  absl::Status Invest(std::string_view choice, models::HeatCostItem item, double amount_in_unit);
  /// The same every year.
  absl::Status Pay(std::string_view choice, models::HeatCostItem item, double amount_in_unit);
  /// A trench costs by its size: DN100 at 1 MW of heat and below, DN300 at 15 MW and above,
  /// linearly between them.
  absl::Status Trench(std::string_view choice, double length_m, double heat_mw);

  const CostRange& investment() const { return investment_mnok_; }
  const CostRange& yearly() const { return yearly_mnok_; }

 private:
  absl::StatusOr<const models::HeatCostParams*> Find(std::string_view choice,
                                                     models::HeatCostItem item) const;
  void AddInvestment(double low_nok, double high_nok, double life_years);

  const models::HeatPlanTables& tables_;
  CostRange investment_mnok_;
  CostRange yearly_mnok_;
};

}  // namespace solvers
