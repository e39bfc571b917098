#include "twin/services/look_ahead_desk.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "twin/access/digest.h"
#include "twin/limits.h"
#include "twin/quarter_text.h"
#include "twin/store/schema.h"
#include "twin/thread_priority.h"

namespace twin::services {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kIdDigits = 16;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Opaque, and the same for the same question: state, patches, horizon and members.
std::string MakeId(const std::string& branch_id, const scenario::Instant& now,
                   const scenario::LookAheadQuestion& question) {
  std::string text = absl::StrCat(branch_id, "/", store::ToHex(scenario::CalcStateHash(now.point)),
                                  "/", question.quarters, "/", question.members);
  for (const scenario::PatchEvent& event : now.patches.events()) {
    absl::StrAppend(&text, "/", event.patch.id, "@", event.known_from.index(), ":", event.patch.to);
  }
  return "l-" + access::CalcSha256Hex(text).substr(0, kIdDigits);
}

}  // namespace

struct LookAheadJob {
  LookAheadState state;
  scenario::Instant now;
};

LookAheadDesk::LookAheadDesk(std::shared_ptr<const Stepper> stepper, std::size_t threads)
    : stepper_(std::move(stepper)), threads_(threads), thread_([this] { Work(); }) {}

LookAheadDesk::~LookAheadDesk() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

absl::StatusOr<std::string> LookAheadDesk::Start(const std::string& branch_id,
                                                 scenario::Instant now,
                                                 const scenario::LookAheadQuestion& question) {
  const std::string id = MakeId(branch_id, now, question);
  const std::lock_guard lock(mutex_);
  for (const JobPtr& job : jobs_) {
    if (job->state.id == id && job->state.failure.ok()) return id;
  }
  if (is_running_ || waiting_ != nullptr) {
    const LookAheadState& running = jobs_.back()->state;
    return absl::ResourceExhaustedError(
        absl::StrCat("another look ahead, from ", QuarterText(running.from), ", is at quarter ",
                     running.quarters_done, " of ", running.question.quarters));
  }
  auto job = std::make_shared<LookAheadJob>();
  job->state.id = id;
  job->state.branch_id = branch_id;
  job->state.from = now.point.next();
  job->state.question = question;
  job->state.question.threads = threads_;
  job->now = std::move(now);
  jobs_.remove_if([&id](const JobPtr& other) { return other->state.id == id; });
  jobs_.push_back(job);
  while (jobs_.size() > limits::kLookAheadsKept) jobs_.pop_front();
  waiting_ = std::move(job);
  changed_.notify_one();
  return id;
}

absl::StatusOr<LookAheadState> LookAheadDesk::Get(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const JobPtr& job : jobs_) {
    if (job->state.id == id) return job->state;
  }
  return models::errors::UnknownId("look ahead", id, {});
}

void LookAheadDesk::Work() {
  LowerThreadPriority();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_stopping_ || waiting_ != nullptr; });
    if (is_stopping_) return;
    const JobPtr job = std::move(waiting_);
    waiting_ = nullptr;
    is_running_ = true;
    lock.unlock();
    Run(*job);
    lock.lock();
    is_running_ = false;
  }
}

void LookAheadDesk::Run(LookAheadJob& job) {
  const auto began = Clock::now();
  const auto note = [&](std::int64_t quarters_done) {
    const std::lock_guard lock(mutex_);
    job.state.quarters_done = quarters_done;
    job.state.wall_s = SecondsSince(began);
    return !is_stopping_;
  };
  auto found =
      scenario::RunLookAhead(*stepper_, job.now.point, job.now.patches, job.state.question, note);
  const std::lock_guard lock(mutex_);
  job.now = {};  // the state it began from is not needed any more
  if (!found.ok()) {
    job.state.failure = found.status();
    return;
  }
  job.state.found = std::make_shared<const scenario::LookAhead>(*std::move(found));
}

}  // namespace twin::services
