#include "twin/access/policy.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "ostlandet/twin/v1/grid.pb.h"
#include "ostlandet/twin/v1/heat.pb.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "ostlandet/twin/v1/planning.pb.h"
#include "ostlandet/twin/v1/scenario.pb.h"
#include "ostlandet/twin/v1/series.pb.h"
#include "twin/access/data_file.h"
#include "twin/access/shipped_policy.h"
#include "twin/log.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr char kSchema[] = "ostlandet.twin.policy";
constexpr std::int64_t kSchemaVersion = 1;
constexpr char kPackage[] = "ostlandet.twin.v1.";
constexpr char kEveryone[] = "everyone";
constexpr absl::string_view kCommands[] = {"status", "export",      "capacity",   "find_sites",
                                           "replay", "store_check", "store_size", "store_change",
                                           "backup", "restore",     "audit",      "metrics"};

absl::StatusOr<Clearance> ParseClearance(StrictTable& table) {
  TWIN_ASSIGN_OR_RETURN(const auto names, table.Texts("sees"));
  Clearance clearance;
  for (const std::string& name : names) {
    const pb::Secrecy secrecy = ParseSecrecy(name);
    if (secrecy == pb::SECRECY_UNSPECIFIED || secrecy == pb::SECRECY_K4_ENGINE) {
      return table.Wrong("sees", absl::StrCat("holds '", name, "'; classes are K0, K1, K2, K3"));
    }
    clearance = clearance.With({secrecy});
  }
  return clearance;
}

absl::StatusOr<RoleLimits> ParseLimits(StrictTable& table) {
  RoleLimits limits;
  TWIN_ASSIGN_OR_RETURN(limits.calls_per_s, table.NumberOr("calls_per_s", 0.0, 0.0));
  TWIN_ASSIGN_OR_RETURN(limits.burst_count,
                        table.NumberOr("burst_count", 10.0 * limits.calls_per_s, 1.0));
  TWIN_ASSIGN_OR_RETURN(limits.area_questions_per_day,
                        table.NumberOr("area_questions_per_day", 0.0, 0.0));
  TWIN_ASSIGN_OR_RETURN(limits.questions_per_day, table.NumberOr("questions_per_day", 0.0, 0.0));
  TWIN_ASSIGN_OR_RETURN(limits.point_questions_per_day,
                        table.NumberOr("point_questions_per_day", 0.0, 0.0));
  TWIN_ASSIGN_OR_RETURN(limits.streams_count, table.NumberOr("streams_count", 0.0, 0.0));
  TWIN_ASSIGN_OR_RETURN(limits.reply_grid_ms, table.NumberOr("reply_grid_ms", 0.0, 0.0));
  TWIN_ASSIGN_OR_RETURN(limits.answer_grid_ms, table.NumberOr("answer_grid_ms", 0.0, 0.0));
  TWIN_ASSIGN_OR_RETURN(limits.stream_grid_ms, table.NumberOr("stream_grid_ms", 0.0, 0.0));
  return limits;
}

absl::StatusOr<RoleRules> ParseRules(StrictTable table, Role role) {
  RoleRules rules;
  TWIN_ASSIGN_OR_RETURN(rules.clearance, ParseClearance(table));
  TWIN_ASSIGN_OR_RETURN(rules.limits, ParseLimits(table));
  if (role == Role::kPublic && !(rules.clearance == Clearance::Public())) {
    return table.Wrong("sees", "must be [\"K0\"] for the public");
  }
  TWIN_RETURN_IF_ERROR(table.Finish());
  return rules;
}

// Whether the contract has this call; a misspelt row would close what it means to open, or open
// what comes later.
bool IsCall(const std::string& service, const std::string& method) {
  // Named, so that every program that reads a policy holds the whole contract.
  for (const auto* held :
       {pb::GetStatusRequest::descriptor(), pb::GetGridStateRequest::descriptor(),
        pb::GetHeatStateRequest::descriptor(), pb::ReadSeriesRequest::descriptor(),
        pb::ApplyPatchRequest::descriptor(), pb::AskCapacityRequest::descriptor(),
        pb::CheckPlanRequest::descriptor()}) {
    if (held == nullptr) return false;
  }
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      absl::StrCat(kPackage, service));
  return descriptor != nullptr && descriptor->FindMethodByName(method) != nullptr;
}

absl::StatusOr<std::set<Role>> ParseAllowed(StrictTable& table, const std::string& key) {
  TWIN_ASSIGN_OR_RETURN(const auto names, table.Texts(key.c_str()));
  if (names == std::vector<std::string>{kEveryone}) {
    return std::set<Role>(kAllRoles.begin(), kAllRoles.end());
  }
  std::set<Role> roles;
  for (const std::string& name : names) {
    const auto role = access::ParseRole(name);
    if (!role.ok()) return table.Wrong(key.c_str(), std::string(role.status().message()));
    if (*role == Role::kPublic) {
      return table.Wrong(key.c_str(), "names the public; what it may call is for 'everyone'");
    }
    roles.insert(*role);
  }
  return roles;
}

}  // namespace

const Policy& Policy::Shipped() {
  static const auto* shipped = [] {
    auto parsed = Parse(std::string(ShippedText()), "policy.toml");
    // A program with a broken policy inside it refuses everything; a test looks that it is sound.
    if (!parsed.ok())
      log::Error("built-in policy", {{"why", std::string(parsed.status().message())}});
    return new Policy(parsed.ok() ? *std::move(parsed) : Policy());
  }();
  return *shipped;
}

absl::string_view Policy::ShippedText() { return kShippedPolicy; }

absl::StatusOr<Policy> Policy::Parse(const std::string& text, const std::string& origin) {
  TWIN_ASSIGN_OR_RETURN(const DataFile file, ParseDataFile(text, origin, kSchema, kSchemaVersion));
  Policy policy;
  policy.version_ = file.version;
  StrictTable top = file.Top();
  TWIN_ASSIGN_OR_RETURN(StrictTable roles, top.Table("role"));
  for (const Role role : kAllRoles) {
    const std::string name(RoleName(role));
    TWIN_ASSIGN_OR_RETURN(StrictTable table, roles.Table(name.c_str()));
    if (table.Keys().empty()) return top.Wrong("role", absl::StrCat("has no [role.", name, "]"));
    TWIN_ASSIGN_OR_RETURN(policy.roles_[static_cast<std::size_t>(role)],
                          ParseRules(std::move(table), role));
  }
  TWIN_RETURN_IF_ERROR(roles.Finish());
  TWIN_ASSIGN_OR_RETURN(StrictTable calls, top.Table("calls"));
  for (const std::string& service : calls.Keys()) {
    TWIN_ASSIGN_OR_RETURN(StrictTable methods, calls.Table(service.c_str()));
    for (const std::string& method : methods.Keys()) {
      if (!IsCall(service, method))
        return methods.Wrong(method.c_str(), "is no call of " + service);
      TWIN_ASSIGN_OR_RETURN(policy.allowed_[absl::StrCat("/", kPackage, service, "/", method)],
                            ParseAllowed(methods, method));
    }
  }
  TWIN_ASSIGN_OR_RETURN(StrictTable own_area, top.Table("own_area"));
  for (const std::string& service : own_area.Keys()) {
    TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> methods, own_area.Texts(service.c_str()));
    for (const std::string& method : methods) {
      if (!IsCall(service, method)) return own_area.Wrong(service.c_str(), method + " is no call");
      policy.own_area_.insert(absl::StrCat("/", kPackage, service, "/", method));
    }
  }
  TWIN_ASSIGN_OR_RETURN(StrictTable commands, top.Table("commands"));
  for (const std::string& command : commands.Keys()) {
    if (std::find(std::begin(kCommands), std::end(kCommands), command) == std::end(kCommands)) {
      return commands.Wrong(command.c_str(), "is no command that is known here");
    }
    TWIN_ASSIGN_OR_RETURN(policy.allowed_[absl::StrCat("local/", command)],
                          ParseAllowed(commands, command));
  }
  TWIN_RETURN_IF_ERROR(top.Finish());
  return policy;
}

bool Policy::IsOpenToAll(absl::string_view action) const {
  const auto found = allowed_.find(action);
  return found != allowed_.end() && found->second.count(Role::kPublic) != 0;
}

absl::Status Policy::CheckAllowed(const Identity& identity, absl::string_view action) const {
  const auto found = allowed_.find(action);
  if (found == allowed_.end()) {
    return absl::PermissionDeniedError(absl::StrCat("no rule allows ", action));
  }
  if (found->second.count(identity.role) != 0) return absl::OkStatus();
  if (identity.token_id.empty()) {
    return absl::UnauthenticatedError(
        absl::StrCat(action, " needs a token; see operator.token in the twin's data folder"));
  }
  return absl::PermissionDeniedError(
      absl::StrCat("role ", RoleName(identity.role), " may not call ", action));
}

absl::Status CheckMayReadBranches(const Identity& identity) {
  if (identity.clearance.SeesPowerSensitive()) return absl::OkStatus();
  if (identity.token_id.empty()) {
    return absl::UnauthenticatedError(
        "reading a branch needs a token; see operator.token in the twin's data folder");
  }
  return absl::PermissionDeniedError(
      absl::StrCat("role ", RoleName(identity.role), " may not read branches"));
}

}  // namespace twin::access
