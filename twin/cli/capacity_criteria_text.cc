#include "twin/cli/capacity_criteria_text.h"

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "twin/cli/capacity_limit_text.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

const char* Words(pb::ServiceCriterion criterion) {
  switch (criterion) {
    case pb::SERVICE_CRITERION_N0:
      return "N-0";
    case pb::SERVICE_CRITERION_N1:
      return "N-1";
    case pb::SERVICE_CRITERION_N1_WITH_ACTION:
      return "N-1 with action";
    default:
      return "?";
  }
}

}  // namespace

void PrintCriteria(const pb::CapacityAnswer& answer) {
  if (!answer.has_criteria()) return;
  const pb::CriteriaReport& report = answer.criteria();
  std::printf(
      "  criteria  what may be connected, and what must be expected to be lost of the wish in a "
      "year\n");
  for (const pb::CriterionRoom& room : report.rooms()) {
    const std::string cost = room.has_interruption_nok()
                                 ? absl::StrFormat(", %.0f kNOK", room.interruption_nok() / 1000.0)
                                 : std::string();
    std::printf("            %-15s %7.1f MW%s: of %.1f MW %.2f outages, %.2f h, %.2f MWh%s\n",
                Words(room.criterion()), room.most_mw(), room.is_at_least() ? " or more" : "",
                room.served_mw(), room.outages_per_year(), room.cut_h(), room.ens_mwh(),
                cost.c_str());
    if (room.has_binding()) {
      std::printf("                            stopped by %s\n",
                  LimitWords(room.binding()).c_str());
    }
  }
  std::string how =
      absl::StrFormat("action within %g minutes at %.0f %% of ratings", report.short_time_min(),
                      100.0 * report.short_time_rating_ratio());
  for (const pb::GridComponent& branch : report.switched()) {
    absl::StrAppend(&how, ", may close ", branch.name());
  }
  std::printf(
      "            %s; costs of %s in prices of %d, confidence %s; an agreed cut is no "
      "KILE\n",
      how.c_str(), report.interruption_group().c_str(), report.price_year(),
      report.confidence().c_str());
  std::printf("            %lld of %lld quarters that fall short looked at, %.0f ms\n",
              static_cast<long long>(report.sampled_quarter_count()),
              static_cast<long long>(report.short_quarter_count()), report.milliseconds());
}

}  // namespace twin::cli
