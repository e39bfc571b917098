#include "solvers/plan/heat_alternatives.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/plan/heat_costs.h"

namespace solvers {
namespace {

using models::HeatCostItem;

constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
constexpr double kKwPerMw = 1000.0;
constexpr double kNokPerMnok = 1e6;
constexpr std::array<std::string_view, 4> kReachIds{"not_needed", "confirmed", "too_little",
                                                    "not_known"};

std::size_t Of(HeatChoice choice) { return static_cast<std::size_t>(choice); }

class Alternatives {
 public:
  explicit Alternatives(const HeatAlternativesQuestion& question)
      : question_(question), demand_(question.demand) {}

  absl::StatusOr<HeatAlternatives> Calc() {
    HeatAlternatives all{.year = demand_.year,
                         .quarter_of_day = demand_.winter.quarter_of_day,
                         .day_type = demand_.winter.day_type,
                         .design_degc = question_.design_degc,
                         .heat_mw = demand_.winter.heat_mw,
                         .heat_mwh = demand_.heat_mwh,
                         .cooling_mw = demand_.summer.cooling_mw,
                         .summer_quarter_of_day = demand_.summer.quarter_of_day,
                         .flexible = CalcFlexibleRule(question_.areas, question_.tables.rules)};
    for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
      TWIN_ASSIGN_OR_RETURN(HeatAlternative choice, CalcChoice(static_cast<HeatChoice>(c)));
      all.choices.push_back(std::move(choice));
    }
    TWIN_RETURN_IF_ERROR(AddCooling(all.cooling));
    return all;
  }

 private:
  absl::StatusOr<HeatAlternative> CalcChoice(HeatChoice choice) const {
    HeatAlternative made{.choice = choice};
    const std::size_t c = Of(choice);
    const double cold_ratio = CalcCoolingElectricityRatio(question_.params, choice);
    for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
      made.bus_mw[q] = demand_.winter.electricity_mw[c][q];
      made.bus_heat_mw[q] = demand_.winter.heat_mw[q] * HeatDrawRatio(choice, q);
      made.electricity_mwh[q] = demand_.electricity_mwh[c][q] - demand_.electric_mwh[q] -
                                demand_.ev_mwh[q] - demand_.given_mwh[q] -
                                cold_ratio * demand_.cooling_mwh[q];
    }
    if (demand_.heat_mwh[kP50] > 0.0) {
      made.flexible_share = demand_.flexible_heat_mwh[c][kP50] / demand_.heat_mwh[kP50];
    }
    made.meets_flexible_rule = made.flexible_share >= question_.tables.rules.flexible_share;
    SetReach(made);
    TWIN_RETURN_IF_ERROR(SetCosts(made));
    SetEmissions(made);
    return made;
  }

  // Electricity per heat of a choice in the winter's quarter: what it draws beyond what the plan
  // draws whatever the heating. Direct heating tells the rest, as its own is known:
  //   other = all_direct − heat/η
  double HeatDrawRatio(HeatChoice choice, std::size_t q) const {
    const double heat_mw = demand_.winter.heat_mw[q];
    if (!(heat_mw > 0.0)) return 0.0;
    const auto& all_mw = demand_.winter.electricity_mw;
    const double cold_mw = demand_.winter.cooling_mw[q];
    const auto chill_mw = [&](HeatChoice of) {
      return cold_mw * CalcCoolingElectricityRatio(question_.params, of);
    };
    const double other_mw = all_mw[Of(HeatChoice::kDirect)][q] -
                            heat_mw / question_.params.relief.direct_ratio -
                            chill_mw(HeatChoice::kDirect);
    return (all_mw[Of(choice)][q] - other_mw - chill_mw(choice)) / heat_mw;
  }

  void SetReach(HeatAlternative& made) const {
    if (made.choice == HeatChoice::kDistrictHeat) SetNetwork(made);
    if (made.choice == HeatChoice::kSurplusLift) SetSurplus(made);
    if (made.extension_m && *made.extension_m > 0.0) {
      made.dense_mwh_per_m = demand_.heat_mwh[kP50] / *made.extension_m;
    }
  }

  void SetNetwork(HeatAlternative& made) const {
    if (!question_.network) {
      made.reach = HeatReach::kNotKnown;
      made.why = "no district heating is known within reach";
      return;
    }
    const NetworkOffer& offer = *question_.network;
    made.reach = offer.reach;
    made.why = offer.why;
    made.available_mw = offer.available_mw;
    made.extension_m = offer.extension_m;
    for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
      made.plants_mw[q] = demand_.winter.heat_mw[q] * offer.draw_ratio;
    }
  }

  // What the pump takes of the source: Q (1 − 1/COP).
  void SetSurplus(HeatAlternative& made) const {
    if (!question_.surplus) {
      made.reach = HeatReach::kNotKnown;
      made.why = "no source of surplus heat is known within reach; reckoned with a typical one";
      return;
    }
    const SurplusOffer& offer = *question_.surplus;
    const double cop_ratio =
        models::CalcCopRatio(question_.params.pump_lorenz_share, question_.params.surplus);
    made.extension_m = offer.trench_m;
    made.available_mw = offer.source_mw / (1.0 - 1.0 / cop_ratio);
    made.reach = *made.available_mw >= demand_.winter.heat_mw[kP50] ? HeatReach::kConfirmed
                                                                    : HeatReach::kTooLittle;
    if (!offer.is_operating) {
      made.reach = HeatReach::kNotKnown;
      made.why = "the source is planned, not running";
    }
  }

  absl::Status SetCosts(HeatAlternative& made) const {
    HeatCosts costs(question_.tables);
    const std::string id(HeatChoiceId(made.choice));
    const double heat_kw = kKwPerMw * demand_.heat_peak_mw[kP50];
    const bool has_water = made.choice != HeatChoice::kDirect;
    double pump_share = 1.0;
    if (made.choice == HeatChoice::kAirPump) pump_share = question_.params.air_cover_share;
    if (made.choice == HeatChoice::kGroundPump) pump_share = question_.params.ground_cover_share;
    TWIN_RETURN_IF_ERROR(costs.Invest(id, HeatCostItem::kPlant, pump_share * heat_kw));
    if (has_water) {
      TWIN_RETURN_IF_ERROR(costs.Invest(id, HeatCostItem::kFloor, demand_.built_floor_m2));
    }
    if (pump_share < 1.0) {  // electricity stands ready for all of it when it is too cold
      TWIN_RETURN_IF_ERROR(costs.Invest(id, HeatCostItem::kBackup, heat_kw));
    }
    if (made.choice == HeatChoice::kDistrictHeat || made.choice == HeatChoice::kSurplusLift) {
      TWIN_RETURN_IF_ERROR(
          costs.Trench(id, made.extension_m.value_or(0.0), demand_.heat_peak_mw[kP50]));
      TWIN_RETURN_IF_ERROR(costs.Pay(id, HeatCostItem::kHeatEnergy, BoughtMwh(made)));
    }
    TWIN_RETURN_IF_ERROR(
        costs.Pay("electricity", HeatCostItem::kEnergy, made.electricity_mwh[kP50]));
    TWIN_RETURN_IF_ERROR(
        costs.Pay("electricity", HeatCostItem::kPower, kKwPerMw * made.bus_heat_mw[kP50]));
    made.investment_mnok = costs.investment();
    made.yearly_mnok = costs.yearly();
    if (demand_.heat_mwh[kP50] > 0.0) {
      made.low_nok_per_mwh = made.yearly_mnok.low_mnok * kNokPerMnok / demand_.heat_mwh[kP50];
      made.high_nok_per_mwh = made.yearly_mnok.high_mnok * kNokPerMnok / demand_.heat_mwh[kP50];
    }
    return absl::OkStatus();
  }

  // Heat bought: all of it from a network, at the source what the pump does not add.
  double BoughtMwh(const HeatAlternative& made) const {
    if (made.choice == HeatChoice::kDistrictHeat) return demand_.heat_mwh[kP50];
    return std::max(0.0, demand_.heat_mwh[kP50] - made.electricity_mwh[kP50]);
  }

  void SetEmissions(HeatAlternative& made) const {
    const auto& methods = question_.tables.methods;
    for (std::size_t m = 0; m < methods.size(); ++m) {
      double year_kg = made.electricity_mwh[kP50] * methods[m].electricity_kg_per_mwh;
      if (made.choice == HeatChoice::kDistrictHeat) {
        if (!question_.network || m >= question_.network->emission_kg_per_mwh.size()) continue;
        year_kg += demand_.heat_mwh[kP50] * question_.network->emission_kg_per_mwh[m];
      }
      made.emissions.push_back({.method = methods[m].id, .year_kg = year_kg});
    }
  }

  absl::Status AddCooling(std::vector<CoolingAlternative>& cooling) const {
    if (!(demand_.cooling_mwh[kP50] > 0.0)) return absl::OkStatus();
    const HeatChoiceParams& params = question_.params;
    const std::array<std::pair<const char*, double>, 3> ways{
        {{"chiller", params.chiller_ratio},
         {"ground-cooling", params.ground_cooling_ratio},
         {"district-cooling", question_.tables.rules.district_cooling_ratio}}};
    for (const auto& [id, ratio] : ways) {
      CoolingAlternative made{.id = id};
      for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
        made.bus_mw[q] = demand_.summer.cooling_mw[q] / ratio;
      }
      if (made.id == "ground-cooling") {
        made.why = "needs the boreholes of a ground-source heat pump";
      } else if (made.id == "district-cooling" && !question_.has_district_cooling) {
        made.reach = HeatReach::kNotKnown;
        made.why = "the region's tables hold no network of district cooling";
      }
      HeatCosts costs(question_.tables);
      TWIN_RETURN_IF_ERROR(
          costs.Invest(id, HeatCostItem::kPlant, kKwPerMw * demand_.cooling_peak_mw[kP50]));
      made.investment_mnok = costs.investment();
      cooling.push_back(std::move(made));
    }
    return absl::OkStatus();
  }

  const HeatAlternativesQuestion& question_;
  const PlanYearDemand& demand_;
};

bool IsSmallHouse(const std::string& use) {
  return use == "detached_house" || use == "row_house" || use == "cabin";
}

}  // namespace

std::string_view HeatReachId(HeatReach reach) { return kReachIds[static_cast<std::size_t>(reach)]; }

FlexibleRule CalcFlexibleRule(const PlanAreas& areas, const models::HeatRuleParams& rules) {
  std::map<std::size_t, double> large_m2;  // by area
  FlexibleRule rule;
  for (const PlanFloor& floor : areas.floors) {
    if (IsSmallHouse(floor.use)) {
      rule.other_floor_m2 += floor.floor_m2;
    } else {
      large_m2[floor.area] += floor.floor_m2;
    }
  }
  for (const auto& [area, floor_m2] : large_m2) {
    (floor_m2 > rules.flexible_floor_m2 ? rule.floor_m2 : rule.other_floor_m2) += floor_m2;
  }
  return rule;
}

absl::StatusOr<HeatAlternatives> CalcHeatAlternatives(const HeatAlternativesQuestion& question) {
  TWIN_RETURN_IF_ERROR(models::Validate(question.tables));
  TWIN_RETURN_IF_ERROR(Validate(question.params));
  return Alternatives(question).Calc();
}

}  // namespace solvers
