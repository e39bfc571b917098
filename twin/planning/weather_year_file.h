#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "twin/planning/block_file.h"
#include "twin/planning/planning_base.h"
#include "twin/planning/planning_key.h"

namespace twin::planning {

/// Quarters between two checkpoints of what one quarter hands to the next.
inline constexpr std::size_t kCheckpointQuarters = 96;

/// One weather year of a planning year without its power flows: scheduled injections and air
/// temperatures of every quarter, and the state of stores at every checkpoint, from which any
/// quarter's whole inputs follow again bit for bit. A thirtieth of a planning base's size
/// (FORMAT.md, section 20).
class WeatherYearFile {
 public:
  /// The sealed file of a key. Errors: as of BlockFile.
  static absl::StatusOr<std::unique_ptr<WeatherYearFile>> Open(const std::string& folder,
                                                               const PlanningKey& key,
                                                               const models::Region& region,
                                                               const PlanningSpan& span,
                                                               std::size_t state_count);
  /// Goes on with an unfinished file, or begins one. Errors: as of BlockFile.
  static absl::StatusOr<std::unique_ptr<WeatherYearFile>> Begin(const std::string& folder,
                                                                const PlanningKey& key,
                                                                const models::Region& region,
                                                                const PlanningSpan& span,
                                                                std::size_t state_count);

  const PlanningKey& key() const { return key_; }
  const PlanningSpan& span() const { return span_; }
  std::size_t block_count() const;
  std::size_t BlockEnd(std::size_t block) const;
  bool is_sealed() const { return file_->is_sealed(); }
  bool IsBlockDone(std::size_t block) const { return file_->IsBlockDone(block); }
  absl::Status FinishBlock(std::size_t block);
  absl::Status Seal() { return file_->Seal(); }

  std::span<float> InjectionMw(std::size_t quarter) const;  ///< [bus]
  std::span<float> AirDegC(std::size_t quarter) const;      ///< [place]
  /// State before the checkpoint's first quarter.
  std::span<double> State(std::size_t checkpoint) const;

 private:
  WeatherYearFile(PlanningKey key, const models::Region& region, const PlanningSpan& span,
                  std::size_t state_count);
  BlockFile::Plan MakePlan(const std::string& folder) const;
  absl::Status CreateDatasets(data::Hdf5File& file) const;
  absl::Status CheckCoordinates(const data::Hdf5File& file) const;
  std::uint32_t CalcBlockCrc(const BlockFile& file, std::size_t block) const;
  std::size_t checkpoint_count() const;

  const PlanningKey key_;
  const models::Region& region_;
  const PlanningSpan span_;
  const std::size_t state_count_;
  std::unique_ptr<BlockFile> file_;
};

}  // namespace twin::planning
