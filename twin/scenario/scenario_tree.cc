#include "twin/scenario/scenario_tree.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/limits.h"
#include "twin/quarter_text.h"

namespace twin::scenario {
namespace {

std::string MakeId(const char* prefix) {
  std::random_device random;
  const std::uint64_t drawn = (std::uint64_t{random()} << 32) | random();
  return absl::StrCat(prefix, absl::Hex(drawn, absl::kZeroPad16));
}

RequestKey RequestOf(const BranchSpec& spec) {
  return {RequestKind::kCreateBranch, "", spec.request_id};
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
  check("lifetime_s", spec.lives_s, 1, limits::kMaxBranchLifeS);
  return wrong.empty() ? absl::OkStatus() : models::errors::InvalidFields(wrong);
}

}  // namespace

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
  auto branch = std::make_shared<LiveBranch>();
  branch->id = MakeId("b-");
  branch->made = std::move(made);
  branch->floor = branch->target = origin.next();
  branch->run.emplace(Point{origin.state, origin.frame, nullptr}, std::move(patches),
                      CalcMaxPoints(branch->made.budget, origin));
  const std::lock_guard one_at_a_time(create_mutex_);
  // Two equal requests at once: the second finds the first's answer here.
  if (const auto known = AnswerOf(RequestOf(spec))) return Get(*known);
  TWIN_RETURN_IF_ERROR(CheckRoom(branch->made.budget));
  TWIN_RETURN_IF_ERROR(
      Append({spec.request_id, spec.role, branch->id, origin.next(), branch->made}));
  {
    const std::lock_guard lock(mutex_);
    branches_[branch->id] = branch;
  }
  Remember(RequestOf(spec), branch->id);
  const std::lock_guard lock(branch->mutex);
  return branch->Info();
}

absl::StatusOr<BranchInfo> ScenarioTree::Create(const BranchSpec& spec, const Instant& instant) {
  TWIN_RETURN_IF_ERROR(CheckSpec(spec));
  if (const auto known = AnswerOf(RequestOf(spec))) return Get(*known);
  DropExpired();
  NewBranch made;
  made.origin = made.root = instant.point.next();
  made.root_hash = RootHashOf(instant.point);
  return Add(spec, std::move(made), instant.point, instant.patches);
}

absl::StatusOr<BranchInfo> ScenarioTree::CreateFrom(const BranchSpec& spec,
                                                    const std::string& parent_id,
                                                    std::optional<models::Quarter> at) {
  TWIN_RETURN_IF_ERROR(CheckSpec(spec));
  if (const auto known = AnswerOf(RequestOf(spec))) return Get(*known);
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
          "time", absl::StrCat("is ", QuarterText(*at), ", the branch goes from ",
                               QuarterText(parent->made.origin), " to ", QuarterText(next)));
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
        "to", absl::StrCat("is ", QuarterText(to), "; the branch is at ",
                           QuarterText(branch->reachable()), " and its budget ends at ",
                           QuarterText(last)));
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
          "to",
          absl::StrCat("is ", QuarterText(to), ", the branch goes from ",
                       QuarterText(branch->made.origin), " to ", QuarterText(branch->next())));
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
  const RequestKey request{RequestKind::kApplyPatch, id, request_id};
  if (const auto known = AnswerOf(request)) {
    if (auto taken = branch->run->patches().Find(*known)) return *std::move(taken);
  }
  const models::Quarter known_from = branch->reachable();
  if (!has_from) patch.from = known_from.start_minute();
  if (patch.from < known_from.start_minute()) {
    return models::errors::InvalidField(
        "patch.from", absl::StrCat("lies in the branch's past; the earliest is its next quarter, ",
                                   QuarterText(known_from)));
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
  Remember(request, patch.id);
  return patch;
}

absl::StatusOr<models::Patch> ScenarioTree::EndPatch(const std::string& id,
                                                     const std::string& patch_id,
                                                     std::optional<models::Minute> to,
                                                     const std::string& request_id,
                                                     const std::string& role) {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  TWIN_RETURN_IF_ERROR(branch->CheckReady());
  std::optional<models::Patch> patch = branch->run->patches().Find(patch_id);
  const RequestKey request{RequestKind::kEndPatch, id, request_id};
  if (const auto known = AnswerOf(request)) {
    if (auto ended = branch->run->patches().Find(*known)) return *std::move(ended);
  }
  if (!patch.has_value()) return models::errors::UnknownId("patch", patch_id, {});
  const models::Quarter known_from = branch->reachable();
  const models::Minute end = to.value_or(known_from.start_minute());
  if (end < known_from.start_minute()) {
    return models::errors::InvalidField(
        "to", absl::StrCat("lies in the branch's past; the earliest is its next quarter, ",
                           QuarterText(known_from)));
  }
  patch->to = std::max(end, patch->from);  // ended before it began: it never acts
  TWIN_RETURN_IF_ERROR(Append({request_id, role, id, known_from, EndOrder{*patch}}));
  branch->run->patches().Add(known_from, *patch);
  branch->floor = std::max(branch->floor, known_from);
  Remember(request, patch->id);
  return *std::move(patch);
}

// ---------------------------------------------------------------- reading

absl::Status ScenarioTree::Visit(const std::string& id, models::Quarter from, models::Quarter to,
                                 const std::function<bool(const Point&)>& visit,
                                 const std::function<bool()>& go_on) const {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  Point point;
  PatchHistory patches;
  {
    const std::lock_guard lock(branch->mutex);
    TWIN_RETURN_IF_ERROR(branch->CheckReady());
    if (from < branch->made.origin || to > branch->next()) {
      return absl::NotFoundError(
          absl::StrCat("the branch goes from ", QuarterText(branch->made.origin), " to ",
                       QuarterText(branch->next()), "; before that ask where it came from"));
    }
    point = branch->run->KeptAt(from + 1);
    patches = branch->run->patches();
  }
  if (point.next() == from + 1 && !visit(point)) return absl::CancelledError("stopped");
  const auto take = [&](const Point& at) {
    return at.next() <= from ? !go_on || go_on() : visit(at);
  };
  const Point last = Walk(*options_.stepper, std::move(point), patches, to, take);
  return last.next() < to ? absl::CancelledError("stopped") : absl::OkStatus();
}

absl::StatusOr<FramePtr> ScenarioTree::FindFrame(const std::string& id, models::Quarter quarter,
                                                 const std::function<bool()>& go_on) const {
  FramePtr frame;
  const auto keep = [&frame](const Point& point) {
    frame = WithHash(point);
    return true;
  };
  TWIN_RETURN_IF_ERROR(Visit(id, quarter, quarter + 1, keep, go_on));
  return frame;
}

absl::StatusOr<std::vector<FramePtr>> ScenarioTree::FindFrames(
    const std::string& id, models::Quarter from, models::Quarter to,
    const std::function<bool()>& go_on) const {
  std::vector<FramePtr> frames;
  const auto keep = [&](const Point& point) {
    frames.push_back(point.frame);
    return !go_on || go_on();
  };
  TWIN_RETURN_IF_ERROR(Visit(id, from, to, keep, go_on));
  return frames;
}

absl::StatusOr<FramePtr> ScenarioTree::LatestFrame(const std::string& id) const {
  TWIN_ASSIGN_OR_RETURN(const Instant now, Now(id));
  const Point& newest = now.point;
  if (newest.frame == nullptr) {
    return absl::UnavailableError("nothing has been computed yet at the branch's origin");
  }
  return WithHash(newest);
}

absl::StatusOr<FramePtr> ScenarioTree::NewestFrame(const std::string& id) const {
  TWIN_ASSIGN_OR_RETURN(const Instant now, Now(id));
  return now.point.frame;
}

absl::StatusOr<Instant> ScenarioTree::Now(const std::string& id) const {
  TWIN_ASSIGN_OR_RETURN(const BranchPtr branch, Find(id));
  const std::lock_guard lock(branch->mutex);
  TWIN_RETURN_IF_ERROR(branch->CheckReady());
  return Instant{branch->run->newest(), branch->run->patches()};
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

}  // namespace twin::scenario
