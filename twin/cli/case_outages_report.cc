#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/matpower_region.h"
#include "twin/cli/case_outages.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::BranchIndex;
using models::BusIndex;
using solvers::ContingencyRow;
using Outcome = ContingencyRow::Outcome;

constexpr std::size_t kRowsShown = 20;
constexpr std::size_t kCausesShown = 3;

std::string Dump(const Json& json) {
  return absl::StrCat(json.dump(-1, ' ', false, Json::error_handler_t::replace), "\n");
}

Json RowOf(const LoadedCase& loaded, BranchIndex branch) {
  if (!branch.valid()) return nullptr;
  return data::MatpowerRowOf(loaded.region.grid.branches[branch]);
}

Json NumberOf(const LoadedCase& loaded, BusIndex bus) {
  if (!bus.valid()) return nullptr;
  return loaded.matpower.buses[loaded.row_of_bus[bus.value()]].number;
}

const char* MethodOf(const OutageQuestion& question) {
  return question.screen == solvers::ContingencyScreen::kStep ? "newton step" : "linear estimate";
}

const char* NameOf(solvers::ContingencyScreen screen) {
  switch (screen) {
    case solvers::ContingencyScreen::kNone:
      return "none";
    case solvers::ContingencyScreen::kLinear:
      return "dc";
    case solvers::ContingencyScreen::kStep:
      return "1p1q";
  }
  return "";
}

double WorstShare(const ContingencyRow& row) {
  return row.outcome == Outcome::kScreenedOut ? row.estimated_share : row.worst_share;
}

double RisenShare(const ContingencyRow& row) {
  return row.outcome == Outcome::kScreenedOut ? 0.0 : row.risen_share;
}

// Contingencies that were not refused by the solver, largest share first; else in the order of the
// list, which is all there is without ratings.
std::vector<std::size_t> SortBy(const solvers::ContingencyReport& report,
                                double (*share_of)(const ContingencyRow&)) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    if (report.rows[i].outcome != Outcome::kFailed) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return share_of(report.rows[a]) > share_of(report.rows[b]);
  });
  return order;
}

void AddValues(const LoadedCase& loaded, const ContingencyRow& row, Json& json) {
  const bool has_rating = row.worst_branch.valid();
  json["worst_loading_share"] = has_rating ? Json(row.worst_share) : Json(nullptr);
  json["worst_branch"] = RowOf(loaded, row.worst_branch);
  json["worst_vm_pu"] = row.worst_bus.valid() ? Json(row.worst_v_pu) : Json(nullptr);
  json["worst_bus"] = NumberOf(loaded, row.worst_bus);
  json["has_voltage_violation"] = row.has_voltage_violation;
  json["lost_load_mw"] = row.lost_load_mw;
}

Json Name(const LoadedCase& loaded, const solvers::Contingency& contingency) {
  Json json{{"id", contingency.id},
            {"name", contingency.name},
            {"kind", solvers::NameOf(contingency.kind)}};
  json["branches"] = Json::array();
  for (const BranchIndex branch : contingency.branches) {
    json["branches"].push_back(RowOf(loaded, branch));
  }
  return json;
}

std::string DescribeLoading(const LoadedCase& loaded, const OutageQuestion& question,
                            const ContingencyRow& row) {
  if (row.outcome == Outcome::kScreenedOut) {
    return absl::StrFormat("%8.1f %% by the %s", 100.0 * row.estimated_share, MethodOf(question));
  }
  if (!row.worst_branch.valid()) return "no branch has a rating";
  if (!row.risen_branch.valid()) return absl::StrFormat("%8s   %-36s", "-", "no loading rises");
  return absl::StrFormat("%8.1f %% %-36s", 100.0 * row.risen_share,
                         loaded.region.grid.branches[row.risen_branch].name);
}

// Limits that are broken with nothing lost: no outage's doing.
void AppendIntact(const LoadedCase& loaded, const solvers::ContingencyReport& report,
                  std::string& text) {
  const models::ElectricityGrid& grid = loaded.region.grid;
  if (!report.intact_overloads.empty()) {
    absl::StrAppendFormat(&text, "exists in the intact grid: %d branches above the limit\n",
                          report.intact_overloads.size());
  }
  for (std::size_t i = 0; i < std::min(report.intact_overloads.size(), kRowsShown); ++i) {
    const solvers::IntactOverload& one = report.intact_overloads[i];
    absl::StrAppendFormat(&text, "    %8.1f %% %s\n", 100.0 * one.loading_share,
                          grid.branches[one.branch].name);
  }
  if (!report.intact_voltages.empty()) {
    absl::StrAppendFormat(&text,
                          "exists in the intact grid: %d buses outside their voltage limits\n",
                          report.intact_voltages.size());
  }
}

Json ListIds(const OutageAnswer& answer, const std::vector<std::size_t>& rows) {
  Json ids = Json::array();
  for (const std::size_t row : rows) ids.push_back(answer.contingencies[row].id);
  return ids;
}

}  // namespace

std::string MakeOutagesJson(const LoadedCase& loaded, const OutageQuestion& question,
                            const OutageAnswer& answer) {
  const solvers::ContingencyReport& report = answer.report;
  Json json{{"limit_share", question.limit_share * question.emergency.rating_share},
            {"emergency_duration_min", question.emergency.duration_min},
            {"outages_count", answer.contingencies.size()},
            {"solved_count", report.solved_count},
            {"is_screened",
             question.screen != solvers::ContingencyScreen::kNone && !question.measures_misses}};
  Json base;
  AddValues(loaded, report.base, base);
  base["overloaded"] = Json::array();
  for (const solvers::IntactOverload& one : report.intact_overloads) {
    base["overloaded"].push_back(
        {{"branch", RowOf(loaded, one.branch)}, {"loading_share", one.loading_share}});
  }
  base["voltage_violations"] = Json::array();
  for (const solvers::IntactVoltage& one : report.intact_voltages) {
    base["voltage_violations"].push_back({{"bus", NumberOf(loaded, one.bus)}, {"vm_pu", one.v_pu}});
  }
  json["base"] = std::move(base);
  json["rated_branches_count"] = report.rated_count;
  json["ranking"] = report.rated_count > 0 ? "worst_loading_share" : "none: no branch has a rating";
  json["outages"] = Json::array();
  for (const std::size_t i : SortBy(report, WorstShare)) {
    const ContingencyRow& row = report.rows[i];
    Json one = Name(loaded, answer.contingencies[i]);
    if (row.outcome == Outcome::kScreenedOut) {
      one["method"] = MethodOf(question);
      one["worst_loading_share"] = row.estimated_share;
      if (row.estimated_v_pu > 0.0) one["worst_vm_pu"] = row.estimated_v_pu;
    } else {
      one["method"] = "ac";
      AddValues(loaded, row, one);
      const bool has_risen = row.risen_branch.valid();
      one["risen_loading_share"] = has_risen ? Json(row.risen_share) : Json(nullptr);
      one["risen_branch"] = RowOf(loaded, row.risen_branch);
      one["moved_bus"] = NumberOf(loaded, row.moved_bus);
      one["moved_beyond_pu"] = row.moved_beyond_pu;
    }
    json["outages"].push_back(std::move(one));
  }
  json["non_converged"] = Json::array();
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    if (report.rows[i].outcome != Outcome::kFailed) continue;
    Json one = Name(loaded, answer.contingencies[i]);
    one["reason"] = report.rows[i].reason;
    json["non_converged"].push_back(std::move(one));
  }
  json["overloaded"] = Json::array();
  for (const solvers::Overload& overload : report.overloads) {
    Json one{{"branch", RowOf(loaded, overload.branch)}, {"outages", Json::array()}};
    for (const auto& cause : overload.causes) {
      one["outages"].push_back({{"id", answer.contingencies[cause.contingency].id},
                                {"loading_share", cause.loading_share}});
    }
    json["overloaded"].push_back(std::move(one));
  }
  if (question.screen != solvers::ContingencyScreen::kNone) {
    json["screen"] = {{"method", NameOf(question.screen)},
                      {"estimated_count", report.estimated_count},
                      {"wanted_count", report.wanted_count},
                      {"screened_out_count", answer.contingencies.size() - report.wanted_count}};
  }
  if (question.measures_misses) {
    Json& screen = json["screen"];
    screen["missed_overloads"] = ListIds(answer, report.missed_overloads);
    screen["missed_voltages"] = ListIds(answer, report.missed_voltages);
    screen["missed_non_converged"] = ListIds(answer, report.missed_failures);
    screen["worst_missed_loading_share"] = report.worst_missed_share;
    screen["worst_missed_beyond_pu"] = report.worst_missed_beyond_pu;
  }
  json["milliseconds"] = answer.base_ms + answer.outages_ms;
  return Dump(json);
}

std::string MakeOutagesText(const LoadedCase& loaded, const OutageQuestion& question,
                            const OutageAnswer& answer) {
  const solvers::ContingencyReport& report = answer.report;
  const models::ElectricityGrid& grid = loaded.region.grid;
  const double limit_share = question.limit_share * question.emergency.rating_share;
  std::size_t failed = 0;
  for (const ContingencyRow& row : report.rows) failed += row.outcome == Outcome::kFailed;
  std::string text = absl::StrFormat(
      "%s: %d outages, %d solved by AC, %d of them without a solution; %.0f ms\n"
      "%d branches above %.0f %% of rate A because of some outage\n",
      loaded.matpower.name, answer.contingencies.size(), report.solved_count, failed,
      answer.base_ms + answer.outages_ms, report.overloads.size(), 100.0 * limit_share);
  for (std::size_t i = 0; i < std::min(report.overloads.size(), kRowsShown); ++i) {
    const solvers::Overload& overload = report.overloads[i];
    absl::StrAppendFormat(&text, "  %s: %d outages\n", grid.branches[overload.branch].name,
                          overload.causes.size());
    for (std::size_t j = 0; j < std::min(overload.causes.size(), kCausesShown); ++j) {
      absl::StrAppendFormat(&text, "    %8.1f %% without %s\n",
                            100.0 * overload.causes[j].loading_share,
                            answer.contingencies[overload.causes[j].contingency].name);
    }
  }
  AppendIntact(loaded, report, text);
  absl::StrAppend(&text, report.rated_count > 0
                             ? "worst outages, by the largest loading that they cause\n"
                             : "no branch has a rating: outages by nothing but the file's order\n");
  const std::vector<std::size_t> order = SortBy(report, RisenShare);
  for (std::size_t i = 0; i < std::min(order.size(), kRowsShown); ++i) {
    const ContingencyRow& row = report.rows[order[i]];
    absl::StrAppendFormat(&text, "  %-40s %s", answer.contingencies[order[i]].name,
                          DescribeLoading(loaded, question, row));
    if (row.worst_bus.valid()) {
      absl::StrAppendFormat(&text, " %7.4f pu %s", row.worst_v_pu, grid.buses[row.worst_bus].name);
    }
    if (row.lost_load_mw > 0.0) absl::StrAppendFormat(&text, ", %.1f MW lost", row.lost_load_mw);
    absl::StrAppend(&text, "\n");
  }
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    if (report.rows[i].outcome != Outcome::kFailed) continue;
    absl::StrAppendFormat(&text, "no solution without %s: %s\n", answer.contingencies[i].name,
                          report.rows[i].reason);
  }
  if (question.measures_misses) {
    absl::StrAppendFormat(&text,
                          "the screen (%s) asks for %d of %d and would have missed %d overloads "
                          "(worst %.1f %%), %d outages that push voltages out (worst by %.4f pu) "
                          "and %d without a solution\n",
                          NameOf(question.screen), report.wanted_count, answer.contingencies.size(),
                          report.missed_overloads.size(), 100.0 * report.worst_missed_share,
                          report.missed_voltages.size(), report.worst_missed_beyond_pu,
                          report.missed_failures.size());
  } else if (question.screen != solvers::ContingencyScreen::kNone) {
    absl::StrAppendFormat(
        &text, "the screen (%s) has cleared %d of %d outages\n", NameOf(question.screen),
        answer.contingencies.size() - report.wanted_count, answer.contingencies.size());
  }
  return text;
}

}  // namespace twin::cli
