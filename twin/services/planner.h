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
#include "twin/capacity/connection_shares.h"
#include "twin/capacity/map_filler.h"
#include "twin/capacity/point_faults.h"
#include "twin/capacity/weather_years.h"
#include "twin/config.h"
#include "twin/services/answer_tables.h"
#include "twin/services/capacity_desk.h"
#include "twin/services/capacity_map_desk.h"
#include "twin/store/answer_log.h"

namespace twin::services {

/// Calendar year (UTC) of a quarter.
int YearOf(models::Quarter quarter);

/// What the planning year of these settings is computed from; `start` as of `config.start`.
struct PlanningTask {
  std::shared_ptr<const models::Region> region;  ///< as it stands in the planning year
  planning::PlanningKey key;
  bool has_queue = false;  ///< large loads of the queue stand in it
};
/// With a weather series the region's notice says how much of the planning year is measured.
/// Errors: as of models::MakePlanningRegion.
absl::StatusOr<PlanningTask> MakePlanningTask(const Config& config,
                                              std::shared_ptr<const models::Region> today,
                                              models::Quarter start);

struct PlannerOptions {
  std::string data_directory;
  PlanningTask task;
  std::size_t threads = 1;
  bool is_background = false;          ///< build at low priority: the living twin goes first
  bool fills_map = false;              ///< and the map of capacity after it, terms last of all
  std::optional<std::uint64_t> epoch;  ///< of the folder whose lock is held; without: no records
  AnswerTables tables;
  std::size_t weather_years = 0;  ///< made or opened once the planning year is there
  std::function<void(const capacity::Progress&)> on_progress;  ///< from the building thread
};

/// Everything behind connection questions: the engine in `<data>/planning`, the records in
/// `<data>/answers`, and the desk that joins them. Destruction stops the building at the next
/// block.
class Planner {
 public:
  /// Returns at once; the basis is built, or opened, on a thread of its own. The medium voltage
  /// is that of `today`: it is invented once, and growth loads it.
  /// Errors: as of store::AnswerLog::Open and capacity::PointFaults::Make; of making the folder.
  static absl::StatusOr<std::unique_ptr<Planner>> Start(std::shared_ptr<const models::Region> today,
                                                        PlannerOptions options);

  const CapacityDesk& desk() const { return *desk_; }
  CapacityMapDesk& map_desk() { return *map_desk_; }
  capacity::CapacityEngine& engine() { return *engine_; }
  capacity::WeatherYears& weather_years() { return *weather_years_; }
  const std::vector<std::string>& damage() const;

 private:
  Planner(const PlannerOptions& options, std::unique_ptr<store::AnswerLog> log);

  const std::shared_ptr<const models::Region> region_;
  const models::AssetNames names_;
  const capacity::ConnectionShares shares_;
  const capacity::RemedyTables remedies_;
  const models::ConnectionVoltages voltages_;
  const models::DfProfiles df_profiles_;
  std::optional<capacity::PointFaults> faults_;
  const std::unique_ptr<store::AnswerLog> log_;
  std::unique_ptr<capacity::CapacityEngine> engine_;
  std::unique_ptr<capacity::WeatherYears> weather_years_;
  std::optional<CapacityMapDesk> map_desk_;
  std::optional<CapacityDesk> desk_;
  std::unique_ptr<capacity::MapFiller> map_filler_;
};

/// Share of the basis that is built. States take about a tenth of the time, outages the rest.
double CalcProgressRatio(const capacity::Progress& progress);

}  // namespace twin::services
