#include "twin/convert/measures_convert.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "solvers/quantiles.h"
#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using capacity::Doubt;
using capacity::Remedy;
using solvers::Counterfactual;
using solvers::CounterfactualKind;

// Where a company has not published its own.
constexpr double kPlanningStepShare = 0.03;

// The contract's numbers follow the models' order.
pb::MeasureKind ToKind(models::MeasureKind kind) {
  return static_cast<pb::MeasureKind>(static_cast<int>(kind) + 1);
}
static_assert(static_cast<int>(models::MeasureKind::kSurplusHeat) + 1 ==
              static_cast<int>(pb::MEASURE_KIND_SURPLUS_HEAT));

// A binding may be a circuit that only the re-run has.
pb::CapacityLimit ToKnownLimit(const solvers::BindingLimit& limit,
                               const capacity::CapacityEngine& engine) {
  pb::CapacityLimit told = ToLimit(limit, engine);
  const auto& branches = engine.region().grid.branches;
  const bool is_added = limit.branch.valid() && !branches.contains(limit.branch);
  if (is_added) told.mutable_component()->set_name("added circuit");
  if (limit.outage.valid() && !branches.contains(limit.outage)) {
    told.mutable_outage()->set_name("added circuit");
  }
  return told;
}

pb::Measure ToProto(const Remedy& remedy, const capacity::CapacityEngine& engine) {
  const models::ElectricityGrid& grid = engine.region().grid;
  pb::Measure told;
  told.set_kind(ToKind(remedy.kind));
  for (const models::BranchIndex branch : remedy.branches) {
    *told.add_components() = ToComponent(grid.branches[branch]);
  }
  if (remedy.bus.valid()) *told.add_components() = ToComponent(grid.buses[remedy.bus]);
  for (const std::string& id : remedy.project_ids) told.add_grid_project_ids(id);
  told.set_size_km(remedy.amount.km);
  told.set_size_mva(remedy.amount.mva);
  told.set_size_mw(remedy.amount.mw);
  told.set_size_mwh(remedy.amount.mwh);
  told.set_size_mvar(remedy.amount.mvar);
  if (remedy.cost.is_known) {
    told.set_cost_low_mnok(remedy.cost.range.low_mnok);
    told.set_cost_high_mnok(remedy.cost.range.high_mnok);
    told.set_price_year(remedy.cost.price_year);
    told.set_lead_low_years(remedy.cost.lead.low_years);
    told.set_lead_high_years(remedy.cost.lead.high_years);
  }
  told.set_ready_year(remedy.ready_year);
  told.set_failure(remedy.failure);
  if (!remedy.failure.empty()) return told;
  told.set_firm_mw(remedy.with.firm_mw);
  told.set_holds_requested(remedy.holds_requested);
  told.set_gained_mw(remedy.gained_mw);
  if (std::isfinite(remedy.MnokPerMw())) told.set_mnok_per_mw(remedy.MnokPerMw());
  if (remedy.with.binding.kind != solvers::LimitKind::kNone) {
    *told.mutable_next_binding() = ToKnownLimit(remedy.with.binding, engine);
  }
  return told;
}

pb::CounterfactualKind ToKind(CounterfactualKind kind) {
  switch (kind) {
    case CounterfactualKind::kRatings:
      return pb::COUNTERFACTUAL_KIND_RATINGS;
    case CounterfactualKind::kReactive:
      return pb::COUNTERFACTUAL_KIND_REACTIVE;
    case CounterfactualKind::kRelief:
      return pb::COUNTERFACTUAL_KIND_RELIEF;
  }
  return pb::COUNTERFACTUAL_KIND_UNSPECIFIED;
}

pb::CapacityCounterfactual ToProto(const Counterfactual& one, const models::ElectricityGrid& grid) {
  pb::CapacityCounterfactual told;
  told.set_kind(ToKind(one.kind));
  told.set_size_mva(one.size_mva);
  for (const solvers::RatingChange& rating : one.change.ratings) {
    pb::RatingNeeded& needed = *told.add_ratings();
    *needed.mutable_component() = ToComponent(grid.branches[rating.branch]);
    needed.set_rating_ratio(rating.rating_ratio);
  }
  told.set_tan_phi_ratio(one.tan_phi_ratio);
  told.set_is_verified(one.is_verified);
  return told;
}

pb::CapacityDoubt ToProto(const Doubt& doubt, const models::ElectricityGrid& grid) {
  pb::CapacityDoubt told;
  told.set_datum(doubt.datum == Doubt::Datum::kRating ? pb::DOUBTED_DATUM_RATING
                                                      : pb::DOUBTED_DATUM_IMPEDANCE);
  *told.mutable_component() = ToComponent(grid.branches[doubt.branch]);
  told.set_is_synthetic(doubt.is_synthetic);
  told.set_low_ratio(doubt.low_ratio);
  told.set_high_ratio(doubt.high_ratio);
  told.set_low_mw(doubt.low_mw);
  told.set_high_mw(doubt.high_mw);
  return told;
}

}  // namespace

pb::MeasureReport ToProto(const capacity::RemedyReport& report,
                          const capacity::CapacityEngine& engine) {
  pb::MeasureReport told;
  const models::ElectricityGrid& grid = engine.region().grid;
  for (const Remedy& remedy : report.remedies) *told.add_measures() = ToProto(remedy, engine);
  for (const Remedy& remedy : report.in_vain) *told.add_in_vain() = ToProto(remedy, engine);
  for (const Counterfactual& one : report.counterfactuals) {
    *told.add_counterfactuals() = ToProto(one, grid);
  }
  for (const Doubt& doubt : report.doubts) *told.add_doubts() = ToProto(doubt, grid);
  told.set_short_quarter_count(static_cast<std::int64_t>(report.scope.short_count));
  told.set_quarter_count(static_cast<std::int64_t>(report.scope.quarters.size()));
  told.set_met_outage_count(static_cast<std::int64_t>(report.scope.outage_count));
  told.set_outage_count(static_cast<std::int64_t>(report.scope.outages.size()) - 1);
  told.set_verified_quarter_count(static_cast<std::int64_t>(report.wider.quarters.size()));
  told.set_verified_outage_count(static_cast<std::int64_t>(report.wider.outages.size()) - 1);
  told.set_without_mw(report.without.firm_mw);
  told.set_measures_milliseconds(report.remedies_ms);
  told.set_counterfactuals_milliseconds(report.counterfactuals_ms);
  told.set_doubts_milliseconds(report.doubts_ms);
  return told;
}

pb::ShortCircuitAtPoint ToProto(const capacity::PointFaults::At& faults, double requested_mw) {
  pb::ShortCircuitAtPoint told;
  told.set_maximum_ka(faults.maximum.initial_ka);
  told.set_minimum_ka(faults.minimum.initial_ka);
  told.set_maximum_peak_ka(faults.maximum.peak_ka);
  told.set_maximum_mva(faults.maximum.power_mva);
  told.set_minimum_mva(faults.minimum.power_mva);
  told.set_minimum_ratio(faults.minimum.power_mva / requested_mw);
  return told;
}

pb::WeatherYearSpread ToProto(const std::vector<capacity::WeatherYearAnswer>& answers,
                              const capacity::CapacityEngine& engine) {
  pb::WeatherYearSpread told;
  std::vector<double> firm_mw, cut_h, cut_mwh;
  for (const capacity::WeatherYearAnswer& answer : answers) {
    pb::WeatherYearRoom& year = *told.add_years();
    year.set_weather_year(answer.weather_year);
    year.set_firm_mw(answer.firm_mw);
    year.set_is_at_least(answer.is_at_least);
    year.set_curtailed_h(answer.cut_h);
    year.set_curtailed_mwh(answer.cut_mwh);
    if (answer.binding.kind != solvers::LimitKind::kNone) {
      const pb::CapacityLimit limit = ToKnownLimit(answer.binding, engine);
      *year.mutable_binding() = limit.component();
      *year.mutable_time() = limit.time();
    }
    firm_mw.push_back(answer.firm_mw);
    cut_h.push_back(answer.cut_h);
    cut_mwh.push_back(answer.cut_mwh);
  }
  told.set_year_count(static_cast<int>(answers.size()));
  if (answers.empty()) return told;
  const auto of = [](std::vector<double>& values, double share) {
    std::sort(values.begin(), values.end());
    return solvers::CalcSortedQuantile(values, share);
  };
  told.mutable_firm()->set_p10_mw(of(firm_mw, 0.1));
  told.mutable_firm()->set_p50_mw(of(firm_mw, 0.5));
  told.mutable_firm()->set_p90_mw(of(firm_mw, 0.9));
  told.set_p10_curtailed_h(of(cut_h, 0.1));
  told.set_p50_curtailed_h(of(cut_h, 0.5));
  told.set_p90_curtailed_h(of(cut_h, 0.9));
  told.set_p10_curtailed_mwh(of(cut_mwh, 0.1));
  told.set_p50_curtailed_mwh(of(cut_mwh, 0.5));
  told.set_p90_curtailed_mwh(of(cut_mwh, 0.9));
  told.set_worst_mw(firm_mw.front());
  return told;
}

pb::VoltageStep MakeVoltageStep(double share) {
  pb::VoltageStep told;
  told.set_largest_share(share);
  told.set_planning_limit_share(kPlanningStepShare);
  told.set_is_within_limit(share <= kPlanningStepShare);
  return told;
}

}  // namespace twin::convert
