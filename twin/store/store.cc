#include "twin/store/store.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/segment.h"
#include "twin/store/snapshot_store.h"

namespace twin::store {
namespace {

/// Finished days that may wait in memory; then appends wait for the sealer.
constexpr std::size_t kMaxFinishedDays = 4;
/// A day that could not be sealed (disk full) is tried again after this.
constexpr std::chrono::seconds kSealRetry{5};

absl::Status CheckWritable(const Folder& folder) {
  if (::access(folder.root.c_str(), W_OK | X_OK) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot write in ", folder.root));
  }
  struct statvfs information = {};
  if (::statvfs(folder.root.c_str(), &information) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot measure ", folder.root));
  }
  const auto free_bytes = static_cast<std::int64_t>(information.f_bavail * information.f_frsize);
  if (free_bytes >= Store::kMinFreeBytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("the disk of ", folder.root, " has ", free_bytes,
                                                   " bytes left, needs at least ",
                                                   Store::kMinFreeBytes));
}

absl::Status MakeFolders(const Folder& folder) {
  for (const std::string& part : {folder.journals(), folder.snapshots(), folder.segments()}) {
    TWIN_RETURN_IF_ERROR(MakeFolder(part));
  }
  return absl::OkStatus();
}

absl::Status WriteSchemaFile(const Folder& folder, const Schema& schema, const FaultHook& hook) {
  const std::string bytes = EncodeSchema(schema);
  const absl::StatusOr<std::string> stored = ReadWholeFile(folder.schema_file());
  if (stored.ok() && *stored == bytes) return absl::OkStatus();
  return WriteFileAtomically(folder.schema_file(), bytes, "schema", hook);
}

std::uint64_t LastSequenceOf(const Day& day) {
  std::uint64_t last = day.before.has_value() ? day.before->sequence : 0;
  for (const CommandRecord& command : day.carried) last = std::max(last, command.sequence);
  if (!day.steps.empty()) last = std::max(last, day.steps.back().sequence);
  if (!day.commands.empty()) last = std::max(last, day.commands.back().sequence);
  return last;
}

std::optional<Snapshot> SnapshotOf(const Day& day, std::uint64_t epoch) {
  const StepRecord* const last = LastStep(day);
  if (last == nullptr) return std::nullopt;
  Snapshot snapshot;
  snapshot.epoch = epoch;
  snapshot.last_sequence = LastSequenceOf(day);
  snapshot.step = *last;
  snapshot.commands_in_force = CommandsInForce(day);
  return snapshot;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(StoreOptions options) {
  TWIN_RETURN_IF_ERROR(ValidateSchema(options.schema));
  TWIN_RETURN_IF_ERROR(Validate(options.retention));
  const Folder folder{options.directory};
  TWIN_RETURN_IF_ERROR(MakeFolder(folder.root));
  TWIN_ASSIGN_OR_RETURN(LockFile lock, LockFile::Acquire(folder.root));
  TWIN_RETURN_IF_ERROR(CheckWritable(folder));
  TWIN_RETURN_IF_ERROR(MakeFolders(folder));
  TWIN_ASSIGN_OR_RETURN(RecoveredFolder recovered,
                        RecoverFolder(folder, options.schema, options.fault_hook));
  TWIN_RETURN_IF_ERROR(WriteSchemaFile(folder, options.schema, options.fault_hook));
  if (recovered.epoch == 0) {
    TWIN_ASSIGN_OR_RETURN(recovered.epoch, DrawEpoch());
  }
  std::unique_ptr<Store> store(
      new Store(std::move(options), std::move(lock), std::move(recovered)));
  const StoreOptions& kept = store->options_;
  if (kept.retention.keep_quarters_days > 0) {
    store->compactor_ = std::make_unique<Compactor>(store->folder_, kept.schema, kept.retention,
                                                    kept.fault_hook, kept.on_compaction);
  }
  store->sealer_ = std::thread([raw = store.get()] { raw->SealInBackground(); });
  return store;
}

Store::Store(StoreOptions options, LockFile lock, RecoveredFolder recovered)
    : options_(std::move(options)),
      folder_{options_.directory},
      epoch_(recovered.epoch),
      lock_(std::move(lock)),
      journal_(std::move(recovered.journal)),
      base_(std::move(recovered.base)),
      last_sequence_(recovered.last_sequence),
      finished_(recovered.finished_days.begin(), recovered.finished_days.end()) {
  recovered_.notes = std::move(recovered.notes);
  recovered_.damage = std::move(recovered.damage);
  recovered_.last_step = base_.last_step;
  recovered_.commands_in_force = base_.commands_in_force;
  if (!journal_.has_value()) return;
  current_ = std::make_shared<Day>(std::move(recovered.current));
  recovered_.steps = current_->steps;
  recovered_.commands_in_force = CommandsInForce(*current_);
  const StepRecord* const last = LastStep(*current_);
  recovered_.last_step = last == nullptr ? std::nullopt : std::optional<StepRecord>(*last);
}

Store::~Store() { StopThreads(); }

std::uint64_t Store::last_sequence() const {
  const std::lock_guard lock(mutex_);
  return last_sequence_;
}

absl::Status Store::CheckStep(const StepRecord& step) const {
  const Schema& schema = options_.schema;
  if (step.frame.size() != FrameWidth(schema.frame)) {
    return models::errors::InvalidField(
        "frame",
        absl::StrCat("has ", step.frame.size(), " values, the schema ", FrameWidth(schema.frame)));
  }
  if (step.state.size() != StateWidth(schema.state)) {
    return models::errors::InvalidField(
        "state",
        absl::StrCat("has ", step.state.size(), " values, the schema ", StateWidth(schema.state)));
  }
  const StepRecord* const last = current_ != nullptr           ? LastStep(*current_)
                                 : base_.last_step.has_value() ? &*base_.last_step
                                                               : nullptr;
  const bool is_before_day =
      current_ != nullptr && step.quarter.UtcDayStart() < current_->first_quarter;
  if (is_before_day || (last != nullptr && step.quarter <= last->quarter)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "quarter ", step.quarter.index(), " is not after the last one stored, ",
        last != nullptr ? last->quarter.index() : current_->first_quarter.index() - 1));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> Store::AppendStep(StepRecord step) {
  const std::lock_guard append_lock(append_mutex_);
  if (is_closed_) return absl::FailedPreconditionError("the store is closed");
  TWIN_RETURN_IF_ERROR(CheckStep(step));
  const models::Quarter day = step.quarter.UtcDayStart();
  if (current_ == nullptr || day > current_->first_quarter) TWIN_RETURN_IF_ERROR(BeginDay(day));
  step.sequence = last_sequence_ + 1;
  TWIN_RETURN_IF_ERROR(journal_->AppendStep(step));
  const std::lock_guard lock(mutex_);
  AddStep(std::move(step), *current_);
  return ++last_sequence_;
}

absl::StatusOr<std::uint64_t> Store::AppendCommand(CommandRecord command) {
  const std::lock_guard append_lock(append_mutex_);
  if (is_closed_) return absl::FailedPreconditionError("the store is closed");
  if (current_ == nullptr) TWIN_RETURN_IF_ERROR(BeginDay(command.quarter.UtcDayStart()));
  command.sequence = last_sequence_ + 1;
  TWIN_RETURN_IF_ERROR(journal_->AppendCommand(command));
  const std::lock_guard lock(mutex_);
  current_->commands.push_back(std::move(command));
  return ++last_sequence_;
}

absl::Status Store::BeginDay(models::Quarter first_quarter) {
  TWIN_RETURN_IF_ERROR(WaitForRoom());
  BaseRecord base = base_;
  base.attributes = options_.schema.attributes;
  base.sequence = last_sequence_;
  if (current_ != nullptr) {
    const StepRecord* const last = LastStep(*current_);
    base.last_step = last == nullptr ? std::nullopt : std::optional<StepRecord>(*last);
    base.commands_in_force = CommandsInForce(*current_);
  }
  const JournalHeader header{epoch_, first_quarter, CalcLayoutHash(options_.schema)};
  absl::StatusOr<Journal> journal =
      Journal::Create(folder_.journals(), header, base, options_.fault_hook);
  if (!journal.ok()) {
    // It may have been renamed already. What is appended to the old journal from now on must not
    // be hidden behind it; recovery knows the case too.
    ::unlink(JournalPath(folder_.journals(), first_quarter).c_str());
    return journal.status();
  }
  auto day = std::make_shared<Day>();
  day->first_quarter = first_quarter;
  day->before = std::move(base.last_step);
  day->carried = std::move(base.commands_in_force);
  const std::lock_guard lock(mutex_);
  journal_ = *std::move(journal);
  if (current_ != nullptr) finished_.push_back(std::move(current_));
  current_ = std::move(day);
  sealer_wakes_.notify_all();
  return absl::OkStatus();
}

absl::Status Store::WaitForRoom() {
  std::unique_lock lock(mutex_);
  if (finished_.size() < kMaxFinishedDays) return absl::OkStatus();
  retry_now_ = true;
  sealer_wakes_.notify_all();
  sealer_did_something_.wait(lock,
                             [&] { return finished_.size() < kMaxFinishedDays || !retry_now_; });
  if (finished_.size() < kMaxFinishedDays || seal_status_.ok()) return absl::OkStatus();
  return seal_status_;
}

absl::Status Store::Flush() {
  std::optional<Snapshot> snapshot;
  absl::Status status;
  {
    std::unique_lock lock(mutex_);
    retry_now_ = true;
    sealer_wakes_.notify_all();
    sealer_did_something_.wait(lock, [&] {
      return finished_.empty() || is_stopping_ || (!retry_now_ && !seal_status_.ok());
    });
    retry_now_ = false;
    status = finished_.empty() ? absl::OkStatus() : seal_status_;
    if (current_ != nullptr) snapshot = SnapshotOf(*current_, epoch_);
  }
  if (snapshot.has_value()) {
    const std::lock_guard lock(snapshot_mutex_);
    status.Update(
        WriteSnapshot(folder_.snapshots(), options_.schema, *snapshot, options_.fault_hook));
  }
  return status;
}

absl::Status Store::Close() {
  {
    const std::lock_guard append_lock(append_mutex_);
    if (is_closed_) return absl::OkStatus();
    is_closed_ = true;
  }
  const absl::Status status = Flush();
  StopThreads();
  const std::lock_guard append_lock(append_mutex_);
  journal_.reset();
  lock_.reset();
  return status;
}

absl::Status Store::SetAddress(const std::string& address) {
  const std::lock_guard append_lock(append_mutex_);
  if (!lock_.has_value()) return absl::FailedPreconditionError("the store is closed");
  return lock_->SetAddress(address);
}

void Store::WaitForCompaction() {
  if (compactor_ != nullptr) compactor_->WaitUntilIdle();
}

void Store::StopThreads() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    sealer_wakes_.notify_all();
  }
  if (sealer_.joinable()) sealer_.join();  // it wakes the compactor: first
  compactor_.reset();
}

void Store::SealInBackground() {
  std::unique_lock lock(mutex_);
  const auto has_work = [&] {
    return is_stopping_ || (!finished_.empty() && (seal_status_.ok() || retry_now_));
  };
  for (;;) {
    sealer_wakes_.wait_for(lock, kSealRetry, has_work);
    if (is_stopping_) break;
    if (finished_.empty()) {
      seal_status_ = absl::OkStatus();
      continue;
    }
    const DayPtr day = finished_.front();
    lock.unlock();
    absl::Status status = Seal(*day);
    lock.lock();
    seal_status_ = std::move(status);
    if (seal_status_.ok()) {
      finished_.pop_front();
      if (compactor_ != nullptr) compactor_->Wake();
    }
    retry_now_ = false;
    sealer_did_something_.notify_all();
  }
  sealer_did_something_.notify_all();
}

/// Segment, then snapshot, then the journal goes: a crash anywhere finds the day in one of them.
absl::Status Store::Seal(const Day& day) {
  const FaultHook& hook = options_.fault_hook;
  if (!day.steps.empty() || !day.commands.empty()) {
    TWIN_ASSIGN_OR_RETURN(const std::string bytes, EncodeSegment(options_.schema, epoch_, day));
    const std::string path = absl::StrCat(folder_.segments(), "/", SegmentName(day.first_quarter));
    TWIN_RETURN_IF_ERROR(WriteFileAtomically(path, bytes, "segment", hook));
    if (const std::optional<Snapshot> snapshot = SnapshotOf(day, epoch_); snapshot.has_value()) {
      const std::lock_guard lock(snapshot_mutex_);
      TWIN_RETURN_IF_ERROR(WriteSnapshot(folder_.snapshots(), options_.schema, *snapshot, hook));
    }
  }
  return RemoveFileDurably(JournalPath(folder_.journals(), day.first_quarter), "journal.drop",
                           hook);
}

std::vector<DayPtr> Store::UnsealedDays(models::Quarter from, models::Quarter to) const {
  const std::lock_guard lock(mutex_);
  std::vector<DayPtr> days(finished_.begin(), finished_.end());
  if (current_ == nullptr) return days;
  auto copy = std::make_shared<Day>();
  copy->first_quarter = current_->first_quarter;
  copy->commands = current_->commands;
  for (const StepRecord& step : current_->steps) {
    if (step.quarter < from || step.quarter >= to) continue;
    StepRecord& kept = copy->steps.emplace_back();
    kept.quarter = step.quarter;
    kept.quality = step.quality;
    kept.frame = step.frame;
  }
  days.push_back(std::move(copy));
  return days;
}

absl::StatusOr<Series> Store::ReadSeries(const SeriesQuery& query) const {
  return store::ReadSeries(folder_, options_.schema, UnsealedDays(query.from, query.to), query);
}

absl::StatusOr<Summary> Store::ReadSummary(const SeriesQuery& query, Every every) const {
  return store::ReadSummary(folder_, options_.schema, UnsealedDays(query.from, query.to), query,
                            every);
}

absl::StatusOr<std::vector<CommandRecord>> Store::ReadCommands(models::Quarter from,
                                                               models::Quarter to) const {
  return store::ReadCommands(folder_, UnsealedDays(from, from), from, to);
}

absl::StatusOr<std::vector<SegmentInfo>> Store::ListSegments() const {
  return store::ListSegments(folder_);
}

}  // namespace twin::store
