#include "twin/access/register.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/access/data_file.h"

namespace twin::access {
namespace {

constexpr char kSchema[] = "ostlandet.twin.register";
constexpr std::int64_t kSchemaVersion = 1;
constexpr std::size_t kMaxIdBytes = 64;

std::string JwtKey(absl::string_view issuer, absl::string_view subject) {
  return absl::StrCat(issuer, "\n", subject);
}

absl::StatusOr<Scope> ParseScope(StrictTable& table) {
  Scope scope;
  TWIN_ASSIGN_OR_RETURN(scope.municipalities, table.Texts("municipalities"));
  TWIN_ASSIGN_OR_RETURN(scope.concession_areas, table.Texts("concession_areas"));
  for (const std::string& number : scope.municipalities) {
    const bool is_number =
        number.size() == 4 && number.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) {
      return table.Wrong("municipalities",
                         absl::StrCat("holds '", number, "', which is no number of four digits"));
    }
  }
  return scope;
}

absl::StatusOr<RegisterEntry> ParseEntry(StrictTable& table) {
  RegisterEntry entry;
  TWIN_ASSIGN_OR_RETURN(entry.id, table.Text("id"));
  if (entry.id.size() > kMaxIdBytes) {
    return table.Wrong("id", absl::StrCat("is longer than ", kMaxIdBytes, " bytes"));
  }
  TWIN_ASSIGN_OR_RETURN(const std::string role, table.Text("role"));
  auto parsed = ParseRole(role);
  if (!parsed.ok()) return table.Wrong("role", std::string(parsed.status().message()));
  if (*parsed == Role::kPublic) return table.Wrong("role", "public needs no entry");
  entry.role = *parsed;
  TWIN_ASSIGN_OR_RETURN(entry.organisation, table.Text("organisation"));
  TWIN_ASSIGN_OR_RETURN(entry.purpose, table.Text("purpose"));
  TWIN_ASSIGN_OR_RETURN(entry.decision, table.Text("decision"));
  TWIN_ASSIGN_OR_RETURN(entry.expires, table.Time("expires"));
  TWIN_ASSIGN_OR_RETURN(entry.scope, ParseScope(table));
  TWIN_ASSIGN_OR_RETURN(entry.certificate_subject, table.TextOr("certificate_subject", ""));
  TWIN_ASSIGN_OR_RETURN(entry.jwt_issuer, table.TextOr("jwt_issuer", ""));
  TWIN_ASSIGN_OR_RETURN(entry.jwt_subject, table.TextOr("jwt_subject", ""));
  if (entry.jwt_issuer.empty() != entry.jwt_subject.empty()) {
    return table.Wrong("jwt_subject", "and jwt_issuer go together");
  }
  TWIN_RETURN_IF_ERROR(table.Finish());
  return entry;
}

}  // namespace

absl::StatusOr<Register> Register::Parse(const std::string& text, const std::string& origin) {
  TWIN_ASSIGN_OR_RETURN(const DataFile file, ParseDataFile(text, origin, kSchema, kSchemaVersion));
  Register made;
  made.version_ = file.version;
  StrictTable top = file.Top();
  TWIN_ASSIGN_OR_RETURN(auto tables, top.Tables("user"));
  TWIN_RETURN_IF_ERROR(top.Finish());
  for (StrictTable& table : tables) {
    TWIN_ASSIGN_OR_RETURN(RegisterEntry entry, ParseEntry(table));
    const std::string id = entry.id;
    if (!entry.certificate_subject.empty() &&
        !made.by_certificate_.emplace(entry.certificate_subject, id).second) {
      return table.Wrong("certificate_subject", "stands twice");
    }
    if (!entry.jwt_subject.empty() &&
        !made.by_jwt_.emplace(JwtKey(entry.jwt_issuer, entry.jwt_subject), id).second) {
      return table.Wrong("jwt_subject", "stands twice for this issuer");
    }
    if (!made.users_.emplace(id, std::move(entry)).second) return table.Wrong("id", "stands twice");
  }
  return made;
}

const RegisterEntry* Register::Find(absl::string_view id) const {
  const auto found = users_.find(id);
  return found == users_.end() ? nullptr : &found->second;
}

const RegisterEntry* Register::FindByCertificate(absl::string_view subject) const {
  const auto found = by_certificate_.find(subject);
  return found == by_certificate_.end() ? nullptr : Find(found->second);
}

const RegisterEntry* Register::FindByJwt(absl::string_view issuer,
                                         absl::string_view subject) const {
  const auto found = by_jwt_.find(JwtKey(issuer, subject));
  return found == by_jwt_.end() ? nullptr : Find(found->second);
}

std::string MakeLocalRegister(absl::Time expires) {
  return absl::StrCat(
      "# Rightful users of this twin. Read again when it changes. See twin/access/README.md.\n"
      "schema = \"",
      kSchema, "\"\nschema_version = ", kSchemaVersion,
      "\nversion = \"1\"\n\n[[user]]\nid = \"local\"\nrole = \"grid_company\"\n"
      "organisation = \"owner of this folder\"\npurpose = \"tried out on one machine\"\n"
      "decision = \"made with the folder\"\nexpires = ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", expires, absl::UTCTimeZone()), "\n");
}

}  // namespace twin::access
