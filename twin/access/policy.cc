#include "twin/access/policy.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;

struct Rule {
  absl::string_view method;
  bool is_public;  // anyone; otherwise only the roles below
  bool is_grid_company;
};

// One row per method. Adding a method without a row leaves it closed.
constexpr std::array<Rule, 49> kRules = {{
    {"/ostlandet.twin.v1.Operations/GetStatus", true, true},
    {"/ostlandet.twin.v1.Operations/Watch", true, true},
    {"/ostlandet.twin.v1.Operations/SetClock", false, true},
    {"/ostlandet.twin.v1.Operations/Step", false, true},
    {"/ostlandet.twin.v1.Operations/ListAlarms", false, true},
    {"/ostlandet.twin.v1.Operations/AcknowledgeAlarm", false, true},
    {"/ostlandet.twin.v1.Operations/StartLookAhead", false, true},
    {"/ostlandet.twin.v1.Operations/GetLookAhead", false, true},
    {"/ostlandet.twin.v1.Grid/ListAssets", true, true},
    {"/ostlandet.twin.v1.Grid/ListLargeLoads", true, true},
    {"/ostlandet.twin.v1.Grid/GetGridState", true, true},
    {"/ostlandet.twin.v1.Grid/ListViolations", false, true},
    {"/ostlandet.twin.v1.Grid/GetSecurity", false, true},
    {"/ostlandet.twin.v1.Heat/ListHeatSystems", true, true},
    {"/ostlandet.twin.v1.Heat/ListSurplusSources", true, true},
    {"/ostlandet.twin.v1.Heat/GetHeatState", true, true},
    {"/ostlandet.twin.v1.Heat/GetHeatDispatch", true, true},
    {"/ostlandet.twin.v1.Heat/PlanAhead", true, true},
    {"/ostlandet.twin.v1.Heat/AnswerCooling", true, true},
    {"/ostlandet.twin.v1.Heat/ListHeatNetworks", true, true},
    {"/ostlandet.twin.v1.Heat/GetHeatNetwork", true, true},
    {"/ostlandet.twin.v1.Heat/GetHeatNetworkState", true, true},
    {"/ostlandet.twin.v1.Heat/WatchHeatNetwork", true, true},
    {"/ostlandet.twin.v1.Heat/GetHeatNodeHistory", true, true},
    {"/ostlandet.twin.v1.Heat/SolveHeatWhatIf", true, true},
    {"/ostlandet.twin.v1.Heat/AnswerHeatConnection", true, true},
    {"/ostlandet.twin.v1.Store/ListSeries", true, true},
    {"/ostlandet.twin.v1.Store/ReadSeries", true, true},
    {"/ostlandet.twin.v1.Store/ExportSeries", true, true},
    {"/ostlandet.twin.v1.Store/MakeBackup", false, true},
    {"/ostlandet.twin.v1.Store/GetStoreSize", false, true},
    {"/ostlandet.twin.v1.Scenario/ApplyPatch", false, true},
    {"/ostlandet.twin.v1.Scenario/EndPatch", false, true},
    {"/ostlandet.twin.v1.Scenario/ListPatches", false, true},
    {"/ostlandet.twin.v1.Scenario/CreateBranch", false, true},
    {"/ostlandet.twin.v1.Scenario/ListBranches", false, true},
    {"/ostlandet.twin.v1.Scenario/GetBranch", false, true},
    {"/ostlandet.twin.v1.Scenario/DeleteBranch", false, true},
    {"/ostlandet.twin.v1.Scenario/RunBranch", false, true},
    {"/ostlandet.twin.v1.Scenario/PauseBranch", false, true},
    {"/ostlandet.twin.v1.Scenario/RewindBranch", false, true},
    {"/ostlandet.twin.v1.Scenario/CompareBranches", false, true},
    {"/ostlandet.twin.v1.Scenario/ReplayPeriod", false, true},
    {"/ostlandet.twin.v1.Capacity/AskCapacity", true, true},
    {"/ostlandet.twin.v1.Capacity/GetCapacityAnswer", true, true},
    {"/ostlandet.twin.v1.Capacity/GetCapacityBasis", true, true},
    {"/ostlandet.twin.v1.Capacity/ListConnectionProfiles", true, true},
    {"/ostlandet.twin.v1.Capacity/GetCapacityMap", true, true},
    {"/ostlandet.twin.v1.Capacity/FindSites", false, true},
}};

}  // namespace

pb::Secrecy ClearanceOf(Role role) {
  switch (role) {
    case Role::kPublic:
      return pb::SECRECY_K0_PUBLIC;
    case Role::kGridCompany:
      return pb::SECRECY_K3_POWER_SENSITIVE;
  }
  return pb::SECRECY_K0_PUBLIC;
}

absl::Status CheckMayReadBranches(const Identity& identity) {
  if (ClearanceOf(identity.role) >= pb::SECRECY_K3_POWER_SENSITIVE) return absl::OkStatus();
  if (identity.token_id.empty()) {
    return absl::UnauthenticatedError(
        "reading a branch needs a token; see operator.token in the twin's data folder");
  }
  return absl::PermissionDeniedError(
      absl::StrCat("role ", RoleName(identity.role), " may not read branches"));
}

absl::Status CheckAllowed(const Identity& identity, absl::string_view method) {
  for (const Rule& rule : kRules) {
    if (rule.method != method) continue;
    if (rule.is_public) return absl::OkStatus();
    if (identity.role == Role::kGridCompany && rule.is_grid_company) return absl::OkStatus();
    if (identity.token_id.empty()) {
      return absl::UnauthenticatedError(
          absl::StrCat(method, " needs a token; see operator.token in the twin's data folder"));
    }
    return absl::PermissionDeniedError(
        absl::StrCat("role ", RoleName(identity.role), " may not call ", method));
  }
  return absl::PermissionDeniedError(absl::StrCat("no rule allows ", method));
}

}  // namespace twin::access
