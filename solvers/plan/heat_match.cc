#include "solvers/plan/heat_match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include "models/base/status_macros.h"
#include "models/plants/heat_pump.h"
#include "solvers/plan/heat_costs.h"

namespace solvers {
namespace {

constexpr double kMPerKm = 1000.0;
constexpr double kKwPerMw = 1000.0;
constexpr double kNokPerMnok = 1e6;
constexpr double kHotterK = 5.0;      // across the exchanger of a direct connection
constexpr double kLorenzShare = 0.5;  // as models::MakeSurplusPlant
constexpr double kLeastMwh = 1.0;
constexpr char kChoice[] = "surplus-lift";  // rows of the costs
constexpr std::array<std::string_view, 3> kDutyIds{"yes", "no", "not_known"};

double FindRouteM(const MatchSource& source, const MatchDemand& demand, double detour_ratio) {
  double nearest_m = std::numeric_limits<double>::infinity();
  for (const models::PlanPoint& point : demand.points) {
    nearest_m = std::min(nearest_m, std::hypot(point.east_m - source.place.east_m,
                                               point.north_m - source.place.north_m));
  }
  return detour_ratio * nearest_m;
}

std::optional<double> FindCop(const MatchSource& source, const MatchDemand& demand) {
  if (source.source_in_degc >= demand.supply_degc + kHotterK) return std::nullopt;
  return models::CalcCopRatio(kLorenzShare, {.source_in_degc = source.source_in_degc,
                                             .source_out_degc = source.source_out_degc,
                                             .sink_in_degc = demand.return_degc,
                                             .sink_out_degc = demand.supply_degc});
}

// What a heat before lifting becomes.
double Lifted(double left_mw, const std::optional<double>& cop_ratio) {
  return cop_ratio ? left_mw * *cop_ratio / (*cop_ratio - 1.0) : left_mw;
}

// Energy and hours over the year.
void SumYear(const MatchSource& source, const MatchDemand& demand, HeatMatch& match) {
  double possible_mwh = 0.0, most_mw = 0.0;
  for (std::size_t hour = 0; hour < source.left_mw.size(); ++hour) {
    const double out_mw = Lifted(source.left_mw[hour], match.cop_ratio);
    const double useful_mw = std::min(out_mw, std::max(0.0, demand.need_mw[hour]));
    possible_mwh += kMatchStepH * out_mw;
    match.useful_mwh += kMatchStepH * useful_mw;
    if (useful_mw > 0.0) match.useful_h += kMatchStepH;
    most_mw = std::max(most_mw, useful_mw);
  }
  if (possible_mwh > 0.0) match.season_share = match.useful_mwh / possible_mwh;
  if (most_mw > 0.0) match.full_load_h = match.useful_mwh / most_mw;
}

void LookAtTheColdestDay(const MatchSource& source, const MatchDemand& demand,
                         const models::HeatRuleParams& rules, HeatMatch& match) {
  match.heat_mw = std::min(Lifted(source.design_left_mw, match.cop_ratio),
                           std::max(0.0, demand.design_need_mw));
  match.pump_mw = match.cop_ratio ? match.heat_mw / *match.cop_ratio : 0.0;
  match.backup_mw = match.heat_mw;
  match.has_backup = demand.reserve_mw >= match.backup_mw;
  match.freed_p50_mw = std::max(0.0, match.heat_mw * rules.relief_p50_ratio - match.pump_mw);
  match.freed_p90_mw = std::max(0.0, match.heat_mw * rules.relief_p90_ratio - match.pump_mw);
}

absl::Status AddCosts(const models::HeatPlanTables& tables, HeatMatch& match) {
  HeatCosts costs(tables);
  TWIN_RETURN_IF_ERROR(costs.Trench(kChoice, match.route_m, match.heat_mw));
  if (match.cop_ratio) {
    TWIN_RETURN_IF_ERROR(
        costs.Invest(kChoice, models::HeatCostItem::kPlant, kKwPerMw * match.heat_mw));
    TWIN_RETURN_IF_ERROR(costs.Pay("electricity", models::HeatCostItem::kEnergy,
                                   match.useful_mwh / *match.cop_ratio));
    TWIN_RETURN_IF_ERROR(
        costs.Pay("electricity", models::HeatCostItem::kPower, kKwPerMw * match.pump_mw));
  }
  const double taken_share = match.cop_ratio ? 1.0 - 1.0 / *match.cop_ratio : 1.0;
  TWIN_RETURN_IF_ERROR(
      costs.Pay(kChoice, models::HeatCostItem::kHeatEnergy, taken_share * match.useful_mwh));
  match.investment_mnok = costs.investment();
  match.yearly_mnok = costs.yearly();
  match.low_nok_per_mwh = match.yearly_mnok.low_mnok * kNokPerMnok / match.useful_mwh;
  match.high_nok_per_mwh = match.yearly_mnok.high_mnok * kNokPerMnok / match.useful_mwh;
  return absl::OkStatus();
}

double FreedPerMnok(const HeatMatch& match) {
  const double mean_mnok = 0.5 * (match.investment_mnok.low_mnok + match.investment_mnok.high_mnok);
  return mean_mnok > 0.0 ? match.freed_p90_mw / mean_mnok : std::numeric_limits<double>::infinity();
}

}  // namespace

std::string_view CostBenefitDutyId(CostBenefitDuty duty) {
  return kDutyIds[static_cast<std::size_t>(duty)];
}

CostBenefitDuty CalcCostBenefitDuty(const MatchSource& source,
                                    const models::HeatRuleParams& rules) {
  if (source.is_data_centre) {
    return source.whole_mw / rules.data_centre_heat_ratio > rules.data_centre_mw
               ? CostBenefitDuty::kYes
               : CostBenefitDuty::kNo;
  }
  return source.whole_mw > rules.other_plant_mw ? CostBenefitDuty::kYes
                                                : CostBenefitDuty::kNotKnown;
}

absl::StatusOr<std::vector<HeatMatch>> FindHeatMatches(const std::vector<MatchSource>& sources,
                                                       const std::vector<MatchDemand>& demands,
                                                       const models::HeatPlanTables& tables) {
  const models::HeatRuleParams& rules = tables.rules;
  std::vector<HeatMatch> matches;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    for (std::size_t d = 0; d < demands.size(); ++d) {
      HeatMatch match{.source = s,
                      .demand = d,
                      .route_m = FindRouteM(sources[s], demands[d], rules.detour_ratio),
                      .is_to_pipes = demands[d].has_pipes,
                      .cop_ratio = FindCop(sources[s], demands[d])};
      if (match.route_m > rules.match_farthest_km * kMPerKm) continue;
      SumYear(sources[s], demands[d], match);
      if (match.useful_mwh < kLeastMwh) continue;
      LookAtTheColdestDay(sources[s], demands[d], rules, match);
      TWIN_RETURN_IF_ERROR(AddCosts(tables, match));
      match.duty = CalcCostBenefitDuty(sources[s], rules);
      matches.push_back(std::move(match));
    }
  }
  const auto key = [&](const HeatMatch& match) {
    return std::tuple(-FreedPerMnok(match), match.high_nok_per_mwh, sources[match.source].name,
                      demands[match.demand].name);
  };
  std::sort(matches.begin(), matches.end(),
            [&](const HeatMatch& a, const HeatMatch& b) { return key(a) < key(b); });
  return matches;
}

}  // namespace solvers
