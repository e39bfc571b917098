#include "twin/cli/capacity_reserve_text.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr int kLoadsShown = 4;

std::string RuleOf(const pb::ReserveReport& report) {
  if (!report.has_rule()) return "no rule holds capacity back here";
  const pb::HoldBackRule& rule = report.rule();
  std::string text = absl::StrFormat("held back for customers below %g MW", rule.below_mw());
  if (rule.below_gwh() > 0.0) absl::StrAppendFormat(&text, " and %g GWh a year", rule.below_gwh());
  absl::StrAppendFormat(&text, " (rule of %s): their growth of %d years", rule.valid_from(),
                        rule.held_for_years());
  if (report.is_held_for_applicant()) absl::StrAppend(&text, "; kept for such as this applicant");
  return text;
}

// "1 to 3 months", "more than 12 months"
std::string MonthsOf(const pb::ProcessStep& step) {
  if (step.high_months() <= 0.0) return absl::StrFormat("more than %g months", step.low_months());
  return absl::StrFormat("%g to %g months", step.low_months(), step.high_months());
}

// "assessment (hard)": how hard it is, where the table tells two of a step apart by it.
std::string StepWords(const pb::ProcessStep& step) {
  absl::string_view kind = step.id();
  if (!absl::ConsumePrefix(&kind, step.step() + "_")) return step.step();
  const bool is_word = std::all_of(kind.begin(), kind.end(), absl::ascii_isalpha);
  return is_word ? absl::StrCat(step.step(), " (", kind, ")") : step.step();
}

}  // namespace

void PrintReserve(const pb::CapacityAnswer& answer) {
  if (!answer.has_reserve()) return;
  const pb::ReserveReport& report = answer.reserve();
  std::printf(
      "  reserve   available %.1f MW = physical %.1f - held back %.1f - reserved %.1f - used "
      "%.1f\n",
      report.available_mw(), report.physical_mw(), report.held_back_mw(), report.reserved_mw(),
      report.used_mw());
  if (report.is_overdrawn()) {
    std::printf("            less than nothing: what comes before breaks %d limits by itself\n",
                report.exists_before_size());
  }
  std::printf("            %s\n", RuleOf(report).c_str());
  std::printf("            the station draws %.1f MW at most\n", report.used_peak_mw());
  for (int i = 0; i < std::min(report.loads_size(), kLoadsShown); ++i) {
    const pb::ReservedLoad& load = report.loads(i);
    std::printf("            %s: %s, %g MW%s%s%s\n",
                load.is_reserved() ? "reserved" : "waits, does not count", load.name().c_str(),
                load.size_mw(),
                load.from_year() > 0 ? absl::StrCat(" from ", load.from_year()).c_str() : "",
                load.bus_id().empty()
                    ? ", where is not known"
                    : absl::StrFormat(", %.0f km away", load.distance_km()).c_str(),
                load.is_in_planned_year() ? ", in the planned year" : "");
  }
  std::printf("            run again by AC in %lld quarters under %lld outages, %.0f ms\n",
              static_cast<long long>(report.quarter_count()),
              static_cast<long long>(report.outage_count()), report.milliseconds());
}

void PrintProcessToday(const pb::CapacityAnswer& answer) {
  if (answer.process_today().empty()) return;
  std::string line;
  for (const pb::ProcessStep& step : answer.process_today()) {
    absl::StrAppend(&line, line.empty() ? "" : "; ", StepWords(step), " ", MonthsOf(step));
  }
  std::printf("  today     this takes at grid companies: %s\n", line.c_str());
}

}  // namespace twin::cli
