#include "twin/store/record.h"

#include <algorithm>
#include <utility>

#include "models/base/errors.h"
#include "twin/store/byte_codec.h"

namespace twin::store {
namespace {

void PutStep(const StepRecord& step, ByteWriter& writer) {
  writer.Put(step.sequence);
  writer.Put(step.quarter.index());
  writer.Put<std::uint64_t>(static_cast<std::uint64_t>(step.quality));
  writer.PutBytes({reinterpret_cast<const char*>(step.state_hash.data()), step.state_hash.size()});
  writer.PutDoubles(step.state);
  writer.PutDoubles(step.frame);
  writer.Put<std::uint64_t>(step.ended_commands.size());
  for (const std::uint64_t sequence : step.ended_commands) writer.Put(sequence);
}

StepRecord GetStep(ByteReader& reader) {
  StepRecord step;
  step.sequence = reader.Get<std::uint64_t>();
  step.quarter = models::Quarter(reader.Get<std::int64_t>());
  step.quality = static_cast<Quality>(reader.Get<std::uint64_t>());
  const absl::string_view hash = reader.GetBytes(step.state_hash.size());
  std::copy(hash.begin(), hash.end(), step.state_hash.begin());
  step.state = reader.GetDoubles();
  step.frame = reader.GetDoubles();
  step.ended_commands.resize(reader.GetCount(8));
  for (std::uint64_t& sequence : step.ended_commands) sequence = reader.Get<std::uint64_t>();
  return step;
}

void PutCommand(const CommandRecord& command, ByteWriter& writer) {
  writer.Put(command.sequence);
  writer.Put(command.quarter.index());
  writer.PutText(command.id);
  writer.PutText(command.type);
  writer.PutText(command.payload);
}

CommandRecord GetCommand(ByteReader& reader) {
  CommandRecord command;
  command.sequence = reader.Get<std::uint64_t>();
  command.quarter = models::Quarter(reader.Get<std::int64_t>());
  command.id = reader.GetText();
  command.type = reader.GetText();
  command.payload = reader.GetText();
  return command;
}

template <class Record>
absl::StatusOr<Record> Checked(const ByteReader& reader, absl::string_view kind, Record record) {
  if (!reader.ok() || !reader.AtEnd()) {
    return models::errors::Corrupt(kind, "its lengths do not add up");
  }
  return record;
}

}  // namespace

std::string EncodeStep(const StepRecord& step) {
  ByteWriter writer;
  writer.Reserve(128 + (step.state.size() + step.frame.size()) * sizeof(double));
  PutStep(step, writer);
  return writer.Take();
}

std::string EncodeCommand(const CommandRecord& command) {
  ByteWriter writer;
  PutCommand(command, writer);
  return writer.Take();
}

std::string EncodeBase(const BaseRecord& base) {
  ByteWriter writer;
  writer.Put(base.sequence);
  writer.Put<std::uint64_t>(base.attributes.size());
  for (const auto& [name, value] : base.attributes) {
    writer.PutText(name);
    writer.PutText(value);
  }
  writer.Put<std::uint64_t>(base.last_step.has_value() ? 1 : 0);
  if (base.last_step.has_value()) PutStep(*base.last_step, writer);
  writer.Put<std::uint64_t>(base.commands_in_force.size());
  for (const CommandRecord& command : base.commands_in_force) PutCommand(command, writer);
  return writer.Take();
}

absl::StatusOr<StepRecord> DecodeStep(absl::string_view payload) {
  ByteReader reader(payload);
  StepRecord step = GetStep(reader);
  return Checked(reader, "step record", std::move(step));
}

absl::StatusOr<CommandRecord> DecodeCommand(absl::string_view payload) {
  ByteReader reader(payload);
  CommandRecord command = GetCommand(reader);
  return Checked(reader, "command record", std::move(command));
}

absl::StatusOr<BaseRecord> DecodeBase(absl::string_view payload) {
  ByteReader reader(payload);
  BaseRecord base;
  base.sequence = reader.Get<std::uint64_t>();
  const auto attribute_count = reader.GetCount(16);
  for (std::uint64_t i = 0; i < attribute_count; ++i) {
    std::string name = reader.GetText();
    base.attributes[std::move(name)] = reader.GetText();
  }
  if (reader.Get<std::uint64_t>() != 0) base.last_step = GetStep(reader);
  base.commands_in_force.resize(reader.GetCount(40));
  for (CommandRecord& command : base.commands_in_force) command = GetCommand(reader);
  return Checked(reader, "base record", std::move(base));
}

}  // namespace twin::store
