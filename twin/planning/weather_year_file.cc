#include "twin/planning/weather_year_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/hdf5_file.h"
#include "models/base/status_macros.h"
#include "twin/planning/year_head.h"
#include "twin/store/crc32c.h"

namespace twin::planning {
namespace {

constexpr char kInjection[] = "/quarter/injection_mw";
constexpr char kAir[] = "/quarter/air_degc";
constexpr char kState[] = "/checkpoint/state";
constexpr std::size_t kInjectionAt = 0, kAirAt = 1, kStateAt = 2;

std::vector<std::string> BusIds(const models::Region& region) {
  std::vector<std::string> ids;
  for (const auto& bus : region.grid.buses) ids.push_back(bus.id);
  return ids;
}

std::vector<std::string> PlaceIds(const models::Region& region) {
  std::vector<std::string> ids;
  for (const auto& place : region.places) ids.push_back(place.id);
  return ids;
}

}  // namespace

WeatherYearFile::WeatherYearFile(PlanningKey key, const models::Region& region,
                                 const PlanningSpan& span, std::size_t state_count)
    : key_(std::move(key)), region_(region), span_(span), state_count_(state_count) {}

std::size_t WeatherYearFile::block_count() const {
  return (span_.quarter_count + kBlockQuarters - 1) / kBlockQuarters;
}
std::size_t WeatherYearFile::BlockEnd(std::size_t block) const {
  return std::min(span_.quarter_count, (block + 1) * kBlockQuarters);
}
std::size_t WeatherYearFile::checkpoint_count() const {
  return (span_.quarter_count + kCheckpointQuarters - 1) / kCheckpointQuarters;
}

std::span<float> WeatherYearFile::InjectionMw(std::size_t quarter) const {
  const std::size_t width = region_.grid.buses.size();
  return {reinterpret_cast<float*>(file_->At(kInjectionAt)) + quarter * width, width};
}
std::span<float> WeatherYearFile::AirDegC(std::size_t quarter) const {
  const std::size_t width = region_.places.size();
  return {reinterpret_cast<float*>(file_->At(kAirAt)) + quarter * width, width};
}
std::span<double> WeatherYearFile::State(std::size_t checkpoint) const {
  return {reinterpret_cast<double*>(file_->At(kStateAt)) + checkpoint * state_count_, state_count_};
}

absl::Status WeatherYearFile::CreateDatasets(data::Hdf5File& file) const {
  TWIN_RETURN_IF_ERROR(WriteYearHead(file, "One weather year of a planning year, without flows",
                                     region_.notice, key_, span_));
  for (const auto& [path, ids] :
       {std::pair("/bus", BusIds(region_)), std::pair("/place", PlaceIds(region_))}) {
    TWIN_RETURN_IF_ERROR(file.Write({.path = path, .shape = {ids.size()}}, ids));
    TWIN_RETURN_IF_ERROR(file.MakeScale(path));
  }
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/quarter"));
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/checkpoint"));
  TWIN_RETURN_IF_ERROR(file.CreateMapped({kInjection,
                                          {span_.quarter_count, region_.grid.buses.size()},
                                          data::MappedType::kFloat32,
                                          {"/time", "/bus"}}));
  TWIN_RETURN_IF_ERROR(WriteTexts(file, kInjection,
                                  {{"units", "MW"},
                                   {"long_name", "scheduled injection into the grid"},
                                   {"secrecy", "K3_POWER_SENSITIVE"}}));
  TWIN_RETURN_IF_ERROR(file.CreateMapped({kAir,
                                          {span_.quarter_count, region_.places.size()},
                                          data::MappedType::kFloat32,
                                          {"/time", "/place"}}));
  TWIN_RETURN_IF_ERROR(WriteTexts(
      file, kAir, {{"units", "degC"}, {"long_name", "air temperature"}, {"secrecy", "K0_PUBLIC"}}));
  TWIN_RETURN_IF_ERROR(file.CreateMapped(
      {kState, {checkpoint_count(), state_count_}, data::MappedType::kFloat64, {}}));
  return WriteTexts(file, kState,
                    {{"units", "1"},
                     {"long_name", "packed state of stores before each 96th quarter"},
                     {"secrecy", "K3_POWER_SENSITIVE"}});
}

absl::Status WeatherYearFile::CheckCoordinates(const data::Hdf5File& file) const {
  TWIN_ASSIGN_OR_RETURN(const auto times, file.ReadInt64s("/time"));
  TWIN_ASSIGN_OR_RETURN(const auto buses, file.ReadTexts("/bus"));
  TWIN_ASSIGN_OR_RETURN(const auto places, file.ReadTexts("/place"));
  if (times.size() != span_.quarter_count || times.front() != span_.first.start_s() ||
      buses != BusIds(region_) || places != PlaceIds(region_)) {
    return absl::FailedPreconditionError("the weather year was made for another grid or year");
  }
  return absl::OkStatus();
}

BlockFile::Plan WeatherYearFile::MakePlan(const std::string& folder) const {
  const std::size_t row_bytes = (region_.grid.buses.size() + region_.places.size()) * sizeof(float);
  return {.folder = folder,
          .name = absl::StrCat(CalcKeyHash(key_), "-inputs"),
          .block_count = block_count(),
          .mapped_bytes =
              span_.quarter_count * row_bytes + checkpoint_count() * state_count_ * sizeof(double),
          .mapped = {kInjection, kAir, kState},
          .create = [this](data::Hdf5File& file) { return CreateDatasets(file); },
          .accept = [this](const data::Hdf5File& file) { return CheckCoordinates(file); },
          .crc = [this](const BlockFile& file,
                        std::size_t block) { return CalcBlockCrc(file, block); }};
}

std::uint32_t WeatherYearFile::CalcBlockCrc(const BlockFile& file, std::size_t block) const {
  const std::size_t first = block * kBlockQuarters, end = BlockEnd(block);
  std::uint32_t crc = 0;
  const auto add = [&](std::size_t dataset, std::size_t from, std::size_t to,
                       std::size_t row_bytes) {
    const auto* start = reinterpret_cast<const char*>(file.At(dataset)) + from * row_bytes;
    crc = store::CalcCrc32c({start, (to - from) * row_bytes}, crc);
  };
  add(kInjectionAt, first, end, region_.grid.buses.size() * sizeof(float));
  add(kAirAt, first, end, region_.places.size() * sizeof(float));
  const auto checkpoint = [](std::size_t quarter) {
    return (quarter + kCheckpointQuarters - 1) / kCheckpointQuarters;
  };
  add(kStateAt, checkpoint(first), checkpoint(end), state_count_ * sizeof(double));
  return crc;
}

absl::Status WeatherYearFile::FinishBlock(std::size_t block) {
  return file_->FinishBlock(block, BlockEnd(block) - block * kBlockQuarters, 0);
}

absl::StatusOr<std::unique_ptr<WeatherYearFile>> WeatherYearFile::Open(const std::string& folder,
                                                                       const PlanningKey& key,
                                                                       const models::Region& region,
                                                                       const PlanningSpan& span,
                                                                       std::size_t state_count) {
  std::unique_ptr<WeatherYearFile> year(new WeatherYearFile(key, region, span, state_count));
  TWIN_ASSIGN_OR_RETURN(year->file_, BlockFile::Open(year->MakePlan(folder)));
  return year;
}

absl::StatusOr<std::unique_ptr<WeatherYearFile>> WeatherYearFile::Begin(
    const std::string& folder, const PlanningKey& key, const models::Region& region,
    const PlanningSpan& span, std::size_t state_count) {
  std::unique_ptr<WeatherYearFile> year(new WeatherYearFile(key, region, span, state_count));
  TWIN_ASSIGN_OR_RETURN(year->file_, BlockFile::Begin(year->MakePlan(folder)));
  return year;
}

}  // namespace twin::planning
