#include "twin/scenario/history.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/patch_convert.h"
#include "twin/quarter_text.h"
#include "twin/scenario/trajectory.h"
#include "twin/stored_frame.h"

namespace twin::scenario {
namespace {

std::size_t SlotOf(const store::DayToReplay& day, models::Quarter quarter) {
  return static_cast<std::size_t>(quarter - day.first_quarter);
}

absl::Status NotEqual(models::Quarter quarter) {
  return models::errors::Corrupt(
      absl::StrCat("the state after ", QuarterText(quarter)),
      "stepping again gives another one: the program or its tables are not those it was made with");
}

}  // namespace

absl::StatusOr<History> History::Open(std::shared_ptr<const Stepper> stepper,
                                      const std::string& directory) {
  TWIN_ASSIGN_OR_RETURN(store::StoreReader reader, store::StoreReader::Open(directory));
  store::Schema ours;
  ours.frame = stepper->layout().schema();
  ours.state = MakeStateSchema(stepper->MakeInitialState(models::Quarter(0)));
  if (store::CalcLayoutHash(ours) != store::CalcLayoutHash(reader.schema())) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory, " belongs to a twin with other elements than this region"));
  }
  const auto& attributes = reader.schema().attributes;
  const auto revision = attributes.find(store::kDataRevision);
  const std::string& own_revision = stepper->region().data_revision;
  if (revision != attributes.end() && revision->second != own_revision) {
    return absl::FailedPreconditionError(absl::StrCat(directory, " was made with data revision ",
                                                      revision->second, ", the region is ",
                                                      own_revision));
  }
  return History(std::move(stepper), std::move(reader));
}

FramePtr History::ReadFrameBefore(models::Quarter quarter) const {
  auto frame = ReadStoredFrame(*stepper_, quarter - 1, [this](const store::SeriesQuery& query) {
    return reader_.ReadSeries(query);
  });
  return frame.ok() ? *std::move(frame) : nullptr;
}

absl::StatusOr<Instant> History::DayStart(const store::DayToReplay& day) const {
  Instant instant;
  for (const store::CommandRecord& record : day.commands) {
    TWIN_ASSIGN_OR_RETURN(convert::StoredPatch stored,
                          convert::ParseStoredPatch(record.id, record.payload));
    instant.patches.Add(record.quarter, std::move(stored.patch));
  }
  if (day.state.empty()) {
    std::size_t first = 0;
    while (first < day.state_hash.size() && !day.state_hash[first].has_value()) ++first;
    const models::Quarter begin = day.first_quarter + static_cast<std::int64_t>(first);
    instant.point.state = std::make_shared<const WorldState>(stepper_->MakeInitialState(begin));
    return instant;
  }
  TWIN_ASSIGN_OR_RETURN(WorldState state,
                        UnpackState(day.state, stepper_->MakeInitialState(day.first_quarter)));
  instant.point.frame = ReadFrameBefore(state.next);
  instant.point.state = std::make_shared<const WorldState>(std::move(state));
  return instant;
}

absl::StatusOr<Instant> History::At(models::Quarter next) const {
  absl::StatusOr<store::DayToReplay> day = reader_.ReadDay(next - 1);
  if (absl::IsNotFound(day.status())) day = reader_.ReadDay(next);  // the beginning of a history
  if (!day.ok()) return day.status();
  TWIN_ASSIGN_OR_RETURN(Instant instant, DayStart(*day));
  if (next < instant.point.next()) {
    return absl::NotFoundError(
        absl::StrCat("the twin's memory begins at ", QuarterText(instant.point.next())));
  }
  const bool is_stepped = next > instant.point.next();
  if (is_stepped && !day->state_hash[SlotOf(*day, next - 1)].has_value()) {
    return absl::NotFoundError("the twin has not come to this time yet");
  }
  instant.point = Walk(*stepper_, std::move(instant.point), instant.patches, next);
  if (is_stepped) {
    const StateHash hash = CalcStateHash(instant.point);
    if (hash != *day->state_hash[SlotOf(*day, next - 1)]) return NotEqual(next - 1);
  }
  instant.point.totals = nullptr;  // whoever branches counts from here
  return instant;
}

absl::StatusOr<ReplayReport> History::Replay(models::Quarter from, models::Quarter to,
                                             const std::function<bool()>& go_on) const {
  if (from >= to) return models::errors::InvalidField("to", "must be after from");
  TWIN_ASSIGN_OR_RETURN(Instant instant, At(from));
  ReplayReport report;
  Point point = std::move(instant.point);
  while (point.next() < to) {
    TWIN_ASSIGN_OR_RETURN(const store::DayToReplay day, reader_.ReadDay(point.next()));
    // Every day is begun from its own stored state: one bad day does not spoil the next.
    if (point.next() == day.first_quarter) {
      TWIN_ASSIGN_OR_RETURN(Instant start, DayStart(day));
      start.point.totals = point.totals;
      instant = std::move(start);
      point = instant.point;
    }
    const models::Quarter end = std::min(to, day.first_quarter + models::kQuartersPerDay);
    absl::Status stopped;
    point = Walk(*stepper_, std::move(point), instant.patches, end, [&](const Point& reached) {
      const models::Quarter quarter = reached.next() - 1;
      const auto& stored = day.state_hash[SlotOf(day, quarter)];
      if (!stored.has_value()) {
        stopped = absl::NotFoundError(
            absl::StrCat("the twin's memory does not hold ", QuarterText(quarter)));
      } else if (go_on && !go_on()) {
        stopped = absl::CancelledError(absl::StrCat("stopped at ", QuarterText(quarter)));
      }
      if (!stopped.ok()) return false;
      report.final_hash = CalcStateHash(reached);
      ++report.quarters;
      if (report.final_hash == *stored) {
        ++report.equal;
      } else if (!report.first_unequal.has_value()) {
        report.first_unequal = quarter;
      }
      return true;
    });
    TWIN_RETURN_IF_ERROR(stopped);
  }
  if (point.totals != nullptr) report.totals = *point.totals;
  return report;
}

}  // namespace twin::scenario
