#include "twin/access/gatekeeper.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "models/base/status_macros.h"
#include "twin/access/private_file.h"
#include "twin/log.h"

namespace twin::access {
namespace {

constexpr absl::Duration kLookInterval = absl::Seconds(1);
constexpr std::size_t kIpv6GroupsOfSubscriber = 4;

std::string StampText(const std::vector<std::pair<std::string, std::string>>& stamps) {
  return absl::StrJoin(stamps, "\n", [](std::string* out, const auto& stamp) {
    absl::StrAppend(out, stamp.first, " ", stamp.second);
  });
}

}  // namespace

AccessFiles AccessFiles::InFolder(const std::string& directory) {
  return {.tokens = directory + "/tokens.toml", .users = directory + "/register.toml"};
}

Gatekeeper::Gatekeeper(AccessFiles files, std::function<absl::Time()> now)
    : files_(std::move(files)),
      now_(std::move(now)),
      looked_(now_()),
      questions_(files_.questions) {}

absl::StatusOr<std::unique_ptr<Gatekeeper>> Gatekeeper::Open(AccessFiles files,
                                                             std::function<absl::Time()> now) {
  std::unique_ptr<Gatekeeper> keeper(new Gatekeeper(std::move(files), std::move(now)));
  TWIN_ASSIGN_OR_RETURN(keeper->rules_, Read(keeper->files_));
  return keeper;
}

absl::StatusOr<std::shared_ptr<const Gatekeeper::Rules>> Gatekeeper::Read(
    const AccessFiles& files) {
  auto rules = std::make_shared<Rules>();
  // The stamp is taken before the file is read: a change in between is found the next time.
  const auto stamp = [&rules](const std::string& path) {
    rules->stamps.emplace_back(path, CalcFileStamp(path));
  };
  if (files.policy.empty()) {
    rules->policy = std::shared_ptr<const Policy>(&Policy::Shipped(), [](const Policy*) {});
  } else {
    stamp(files.policy);
    TWIN_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(files.policy));
    TWIN_ASSIGN_OR_RETURN(Policy policy, Policy::Parse(text, files.policy));
    rules->policy = std::make_shared<const Policy>(std::move(policy));
  }
  if (!files.users.empty()) {
    stamp(files.users);
    TWIN_ASSIGN_OR_RETURN(const std::string text, ReadPrivateFile(files.users));
    TWIN_ASSIGN_OR_RETURN(rules->users, Register::Parse(text, files.users));
  }
  if (!files.tokens.empty()) {
    stamp(files.tokens);
    TWIN_ASSIGN_OR_RETURN(const std::string text, ReadPrivateFile(files.tokens));
    TWIN_ASSIGN_OR_RETURN(rules->tokens, TokenRegistry::Parse(text, files.tokens));
  }
  if (!files.jwt.empty()) {
    stamp(files.jwt);
    TWIN_ASSIGN_OR_RETURN(rules->jwt, JwtVerifier::Load(files.jwt));
    for (const std::string& path : rules->jwt.files()) {
      if (path != files.jwt) stamp(path);
    }
  }
  return std::shared_ptr<const Rules>(std::move(rules));
}

std::shared_ptr<const Gatekeeper::Rules> Gatekeeper::Current() {
  const std::lock_guard lock(mutex_);
  const absl::Time now = now_();
  if (now - looked_ < kLookInterval && now >= looked_) return rules_;
  looked_ = now;
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& [path, stamp] : rules_->stamps) found.emplace_back(path, CalcFileStamp(path));
  if (found == rules_->stamps) return rules_;
  const std::string text = StampText(found);
  if (text == failed_stamps_) return rules_;
  auto read = Read(files_);
  if (!read.ok()) {
    failed_stamps_ = text;
    ++failed_reloads_;
    log::Error("access rules not read: those before stay in force",
               {{"why", std::string(read.status().message())}});
    return rules_;
  }
  failed_stamps_.clear();
  rules_ = *std::move(read);
  log::Info("access rules read", {{"policy", rules_->policy->version()},
                                  {"register", rules_->users.version()},
                                  {"users", absl::StrCat(rules_->users.size())}});
  return rules_;
}

absl::StatusOr<Identity> Gatekeeper::IdentifyEntry(const Rules& rules, const RegisterEntry* entry,
                                                   absl::string_view id, absl::Time until) const {
  if (entry == nullptr) {
    return absl::PermissionDeniedError(
        absl::StrCat("'", id, "' is not in the register of rightful users"));
  }
  if (now_() >= entry->expires) {
    return absl::PermissionDeniedError(absl::StrCat(
        "the entry of '", entry->id, "' in the register of rightful users has expired on ",
        absl::FormatTime("%Y-%m-%d", entry->expires, absl::UTCTimeZone())));
  }
  const Clearance clearance = rules.policy->rules(entry->role).clearance;
  return Identity{.role = entry->role,
                  .token_id = entry->id,
                  .clearance = entry->scope.is_whole_region() ? clearance : Clearance::Public(),
                  .scope = entry->scope,
                  .clearance_in_scope = clearance,
                  .expires = std::min(entry->expires, until),
                  .budget_key = absl::StrCat("user ", entry->id)};
}

absl::StatusOr<Identity> Gatekeeper::IdentifyBearer(const Rules& rules,
                                                    absl::string_view token) const {
  if (JwtVerifier::LooksLikeJwt(token)) {
    TWIN_ASSIGN_OR_RETURN(const JwtClaims claims, rules.jwt.Verify(token, now_()));
    return IdentifyEntry(rules, rules.users.FindByJwt(claims.issuer, claims.subject),
                         claims.subject, claims.expires);
  }
  const std::string id = rules.tokens.FindId(token);
  if (id.empty()) return absl::UnauthenticatedError("the token is not known here");
  return IdentifyEntry(rules, rules.users.Find(id), id, absl::InfiniteFuture());
}

absl::StatusOr<Identity> Gatekeeper::Recognise(const Credentials& credentials) {
  const auto rules = Current();
  if (!credentials.authorization.empty()) {
    absl::string_view token = credentials.authorization;
    if (!absl::ConsumePrefix(&token, "Bearer ")) {
      return absl::UnauthenticatedError("the authorization header must be 'Bearer <token>'");
    }
    return IdentifyBearer(*rules, token);
  }
  const RegisterEntry* entry =
      credentials.certificate_subject.empty()
          ? nullptr
          : rules->users.FindByCertificate(credentials.certificate_subject);
  if (entry != nullptr) return IdentifyEntry(*rules, entry, entry->id, absl::InfiniteFuture());
  return Identity{.clearance = rules->policy->rules(Role::kPublic).clearance,
                  .budget_key = absl::StrCat("public ", credentials.address)};
}

absl::StatusOr<Identity> Gatekeeper::Admit(const Credentials& credentials,
                                           absl::string_view action) {
  auto identity = Recognise(credentials);
  const auto rules = Current();
  // Guessing tokens is a way of calling, too: it is counted against where it comes from.
  if (!identity.ok()) {
    TWIN_RETURN_IF_ERROR(budgets_.TakeCall(absl::StrCat("public ", credentials.address),
                                           rules->policy->rules(Role::kPublic).limits, now_()));
    return identity.status();
  }
  TWIN_RETURN_IF_ERROR(
      budgets_.TakeCall(identity->budget_key, rules->policy->rules(identity->role).limits, now_()));
  TWIN_RETURN_IF_ERROR(rules->policy->CheckAllowed(*identity, action));
  if (!identity->scope.is_whole_region() && !rules->policy->IsOpenToAll(action) &&
      !rules->policy->HoldsOwnArea(action)) {
    return absl::PermissionDeniedError(
        absl::StrCat(action,
                     " tells of the whole region; your entry in the register is for a "
                     "part of it"));
  }
  return identity;
}

absl::Status Gatekeeper::CheckStillHolds(const Identity& identity) {
  if (now_() >= identity.expires) return absl::UnauthenticatedError("your token has expired");
  if (identity.token_id.empty()) return absl::OkStatus();
  const auto rules = Current();
  const RegisterEntry* entry = rules->users.Find(identity.token_id);
  const bool holds = entry != nullptr && entry->role == identity.role &&
                     entry->scope == identity.scope && now_() < entry->expires &&
                     rules->policy->rules(identity.role).clearance == identity.clearance_in_scope;
  return holds ? absl::OkStatus()
               : absl::UnauthenticatedError("the access rules have changed; call again");
}

absl::Status Gatekeeper::TakeQuestion(const Identity& identity, const BudgetedQuestion& question) {
  return questions_.Take(identity.budget_key, question,
                         Current()->policy->rules(identity.role).limits, now_());
}

absl::Status Gatekeeper::OpenStream(const Identity& identity) {
  return budgets_.OpenStream(identity.budget_key, Current()->policy->rules(identity.role).limits);
}

void Gatekeeper::CloseStream(const Identity& identity) {
  budgets_.CloseStream(identity.budget_key);
}

RoleLimits Gatekeeper::LimitsOf(const Identity& identity) {
  return Current()->policy->rules(identity.role).limits;
}

bool Gatekeeper::IsOpenToAll(absl::string_view action) {
  return Current()->policy->IsOpenToAll(action);
}

std::string Gatekeeper::policy_version() { return Current()->policy->version(); }

int Gatekeeper::failed_reloads() const {
  const std::lock_guard lock(mutex_);
  return failed_reloads_;
}

std::string BudgetAddress(absl::string_view peer) {
  if (absl::ConsumePrefix(&peer, "ipv4:")) return std::string(peer.substr(0, peer.rfind(':')));
  if (!absl::ConsumePrefix(&peer, "ipv6:")) return std::string(peer.substr(0, peer.find(':')));
  // gRPC writes [ and ] as %5B and %5D.
  for (const char* open : {"[", "%5B"}) absl::ConsumePrefix(&peer, open);
  const std::string host(peer.substr(0, peer.find_first_of("]%")));
  std::vector<std::string> groups = absl::StrSplit(host, ':');
  if (absl::StrContains(host, "::") || groups.size() <= kIpv6GroupsOfSubscriber) return host;
  groups.resize(kIpv6GroupsOfSubscriber);
  return absl::StrCat(absl::StrJoin(groups, ":"), "::/64");
}

}  // namespace twin::access
