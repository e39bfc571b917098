#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "solvers/ac_power_flow.h"
#include "twin/planning/block_file.h"
#include "twin/planning/planning_key.h"

namespace twin::planning {

/// Quarters that are solved, checksummed and resumed together.
inline constexpr std::size_t kBlockQuarters = 384;

/// Rows of float32 that a base holds for every quarter (FORMAT.md, section 11).
enum class Column {
  kInjectionMw,
  kInjectionMvar,
  kShuntMvar,
  kShuntMw,
  kVSetPu,
  kQMinMvar,
  kQMaxMvar,
  kVmPu,
  kVaRad,
  kPFromMw,
  kQFromMvar,
  kPToMw,
  kQToMvar,
  kRatingMva,
  kNextMwShare,  ///< who would cover one more MW, by the span's feeders
  kAirDegC
};
inline constexpr std::size_t kColumnCount = 16;

/// What is kept of a quarter besides the power flow's inputs.
struct QuarterFacts {
  std::span<const double> rating_mva;             ///< [branch]
  std::span<const float> next_mw_share;           ///< [feeder]; empty: not known
  const models::WeatherField* weather = nullptr;  ///< null: not known
};

/// Which quarters a base holds.
struct PlanningSpan {
  models::Quarter first;
  std::size_t quarter_count = 0;
  /// Ids of solvers::ListNextMwFeeders.
  std::vector<std::string> feeders{"unknown"};
};

enum class QuarterStatus : std::uint8_t { kNotYet = 0, kSolved = 1, kFailed = 2 };

/// The AC states of one planning year in one memory-mapped file. While it is built it is named
/// `.building` and one process writes blocks of it, any thread any block; sealed it never changes.
class PlanningBase {
 public:
  /// Opens the sealed base of a key. Errors: as of BlockFile.
  static absl::StatusOr<std::unique_ptr<PlanningBase>> Open(const std::string& folder,
                                                            const PlanningKey& key,
                                                            const models::Region& region,
                                                            const PlanningSpan& span);
  /// Goes on with an unfinished base of the key, or begins one. Errors: as of BlockFile.
  static absl::StatusOr<std::unique_ptr<PlanningBase>> Begin(const std::string& folder,
                                                             const PlanningKey& key,
                                                             const models::Region& region,
                                                             const PlanningSpan& span);
  /// The mapped datasets in the order of the blocks' checksums.
  static std::vector<std::string> MappedPaths();
  ~PlanningBase();
  PlanningBase(const PlanningBase&) = delete;
  PlanningBase& operator=(const PlanningBase&) = delete;

  const PlanningKey& key() const { return key_; }
  models::Quarter first_quarter() const { return first_; }
  std::size_t quarter_count() const { return quarter_count_; }
  const std::vector<std::string>& feeders() const { return feeders_; }
  std::size_t block_count() const;
  std::size_t BlockEnd(std::size_t block) const;
  bool is_sealed() const { return file_->is_sealed(); }
  bool IsBlockDone(std::size_t block) const { return file_->IsBlockDone(block); }

  std::span<const float> Row(Column column, std::size_t quarter) const;
  QuarterStatus Status(std::size_t quarter) const;
  /// Branches and participation as built; the rest as stored.
  solvers::PowerFlowInputs ReadInputs(std::size_t quarter) const;
  solvers::PowerFlowState ReadState(std::size_t quarter) const;

  void WriteInputs(std::size_t quarter, const solvers::PowerFlowInputs& inputs,
                   const QuarterFacts& facts);
  /// nullptr: the quarter has no solution.
  void WriteSolution(std::size_t quarter, const solvers::PowerFlowSolution* solution);
  /// Makes a written block durable and notes it as done. One caller at a time.
  absl::Status FinishBlock(std::size_t block);
  /// Renames the finished file to its sealed name.
  absl::Status Seal() { return file_->Seal(); }

 private:
  PlanningBase(PlanningKey key, const models::Region& region, const PlanningSpan& span);
  BlockFile::Plan MakePlan(const std::string& folder) const;
  absl::Status CreateDatasets(data::Hdf5File& file) const;
  absl::Status CheckCoordinates(const data::Hdf5File& file) const;
  std::uint32_t CalcBlockCrc(const BlockFile& file, std::size_t block) const;
  float* MutableRow(Column column, std::size_t quarter);
  std::size_t WidthOf(Column column) const;

  const PlanningKey key_;
  const models::Region& region_;
  const models::Quarter first_;
  const std::size_t quarter_count_;
  const std::vector<std::string> feeders_;
  std::unique_ptr<BlockFile> file_;
};

}  // namespace twin::planning
