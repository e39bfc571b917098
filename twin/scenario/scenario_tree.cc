#include "twin/scenario/scenario_tree.h"

#include <sys/resource.h>

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/branch_order_convert.h"
#include "twin/limits.h"

namespace twin::scenario {
namespace {

constexpr int kBackgroundNice = 10;
constexpr int kSliceQuarters = 8;  // of one branch before the next has its turn
constexpr std::size_t kMostDeadRecords = 1000;

std::string MakeId(const char* prefix) {
  std::random_device random;
  const std::uint64_t drawn = (std::uint64_t{random()} << 32) | random();
  return absl::StrCat(prefix, absl::Hex(drawn, absl::kZeroPad16));
}

std::string TimeOf(models::Quarter quarter) {
  return absl::FormatTime(absl::RFC3339_sec, quarter.start(), absl::UTCTimeZone());
}

std::string HashOf(const Point& point) {
  const StateHash hash = HashState(PackState(*point.state));
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

absl::Status CheckSpec(const BranchSpec& spec) {
  std::vector<models::errors::FieldViolation> wrong;
  if (spec.name.empty() || spec.name.size() > limits::kMaxBranchNameBytes) {
    wrong.push_back({"name", absl::StrCat("is ", spec.name.size(), " bytes long, must be 1 to ",
                                          limits::kMaxBranchNameBytes)});
  }
  const auto check = [&](const char* field, std::int64_t value, std::int64_t low,
                         std::int64_t high) {
    if (value == 0 || (value >= low && value <= high)) return;
    wrong.push_back(
        {field, absl::StrCat("is ", value, ", must lie in [", low, ", ", high, "], or be absent")});
  };
  check("max_steps", spec.budget.max_steps, 1, limits::kMaxBranchSteps);
  check("max_bytes", spec.budget.max_bytes, limits::kMinBranchBytes, limits::kMaxBranchBytes);
  check("lifetime", spec.lives_s, 1, limits::kMaxBranchLifeS);
  return wrong.empty() ? absl::OkStatus() : models::errors::InvalidFields(wrong);
}

std::size_t CalcMaxPoints(const Budget& budget, const Point& point) {
  const std::size_t point_bytes = std::max<std::size_t>(CalcPointBytes(point), 1);
  const auto points = static_cast<std::size_t>(budget.max_bytes) / point_bytes;
  return points > 3 ? points - 1 : 2;  // the newest is one more
}

}  // namespace

struct ScenarioTree::Branch {
  std::string id;
  NewBranch made;

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  std::optional<Trajectory> run;  ///< nothing until the origin is computed again
  PatchHistory patches;           ///< before there is a run
  models::Quarter floor;          ///< where its last order found it
  models::Quarter target;
  bool is_busy = false;          ///< a step is being computed without the mutex
  std::uint64_t generation = 0;  ///< a step of an older one is thrown away
  bool is_deleted = false;
  bool is_queued = false;
  absl::Status failure;

  // All of these under the mutex.
  models::Quarter next() const { return run.has_value() ? run->newest().next() : made.origin; }
  // The first quarter an order given now can reach.
  models::Quarter reachable() const { return next() + (is_busy ? 1 : 0); }
  models::Quarter goal() const { return std::max(floor, target); }
  bool is_recovering() const { return !run.has_value() || reachable() < floor; }
  bool has_work() const {
    return !is_deleted && failure.ok() && (!run.has_value() || next() < goal());
  }
  BranchStatus status() const {
    if (!failure.ok()) return BranchStatus::kFailed;
    if (is_recovering()) return BranchStatus::kRecovering;
    return next() < goal() || is_busy ? BranchStatus::kRunning : BranchStatus::kPaused;
  }
  absl::Status CheckReady() const {
    if (is_deleted) return models::errors::UnknownId("branch", id, {});
    if (!failure.ok()) return failure;
    if (!is_recovering()) return absl::OkStatus();
    return absl::UnavailableError(
        absl::StrCat("the branch is being computed again after a restart: at ", TimeOf(next()),
                     ", it was at ", TimeOf(floor), "; try again"));
  }
  BranchInfo Info() const {
    BranchInfo info;
    info.id = id;
    info.name = made.name;
    info.owner = made.owner;
    info.parent_id = made.parent_id;
    info.origin = made.origin;
    info.next = next();
    info.target = target;
    info.status = status();
    info.failure = std::string(failure.message());
    info.budget = made.budget;
    info.created_s = made.created_s;
    info.expires_s = made.expires_s;
    info.patches = (run.has_value() ? run->patches() : patches).At(next());
    if (!run.has_value()) return info;
    info.own_bytes = run->CalcOwnBytes();
    info.stride = run->stride();
    const Point& newest = run->newest();
    if (newest.totals != nullptr) info.totals = *newest.totals;
    if (newest.frame != nullptr) info.stale = newest.frame->stale;
    return info;
  }
};

absl::StatusOr<std::unique_ptr<ScenarioTree>> ScenarioTree::Start(TreeOptions options) {
  std::unique_ptr<ScenarioTree> tree(new ScenarioTree(std::move(options)));
  if (!tree->options_.directory.empty()) TWIN_RETURN_IF_ERROR(tree->Recover());
  for (std::size_t i = 0; i < tree->options_.threads; ++i) {
    tree->threads_.emplace_back([raw = tree.get()] { raw->Work(); });
  }
  return tree;
}

ScenarioTree::~ScenarioTree() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  work_arrived_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::int64_t ScenarioTree::NowS() const {
  return options_.now_s ? options_.now_s() : absl::ToUnixSeconds(absl::Now());
}

// ---------------------------------------------------------------- what is kept over a stop

absl::Status ScenarioTree::Recover() {
  TWIN_ASSIGN_OR_RETURN(
      log_, store::BranchLog::Open(options_.directory, options_.epoch, options_.fault_hook));
  damage_ = log_->damage();
  std::vector<BranchOrder> orders;
  for (const std::string& record : log_->records()) {
    auto order = convert::DecodeBranchOrder(record);
    const absl::Status taken = order.ok() ? Take(*order) : order.status();
    if (!taken.ok()) damage_.emplace_back(taken.message());
    if (order.ok()) orders.push_back(*std::move(order));
  }
  DropExpired();
  TWIN_RETURN_IF_ERROR(CompactIfWorthIt(orders));
  for (const auto& [id, branch] : branches_) Wake(branch);
  return absl::OkStatus();
}

absl::Status ScenarioTree::Take(const BranchOrder& order) {
  if (const auto* made = std::get_if<NewBranch>(&order.what)) {
    auto branch = std::make_shared<Branch>();
    branch->id = order.branch_id;
    branch->made = *made;
    for (const PatchEvent& event : made->events) {
      branch->patches.Add(event.known_from, event.patch);
    }
    branch->floor = branch->target = made->origin;
    branches_[order.branch_id] = std::move(branch);
    Remember(order.request_id, order.branch_id);
    return absl::OkStatus();
  }
  const auto found = branches_.find(order.branch_id);
  if (found == branches_.end()) {
    return models::errors::Corrupt(absl::StrCat("branch ", order.branch_id),
                                   "an order for it is there, its beginning is not");
  }
  Branch& branch = *found->second;
  branch.floor = std::max(branch.floor, order.quarter);
  if (const auto* apply = std::get_if<ApplyOrder>(&order.what)) {
    branch.patches.Add(order.quarter, apply->patch);
    Remember(order.request_id, apply->patch.id);
  } else if (const auto* end = std::get_if<EndOrder>(&order.what)) {
    branch.patches.Add(order.quarter, end->patch);
  } else if (const auto* rewind = std::get_if<RewindOrder>(&order.what)) {
    branch.patches.CutAfter(rewind->to);
    branch.floor = branch.target = rewind->to;
  } else if (const auto* run = std::get_if<RunOrder>(&order.what)) {
    branch.target = run->to;
  } else if (std::holds_alternative<PauseOrder>(order.what)) {
    branch.target = order.quarter;
  } else {
    branches_.erase(found);
  }
  return absl::OkStatus();
}

absl::Status ScenarioTree::CompactIfWorthIt(const std::vector<BranchOrder>& orders) {
  std::vector<std::string> alive;
  for (const BranchOrder& order : orders) {
    if (branches_.count(order.branch_id) != 0) alive.push_back(convert::EncodeBranchOrder(order));
  }
  const std::size_t dead = orders.size() - alive.size();
  if (dead < kMostDeadRecords || dead < alive.size()) return absl::OkStatus();
  return log_->Rewrite(alive);
}

absl::Status ScenarioTree::Append(const BranchOrder& order) {
  return log_ != nullptr ? log_->Append(convert::EncodeBranchOrder(order)) : absl::OkStatus();
}

void ScenarioTree::Remember(const std::string& request_id, const std::string& answer) {
  if (request_id.empty()) return;
  const std::lock_guard lock(mutex_);
  if (answer_of_request_.size() >= limits::kMaxRememberedRequests) answer_of_request_.clear();
  answer_of_request_[request_id] = answer;
}

std::optional<std::string> ScenarioTree::AnswerOf(const std::string& request_id) const {
  if (request_id.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = answer_of_request_.find(request_id);
  if (found == answer_of_request_.end()) return std::nullopt;
  return found->second;
}

// ---------------------------------------------------------------- making and removing

absl::Status ScenarioTree::CheckRoom(const Budget& budget) const {
  const std::lock_guard lock(mutex_);
  if (branches_.size() >= limits::kMaxBranches) {
    return absl::ResourceExhaustedError(
        absl::StrCat(limits::kMaxBranches, " branches are alive; delete some first"));
  }
  std::int64_t promised = budget.max_bytes;
  for (const auto& [id, branch] : branches_) promised += branch->made.budget.max_bytes;
  if (promised <= limits::kMaxAllBranchesBytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(
      "the branches would be promised ", promised >> 20, " MiB of memory, there are ",
      limits::kMaxAllBranchesBytes >> 20, "; delete some or ask for a smaller budget"));
}

absl::StatusOr<BranchInfo> ScenarioTree::Add(const BranchSpec& spec, NewBranch made,
                                             const Point& origin, PatchHistory patches) {
  made.name = spec.name;
  made.owner = spec.owner;
  made.budget = spec.budget;
  if (made.budget.max_steps == 0) made.budget.max_steps = limits::kDefaultBranchSteps;
  if (made.budget.max_bytes == 0) made.budget.max_bytes = limits::kDefaultBranchBytes;
  made.created_s = NowS();
  made.expires_s =
      made.created_s + (spec.lives_s != 0 ? spec.lives_s : limits::kDefaultBranchLifeS);
  made.events = patches.events();
  auto branch = std::make_shared<Branch>();
  branch->id = MakeId("b-");
  branch->made = std::move(made);
  branch->floor = branch->target = origin.next();
  branch->run.emplace(Point{origin.state, origin.frame, nullptr}, std::move(patches),
                      CalcMaxPoints(branch->made.budget, origin));
  const std::lock_guard one_at_a_time(create_mutex_);
  // Two equal requests at once: the second finds the first's answer here.
  if (const auto known = AnswerOf(spec.request_id)) return Get(*known);
  TWIN_RETURN_IF_ERROR(CheckRoom(branch->made.budget));
  TWIN_RETURN_IF_ERROR(
      Append({spec.request_id, spec.role, branch->id, origin.next(), branch->made}));
  {
    const std::lock_guard lock(mutex_);
    branches_[branch->id] = branch;
  }
  Remember(spec.request_id, branch->id);
  const std::lock_guard lock(branch->mutex);
  return branch->Info();
}

absl::StatusOr<BranchInfo> ScenarioTree::Create(const BranchSpec& spec, const Instant& instant) {
  TWIN_RETURN_IF_ERROR(CheckSpec(spec));
  if (const auto known = AnswerOf(spec.request_id)) return Get(*known);
  DropExpired();
  NewBranch made;
  made.origin = made.root = instant.point.next();
  made.root_hash = HashOf(instant.point);
  return Add(spec, std::move(made), instant.point, instant.patches);
}

absl::StatusOr<BranchInfo> ScenarioTree::CreateFrom(const BranchSpec& spec,
                                                    const std::string& parent_id,
                                                    std::optional<models::Quarter> at) {
  TWIN_RETURN_IF_ERROR(CheckSpec(spec));
  if (const auto known = AnswerOf(spec.request_id)) return Get(*known);
  DropExpired();
  TWIN_ASSIGN_OR_RETURN(const BranchPtr parent, Find(parent_id));
  NewBranch made;
  made.parent_id = parent_id;
  Point origin;
  PatchHistory patches;
  {
    const std::lock_guard lock(parent->mutex);
    TWIN_RETURN_IF_ERROR(parent->CheckReady());
    const models::Quarter next = parent->next();
    if (at.has_value() && (*at < parent->made.origin || *at > next)) {
      return models::errors::InvalidField(
          "time", absl::StrCat("is ", TimeOf(*at), ", the branch goes from ",
                               TimeOf(parent->made.origin), " to ", TimeOf(next)));
    }
    made.root = parent->made.root;
    made.root_hash = parent->made.root_hash;
    made.origin = at.value_or(next);
    origin = parent->run->KeptAt(made.origin);
    patches = parent->run->patches();
    patches.CutAfter(made.origin);
  }
  origin = Walk(*options_.stepper, std::move(origin), patches, made.origin);
  return Add(spec, std::move(made), origin, std::move(patches));
}

absl::StatusOr<ScenarioTree::BranchPtr> ScenarioTree::Find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = branches_.find(id);
  if (found == branches_.end() || found->second->made.expires_s <= NowS()) {
    return models::errors::UnknownId("branch", id, {});
  }
  return found->second;
}

absl::StatusOr<BranchInfo> ScenarioTree::Get(const std::string& id) const {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  return branch->Info();
}

std::vector<BranchInfo> ScenarioTree::List() const {
  std::vector<BranchPtr> alive;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, branch] : branches_) {
      if (branch->made.expires_s > NowS()) alive.push_back(branch);
    }
  }
  std::vector<BranchInfo> infos;
  for (const BranchPtr& branch : alive) {
    const std::lock_guard lock(branch->mutex);
    infos.push_back(branch->Info());
  }
  std::stable_sort(infos.begin(), infos.end(), [](const BranchInfo& a, const BranchInfo& b) {
    return a.created_s < b.created_s;
  });
  return infos;
}

absl::Status ScenarioTree::Delete(const std::string& id, const std::string& role) {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  if (branch->is_deleted) return models::errors::UnknownId("branch", id, {});
  TWIN_RETURN_IF_ERROR(Append({"", role, id, branch->reachable(), RemoveOrder{}}));
  branch->is_deleted = true;
  branch->changed.notify_all();
  const std::lock_guard tree_lock(mutex_);
  branches_.erase(id);
  return absl::OkStatus();
}

void ScenarioTree::DropExpired() {
  std::vector<BranchPtr> expired;
  {
    const std::lock_guard lock(mutex_);
    for (auto entry = branches_.begin(); entry != branches_.end();) {
      if (entry->second->made.expires_s > NowS()) {
        ++entry;
        continue;
      }
      expired.push_back(entry->second);
      entry = branches_.erase(entry);
    }
  }
  for (const BranchPtr& branch : expired) {
    const std::lock_guard lock(branch->mutex);
    branch->is_deleted = true;  // its lifetime stands in the log: no order is needed
    branch->changed.notify_all();
  }
}

// ---------------------------------------------------------------- orders

absl::StatusOr<BranchInfo> ScenarioTree::Run(const std::string& id, models::Quarter to,
                                             const std::string& role) {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  TWIN_RETURN_IF_ERROR(branch->CheckReady());
  const models::Quarter last = branch->made.origin + branch->made.budget.max_steps;
  if (to < branch->reachable() || to > last) {
    return models::errors::InvalidField(
        "to", absl::StrCat("is ", TimeOf(to), "; the branch is at ", TimeOf(branch->reachable()),
                           " and its budget ends at ", TimeOf(last)));
  }
  TWIN_RETURN_IF_ERROR(Append({"", role, id, branch->reachable(), RunOrder{to}}));
  branch->target = to;
  Wake(branch);
  return branch->Info();
}

absl::StatusOr<BranchInfo> ScenarioTree::Pause(const std::string& id, const std::string& role) {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  TWIN_RETURN_IF_ERROR(branch->CheckReady());
  const models::Quarter here = branch->reachable();
  TWIN_RETURN_IF_ERROR(Append({"", role, id, here, PauseOrder{}}));
  branch->target = here;
  branch->floor = std::min(branch->floor, here);
  return branch->Info();
}

absl::StatusOr<BranchInfo> ScenarioTree::Rewind(const std::string& id, models::Quarter to,
                                                const std::string& role) {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  Point point;
  PatchHistory patches;
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(branch->mutex);
    TWIN_RETURN_IF_ERROR(branch->CheckReady());
    if (to < branch->made.origin || to > branch->next()) {
      return models::errors::InvalidField(
          "to", absl::StrCat("is ", TimeOf(to), ", the branch goes from ",
                             TimeOf(branch->made.origin), " to ", TimeOf(branch->next())));
    }
    point = branch->run->KeptAt(to);
    patches = branch->run->patches();
    generation = branch->generation;
  }
  point = Walk(*options_.stepper, std::move(point), patches, to);
  const std::lock_guard lock(branch->mutex);
  TWIN_RETURN_IF_ERROR(branch->CheckReady());
  if (branch->generation != generation) {
    return absl::AbortedError("the branch was rewound by somebody else meanwhile; look again");
  }
  TWIN_RETURN_IF_ERROR(Append({"", role, id, branch->reachable(), RewindOrder{to}}));
  ++branch->generation;  // a step being computed is not taken any more
  branch->run->RewindTo(std::move(point));
  branch->floor = branch->target = to;
  branch->changed.notify_all();
  return branch->Info();
}

absl::StatusOr<models::Patch> ScenarioTree::ApplyPatch(const std::string& id, models::Patch patch,
                                                       bool has_from, const std::string& request_id,
                                                       const std::string& role) {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  TWIN_RETURN_IF_ERROR(branch->CheckReady());
  if (const auto known = AnswerOf(request_id)) {
    if (auto taken = branch->run->patches().Find(*known)) return *std::move(taken);
  }
  const models::Quarter known_from = branch->reachable();
  if (!has_from) patch.from = known_from.start_minute();
  if (patch.from < known_from.start_minute()) {
    return models::errors::InvalidField(
        "patch.from", absl::StrCat("lies in the branch's past; the earliest is its next quarter, ",
                                   TimeOf(known_from)));
  }
  if (patch.to <= patch.from) {
    return models::errors::InvalidField("patch.to", "must be later than patch.from");
  }
  if (branch->run->patches().events().size() >= limits::kMaxPatches) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the branch has had ", limits::kMaxPatches, " patches, which is the most"));
  }
  patch.id = MakeId("p-");
  TWIN_RETURN_IF_ERROR(Append({request_id, role, id, known_from, ApplyOrder{patch}}));
  branch->run->patches().Add(known_from, patch);
  branch->floor = std::max(branch->floor, known_from);
  Remember(request_id, patch.id);
  return patch;
}

absl::StatusOr<models::Patch> ScenarioTree::EndPatch(const std::string& id,
                                                     const std::string& patch_id,
                                                     std::optional<models::Minute> to,
                                                     const std::string& role) {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  TWIN_RETURN_IF_ERROR(branch->CheckReady());
  std::optional<models::Patch> patch = branch->run->patches().Find(patch_id);
  if (!patch.has_value()) return models::errors::UnknownId("patch", patch_id, {});
  const models::Quarter known_from = branch->reachable();
  const models::Minute end = to.value_or(known_from.start_minute());
  if (end < known_from.start_minute()) {
    return models::errors::InvalidField(
        "to", absl::StrCat("lies in the branch's past; the earliest is its next quarter, ",
                           TimeOf(known_from)));
  }
  patch->to = std::max(end, patch->from);  // ended before it began: it never acts
  TWIN_RETURN_IF_ERROR(Append({"", role, id, known_from, EndOrder{*patch}}));
  branch->run->patches().Add(known_from, *patch);
  branch->floor = std::max(branch->floor, known_from);
  return *std::move(patch);
}

// ---------------------------------------------------------------- reading

absl::Status ScenarioTree::Visit(const std::string& id, models::Quarter from, models::Quarter to,
                                 const std::function<bool(const Point&)>& visit) const {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  Point point;
  PatchHistory patches;
  {
    const std::lock_guard lock(branch->mutex);
    TWIN_RETURN_IF_ERROR(branch->CheckReady());
    if (from < branch->made.origin || to > branch->next()) {
      return absl::NotFoundError(absl::StrCat("the branch goes from ", TimeOf(branch->made.origin),
                                              " to ", TimeOf(branch->next()),
                                              "; before that ask where it came from"));
    }
    point = branch->run->KeptAt(from + 1);
    patches = branch->run->patches();
  }
  if (point.next() == from + 1 && !visit(point)) return absl::CancelledError("stopped");
  const Point last = Walk(*options_.stepper, std::move(point), patches, to,
                          [&](const Point& at) { return at.next() <= from || visit(at); });
  return last.next() < to ? absl::CancelledError("stopped") : absl::OkStatus();
}

absl::StatusOr<FramePtr> ScenarioTree::FindFrame(const std::string& id,
                                                 models::Quarter quarter) const {
  FramePtr frame;
  const auto keep = [&frame](const Point& point) {
    frame = WithHash(point);
    return true;
  };
  TWIN_RETURN_IF_ERROR(Visit(id, quarter, quarter + 1, keep));
  return frame;
}

absl::StatusOr<FramePtr> ScenarioTree::LatestFrame(const std::string& id) const {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  Point newest;
  {
    const std::lock_guard lock(branch->mutex);
    TWIN_RETURN_IF_ERROR(branch->CheckReady());
    newest = branch->run->newest();
  }
  if (newest.frame == nullptr) {
    return absl::UnavailableError("nothing has been computed yet at the branch's origin");
  }
  return WithHash(newest);
}

absl::StatusOr<BranchInfo> ScenarioTree::WaitUntilPaused(const std::string& id,
                                                         std::chrono::milliseconds timeout) const {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  std::unique_lock lock(branch->mutex);
  branch->changed.wait_for(lock, timeout, [&] {
    return branch->is_deleted || (!branch->has_work() && !branch->is_busy);
  });
  if (branch->is_deleted) return models::errors::UnknownId("branch", id, {});
  return branch->Info();
}

// ---------------------------------------------------------------- the threads

void ScenarioTree::Wake(const BranchPtr& branch) {
  const std::lock_guard lock(mutex_);
  if (branch->is_queued || !branch->has_work()) return;
  branch->is_queued = true;
  queue_.push_back(branch);
  work_arrived_.notify_one();
}

void ScenarioTree::Work() {
  // Of this thread alone on Linux. Refused or not: without it the branches only are less polite.
  if (options_.is_background) static_cast<void>(setpriority(PRIO_PROCESS, 0, kBackgroundNice));
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

absl::StatusOr<Point> ScenarioTree::LoadOrigin(const NewBranch& made) const {
  TWIN_ASSIGN_OR_RETURN(const History history, History::Open(options_.stepper, options_.directory));
  TWIN_ASSIGN_OR_RETURN(Instant instant, history.At(made.root));
  if (HashOf(instant.point) != made.root_hash) {
    return models::errors::Corrupt(absl::StrCat("the state at ", TimeOf(made.root)),
                                   "it is not the one the branch was made from");
  }
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
