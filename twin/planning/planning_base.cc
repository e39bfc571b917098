#include "twin/planning/planning_base.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/hdf5_file.h"
#include "models/base/status_macros.h"
#include "twin/planning/year_head.h"
#include "twin/store/crc32c.h"

namespace twin::planning {
namespace {

using data::MappedType;
using models::BranchIndex;
using models::BusIndex;
using solvers::BusControl;

enum class Axis { kBus, kBranch, kFeeder, kPlace };

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
    {"/quarter/next_mw_share", "1", "who would cover one more MW of demand", Axis::kFeeder},
    {"/quarter/air_degc", "degC", "air temperature at the place", Axis::kPlace},
}};

constexpr char kControl[] = "/quarter/control";
constexpr char kTapStep[] = "/quarter/tap_step";
constexpr char kStatus[] = "/quarter/status";
constexpr std::size_t kControlAt = kColumnCount;
constexpr std::size_t kTapStepAt = kColumnCount + 1;
constexpr std::size_t kStatusAt = kColumnCount + 2;
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

const char* PathOf(Axis axis) {
  switch (axis) {
    case Axis::kBus:
      return "/bus";
    case Axis::kBranch:
      return "/branch";
    case Axis::kFeeder:
      return "/feeder";
    case Axis::kPlace:
      return "/place";
  }
  return "";
}

std::vector<std::string> IdsOf(const models::Region& region, Axis axis) {
  std::vector<std::string> ids;
  if (axis == Axis::kBus) {
    for (const auto& bus : region.grid.buses) ids.push_back(bus.id);
  } else if (axis == Axis::kBranch) {
    for (const auto& branch : region.grid.branches) ids.push_back(branch.id);
  } else {
    for (const auto& place : region.places) ids.push_back(place.id);
    if (ids.empty()) ids.emplace_back("nowhere");  // a dataset without columns has no bytes to map
  }
  return ids;
}

}  // namespace

PlanningBase::PlanningBase(PlanningKey key, const models::Region& region, const PlanningSpan& span)
    : key_(std::move(key)),
      region_(region),
      first_(span.first),
      quarter_count_(span.quarter_count),
      feeders_(span.feeders) {}

PlanningBase::~PlanningBase() = default;

std::size_t PlanningBase::block_count() const {
  return (quarter_count_ + kBlockQuarters - 1) / kBlockQuarters;
}
std::size_t PlanningBase::BlockEnd(std::size_t block) const {
  return std::min(quarter_count_, (block + 1) * kBlockQuarters);
}

std::size_t PlanningBase::WidthOf(Column column) const {
  switch (kColumns[static_cast<std::size_t>(column)].axis) {
    case Axis::kBus:
      return region_.grid.buses.size();
    case Axis::kBranch:
      return region_.grid.branches.size();
    case Axis::kFeeder:
      return feeders_.size();
    case Axis::kPlace:
      return std::max<std::size_t>(1, region_.places.size());
  }
  return 0;
}

absl::Status PlanningBase::CreateDatasets(data::Hdf5File& file) const {
  TWIN_RETURN_IF_ERROR(WriteYearHead(file, "AC states of a planning year", region_.notice, key_,
                                     {.first = first_, .quarter_count = quarter_count_}));
  for (const Axis axis : {Axis::kBus, Axis::kBranch, Axis::kFeeder, Axis::kPlace}) {
    const auto ids = axis == Axis::kFeeder ? feeders_ : IdsOf(region_, axis);
    TWIN_RETURN_IF_ERROR(file.Write({.path = PathOf(axis), .shape = {ids.size()}}, ids));
    TWIN_RETURN_IF_ERROR(file.MakeScale(PathOf(axis)));
  }
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/quarter"));
  const auto create = [&](const char* name, MappedType type, std::vector<std::size_t> shape,
                          std::vector<std::string> scales, const char* unit,
                          const char* long_name) -> absl::Status {
    TWIN_RETURN_IF_ERROR(file.CreateMapped({name, std::move(shape), type, std::move(scales)}));
    return WriteTexts(
        file, name, {{"units", unit}, {"long_name", long_name}, {"secrecy", "K3_POWER_SENSITIVE"}});
  };
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const ColumnInfo& info = kColumns[i];
    TWIN_RETURN_IF_ERROR(create(info.path, MappedType::kFloat32,
                                {quarter_count_, WidthOf(static_cast<Column>(i))},
                                {"/time", PathOf(info.axis)}, info.unit, info.long_name));
  }
  TWIN_RETURN_IF_ERROR(create(kControl, MappedType::kUint8,
                              {quarter_count_, region_.grid.buses.size()}, {"/time", "/bus"}, "1",
                              "0 free, 1 held, 3 at upper, 4 at lower reactive limit, 255 dead"));
  TWIN_RETURN_IF_ERROR(create(kTapStep, MappedType::kInt8,
                              {quarter_count_, region_.grid.branches.size()}, {"/time", "/branch"},
                              "1", "step of the tap changer"));
  return create(kStatus, MappedType::kUint8, {quarter_count_}, {"/time"}, "1",
                "0 not yet, 1 solved, 2 failed");
}

absl::Status PlanningBase::CheckCoordinates(const data::Hdf5File& file) const {
  TWIN_ASSIGN_OR_RETURN(const auto times, file.ReadInt64s("/time"));
  TWIN_ASSIGN_OR_RETURN(const auto buses, file.ReadTexts("/bus"));
  TWIN_ASSIGN_OR_RETURN(const auto branches, file.ReadTexts("/branch"));
  TWIN_ASSIGN_OR_RETURN(const auto feeders, file.ReadTexts("/feeder"));
  if (times.size() != quarter_count_ || times.front() != first_.start_s() ||
      buses != IdsOf(region_, Axis::kBus) || branches != IdsOf(region_, Axis::kBranch) ||
      feeders != feeders_) {
    return absl::FailedPreconditionError("the planning base was made for another grid or year");
  }
  return absl::OkStatus();
}

std::vector<std::string> PlanningBase::MappedPaths() {
  std::vector<std::string> paths;
  for (const ColumnInfo& info : kColumns) paths.emplace_back(info.path);
  for (const char* path : {kControl, kTapStep, kStatus}) paths.emplace_back(path);
  return paths;
}

BlockFile::Plan PlanningBase::MakePlan(const std::string& folder) const {
  BlockFile::Plan plan{
      .folder = folder,
      .name = CalcKeyHash(key_),
      .block_count = block_count(),
      .mapped = MappedPaths(),
      .create = [this](data::Hdf5File& file) { return CreateDatasets(file); },
      .accept = [this](const data::Hdf5File& file) { return CheckCoordinates(file); },
      .crc = [this](const BlockFile& file,
                    std::size_t block) { return CalcBlockCrc(file, block); }};
  std::size_t row_bytes = region_.grid.buses.size() + region_.grid.branches.size() + 1;
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    row_bytes += WidthOf(static_cast<Column>(i)) * sizeof(float);
  }
  plan.mapped_bytes = quarter_count_ * row_bytes;
  return plan;
}

absl::StatusOr<std::unique_ptr<PlanningBase>> PlanningBase::Open(const std::string& folder,
                                                                 const PlanningKey& key,
                                                                 const models::Region& region,
                                                                 const PlanningSpan& span) {
  std::unique_ptr<PlanningBase> base(new PlanningBase(key, region, span));
  TWIN_ASSIGN_OR_RETURN(base->file_, BlockFile::Open(base->MakePlan(folder)));
  return base;
}

absl::StatusOr<std::unique_ptr<PlanningBase>> PlanningBase::Begin(const std::string& folder,
                                                                  const PlanningKey& key,
                                                                  const models::Region& region,
                                                                  const PlanningSpan& span) {
  std::unique_ptr<PlanningBase> base(new PlanningBase(key, region, span));
  TWIN_ASSIGN_OR_RETURN(base->file_, BlockFile::Begin(base->MakePlan(folder)));
  return base;
}

std::span<const float> PlanningBase::Row(Column column, std::size_t quarter) const {
  const std::size_t width = WidthOf(column);
  const auto* first = reinterpret_cast<const float*>(file_->At(static_cast<std::size_t>(column)));
  return {first + quarter * width, width};
}

float* PlanningBase::MutableRow(Column column, std::size_t quarter) {
  return const_cast<float*>(Row(column, quarter).data());
}

QuarterStatus PlanningBase::Status(std::size_t quarter) const {
  return static_cast<QuarterStatus>(file_->At(kStatusAt)[quarter]);
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
  const std::byte* control = file_->At(kControlAt) + quarter * buses;
  const std::byte* taps = file_->At(kTapStepAt) + quarter * branches;
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
                               const QuarterFacts& facts) {
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
  const auto& [rating_mva, next_mw_share, weather] = facts;
  float* rating = MutableRow(Column::kRatingMva, quarter);
  for (std::size_t k = 0; k < rating_mva.size(); ++k) rating[k] = static_cast<float>(rating_mva[k]);
  std::copy(next_mw_share.begin(), next_mw_share.end(), MutableRow(Column::kNextMwShare, quarter));
  if (weather == nullptr) return;
  float* air_degc = MutableRow(Column::kAirDegC, quarter);
  for (const models::PlaceWeather& here : *weather) *air_degc++ = static_cast<float>(here.air_degc);
}

void PlanningBase::WriteSolution(std::size_t quarter, const solvers::PowerFlowSolution* solution) {
  const std::size_t buses = region_.grid.buses.size(), branches = region_.grid.branches.size();
  float* vm_pu = MutableRow(Column::kVmPu, quarter);
  float* va_rad = MutableRow(Column::kVaRad, quarter);
  std::byte* control = file_->At(kControlAt) + quarter * buses;
  std::byte* taps = file_->At(kTapStepAt) + quarter * branches;
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
  file_->At(kStatusAt)[quarter] =
      static_cast<std::byte>(solution != nullptr ? QuarterStatus::kSolved : QuarterStatus::kFailed);
}

std::uint32_t PlanningBase::CalcBlockCrc(const BlockFile& file, std::size_t block) const {
  const std::size_t first = block * kBlockQuarters, count = BlockEnd(block) - first;
  std::uint32_t crc = 0;
  const auto add = [&](std::size_t dataset, std::size_t row_bytes) {
    const auto* start = reinterpret_cast<const char*>(file.At(dataset)) + first * row_bytes;
    crc = store::CalcCrc32c({start, count * row_bytes}, crc);
  };
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    add(i, WidthOf(static_cast<Column>(i)) * sizeof(float));
  }
  add(kControlAt, region_.grid.buses.size());
  add(kTapStepAt, region_.grid.branches.size());
  add(kStatusAt, 1);
  return crc;
}

absl::Status PlanningBase::FinishBlock(std::size_t block) {
  std::size_t failed = 0;
  const std::size_t first = block * kBlockQuarters;
  for (std::size_t quarter = first; quarter < BlockEnd(block); ++quarter) {
    failed += Status(quarter) == QuarterStatus::kFailed;
  }
  return file_->FinishBlock(block, BlockEnd(block) - first - failed, failed);
}

}  // namespace twin::planning
