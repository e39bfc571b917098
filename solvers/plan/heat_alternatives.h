#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/plan/heat_tables.h"
#include "models/plan/plan.h"
#include "models/plan/plan_tables.h"
#include "solvers/plan/heat_choice.h"
#include "solvers/plan/heat_costs.h"
#include "solvers/plan/plan_areas.h"
#include "solvers/plan/plan_demand.h"

namespace solvers {

/// Whether what an alternative needs beside the grid is there.
enum class HeatReach {
  kNotNeeded,  ///< it needs nothing but electricity
  kConfirmed,  ///< network or source reckoned through: there is enough
  kTooLittle,  ///< reckoned through: there is not
  kNotKnown,   ///< why stands beside it
};
/// "not_needed", "confirmed", "too_little" or "not_known".
std::string_view HeatReachId(HeatReach reach);

/// What a network near the plan could offer it.
struct NetworkOffer {
  std::string system_id;
  std::string name;
  double extension_m = 0.0;
  HeatReach reach = HeatReach::kNotKnown;
  std::optional<double> available_mw;  ///< by pipes and plants, whichever is less
  std::string reason_class;            ///< "HEAT_CENTRAL", "HEAT_NETWORK" or "DATA_MISSING"; empty
  std::string why;
  double peak_mw = 0.0;     ///< what the system delivers on its coldest day, then
  double draw_ratio = 0.0;  ///< electricity of its plants for one more of heat, in that quarter
  std::vector<double> emission_kg_per_mwh;  ///< [method] of a delivered MWh
};

/// What a source of surplus heat near the plan could.
struct SurplusOffer {
  std::string source_id;
  std::string name;
  double trench_m = 0.0;
  double source_mw = 0.0;  ///< left on a winter day
  bool is_operating = true;
};

/// CO2 by one method.
struct PlanEmission {
  std::string method;
  double year_kg = 0.0;  ///< of rooms' heat and hot water
};

/// One way to heat the plan, when all of it stands.
struct HeatAlternative {
  HeatChoice choice = HeatChoice::kDirect;
  /// On the plan's own busbar in the design quarter (the same for all), and of that for heat.
  ByQuantile<double> bus_mw{};
  ByQuantile<double> bus_heat_mw{};
  /// Drawn elsewhere at the same time by the plants of the network.
  ByQuantile<double> plants_mw{};
  ByQuantile<double> electricity_mwh{};  ///< for heat, a year, at the plan
  double flexible_share = 0.0;           ///< of the year's heat, not of direct electricity
  HeatReach reach = HeatReach::kNotNeeded;
  std::string why;
  std::optional<double> available_mw;
  std::optional<double> extension_m;
  std::optional<double> dense_mwh_per_m;  ///< heat a year over the extension
  CostRange investment_mnok;
  CostRange yearly_mnok;  ///< annuity, energy and power
  /// The same per MWh of heat; absent without heat.
  std::optional<double> low_nok_per_mwh;
  std::optional<double> high_nok_per_mwh;
  std::vector<PlanEmission> emissions;  ///< [method]
  /// Whether it meets TEK17 § 14-4 where that applies.
  bool meets_flexible_rule = false;
};

/// How the plan is cooled.
struct CoolingAlternative {
  std::string id;               ///< "chiller", "ground-cooling" or "district-cooling"
  ByQuantile<double> bus_mw{};  ///< electricity for cold in the hot day's design quarter
  HeatReach reach = HeatReach::kNotNeeded;
  std::string why;
  CostRange investment_mnok;
};

/// Where TEK17 § 14-4 applies.
struct FlexibleRule {
  double floor_m2 = 0.0;        ///< on areas whose buildings it applies to
  double other_floor_m2 = 0.0;  ///< small houses and buildings below the limit
};

struct HeatAlternatives {
  int year = 0;
  int quarter_of_day = 0;  ///< of the winter's design quarter, local time
  models::DayType day_type = models::DayType::kWorkday;
  double design_degc = 0.0;
  ByQuantile<double> heat_mw{};  ///< in that quarter
  ByQuantile<double> heat_mwh{};
  std::vector<HeatAlternative> choices;  ///< [choice]
  std::vector<CoolingAlternative> cooling;
  ByQuantile<double> cooling_mw{};  ///< as cold, in the summer's design quarter
  int summer_quarter_of_day = 0;
  FlexibleRule flexible;
};

struct HeatAlternativesQuestion {
  const PlanYearDemand& demand;
  const PlanAreas& areas;
  const HeatChoiceParams& params;
  const models::HeatPlanTables& tables;
  double design_degc = -20.0;
  std::optional<NetworkOffer> network;
  std::optional<SurplusOffer> surplus;
  bool has_district_cooling = false;  ///< known to be there
};

/// All ways to heat and cool a plan side by side, in one quarter of the design day:
///   bus       = other electricity + heat by the choice
///   plants    = heat · draw ratio of the network's plants
///   extension = trench to the network or the source;  density = heat of a year / extension
///   cost      = Σ investment · annuity(life) + energy · price + power · price,  low and high
///   CO2       = electricity · method + heat bought · method
/// Pumps are built for their share of the design heat and cost by it. Costs do not hold the grid's
/// contribution.
/// Errors: InvalidArgument as of models::Validate of the tables; NotFound when a cost is missing.
absl::StatusOr<HeatAlternatives> CalcHeatAlternatives(const HeatAlternativesQuestion& question);

/// Floor in buildings TEK17 § 14-4 applies to: uses other than small houses and cabins, with more
/// than the limit on the area or, of dwellings and customers told apart, in one of them. What one
/// building holds is not in a plan: an area is taken for one.
FlexibleRule CalcFlexibleRule(const PlanAreas& areas, const models::HeatRuleParams& rules);

}  // namespace solvers
