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
  kRatingMva
};
inline constexpr std::size_t kColumnCount = 14;

enum class QuarterStatus : std::uint8_t { kNotYet = 0, kSolved = 1, kFailed = 2 };

/// The AC states of one planning year in one memory-mapped file. While it is built it is named
/// `.building` and one process writes blocks of it, any thread any block; sealed it never changes.
class PlanningBase {
 public:
  /// Opens the sealed base of a key. Errors: NotFound; DataLoss when a block's checksum is wrong,
  /// FailedPrecondition when the file was made for another grid.
  static absl::StatusOr<std::unique_ptr<PlanningBase>> Open(const std::string& folder,
                                                            const PlanningKey& key,
                                                            const models::Region& region);
  /// Goes on with an unfinished base of the key, or begins one: all space is taken now.
  /// Errors: ResourceExhausted when the disk is full; as of the file system.
  static absl::StatusOr<std::unique_ptr<PlanningBase>> Begin(const std::string& folder,
                                                             const PlanningKey& key,
                                                             const models::Region& region,
                                                             models::Quarter first,
                                                             std::size_t quarter_count);
  ~PlanningBase();
  PlanningBase(const PlanningBase&) = delete;
  PlanningBase& operator=(const PlanningBase&) = delete;

  const PlanningKey& key() const { return key_; }
  models::Quarter first_quarter() const { return first_; }
  std::size_t quarter_count() const { return quarter_count_; }
  std::size_t block_count() const;
  std::size_t BlockEnd(std::size_t block) const;
  bool is_sealed() const { return is_sealed_; }
  bool IsBlockDone(std::size_t block) const { return block_done_[block] != 0; }

  std::span<const float> Row(Column column, std::size_t quarter) const;
  QuarterStatus Status(std::size_t quarter) const;
  /// Branches and participation as built; the rest as stored.
  solvers::PowerFlowInputs ReadInputs(std::size_t quarter) const;
  solvers::PowerFlowState ReadState(std::size_t quarter) const;

  void WriteInputs(std::size_t quarter, const solvers::PowerFlowInputs& inputs,
                   std::span<const double> rating_mva);
  /// nullptr: the quarter has no solution.
  void WriteSolution(std::size_t quarter, const solvers::PowerFlowSolution* solution);
  /// Makes a written block durable and notes it as done. One caller at a time.
  absl::Status FinishBlock(std::size_t block);
  /// Renames the finished file to its sealed name.
  absl::Status Seal();

 private:
  struct Extents;
  PlanningBase(std::string folder, PlanningKey key, const models::Region& region);
  std::string PathOf(const char* suffix) const;
  absl::Status CreateFile(models::Quarter first, std::size_t quarter_count);
  absl::Status Map(const std::string& path, bool is_writable);
  absl::Status ReadProgress();
  absl::Status BeginProgress();
  std::uint32_t CalcBlockCrc(std::size_t block) const;
  std::string ProgressHead() const;
  float* MutableRow(Column column, std::size_t quarter);
  std::size_t WidthOf(Column column) const;

  const std::string folder_;
  const PlanningKey key_;
  const models::Region& region_;
  models::Quarter first_;
  std::size_t quarter_count_ = 0;
  bool is_sealed_ = false;
  std::vector<char> block_done_;
  std::unique_ptr<Extents> extents_;
  int file_ = -1;
  std::byte* bytes_ = nullptr;
  std::size_t size_bytes_ = 0;
};

}  // namespace twin::planning
