#include "twin/engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/store.pb.h"
#include "twin/access/digest.h"
#include "twin/convert/patch_convert.h"
#include "twin/limits.h"
#include "twin/stored_frame.h"

namespace twin {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr char kPatchCommand[] = "patch";
constexpr std::size_t kPatchIdDigits = 16;
constexpr std::chrono::seconds kRoomRetry{1};

FramePtr MakeFrame(const store::StepRecord& record, std::vector<StalePart> stale) {
  auto frame = std::make_shared<Frame>();
  frame->sequence = FrameSequenceOf(record.quarter);
  frame->quarter = record.quarter;
  frame->values = record.frame;
  frame->state_hash = record.state_hash;
  frame->stale = std::move(stale);
  return frame;
}

std::span<const double> ValuesOf(const FramePtr& frame) {
  return frame == nullptr ? std::span<const double>{} : frame->values;
}

std::span<const StalePart> StaleOf(const FramePtr& frame) {
  return frame == nullptr ? std::span<const StalePart>{} : frame->stale;
}

}  // namespace

Engine::Engine(std::shared_ptr<const Stepper> stepper, std::unique_ptr<store::Store> store,
               Clock& clock, EngineOptions options)
    : stepper_(std::move(stepper)),
      store_(std::move(store)),
      clock_(clock),
      options_(std::move(options)),
      ring_(limits::kFrameRing) {}

absl::StatusOr<std::unique_ptr<Engine>> Engine::Start(std::shared_ptr<const Stepper> stepper,
                                                      std::unique_ptr<store::Store> store,
                                                      Clock& clock, EngineOptions options) {
  auto engine = std::unique_ptr<Engine>(
      new Engine(std::move(stepper), std::move(store), clock, std::move(options)));
  TWIN_RETURN_IF_ERROR(engine->Recover());
  engine->pacer_.Set(engine->options_.clock, clock.Now());
  engine->thread_ = std::thread([raw = engine.get()] { raw->Run(); });
  return engine;
}

Engine::~Engine() { Stop().IgnoreError(); }

absl::Status Engine::Recover() {
  const store::Recovered& found = store_->recovered();
  epoch_ = absl::StrCat(absl::Hex(store_->epoch(), absl::kZeroPad16));
  WorldState state = stepper_->MakeInitialState(options_.first_quarter);
  for (const store::CommandRecord& record : found.commands_in_force) {
    TWIN_RETURN_IF_ERROR(Replay(record));
  }
  for (const store::StepRecord& record : found.steps) {
    ring_.Restore(MakeFrame(record, stepper_->FlaggedStale(record.frame, record.quarter)));
  }
  if (found.last_step.has_value()) {
    const store::StepRecord& last = *found.last_step;
    TWIN_ASSIGN_OR_RETURN(state, UnpackState(last.state, state));
    if (ring_.Latest() == nullptr) {
      ring_.Restore(MakeFrame(last, stepper_->FlaggedStale(last.frame, last.quarter)));
    }
  }
  state_ = std::make_shared<const WorldState>(std::move(state));
  live_frame_ = ring_.Latest();
  return absl::OkStatus();
}

absl::Status Engine::Replay(const store::CommandRecord& record) {
  TWIN_ASSIGN_OR_RETURN(const convert::StoredPatch stored,
                        convert::ParseStoredPatch(record.id, record.payload));
  Remember(stored.patch, record.sequence, stored.request_id);
  return absl::OkStatus();
}

void Engine::Remember(const models::Patch& patch, std::uint64_t command_sequence,
                      const std::string& request_id) {
  const std::lock_guard lock(mutex_);
  LivePatch& live = patches_[patch.id];
  live.patch = patch;
  live.commands.push_back(command_sequence);
  if (request_id.empty()) return;
  if (patch_of_request_.size() >= limits::kMaxRememberedRequests) patch_of_request_.clear();
  patch_of_request_[request_id] = patch.id;
}

absl::Status Engine::Stop() {
  if (!thread_.joinable()) return absl::OkStatus();
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  return store_->Close();
}

void Engine::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (!tasks_.empty()) {
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
      continue;
    }
    if (is_stopping_) return;
    if (pacer_.IsPaused() || has_failed_) {
      changed_.wait(lock);
      continue;
    }
    if (standstill_.has_value()) {
      if (std::chrono::steady_clock::now() < retry_at_) {
        changed_.wait_until(lock, retry_at_);
        continue;
      }
      lock.unlock();
      const auto stepped = Step();
      if (has_failed_ && options_.on_failure) options_.on_failure(stepped.status());
      lock.lock();
      continue;
    }
    const SteadyTime now = clock_.Now();
    if (now < pacer_.due()) {
      const models::Minute minute = pacer_.MinuteAt(now);
      if (minute > 0 && minute != shown_minute_) {
        shown_minute_ = minute;
        lock.unlock();
        ShowMinute(minute);
        lock.lock();
      } else {
        clock_.WaitUntil(lock, changed_, pacer_.NextDue(now));
      }
      continue;
    }
    pacer_.MarkStep(now);
    lock.unlock();
    const auto stepped = Step();
    if (has_failed_ && options_.on_failure) options_.on_failure(stepped.status());
    lock.lock();
  }
}

// A full disk is waited for; what else keeps a step from the disk ends the twin's time.
void Engine::NoteStored(const absl::Status& status) {
  const bool is_full = absl::IsResourceExhausted(status);
  has_failed_ = !status.ok() && !is_full;
  bool is_new = false;
  {
    const std::lock_guard lock(mutex_);
    retry_at_ = std::chrono::steady_clock::now() + kRoomRetry;
    is_new = is_full && !standstill_.has_value();
    if (is_new) standstill_ = StalePart{"store", state_->next, std::string(status.message())};
    if (!is_full) standstill_.reset();
  }
  if (is_new && options_.on_standstill) options_.on_standstill(status);
}

std::optional<StalePart> Engine::Standstill() const {
  const std::lock_guard lock(mutex_);
  return standstill_;
}

// Nothing is stored: state and commands are, and what is shown follows from them.
void Engine::ShowMinute(models::Minute minute) {
  const FramePtr before = ring_.Latest();
  StepOutcome outcome =
      stepper_->Peek(*state_, Patches(), ValuesOf(before), StaleOf(before), minute);
  auto frame = std::make_shared<Frame>();
  frame->sequence = FrameSequenceOf(state_->next - 1);
  frame->quarter = state_->next;
  frame->minute = minute;
  frame->values = std::move(outcome.frame);
  frame->stale = std::move(outcome.stale);
  ring_.PublishMinute(std::move(frame));
}

absl::StatusOr<FramePtr> Engine::Step() {
  const auto started = std::chrono::steady_clock::now();
  const std::vector<models::Patch> patches = Patches();
  const FramePtr before = ring_.Latest();
  StepOutcome outcome = stepper_->Advance(*state_, patches, ValuesOf(before), StaleOf(before));

  store::StepRecord record;
  record.quarter = state_->next;
  record.quality = outcome.stale.empty() ? store::Quality::kGood : store::Quality::kStale;
  record.state = PackState(outcome.next);
  record.state_hash = HashState(record.state);
  record.frame = std::move(outcome.frame);
  record.ended_commands = CommandsOverAt(outcome.next.next);
  const auto stored = store_->AppendStep(record);
  NoteStored(stored.status());
  if (!stored.ok()) return stored.status();
  FramePtr frame = MakeFrame(record, std::move(outcome.stale));
  {
    const std::lock_guard lock(mutex_);
    state_ = std::make_shared<const WorldState>(std::move(outcome.next));
    live_frame_ = frame;
    shown_minute_ = 0;
    std::erase_if(patches_, [this](const auto& entry) {
      return !models::StillMatters(entry.second.patch, state_->next);
    });
  }
  const double step_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  last_step_ms_.store(step_s * 1e3);
  if (options_.on_step) options_.on_step(step_s, *frame);
  ring_.Publish(frame);
  return frame;
}

std::vector<std::uint64_t> Engine::CommandsOverAt(models::Quarter quarter) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::uint64_t> over;
  for (const auto& [id, live] : patches_) {
    if (models::StillMatters(live.patch, quarter)) continue;
    over.insert(over.end(), live.commands.begin(), live.commands.end());
  }
  std::sort(over.begin(), over.end());
  return over;
}

template <class Result>
Result Engine::Ask(std::function<Result()> work) {
  auto promise = std::make_shared<std::promise<Result>>();
  std::future<Result> future = promise->get_future();
  {
    const std::lock_guard lock(mutex_);
    if (is_stopping_) return absl::UnavailableError("the twin is shutting down");
    tasks_.push_back([promise, work = std::move(work)] { promise->set_value(work()); });
  }
  changed_.notify_all();
  return future.get();
}

absl::Status Engine::SetClock(ClockSetting setting) {
  const bool is_scaled = setting.mode == ClockMode::kScaled;
  if (is_scaled && !(setting.speed_ratio >= limits::kMinSpeedRatio &&
                     setting.speed_ratio <= limits::kMaxSpeedRatio)) {
    return models::errors::OutOfRange("speed_ratio", setting.speed_ratio, limits::kMinSpeedRatio,
                                      limits::kMaxSpeedRatio);
  }
  const absl::Status done = Ask<absl::Status>([this, setting]() -> absl::Status {
    if (has_failed_) return absl::FailedPreconditionError("the store takes no more steps");
    const std::lock_guard lock(mutex_);
    pacer_.Set(setting, clock_.Now());
    return absl::OkStatus();
  });
  ring_.WakeAll();
  return done;
}

ClockSetting Engine::clock_setting() const {
  const std::lock_guard lock(mutex_);
  return pacer_.setting();
}

absl::StatusOr<FramePtr> Engine::StepOnce() {
  return Ask<absl::StatusOr<FramePtr>>([this]() -> absl::StatusOr<FramePtr> {
    if (!clock_setting_is_paused()) {
      return absl::FailedPreconditionError("the clock runs; pause it before stepping by hand");
    }
    if (has_failed_) return absl::FailedPreconditionError("the store takes no more steps");
    {
      const std::lock_guard lock(mutex_);
      pacer_.MarkStep(clock_.Now());
    }
    auto frame = Step();
    if (has_failed_ && options_.on_failure) options_.on_failure(frame.status());
    return frame;
  });
}

bool Engine::clock_setting_is_paused() const {
  const std::lock_guard lock(mutex_);
  return pacer_.IsPaused();
}

models::Quarter Engine::next_quarter() const {
  const std::lock_guard lock(mutex_);
  return state_->next;
}

models::Minute Engine::now_minute() const {
  const std::lock_guard lock(mutex_);
  return NowUnderLock();
}

models::Minute Engine::NowUnderLock() const {
  return state_->next.start_minute() + pacer_.MinuteAt(clock_.Now());
}

models::Minute Engine::ActsFrom(const models::Patch& patch) const {
  return std::max(patch.from, state_->next.start_minute());
}

std::string Engine::MakePatchId(const std::string& request_id) const {
  // Opaque: nothing of the patch shows in it.
  return "p-" +
         access::CalcSha256Hex(absl::StrCat(epoch_, "/", store_->last_sequence(), "/", request_id))
             .substr(0, kPatchIdDigits);
}

absl::StatusOr<AppliedPatch> Engine::StorePatch(const models::Patch& patch, bool is_end,
                                                const std::string& request_id,
                                                const std::string& role) {
  pb::StoredCommand command;
  command.set_request_id(request_id);
  command.set_role(role);
  *(is_end ? command.mutable_end_patch() : command.mutable_apply_patch()) = convert::ToProto(patch);
  store::CommandRecord record;
  record.quarter = state_->next;
  record.id = patch.id;
  record.type = kPatchCommand;
  record.payload = command.SerializeAsString();
  TWIN_ASSIGN_OR_RETURN(const std::uint64_t sequence, store_->AppendCommand(std::move(record)));
  Remember(patch, sequence, request_id);
  {
    const std::lock_guard lock(mutex_);
    if (shown_minute_ > 0 && std::min(patch.from, patch.to) <= NowUnderLock()) shown_minute_ = -1;
  }
  return AppliedPatch{patch, ActsFrom(patch)};
}

absl::StatusOr<AppliedPatch> Engine::ApplyPatch(models::Patch patch, const std::string& request_id,
                                                const std::string& role) {
  return Ask<absl::StatusOr<AppliedPatch>>([&]() -> absl::StatusOr<AppliedPatch> {
    if (const auto known = FindByRequest(request_id)) return *known;
    if (Patches().size() >= limits::kMaxPatches) {
      return absl::ResourceExhaustedError(
          absl::StrCat(limits::kMaxPatches, " patches are in force; end some first"));
    }
    if (patch.from < now_minute()) {
      return models::errors::InvalidField("patch.from",
                                          "lies in the twin's past; the earliest is now");
    }
    patch.id = MakePatchId(request_id);
    return StorePatch(patch, false, request_id, role);
  });
}

absl::StatusOr<AppliedPatch> Engine::EndPatch(const std::string& patch_id, models::Minute to,
                                              const std::string& request_id,
                                              const std::string& role) {
  return Ask<absl::StatusOr<AppliedPatch>>([&]() -> absl::StatusOr<AppliedPatch> {
    if (const auto known = FindByRequest(request_id)) return *known;
    models::Patch patch;
    {
      const std::lock_guard lock(mutex_);
      const auto found = patches_.find(patch_id);
      if (found == patches_.end()) return models::errors::UnknownId("patch", patch_id, {});
      patch = found->second.patch;
    }
    if (to < now_minute()) {
      return models::errors::InvalidField("to", "lies in the twin's past; the earliest is now");
    }
    patch.to = std::max(to, patch.from);  // ended before it began: it never acts
    return StorePatch(patch, true, request_id, role);
  });
}

std::optional<AppliedPatch> Engine::FindByRequest(const std::string& request_id) const {
  if (request_id.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto request = patch_of_request_.find(request_id);
  if (request == patch_of_request_.end()) return std::nullopt;
  const auto patch = patches_.find(request->second);
  if (patch == patches_.end()) return std::nullopt;
  return AppliedPatch{patch->second.patch, ActsFrom(patch->second.patch)};
}

LiveInstant Engine::Now() const {
  const std::lock_guard lock(mutex_);
  return {state_, live_frame_, PatchesUnderLock()};
}

std::vector<models::Patch> Engine::Patches() const {
  const std::lock_guard lock(mutex_);
  return PatchesUnderLock();
}

std::vector<models::Patch> Engine::PatchesUnderLock() const {
  std::vector<const LivePatch*> by_arrival;
  for (const auto& [id, live] : patches_) by_arrival.push_back(&live);
  // Sums over patches must not depend on ids, which differ from history to history.
  std::sort(by_arrival.begin(), by_arrival.end(), [](const LivePatch* a, const LivePatch* b) {
    return a->commands.front() < b->commands.front();
  });
  std::vector<models::Patch> patches;
  for (const LivePatch* live : by_arrival) patches.push_back(live->patch);
  return patches;
}

absl::StatusOr<FramePtr> Engine::FindFrame(models::Quarter quarter) const {
  if (FramePtr frame = ring_.FindQuarter(quarter)) return frame;
  const FramePtr latest = ring_.Latest();
  if (latest == nullptr || quarter > latest->quarter) {
    return absl::NotFoundError("the twin has not come to this time yet");
  }
  return ReadStoredFrame(*stepper_, quarter, [this](const store::SeriesQuery& query) {
    return store_->ReadSeries(query);
  });
}

absl::StatusOr<std::vector<FramePtr>> Engine::FindFrames(models::Quarter from,
                                                         models::Quarter to) const {
  return ReadStoredFrames(*stepper_, from, to, [this](const store::SeriesQuery& query) {
    return store_->ReadSeries(query);
  });
}

absl::Status Engine::PublishAddress(const std::string& address) {
  return store_->SetAddress(address);
}

}  // namespace twin
