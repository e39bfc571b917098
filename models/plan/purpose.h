#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace models {

/// The code lists a plan area's purpose may be of. One number means different things in each: 1300
/// is "Næringsvirksomhet" in a municipal plan and "Næringsbebyggelse" in a zoning plan.
enum class PurposeList {
  kMunicipal,      ///< KpArealformål, Planning and Building Act 2008, section 11-7
  kZoning,         ///< RpArealformål, the same, section 12-5
  kMunicipal1985,  ///< KpArealbruk, the act of 1985, section 20-4
  kZoning1985,     ///< RbFormål, the act of 1985 and older, section 25
};
inline constexpr std::size_t kPurposeListCount = 4;

/// "municipal", "zoning", "municipal-1985" or "zoning-1985".
std::string_view PurposeListId(PurposeList list);
std::optional<PurposeList> FindPurposeList(std::string_view id);

/// The list as its own documents name it: "KpArealformål" …
std::string_view PurposeListName(PurposeList list);

/// What a purpose says about demand.
enum class PurposeRole {
  kBuildings,  ///< floor area of one use
  kNone,       ///< no building and no supply: roads, green, water, farmland
  kGiven,      ///< what it takes cannot be read off its floor: needs MW and a profile
  kCombined,   ///< several uses: needs their shares
  kGeneral,    ///< a heading that says too little: needs its uses too
};
inline constexpr std::size_t kPurposeRoleCount = 5;

/// "buildings", "none", "given", "combined" or "general".
std::string_view PurposeRoleId(PurposeRole role);
std::optional<PurposeRole> FindPurposeRole(std::string_view id);

/// Version of SOSI Plan in tenths: 45 is SOSI 4.5, 50 is Plan 5.0 (NPAD).
using SosiVersion = int;
inline constexpr SosiVersion kOldestSosiVersion = 40;
inline constexpr SosiVersion kNewestSosiVersion = 50;

/// "4.5"
std::string SosiVersionText(SosiVersion version);

/// One code of one list, as long as it held.
struct PurposeParams {
  PurposeList list = PurposeList::kZoning;
  int code = 0;
  std::string name;  ///< in Norwegian, as in the list
  SosiVersion first_version = kOldestSosiVersion;
  SosiVersion last_version = kNewestSosiVersion;
  PurposeRole role = PurposeRole::kNone;
  std::string use;  ///< of kBuildings: id of a building use
  std::string source;
  std::string confidence;  ///< high, medium or low
};

/// All code lists of all versions.
class PurposeTable {
 public:
  PurposeTable() = default;
  explicit PurposeTable(std::vector<PurposeParams> rows);

  const std::vector<PurposeParams>& rows() const { return rows_; }

  /// Errors: NotFound for a code the list never had, naming the code, the list and the nearest
  /// codes; FailedPrecondition for one that this version does not have, saying which do.
  absl::StatusOr<const PurposeParams*> Find(PurposeList list, int code, SosiVersion version) const;

 private:
  std::vector<PurposeParams> rows_;  ///< sorted by list, code, first version
};

}  // namespace models
