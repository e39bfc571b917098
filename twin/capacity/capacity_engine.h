#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/region.h"
#include "solvers/hosting_capacity.h"
#include "solvers/hosting_terms.h"
#include "twin/capacity/mv_networks.h"
#include "twin/planning/planning_base.h"
#include "twin/planning/planning_key.h"

namespace twin::capacity {

/// What the engine is doing, for people who wait.
enum class Stage { kStates, kOutages, kReady, kFailed };

struct Progress {
  Stage stage = Stage::kStates;
  std::size_t done = 0;   ///< blocks of this stage
  std::size_t total = 0;  ///< 0 until known
  double stage_s = 0.0;   ///< since the stage began
  absl::Status failure;   ///< of kFailed
};

struct EngineOptions {
  std::string folder;  ///< `planning` below the twin's data folder; made when missing
  planning::PlanningKey key;
  /// Whose loads the medium voltage is invented for: it must have the buses of the region that is
  /// planned with as its first. None: that region itself.
  std::shared_ptr<const models::Region> mv_region;
  double demand_ratio = 1.0;
  std::size_t threads = 1;
  std::function<void(const Progress&)> on_progress;  ///< from the building thread
};

/// Everything that is needed to answer connection questions for one planning year: the planning
/// base, the AC extremes of every outage and the sensitivities. Built, or opened when it was built
/// before, on a thread of its own; what is finished survives a kill.
class CapacityEngine {
 public:
  static std::unique_ptr<CapacityEngine> Start(std::shared_ptr<const models::Region> region,
                                               EngineOptions options);
  /// Cancels and waits for the building thread.
  ~CapacityEngine();
  CapacityEngine(const CapacityEngine&) = delete;
  CapacityEngine& operator=(const CapacityEngine&) = delete;

  const models::Region& region() const { return *region_; }
  const planning::PlanningKey& key() const { return options_.key; }
  Progress progress() const;
  /// Stops the building at the next block: it fails with Cancelled, what is finished stays.
  void Cancel() { is_cancelled_.store(true); }
  /// Until ready or failed. Errors: the failure.
  absl::Status Wait();

  /// Errors: Unavailable with the progress in plain words while building; the failure when that
  /// failed; as of CalcHostingCapacity.
  absl::StatusOr<solvers::HostingAnswer> Ask(solvers::HostingQuery query) const;
  /// What could be had on which terms, beside what is firm.
  struct Terms {
    solvers::HostingTerms terms;
    solvers::HostingAnswer firm;
    solvers::HostingAnswer intact;  ///< the query under no outage
    double terms_ms = 0.0;
  };
  /// `firm` is what Ask said of the query. Errors: as of Ask and CalcHostingTerms.
  absl::StatusOr<Terms> AskTerms(solvers::HostingQuery query, solvers::HostingAnswer firm,
                                 double requested_mw) const;
  /// What a node of the medium voltage takes of `wanted_mw` (negative: generation): with the
  /// highest demand of the year for a load, the lowest for generation. Not what the grid above it
  /// takes.
  struct MvAnswer {
    solvers::MvHostingAnswer room;
    double demand_ratio = 0.0;
  };
  /// The first call looks at the demand of every quarter, a second or two. The engine must be
  /// ready. Errors: as of solvers::MakePlanningParams.
  absl::StatusOr<MvAnswer> AskMediumVoltage(models::MvNodeIndex node, double wanted_mw,
                                            double tan_phi_ratio) const;
  /// The networks below the region's busbars; from the start on.
  const MvNetworks& mv() const { return mv_; }
  /// The basis once ready, else nullptr.
  const solvers::HostingBasis* basis() const;
  /// The year's states; valid once ready.
  const planning::PlanningBase& base() const;
  /// First quarter of the planning year; valid once ready.
  models::Quarter first_quarter() const;
  /// Month (1–12) and first local hour of a block of the basis; blocks of a region with a profile
  /// have month 0 and their number as hour.
  struct BlockLabel {
    int month = 0;
    int hour = 0;
  };
  BlockLabel LabelOf(std::size_t block) const;

 private:
  struct Built;
  CapacityEngine(std::shared_ptr<const models::Region> region, EngineOptions options);
  void Run();
  absl::Status Build();
  absl::Status BuildOutages();
  absl::StatusOr<MvNetworks::DemandRatios> CalcMvRatios() const;
  void Tell(Stage stage, std::size_t done, std::size_t total);

  const std::shared_ptr<const models::Region> region_;
  const EngineOptions options_;
  MvNetworks mv_;
  absl::Status mv_status_;
  mutable std::once_flag mv_ratios_once_;
  mutable absl::StatusOr<MvNetworks::DemandRatios> mv_ratios_;
  std::unique_ptr<Built> built_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Progress progress_;
  double stage_began_s_ = 0.0;
  std::atomic<bool> is_cancelled_{false};
  std::thread thread_;
};

}  // namespace twin::capacity
