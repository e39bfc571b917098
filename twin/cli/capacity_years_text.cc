#include "twin/cli/capacity_years_text.h"

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "twin/cli/capacity_limit_text.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

void PrintYear(const pb::YearRoom& year) {
  if (!year.failure().empty()) {
    std::printf("            %d   no answer: %s\n", year.year(), year.failure().c_str());
    return;
  }
  std::printf("            %d %s firm %.1f MW%s of %g, demand %+.0f MW; %s\n", year.year(),
              year.holds_requested() ? "*" : " ", year.firm_mw(),
              year.is_at_least() ? " or more" : "", year.requested_mw(), year.growth_mw(),
              year.has_binding() ? LimitWords(year.binding()).c_str() : "nothing binds");
  std::string came = absl::StrJoin(year.grid_project_ids(), ", ");
  for (const std::string& id : year.large_load_ids()) {
    absl::StrAppend(&came, came.empty() ? "" : ", ", id);
  }
  if (!came.empty()) std::printf("                   with %s\n", came.c_str());
  if (!year.exists_before().empty()) {
    std::printf("                   %d limits are broken then without the applicant, e.g. %s\n",
                year.exists_before_size(), LimitWords(year.exists_before(0)).c_str());
  }
}

}  // namespace

void PrintYears(const pb::CapacityAnswer& answer) {
  if (!answer.has_years()) return;
  const pb::YearReport& report = answer.years();
  std::printf(
      "  years     run again by AC; * holds what is wanted by then; projects at pace %s, "
      "demand %s\n",
      report.pace().c_str(), report.growth_scenario().c_str());
  for (const pb::YearRoom& year : report.years()) PrintYear(year);
  std::printf(
      "            at most: in %lld of %lld quarters that may fall short of %.1f MW, under %lld of "
      "%lld outages; weather, water, heat\n"
      "            plants and generation stay as planned, growth is fed as the applicant is; %.0f "
      "ms\n",
      static_cast<long long>(report.quarter_count()),
      static_cast<long long>(report.short_quarter_count()), report.up_to_mw(),
      static_cast<long long>(report.outage_count()),
      static_cast<long long>(report.met_outage_count()), report.milliseconds());
}

}  // namespace twin::cli
