#include "twin/planning/outage_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/crc32c.h"

namespace twin::planning {
namespace {

using data::MappedType;

enum class Rows { kBranches, kBuses, kNearLimits };

struct DatasetInfo {
  const char* path;
  MappedType type;
  Rows rows;
  const char* long_name;
};

constexpr std::array<DatasetInfo, 17> kDatasets{{
    {"/group/loading_max_share", MappedType::kFloat32, Rows::kBranches,
     "largest current over rating, signed as P at the from end"},
    {"/group/loading_min_share", MappedType::kFloat32, Rows::kBranches, "the least of it"},
    {"/group/v_min_pu", MappedType::kFloat32, Rows::kBuses,
     "lowest voltage; infinite where the outage always leaves none"},
    {"/group/v_max_pu", MappedType::kFloat32, Rows::kBuses, "highest voltage"},
    {"/group/loading_max_at", MappedType::kUint16, Rows::kBranches,
     "position in the group of the largest"},
    {"/group/loading_min_at", MappedType::kUint16, Rows::kBranches,
     "position in the group of the least"},
    {"/group/v_min_at", MappedType::kUint16, Rows::kBuses, "position in the group of the lowest"},
    {"/group/v_max_at", MappedType::kUint16, Rows::kBuses, "position in the group of the highest"},
    {"/group/loading_error_share", MappedType::kFloat32, Rows::kBranches,
     "largest error seen of loadings interpolated between the two extremes"},
    {"/group/near_limit_share", MappedType::kFloat32, Rows::kNearLimits,
     "loading near its limit, signed as P at the from end"},
    {"/group/near_limit_row", MappedType::kUint16, Rows::kNearLimits, "its branch"},
    {"/group/near_limit_outage", MappedType::kUint16, Rows::kNearLimits, "after this outage"},
    {"/group/near_limit_at", MappedType::kUint16, Rows::kNearLimits, "position in the group"},
    {"/group/near_voltage_pu", MappedType::kFloat32, Rows::kNearLimits,
     "voltage near its limit that the outage moved"},
    {"/group/near_voltage_row", MappedType::kUint16, Rows::kNearLimits, "its bus"},
    {"/group/near_voltage_outage", MappedType::kUint16, Rows::kNearLimits, "after this outage"},
    {"/group/near_voltage_at", MappedType::kUint16, Rows::kNearLimits, "position in the group"},
}};
constexpr std::size_t kUnsolvedAt = kDatasets.size();
constexpr std::size_t kCountAt = kDatasets.size() + 1;
constexpr std::size_t kNearCountAt = kDatasets.size() + 2;
constexpr std::size_t kNearVoltageCountAt = kDatasets.size() + 3;
constexpr std::size_t kLastAt = kNearVoltageCountAt;
// The first of the four datasets of a table.
constexpr std::size_t kNearLimitsAt = 9;
constexpr std::size_t kNearVoltagesAt = 13;
constexpr char kUnsolved[] = "/unsolved";
constexpr char kUnsolvedCount[] = "/unsolved_count";
constexpr char kNearLimitCount[] = "/near_limit_count";
constexpr char kNearVoltageCount[] = "/near_voltage_count";

std::size_t SizeOf(MappedType type) { return type == MappedType::kFloat32 ? 4 : 2; }

}  // namespace

OutageFile::OutageFile(const PlanningKey& key, const models::ElectricityGrid& grid,
                       const solvers::LimitSet& limits, const QuarterGroups& groups)
    : key_(key),
      grid_(grid),
      limits_(limits),
      groups_(groups),
      stride_(solvers::OutageExtremes::StrideOf(limits)) {}

std::vector<std::string> OutageFile::RowIds(bool is_branch) const {
  std::vector<std::string> ids;
  if (is_branch) {
    for (const auto branch : limits_.branches) ids.push_back(grid_.branches[branch].id);
  } else {
    for (const auto bus : limits_.buses) ids.push_back(grid_.buses[bus].id);
  }
  return ids;
}

std::vector<std::string> OutageFile::OutageIds() const {
  std::vector<std::string> ids;
  for (const auto outage : limits_.outages) {
    ids.push_back(outage.valid() ? grid_.branches[outage].id : "intact");
  }
  while (ids.size() < stride_) ids.emplace_back("");
  return ids;
}

std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>> OutageFile::Members() const {
  std::vector<std::int64_t> members, ends;
  for (const auto& group : groups_.quarters) {
    members.insert(members.end(), group.begin(), group.end());
    ends.push_back(static_cast<std::int64_t>(members.size()));
  }
  return {members, ends};
}

std::size_t OutageFile::BytesOf(std::size_t dataset) const {
  if (dataset == kUnsolvedAt) return kMaxUnsolved * 2 * sizeof(std::uint32_t);
  if (dataset >= kCountAt) return sizeof(std::uint32_t);
  const DatasetInfo& info = kDatasets[dataset];
  if (info.rows == Rows::kNearLimits) return kMaxNearLimits * SizeOf(info.type);
  const std::size_t rows =
      info.rows == Rows::kBranches ? limits_.branches.size() : limits_.buses.size();
  return rows * stride_ * SizeOf(info.type);
}

absl::Status OutageFile::CreateDatasets(data::Hdf5File& file) const {
  TWIN_RETURN_IF_ERROR(WriteTexts(file, "/",
                                  {{"Conventions", "CF-1.8"},
                                   {"title", "AC extremes of every outage"},
                                   {"planning_base", CalcKeyHash(key_)}}));
  const std::vector<std::string> branches = RowIds(true), buses = RowIds(false),
                                 outages = OutageIds();
  for (const auto& [path, ids] : {std::pair("/branch", &branches), std::pair("/bus", &buses),
                                  std::pair("/outage", &outages)}) {
    TWIN_RETURN_IF_ERROR(file.Write({.path = path, .shape = {ids->size()}}, *ids));
    TWIN_RETURN_IF_ERROR(file.MakeScale(path));
  }
  const auto [members, ends] = Members();
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/group_quarter", .shape = {members.size()}}, members));
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/group_end", .shape = {ends.size()}}, ends));
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/group"));
  for (const DatasetInfo& info : kDatasets) {
    std::vector<std::size_t> shape{group_count(), kMaxNearLimits};
    if (info.rows == Rows::kBranches) shape = {group_count(), branches.size(), stride_};
    if (info.rows == Rows::kBuses) shape = {group_count(), buses.size(), stride_};
    TWIN_RETURN_IF_ERROR(file.CreateMapped({info.path, shape, info.type, {}}));
    TWIN_RETURN_IF_ERROR(WriteTexts(
        file, info.path,
        {{"units", "1"}, {"long_name", info.long_name}, {"secrecy", "K3_POWER_SENSITIVE"}}));
  }
  TWIN_RETURN_IF_ERROR(
      file.CreateMapped({kUnsolved, {group_count(), kMaxUnsolved, 2}, MappedType::kUint32, {}}));
  TWIN_RETURN_IF_ERROR(
      file.CreateMapped({kUnsolvedCount, {group_count()}, MappedType::kUint32, {}}));
  TWIN_RETURN_IF_ERROR(
      file.CreateMapped({kNearLimitCount, {group_count()}, MappedType::kUint32, {}}));
  return file.CreateMapped({kNearVoltageCount, {group_count()}, MappedType::kUint32, {}});
}

absl::Status OutageFile::CheckCoordinates(const data::Hdf5File& file) const {
  TWIN_ASSIGN_OR_RETURN(const auto branches, file.ReadTexts("/branch"));
  TWIN_ASSIGN_OR_RETURN(const auto buses, file.ReadTexts("/bus"));
  TWIN_ASSIGN_OR_RETURN(const auto outages, file.ReadTexts("/outage"));
  TWIN_ASSIGN_OR_RETURN(const auto members, file.ReadInt64s("/group_quarter"));
  TWIN_ASSIGN_OR_RETURN(const auto ends, file.ReadInt64s("/group_end"));
  if (branches != RowIds(true) || buses != RowIds(false) || outages != OutageIds() ||
      std::pair(members, ends) != Members()) {
    return absl::FailedPreconditionError(
        "the outage file was made for another grid or other groups");
  }
  return absl::OkStatus();
}

std::uint32_t OutageFile::CalcCrc(const BlockFile& file, std::size_t group) const {
  std::uint32_t crc = 0;
  for (std::size_t dataset = 0; dataset <= kLastAt; ++dataset) {
    const std::size_t bytes = BytesOf(dataset);
    const auto* start = reinterpret_cast<const char*>(file.At(dataset)) + group * bytes;
    crc = store::CalcCrc32c({start, bytes}, crc);
  }
  return crc;
}

std::vector<std::string> OutageFile::MappedPaths() {
  std::vector<std::string> paths;
  for (const DatasetInfo& info : kDatasets) paths.emplace_back(info.path);
  for (const char* path : {kUnsolved, kUnsolvedCount, kNearLimitCount, kNearVoltageCount}) {
    paths.emplace_back(path);
  }
  return paths;
}

BlockFile::Plan OutageFile::MakePlan(const std::string& folder) const {
  BlockFile::Plan plan{
      .folder = folder,
      .name = absl::StrCat(CalcKeyHash(key_), "-outages"),
      .block_count = group_count(),
      .mapped = MappedPaths(),
      .create = [this](data::Hdf5File& file) { return CreateDatasets(file); },
      .accept = [this](const data::Hdf5File& file) { return CheckCoordinates(file); },
      .crc = [this](const BlockFile& file, std::size_t group) { return CalcCrc(file, group); }};
  for (std::size_t dataset = 0; dataset <= kLastAt; ++dataset) {
    plan.mapped_bytes += group_count() * BytesOf(dataset);
  }
  return plan;
}

absl::StatusOr<std::unique_ptr<OutageFile>> OutageFile::Open(const std::string& folder,
                                                             const PlanningKey& key,
                                                             const models::ElectricityGrid& grid,
                                                             const solvers::LimitSet& limits,
                                                             const QuarterGroups& groups) {
  std::unique_ptr<OutageFile> file(new OutageFile(key, grid, limits, groups));
  TWIN_ASSIGN_OR_RETURN(file->file_, BlockFile::Open(file->MakePlan(folder)));
  return file;
}

absl::StatusOr<std::unique_ptr<OutageFile>> OutageFile::Begin(const std::string& folder,
                                                              const PlanningKey& key,
                                                              const models::ElectricityGrid& grid,
                                                              const solvers::LimitSet& limits,
                                                              const QuarterGroups& groups) {
  std::unique_ptr<OutageFile> file(new OutageFile(key, grid, limits, groups));
  TWIN_ASSIGN_OR_RETURN(file->file_, BlockFile::Begin(file->MakePlan(folder)));
  return file;
}

template <class T>
std::span<const T> OutageFile::Of(std::size_t dataset, std::size_t group) const {
  const std::size_t bytes = BytesOf(dataset);
  return {reinterpret_cast<const T*>(file_->At(dataset) + group * bytes), bytes / sizeof(T)};
}

absl::Status OutageFile::Write(std::size_t group, const solvers::OutageExtremes& extremes,
                               std::span<const solvers::UnsolvedOutage> unsolved) {
  if (unsolved.size() > kMaxUnsolved) {
    return absl::ResourceExhaustedError(
        absl::StrCat(unsolved.size(),
                     " outages of one group of quarters have no power-flow "
                     "solution; at most ",
                     kMaxUnsolved, " can be kept"));
  }
  const auto put = [&](std::size_t dataset, const auto& values) {
    std::memcpy(file_->At(dataset) + group * BytesOf(dataset), values.data(), BytesOf(dataset));
  };
  put(0, extremes.loading_max_share);
  put(1, extremes.loading_min_share);
  put(2, extremes.v_min_pu);
  put(3, extremes.v_max_pu);
  put(4, extremes.loading_max_at);
  put(5, extremes.loading_min_at);
  put(6, extremes.v_min_at);
  put(7, extremes.v_max_at);
  put(8, extremes.loading_error_share);
  const auto put_first = [&](std::size_t dataset, auto values) {
    values.resize(kMaxNearLimits);
    put(dataset, values);
  };
  const auto put_table = [&](std::size_t first, std::size_t count_at, const auto& near) {
    put_first(first, near.value_pu);
    put_first(first + 1, near.row);
    put_first(first + 2, near.outage);
    put_first(first + 3, near.at);
    put(count_at, std::array<std::uint32_t, 1>{static_cast<std::uint32_t>(near.size())});
  };
  put_table(kNearLimitsAt, kNearCountAt, extremes.near_limits);
  put_table(kNearVoltagesAt, kNearVoltageCountAt, extremes.near_voltages);
  std::vector<std::uint32_t> pairs(2 * kMaxUnsolved, 0);
  for (std::size_t i = 0; i < unsolved.size(); ++i) {
    pairs[2 * i] = unsolved[i].quarter;
    pairs[2 * i + 1] = unsolved[i].outage;
  }
  put(kUnsolvedAt, pairs);
  put(kCountAt, std::array<std::uint32_t, 1>{static_cast<std::uint32_t>(unsolved.size())});
  return absl::OkStatus();
}

absl::Status OutageFile::Finish(std::size_t group) {
  const std::size_t unsolved = Of<std::uint32_t>(kCountAt, group).front();
  return file_->FinishBlock(group, groups_.quarters[group].size(), unsolved);
}

solvers::NearLimits OutageFile::NearTable(std::size_t first, std::size_t count_at,
                                          std::size_t group) const {
  const std::size_t near = Of<std::uint32_t>(count_at, group).front();
  const std::size_t kept = std::min(near, kMaxNearLimits);
  return {.row = Of<std::uint16_t>(first + 1, group).first(kept),
          .outage = Of<std::uint16_t>(first + 2, group).first(kept),
          .at = Of<std::uint16_t>(first + 3, group).first(kept),
          .value_pu = Of<float>(first, group).first(kept),
          .is_complete = near == kept};
}

solvers::BlockExtremes OutageFile::Extremes(std::size_t group) const {
  return {.quarters = groups_.quarters[group],
          .loading_max_share = Of<float>(0, group),
          .loading_min_share = Of<float>(1, group),
          .v_min_pu = Of<float>(2, group),
          .v_max_pu = Of<float>(3, group),
          .loading_max_at = Of<std::uint16_t>(4, group),
          .loading_min_at = Of<std::uint16_t>(5, group),
          .v_min_at = Of<std::uint16_t>(6, group),
          .v_max_at = Of<std::uint16_t>(7, group),
          .loading_error_share = Of<float>(8, group),
          .near_limits = NearTable(kNearLimitsAt, kNearCountAt, group),
          .near_voltages = NearTable(kNearVoltagesAt, kNearVoltageCountAt, group)};
}

std::vector<solvers::UnsolvedOutage> OutageFile::Unsolved(std::size_t group) const {
  const auto pairs = Of<std::uint32_t>(kUnsolvedAt, group);
  std::vector<solvers::UnsolvedOutage> unsolved;
  for (std::size_t i = 0; i < Of<std::uint32_t>(kCountAt, group).front(); ++i) {
    unsolved.push_back({pairs[2 * i], static_cast<std::uint16_t>(pairs[2 * i + 1])});
  }
  return unsolved;
}

}  // namespace twin::planning
