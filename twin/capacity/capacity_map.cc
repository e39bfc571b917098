#include "twin/capacity/capacity_map.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "solvers/curtailment.h"
#include "solvers/parallel_for.h"
#include "twin/planning/planning_key.h"
#include "twin/store/byte_codec.h"
#include "twin/store/crc32c.h"
#include "twin/store/file_io.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr char kMagic[] = "TWINMAP\n";
// Of the layout, and of how answers are found: a figure of another method is none.
constexpr std::uint32_t kRevision = 1;
constexpr double kSaveEveryS = 20.0;
constexpr std::size_t kTermsQuarters = 1000;  // followed by AC at each point
constexpr std::uint32_t kNoIndex = 0xffffffff;

double NowS() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// One map of this process is computed at a time: two would write the same temporary file.
std::mutex& WorkMutex() {
  static auto* mutex = new std::mutex();
  return *mutex;
}

template <class Index>
void PutIndex(Index index, store::ByteWriter& writer) {
  writer.Put<std::uint32_t>(index.valid() ? static_cast<std::uint32_t>(index.value()) : kNoIndex);
}
template <class Index>
Index GetIndex(store::ByteReader& reader) {
  const auto value = reader.Get<std::uint32_t>();
  return value == kNoIndex ? Index() : Index(value);
}

void PutRoom(const MapRoom& room, store::ByteWriter& writer) {
  writer.Put<std::uint8_t>(room.is_known);
  writer.Put<std::uint8_t>(room.has_terms);
  writer.Put<std::uint8_t>(room.is_capped);
  writer.Put<std::uint8_t>(static_cast<std::uint8_t>(room.binding.kind));
  PutIndex(room.binding.branch, writer);
  PutIndex(room.binding.bus, writer);
  PutIndex(room.binding.outage, writer);
  writer.Put<std::uint32_t>(room.binding.quarter);
  for (const double value : {room.firm_mw, room.trip_mw, room.at_hours_mw[0], room.at_hours_mw[1],
                             room.at_hours_mw[2], room.binding.at_mw, room.binding.value_before_pu,
                             room.binding.limit_pu, room.binding.per_percent_mw}) {
    writer.Put<double>(value);
  }
}

MapRoom GetRoom(store::ByteReader& reader) {
  MapRoom room;
  room.is_known = reader.Get<std::uint8_t>() != 0;
  room.has_terms = reader.Get<std::uint8_t>() != 0;
  room.is_capped = reader.Get<std::uint8_t>() != 0;
  room.binding.kind = static_cast<solvers::LimitKind>(reader.Get<std::uint8_t>());
  room.binding.branch = GetIndex<BranchIndex>(reader);
  room.binding.bus = GetIndex<BusIndex>(reader);
  room.binding.outage = GetIndex<BranchIndex>(reader);
  room.binding.quarter = reader.Get<std::uint32_t>();
  for (double* value : {&room.firm_mw, &room.trip_mw, &room.at_hours_mw[0], &room.at_hours_mw[1],
                        &room.at_hours_mw[2], &room.binding.at_mw, &room.binding.value_before_pu,
                        &room.binding.limit_pu, &room.binding.per_percent_mw}) {
    *value = reader.Get<double>();
  }
  return room;
}

}  // namespace

CapacityMap::CapacityMap(const CapacityEngine& engine, std::string folder)
    : engine_(engine), path_(folder + "/" + planning::CalcKeyHash(engine.key()) + ".map") {
  const models::ElectricityGrid& grid = engine.region().grid;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    const auto& station = grid.stations[grid.buses[bus].station];
    if (grid.buses[bus].is_monitored && station.is_in_region) points_.push_back({.bus = bus});
  }
  if (const auto bytes = store::ReadWholeFile(path_); bytes.ok()) Unpack(*bytes);
}

std::string CapacityMap::Pack() const {
  store::ByteWriter writer;
  writer.PutBytes(kMagic);
  writer.Put<std::uint32_t>(kRevision);
  writer.Put<std::uint32_t>(static_cast<std::uint32_t>(points_.size()));
  for (const MapPoint& point : points_) {
    PutIndex(point.bus, writer);
    PutRoom(point.load, writer);
    PutRoom(point.generation, writer);
  }
  std::string bytes = writer.Take();
  store::ByteWriter check;
  check.Put<std::uint32_t>(store::CalcCrc32c(bytes));
  return bytes + check.Take();
}

bool CapacityMap::Unpack(const std::string& bytes) {
  if (bytes.size() < 4) return false;
  const absl::string_view body(bytes.data(), bytes.size() - 4);
  store::ByteReader check(absl::string_view(bytes).substr(body.size()));
  if (check.Get<std::uint32_t>() != store::CalcCrc32c(body)) return false;
  store::ByteReader reader(body);
  if (reader.GetBytes(sizeof(kMagic) - 1) != kMagic || reader.Get<std::uint32_t>() != kRevision ||
      reader.Get<std::uint32_t>() != points_.size()) {
    return false;
  }
  std::vector<MapPoint> read;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    MapPoint point{.bus = GetIndex<BusIndex>(reader)};
    point.load = GetRoom(reader);
    point.generation = GetRoom(reader);
    if (point.bus != points_[i].bus) return false;
    read.push_back(point);
  }
  if (!reader.ok()) return false;
  points_ = std::move(read);
  return true;
}

absl::Status CapacityMap::Save() {
  std::string bytes;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    bytes = Pack();
    saved_s_ = NowS();
  }
  return store::WriteFileAtomically(path_, bytes, "map", {});
}

CapacityMap::Progress CapacityMap::progress() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  Progress progress{.total = 2 * points_.size()};
  for (const MapPoint& point : points_) {
    for (const MapRoom* room : {&point.load, &point.generation}) {
      progress.known += room->is_known;
      progress.with_terms += room->has_terms;
    }
  }
  return progress;
}

std::vector<MapPoint> CapacityMap::Points() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return points_;
}

std::vector<CapacityMap::Task> CapacityMap::FindMissing(const Work& work) const {
  std::vector<std::size_t> places;
  for (const BusIndex bus : work.buses) {
    const auto found = std::find_if(points_.begin(), points_.end(),
                                    [&](const MapPoint& point) { return point.bus == bus; });
    if (found != points_.end()) {
      places.push_back(static_cast<std::size_t>(found - points_.begin()));
    }
  }
  for (std::size_t i = 0; work.buses.empty() && i < points_.size(); ++i) places.push_back(i);
  std::vector<Task> missing;
  for (const std::size_t place : places) {
    for (const bool is_generation : {false, true}) {
      const MapRoom& room = points_[place].Room(is_generation);
      const bool lacks_terms = work.with_terms && !room.has_terms && !room.has_no_terms;
      if (!room.has_no_answer && (!room.is_known || lacks_terms)) {
        missing.push_back({place, is_generation});
      }
    }
  }
  return missing;
}

bool CapacityMap::IsComplete(bool with_terms) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return FindMissing({.with_terms = with_terms}).empty();
}

void CapacityMap::Compute(const Task& task, const Work& work) {
  const solvers::HostingBasis& basis = *engine_.basis();
  MapRoom room;
  BusIndex bus;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    bus = points_[task.point].bus;
  }
  solvers::HostingQuery query{.bus = bus,
                              .is_generation = task.is_generation,
                              .tan_phi_ratio = kMapTanPhiRatio,
                              .cap_mw = kMapCapMw};
  const auto answer = CalcHostingCapacity(basis, query);
  if (!answer.ok()) {
    const std::lock_guard<std::mutex> lock(mutex_);
    points_[task.point].Room(task.is_generation).has_no_answer = true;
    return;
  }
  room.is_known = true;
  room.firm_mw = answer->firm_mw;
  room.is_capped = answer->is_capped;
  room.binding = answer->binding;
  if (work.with_terms) {
    const auto terms = CalcHostingTerms(
        basis, query, *answer,
        {.requested_mw = std::max(1e-3, answer->firm_mw), .most_quarters = kTermsQuarters});
    query.is_n0_only = true;
    const auto intact = CalcHostingCapacity(basis, query);
    room.has_terms = terms.ok() && intact.ok();
    room.has_no_terms = !room.has_terms;
    if (room.has_terms) {
      room.trip_mw = std::max(answer->firm_mw, intact->firm_mw);
      for (std::size_t i = 0; i < kMapHours.size(); ++i) {
        const double mw =
            std::min(terms->up_to_mw, solvers::CalcMwAtHours(terms->quarter_mw, {}, kMapHours[i]));
        room.at_hours_mw[i] = std::max(answer->firm_mw, mw * (1.0 - solvers::kStatedMarginShare));
      }
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  points_[task.point].Room(task.is_generation) = room;
}

absl::Status CapacityMap::Complete(const Work& work) {
  if (engine_.basis() == nullptr) {
    return absl::UnavailableError("the planning year is being computed; ask again later");
  }
  const std::lock_guard<std::mutex> working(WorkMutex());
  std::vector<Task> missing;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    missing = FindMissing(work);
    saved_s_ = NowS();
  }
  const double began_s = NowS();
  std::mutex telling;
  absl::Status status;
  solvers::ParallelFor(missing.size(), work.threads, [&](std::size_t i, std::size_t) {
    const bool is_cancelled = work.is_cancelled != nullptr && work.is_cancelled->load();
    if (is_cancelled || NowS() - began_s > work.most_s) return;
    Compute(missing[i], work);
    const std::lock_guard<std::mutex> lock(telling);
    if (NowS() - saved_s_ > kSaveEveryS && status.ok()) status = Save();
    if (work.on_progress) work.on_progress(progress());
  });
  if (!missing.empty() && status.ok()) status = Save();
  return status;
}

}  // namespace twin::capacity
