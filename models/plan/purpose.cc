#include "models/plan/purpose.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace models {
namespace {

constexpr std::array<std::string_view, kPurposeListCount> kListIds{"municipal", "zoning",
                                                                   "municipal-1985", "zoning-1985"};
constexpr std::array<std::string_view, kPurposeListCount> kListNames{
    "KpArealformål", "RpArealformål", "KpArealbruk (1985)", "RbFormål (1985)"};
constexpr std::array<std::string_view, kPurposeRoleCount> kRoleIds{"buildings", "none", "given",
                                                                   "combined", "general"};
constexpr std::size_t kNearestCodes = 3;

template <class Enum, std::size_t kCount>
std::optional<Enum> FindId(const std::array<std::string_view, kCount>& ids, std::string_view id) {
  const auto found = std::find(ids.begin(), ids.end(), id);
  if (found == ids.end()) return std::nullopt;
  return static_cast<Enum>(found - ids.begin());
}

std::string NamedCode(const PurposeParams& row) { return absl::StrCat(row.code, " ", row.name); }

std::string Text(std::string_view view) { return std::string(view); }

}  // namespace

std::string_view PurposeListId(PurposeList list) {
  return kListIds[static_cast<std::size_t>(list)];
}
std::string_view PurposeListName(PurposeList list) {
  return kListNames[static_cast<std::size_t>(list)];
}
std::optional<PurposeList> FindPurposeList(std::string_view id) {
  return FindId<PurposeList>(kListIds, id);
}
std::string_view PurposeRoleId(PurposeRole role) {
  return kRoleIds[static_cast<std::size_t>(role)];
}
std::optional<PurposeRole> FindPurposeRole(std::string_view id) {
  return FindId<PurposeRole>(kRoleIds, id);
}

std::string SosiVersionText(SosiVersion version) {
  return absl::StrCat(version / 10, ".", version % 10);
}

PurposeTable::PurposeTable(std::vector<PurposeParams> rows) : rows_(std::move(rows)) {
  std::stable_sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.list, a.code, a.first_version) <
           std::tuple(b.list, b.code, b.first_version);
  });
}

absl::StatusOr<const PurposeParams*> PurposeTable::Find(PurposeList list, int code,
                                                        SosiVersion version) const {
  std::vector<const PurposeParams*> of_list;
  const PurposeParams* other_version = nullptr;
  for (const PurposeParams& row : rows_) {
    if (row.list != list) continue;
    if (row.code != code) {
      of_list.push_back(&row);
      continue;
    }
    if (row.first_version <= version && version <= row.last_version) return &row;
    other_version = &row;
  }
  if (other_version != nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "purpose ", NamedCode(*other_version), " of ", Text(PurposeListName(list)),
        " holds in versions ", SosiVersionText(other_version->first_version), " to ",
        SosiVersionText(other_version->last_version), ", not in ", SosiVersionText(version)));
  }
  std::stable_sort(of_list.begin(), of_list.end(), [code](const auto* a, const auto* b) {
    return std::abs(static_cast<long>(a->code) - code) <
           std::abs(static_cast<long>(b->code) - code);
  });
  if (of_list.size() > kNearestCodes) of_list.resize(kNearestCodes);
  return absl::NotFoundError(absl::StrCat(
      "purpose ", code, " is not in ", Text(PurposeListName(list)),
      "; nearest: ", absl::StrJoin(of_list, ", ", [](std::string* out, const PurposeParams* row) {
        out->append(NamedCode(*row));
      })));
}

}  // namespace models
