#include "twin/store/snapshot_store.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/cf_layout.h"
#include "twin/store/sealed_file.h"

namespace twin::store {
namespace {

constexpr std::size_t kKept = 2;

absl::StatusOr<std::string> EncodeSnapshot(const Schema& schema, const Snapshot& snapshot) {
  const StepRecord& step = snapshot.step;
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file, data::Hdf5File::CreateInMemory("snapshot"));
  TWIN_RETURN_IF_ERROR(WriteIdentity(file, schema, snapshot.epoch, "State of the twin"));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "twin_last_sequence",
                                           static_cast<std::int64_t>(snapshot.last_sequence)));
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/", "twin_step_sequence", static_cast<std::int64_t>(step.sequence)));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "twin_quarter", step.quarter.index()));
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/", "twin_quality", static_cast<std::int64_t>(step.quality)));
  TWIN_RETURN_IF_ERROR(file.WriteBareDimension("/hash_byte", step.state_hash.size()));
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/state_hash",
                                   .shape = {step.state_hash.size()},
                                   .chunk = {},
                                   .scales = {"/hash_byte"},
                                   .fill = {}},
                                  std::span<const std::uint8_t>(step.state_hash)));
  TWIN_RETURN_IF_ERROR(WriteStateBlocks(file, schema.state));
  TWIN_RETURN_IF_ERROR(WriteState(file, "state_end", step.state));
  if (!step.frame.empty()) {
    TWIN_RETURN_IF_ERROR(file.WriteBareDimension("/frame", step.frame.size()));
    TWIN_RETURN_IF_ERROR(file.Write({.path = "/last_frame",
                                     .shape = {step.frame.size()},
                                     .chunk = {},
                                     .scales = {"/frame"},
                                     .fill = {}},
                                    std::span<const double>(step.frame)));
  }
  std::vector<StoredCommand> commands;
  for (const CommandRecord& command : snapshot.commands_in_force) {
    commands.push_back({command, true, 0});
  }
  TWIN_RETURN_IF_ERROR(WriteCommands(file, commands));
  TWIN_ASSIGN_OR_RETURN(std::string bytes, file.TakeImage());
  AppendSeal(bytes);
  return bytes;
}

/// Names of snapshots, oldest first.
absl::StatusOr<std::vector<std::string>> ListSnapshots(const std::string& folder) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFolder(folder, ".h5"));
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const std::string& name : names) {
    std::int64_t quarter = 0;
    if (absl::SimpleAtoi(absl::StripSuffix(name, ".h5"), &quarter))
      found.push_back({quarter, name});
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> sorted;
  for (auto& [quarter, name] : found) sorted.push_back(std::move(name));
  return sorted;
}

absl::StatusOr<std::uint64_t> ReadUnsigned(const data::Hdf5File& file, const std::string& name) {
  TWIN_ASSIGN_OR_RETURN(const std::int64_t value, file.ReadInt64Attribute("/", name));
  return static_cast<std::uint64_t>(value);
}

absl::StatusOr<StepRecord> ReadStep(const data::Hdf5File& file) {
  StepRecord step;
  TWIN_ASSIGN_OR_RETURN(step.sequence, ReadUnsigned(file, "twin_step_sequence"));
  TWIN_ASSIGN_OR_RETURN(const std::int64_t quarter, file.ReadInt64Attribute("/", "twin_quarter"));
  step.quarter = models::Quarter(quarter);
  TWIN_ASSIGN_OR_RETURN(const std::uint64_t quality, ReadUnsigned(file, "twin_quality"));
  step.quality = static_cast<Quality>(quality);
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> hash, file.ReadBytes("/state_hash"));
  if (hash.size() != step.state_hash.size()) {
    return models::errors::Corrupt("/state_hash", "its length is wrong");
  }
  std::copy(hash.begin(), hash.end(), step.state_hash.begin());
  if (file.Has("/state_end")) {
    TWIN_ASSIGN_OR_RETURN(step.state, file.ReadDoubles("/state_end"));
  }
  if (file.Has("/last_frame")) {
    TWIN_ASSIGN_OR_RETURN(step.frame, file.ReadDoubles("/last_frame"));
  }
  return step;
}

}  // namespace

absl::Status WriteSnapshot(const std::string& folder, const Schema& schema,
                           const Snapshot& snapshot, const FaultHook& hook) {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, EncodeSnapshot(schema, snapshot));
  const std::string path = absl::StrCat(folder, "/", snapshot.step.quarter.index(), ".h5");
  TWIN_RETURN_IF_ERROR(WriteFileAtomically(path, bytes, "snapshot", hook));
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListSnapshots(folder));
  for (std::size_t i = 0; i + kKept < names.size(); ++i) {
    TWIN_RETURN_IF_ERROR(
        RemoveFileDurably(absl::StrCat(folder, "/", names[i]), "snapshot.prune", hook));
  }
  return absl::OkStatus();
}

absl::StatusOr<Snapshot> ReadSnapshot(const std::string& path) {
  TWIN_RETURN_IF_ERROR(VerifySeal(path));
  TWIN_ASSIGN_OR_RETURN(const data::Hdf5File file, data::Hdf5File::OpenReadOnly(path));
  TWIN_RETURN_IF_ERROR(CheckFormatVersion(file, path));
  Snapshot snapshot;
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names, file.ListTextAttributes("/"));
  for (const std::string& name : names) {
    TWIN_ASSIGN_OR_RETURN(snapshot.attributes[name], file.ReadTextAttribute("/", name));
  }
  if (!absl::SimpleHexAtoi(snapshot.attributes["twin_epoch"], &snapshot.epoch)) {
    return models::errors::Corrupt(path, "its epoch is no number");
  }
  const std::string hash = absl::HexStringToBytes(snapshot.attributes["twin_layout_hash"]);
  if (hash.size() != snapshot.layout_hash.size()) {
    return models::errors::Corrupt(path, "its layout hash has a wrong length");
  }
  std::copy(hash.begin(), hash.end(), snapshot.layout_hash.begin());
  TWIN_ASSIGN_OR_RETURN(snapshot.last_sequence, ReadUnsigned(file, "twin_last_sequence"));
  TWIN_ASSIGN_OR_RETURN(snapshot.step, ReadStep(file));
  TWIN_ASSIGN_OR_RETURN(std::vector<StoredCommand> commands, ReadCommands(file));
  for (StoredCommand& stored : commands) {
    snapshot.commands_in_force.push_back(std::move(stored.command));
  }
  return snapshot;
}

std::optional<Snapshot> ReadNewestSnapshot(const std::string& folder,
                                           std::vector<std::string>* damage) {
  const absl::StatusOr<std::vector<std::string>> names = ListSnapshots(folder);
  if (!names.ok()) return std::nullopt;
  for (auto name = names->rbegin(); name != names->rend(); ++name) {
    absl::StatusOr<Snapshot> snapshot = ReadSnapshot(absl::StrCat(folder, "/", *name));
    if (snapshot.ok()) return *std::move(snapshot);
    damage->push_back(std::string(snapshot.status().message()));
  }
  return std::nullopt;
}

}  // namespace twin::store
