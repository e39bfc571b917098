#include "twin/cli/scenario_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "twin/cli/time_option.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr int kMostElements = 12;
constexpr double kMib = 1024.0 * 1024.0;

std::string StatusText(pb::BranchStatus status) {
  switch (status) {
    case pb::BRANCH_STATUS_PAUSED:
      return "paused";
    case pb::BRANCH_STATUS_RUNNING:
      return "running";
    case pb::BRANCH_STATUS_RECOVERING:
      return "recovering";
    case pb::BRANCH_STATUS_FAILED:
      return "failed";
    default:
      return "unknown";
  }
}

std::string TotalsText(const pb::RunTotals& totals) {
  std::string text = absl::StrFormat(
      "  since its origin: %d quarters, %d with a broken limit, %d with a stale part\n"
      "  demand %.1f MWh, net import %.1f MWh, not served %.2f MWh\n"
      "  heat asked for %.1f MWh, not served %.2f MWh, coldest room %.2f degC\n"
      "  highest loading %.1f %% of rating, %.1f %% after the worst single outage\n",
      totals.quarters(), totals.violated_quarters(), totals.stale_quarters(), totals.demand_mwh(),
      totals.net_import_mwh(), totals.unserved_mwh(), totals.heat_demand_mwh(),
      totals.heat_unserved_mwh(), totals.coldest_room_degc(),
      100.0 * totals.highest_loading_share(), 100.0 * totals.highest_outage_loading_share());
  const auto worst = [&text](const char* what, const pb::WorstViolation& violation) {
    absl::StrAppendFormat(&text, "  worst %s: %s %.3f (limit %.3f) at %s\n", what,
                          violation.element_id(), violation.value_pu(), violation.limit_pu(),
                          OsloTimeText(violation.time()));
  };
  if (totals.has_worst_overload()) worst("overload", totals.worst_overload());
  if (totals.has_worst_voltage()) worst("voltage", totals.worst_voltage());
  return text;
}

}  // namespace

std::string DescribeBranchLine(const pb::Branch& branch) {
  return absl::StrFormat(
      "%-18s  %-10s  %s  %-24s  %s\n", branch.id(), StatusText(branch.status()),
      OsloTimeText(branch.next()), branch.name().substr(0, 24),
      branch.parent_id().empty() ? "of the living twin" : absl::StrCat("of ", branch.parent_id()));
}

std::string DescribeBranch(const pb::Branch& branch) {
  std::string text = absl::StrFormat(
      "%s  %s  (%s)\n"
      "  left %s at %s, next quarter %s, runs to %s\n"
      "  budget %d quarters and %.0f MiB, holds %.2f MiB, a state every %d quarters\n"
      "  expires %s\n",
      branch.id(), branch.name(), StatusText(branch.status()),
      branch.parent_id().empty() ? "the living twin" : branch.parent_id(),
      OsloTimeText(branch.origin()), OsloTimeText(branch.next()), OsloTimeText(branch.target()),
      branch.max_steps(), static_cast<double>(branch.max_bytes()) / kMib,
      static_cast<double>(branch.own_bytes()) / kMib, branch.kept_every_quarters(),
      OsloTimeText(branch.expires()));
  if (branch.totals().quarters() > 0) text += TotalsText(branch.totals());
  for (const pb::Patch& patch : branch.patches()) {
    absl::StrAppend(&text, "  patch ", patch.id(), " from ", OsloTimeText(patch.from()));
    if (patch.has_to()) absl::StrAppend(&text, " to ", OsloTimeText(patch.to()));
    text += "\n";
  }
  if (!branch.failure().empty()) absl::StrAppend(&text, "  FAILED: ", branch.failure(), "\n");
  for (const pb::StalePart& part : branch.stale()) {
    absl::StrAppend(&text, "  STALE ", part.part(), ": ", part.reason(), "\n");
  }
  return text;
}

std::string DescribeComparison(const pb::CompareBranchesResponse& found, const std::string& first,
                               const std::string& second) {
  std::string text = absl::StrFormat("%s and %s from %s to %s\n", first, second,
                                     OsloTimeText(found.from()), OsloTimeText(found.to()));
  if (!found.has_first_divergence()) return text + "  the same in every value\n";
  absl::StrAppendFormat(&text, "  apart since %s, most at %s %s (%g, then %g %s)\n",
                        OsloTimeText(found.first_divergence()), found.first_element().series(),
                        found.first_element().element_id(), found.first_element().first_in_unit(),
                        found.first_element().second_in_unit(), found.first_element().unit());
  const pb::RunTotals &a = found.first(), &b = found.second();
  const auto row = [&text](const char* name, double one, double other) {
    absl::StrAppendFormat(&text, "  %-28s %14.2f %14.2f %+12.2f\n", name, one, other, other - one);
  };
  row("demand, MWh", a.demand_mwh(), b.demand_mwh());
  row("net import, MWh", a.net_import_mwh(), b.net_import_mwh());
  row("electricity not served, MWh", a.unserved_mwh(), b.unserved_mwh());
  row("heat not served, MWh", a.heat_unserved_mwh(), b.heat_unserved_mwh());
  row("heat costs, NOK", a.heat_cost_nok(), b.heat_cost_nok());
  row("heat emissions, kg", a.heat_emission_kg(), b.heat_emission_kg());
  row("coldest room, degC", a.coldest_room_degc(), b.coldest_room_degc());
  row("highest loading, %", 100.0 * a.highest_loading_share(), 100.0 * b.highest_loading_share());
  row("highest after an outage, %", 100.0 * a.highest_outage_loading_share(),
      100.0 * b.highest_outage_loading_share());
  row("quarters with broken limits", static_cast<double>(a.violated_quarters()),
      static_cast<double>(b.violated_quarters()));
  text += "  where they differ most:\n";
  int shown = 0;
  for (const pb::ElementDifference& one : found.elements()) {
    if (shown++ == kMostElements) {
      absl::StrAppend(&text, "  … and ", found.elements_size() - kMostElements,
                      " more with --json\n");
      break;
    }
    absl::StrAppendFormat(&text, "  %-32s %-34s %10.3f %10.3f %s  %s\n", one.series(),
                          one.element_id(), one.first_in_unit(), one.second_in_unit(), one.unit(),
                          OsloTimeText(one.time()));
  }
  return text;
}

std::string DescribeReplay(const pb::ReplayPeriodResponse& replayed) {
  std::string text = absl::StrFormat("%d of %d quarters repeat themselves bit for bit\n",
                                     replayed.equal_quarters(), replayed.quarters());
  if (replayed.has_first_unequal()) {
    absl::StrAppend(&text, "the first that does not: ", OsloTimeText(replayed.first_unequal()),
                    "\n");
  }
  absl::StrAppend(&text, "final state ", replayed.final_state_hash(), "\n");
  return text;
}

}  // namespace twin::cli
