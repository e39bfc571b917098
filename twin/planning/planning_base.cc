#include "twin/planning/planning_base.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "data/hdf5_file.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/crc32c.h"
#include "twin/store/file_io.h"

namespace twin::planning {
namespace {

using data::MappedType;
using models::BranchIndex;
using models::BusIndex;
using solvers::BusControl;

enum class Axis { kBus, kBranch };

struct ColumnInfo {
  const char* path;
  const char* unit;
  const char* long_name;
  Axis axis;
};

// In the order of enum Column.
constexpr std::array<ColumnInfo, kColumnCount> kColumns{{
    {"/quarter/injection_mw", "MW", "scheduled injection into the grid", Axis::kBus},
    {"/quarter/injection_mvar", "Mvar", "scheduled reactive injection, without the shunt",
     Axis::kBus},
    {"/quarter/shunt_mvar", "Mvar", "switched shunts, injection at 1 pu", Axis::kBus},
    {"/quarter/shunt_mw", "MW", "conductance at the bus, demand at 1 pu", Axis::kBus},
    {"/quarter/v_set_pu", "1", "voltage that is held; 0 where nobody holds it", Axis::kBus},
    {"/quarter/q_min_mvar", "Mvar", "least that voltage control adds", Axis::kBus},
    {"/quarter/q_max_mvar", "Mvar", "most that voltage control adds", Axis::kBus},
    {"/quarter/vm_pu", "1", "voltage magnitude", Axis::kBus},
    {"/quarter/va_rad", "rad", "voltage angle", Axis::kBus},
    {"/quarter/p_from_mw", "MW", "active power into the branch at its from end", Axis::kBranch},
    {"/quarter/q_from_mvar", "Mvar", "reactive power into the branch at its from end",
     Axis::kBranch},
    {"/quarter/p_to_mw", "MW", "active power into the branch at its to end", Axis::kBranch},
    {"/quarter/q_to_mvar", "Mvar", "reactive power into the branch at its to end", Axis::kBranch},
    {"/quarter/rating_mva", "MVA", "rating in the quarter's weather", Axis::kBranch},
}};

constexpr char kControl[] = "/quarter/control";
constexpr char kTapStep[] = "/quarter/tap_step";
constexpr char kStatus[] = "/quarter/status";
constexpr char kBlockCrc[] = "/block_crc32c";
constexpr std::uint8_t kDead = 255;

std::uint8_t ToStored(BusControl control) {
  switch (control) {
    case BusControl::kFree:
      return 0;
    case BusControl::kHeld:
      return 1;
    case BusControl::kAtMaxQ:
      return 3;
    case BusControl::kAtMinQ:
      return 4;
  }
  return 0;
}

BusControl FromStored(std::uint8_t control) {
  switch (control) {
    case 1:
      return BusControl::kHeld;
    case 3:
      return BusControl::kAtMaxQ;
    case 4:
      return BusControl::kAtMinQ;
    default:
      return BusControl::kFree;
  }
}

std::vector<std::string> IdsOf(const models::Region& region, Axis axis) {
  std::vector<std::string> ids;
  if (axis == Axis::kBus) {
    for (const auto& bus : region.grid.buses) ids.push_back(bus.id);
  } else {
    for (const auto& branch : region.grid.branches) ids.push_back(branch.id);
  }
  return ids;
}

absl::Status WriteText(data::Hdf5File& file, const std::string& object,
                       std::initializer_list<std::pair<const char*, std::string>> attributes) {
  for (const auto& [name, text] : attributes) {
    TWIN_RETURN_IF_ERROR(file.WriteAttribute(object, name, absl::string_view(text)));
  }
  return absl::OkStatus();
}

}  // namespace

struct PlanningBase::Extents {
  std::array<std::int64_t, kColumnCount> column{};
  std::int64_t control = 0, tap_step = 0, status = 0, block_crc = 0;
};

PlanningBase::PlanningBase(std::string folder, PlanningKey key, const models::Region& region)
    : folder_(std::move(folder)),
      key_(std::move(key)),
      region_(region),
      extents_(std::make_unique<Extents>()) {}

PlanningBase::~PlanningBase() {
  if (bytes_ != nullptr) munmap(bytes_, size_bytes_);
  if (file_ >= 0) close(file_);
}

std::string PlanningBase::PathOf(const char* suffix) const {
  return absl::StrCat(folder_, "/", CalcKeyHash(key_), suffix);
}

std::size_t PlanningBase::block_count() const {
  return (quarter_count_ + kBlockQuarters - 1) / kBlockQuarters;
}
std::size_t PlanningBase::BlockEnd(std::size_t block) const {
  return std::min(quarter_count_, (block + 1) * kBlockQuarters);
}

std::size_t PlanningBase::WidthOf(Column column) const {
  return kColumns[static_cast<std::size_t>(column)].axis == Axis::kBus
             ? region_.grid.buses.size()
             : region_.grid.branches.size();
}

absl::Status PlanningBase::CreateFile(models::Quarter first, std::size_t quarter_count) {
  const std::string path = PathOf(".building");
  TWIN_ASSIGN_OR_RETURN(auto file, data::Hdf5File::CreateForMapping(path));
  TWIN_RETURN_IF_ERROR(WriteText(file, "/",
                                 {{"Conventions", "CF-1.8"},
                                  {"title", "AC states of a planning year"},
                                  {"notice", region_.notice},
                                  {"model_revision", absl::StrCat(key_.model_revision)},
                                  {"data_revision", key_.data_revision},
                                  {"planning_year", absl::StrCat(key_.planning_year)},
                                  {"growth_scenario", key_.growth_scenario},
                                  {"weather_seed", absl::StrCat(key_.seed)},
                                  {"weather_year", absl::StrCat(key_.weather_year)},
                                  {"fidelity", "planning"}}));
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < quarter_count; ++i) {
    times.push_back((first + static_cast<std::int64_t>(i)).start_s());
  }
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/time", .shape = {quarter_count}}, times));
  TWIN_RETURN_IF_ERROR(file.MakeScale("/time"));
  TWIN_RETURN_IF_ERROR(WriteText(file, "/time",
                                 {{"units", "seconds since 1970-01-01T00:00:00Z"},
                                  {"calendar", "standard"},
                                  {"standard_name", "time"}}));
  for (const auto& [path_of_axis, axis] :
       {std::pair("/bus", Axis::kBus), std::pair("/branch", Axis::kBranch)}) {
    const std::vector<std::string> ids = IdsOf(region_, axis);
    TWIN_RETURN_IF_ERROR(file.Write({.path = path_of_axis, .shape = {ids.size()}}, ids));
    TWIN_RETURN_IF_ERROR(file.MakeScale(path_of_axis));
  }
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/quarter"));
  const auto create = [&](const char* name, MappedType type, std::vector<std::size_t> shape,
                          std::vector<std::string> scales, const char* unit,
                          const char* long_name) -> absl::Status {
    TWIN_RETURN_IF_ERROR(file.CreateMapped({name, std::move(shape), type, std::move(scales)}));
    return WriteText(
        file, name, {{"units", unit}, {"long_name", long_name}, {"secrecy", "K3_POWER_SENSITIVE"}});
  };
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const ColumnInfo& info = kColumns[i];
    TWIN_RETURN_IF_ERROR(
        create(info.path, MappedType::kFloat32, {quarter_count, WidthOf(static_cast<Column>(i))},
               {"/time", info.axis == Axis::kBus ? "/bus" : "/branch"}, info.unit, info.long_name));
  }
  TWIN_RETURN_IF_ERROR(create(kControl, MappedType::kUint8,
                              {quarter_count, region_.grid.buses.size()}, {"/time", "/bus"}, "1",
                              "0 free, 1 held, 3 at upper, 4 at lower reactive limit, 255 dead"));
  TWIN_RETURN_IF_ERROR(create(kTapStep, MappedType::kInt8,
                              {quarter_count, region_.grid.branches.size()}, {"/time", "/branch"},
                              "1", "step of the tap changer"));
  TWIN_RETURN_IF_ERROR(create(kStatus, MappedType::kUint8, {quarter_count}, {"/time"}, "1",
                              "0 not yet, 1 solved, 2 failed"));
  const std::size_t blocks = (quarter_count + kBlockQuarters - 1) / kBlockQuarters;
  TWIN_RETURN_IF_ERROR(
      create(kBlockCrc, MappedType::kUint32, {blocks}, {}, "1", "CRC-32C of the block's rows"));
  TWIN_RETURN_IF_ERROR(file.Close());
  // The whole space now: a full disk is told before the first quarter is solved.
  TWIN_ASSIGN_OR_RETURN(const auto descriptor, store::FileDescriptor::Open(path, O_RDWR));
  struct stat information {};
  if (fstat(descriptor.get(), &information) != 0 || fchmod(descriptor.get(), 0600) != 0) {
    return store::ErrnoStatus(errno, path);
  }
  const int error = posix_fallocate(descriptor.get(), 0, information.st_size);
  if (error != 0) return store::ErrnoStatus(error, absl::StrCat("cannot make room for ", path));
  return absl::OkStatus();
}

absl::Status PlanningBase::Map(const std::string& path, bool is_writable) {
  {
    TWIN_ASSIGN_OR_RETURN(const auto file, data::Hdf5File::OpenReadOnly(path));
    TWIN_ASSIGN_OR_RETURN(const auto times, file.ReadInt64s("/time"));
    TWIN_ASSIGN_OR_RETURN(const auto buses, file.ReadTexts("/bus"));
    TWIN_ASSIGN_OR_RETURN(const auto branches, file.ReadTexts("/branch"));
    if (times.empty() || buses != IdsOf(region_, Axis::kBus) ||
        branches != IdsOf(region_, Axis::kBranch)) {
      return absl::FailedPreconditionError(absl::StrCat(path, " was made for another grid"));
    }
    first_ = models::Quarter(times.front() / models::kSecondsPerQuarter);
    quarter_count_ = times.size();
    for (std::size_t i = 0; i < kColumnCount; ++i) {
      TWIN_ASSIGN_OR_RETURN(const auto extent, file.ReadExtent(kColumns[i].path));
      extents_->column[i] = extent.offset_bytes;
    }
    for (const auto& [name, offset] :
         {std::pair(kControl, &extents_->control), std::pair(kTapStep, &extents_->tap_step),
          std::pair(kStatus, &extents_->status), std::pair(kBlockCrc, &extents_->block_crc)}) {
      TWIN_ASSIGN_OR_RETURN(const auto extent, file.ReadExtent(name));
      *offset = extent.offset_bytes;
    }
  }
  file_ = open(path.c_str(), (is_writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  struct stat information {};
  if (file_ < 0 || fstat(file_, &information) != 0) return store::ErrnoStatus(errno, path);
  size_bytes_ = static_cast<std::size_t>(information.st_size);
  void* mapped = mmap(nullptr, size_bytes_, is_writable ? PROT_READ | PROT_WRITE : PROT_READ,
                      MAP_SHARED, file_, 0);
  if (mapped == MAP_FAILED) return store::ErrnoStatus(errno, absl::StrCat("cannot map ", path));
  bytes_ = static_cast<std::byte*>(mapped);
  block_done_.assign(block_count(), 0);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<PlanningBase>> PlanningBase::Open(const std::string& folder,
                                                                 const PlanningKey& key,
                                                                 const models::Region& region) {
  std::unique_ptr<PlanningBase> base(new PlanningBase(folder, key, region));
  const std::string path = base->PathOf(".h5");
  TWIN_RETURN_IF_ERROR(base->Map(path, false));
  base->is_sealed_ = true;
  for (std::size_t block = 0; block < base->block_count(); ++block) {
    std::uint32_t stored = 0;
    std::memcpy(&stored, base->bytes_ + base->extents_->block_crc + 4 * block, 4);
    if (stored != base->CalcBlockCrc(block)) {
      return models::errors::Corrupt(path,
                                     absl::StrCat("block ", block, " of ", base->block_count()));
    }
    base->block_done_[block] = 1;
  }
  return base;
}

absl::StatusOr<std::unique_ptr<PlanningBase>> PlanningBase::Begin(const std::string& folder,
                                                                  const PlanningKey& key,
                                                                  const models::Region& region,
                                                                  models::Quarter first,
                                                                  std::size_t quarter_count) {
  TWIN_RETURN_IF_ERROR(store::MakeFolder(folder));
  std::unique_ptr<PlanningBase> base(new PlanningBase(folder, key, region));
  const std::string path = base->PathOf(".building");
  if (base->Map(path, true).ok() && base->first_ == first &&
      base->quarter_count_ == quarter_count && base->ReadProgress().ok()) {
    return base;
  }
  base.reset(new PlanningBase(folder, key, region));
  TWIN_RETURN_IF_ERROR(base->CreateFile(first, quarter_count));
  TWIN_RETURN_IF_ERROR(base->Map(path, true));
  TWIN_RETURN_IF_ERROR(base->BeginProgress());
  return base;
}

std::string PlanningBase::ProgressHead() const {
  return absl::StrCat("twin-progress 1 ", CalcKeyHash(key_), " ", block_count());
}

absl::Status PlanningBase::BeginProgress() {
  const std::string head = ProgressHead();
  return store::WriteFileAtomically(PathOf(".progress"),
                                    absl::StrFormat("%s %08x\n", head, store::CalcCrc32c(head)),
                                    "planning.progress", {});
}

// Lines whose checksum holds, up to the first that fails; the file is cut there.
absl::Status PlanningBase::ReadProgress() {
  const std::string path = PathOf(".progress");
  TWIN_ASSIGN_OR_RETURN(const std::string text, store::ReadWholeFile(path));
  std::size_t good_bytes = 0;
  bool is_head = true;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos;
       at = end + 1) {
    const std::string line = text.substr(at, end - at);
    const std::size_t space = line.rfind(' ');
    if (space == std::string::npos) break;
    const std::string said = line.substr(0, space);
    if (line.substr(space + 1) != absl::StrFormat("%08x", store::CalcCrc32c(said))) break;
    if (is_head) {
      if (said != ProgressHead()) return absl::DataLossError("progress of another base");
      is_head = false;
    } else {
      const std::vector<std::string> fields = absl::StrSplit(said, ' ');
      std::size_t block = 0;
      std::uint32_t crc = 0;
      if (fields.size() != 4 || !absl::SimpleAtoi(fields[0], &block) || block >= block_count() ||
          !absl::SimpleHexAtoi(fields[3], &crc)) {
        break;
      }
      // What the line promises must be in the file; else the block is computed again.
      block_done_[block] = crc == CalcBlockCrc(block) ? 1 : 0;
    }
    good_bytes = end + 1;
  }
  if (is_head) return absl::DataLossError(absl::StrCat(path, " has no head"));
  if (good_bytes < text.size() && truncate(path.c_str(), static_cast<off_t>(good_bytes)) != 0) {
    return store::ErrnoStatus(errno, path);
  }
  return absl::OkStatus();
}

std::span<const float> PlanningBase::Row(Column column, std::size_t quarter) const {
  const std::size_t width = WidthOf(column);
  const auto* first =
      reinterpret_cast<const float*>(bytes_ + extents_->column[static_cast<std::size_t>(column)]);
  return {first + quarter * width, width};
}

float* PlanningBase::MutableRow(Column column, std::size_t quarter) {
  return const_cast<float*>(Row(column, quarter).data());
}

QuarterStatus PlanningBase::Status(std::size_t quarter) const {
  return static_cast<QuarterStatus>(bytes_[static_cast<std::size_t>(extents_->status) + quarter]);
}

solvers::PowerFlowInputs PlanningBase::ReadInputs(std::size_t quarter) const {
  solvers::PowerFlowInputs inputs = solvers::PowerFlowInputs::MakeZero(region_.grid);
  const auto injection_mw = Row(Column::kInjectionMw, quarter);
  const auto injection_mvar = Row(Column::kInjectionMvar, quarter);
  const auto shunt_mvar = Row(Column::kShuntMvar, quarter);
  const auto shunt_mw = Row(Column::kShuntMw, quarter);
  const auto v_set_pu = Row(Column::kVSetPu, quarter);
  const auto q_min_mvar = Row(Column::kQMinMvar, quarter);
  const auto q_max_mvar = Row(Column::kQMaxMvar, quarter);
  for (std::size_t i = 0; i < injection_mw.size(); ++i) {
    const BusIndex bus(i);
    inputs.injection_mw[bus] = injection_mw[i];
    inputs.injection_mvar[bus] = injection_mvar[i];
    inputs.shunt_mvar[bus] = shunt_mvar[i];
    inputs.shunt_mw[bus] = shunt_mw[i];
    inputs.regulates[bus] = v_set_pu[i] > 0.0f ? 1 : 0;
    inputs.v_set_pu[bus] = v_set_pu[i] > 0.0f ? v_set_pu[i] : 1.0;
    inputs.q_min_mvar[bus] = q_min_mvar[i];
    inputs.q_max_mvar[bus] = q_max_mvar[i];
  }
  return inputs;
}

solvers::PowerFlowState PlanningBase::ReadState(std::size_t quarter) const {
  solvers::PowerFlowState state = solvers::PowerFlowState::MakeFlat(region_.grid);
  const auto vm_pu = Row(Column::kVmPu, quarter);
  const auto va_rad = Row(Column::kVaRad, quarter);
  const std::size_t buses = vm_pu.size(), branches = region_.grid.branches.size();
  const std::byte* control = bytes_ + extents_->control + quarter * buses;
  const std::byte* taps = bytes_ + extents_->tap_step + quarter * branches;
  for (std::size_t i = 0; i < buses; ++i) {
    state.vm_pu[BusIndex(i)] = vm_pu[i];
    state.va_rad[BusIndex(i)] = va_rad[i];
    state.control[BusIndex(i)] = FromStored(static_cast<std::uint8_t>(control[i]));
  }
  for (std::size_t k = 0; k < branches; ++k) {
    state.tap_step[BranchIndex(k)] = static_cast<std::int8_t>(taps[k]);
  }
  return state;
}

void PlanningBase::WriteInputs(std::size_t quarter, const solvers::PowerFlowInputs& inputs,
                               std::span<const double> rating_mva) {
  float* injection_mw = MutableRow(Column::kInjectionMw, quarter);
  float* injection_mvar = MutableRow(Column::kInjectionMvar, quarter);
  float* shunt_mvar = MutableRow(Column::kShuntMvar, quarter);
  float* shunt_mw = MutableRow(Column::kShuntMw, quarter);
  float* v_set_pu = MutableRow(Column::kVSetPu, quarter);
  float* q_min_mvar = MutableRow(Column::kQMinMvar, quarter);
  float* q_max_mvar = MutableRow(Column::kQMaxMvar, quarter);
  for (std::size_t i = 0; i < inputs.injection_mw.size(); ++i) {
    const BusIndex bus(i);
    injection_mw[i] = static_cast<float>(inputs.injection_mw[bus]);
    injection_mvar[i] = static_cast<float>(inputs.injection_mvar[bus]);
    shunt_mvar[i] = static_cast<float>(inputs.shunt_mvar[bus]);
    shunt_mw[i] = static_cast<float>(inputs.shunt_mw[bus]);
    v_set_pu[i] = inputs.regulates[bus] != 0 ? static_cast<float>(inputs.v_set_pu[bus]) : 0.0f;
    q_min_mvar[i] = static_cast<float>(inputs.q_min_mvar[bus]);
    q_max_mvar[i] = static_cast<float>(inputs.q_max_mvar[bus]);
  }
  float* rating = MutableRow(Column::kRatingMva, quarter);
  for (std::size_t k = 0; k < rating_mva.size(); ++k) rating[k] = static_cast<float>(rating_mva[k]);
}

void PlanningBase::WriteSolution(std::size_t quarter, const solvers::PowerFlowSolution* solution) {
  const std::size_t buses = region_.grid.buses.size(), branches = region_.grid.branches.size();
  float* vm_pu = MutableRow(Column::kVmPu, quarter);
  float* va_rad = MutableRow(Column::kVaRad, quarter);
  std::byte* control = bytes_ + extents_->control + quarter * buses;
  std::byte* taps = bytes_ + extents_->tap_step + quarter * branches;
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex bus(i);
    const bool is_live = solution != nullptr && solution->result.is_energised[bus] != 0;
    vm_pu[i] = is_live ? static_cast<float>(solution->state.vm_pu[bus]) : 0.0f;
    va_rad[i] = is_live ? static_cast<float>(solution->state.va_rad[bus]) : 0.0f;
    control[i] = static_cast<std::byte>(is_live ? ToStored(solution->state.control[bus]) : kDead);
  }
  float* p_from_mw = MutableRow(Column::kPFromMw, quarter);
  float* q_from_mvar = MutableRow(Column::kQFromMvar, quarter);
  float* p_to_mw = MutableRow(Column::kPToMw, quarter);
  float* q_to_mvar = MutableRow(Column::kQToMvar, quarter);
  for (std::size_t k = 0; k < branches; ++k) {
    const solvers::BranchFlow flow =
        solution != nullptr ? solution->result.flow[BranchIndex(k)] : solvers::BranchFlow{};
    p_from_mw[k] = static_cast<float>(flow.p_from_mw);
    q_from_mvar[k] = static_cast<float>(flow.q_from_mvar);
    p_to_mw[k] = static_cast<float>(flow.p_to_mw);
    q_to_mvar[k] = static_cast<float>(flow.q_to_mvar);
    taps[k] = static_cast<std::byte>(static_cast<std::int8_t>(
        solution != nullptr ? solution->state.tap_step[BranchIndex(k)] : 0));
  }
  bytes_[static_cast<std::size_t>(extents_->status) + quarter] =
      static_cast<std::byte>(solution != nullptr ? QuarterStatus::kSolved : QuarterStatus::kFailed);
}

std::uint32_t PlanningBase::CalcBlockCrc(std::size_t block) const {
  const std::size_t first = block * kBlockQuarters, count = BlockEnd(block) - first;
  std::uint32_t crc = 0;
  const auto add = [&](std::int64_t offset, std::size_t row_bytes) {
    const auto* start = reinterpret_cast<const char*>(bytes_ + offset) + first * row_bytes;
    crc = store::CalcCrc32c({start, count * row_bytes}, crc);
  };
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    add(extents_->column[i], WidthOf(static_cast<Column>(i)) * sizeof(float));
  }
  add(extents_->control, region_.grid.buses.size());
  add(extents_->tap_step, region_.grid.branches.size());
  add(extents_->status, 1);
  return crc;
}

absl::Status PlanningBase::FinishBlock(std::size_t block) {
  const std::uint32_t crc = CalcBlockCrc(block);
  std::memcpy(bytes_ + extents_->block_crc + 4 * block, &crc, 4);
  if (fdatasync(file_) != 0) return store::ErrnoStatus(errno, PathOf(".building"));
  std::size_t failed = 0;
  const std::size_t first = block * kBlockQuarters;
  for (std::size_t quarter = first; quarter < BlockEnd(block); ++quarter) {
    failed += Status(quarter) == QuarterStatus::kFailed;
  }
  const std::string said =
      absl::StrFormat("%d %d %d %08x", block, BlockEnd(block) - first - failed, failed, crc);
  const std::string line = absl::StrFormat("%s %08x\n", said, store::CalcCrc32c(said));
  const std::string path = PathOf(".progress");
  TWIN_ASSIGN_OR_RETURN(const auto file, store::FileDescriptor::Open(path, O_WRONLY | O_APPEND));
  if (write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      fdatasync(file.get()) != 0) {
    return store::ErrnoStatus(errno, path);
  }
  block_done_[block] = 1;
  return absl::OkStatus();
}

absl::Status PlanningBase::Seal() {
  for (const char done : block_done_) {
    if (done == 0) return absl::FailedPreconditionError("a block of the base is not done");
  }
  if (fsync(file_) != 0 || rename(PathOf(".building").c_str(), PathOf(".h5").c_str()) != 0) {
    return store::ErrnoStatus(errno, absl::StrCat("cannot seal ", PathOf(".h5")));
  }
  TWIN_RETURN_IF_ERROR(store::SyncFolder(folder_));
  is_sealed_ = true;
  return store::RemoveFileDurably(PathOf(".progress"), "planning.progress", {});
}

}  // namespace twin::planning
