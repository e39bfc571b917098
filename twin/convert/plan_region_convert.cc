#include "twin/convert/plan_region_convert.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/plan_convert.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::PlanSumYear ToPlanSumYear(const plans::CumulativeYear& year) {
  pb::PlanSumYear sent;
  sent.set_year(year.year);
  sent.set_built_floor_m2(year.built_floor_m2);
  *sent.mutable_heat() = ToPlanMwh(year.heat_mwh);
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    pb::PlanChoiceSum* choice = sent.add_choices();
    choice->set_choice(ToProto(static_cast<solvers::HeatChoice>(c)));
    *choice->mutable_winter_peak() = ToPlanMw(year.winter_peak_mw[c]);
    *choice->mutable_summer_peak() = ToPlanMw(year.summer_peak_mw[c]);
    *choice->mutable_ripe_peak() = ToPlanMw(year.ripe_peak_mw[c]);
  }
  return sent;
}

std::string PlanName(const plans::PlanSet& plans, const plans::PlanPlace& place) {
  const models::Plan& plan = plans.checks[place.check].plans[place.plan].plan;
  return ToMessageText(absl::StrCat(plan.municipality_id, "/", plan.id));
}

pb::PlanMargin MarginOf(const std::string& id) {
  for (const auto margin : {solvers::MarginClass::kEnough, solvers::MarginClass::kTight,
                            solvers::MarginClass::kShort, solvers::MarginClass::kNotKnown}) {
    if (solvers::MarginClassId(margin) == id) return ToProto(margin);
  }
  return pb::PLAN_MARGIN_UNSPECIFIED;
}

// "HH:MM" as the quarter of the day that holds it.
absl::StatusOr<int> ToQuarterOfDay(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int hour = 0, minute = 0;
  const bool is_time = parts.size() == 2 && parts[0].size() == 2 && parts[1].size() == 2 &&
                       absl::SimpleAtoi(parts[0], &hour) && absl::SimpleAtoi(parts[1], &minute) &&
                       hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
  if (!is_time) {
    return models::errors::InvalidField("question.local_time",
                                        "is no time of day: write HH:MM, such as 08:00");
  }
  return 4 * hour + minute / 15;
}

}  // namespace

pb::PlanSums ToPlanSums(const plans::PlanSet& plans) {
  pb::PlanSums sums;
  sums.set_read_count(static_cast<int>(plans.checks.size()));
  sums.set_refused_count(static_cast<int>(plans.refused.size()));
  for (const plans::CumulativeDemand& demand : plans.demands) {
    pb::PlanSum* sum = sums.add_sums();
    sum->set_municipality_id(demand.municipality_id);
    sum->set_plans_count(static_cast<int>(demand.plans_count));
    for (const auto& year : demand.years) *sum->add_years() = ToPlanSumYear(year);
  }
  for (const plans::PlanOverlap& overlap : plans.overlaps) {
    pb::PlanOverlap* sent = sums.add_overlaps();
    sent->set_first(PlanName(plans, overlap.first));
    sent->set_second(PlanName(plans, overlap.second));
    sent->set_area_m2(overlap.area_m2);
    *sent->mutable_inside() = ToPosition(overlap.inside);
  }
  return sums;
}

pb::SurplusMatch ToProto(const plans::RegionMatches& all, const solvers::HeatMatch& match) {
  const solvers::MatchSource& source = all.sources[match.source];
  const solvers::MatchDemand& demand = all.demands[match.demand];
  pb::SurplusMatch sent;
  sent.set_source_id(source.id);
  sent.set_source(source.name);
  sent.set_kind(source.kind);
  sent.set_is_operating(source.is_operating);
  sent.set_source_degc(source.source_in_degc);
  sent.set_demand_id(ToMessageText(demand.id));
  sent.set_demand(ToMessageText(demand.name));
  sent.set_supply_degc(demand.supply_degc);
  sent.set_route_m(match.route_m);
  sent.set_is_to_pipes(match.is_to_pipes);
  if (match.cop_ratio) sent.set_cop_ratio(*match.cop_ratio);
  sent.set_heat_mw(match.heat_mw);
  sent.set_pump_mw(match.pump_mw);
  sent.set_useful_mwh(match.useful_mwh);
  sent.set_season_share(match.season_share);
  sent.set_useful_h(match.useful_h);
  sent.set_full_load_h(match.full_load_h);
  sent.set_backup_mw(match.backup_mw);
  sent.set_has_backup(match.has_backup);
  sent.set_freed_p50_mw(match.freed_p50_mw);
  sent.set_freed_p90_mw(match.freed_p90_mw);
  *sent.mutable_investment() = ToProto(match.investment_mnok);
  sent.set_low_nok_per_mwh(match.low_nok_per_mwh);
  sent.set_high_nok_per_mwh(match.high_nok_per_mwh);
  sent.set_duty(static_cast<pb::CostBenefitDuty>(static_cast<int>(match.duty) + 1));
  return sent;
}

pb::PlanNotice ToProto(const plans::PlanNotice& notice) {
  pb::PlanNotice sent;
  sent.set_number(notice.number);
  sent.set_municipality_id(notice.municipality_id);
  sent.set_plan_id(ToMessageText(notice.plan_id));
  sent.set_name(ToMessageText(notice.name));
  sent.set_record_id(notice.record_id);
  sent.set_station_id(notice.station_id);
  sent.set_station(notice.station_name);
  sent.set_nominal_kv(notice.nominal_kv);
  for (const std::string& id : notice.project_ids) sent.add_project_ids(id);
  sent.set_need_year(notice.need_year);
  sent.set_short_year(notice.short_year);
  sent.set_margin(MarginOf(notice.margin));
  for (const plans::NoticeYear& year : notice.years) {
    pb::PlanNoticeYear* of = sent.add_years();
    of->set_year(year.year);
    of->set_direct_mw(year.direct_mw);
    of->set_district_mw(year.district_mw);
  }
  return sent;
}

pb::PlanNotice ToProto(const plans::InboxItem& item) {
  pb::PlanNotice sent = ToProto(item.notice);
  for (const std::string& id : item.because) sent.add_because_ids(id);
  return sent;
}

pb::PlanSubscription ToProto(const plans::PlanSubscription& subscription) {
  pb::PlanSubscription sent;
  sent.set_id(subscription.id);
  for (const std::string& id : subscription.station_ids) sent.add_station_ids(id);
  for (const std::string& id : subscription.project_ids) sent.add_project_ids(id);
  return sent;
}

absl::StatusOr<plans::SwapQuestion> FromProto(const pb::HeatSwapQuestion& question) {
  plans::SwapQuestion asked{.source_id = question.source_id(),
                            .flats_count = question.flats_count()};
  if (question.source_id().size() > limits::kMaxIdBytes) {
    return models::errors::InvalidField(
        "question.source_id", absl::StrCat("is longer than ", limits::kMaxIdBytes, " bytes"));
  }
  if (question.standard().size() > limits::kMaxIdBytes) {
    return models::errors::InvalidField(
        "question.standard", absl::StrCat("is longer than ", limits::kMaxIdBytes, " bytes"));
  }
  if (!question.has_position()) {
    return models::errors::InvalidField("question.position", "is missing: where the flats stand");
  }
  asked.lat_deg = question.position().lat_deg();
  asked.lon_deg = question.position().lon_deg();
  if (question.has_floor_per_flat_m2()) asked.floor_per_flat_m2 = question.floor_per_flat_m2();
  if (!question.standard().empty()) asked.standard = question.standard();
  if (!question.local_time().empty()) {
    TWIN_ASSIGN_OR_RETURN(asked.quarter_of_day, ToQuarterOfDay(question.local_time()));
  }
  return asked;
}

pb::HeatSwap ToProto(const plans::Swap& swap) {
  pb::HeatSwap sent;
  sent.set_id(swap.id);
  sent.set_source_id(swap.source_id);
  sent.set_source(swap.source);
  sent.set_flats_count(swap.flats_count);
  sent.set_floor_m2(swap.floor_m2);
  sent.set_station_id(swap.station_id);
  sent.set_station(swap.station);
  sent.set_source_station_id(swap.source_station_id);
  sent.set_source_station(swap.source_station);
  sent.set_is_same_station(swap.is_same_station);
  sent.set_local_time(swap.local_time);
  sent.set_outdoor_degc(swap.outdoor_degc);
  sent.set_route_m(swap.route_m);
  sent.set_need_mw(swap.need_mw);
  sent.set_heat_mw(swap.heat_mw);
  sent.set_source_left_mw(swap.source_left_mw);
  sent.set_pump_mw(swap.pump_mw);
  sent.set_before_p50_mw(swap.before_p50_mw);
  sent.set_freed_p50_mw(swap.freed_p50_mw);
  sent.set_freed_p90_mw(swap.freed_p90_mw);
  for (const models::Bilingual& condition : swap.conditions) {
    sent.add_conditions(condition.english);
  }
  sent.set_text_nb(plans::MakeSwapText(swap, true));
  sent.set_text_en(plans::MakeSwapText(swap, false));
  return sent;
}

}  // namespace twin::convert
