#include "twin/heat/plan_desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "twin/limits.h"
#include "twin/log.h"
#include "twin/thread_priority.h"

namespace twin::heat {
namespace {

constexpr std::size_t kSeveral = 3;
constexpr int kAttempts = 5;
constexpr std::int64_t kQuartersPerHour = 4;

// Whatever a plan was made for: the patches that are no plans.
std::string DescribeEvents(const std::vector<models::Patch>& patches) {
  std::string text;
  for (const models::Patch& patch : patches) {
    if (IsHeatPlan(patch)) continue;
    absl::StrAppend(&text, patch.id, " ", patch.from, " ", patch.to, "\n");
  }
  return text;
}

}  // namespace

std::vector<models::HeatSystemIndex> FindPlannedSystems(const models::Region& region) {
  std::vector<models::HeatSystemIndex> planned;
  for (std::size_t i = 0; i < region.heat_systems.size(); ++i) {
    const models::HeatSystemIndex index(i);
    const models::HeatSystemParams& system = region.heat_systems[index];
    const bool stores = system.accumulator.capacity_mwh > 0.0;
    if (stores && system.plants.size() >= kSeveral) planned.push_back(index);
  }
  return planned;
}

PlanDesk::PlanDesk(Engine& engine)
    : engine_(engine),
      systems_(FindPlannedSystems(engine.stepper().region())),
      due_(systems_.size()),
      waiter_(engine.ring()),
      thread_([this] { Work(); }) {}

PlanDesk::~PlanDesk() {
  waiter_.Stop();
  thread_.join();
}

void PlanDesk::Work() {
  LowerThreadPriority();
  while (waiter_.Wait()) {
    for (std::size_t i = 0; i < systems_.size(); ++i) {
      const LiveInstant now = engine_.Now();
      std::string events = DescribeEvents(now.patches);
      if (events != known_events_) {
        known_events_ = std::move(events);
        std::fill(due_.begin(), due_.end(), models::Quarter());
      }
      if (now.state->next < due_[i]) continue;
      if (!PlanOne(systems_[i], now)) return;
      due_[i] = now.state->next + limits::kRenewPlanHours * kQuartersPerHour;
    }
  }
}

bool PlanDesk::PlanOne(models::HeatSystemIndex system, const LiveInstant& now) {
  auto order = MakePlanOrder(
      engine_.stepper(), *now.state, now.patches, system,
      {.horizon_hours = static_cast<std::size_t>(limits::kDefaultPlanHours),
       .ordered_hours = limits::kOrderedPlanHours,
       .solve = {.solve_s = limits::kPlanSolveS, .gap_share = limits::kPlanGapShare}});
  if (waiter_.is_stopped()) return false;
  const std::string& name = engine_.stepper().region().heat_systems[system].name;
  if (!order.ok()) {
    log::Warn("heat system not planned, it runs cheapest first",
              {{"system", name}, {"why", std::string(order.status().message())}});
    return true;
  }
  // The clock went on meanwhile, and may do so again before the order is taken.
  const auto next_whole = [this] {  // the quarter that runs, as long as none of it is over
    return models::Quarter((engine_.now_minute() + models::kMinutesPerQuarter - 1) /
                           models::kMinutesPerQuarter);
  };
  for (int attempt = 1; DropPassedHours(next_whole(), *order); ++attempt) {
    const auto applied = engine_.ApplyPatch(*order, "", "twin");
    if (applied.ok()) return true;
    if (absl::IsInvalidArgument(applied.status()) && attempt < kAttempts) continue;
    if (absl::IsUnavailable(applied.status())) return false;  // it shuts down
    log::Warn("plan of a heat system not taken",
              {{"system", name}, {"why", std::string(applied.status().message())}});
    return true;
  }
  return true;
}

}  // namespace twin::heat
