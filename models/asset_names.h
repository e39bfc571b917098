#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/base/ids.h"
#include "models/region.h"

namespace models {

enum class AssetKind {
  kStation,
  kBus,
  kBranch,
  kGenerator,
  kLoad,
  kHeatSystem,
  kHeatPlant,
  kSurplusSource,  ///< of those that have heat left to give
};

/// "bus", "branch", … as it stands in messages.
absl::string_view AssetKindName(AssetKind kind);

/// One asset: its table and its row. A heat plant also names its system.
struct AssetRef {
  AssetKind kind = AssetKind::kStation;
  std::size_t row = 0;
  HeatSystemIndex heat_system;  ///< of a heat plant
  bool operator==(const AssetRef&) const = default;
};

/// Finds assets by id or by display name. Ids are unique; names need not be.
class AssetNames {
 public:
  explicit AssetNames(const Region& region);

  /// The asset of one of `kinds` whose id, or else whose name, is `text`.
  /// Errors: NotFound with the nearest names; FailedPrecondition with the matches when several
  /// assets carry the name.
  absl::StatusOr<AssetRef> Find(absl::string_view text, const std::vector<AssetKind>& kinds) const;
  const std::string& IdOf(const AssetRef& asset) const;
  const std::string& NameOf(const AssetRef& asset) const;

 private:
  struct Entry {
    AssetRef asset;
    std::string id;
    std::string name;
  };
  void Add(AssetRef asset, const std::string& id, const std::string& name);
  const Entry& EntryOf(const AssetRef& asset) const;

  std::vector<Entry> entries_;
  std::unordered_multimap<std::string, std::size_t> by_id_;
  std::unordered_multimap<std::string, std::size_t> by_name_;
};

}  // namespace models
