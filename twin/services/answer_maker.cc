#include "twin/services/answer_maker.h"

#include <chrono>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/connection_profile.h"
#include "twin/convert/process_convert.h"
#include "twin/convert/standings_convert.h"
#include "twin/convert/terms_convert.h"
#include "twin/convert/verdict_convert.h"
#include "twin/services/answer_parts.h"
#include "twin/version.h"

namespace twin::services {

namespace pb = ostlandet::twin::v1;

absl::StatusOr<solvers::HostingQuery> AnswerMaker::MakeQuery(
    const convert::ResolvedQuestion& resolved) const {
  const pb::CapacityQuestion& question = resolved.canonical;
  solvers::HostingQuery query;
  query.bus = resolved.bus;
  query.is_generation = question.kind() == pb::CONNECTION_KIND_GENERATION;
  query.tan_phi_ratio = question.tan_phi_ratio();
  query.cap_mw = convert::SearchCapMw(question.requested_mw());
  query.is_n0_only = question.criterion() == pb::OUTAGE_CRITERION_N0;
  query.threads = threads_;
  const solvers::HostingBasis* basis = engine_.basis();
  if (basis == nullptr) return query;
  TWIN_ASSIGN_OR_RETURN(
      query.profile_share,
      convert::MakeProfileShares(question.profile(), tables_.shares, resolved.bus,
                                 {engine_.first_quarter(), basis->states->quarter_count()}));
  return query;
}

absl::Status AnswerMaker::CheckWeatherYears(std::size_t count) const {
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

// What follows from the question and from what everybody may know alone.
void AnswerMaker::AddPublic(const convert::ResolvedQuestion& resolved,
                            pb::CapacityAnswer& answer) const {
  convert::AddCandidates(resolved.candidates, engine_, answer);
  if (!tables_.df_profiles.empty()) {
    *answer.mutable_principles() = convert::ToProto(tables_.df_profiles.front());
  }
  convert::AddProcessToday(tables_.process_times, answer);
  answer.set_code_version(kCodeVersion);
}

absl::StatusOr<pb::CapacityAnswer> AnswerMaker::Make(const convert::ResolvedQuestion& resolved,
                                                     const std::function<bool()>& is_cancelled,
                                                     const OnAnswerPart& on_part) const {
  const auto start = std::chrono::steady_clock::now();
  TWIN_RETURN_IF_ERROR(
      CheckWeatherYears(static_cast<std::size_t>(resolved.canonical.weather_year_count())));
  TWIN_ASSIGN_OR_RETURN(solvers::HostingQuery query, MakeQuery(resolved));
  query.is_cancelled = is_cancelled;
  // A storage is asked for twice: as it draws, and as it delivers.
  const bool is_storage = resolved.canonical.kind() == pb::CONNECTION_KIND_STORAGE;
  int made = 0;
  const auto tell = [&](AnswerPartNow now) {
    if (!on_part) return;
    now.number += made;
    now.count *= is_storage ? 2 : 1;
    on_part(now);
  };
  AnswerParts parts(engine_, tables_, resolved, query);
  TWIN_ASSIGN_OR_RETURN(pb::CapacityAnswer answer, parts.Make(tell));
  if (is_storage) {
    made = parts.count();
    query.is_generation = true;
    TWIN_ASSIGN_OR_RETURN(pb::CapacityAnswer discharge,
                          AnswerParts(engine_, tables_, resolved, query).Make(tell));
    answer = convert::JoinStorage(std::move(answer), std::move(discharge));
  }
  convert::CheckSteps(answer);
  convert::AddVerdictDetail(answer);
  AddPublic(resolved, answer);
  answer.mutable_timings()->set_total_milliseconds(
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  return answer;
}

pb::CapacityAnswer AnswerMaker::MakeWithoutAnswer(const convert::ResolvedQuestion& resolved,
                                                  const absl::Status& failure) const {
  pb::CapacityAnswer answer;
  *answer.mutable_question() = resolved.canonical;
  answer.set_bus_name(engine_.region().grid.buses[resolved.bus].name);
  answer.set_data_notice(engine_.region().notice);
  AddPublic(resolved, answer);
  answer.set_failure(std::string(failure.message()));
  return answer;
}

}  // namespace twin::services
