#include "twin/store/cf_layout.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace twin::store {
namespace {

absl::Status WriteUnits(data::Hdf5File& file, const SeriesGroup& group, const std::string& path) {
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "units", group.unit));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "long_name", group.long_name));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "secrecy", group.secrecy));
  if (group.quantum == 0.0) return absl::OkStatus();
  return file.WriteAttribute(path, "quantum", group.quantum);
}

data::DatasetLayout CommandLayout(const std::string& name, std::size_t count,
                                  const std::string& scale) {
  return {
      .path = "/commands/" + name, .shape = {count}, .chunk = {}, .scales = {scale}, .fill = {}};
}

}  // namespace

absl::Status WriteIdentity(data::Hdf5File& file, const Schema& schema, std::uint64_t epoch,
                           const std::string& title, std::int64_t version) {
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "Conventions", "CF-1.8"));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "title", title));
  for (const auto& [name, value] : schema.attributes) {
    TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", name, value));
  }
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "twin_layout_hash", ToHex(CalcLayoutHash(schema))));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "twin_epoch", absl::StrFormat("%016x", epoch)));
  return file.WriteAttribute("/", "twin_format_version", version);
}

absl::Status CheckFormatVersion(const data::Hdf5File& file, const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::int64_t version,
                        file.ReadInt64Attribute("/", "twin_format_version"));
  if (version >= kFormatVersion && version <= kCompactedVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, " is of format version ", version,
                                                    ", this twin reads versions ", kFormatVersion,
                                                    " to ", kCompactedVersion));
}

absl::Status WriteTime(data::Hdf5File& file, models::Quarter first, std::size_t count) {
  return WriteTimeAxis(file, "/time", first, count, Every::kQuarter);
}

absl::Status WriteTimeAxis(data::Hdf5File& file, const std::string& path, models::Quarter first,
                           std::size_t count, Every every) {
  std::vector<std::int64_t> seconds(count);
  for (std::size_t i = 0; i < count; ++i) {
    seconds[i] = (first + static_cast<std::int64_t>(i) * QuartersIn(every)).start_s();
  }
  TWIN_RETURN_IF_ERROR(
      file.Write({.path = path, .shape = {count}, .chunk = {}, .scales = {}, .fill = {}},
                 std::span<const std::int64_t>(seconds)));
  const std::string row = every == Every::kQuarter ? "quarter-hour" : ToText(every);
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "standard_name", "time"));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "long_name", "start of the " + row));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "units", "seconds since 1970-01-01T00:00:00Z"));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "calendar", "standard"));
  if (path == "/time") TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "axis", "T"));
  return file.MakeScale(path);
}

absl::Status WriteAxes(data::Hdf5File& file, std::span<const SeriesGroup> groups) {
  std::set<std::string> written;
  for (const SeriesGroup& group : groups) {
    if (!written.insert(group.axis).second) continue;
    const std::string path = "/" + group.axis;
    TWIN_RETURN_IF_ERROR(file.Write(
        {.path = path, .shape = {group.element_ids.size()}, .chunk = {}, .scales = {}, .fill = {}},
        std::span<const std::string>(group.element_ids)));
    TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "long_name", group.axis + " id"));
    TWIN_RETURN_IF_ERROR(file.MakeScale(path));
  }
  return absl::OkStatus();
}

data::DatasetLayout SeriesLayout(const SeriesGroup& group, std::size_t quarter_count) {
  return {.path = "/" + group.name,
          .shape = {quarter_count, group.element_ids.size()},
          .chunk = {std::min(kChunkQuarters, quarter_count),
                    std::min(kChunkElements, group.element_ids.size())},
          .scales = {"/time", "/" + group.axis},
          .fill = std::numeric_limits<double>::quiet_NaN()};
}

absl::Status WriteSeriesMetadata(data::Hdf5File& file, const SeriesGroup& group) {
  const std::string path = "/" + group.name;
  TWIN_RETURN_IF_ERROR(WriteUnits(file, group, path));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "ancillary_variables",
                                           absl::StrCat("quality ", group.name, "_provenance")));
  return WriteProvenance(file, group);
}

absl::Status WriteProvenance(data::Hdf5File& file, const SeriesGroup& group) {
  const std::string path = absl::StrCat("/", group.name, "_provenance");
  std::vector<std::uint8_t> values(group.element_ids.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<std::uint8_t>(group.ProvenanceOf(i));
  }
  TWIN_RETURN_IF_ERROR(file.Write({.path = path,
                                   .shape = {values.size()},
                                   .chunk = {},
                                   .scales = {"/" + group.axis},
                                   .fill = {}},
                                  std::span<const std::uint8_t>(values)));
  const std::vector<std::uint8_t> flags = {0, 1, 2, 3};
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(path, "long_name", "where the values come from"));
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute(path, "flag_values", std::span<const std::uint8_t>(flags)));
  return file.WriteAttribute(path, "flag_meanings", kProvenanceMeanings);
}

data::DatasetLayout SummaryLayout(const SeriesGroup& group, const std::string& path,
                                  const std::string& scale, std::size_t row_count) {
  // Chunks of as many values as those of quarters.
  const std::size_t rows = std::min(kChunkQuarters, row_count);
  const std::size_t columns = kChunkQuarters * kChunkElements / rows;
  return {.path = path,
          .shape = {row_count, group.element_ids.size()},
          .chunk = {rows, std::min(columns, group.element_ids.size())},
          .scales = {scale, "/" + group.axis},
          .fill = std::numeric_limits<double>::quiet_NaN()};
}

absl::Status WriteSummaryMetadata(data::Hdf5File& file, const SeriesGroup& group,
                                  const std::string& path, std::optional<Statistic> statistic) {
  constexpr std::array<const char*, kStatisticNames.size()> kCfNames = {"minimum", "mean",
                                                                        "maximum"};
  TWIN_RETURN_IF_ERROR(WriteUnits(file, group, path));
  if (statistic.has_value()) {
    TWIN_RETURN_IF_ERROR(file.WriteAttribute(
        path, "cell_methods",
        absl::StrCat("time: ", kCfNames[static_cast<std::size_t>(*statistic)])));
  }
  return file.WriteAttribute(path, "ancillary_variables", group.name + "_provenance");
}

absl::Status WriteDaySteps(data::Hdf5File& file, const DaySteps& steps) {
  const std::size_t count = steps.quality.size();
  const std::size_t hash_bytes = Hash256{}.size();
  const auto layout = [&](const std::string& path) {
    return data::DatasetLayout{
        .path = path, .shape = {count}, .chunk = {}, .scales = {"/time"}, .fill = {}};
  };
  TWIN_RETURN_IF_ERROR(
      file.Write(layout("/quality"), std::span<const std::uint8_t>(steps.quality)));
  const std::vector<std::uint8_t> flags = {0, 1, 2};
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/quality", "long_name", "quality of the quarter"));
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/quality", "flag_values", std::span<const std::uint8_t>(flags)));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/quality", "flag_meanings", kQualityMeanings));
  TWIN_RETURN_IF_ERROR(
      file.Write(layout("/sequence"), std::span<const std::int64_t>(steps.sequence)));
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/sequence", "long_name", "sequence of the step, 0 where none"));
  TWIN_RETURN_IF_ERROR(file.WriteBareDimension("/hash_byte", hash_bytes));
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/state_hash",
                                   .shape = {count, hash_bytes},
                                   .chunk = {},
                                   .scales = {"/time", "/hash_byte"},
                                   .fill = {}},
                                  std::span<const std::uint8_t>(steps.hash)));
  return file.WriteAttribute("/state_hash", "long_name", "hash of the state after the step");
}

absl::StatusOr<DaySteps> ReadDaySteps(const data::Hdf5File& file, const std::string& path) {
  DaySteps steps;
  TWIN_ASSIGN_OR_RETURN(steps.quality, file.ReadBytes("/quality"));
  TWIN_ASSIGN_OR_RETURN(steps.sequence, file.ReadInt64s("/sequence"));
  TWIN_ASSIGN_OR_RETURN(steps.hash, file.ReadBytes("/state_hash"));
  const auto count = static_cast<std::size_t>(models::kQuartersPerDay);
  if (steps.quality.size() == count && steps.sequence.size() == count &&
      steps.hash.size() == count * sizeof(Hash256)) {
    return steps;
  }
  return models::errors::Corrupt(path, "its quarters are not those of a day");
}

absl::Status WriteCommands(data::Hdf5File& file, std::span<const StoredCommand> commands) {
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/commands"));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/commands", "command_count",
                                           static_cast<std::int64_t>(commands.size())));
  if (commands.empty()) return absl::OkStatus();
  std::vector<std::int64_t> sequences, quarters, ended, payload_ends;
  std::vector<std::string> ids, types;
  std::vector<std::uint8_t> carried, payload;
  for (const StoredCommand& stored : commands) {
    sequences.push_back(static_cast<std::int64_t>(stored.command.sequence));
    quarters.push_back(stored.command.quarter.index());
    ended.push_back(static_cast<std::int64_t>(stored.ended_sequence));
    ids.push_back(stored.command.id);
    types.push_back(stored.command.type);
    carried.push_back(stored.carried ? 1 : 0);
    payload.insert(payload.end(), stored.command.payload.begin(), stored.command.payload.end());
    payload_ends.push_back(static_cast<std::int64_t>(payload.size()));
  }
  if (payload.empty()) payload.push_back(0);  // netCDF has no fixed dimension of length 0
  const std::size_t count = commands.size();
  const std::string scale = "/commands/command";
  const auto write = [&](const std::string& name, const auto& values) {
    return file.Write(CommandLayout(name, count, scale), std::span(values));
  };
  TWIN_RETURN_IF_ERROR(
      file.Write(CommandLayout("command", count, ""), std::span<const std::int64_t>(sequences)));
  TWIN_RETURN_IF_ERROR(file.MakeScale(scale));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute(scale, "long_name", "sequence of the command"));
  TWIN_RETURN_IF_ERROR(write("quarter", std::as_const(quarters)));
  TWIN_RETURN_IF_ERROR(write("ended_sequence", std::as_const(ended)));
  TWIN_RETURN_IF_ERROR(write("id", std::as_const(ids)));
  TWIN_RETURN_IF_ERROR(write("type", std::as_const(types)));
  TWIN_RETURN_IF_ERROR(write("carried", std::as_const(carried)));
  TWIN_RETURN_IF_ERROR(write("payload_end", std::as_const(payload_ends)));
  TWIN_RETURN_IF_ERROR(file.WriteBareDimension("/commands/payload_byte", payload.size()));
  return file.Write(CommandLayout("payload", payload.size(), "/commands/payload_byte"),
                    std::span<const std::uint8_t>(payload));
}

absl::StatusOr<std::vector<StoredCommand>> ReadCommands(const data::Hdf5File& file) {
  TWIN_ASSIGN_OR_RETURN(const std::int64_t count,
                        file.ReadInt64Attribute("/commands", "command_count"));
  std::vector<StoredCommand> commands(static_cast<std::size_t>(count));
  if (commands.empty()) return commands;
  TWIN_ASSIGN_OR_RETURN(const auto sequences, file.ReadInt64s("/commands/command"));
  TWIN_ASSIGN_OR_RETURN(const auto quarters, file.ReadInt64s("/commands/quarter"));
  TWIN_ASSIGN_OR_RETURN(const auto ended, file.ReadInt64s("/commands/ended_sequence"));
  TWIN_ASSIGN_OR_RETURN(const auto ids, file.ReadTexts("/commands/id"));
  TWIN_ASSIGN_OR_RETURN(const auto types, file.ReadTexts("/commands/type"));
  TWIN_ASSIGN_OR_RETURN(const auto carried, file.ReadBytes("/commands/carried"));
  TWIN_ASSIGN_OR_RETURN(const auto payload_ends, file.ReadInt64s("/commands/payload_end"));
  TWIN_ASSIGN_OR_RETURN(const auto payload, file.ReadBytes("/commands/payload"));
  for (const std::size_t size : {sequences.size(), quarters.size(), ended.size(), ids.size(),
                                 types.size(), carried.size(), payload_ends.size()}) {
    if (size != commands.size()) {
      return models::errors::Corrupt("/commands", "its variables have different lengths");
    }
  }
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (payload_ends[i] < begin || payload_ends[i] > static_cast<std::int64_t>(payload.size())) {
      return models::errors::Corrupt("/commands", "its payload ends do not rise");
    }
    commands[i].command = {static_cast<std::uint64_t>(sequences[i]), models::Quarter(quarters[i]),
                           ids[i], types[i],
                           std::string(payload.begin() + begin, payload.begin() + payload_ends[i])};
    commands[i].carried = carried[i] != 0;
    commands[i].ended_sequence = static_cast<std::uint64_t>(ended[i]);
    begin = payload_ends[i];
  }
  return commands;
}

absl::Status WriteMeasuredGroup(data::Hdf5File& file) {
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/measured"));
  return file.WriteAttribute("/measured", "long_name",
                             "telemetry: variables named as in the root, with a quality each");
}

absl::Status WriteStateBlocks(data::Hdf5File& file, const StateSchema& schema) {
  if (StateWidth(schema) == 0) return absl::OkStatus();
  std::vector<std::string> names;
  std::vector<std::int64_t> sizes;
  for (const StateBlock& block : schema.blocks) {
    names.push_back(block.name);
    sizes.push_back(static_cast<std::int64_t>(block.size));
  }
  TWIN_RETURN_IF_ERROR(file.Write(
      {.path = "/state_block", .shape = {names.size()}, .chunk = {}, .scales = {}, .fill = {}},
      std::span<const std::string>(names)));
  TWIN_RETURN_IF_ERROR(file.MakeScale("/state_block"));
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/state_block_size",
                                   .shape = {sizes.size()},
                                   .chunk = {},
                                   .scales = {"/state_block"},
                                   .fill = {}},
                                  std::span<const std::int64_t>(sizes)));
  return file.WriteBareDimension("/state", StateWidth(schema));
}

absl::Status WriteState(data::Hdf5File& file, const std::string& name,
                        const std::vector<double>& state) {
  if (state.empty()) return absl::OkStatus();
  const std::string path = "/" + name;
  TWIN_RETURN_IF_ERROR(file.Write(
      {.path = path, .shape = {state.size()}, .chunk = {}, .scales = {"/state"}, .fill = {}},
      std::span<const double>(state)));
  return file.WriteAttribute(path, "long_name",
                             "exact state, the blocks of /state_block one after another");
}

}  // namespace twin::store
