#include "twin/heat/network_minutes.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "models/base/status_macros.h"
#include "twin/heat/keep_newest.h"
#include "twin/heat/minute_limits.h"
#include "twin/limits.h"

namespace twin::heat {
namespace {

constexpr std::size_t kBlocks = 4;
constexpr std::size_t kMinutes = models::kMinutesPerQuarter;
constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr NodePoint kNoPoint{kNone, kNone, kNone, kNone};
// A state is kept at the beginning of every so many quarters.
constexpr std::int64_t kQuartersBetweenPlaces = 8;

}  // namespace

absl::Status NetworkMinutes::Open() {
  if (motion_ != nullptr) return absl::OkStatus();
  TWIN_ASSIGN_OR_RETURN(motion_, NetworkMotion::Make(model_));
  workspace_ = motion_->MakeWorkspace();
  return absl::OkStatus();
}

QuarterMinutesPtr NetworkMinutes::FindKept(models::Quarter quarter) const {
  const std::lock_guard lock(mutex_);
  const auto found = minutes_.find(quarter.index());
  return found != minutes_.end() ? found->second : nullptr;
}

std::optional<NetworkMinutes::Place> NetworkMinutes::FindPlace(models::Quarter quarter) const {
  const std::lock_guard lock(mutex_);
  std::optional<Place> best;
  const auto consider = [&](const Place& place) {
    if (place.state == nullptr || place.quarter > quarter ||
        place.quarter < quarter.UtcDayStart() || (best && best->quarter >= place.quarter))
      return;
    best = place;
  };
  for (const auto& [key, place] : places_) consider(place);
  consider(edge_);
  return best;
}

void NetworkMinutes::KeepState(models::Quarter quarter, const NetworkMotionState& state) {
  Place place{quarter, std::make_shared<const NetworkMotionState>(state)};
  const std::lock_guard lock(mutex_);
  KeepNewest(quarter.index(), std::move(place), limits::kHeatPlacesKept, places_, places_order_);
}

void NetworkMinutes::RunQuarter(models::Quarter quarter, const NetworkDrive& drive,
                                NetworkMotionState& state, QuarterMinutes* told) {
  for (std::size_t i = 0; i < kMinutes; ++i) {
    const models::Minute minute = quarter.start_minute() + static_cast<models::Minute>(i);
    motion_->Advance(drive, minute, workspace_, state);
    if (told != nullptr) (*told)[i] = motion_->Tell(drive, minute, state);
  }
}

// The state at the beginning of `quarter` in the run of its day.
absl::StatusOr<NetworkMotionState> NetworkMinutes::Reach(models::Quarter quarter,
                                                         const DriveSpan& drives,
                                                         std::optional<Place> place,
                                                         const IsCancelled& is_cancelled) {
  NetworkMotionState state = place ? *place->state : motion_->Begin(drives.drives.front());
  const models::Quarter day = quarter.UtcDayStart();
  for (models::Quarter at = place ? place->quarter : drives.from; at < quarter; at = at + 1) {
    if (is_cancelled()) return absl::CancelledError("the caller went away");
    const bool is_kept = at >= day && (at - day) % kQuartersBetweenPlaces == 0;
    if (is_kept && !(place && place->quarter == at)) KeepState(at, state);
    if (at < day - kMinuteWarmUpQuarters) {
      motion_->AdvanceQuarter(drives.At(at), at, workspace_, state);
    } else {
      RunQuarter(at, drives.At(at), state, nullptr);
    }
  }
  return state;
}

absl::StatusOr<QuarterMinutesPtr> NetworkMinutes::Of(models::Quarter quarter,
                                                     const IsCancelled& is_cancelled) {
  if (QuarterMinutesPtr kept = FindKept(quarter)) return kept;
  const std::lock_guard work(work_mutex_);
  if (QuarterMinutesPtr kept = FindKept(quarter)) return kept;
  TWIN_RETURN_IF_ERROR(Open());
  const std::optional<Place> place = FindPlace(quarter);
  TWIN_ASSIGN_OR_RETURN(
      const DriveSpan drives,
      find_drives_(place ? place->quarter : quarter.UtcDayStart() - kWarmUpQuarters, quarter + 1));
  TWIN_ASSIGN_OR_RETURN(NetworkMotionState state, Reach(quarter, drives, place, is_cancelled));
  if (quarter == quarter.UtcDayStart()) KeepState(quarter, state);
  auto told = std::make_shared<QuarterMinutes>();
  RunQuarter(quarter, drives.At(quarter), state, told.get());
  ColumnsPtr all = MakeColumns(*told, 0), last = MakeColumns(*told, kMinutes - 1);
  const std::int64_t key = quarter.index();
  const std::lock_guard lock(mutex_);
  edge_ = {};
  if ((quarter + 1).UtcDayStart() == quarter.UtcDayStart())  // else it is no place of its day's run
    edge_ = {quarter + 1, std::make_shared<const NetworkMotionState>(std::move(state))};
  KeepNewest(key, QuarterMinutesPtr(told), limits::kHeatMinutesKept, minutes_, minutes_order_);
  KeepNewest(key, std::move(all), limits::kHeatMinuteColumnsKept, columns_, columns_order_);
  KeepNewest(key, std::move(last), limits::kHeatColumnsKept, last_columns_, last_columns_order_);
  return told;
}

NetworkMinutes::ColumnsPtr NetworkMinutes::MakeColumns(const QuarterMinutes& minutes,
                                                       std::size_t first) const {
  const std::size_t nodes = model_.node_count();
  auto columns = std::make_shared<Columns>();
  columns->reserve((kMinutes - first) * kBlocks * nodes);
  for (std::size_t i = first; i < kMinutes; ++i) {
    const NetworkSolution* solution = minutes[i].solution.get();
    if (solution == nullptr) {
      columns->insert(columns->end(), kBlocks * nodes, kNone);
      continue;
    }
    const auto& pressure_bar = solution->water.hydraulics.pressure_bar;
    columns->insert(columns->end(), pressure_bar.begin(), pressure_bar.end());
    const auto& node_degc = solution->water.node_degc;
    columns->insert(columns->end(), node_degc.begin(), node_degc.end());
  }
  return columns;
}

absl::StatusOr<NetworkMinutes::ColumnsPtr> NetworkMinutes::ColumnsOf(
    models::Quarter quarter, bool needs_all, const IsCancelled& is_cancelled) {
  const auto find = [&]() -> ColumnsPtr {
    const std::lock_guard lock(mutex_);
    const auto& kept = needs_all ? columns_ : last_columns_;
    const auto found = kept.find(quarter.index());
    return found != kept.end() ? found->second : nullptr;
  };
  if (ColumnsPtr columns = find()) return columns;
  auto minutes = Of(quarter, is_cancelled);
  if (absl::IsNotFound(minutes.status())) return ColumnsPtr();
  if (!minutes.ok()) return minutes.status();
  return MakeColumns(**minutes, needs_all ? 0 : kMinutes - 1);
}

absl::StatusOr<std::vector<NodePoint>> NetworkMinutes::HistoryOf(const NodeHistory& history,
                                                                 const IsCancelled& is_cancelled) {
  std::vector<NodePoint> points;
  const std::size_t nodes = model_.node_count();
  const bool needs_all = history.step_minutes == 1;
  ColumnsPtr columns;
  std::optional<models::Quarter> known;
  for (int row = history.rows - 1; row >= 0; --row) {
    const models::Minute minute =
        history.last - static_cast<models::Minute>(row) * history.step_minutes;
    const models::Quarter quarter = models::Quarter::Containing(
        absl::UnixEpoch() + absl::Minutes(static_cast<std::int64_t>(minute)));
    if (known != quarter) {
      TWIN_ASSIGN_OR_RETURN(columns, ColumnsOf(quarter, needs_all, is_cancelled));
      known = quarter;
    }
    if (columns == nullptr) {
      points.push_back(kNoPoint);
      continue;
    }
    const std::size_t first =
        needs_all ? static_cast<std::size_t>(minute - quarter.start_minute()) * kBlocks : 0;
    const auto value = [&](std::size_t block) {
      return static_cast<double>((*columns)[(first + block) * nodes + history.node]);
    };
    points.push_back({value(0), value(1), value(2), value(3)});
  }
  return points;
}

}  // namespace twin::heat
