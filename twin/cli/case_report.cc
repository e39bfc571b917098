#include "twin/cli/case_report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/units.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::BranchIndex;
using models::BusIndex;
using solvers::PowerFlowSolution;

constexpr std::size_t kRowsShown = 8;

bool HasVoltage(const PowerFlowSolution& solution, BusIndex bus) {
  return bus.valid() && solution.result.is_energised[bus] != 0;
}

double AngleDeg(const LoadedCase& loaded, const PowerFlowSolution& solution, BusIndex bus) {
  return solution.state.va_rad[bus] * models::kDegPerRad + loaded.slack_angle_deg();
}

Json ListBuses(const LoadedCase& loaded, const PowerFlowSolution& solution) {
  Json buses = Json::array();
  for (std::size_t row = 0; row < loaded.matpower.buses.size(); ++row) {
    const BusIndex bus = loaded.bus_of_row[row];
    Json one{{"id", loaded.matpower.buses[row].number}, {"vm_pu", nullptr}, {"va_deg", nullptr}};
    if (HasVoltage(solution, bus)) {
      one["vm_pu"] = solution.state.vm_pu[bus];
      one["va_deg"] = AngleDeg(loaded, solution, bus);
    }
    buses.push_back(std::move(one));
  }
  return buses;
}

Json ListBranches(const LoadedCase& loaded, const PowerFlowSolution& solution) {
  Json branches = Json::array();
  for (std::size_t row = 0; row < loaded.matpower.branches.size(); ++row) {
    const BranchIndex branch = loaded.branch_of_row[row];
    solvers::BranchFlow flow;
    if (branch.valid()) flow = solution.result.flow[branch];
    Json loading_share = nullptr;
    if (branch.valid() && loaded.region.grid.branches[branch].is_monitored) {
      loading_share = CalcLoadingShare(loaded, solution, branch);
    }
    branches.push_back({{"id", row + 1},
                        {"p_from_mw", flow.p_from_mw},
                        {"q_from_mvar", flow.q_from_mvar},
                        {"p_to_mw", flow.p_to_mw},
                        {"q_to_mvar", flow.q_to_mvar},
                        {"loading_share", std::move(loading_share)}});
  }
  return branches;
}

double SlackMvar(const LoadedCase& loaded, const PowerFlowSolution& solution) {
  return solution.result.regulated_mvar[loaded.slack()];
}

// Rows with the largest key first.
template <class Key>
std::vector<std::size_t> Largest(std::size_t count, const Key& key) {
  std::vector<std::size_t> rows(count);
  for (std::size_t i = 0; i < count; ++i) rows[i] = i;
  const std::size_t shown = std::min(count, kRowsShown);
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown), rows.end(),
                    [&key](std::size_t a, std::size_t b) { return key(a) > key(b); });
  rows.resize(shown);
  return rows;
}

void AppendVoltages(const LoadedCase& loaded, const PowerFlowSolution& solution, double sign,
                    std::string& text) {
  const auto rows = Largest(loaded.region.grid.buses.size(), [&](std::size_t i) {
    return HasVoltage(solution, BusIndex(i)) ? sign * solution.state.vm_pu[BusIndex(i)] : -1e9;
  });
  for (const std::size_t i : rows) {
    if (!HasVoltage(solution, BusIndex(i))) continue;
    absl::StrAppendFormat(&text, "  bus %-10d %9.5f pu %12.5f deg\n",
                          loaded.matpower.buses[loaded.row_of_bus[i]].number,
                          solution.state.vm_pu[BusIndex(i)],
                          AngleDeg(loaded, solution, BusIndex(i)));
  }
}

}  // namespace

double CalcLoadingShare(const LoadedCase& loaded, const PowerFlowSolution& solution,
                        BranchIndex branch) {
  const models::BranchParams& params = loaded.region.grid.branches[branch];
  const double rating_mva = params.rating.summer_mva;
  if (!(rating_mva > 0.0)) return 0.0;
  const solvers::BranchFlow& flow = solution.result.flow[branch];
  const double from_mva = std::hypot(flow.p_from_mw, flow.q_from_mvar);
  const double to_mva = std::hypot(flow.p_to_mw, flow.q_to_mvar);
  return std::max(from_mva / solution.state.vm_pu[params.from],
                  to_mva / solution.state.vm_pu[params.to]) /
         rating_mva;
}

std::string MakePowerFlowJson(const LoadedCase& loaded, const CaseAnswer& answer) {
  const solvers::PowerFlowResult& result = answer.solution.result;
  const Json json{{"converged", true},
                  {"iterations", result.iterations},
                  {"losses_mw", result.losses_mw},
                  {"slack_p_mw", result.mismatch_mw},
                  {"slack_q_mvar", SlackMvar(loaded, answer.solution)},
                  {"buses", ListBuses(loaded, answer.solution)},
                  {"branches", ListBranches(loaded, answer.solution)},
                  {"milliseconds", answer.solve_ms}};
  return absl::StrCat(json.dump(), "\n");
}

std::string MakeFailureJson(const absl::Status& status, double milliseconds) {
  const Json json{{"converged", false},          {"reason", std::string(status.message())},
                  {"iterations", nullptr},       {"losses_mw", nullptr},
                  {"slack_p_mw", nullptr},       {"slack_q_mvar", nullptr},
                  {"buses", Json::array()},      {"branches", Json::array()},
                  {"milliseconds", milliseconds}};
  return absl::StrCat(json.dump(-1, ' ', false, Json::error_handler_t::replace), "\n");
}

std::string MakePowerFlowText(const LoadedCase& loaded, const CaseAnswer& answer) {
  const PowerFlowSolution& solution = answer.solution;
  const models::ElectricityGrid& grid = loaded.region.grid;
  std::string text = absl::StrFormat(
      "%s: %d buses, %d branches; %s, %d Newton steps, %.1f ms%s\n"
      "  losses %14.4f MW\n  slack bus %d: %.4f MW, %.4f Mvar\n",
      loaded.matpower.name, loaded.matpower.buses.size(), loaded.matpower.branches.size(),
      solvers::NameOf(answer.rung), solution.result.iterations, answer.solve_ms,
      solution.result.started_flat ? "; the given start did not serve" : "",
      solution.result.losses_mw, loaded.matpower.buses[loaded.slack_row].number,
      solution.result.mismatch_mw, SlackMvar(loaded, solution));
  std::size_t without_voltage = 0;
  for (const BusIndex bus : loaded.bus_of_row) without_voltage += !HasVoltage(solution, bus);
  if (without_voltage > 0) {
    absl::StrAppendFormat(&text, "  %d buses without voltage\n", without_voltage);
  }
  absl::StrAppend(&text, "most loaded, share of rate A\n");
  const auto loading = [&](std::size_t k) {
    return CalcLoadingShare(loaded, solution, BranchIndex(k));
  };
  bool has_rating = false;
  for (const std::size_t k : Largest(grid.branches.size(), loading)) {
    if (!(loading(k) > 0.0)) continue;
    has_rating = true;
    const solvers::BranchFlow& flow = solution.result.flow[BranchIndex(k)];
    absl::StrAppendFormat(&text, "  %-36s %8.1f %% %12.3f MW %12.3f Mvar\n",
                          grid.branches[BranchIndex(k)].name, 100.0 * loading(k), flow.p_from_mw,
                          flow.q_from_mvar);
  }
  if (!has_rating) absl::StrAppend(&text, "  no branch has a rating\n");
  absl::StrAppend(&text, "lowest voltages\n");
  AppendVoltages(loaded, solution, -1.0, text);
  absl::StrAppend(&text, "highest voltages\n");
  AppendVoltages(loaded, solution, 1.0, text);
  return text;
}

}  // namespace twin::cli
