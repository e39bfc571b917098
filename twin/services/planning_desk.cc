#include "twin/services/planning_desk.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/field_checks.h"
#include "models/base/status_macros.h"
#include "twin/access/digest.h"
#include "twin/convert/plan_convert.h"
#include "twin/convert/plan_region_convert.h"
#include "twin/limits.h"
#include "twin/plans/plan_record.h"
#include "twin/plans/statement.h"
#include "twin/plans/statement_files.h"
#include "twin/services/paging.h"
#include "twin/services/plan_grid.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

// A busbar's bucket is the same whatever is asked for: asking for one MW makes equal questions of
// all plans at a point.
constexpr double kAskedMw = 1.0;
constexpr char kAskMethod[] = "/ostlandet.twin.v1.Capacity/AskCapacity";
constexpr char kCheckMethod[] = "/ostlandet.twin.v1.Planning/CheckPlan";

absl::Status CheckFile(const pb::PlanFile& file) {
  std::vector<models::errors::FieldViolation> wrong;
  if (file.name().size() > limits::kMaxPlanNameBytes) {
    wrong.push_back({"file.name", absl::StrCat("is ", file.name().size(), " bytes long, at most ",
                                               limits::kMaxPlanNameBytes)});
  }
  if (file.content().empty()) wrong.push_back({"file.content", "is empty: a plan is needed"});
  return wrong.empty() ? absl::OkStatus() : models::errors::InvalidFields(wrong);
}

absl::StatusOr<plans::PlanCheckQuestion> MakeQuestion(const pb::PlanFile& file,
                                                      const pb::PlanTerms& terms, int series_year) {
  TWIN_RETURN_IF_ERROR(CheckFile(file));
  plans::PlanCheckQuestion question{.file = file.name().empty() ? "plan" : file.name()};
  if (terms.start_year() != 0) question.start_year = terms.start_year();
  if (terms.has_build_years()) question.build_years = terms.build_years();
  if (terms.weather_year() != 0) question.weather_year = terms.weather_year();
  question.series_year = series_year;
  question.most_plans = limits::kMaxPlansOfFile;
  models::FieldChecks checks;
  checks.Within("terms.start_year", question.start_year, 1950.0, 2150.0);
  checks.Within("terms.build_years", question.build_years, 0.0, 100.0);
  checks.Within("terms.weather_year", question.weather_year, 1971.0, 2200.0);
  if (series_year != 0) checks.Within("series_year", series_year, 1950.0, 2150.0);
  TWIN_RETURN_IF_ERROR(checks.ToStatus());
  return question;
}

// Work goes on while somebody waits, and tells how far it is.
void Follow(const PlanCaller& caller, plans::PlanCheckQuestion& question) {
  question.go_on = [&caller](plans::PlanStage stage, std::size_t plan, std::size_t plans_count) {
    if (caller.is_cancelled && caller.is_cancelled()) return false;
    if (std::chrono::steady_clock::now() > caller.until) return false;
    if (caller.on_stage) caller.on_stage(stage, plan, plans_count);
    return true;
  };
}

absl::Status SayWhyStopped(const PlanCaller& caller, const absl::Status& status) {
  if (!absl::IsCancelled(status) || std::chrono::steady_clock::now() <= caller.until) return status;
  return absl::DeadlineExceededError("the plans take longer than a call may: send fewer at a time");
}

absl::string_view ContentTypeOf(absl::string_view name) {
  if (absl::EndsWith(name, ".html")) return "text/html; charset=utf-8";
  if (absl::EndsWith(name, ".pdf")) return "application/pdf";
  if (absl::EndsWith(name, ".geojson")) return "application/geo+json";
  return "application/json";
}

}  // namespace

plans::AskGrid PlanningDesk::MakeAskGrid(const PlanCaller& caller) const {
  if (options_.capacity == nullptr) {
    return [](const plans::GridPoint&, double) {
      return plans::GridRoom{.why = {"this twin answers no connection questions",
                                     "denne tvillingen svarer ikke på spørsmål om tilknytning"}};
    };
  }
  return [this, &caller](const plans::GridPoint& point, double) {
    pb::AskCapacityRequest request = MakePlanRequest(point, kAskedMw);
    if (!caller.identity.clearance.SeesPowerSensitive()) {
      const std::string text = absl::StrCat(kAskMethod, "\n", request.SerializeAsString());
      const absl::Status taken = options_.take_question(
          caller.identity, {.area = point.municipality_id, .question = text, .point = text});
      if (!taken.ok()) return MakeUnknownRoom(taken);
    }
    return AskDesk(*options_.capacity, access::Identity{}, caller.is_cancelled)(point, kAskedMw);
  };
}

absl::Status PlanningDesk::Charge(const PlanCaller& caller,
                                  const plans::PlanCheckQuestion& question,
                                  const pb::PlanFile& file,
                                  const std::string& municipality_id) const {
  if (caller.identity.clearance.SeesPowerSensitive()) return absl::OkStatus();
  const std::string text =
      absl::StrCat(kCheckMethod, "\n", access::CalcSha256Hex(file.content()),
                   access::CalcSha256Hex(file.assumptions_csv()), " ", question.start_year, " ",
                   question.build_years, " ", question.weather_year);
  return options_.take_question(caller.identity,
                                {.area = municipality_id, .question = text, .point = text});
}

absl::StatusOr<plans::PlanCheck> PlanningDesk::Check(const PlanCaller& caller,
                                                     const pb::PlanFile& file,
                                                     const pb::PlanTerms& terms,
                                                     int series_year) const {
  TWIN_ASSIGN_OR_RETURN(plans::PlanCheckQuestion question, MakeQuestion(file, terms, series_year));
  Follow(caller, question);
  absl::Status charged = absl::OkStatus();
  question.on_read = [&](const models::Plan& first) {
    charged = Charge(caller, question, file, first.municipality_id);
    return charged.ok();
  };
  if (terms.leave_out_grid()) {
    question.ask_grid = [](const plans::GridPoint&, double) {
      return plans::GridRoom{.why = {"it was not asked for", "det ikke ble spurt om den"}};
    };
  } else {
    question.ask_grid = MakeAskGrid(caller);
  }
  auto check =
      plans::CheckPlanBytes(question, file.content(), file.assumptions_csv(), options_.around);
  if (!charged.ok()) return charged;
  if (!check.ok()) return SayWhyStopped(caller, check.status());
  // What it was asked with must not outlive the call.
  check->question.go_on = nullptr;
  check->question.on_read = nullptr;
  check->question.ask_grid = nullptr;
  return check;
}

absl::StatusOr<pb::StatementResponse> PlanningDesk::WriteStatement(
    const PlanCaller& caller, const pb::StatementRequest& request) const {
  const std::string& language = request.language();
  if (!language.empty() && language != "nb" && language != "en") {
    return models::errors::InvalidField("language", "must be nb, en or empty for both");
  }
  TWIN_ASSIGN_OR_RETURN(const plans::PlanCheck check,
                        Check(caller, request.file(), request.terms(), 0));
  TWIN_ASSIGN_OR_RETURN(std::vector<plans::StatementFile> files,
                        plans::MakeStatementFiles(check, {.has_pdf = !request.leave_out_pdf(),
                                                          .has_norwegian = language != "en",
                                                          .has_english = language != "nb"}));
  pb::StatementResponse response;
  for (plans::StatementFile& file : files) {
    pb::StatementFile* sent = response.add_files();
    sent->set_content_type(std::string(ContentTypeOf(file.name)));
    sent->set_name(std::move(file.name));
    sent->set_content(std::move(file.bytes));
  }
  response.set_record_id(plans::CalcPlanRecordId(plans::MakePlanRecord(check)));
  return response;
}

absl::StatusOr<PlanningDesk::Matches> PlanningDesk::FindMatches(
    const PlanCaller& caller, const pb::MatchHeatRequest& request) {
  plans::HeatMatchQuestion question{.has_planned = !request.only_running()};
  if (request.weather_year() != 0) question.weather_year = request.weather_year();
  if (request.files_size() == 0) {
    return without_plans_.At(
        absl::StrCat(question.weather_year, question.has_planned ? "/all" : ""),
        [&] { return plans::MatchRegion(*options_.around, question, {}); });
  }
  std::vector<plans::PlanCheck> checks;
  pb::PlanTerms terms;
  terms.set_weather_year(question.weather_year);
  terms.set_leave_out_grid(true);
  for (const pb::PlanFile& file : request.files()) {
    TWIN_ASSIGN_OR_RETURN(plans::PlanCheckQuestion asked, MakeQuestion(file, terms, 0));
    Follow(caller, asked);
    asked.has_last_year_series = true;
    auto check =
        plans::CheckPlanBytes(asked, file.content(), file.assumptions_csv(), options_.around);
    if (!check.ok()) return SayWhyStopped(caller, check.status());
    checks.push_back(*std::move(check));
  }
  std::vector<const plans::PlanCheck*> pointers;
  for (const plans::PlanCheck& check : checks) pointers.push_back(&check);
  TWIN_ASSIGN_OR_RETURN(plans::RegionMatches made,
                        plans::MatchRegion(*options_.around, question, pointers));
  return std::make_shared<const plans::RegionMatches>(std::move(made));
}

absl::StatusOr<pb::MatchHeatResponse> PlanningDesk::Match(const PlanCaller& caller,
                                                          const pb::MatchHeatRequest& request) {
  if (request.files_size() > limits::kMaxMatchedPlanFiles) {
    return models::errors::OutOfRange("files", request.files_size(), 0,
                                      limits::kMaxMatchedPlanFiles);
  }
  if (request.weather_year() != 0 &&
      (request.weather_year() < 1971 || request.weather_year() > 2200)) {
    return models::errors::OutOfRange("weather_year", request.weather_year(), 1971, 2200);
  }
  if (request.draft_source_id().size() > limits::kMaxIdBytes) {
    return models::errors::InvalidField("draft_source_id", "is longer than any id");
  }
  TWIN_ASSIGN_OR_RETURN(const Matches all, FindMatches(caller, request));
  TWIN_ASSIGN_OR_RETURN(const Page page,
                        MakePage(request.page_size(), request.page_token(),
                                 absl::StrCat(around().region.id, "/match/", request.weather_year(),
                                              request.only_running(), request.files_size()),
                                 all->matches.size()));
  pb::MatchHeatResponse response;
  for (std::size_t i = page.begin; i < page.end; ++i) {
    *response.add_matches() = convert::ToProto(*all, all->matches[i]);
  }
  response.set_next_page_token(page.next_token);
  response.set_total_size(static_cast<int>(all->matches.size()));
  response.set_sources_count(static_cast<int>(all->sources.size()));
  response.set_demands_count(static_cast<int>(all->demands.size()));
  if (!request.draft_source_id().empty()) {
    const std::string& id = request.draft_source_id();
    TWIN_ASSIGN_OR_RETURN(*response.mutable_draft_nb(),
                          plans::MakeCostBenefitDraft(around(), *all, id, true));
    TWIN_ASSIGN_OR_RETURN(*response.mutable_draft_en(),
                          plans::MakeCostBenefitDraft(around(), *all, id, false));
  }
  return response;
}

}  // namespace twin::services
