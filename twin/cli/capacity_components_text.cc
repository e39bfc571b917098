#include "twin/cli/capacity_components_text.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr int kDutiesShown = 3;

const char* Words(pb::RatingRule rule) {
  switch (rule) {
    case pb::RATING_RULE_SEASONAL:
      return "by season";
    case pb::RATING_RULE_TERMINAL_EQUIPMENT:
      return "by its terminals";
    case pb::RATING_RULE_LINE_WEATHER:
    case pb::RATING_RULE_LINE_EMERGENCY:
      return "IEEE 738";
    case pb::RATING_RULE_TRANSFORMER_WEATHER:
    case pb::RATING_RULE_TRANSFORMER_EMERGENCY:
      return "IEC 60076-7";
    case pb::RATING_RULE_CABLE_CYCLIC:
    case pb::RATING_RULE_CABLE_EMERGENCY:
      return "IEC 60853";
    default:
      return "?";
  }
}

std::string HowLong(const pb::ComponentDuty& duty) {
  if (duty.after_share() <= 1.0) return "within its rating";
  if (!duty.is_time_known()) return "for how long is not known";
  if (!duty.has_bears_min()) return "which it bears for good";
  return absl::StrFormat("which it bears for %.0f minutes", duty.bears_min());
}

void PrintDuty(const pb::ComponentDuty& duty) {
  std::printf("  warmth    %s at %.0f °C: %.0f MVA used (season), %.0f MVA for good (%s)\n",
              duty.limit().component().name().c_str(), duty.air_degc(), duty.used_mva(),
              duty.steady_mva(), Words(duty.steady_rule()));
  std::string line;
  for (const pb::EmergencyRating& one : duty.emergencies()) {
    absl::StrAppendFormat(&line, "%s%.0f min %.0f MVA (%s)", line.empty() ? "" : ", ",
                          one.duration_min(), one.rating_mva(), Words(one.rule()));
  }
  if (!line.empty()) std::printf("            in an emergency %s\n", line.c_str());
  std::printf("            with the wish %.0f %% of it before and %.0f %% after the outage, %s\n",
              100.0 * duty.before_share(), 100.0 * duty.after_share(), HowLong(duty).c_str());
}

}  // namespace

void PrintComponents(const pb::CapacityAnswer& answer) {
  if (!answer.has_components()) return;
  const pb::ComponentReport& report = answer.components();
  for (int i = 0; i < std::min(report.duties_size(), kDutiesShown); ++i) {
    PrintDuty(report.duties(i));
  }
  for (const pb::TransformerWear& wear : report.wear()) {
    std::printf(
        "  wear      %s takes %.0f %% of it: hot spot %.0f -> %.0f °C, ages %.0f -> %.0f h a "
        "year\n",
        wear.transformer().name().c_str(), 100.0 * wear.part_share(), wear.today().hottest_degc(),
        wear.with_applicant().hottest_degc(), wear.today().aged_h(),
        wear.with_applicant().aged_h());
  }
  std::string line;
  for (const pb::FeederPart& part : report.feeding().parts()) {
    absl::StrAppendFormat(&line, "%s%s %.0f %% (%.0f %%)", line.empty() ? "" : ", ", part.feeder(),
                          100.0 * part.year_share(), 100.0 * part.binding_share());
  }
  if (!line.empty()) {
    std::printf("  covered   over the year (when it binds): %s\n", line.c_str());
  }
}

void PrintCandidates(const pb::CapacityAnswer& answer) {
  for (const pb::ConnectionCandidate& one : answer.candidates()) {
    std::string cost = "no price known";
    if (one.line().price_year() > 0) {
      cost = absl::StrFormat("line %.0f to %.0f, cable %.0f to %.0f MNOK (%d)",
                             one.line().low_mnok(), one.line().high_mnok(), one.cable().low_mnok(),
                             one.cable().high_mnok(), one.line().price_year());
    }
    std::printf("  %s %s%s %g kV, %.1f km, %s%s\n", one.is_asked() ? "asked    " : "or       ",
                one.bus_name().c_str(),
                one.mv_node().empty() ? "" : absl::StrCat("/", one.mv_node()).c_str(),
                one.nominal_kv(), one.distance_km(), cost.c_str(),
                one.suits_voltage() ? "" : "; not a usual voltage for so many MW");
  }
}

void PrintStandings(const pb::CapacityAnswer& answer) {
  if (answer.has_principles()) {
    std::printf("  held to   %s %s: %s\n", answer.principles().id().c_str(),
                answer.principles().version().c_str(), answer.principles().load_case().c_str());
  }
  for (const pb::CapacityStanding& one : answer.standings()) {
    const std::string who =
        one.kind() == pb::STANDING_KIND_AS_IF_FIRST
            ? absl::StrFormat("as if first (without %.0f MW reserved)", one.large_loads_mw())
        : one.kind() == pb::STANDING_KIND_BEHIND_QUEUE
            ? absl::StrFormat("behind the queue (%.0f MW before it)", one.large_loads_mw())
            : absl::StrCat("held to ", one.profile().id(), " ", one.profile().version());
    if (!one.failure().empty()) {
      std::printf("  standing  %s: no answer, %s\n", who.c_str(), one.failure().c_str());
      continue;
    }
    std::printf("  standing  %s: %.1f MW%s%s\n", who.c_str(), one.firm_mw(),
                one.is_at_least() ? " or more" : "",
                one.kind() == pb::STANDING_KIND_DF_PROFILE && !one.is_step_within_limit()
                    ? "; the voltage step is beyond its limit"
                    : "");
  }
}

}  // namespace twin::cli
