#include "twin/services/capacity_desk.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/curtailment.h"
#include "solvers/voltage_step.h"
#include "twin/access/declassify.h"
#include "twin/access/policy.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/capacity_question.h"
#include "twin/convert/components_convert.h"
#include "twin/convert/connection_profile.h"
#include "twin/convert/criteria_convert.h"
#include "twin/convert/effect_convert.h"
#include "twin/convert/measures_convert.h"
#include "twin/convert/process_convert.h"
#include "twin/convert/reserve_convert.h"
#include "twin/convert/standings_convert.h"
#include "twin/convert/terms_convert.h"
#include "twin/convert/verdict_convert.h"
#include "twin/convert/years_convert.h"
#include "twin/version.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// Limits that an answer met, the binding one first.
std::vector<solvers::BindingLimit> MetBy(const solvers::HostingAnswer& answer) {
  std::vector<solvers::BindingLimit> met;
  if (answer.binding.kind != solvers::LimitKind::kNone) met.push_back(answer.binding);
  met.insert(met.end(), answer.next.begin(), answer.next.end());
  return met;
}

// How far the basis is built, and how long that takes, is told at K3.
absl::Status InGeneralWords(const access::Identity& identity, const absl::Status& status) {
  if (!absl::IsUnavailable(status) || identity.clearance.SeesPowerSensitive()) return status;
  return absl::UnavailableError("the planning year is being computed; ask again later");
}

// Whether an equal question will fail again: it becomes a record, too.
bool IsLasting(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsCancelled(status) && !absl::IsDataLoss(status);
}

// What a record's id follows from: nothing that tells tables apart which are power-sensitive. In
// one folder they never change.
std::string IdBytes(pb::CapacityQuestion question) {
  const std::string& revision = question.key().data_revision();
  question.mutable_key()->set_data_revision(
      revision.substr(std::min(revision.find_first_of("-+"), revision.size())));
  return convert::CanonicalBytes(question);
}

}  // namespace

absl::StatusOr<pb::CapacityAnswer> ParseAnswer(const std::string& bytes) {
  pb::CapacityAnswer answer;
  if (!answer.ParseFromString(bytes)) {
    return models::errors::Corrupt("a recorded answer", "it cannot be read");
  }
  return answer;
}

absl::StatusOr<store::RecordId> CheckRecordId(const std::string& text) {
  const auto id = store::ParseRecordId(text);
  if (id.has_value()) return *id;
  return models::errors::InvalidField("record_id", "is not 32 hexadecimal digits");
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Ask(
    const access::Identity& identity, const pb::AskCapacityRequest& request,
    const std::function<bool()>& is_cancelled) const {
  TWIN_RETURN_IF_ERROR(access::CheckMayAsk(identity, request, profiles()));
  TWIN_ASSIGN_OR_RETURN(
      const convert::ResolvedQuestion question,
      convert::ResolveQuestion({engine_.region(), names_, engine_.key(), engine_.mv(), profiles(),
                                tables_.voltages, tables_.remedies.catalogue, tables_.df_profiles},
                               request));
  store::RecordId id{};
  if (log_ != nullptr) {
    id = log_->CalcId(IdBytes(question.canonical),
                      static_cast<std::uint64_t>(engine_.key().model_revision));
    if (log_->Has(id)) return Tell(identity, ReadRecord(id));
  }
  if (is_cancelled && is_cancelled()) return absl::CancelledError("the caller went away");
  auto answer = Compute(question, is_cancelled);
  if (!answer.ok() && !IsLasting(answer.status())) {
    return InGeneralWords(identity, answer.status());
  }
  if (!answer.ok()) answer = MakeWithoutAnswer(question, answer.status());
  if (log_ == nullptr) return Tell(identity, std::move(answer));
  answer->set_record_id(store::ToHex(id));
  TWIN_RETURN_IF_ERROR(log_->Append(id, answer->SerializeAsString()));
  return Tell(identity, ReadRecord(id));  // the first stands, also when two asked at once
}

pb::CapacityAnswer CapacityDesk::MakeWithoutAnswer(const convert::ResolvedQuestion& resolved,
                                                   const absl::Status& failure) const {
  pb::CapacityAnswer answer;
  *answer.mutable_question() = resolved.canonical;
  answer.set_bus_name(engine_.region().grid.buses[resolved.bus].name);
  answer.set_data_notice(engine_.region().notice);
  AddPublic(resolved, answer);
  answer.set_failure(std::string(failure.message()));
  return answer;
}

// The record as a reader is told it. What a cell is told is not part of it: it follows from the
// answers of all busbars, and is the same for all who ask.
absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Tell(const access::Identity& identity,
                                                      absl::StatusOr<Answer> record) const {
  TWIN_RETURN_IF_ERROR(record.status());
  const bool sees_all = identity.clearance.SeesPowerSensitive();
  if (sees_all && !record->failure().empty())
    return absl::FailedPreconditionError(record->failure());
  const pb::CapacityQuestion& question = record->question();
  if (tables_.cells == nullptr || question.kind() == pb::CONNECTION_KIND_STORAGE) return record;
  const auto& buses = engine_.region().grid.buses;
  const auto bus = std::find_if(buses.begin(), buses.end(), [&](const models::BusParams& one) {
    return one.id == question.bus_id();
  });
  if (bus == buses.end()) return record;  // of a region that was larger
  const models::BusIndex index(static_cast<std::size_t>(bus - buses.begin()));
  auto cell = tables_.cells->Find(index);
  if (!cell.has_value() && !sees_all) {
    const auto computed = tables_.cells->Compute(index);
    if (!computed.ok()) return InGeneralWords(identity, computed.status());
    cell = *computed;
  }
  if (!cell.has_value()) return record;
  access::AddVerdict(question.requested_mw(), !question.mv_node().empty(), *cell);
  *record->mutable_cell() = *std::move(cell);
  record->set_cell_is_above_feeder(!question.mv_node().empty());
  return record;
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Find(const access::Identity& identity,
                                                      const std::string& record_id) const {
  TWIN_ASSIGN_OR_RETURN(const store::RecordId id, CheckRecordId(record_id));
  if (log_ == nullptr) return absl::NotFoundError("no answers are kept here");
  return Tell(identity, ReadRecord(id));
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::ReadRecord(const store::RecordId& id) const {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, log_->Read(id));
  return ParseAnswer(bytes);
}

absl::StatusOr<solvers::HostingQuery> CapacityDesk::MakeQuery(
    const convert::ResolvedQuestion& resolved) const {
  const pb::CapacityQuestion& question = resolved.canonical;
  solvers::HostingQuery query;
  query.bus = resolved.bus;
  query.is_generation = question.kind() == pb::CONNECTION_KIND_GENERATION;
  query.tan_phi_ratio = question.tan_phi_ratio();
  query.cap_mw = convert::SearchCapMw(question.requested_mw());
  query.is_n0_only = question.criterion() == pb::OUTAGE_CRITERION_N0;
  const solvers::HostingBasis* basis = engine_.basis();
  if (basis == nullptr) return query;
  TWIN_ASSIGN_OR_RETURN(
      query.profile_share,
      convert::MakeProfileShares(question.profile(), tables_.shares, resolved.bus,
                                 {engine_.first_quarter(), basis->states->quarter_count()}));
  return query;
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::ComputeOneWay(
    const convert::ResolvedQuestion& resolved, const solvers::HostingQuery& query,
    const IsCancelled& is_cancelled) const {
  TWIN_ASSIGN_OR_RETURN(const solvers::HostingAnswer answer, engine_.Ask(query));
  const pb::CapacityQuestion& question = resolved.canonical;
  pb::CapacityAnswer result = convert::ToProto(answer, question, query, engine_);
  std::optional<capacity::ReserveReport> reserve;
  if (question.with_terms()) {
    TWIN_ASSIGN_OR_RETURN(const auto terms,
                          engine_.AskTerms(query, answer, question.requested_mw()));
    TWIN_ASSIGN_OR_RETURN(*result.mutable_conditional(),
                          convert::ToProto(terms, query, question, engine_));
    TWIN_RETURN_IF_ERROR(AddComponents(query, terms, result));
    if (question.with_standings()) TWIN_RETURN_IF_ERROR(AddStandings(query, terms, result));
    if (question.weather_year_count() > 0) {
      TWIN_RETURN_IF_ERROR(AddWeatherYears(query, terms, result));
    }
    if (question.with_criteria()) TWIN_RETURN_IF_ERROR(AddCriteria(query, terms, result));
    if (question.with_reserve()) {
      TWIN_ASSIGN_OR_RETURN(reserve, FindReserve(query, terms, result));
    }
    if (question.years_size() > 0) {
      TWIN_RETURN_IF_ERROR(AddYears(query, terms, is_cancelled, result));
    }
    if (question.with_measures()) {
      TWIN_RETURN_IF_ERROR(AddMeasures(query, terms, is_cancelled, result));
    }
  }
  if (question.with_effects()) {
    TWIN_RETURN_IF_ERROR(AddEffects(query, is_cancelled, result));
  }
  AddPoint(query, result);
  if (resolved.mv_node.valid()) {
    const double wanted_mw = query.is_generation ? -query.cap_mw : query.cap_mw;
    TWIN_ASSIGN_OR_RETURN(const auto room, engine_.AskMediumVoltage(resolved.mv_node, wanted_mw,
                                                                    query.tan_phi_ratio));
    convert::AddMediumVoltage(engine_, resolved.mv_node, room, result);
  }
  if (reserve.has_value()) convert::AddReserve(*reserve, engine_, result);
  return result;
}

absl::Status CapacityDesk::AddMeasures(const solvers::HostingQuery& query,
                                       const capacity::CapacityEngine::Terms& terms,
                                       const IsCancelled& is_cancelled, Answer& answer) const {
  const pb::CapacityQuestion& question = answer.question();
  if (question.requested_mw() <= answer.firm_mw()) return absl::OkStatus();
  solvers::HostingQuery asked = query;
  asked.threads = threads_;
  const auto start = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(
      const capacity::RemedyReport report,
      capacity::FindRemedies({engine_.region(), engine_.key(), engine_.first_quarter()},
                             *engine_.basis(), tables_.remedies,
                             {asked, question.requested_mw(), terms.terms.quarter_mw,
                              MetBy(terms.firm), terms.terms.year.get()},
                             {.with_doubts = question.with_doubts(),
                              .threads = threads_,
                              .is_cancelled = is_cancelled,
                              .now_ms = [start] { return MillisecondsSince(start); }}));
  *answer.mutable_measures() = convert::ToProto(report, engine_);
  return absl::OkStatus();
}

absl::Status CapacityDesk::AddComponents(const solvers::HostingQuery& query,
                                         const capacity::CapacityEngine::Terms& terms,
                                         Answer& answer) const {
  const auto start = std::chrono::steady_clock::now();
  const double requested_mw = answer.question().requested_mw();
  pb::ComponentReport& report = *answer.mutable_components();
  TWIN_ASSIGN_OR_RETURN(
      const auto duties,
      capacity::CalcComponentDuties({engine_.region(), engine_.key(), engine_.first_quarter()},
                                    *engine_.basis(), tables_.remedies.conductors, query,
                                    requested_mw, MetBy(terms.firm)));
  for (const auto& duty : duties) *report.add_duties() = convert::ToProto(duty, engine_);
  TWIN_ASSIGN_OR_RETURN(
      const auto until_trip,
      capacity::CalcComponentDuties({engine_.region(), engine_.key(), engine_.first_quarter()},
                                    *engine_.basis(), tables_.remedies.conductors, query,
                                    terms.intact.firm_mw, MetBy(terms.firm)));
  convert::AddTripTime(until_trip, *answer.mutable_conditional());
  TWIN_ASSIGN_OR_RETURN(const auto wears,
                        capacity::CalcTransformerWear(engine_, query, requested_mw));
  for (const auto& wear : wears) *report.add_wear() = convert::ToProto(wear, engine_);
  *report.mutable_feeding() =
      convert::ToProto(capacity::CalcFeeding(engine_, query, terms.firm.binding), engine_,
                       answer.question().with_series());
  report.set_milliseconds(MillisecondsSince(start));
  return absl::OkStatus();
}

absl::Status CapacityDesk::AddStandings(const solvers::HostingQuery& query,
                                        const capacity::CapacityEngine::Terms& terms,
                                        Answer& answer) const {
  const pb::CapacityQuestion& question = answer.question();
  TWIN_ASSIGN_OR_RETURN(
      const auto standings,
      capacity::CalcStandings({engine_.region(), engine_.key(), engine_.first_quarter()},
                              *engine_.basis(),
                              {.query = query,
                               .requested_mw = question.requested_mw(),
                               .own_firm_mw = answer.firm_mw(),
                               .exists_today = terms.firm.exists_today,
                               .terms = terms.terms,
                               .met = MetBy(terms.firm),
                               .profile = FindDfProfile(tables_.df_profiles, question.df_profile()),
                               .threads = threads_}));
  for (const auto& standing : standings) {
    *answer.add_standings() = convert::ToProto(standing, question.requested_mw(), engine_);
  }
  return absl::OkStatus();
}

// More than the wish is looked for, so that a year tells what it gives.
double CapacityDesk::LevelOf(const solvers::HostingQuery& query, const Answer& answer) {
  constexpr double kLevelRatio = 1.5;  // over the firm MW …
  constexpr double kLevelMw = 10.0;    // … and this much more
  return std::min(query.cap_mw, std::max(answer.question().requested_mw(),
                                         kLevelRatio * answer.firm_mw() + kLevelMw));
}

absl::Status CapacityDesk::AddYears(const solvers::HostingQuery& query,
                                    const capacity::CapacityEngine::Terms& terms,
                                    const IsCancelled& is_cancelled, Answer& answer) const {
  const auto start = std::chrono::steady_clock::now();
  solvers::HostingQuery asked = query;
  asked.threads = threads_;
  TWIN_ASSIGN_OR_RETURN(
      const capacity::YearReport report,
      capacity::CalcYears({engine_.region(), engine_.key(), engine_.first_quarter()},
                          *engine_.basis(), tables_.remedies, tables_.later,
                          {.query = asked,
                           .years = convert::YearsAsked(answer.question()),
                           .level_mw = LevelOf(query, answer),
                           .quarter_mw = terms.terms.quarter_mw,
                           .planned = terms.firm,
                           .threads = threads_,
                           .is_cancelled = is_cancelled}));
  *answer.mutable_years() = convert::ToProto(report, tables_.remedies.pace, engine_);
  answer.mutable_years()->set_milliseconds(MillisecondsSince(start));
  return absl::OkStatus();
}

absl::Status CapacityDesk::AddCriteria(const solvers::HostingQuery& query,
                                       const capacity::CapacityEngine::Terms& terms,
                                       Answer& answer) const {
  const auto start = std::chrono::steady_clock::now();
  const pb::CapacityQuestion& question = answer.question();
  solvers::HostingQuery asked = query;
  asked.threads = threads_;
  TWIN_ASSIGN_OR_RETURN(capacity::CriteriaReport report,
                        capacity::CalcCriteria(
                            *engine_.basis(), tables_.reliability, tables_.remedies.catalogue.rules,
                            {.query = asked,
                             .requested_mw = question.requested_mw(),
                             .firm = terms.firm,
                             .intact = terms.intact,
                             .quarter_mw = terms.terms.quarter_mw,
                             .cost = FindInterruptionCost(
                                 tables_.reliability, convert::ProfileIdOf(question.profile()))}));
  report.milliseconds = MillisecondsSince(start);
  *answer.mutable_criteria() = convert::ToProto(report, tables_.remedies.catalogue.rules, engine_);
  return absl::OkStatus();
}

absl::Status CapacityDesk::AddEffects(const solvers::HostingQuery& query,
                                      const IsCancelled& is_cancelled, Answer& answer) const {
  const auto start = std::chrono::steady_clock::now();
  solvers::HostingQuery asked = query;
  asked.threads = threads_;
  TWIN_ASSIGN_OR_RETURN(
      capacity::EffectReport report,
      capacity::CalcEffects(
          engine_.region(), *engine_.basis(),
          {.query = asked, .mw = answer.question().requested_mw(), .is_cancelled = is_cancelled}));
  report.milliseconds = MillisecondsSince(start);
  *answer.mutable_effects() = convert::ToProto(report, engine_);
  return absl::OkStatus();
}

absl::StatusOr<capacity::ReserveReport> CapacityDesk::FindReserve(
    const solvers::HostingQuery& query, const capacity::CapacityEngine::Terms& terms,
    const Answer& answer) const {
  constexpr double kMwPerGw = 1000.0;
  const auto start = std::chrono::steady_clock::now();
  const double requested_mw = answer.question().requested_mw();
  const double full_load_h =
      solvers::CalcFullPowerH(query.profile_share, engine_.basis()->states->quarter_count());
  solvers::HostingQuery asked = query;
  asked.threads = threads_;
  TWIN_ASSIGN_OR_RETURN(
      capacity::ReserveReport report,
      capacity::CalcReserve({engine_.region(), engine_.key(), engine_.first_quarter()},
                            *engine_.basis(), tables_.remedies, tables_.later, tables_.hold_backs,
                            {.query = asked,
                             .requested_mw = requested_mw,
                             .gwh_per_year = requested_mw * full_load_h / kMwPerGw,
                             .level_mw = LevelOf(query, answer),
                             .quarter_mw = terms.terms.quarter_mw,
                             .planned = terms.firm}));
  report.milliseconds = MillisecondsSince(start);
  return report;
}

absl::Status CapacityDesk::CheckWeatherYears(std::size_t count) const {
  if (count == 0) return absl::OkStatus();
  if (tables_.weather_years == nullptr || tables_.weather_years->count() < count) {
    return absl::FailedPreconditionError(absl::StrCat(
        "this twin has ",
        tables_.weather_years != nullptr ? tables_.weather_years->count() : std::size_t{0},
        " weather years, ", count, " were asked for"));
  }
  const std::size_t ready = tables_.weather_years->Ready().size();
  if (ready >= count) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(ready, " of ", tables_.weather_years->count(),
                                             " weather years are made; ask again shortly"));
}

absl::Status CapacityDesk::AddWeatherYears(const solvers::HostingQuery& query,
                                           const capacity::CapacityEngine::Terms& terms,
                                           Answer& answer) const {
  constexpr double kLevelRatio = 1.3;  // over the firm MW: milder years take more …
  constexpr double kLevelMw = 5.0;     // … and this much more
  const auto start = std::chrono::steady_clock::now();
  const double requested_mw = answer.question().requested_mw();
  const double level_mw =
      std::min(query.cap_mw, std::max(requested_mw, kLevelRatio * answer.firm_mw() + kLevelMw));
  auto years = tables_.weather_years->Ready();
  years.resize(static_cast<std::size_t>(answer.question().weather_year_count()));
  solvers::HostingQuery asked = query;
  asked.threads = threads_;
  TWIN_ASSIGN_OR_RETURN(auto answers, capacity::CalcWeatherSpread(
                                          *engine_.basis(),
                                          {asked, requested_mw, level_mw, terms.terms.quarter_mw,
                                           terms.terms.is_checked, MetBy(terms.firm),
                                           terms.terms.up_to_mw, terms.terms.year.get()},
                                          years, threads_));
  for (capacity::WeatherYearAnswer& one : answers) {
    // Of the planned year every quarter was looked at.
    if (one.weather_year != engine_.key().weather_year || answer.firm_mw() > one.firm_mw) continue;
    one.firm_mw = answer.firm_mw();
    one.is_at_least = answer.is_capped();
    one.binding = terms.firm.binding;
  }
  *answer.mutable_weather_years() = convert::ToProto(answers, engine_);
  answer.mutable_weather_years()->set_milliseconds(MillisecondsSince(start));
  return absl::OkStatus();
}

// What is told of the busbar itself, whatever binds.
void CapacityDesk::AddPoint(const solvers::HostingQuery& query, Answer& answer) const {
  const double requested_mw = answer.question().requested_mw();
  if (tables_.faults != nullptr) {
    *answer.mutable_short_circuit() =
        convert::ToProto(tables_.faults->Find(query.bus), requested_mw);
  }
  const auto step_share = solvers::CalcVoltageStepShare(*engine_.basis(), query, requested_mw);
  if (step_share.ok()) *answer.mutable_voltage_step() = convert::MakeVoltageStep(*step_share);
}

// What follows from the question and from what everybody may know alone.
void CapacityDesk::AddPublic(const convert::ResolvedQuestion& resolved, Answer& answer) const {
  convert::AddCandidates(resolved.candidates, engine_, answer);
  if (!tables_.df_profiles.empty()) {
    *answer.mutable_principles() = convert::ToProto(tables_.df_profiles.front());
  }
  convert::AddProcessToday(tables_.process_times, answer);
  answer.set_code_version(kCodeVersion);
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Compute(const convert::ResolvedQuestion& resolved,
                                                         const IsCancelled& is_cancelled) const {
  const auto start = std::chrono::steady_clock::now();
  TWIN_RETURN_IF_ERROR(
      CheckWeatherYears(static_cast<std::size_t>(resolved.canonical.weather_year_count())));
  TWIN_ASSIGN_OR_RETURN(solvers::HostingQuery query, MakeQuery(resolved));
  query.is_cancelled = is_cancelled;
  TWIN_ASSIGN_OR_RETURN(pb::CapacityAnswer result, ComputeOneWay(resolved, query, is_cancelled));
  if (resolved.canonical.kind() == pb::CONNECTION_KIND_STORAGE) {
    query.is_generation = true;
    TWIN_ASSIGN_OR_RETURN(pb::CapacityAnswer discharge,
                          ComputeOneWay(resolved, query, is_cancelled));
    result = convert::JoinStorage(std::move(result), std::move(discharge));
  }
  convert::CheckSteps(result);
  convert::AddVerdictDetail(result);
  AddPublic(resolved, result);
  result.mutable_timings()->set_total_milliseconds(MillisecondsSince(start));
  return result;
}

}  // namespace twin::services
