#include "twin/capacity/capacity_engine.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "solvers/anchor_starts.h"
#include "solvers/parallel_for.h"
#include "solvers/power_flow_series.h"
#include "twin/planning/outage_file.h"
#include "twin/planning/planning_base_states.h"
#include "twin/planning/planning_builder.h"

namespace twin::capacity {
namespace {

constexpr std::size_t kProfileGroups = 8;
constexpr int kHoursPerGroup = 3;
constexpr int kGroupsPerDay = 24 / kHoursPerGroup;

double NowS() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Month and time of day by Oslo's clock; a region with a profile in equal pieces of it.
planning::QuarterGroups GroupQuarters(const planning::PlanningBase& base, bool has_profile,
                                      const models::OsloCalendar& calendar) {
  planning::QuarterGroups groups;
  const std::size_t count = base.quarter_count();
  const std::size_t pieces = std::min(kProfileGroups, count);
  groups.quarters.resize(has_profile ? pieces : 12 * kGroupsPerDay);
  for (std::uint32_t quarter = 0; quarter < count; ++quarter) {
    std::size_t group = quarter * pieces / count;
    if (!has_profile) {
      const models::OsloTime local = calendar.At(base.first_quarter() + quarter);
      group =
          static_cast<std::size_t>((local.month - 1) * kGroupsPerDay + local.hour / kHoursPerGroup);
    }
    groups.quarters[group].push_back(quarter);
  }
  return groups;
}

}  // namespace

// In the order they are built; each part points at earlier ones.
struct CapacityEngine::Built {
  std::unique_ptr<planning::PlanningBase> base;
  std::unique_ptr<solvers::AcPowerFlow> scalar;
  std::unique_ptr<solvers::LanePowerFlow> lanes;
  std::unique_ptr<planning::PlanningBaseStates> states;
  planning::QuarterGroups groups;
  std::unique_ptr<planning::OutageFile> outages;
  solvers::HostingBasis basis;
};

CapacityEngine::CapacityEngine(std::shared_ptr<const models::Region> region, EngineOptions options)
    : region_(std::move(region)), options_(std::move(options)), built_(std::make_unique<Built>()) {
  auto mv = MvNetworks::Make(options_.mv_region != nullptr ? *options_.mv_region : *region_);
  mv_status_ = mv.status();
  if (mv.ok()) mv_ = *std::move(mv);
}

std::unique_ptr<CapacityEngine> CapacityEngine::Start(std::shared_ptr<const models::Region> region,
                                                      EngineOptions options) {
  std::unique_ptr<CapacityEngine> engine(new CapacityEngine(std::move(region), std::move(options)));
  engine->stage_began_s_ = NowS();
  engine->thread_ = std::thread([raw = engine.get()] { raw->Run(); });
  return engine;
}

CapacityEngine::~CapacityEngine() {
  Cancel();
  if (thread_.joinable()) thread_.join();
}

void CapacityEngine::Run() {
  const absl::Status status = Build();
  if (!status.ok()) {
    const std::lock_guard<std::mutex> lock(mutex_);
    progress_.failure = status;
  }
  Tell(status.ok() ? Stage::kReady : Stage::kFailed, 0, 0);
}

void CapacityEngine::Tell(Stage stage, std::size_t done, std::size_t total) {
  Progress told;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (progress_.stage != stage) stage_began_s_ = NowS();
    progress_.stage = stage;
    progress_.done = done;
    progress_.total = total;
    progress_.stage_s = NowS() - stage_began_s_;
    told = progress_;
  }
  changed_.notify_all();
  if (options_.on_progress) options_.on_progress(told);
}

absl::Status CapacityEngine::Build() {
  Built& b = *built_;
  TWIN_RETURN_IF_ERROR(mv_status_);
  TWIN_ASSIGN_OR_RETURN(
      b.base, planning::OpenOrBuildPlanningBase(
                  options_.folder, *region_,
                  {.key = options_.key,
                   .demand_ratio = options_.demand_ratio,
                   .threads = options_.threads,
                   .on_progress = [this](std::size_t done,
                                         std::size_t total) { Tell(Stage::kStates, done, total); },
                   .is_cancelled = &is_cancelled_}));
  TWIN_ASSIGN_OR_RETURN(auto scalar, solvers::AcPowerFlow::Make(region_->grid));
  b.scalar = std::make_unique<solvers::AcPowerFlow>(std::move(scalar));
  TWIN_ASSIGN_OR_RETURN(auto lanes, solvers::LanePowerFlow::Make(region_->grid));
  b.lanes = std::make_unique<solvers::LanePowerFlow>(std::move(lanes));
  b.states = std::make_unique<planning::PlanningBaseStates>(*b.base, *b.lanes);
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  b.groups = GroupQuarters(*b.base, region_->profile.has_value(), calendar);
  b.basis.scalar = b.scalar.get();
  b.basis.lanes = b.lanes.get();
  b.basis.states = b.states.get();
  b.basis.limits = solvers::MakeLimitSet(region_->grid);
  const auto as_built = solvers::PowerFlowInputs::MakeZero(region_->grid);
  TWIN_ASSIGN_OR_RETURN(b.basis.dc, solvers::CalcDcSensitivities(region_->grid, as_built.in_service,
                                                                 as_built.participation_share));
  TWIN_RETURN_IF_ERROR(BuildOutages());
  for (std::size_t group = 0; group < b.groups.quarters.size(); ++group) {
    b.basis.blocks.push_back(b.outages->Extremes(group));
    const auto unsolved = b.outages->Unsolved(group);
    b.basis.unsolved.insert(b.basis.unsolved.end(), unsolved.begin(), unsolved.end());
  }
  PrepareHostingBasis(b.basis);
  b.basis.starts = solvers::AnchorStarts::Make(b.basis, options_.threads);
  return absl::OkStatus();
}

// Demand as the planning year draws it, without heat plants, which have busbars of their own.
absl::StatusOr<MvNetworks::DemandRatios> CapacityEngine::CalcMvRatios() const {
  if (region_->profile.has_value()) {
    const auto& share = region_->profile->load_share;
    const auto [lowest, highest] = std::minmax_element(share.begin(), share.end());
    const std::size_t supplies = mv_.grid().supplies.size();
    return MvNetworks::DemandRatios{
        models::Table<models::MvSupplyIndex, double>(supplies, *highest),
        models::Table<models::MvSupplyIndex, double>(supplies, *lowest)};
  }
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(
      const solvers::PlanningParams params,
      solvers::MakePlanningParams(*region_,
                                  {.seed = options_.key.seed, .year = options_.key.weather_year},
                                  options_.demand_ratio));
  return mv_.CalcRatios(
      region_->grid, solvers::CalcDemandExtremes(params, calendar, built_->base->first_quarter(),
                                                 built_->base->quarter_count(), options_.threads));
}

absl::StatusOr<CapacityEngine::MvAnswer> CapacityEngine::AskMediumVoltage(
    models::MvNodeIndex node, double wanted_mw, double tan_phi_ratio) const {
  std::call_once(mv_ratios_once_, [this] { mv_ratios_ = CalcMvRatios(); });
  TWIN_RETURN_IF_ERROR(mv_ratios_.status());
  const auto& ratios = wanted_mw < 0.0 ? mv_ratios_->lowest_ratio : mv_ratios_->highest_ratio;
  const double demand_ratio = ratios[mv_.SupplyOf(node)];
  return MvAnswer{.room = solvers::CalcMvHosting(mv_.grid(), {},
                                                 {.node = node,
                                                  .wanted_mw = wanted_mw,
                                                  .tan_phi_ratio = tan_phi_ratio,
                                                  .demand_ratio = demand_ratio}),
                  .demand_ratio = demand_ratio};
}

absl::Status CapacityEngine::BuildOutages() {
  Built& b = *built_;
  const auto& [folder, key] = std::tie(options_.folder, options_.key);
  auto sealed = planning::OutageFile::Open(folder, key, region_->grid, b.basis.limits, b.groups);
  if (sealed.ok()) {
    b.outages = *std::move(sealed);
    return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(
      b.outages, planning::OutageFile::Begin(folder, key, region_->grid, b.basis.limits, b.groups));
  std::vector<std::size_t> open;
  for (std::size_t group = 0; group < b.outages->group_count(); ++group) {
    if (!b.outages->IsDone(group)) open.push_back(group);
  }
  std::vector<solvers::SeriesSolvers> solvers;
  for (std::size_t i = 0; i < options_.threads; ++i) solvers.emplace_back(*b.scalar, *b.lanes);
  const std::size_t total = b.outages->group_count();
  std::size_t done = total - open.size();
  Tell(Stage::kOutages, done, total);
  std::mutex finish;
  absl::Status status;
  solvers::ParallelFor(open.size(), options_.threads, [&](std::size_t i, std::size_t thread) {
    if (is_cancelled_.load()) return;
    const std::size_t group = open[i];
    auto extremes = solvers::OutageExtremes::Make(b.basis.limits);
    std::vector<solvers::UnsolvedOutage> unsolved;
    if (!solvers::CalcOutageExtremes(*b.states, b.basis.limits, b.basis.dc,
                                     b.groups.quarters[group], solvers[thread], extremes, unsolved,
                                     &is_cancelled_)) {
      return;
    }
    const std::lock_guard<std::mutex> lock(finish);
    if (!status.ok()) return;
    status.Update(b.outages->Write(group, extremes, unsolved));
    if (status.ok()) status.Update(b.outages->Finish(group));
    Tell(Stage::kOutages, ++done, total);
  });
  TWIN_RETURN_IF_ERROR(status);
  if (is_cancelled_.load()) {
    return absl::CancelledError(
        absl::StrCat("stopped after ", done, " of ", total, " groups of quarters"));
  }
  return b.outages->Seal();
}

Progress CapacityEngine::progress() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  Progress progress = progress_;
  progress.stage_s = NowS() - stage_began_s_;
  return progress;
}

absl::Status CapacityEngine::Wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] {
    return progress_.stage == Stage::kReady || progress_.stage == Stage::kFailed;
  });
  return progress_.failure;
}

const solvers::HostingBasis* CapacityEngine::basis() const {
  return progress().stage == Stage::kReady ? &built_->basis : nullptr;
}

const planning::PlanningBase& CapacityEngine::base() const { return *built_->base; }

models::Quarter CapacityEngine::first_quarter() const { return built_->base->first_quarter(); }

CapacityEngine::BlockLabel CapacityEngine::LabelOf(std::size_t block) const {
  if (region_->profile.has_value()) return {0, static_cast<int>(block)};
  return {static_cast<int>(block) / kGroupsPerDay + 1,
          static_cast<int>(block) % kGroupsPerDay * kHoursPerGroup};
}

absl::StatusOr<solvers::HostingAnswer> CapacityEngine::Ask(solvers::HostingQuery query) const {
  const Progress progress = this->progress();
  switch (progress.stage) {
    case Stage::kReady:
      break;
    case Stage::kFailed:
      return progress.failure;
    case Stage::kStates:
      return absl::UnavailableError(
          absl::StrFormat("the planning year is being computed: %d of %d blocks of states after "
                          "%.0f s; outages come next; ask again later",
                          progress.done, progress.total, progress.stage_s));
    case Stage::kOutages:
      return absl::UnavailableError(
          absl::StrFormat("the outages of the planning year are being computed: %d of %d groups "
                          "of quarters after %.0f s; ask again later",
                          progress.done, progress.total, progress.stage_s));
  }
  query.threads = options_.threads;
  std::array<double, 4> began_s{};
  query.on_part = [&began_s](solvers::HostingPart part) {
    began_s[static_cast<std::size_t>(part)] = NowS();
  };
  auto answer = solvers::CalcHostingCapacity(built_->basis, query);
  if (!answer.ok()) return answer;
  answer->slopes_ms = 1e3 * (began_s[1] - began_s[0]);
  answer->screen_ms = 1e3 * (began_s[2] - began_s[1]);
  answer->check_ms = 1e3 * (began_s[3] - began_s[2]);
  return answer;
}

absl::StatusOr<CapacityEngine::Terms> CapacityEngine::AskTerms(solvers::HostingQuery query,
                                                               solvers::HostingAnswer firm,
                                                               double requested_mw) const {
  const double began_s = NowS();
  Terms terms;
  query.threads = options_.threads;
  TWIN_ASSIGN_OR_RETURN(
      terms.terms, CalcHostingTerms(built_->basis, query, firm, {.requested_mw = requested_mw}));
  terms.firm = std::move(firm);
  query.is_n0_only = true;
  TWIN_ASSIGN_OR_RETURN(terms.intact, Ask(query));
  terms.terms_ms = 1e3 * (NowS() - began_s);
  return terms;
}

}  // namespace twin::capacity
