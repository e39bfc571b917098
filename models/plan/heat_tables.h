#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "models/plants/heat_plant.h"

namespace models {

/// What a row of costs is for; the unit of its numbers follows.
enum class HeatCostItem {
  kPlant,        ///< NOK per kW of what the plant itself is built for
  kBackup,       ///< NOK per kW of what electricity covers beside a pump
  kFloor,        ///< NOK per m² of floor, for heat carried by water
  kTrenchDn100,  ///< NOK per metre of trench with a pair of pipes
  kTrenchDn300,
  kHeatEnergy,  ///< NOK per MWh of heat bought
  kEnergy,      ///< NOK per MWh of electricity bought, without what is paid for power
  kPower,       ///< NOK per kW and year of the highest electric power
};
/// "plant", "backup", … as in heat_costs.csv; false when none is called so.
bool FindHeatCostItem(std::string_view id, HeatCostItem& item);
std::string_view HeatCostUnit(HeatCostItem item);

/// From … to, for what careful people put far apart.
struct HeatCostParams {
  std::string choice;  ///< way of heating or cooling, or "electricity"
  HeatCostItem item = HeatCostItem::kPlant;
  double low_in_unit = 0.0;
  double high_in_unit = 0.0;
  double life_years = 0.0;  ///< 0: paid every year
  int price_year = 0;
  std::string source;
  std::string confidence;
};

/// One way to say what CO2 belongs to a MWh: of electricity, of waste heat, and of fuel.
struct EmissionMethodParams {
  std::string id;
  std::string name_no;
  std::string name_en;
  double electricity_kg_per_mwh = 0.0;
  double waste_kg_per_mwh = 0.0;  ///< of heat, the others of fuel
  double pellet_kg_per_mwh = 0.0;
  double bio_oil_kg_per_mwh = 0.0;
  double chip_kg_per_mwh = 0.0;
  double gas_kg_per_mwh = 0.0;
  std::string source;
  std::string confidence;
};

/// CO2 of a MWh of heat that a plant of one kind gives, its electricity not counted:
///   waste f, boilers f/η, all others 0
double CalcHeatEmissionKgPerMwh(const EmissionMethodParams& method, HeatPlantKind kind,
                                double efficiency_ratio);

/// Figures of law and of use that heat of plans is judged by; rows of heat_rules.csv.
struct HeatRuleParams {
  double discount_share = 0.04;  ///< a year
  double detour_ratio = 1.3;     ///< length along streets over the straight line
  double farthest_extension_km = 5.0;
  double dense_low_mwh_per_m = 1.0;  ///< below: seldom worth a trench
  double dense_high_mwh_per_m = 2.0;
  double licence_mw = 10.0;           ///< Energy Act § 5-1
  double flexible_floor_m2 = 1000.0;  ///< TEK17 § 14-4
  double flexible_share = 0.6;
  double surplus_farthest_km = 5.0;
  double data_centre_mw = 2.0;  ///< Energy Act § 7-2
  double other_plant_mw = 20.0;
  double district_cooling_ratio = 12.0;  ///< cold per electricity
  double data_centre_heat_ratio = 0.6;   ///< heat to be had over the electricity ordered
  double data_centre_source_degc = 30.0;
  /// Electricity freed by heat that takes the place of electric heating: the middle, and what nine
  /// in ten cases reach.
  double relief_p50_ratio = 0.95;
  double relief_p90_ratio = 0.7;
  double match_farthest_km = 15.0;  ///< along streets
};

struct HeatPlanTables {
  std::vector<HeatCostParams> costs;
  std::vector<EmissionMethodParams> methods;
  HeatRuleParams rules;
};

/// Null when the table has no such row.
const HeatCostParams* FindHeatCost(const HeatPlanTables& tables, std::string_view choice,
                                   HeatCostItem item);

/// Yearly payment for an investment of 1:  r / (1 − (1 + r)^−n),  1/n without interest; 1 when it
/// is paid every year.
double CalcAnnuityRatio(double discount_share, double life_years);

/// Ranges that rise, rows that are there once. Errors: InvalidArgument with everything.
absl::Status Validate(const HeatPlanTables& tables);

}  // namespace models
