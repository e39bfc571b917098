#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "models/region.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/config.h"
#include "twin/services/capacity_desk.h"
#include "twin/store/answer_log.h"

namespace twin::services {

inline constexpr char kBaseGrowth[] = "base";

/// Calendar year (UTC) of a quarter.
int YearOf(models::Quarter quarter);
/// What the planning year of these settings is computed from; `start` as of `config.start`.
planning::PlanningKey MakePlanningKey(const Config& config, const models::Region& region,
                                      models::Quarter start);

/// With a weather series: says in the region's notice how much of the planning year is measured.
void NotePlannedWeather(const Config& config, models::Quarter start, models::Region& region);

struct PlannerOptions {
  std::string data_directory;
  planning::PlanningKey key;
  std::size_t threads = 1;
  bool is_background = false;          ///< build at low priority: the living twin goes first
  std::optional<std::uint64_t> epoch;  ///< of the folder whose lock is held; without: no records
  std::function<void(const capacity::Progress&)> on_progress;  ///< from the building thread
};

/// Everything behind connection questions: the engine in `<data>/planning`, the records in
/// `<data>/answers`, and the desk that joins them. Destruction stops the building at the next
/// block.
class Planner {
 public:
  /// Returns at once; the basis is built, or opened, on a thread of its own.
  /// Errors: as of store::AnswerLog::Open; of making the folder.
  static absl::StatusOr<std::unique_ptr<Planner>> Start(
      std::shared_ptr<const models::Region> region, PlannerOptions options);

  const CapacityDesk& desk() const { return *desk_; }
  capacity::CapacityEngine& engine() { return *engine_; }
  const std::vector<std::string>& damage() const;

 private:
  Planner(std::shared_ptr<const models::Region> region, std::unique_ptr<store::AnswerLog> log);

  const std::shared_ptr<const models::Region> region_;
  const models::AssetNames names_;
  const std::unique_ptr<store::AnswerLog> log_;
  std::unique_ptr<capacity::CapacityEngine> engine_;
  std::optional<CapacityDesk> desk_;
};

/// Share of the basis that is built. States take about a tenth of the time, outages the rest.
double CalcProgressRatio(const capacity::Progress& progress);

}  // namespace twin::services
