#include "twin/services/answer_parts.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/curtailment.h"
#include "solvers/voltage_step.h"
#include "twin/capacity/criteria_search.h"
#include "twin/capacity/effect_search.h"
#include "twin/capacity/weather_spread.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/components_convert.h"
#include "twin/convert/connection_profile.h"
#include "twin/convert/criteria_convert.h"
#include "twin/convert/effect_convert.h"
#include "twin/convert/measures_convert.h"
#include "twin/convert/reserve_convert.h"
#include "twin/convert/standings_convert.h"
#include "twin/convert/terms_convert.h"
#include "twin/convert/years_convert.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

// Since it was made.
class Watch {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace

// In the order in which each rests on those before it.
std::vector<AnswerParts::Step> AnswerParts::Steps() const {
  std::vector<Step> steps{{pb::CAPACITY_PART_FIRM, &AnswerParts::AddFirm}};
  const auto add = [&steps](bool is_asked, pb::CapacityPart part,
                            absl::Status (AnswerParts::*make)()) {
    if (is_asked) steps.push_back({part, make});
  };
  const pb::CapacityQuestion& asked = question();
  if (asked.with_terms()) {
    add(true, pb::CAPACITY_PART_TERMS, &AnswerParts::AddTerms);
    add(true, pb::CAPACITY_PART_COMPONENTS, &AnswerParts::AddComponents);
    add(asked.with_standings(), pb::CAPACITY_PART_STANDINGS, &AnswerParts::AddStandings);
    add(asked.weather_year_count() > 0, pb::CAPACITY_PART_WEATHER_YEARS,
        &AnswerParts::AddWeatherYears);
    add(asked.with_criteria(), pb::CAPACITY_PART_CRITERIA, &AnswerParts::AddCriteria);
    add(asked.with_reserve(), pb::CAPACITY_PART_RESERVE, &AnswerParts::FindReserve);
    add(asked.years_size() > 0, pb::CAPACITY_PART_YEARS, &AnswerParts::AddYears);
    add(asked.with_measures(), pb::CAPACITY_PART_MEASURES, &AnswerParts::AddMeasures);
  }
  add(asked.with_effects(), pb::CAPACITY_PART_EFFECTS, &AnswerParts::AddEffects);
  add(resolved_.mv_node.valid(), pb::CAPACITY_PART_FEEDER, &AnswerParts::AddFeeder);
  return steps;
}

int AnswerParts::count() const { return static_cast<int>(Steps().size()); }

absl::StatusOr<pb::CapacityAnswer> AnswerParts::Make(const OnAnswerPart& on_part) {
  int number = 0;
  for (const Step& step : Steps()) {
    if (on_part) on_part({step.part, ++number, count()});
    TWIN_RETURN_IF_ERROR((this->*step.add)());
  }
  if (reserve_.has_value()) convert::AddReserve(*reserve_, engine_, answer_);
  return std::move(answer_);
}

absl::Status AnswerParts::AddFirm() {
  TWIN_ASSIGN_OR_RETURN(terms_.firm, engine_.Ask(query_));
  answer_ = convert::ToProto(terms_.firm, question(), query_, engine_);
  AddPoint();
  return absl::OkStatus();
}

capacity::AnsweredQuestion AnswerParts::Answered() const {
  return {query_, terms_.firm, terms_.terms.quarter_mw, terms_.terms.year.get()};
}

// More than the wish is looked for, so that a year tells what it gives.
double AnswerParts::LevelMw() const {
  constexpr double kLevelRatio = 1.5;  // over the firm MW …
  constexpr double kLevelMw = 10.0;    // … and this much more
  return std::min(query_.cap_mw, std::max(question().requested_mw(),
                                          kLevelRatio * terms_.firm.firm_mw + kLevelMw));
}

// What every quarter takes; all that follows rests on it.
absl::Status AnswerParts::AddTerms() {
  TWIN_ASSIGN_OR_RETURN(
      terms_, engine_.AskTerms(query_, std::move(terms_.firm), question().requested_mw()));
  TWIN_ASSIGN_OR_RETURN(*answer_.mutable_conditional(),
                        convert::ToProto(terms_, query_, question(), engine_));
  return absl::OkStatus();
}

absl::Status AnswerParts::AddComponents() {
  const Watch watch;
  pb::ComponentReport& report = *answer_.mutable_components();
  TWIN_ASSIGN_OR_RETURN(
      const auto duties,
      capacity::CalcComponentDuties(Planned(), *engine_.basis(), tables_.remedies.conductors,
                                    {.query = query_,
                                     .requested_mw = question().requested_mw(),
                                     .until_trip_mw = terms_.intact.firm_mw,
                                     .met = solvers::MetBy(terms_.firm)}));
  for (const auto& duty : duties) *report.add_duties() = convert::ToProto(duty, engine_);
  convert::AddTripTime(duties, *answer_.mutable_conditional());
  TWIN_ASSIGN_OR_RETURN(const auto wears,
                        capacity::CalcTransformerWear(engine_, query_, question().requested_mw()));
  for (const auto& wear : wears) *report.add_wear() = convert::ToProto(wear, engine_);
  *report.mutable_feeding() =
      convert::ToProto(capacity::CalcFeeding(engine_, query_, terms_.firm.binding), engine_,
                       question().with_series());
  report.set_milliseconds(watch.ms());
  return absl::OkStatus();
}

absl::Status AnswerParts::AddStandings() {
  TWIN_ASSIGN_OR_RETURN(
      const auto standings,
      capacity::CalcStandings(
          Planned(), *engine_.basis(),
          {.answered = Answered(),
           .level_mw = std::min(query_.cap_mw, terms_.terms.up_to_mw),
           .profile = FindDfProfile(tables_.df_profiles, question().df_profile())}));
  for (const auto& standing : standings) {
    *answer_.add_standings() = convert::ToProto(standing, question().requested_mw(), engine_);
  }
  return absl::OkStatus();
}

absl::Status AnswerParts::AddWeatherYears() {
  constexpr double kLevelRatio = 1.3;  // over the firm MW: milder years take more …
  constexpr double kLevelMw = 5.0;     // … and this much more
  const Watch watch;
  const double firm_mw = terms_.firm.firm_mw;
  auto years = tables_.weather_years->Ready();
  years.resize(static_cast<std::size_t>(question().weather_year_count()));
  TWIN_ASSIGN_OR_RETURN(
      auto answers,
      capacity::CalcWeatherSpread(
          *engine_.basis(),
          {.answered = Answered(),
           .requested_mw = question().requested_mw(),
           .level_mw = std::min(query_.cap_mw, std::max(question().requested_mw(),
                                                        kLevelRatio * firm_mw + kLevelMw)),
           .is_checked = terms_.terms.is_checked,
           .up_to_mw = terms_.terms.up_to_mw},
          years));
  for (capacity::WeatherYearAnswer& one : answers) {
    // Of the planned year every quarter was looked at.
    if (one.weather_year != engine_.key().weather_year || firm_mw > one.firm_mw) continue;
    one.firm_mw = firm_mw;
    one.is_at_least = terms_.firm.is_capped;
    one.binding = terms_.firm.binding;
  }
  *answer_.mutable_weather_years() = convert::ToProto(answers, engine_);
  answer_.mutable_weather_years()->set_milliseconds(watch.ms());
  return absl::OkStatus();
}

absl::Status AnswerParts::AddCriteria() {
  const Watch watch;
  const models::MeasureRules& rules = tables_.remedies.catalogue.rules;
  TWIN_ASSIGN_OR_RETURN(capacity::CriteriaReport report,
                        capacity::CalcCriteria(*engine_.basis(), tables_.reliability, rules,
                                               {.answered = Answered(),
                                                .requested_mw = question().requested_mw(),
                                                .intact = terms_.intact,
                                                .cost = FindInterruptionCost(
                                                    tables_.reliability,
                                                    convert::ProfileIdOf(question().profile()))}));
  report.milliseconds = watch.ms();
  *answer_.mutable_criteria() = convert::ToProto(report, rules, engine_);
  return absl::OkStatus();
}

absl::Status AnswerParts::FindReserve() {
  constexpr double kMwPerGw = 1000.0;
  const Watch watch;
  const double requested_mw = question().requested_mw();
  const double full_load_h =
      solvers::CalcFullPowerH(query_.profile_share, engine_.basis()->states->quarter_count());
  TWIN_ASSIGN_OR_RETURN(
      reserve_, capacity::CalcReserve(Planned(), *engine_.basis(), tables_.remedies, tables_.later,
                                      tables_.hold_backs,
                                      {.answered = Answered(),
                                       .requested_mw = requested_mw,
                                       .gwh_per_year = requested_mw * full_load_h / kMwPerGw,
                                       .level_mw = LevelMw()}));
  reserve_->milliseconds = watch.ms();
  return absl::OkStatus();
}

absl::Status AnswerParts::AddYears() {
  const Watch watch;
  TWIN_ASSIGN_OR_RETURN(
      const capacity::YearReport report,
      capacity::CalcYears(Planned(), *engine_.basis(), tables_.remedies, tables_.later,
                          {.answered = Answered(),
                           .years = convert::YearsAsked(question()),
                           .level_mw = LevelMw()}));
  *answer_.mutable_years() = convert::ToProto(report, tables_.remedies.pace, engine_);
  answer_.mutable_years()->set_milliseconds(watch.ms());
  return absl::OkStatus();
}

absl::Status AnswerParts::AddMeasures() {
  if (question().requested_mw() <= terms_.firm.firm_mw) return absl::OkStatus();
  TWIN_ASSIGN_OR_RETURN(
      const capacity::RemedyReport report,
      capacity::FindRemedies(Planned(), *engine_.basis(), tables_.remedies,
                             {.answered = Answered(), .requested_mw = question().requested_mw()},
                             {.with_doubts = question().with_doubts(),
                              .now_ms = [watch = Watch()] { return watch.ms(); }}));
  *answer_.mutable_measures() = convert::ToProto(report, engine_);
  return absl::OkStatus();
}

absl::Status AnswerParts::AddEffects() {
  const Watch watch;
  TWIN_ASSIGN_OR_RETURN(capacity::EffectReport report,
                        capacity::CalcEffects(engine_.region(), *engine_.basis(),
                                              {.query = query_, .mw = question().requested_mw()}));
  report.milliseconds = watch.ms();
  *answer_.mutable_effects() = convert::ToProto(report, engine_);
  return absl::OkStatus();
}

// What is told of the busbar itself, whatever binds.
void AnswerParts::AddPoint() {
  const double requested_mw = question().requested_mw();
  if (tables_.faults != nullptr) {
    *answer_.mutable_short_circuit() =
        convert::ToProto(tables_.faults->Find(query_.bus), requested_mw);
  }
  const auto step_share = solvers::CalcVoltageStepShare(*engine_.basis(), query_, requested_mw);
  if (step_share.ok()) *answer_.mutable_voltage_step() = convert::MakeVoltageStep(*step_share);
}

absl::Status AnswerParts::AddFeeder() {
  const double wanted_mw = query_.is_generation ? -query_.cap_mw : query_.cap_mw;
  TWIN_ASSIGN_OR_RETURN(const auto room, engine_.AskMediumVoltage(resolved_.mv_node, wanted_mw,
                                                                  query_.tan_phi_ratio));
  convert::AddMediumVoltage(engine_, resolved_.mv_node, room, answer_);
  return absl::OkStatus();
}

}  // namespace twin::services
