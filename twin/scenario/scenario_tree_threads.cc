// The tree's own threads: a slice of each branch in turn.
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/quarter_text.h"
#include "twin/scenario/scenario_tree.h"
#include "twin/thread_priority.h"

namespace twin::scenario {
namespace {

constexpr int kSliceQuarters = 8;  // of one branch before the next has its turn

}  // namespace

void ScenarioTree::Wake(const BranchPtr& branch) {
  const std::lock_guard lock(mutex_);
  if (branch->is_queued || !branch->has_work()) return;
  branch->is_queued = true;
  queue_.push_back(branch);
  work_arrived_.notify_one();
}

void ScenarioTree::Work() {
  if (options_.is_background) LowerThreadPriority();
  std::unique_lock lock(mutex_);
  while (true) {
    work_arrived_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
    if (is_stopping_) return;
    const BranchPtr branch = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    RunSlice(branch);
    {
      const std::lock_guard branch_lock(branch->mutex);
      {
        const std::lock_guard tree_lock(mutex_);
        branch->is_queued = false;
      }
      Wake(branch);
      branch->changed.notify_all();
    }
    lock.lock();
  }
}

absl::StatusOr<Instant> ScenarioTree::LoadRoot(const NewBranch& made) {
  const std::lock_guard lock(root_mutex_);
  if (last_root_.has_value() && last_root_->first == made.root_hash) return last_root_->second;
  TWIN_ASSIGN_OR_RETURN(const History history, History::Open(options_.stepper, options_.directory));
  TWIN_ASSIGN_OR_RETURN(Instant instant, history.At(made.root));
  if (RootHashOf(instant.point) != made.root_hash) {
    return models::errors::Corrupt(absl::StrCat("the state at ", QuarterText(made.root)),
                                   "it is not the one the branch was made from");
  }
  last_root_.emplace(made.root_hash, instant);
  return instant;
}

absl::StatusOr<Point> ScenarioTree::LoadOrigin(const NewBranch& made) {
  TWIN_ASSIGN_OR_RETURN(Instant instant, LoadRoot(made));
  PatchHistory patches;
  for (const PatchEvent& event : made.events) patches.Add(event.known_from, event.patch);
  Point origin =
      Walk(*options_.stepper, std::move(instant.point), patches, made.origin, [this](const Point&) {
        const std::lock_guard lock(mutex_);
        return !is_stopping_;
      });
  origin.totals = nullptr;
  return origin;
}

void ScenarioTree::RunSlice(const BranchPtr& branch) {
  std::unique_lock lock(branch->mutex);
  if (!branch->has_work()) return;
  if (!branch->run.has_value()) {
    lock.unlock();
    absl::StatusOr<Point> origin = LoadOrigin(branch->made);
    lock.lock();
    if (!origin.ok()) {
      branch->failure = origin.status();
      return;
    }
    if (origin->next() != branch->made.origin) return;  // the twin is stopping
    const std::size_t max_points = CalcMaxPoints(branch->made.budget, *origin);
    branch->run.emplace(*std::move(origin), std::move(branch->patches), max_points);
  }
  for (int i = 0; i < kSliceQuarters && branch->has_work(); ++i) {
    const Point from = branch->run->newest();
    const std::vector<models::Patch> patches = branch->run->patches().At(from.next());
    const std::uint64_t generation = branch->generation;
    branch->is_busy = true;
    lock.unlock();
    Point point = AdvancePoint(*options_.stepper, from, patches);
    lock.lock();
    branch->is_busy = false;
    if (branch->generation != generation) continue;
    branch->run->Append(std::move(point));
  }
}

}  // namespace twin::scenario
