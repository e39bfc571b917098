#include "twin/store/recovery.h"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/sealed_file.h"
#include "twin/store/segment.h"
#include "twin/store/snapshot_store.h"

namespace twin::store {
namespace {

struct FoundJournal {
  std::string path;
  JournalContent content;
};

/// Everything readable in the folder; nothing is changed while this is made.
struct Findings {
  std::vector<FoundJournal> journals;
  std::optional<Snapshot> snapshot;
  std::optional<SegmentInfo> last_segment;
  absl::Status last_segment_status;
  std::optional<Schema> sealed_schema;
  std::vector<std::string> damage;
};

std::string RevisionOf(const Attributes& attributes) {
  const auto found = attributes.find(kDataRevision);
  return found == attributes.end() ? "" : found->second;
}

absl::Status CheckRevision(const std::string& path, const std::string& found,
                           const Schema& schema) {
  const std::string ours = RevisionOf(schema.attributes);
  if (found == ours) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, " was written with data revision '",
                                                    found, "', this twin has '", ours,
                                                    "' (+weather-… is the weather series that "
                                                    "drives it): start with another folder"));
}

absl::Status CheckLayout(const std::string& path, const std::string& found, const Schema& schema) {
  const std::string ours = ToHex(CalcLayoutHash(schema));
  if (found == ours) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(path, " was written with other series or states (layout ", found.substr(0, 12),
                   ", this twin has ", ours.substr(0, 12), "): start with another folder"));
}

absl::Status CheckIdentity(const Findings& findings, const Schema& schema) {
  for (const FoundJournal& journal : findings.journals) {
    TWIN_RETURN_IF_ERROR(
        CheckLayout(journal.path, ToHex(journal.content.header.layout_hash), schema));
    if (!journal.content.base.has_value()) continue;
    TWIN_RETURN_IF_ERROR(
        CheckRevision(journal.path, RevisionOf(journal.content.base->attributes), schema));
  }
  if (findings.snapshot.has_value()) {
    TWIN_RETURN_IF_ERROR(
        CheckLayout("the snapshot", ToHex(findings.snapshot->layout_hash), schema));
    TWIN_RETURN_IF_ERROR(
        CheckRevision("the snapshot", RevisionOf(findings.snapshot->attributes), schema));
  }
  if (findings.last_segment.has_value() && findings.sealed_schema.has_value()) {
    const std::string& path = findings.last_segment->path;
    TWIN_RETURN_IF_ERROR(CheckLayout(path, ToHex(CalcLayoutHash(*findings.sealed_schema)), schema));
    TWIN_RETURN_IF_ERROR(
        CheckRevision(path, RevisionOf(findings.sealed_schema->attributes), schema));
  }
  return absl::OkStatus();
}

/// Sealed days alone do not say how to go on; a history begun anew would overwrite them.
absl::Status CheckHistory(const Findings& findings) {
  const bool can_go_on = !findings.journals.empty() || findings.snapshot.has_value();
  if (can_go_on || !findings.last_segment.has_value()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(findings.last_segment->path,
                   " is there, but neither a journal nor a whole snapshot to go on from: put them "
                   "back or start with another folder"));
}

absl::StatusOr<Findings> Examine(const Folder& folder, const Schema& schema) {
  Findings findings;
  findings.snapshot = ReadNewestSnapshot(folder.snapshots(), &findings.damage);
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> paths, ListJournals(folder));
  for (const std::string& path : paths) {
    JournalHeader if_damaged;
    if_damaged.first_quarter = JournalDay(path);
    if_damaged.layout_hash = CalcLayoutHash(schema);
    if (!findings.journals.empty()) if_damaged.epoch = findings.journals[0].content.header.epoch;
    if (if_damaged.epoch == 0 && findings.snapshot.has_value()) {
      if_damaged.epoch = findings.snapshot->epoch;
    }
    if (if_damaged.epoch == 0) {
      TWIN_ASSIGN_OR_RETURN(if_damaged.epoch, DrawEpoch());
    }
    TWIN_ASSIGN_OR_RETURN(JournalContent content, SalvageJournal(path, &if_damaged));
    findings.journals.push_back({path, std::move(content)});
  }
  TWIN_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(folder));
  if (!segments.empty()) {
    findings.last_segment = segments.back();
    findings.last_segment_status = VerifySeal(segments.back().path);
    if (absl::StatusOr<Schema> sealed = ReadSchemaFile(folder); sealed.ok()) {
      findings.sealed_schema = *std::move(sealed);
    }
  }
  return findings;
}

absl::Status RemoveTemporaries(const Folder& folder, std::vector<std::string>& notes) {
  for (const std::string& part :
       {folder.root, folder.journals(), folder.snapshots(), folder.segments()}) {
    TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFolder(part, ".tmp"));
    for (const std::string& name : names) {
      const std::string path = absl::StrCat(part, "/", name);
      if (::unlink(path.c_str()) != 0) return ErrnoStatus(errno, "cannot remove " + path);
      notes.push_back(absl::StrCat("removed the unfinished ", path));
    }
  }
  return absl::OkStatus();
}

/// Copies a damaged journal to aside/; the same bytes twice make one copy. Returns where.
absl::StatusOr<std::string> KeepAside(const Folder& folder, const std::string& path,
                                      const FaultHook& hook) {
  TWIN_RETURN_IF_ERROR(MakeFolder(folder.aside()));
  TWIN_ASSIGN_OR_RETURN(const std::string damaged, ReadWholeFile(path));
  const std::string copy =
      absl::StrCat(folder.aside(), "/", path.substr(path.rfind('/') + 1), ".",
                   absl::Hex(std::hash<std::string>()(damaged), absl::kZeroPad16));
  TWIN_RETURN_IF_ERROR(WriteFileAtomically(copy, damaged, "journal.aside", hook));
  return copy;
}

/// Keeps the damaged bytes under aside/, then puts what is good in them in their place.
absl::Status Mend(const Folder& folder, const Findings& findings, const Schema& schema,
                  FoundJournal& journal, RecoveredFolder& recovered, const FaultHook& hook) {
  TWIN_ASSIGN_OR_RETURN(const std::string copy, KeepAside(folder, journal.path, hook));
  BaseRecord base;
  if (journal.content.base.has_value()) {
    base = *journal.content.base;
  } else {
    const Day& day = journal.content.day;
    std::uint64_t first = journal.content.last_sequence + 1;
    for (const StepRecord& step : day.steps) first = std::min(first, step.sequence);
    for (const CommandRecord& command : day.commands) first = std::min(first, command.sequence);
    base.sequence = first - 1;
    base.attributes = schema.attributes;
    const std::optional<Snapshot>& snapshot = findings.snapshot;
    if (snapshot.has_value() && snapshot->step.sequence <= base.sequence) {
      base.last_step = snapshot->step;
    }
    for (const CommandRecord& command :
         snapshot.has_value() ? snapshot->commands_in_force : std::vector<CommandRecord>()) {
      if (command.sequence <= base.sequence) base.commands_in_force.push_back(command);
    }
  }
  TWIN_RETURN_IF_ERROR(RepairJournal(journal.path, journal.content.header, base, hook));
  for (const std::string& line : journal.content.damage) recovered.damage.push_back(line);
  recovered.damage.push_back(absl::StrCat("kept the damaged journal as ", copy));
  TWIN_ASSIGN_OR_RETURN(journal.content, ReadJournal(journal.path));
  return absl::OkStatus();
}

/// Steps must fit the schema: a record that does not is not from a folder with this layout hash.
absl::Status CheckWidths(const FoundJournal& journal, const Schema& schema) {
  for (const StepRecord& step : journal.content.day.steps) {
    if (step.frame.size() != FrameWidth(schema.frame)) {
      return absl::DataLossError(absl::StrCat(journal.path, ": the step with sequence ",
                                              step.sequence, " holds ", step.frame.size(),
                                              " values"));
    }
  }
  return absl::OkStatus();
}

/// A rotation that failed after its rename, with appends to the old journal after it: the new one
/// holds nothing, and would hide them.
absl::Status DropEmptyJournal(std::vector<FoundJournal>& journals, RecoveredFolder& recovered,
                              const FaultHook& hook) {
  if (journals.size() < 2) return absl::OkStatus();
  const JournalContent& last = journals.back().content;
  const bool is_empty = last.day.steps.empty() && last.day.commands.empty();
  if (!is_empty || last.base->sequence >= journals[journals.size() - 2].content.last_sequence) {
    return absl::OkStatus();
  }
  recovered.notes.push_back(absl::StrCat("removed the empty ", journals.back().path));
  TWIN_RETURN_IF_ERROR(RemoveFileDurably(journals.back().path, "journal.drop_empty", hook));
  journals.pop_back();
  return absl::OkStatus();
}

/// What an older journal lost at its end shows only in the base of the next. It is kept aside: its
/// sealer will remove it.
absl::Status CheckContinuity(const Folder& folder, const std::vector<FoundJournal>& journals,
                             RecoveredFolder& recovered, const FaultHook& hook) {
  for (std::size_t i = 1; i < journals.size(); ++i) {
    const std::uint64_t ended = journals[i - 1].content.last_sequence;
    const std::uint64_t begins = journals[i].content.base->sequence;
    if (begins <= ended) continue;
    recovered.damage.push_back(absl::StrCat(
        journals[i - 1].path, " lost the records with sequence ", ended + 1, " to ", begins));
    if (journals[i - 1].content.torn_bytes == 0) continue;
    TWIN_ASSIGN_OR_RETURN(const std::string copy, KeepAside(folder, journals[i - 1].path, hook));
    recovered.damage.push_back(absl::StrCat("kept the damaged journal as ", copy));
  }
  return absl::OkStatus();
}

/// The snapshot's step with the commands that are over by then: in force by the journal, but not by
/// the snapshot. The steps that ended them are lost.
StepRecord StepWithEnds(const Snapshot& snapshot, const Day& day) {
  StepRecord step = snapshot.step;
  for (const CommandRecord& command : CommandsInForce(day)) {
    const bool is_over =
        std::none_of(snapshot.commands_in_force.begin(), snapshot.commands_in_force.end(),
                     [&](const CommandRecord& kept) { return kept.sequence == command.sequence; });
    if (is_over) step.ended_commands.push_back(command.sequence);
  }
  return step;
}

/// The snapshot knows more than the journals: a journal was cut or removed behind our back. Its
/// step and commands are put into the journal again, the rest is marked as lost.
absl::Status AppendFromSnapshot(const Snapshot& snapshot, RecoveredFolder& recovered) {
  struct Entry {
    std::uint64_t sequence;
    const CommandRecord* command;  // null: the step
  };
  std::vector<Entry> entries = {{snapshot.step.sequence, nullptr}};
  for (const CommandRecord& command : snapshot.commands_in_force) {
    entries.push_back({command.sequence, &command});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.sequence < b.sequence; });
  Journal& journal = *recovered.journal;
  for (const Entry& entry : entries) {
    if (entry.sequence <= recovered.last_sequence) continue;
    if (entry.sequence > recovered.last_sequence + 1) {
      TWIN_RETURN_IF_ERROR(journal.AppendLoss(recovered.last_sequence + 1, entry.sequence - 1));
    }
    if (entry.command != nullptr) {
      TWIN_RETURN_IF_ERROR(journal.AppendCommand(*entry.command));
      recovered.current.commands.push_back(*entry.command);
    } else {
      StepRecord step = StepWithEnds(snapshot, recovered.current);
      TWIN_RETURN_IF_ERROR(journal.AppendStep(step));
      AddStep(std::move(step), recovered.current);
    }
    recovered.last_sequence = entry.sequence;
  }
  recovered.last_sequence = std::max(recovered.last_sequence, snapshot.last_sequence);
  return absl::OkStatus();
}

absl::Status TakeSnapshot(const Snapshot& snapshot, RecoveredFolder& recovered) {
  if (recovered.epoch == 0) recovered.epoch = snapshot.epoch;
  if (recovered.journal.has_value()) {
    recovered.damage.push_back(absl::StrCat(
        recovered.journal->path(), " ends with sequence ", recovered.last_sequence,
        " although a snapshot knows sequence ", snapshot.last_sequence, ": taken from there"));
    if (snapshot.step.quarter.UtcDayStart() == recovered.current.first_quarter) {
      return AppendFromSnapshot(snapshot, recovered);
    }
    recovered.finished_days.push_back(std::make_shared<const Day>(std::move(recovered.current)));
    recovered.current = Day{};
    recovered.journal.reset();
  } else {
    recovered.damage.push_back(
        absl::StrCat("no journal is there although a snapshot knows sequence ",
                     snapshot.last_sequence, ": taken from there, what came after it is lost"));
  }
  recovered.base.sequence = snapshot.last_sequence;
  recovered.base.last_step = snapshot.step;
  recovered.base.commands_in_force = snapshot.commands_in_force;
  recovered.last_sequence = snapshot.last_sequence;
  return absl::OkStatus();
}

absl::Status SetSegmentAside(const Folder& folder, const Findings& findings,
                             RecoveredFolder& recovered) {
  if (!findings.last_segment.has_value() || findings.last_segment_status.ok()) {
    return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(const std::string aside,
                        MoveAside(findings.last_segment->path, folder.aside()));
  recovered.damage.push_back(
      absl::StrCat(findings.last_segment_status.message(), "; set aside as ", aside));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::uint64_t> DrawEpoch() {
  std::uint64_t epoch = 0;
  while (epoch == 0) {
    if (::getrandom(&epoch, sizeof(epoch), 0) != sizeof(epoch)) {
      return ErrnoStatus(errno, "cannot draw an epoch");
    }
  }
  return epoch;
}

absl::StatusOr<RecoveredFolder> RecoverFolder(const Folder& folder, const Schema& schema,
                                              const FaultHook& hook) {
  TWIN_ASSIGN_OR_RETURN(Findings findings, Examine(folder, schema));
  TWIN_RETURN_IF_ERROR(CheckIdentity(findings, schema));
  TWIN_RETURN_IF_ERROR(CheckHistory(findings));
  RecoveredFolder recovered;
  recovered.damage = findings.damage;
  recovered.base.attributes = schema.attributes;
  TWIN_RETURN_IF_ERROR(RemoveTemporaries(folder, recovered.notes));
  TWIN_RETURN_IF_ERROR(SetSegmentAside(folder, findings, recovered));
  for (FoundJournal& journal : findings.journals) {
    TWIN_RETURN_IF_ERROR(CheckWidths(journal, schema));
    if (journal.content.damage.empty()) continue;
    TWIN_RETURN_IF_ERROR(Mend(folder, findings, schema, journal, recovered, hook));
  }
  TWIN_RETURN_IF_ERROR(DropEmptyJournal(findings.journals, recovered, hook));
  TWIN_RETURN_IF_ERROR(CheckContinuity(folder, findings.journals, recovered, hook));
  for (FoundJournal& journal : findings.journals) {
    JournalContent& content = journal.content;
    recovered.epoch = content.header.epoch;
    recovered.last_sequence = content.last_sequence;
    if (&journal != &findings.journals.back()) {
      recovered.finished_days.push_back(std::make_shared<const Day>(std::move(content.day)));
      continue;
    }
    if (content.torn_bytes > 0) {
      recovered.notes.push_back(absl::StrCat("cut ", content.torn_bytes, " bytes at offset ",
                                             content.good_end, " of ", journal.path,
                                             ": a write that was never acknowledged"));
    }
    TWIN_ASSIGN_OR_RETURN(recovered.journal, Journal::Continue(journal.path, content, hook));
    recovered.current = std::move(content.day);
  }
  if (findings.snapshot.has_value() && findings.snapshot->last_sequence > recovered.last_sequence) {
    TWIN_RETURN_IF_ERROR(TakeSnapshot(*findings.snapshot, recovered));
  }
  return recovered;
}

}  // namespace twin::store
