#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/plan/heat_tables.h"
#include "models/plan/polygon.h"
#include "solvers/plan/heat_alternatives.h"

namespace solvers {

/// Hours of a year that sources and demands are compared in.
inline constexpr double kMatchStepH = 1.0;

/// Heat that somebody needs: a district-heating system beside what must run there anyway, or a
/// plan.
struct MatchDemand {
  std::string id;
  std::string name;
  std::vector<models::PlanPoint> points;  ///< where it can be met: pipes, or one centre
  bool has_pipes = false;                 ///< false: the points are a centre
  double supply_degc = 0.0;               ///< on the coldest day
  double return_degc = 0.0;
  std::vector<double> need_mw;  ///< [hour] that a new source could give
  double design_need_mw = 0.0;  ///< on the coldest day
  double reserve_mw = 0.0;      ///< other plants that could step in then
};

/// Heat that somebody has to spare.
struct MatchSource {
  std::string id;
  std::string name;
  std::string kind;
  models::PlanPoint place;
  double source_in_degc = 0.0;  ///< at its coldest
  double source_out_degc = 0.0;
  std::vector<double> left_mw;  ///< [hour] before lifting
  double design_left_mw = 0.0;  ///< on the coldest day
  bool is_operating = true;
  bool is_data_centre = false;
  double whole_mw = 0.0;  ///< all its heat, taken or not
};

/// Whether the Energy Act's § 7-2 asks for a cost-benefit analysis of a new or largely rebuilt
/// source of this size.
enum class CostBenefitDuty { kYes, kNo, kNotKnown };
/// "yes", "no" or "not_known".
std::string_view CostBenefitDutyId(CostBenefitDuty duty);

/// One source for one demand.
struct HeatMatch {
  std::size_t source = 0;  ///< places in the lists
  std::size_t demand = 0;
  double route_m = 0.0;  ///< straight line times the stated detour
  bool is_to_pipes = false;
  std::optional<double> cop_ratio;  ///< of the lift; absent where the source is hot enough
  double heat_mw = 0.0;             ///< delivered on the coldest day
  double pump_mw = 0.0;             ///< electricity of the lift then
  double useful_mwh = 0.0;          ///< delivered in a year
  double season_share = 0.0;        ///< of what the source could deliver, what is of use
  double useful_h = 0.0;            ///< hours in which anything is
  double full_load_h = 0.0;         ///< useful energy over the highest power
  double backup_mw = 0.0;           ///< that must stand ready for the day the source is lost
  bool has_backup = false;          ///< the demand's other plants have it
  /// Electricity freed on the coldest day if the heat takes the place of electric heating, the
  /// pump's draw taken off: the middle, and what nine in ten cases reach. Never below zero.
  double freed_p50_mw = 0.0;
  double freed_p90_mw = 0.0;
  CostRange investment_mnok;
  CostRange yearly_mnok;
  double low_nok_per_mwh = 0.0;
  double high_nok_per_mwh = 0.0;
  CostBenefitDuty duty = CostBenefitDuty::kNotKnown;
};

/// Every source for every demand within reach, ranked: most freed (P90) per MNOK of mean investment
/// first, then the cheaper heat, then by names. For one pair,
///   Q_out = Q_left · COP/(COP − 1),  useful = Σ min(Q_out, need) Δt
///   freed = heat · relief − heat/COP
/// with the COP at the source's coldest and the demand's supply temperature, half of Lorenz; no
/// lift where the source is 5 K hotter than the supply. Matches that deliver less than 1 MWh a year
/// are left out.
/// **Valid** series of one length. Errors: NotFound when a cost is missing.
absl::StatusOr<std::vector<HeatMatch>> FindHeatMatches(const std::vector<MatchSource>& sources,
                                                       const std::vector<MatchDemand>& demands,
                                                       const models::HeatPlanTables& tables);

/// By the source's heat: a data centre's electricity is at least its heat over the ratio of the
/// rules; of other plants only a heat above the limit is certain.
CostBenefitDuty CalcCostBenefitDuty(const MatchSource& source, const models::HeatRuleParams& rules);

}  // namespace solvers
