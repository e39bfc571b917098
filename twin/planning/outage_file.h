#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"
#include "twin/planning/block_file.h"
#include "twin/planning/planning_key.h"

namespace twin::planning {

/// Groups of quarters that are alike; extremes are kept for each.
struct QuarterGroups {
  std::vector<std::vector<std::uint32_t>> quarters;  ///< [group], ascending
};

/// AC extremes of every outage by group of quarters, in one memory-mapped file beside the planning
/// base (FORMAT.md, section 11). A block is one group.
class OutageFile {
 public:
  /// Unsolved pairs kept by group; more are counted and the group is then not usable.
  static constexpr std::size_t kMaxUnsolved = 4096;
  /// Loadings, and voltages, near their limit kept by group; of more, the first, and the table is
  /// not complete.
  static constexpr std::size_t kMaxNearLimits = 8192;

  /// The mapped datasets in the order of the groups' checksums.
  static std::vector<std::string> MappedPaths();

  /// Errors: as of BlockFile.
  static absl::StatusOr<std::unique_ptr<OutageFile>> Open(const std::string& folder,
                                                          const PlanningKey& key,
                                                          const models::ElectricityGrid& grid,
                                                          const solvers::LimitSet& limits,
                                                          const QuarterGroups& groups);
  static absl::StatusOr<std::unique_ptr<OutageFile>> Begin(const std::string& folder,
                                                           const PlanningKey& key,
                                                           const models::ElectricityGrid& grid,
                                                           const solvers::LimitSet& limits,
                                                           const QuarterGroups& groups);

  bool IsDone(std::size_t group) const { return file_->IsBlockDone(group); }
  std::size_t group_count() const { return groups_.quarters.size(); }
  /// Errors: ResourceExhausted when more pairs are unsolved than are kept: such a grid has no
  /// answer to give.
  absl::Status Write(std::size_t group, const solvers::OutageExtremes& extremes,
                     std::span<const solvers::UnsolvedOutage> unsolved);
  absl::Status Finish(std::size_t group);
  absl::Status Seal() { return file_->Seal(); }

  solvers::BlockExtremes Extremes(std::size_t group) const;
  std::vector<solvers::UnsolvedOutage> Unsolved(std::size_t group) const;

 private:
  OutageFile(const PlanningKey& key, const models::ElectricityGrid& grid,
             const solvers::LimitSet& limits, const QuarterGroups& groups);
  BlockFile::Plan MakePlan(const std::string& folder) const;
  absl::Status CreateDatasets(data::Hdf5File& file) const;
  absl::Status CheckCoordinates(const data::Hdf5File& file) const;
  std::uint32_t CalcCrc(const BlockFile& file, std::size_t group) const;
  std::vector<std::string> RowIds(bool is_branch) const;
  std::vector<std::string> OutageIds() const;
  /// Quarters of all groups one after another, and where each group ends among them.
  std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>> Members() const;
  std::size_t BytesOf(std::size_t dataset) const;
  template <class T>
  std::span<const T> Of(std::size_t dataset, std::size_t group) const;
  solvers::NearLimits NearTable(std::size_t first, std::size_t count_at, std::size_t group) const;

  const PlanningKey key_;
  const models::ElectricityGrid& grid_;
  const solvers::LimitSet& limits_;
  const QuarterGroups& groups_;
  std::size_t stride_ = 0;
  std::unique_ptr<BlockFile> file_;
};

}  // namespace twin::planning
