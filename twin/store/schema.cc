#include "twin/store/schema.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/byte_codec.h"
#include "twin/store/crc32c.h"

namespace twin::store {
namespace {

constexpr char kMagic[] = "TWINSCH1";
constexpr std::size_t kNearestListed = 5;
// Variables of a segment that are no series (FORMAT.md, section 5).
constexpr const char* kReservedNames[] = {
    "time",      "quality",  "sequence",   "state_hash",  "state_start",
    "state_end", "state",    "hash_byte",  "state_block", "state_block_size",
    "commands",  "measured", "last_frame", "frame",       "hour",
    "day"};

bool IsName(absl::string_view text) {
  if (text.empty() || !absl::ascii_islower(static_cast<unsigned char>(text[0]))) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '_';
  });
}

bool IsReserved(absl::string_view name) {
  if (absl::EndsWith(name, "_provenance")) return true;  // stands beside each group
  return std::any_of(std::begin(kReservedNames), std::end(kReservedNames),
                     [&](const char* reserved) { return name == reserved; });
}

bool IsBinaryQuantum(double quantum) {
  int exponent = 0;
  return quantum == 0.0 ||
         (std::isfinite(quantum) && quantum > 0.0 && std::frexp(quantum, &exponent) == 0.5);
}

void PutLayout(const Schema& schema, ByteWriter& writer) {
  writer.Put<std::uint64_t>(schema.frame.groups.size());
  for (const SeriesGroup& group : schema.frame.groups) {
    writer.PutText(group.name);
    writer.PutText(group.unit);
    writer.PutText(group.axis);
    writer.Put<double>(group.quantum);
    writer.Put<std::uint64_t>(group.element_ids.size());
    for (const std::string& id : group.element_ids) writer.PutText(id);
  }
  writer.Put<std::uint64_t>(schema.state.blocks.size());
  for (const StateBlock& block : schema.state.blocks) {
    writer.PutText(block.name);
    writer.Put<std::uint64_t>(block.size);
  }
}

void GetLayout(ByteReader& reader, Schema& schema) {
  schema.frame.groups.resize(reader.GetCount(40));
  for (SeriesGroup& group : schema.frame.groups) {
    group.name = reader.GetText();
    group.unit = reader.GetText();
    group.axis = reader.GetText();
    group.quantum = reader.Get<double>();
    group.element_ids.resize(reader.GetCount(8));
    for (std::string& id : group.element_ids) id = reader.GetText();
  }
  schema.state.blocks.resize(reader.GetCount(16));
  for (StateBlock& block : schema.state.blocks) {
    block.name = reader.GetText();
    block.size = reader.Get<std::uint64_t>();
  }
}

std::string ProblemOf(const SeriesGroup& group) {
  if (!IsName(group.name) || !IsName(group.axis)) {
    return "needs a name and an axis of lower-case letters, digits and _";
  }
  if (IsReserved(group.name) || IsReserved(group.axis)) return "uses a reserved name";
  if (group.element_ids.empty()) return "has no elements";
  if (std::set<std::string>(group.element_ids.begin(), group.element_ids.end()).size() !=
      group.element_ids.size()) {
    return "names an element twice";
  }
  if (!IsBinaryQuantum(group.quantum)) return "needs a quantum that is 0 or a power of two";
  if (group.secrecy.size() != 2 || group.secrecy[0] != 'K' || group.secrecy[1] < '0' ||
      group.secrecy[1] > '4') {
    return "needs a secrecy class K0 to K4";
  }
  if (group.provenance.size() != 1 && group.provenance.size() != group.element_ids.size()) {
    return "needs one provenance, or one for each element";
  }
  return "";
}

}  // namespace

std::string ToHex(const Hash256& hash) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

std::size_t FrameWidth(const FrameSchema& schema) {
  std::size_t width = 0;
  for (const SeriesGroup& group : schema.groups) width += group.element_ids.size();
  return width;
}

std::size_t StateWidth(const StateSchema& schema) {
  std::size_t width = 0;
  for (const StateBlock& block : schema.blocks) width += block.size;
  return width;
}

std::vector<std::size_t> GroupOffsets(const FrameSchema& schema) {
  std::vector<std::size_t> offsets;
  std::size_t offset = 0;
  for (const SeriesGroup& group : schema.groups) {
    offsets.push_back(offset);
    offset += group.element_ids.size();
  }
  return offsets;
}

absl::StatusOr<std::size_t> FindGroup(const FrameSchema& schema, absl::string_view name) {
  std::vector<std::string> names;
  for (std::size_t index = 0; index < schema.groups.size(); ++index) {
    if (schema.groups[index].name == name) return index;
    names.push_back(schema.groups[index].name);
  }
  return models::errors::UnknownId("series group", name, names);
}

absl::StatusOr<std::vector<std::size_t>> FindElements(const SeriesGroup& group,
                                                      const std::vector<std::string>& element_ids) {
  std::vector<std::size_t> positions;
  if (element_ids.empty()) {
    for (std::size_t i = 0; i < group.element_ids.size(); ++i) positions.push_back(i);
    return positions;
  }
  std::unordered_map<std::string, std::size_t> position_of;
  for (std::size_t i = 0; i < group.element_ids.size(); ++i) position_of[group.element_ids[i]] = i;
  for (const std::string& id : element_ids) {
    const auto found = position_of.find(id);
    if (found == position_of.end()) {
      std::vector<std::string> near = group.element_ids;
      std::sort(near.begin(), near.end());
      const auto after = std::lower_bound(near.begin(), near.end(), id);
      const auto before = after - std::min<std::ptrdiff_t>(after - near.begin(), 2);
      const auto end = before + std::min<std::ptrdiff_t>(near.end() - before, kNearestListed);
      return models::errors::UnknownId(group.axis, id, std::vector<std::string>(before, end));
    }
    positions.push_back(found->second);
  }
  return positions;
}

double RoundToQuantum(double value_unit, double quantum) {
  if (quantum == 0.0) return value_unit;
  return std::nearbyint(value_unit / quantum) * quantum;  // exact: quantum is a power of two
}

bool IsReservedAttribute(absl::string_view name) {
  return name.empty() || name == "Conventions" || name == "title" || name[0] == '_' ||
         absl::StartsWith(name, "twin_");
}

absl::Status ValidateSchema(const Schema& schema) {
  std::vector<models::errors::FieldViolation> violations;
  std::map<std::string, const SeriesGroup*> by_axis;
  std::set<std::string> names;
  for (const SeriesGroup& group : schema.frame.groups) {
    std::string problem = ProblemOf(group);
    const auto [same_axis, is_new] = by_axis.emplace(group.axis, &group);
    if (problem.empty() && !names.insert(group.name).second) problem = "appears twice";
    if (problem.empty() && !is_new && same_axis->second->element_ids != group.element_ids) {
      problem = absl::StrCat("has other elements on axis '", group.axis, "' than '",
                             same_axis->second->name, "'");
    }
    if (!problem.empty()) {
      violations.push_back({absl::StrCat("series group '", group.name, "'"), problem});
    }
  }
  for (const SeriesGroup& group : schema.frame.groups) {
    if (by_axis.count(group.name) > 0) {
      violations.push_back({absl::StrCat("series group '", group.name, "'"), "is also an axis"});
    }
  }
  for (const auto& [name, value] : schema.attributes) {
    if (!IsReservedAttribute(name)) continue;
    violations.push_back({absl::StrCat("attribute '", name, "'"), "is reserved"});
  }
  if (violations.empty()) return absl::OkStatus();
  return models::errors::InvalidFields(violations);
}

Hash256 CalcLayoutHash(const Schema& schema) {
  ByteWriter writer;
  PutLayout(schema, writer);
  const std::string bytes = writer.Take();
  Hash256 hash{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
  return hash;
}

std::string EncodeSchema(const Schema& schema) {
  ByteWriter writer;
  writer.PutBytes(absl::string_view(kMagic, 8));
  PutLayout(schema, writer);
  for (const SeriesGroup& group : schema.frame.groups) {
    writer.PutText(group.long_name);
    writer.PutText(group.secrecy);
    writer.Put<std::uint64_t>(group.provenance.size());
    for (const Provenance provenance : group.provenance) writer.Put(provenance);
  }
  writer.Put<std::uint64_t>(schema.attributes.size());
  for (const auto& [name, value] : schema.attributes) {
    writer.PutText(name);
    writer.PutText(value);
  }
  std::string bytes = writer.Take();
  ByteWriter checksum;
  checksum.Put(CalcCrc32c(bytes));
  return bytes + checksum.Take();
}

absl::StatusOr<Schema> DecodeSchema(absl::string_view bytes) {
  constexpr std::size_t kVersionAt = 7;
  if (absl::StartsWith(bytes, absl::string_view(kMagic, kVersionAt)) && bytes.size() > kVersionAt &&
      absl::ascii_isdigit(static_cast<unsigned char>(bytes[kVersionAt])) &&
      bytes[kVersionAt] != kMagic[kVersionAt]) {
    return absl::FailedPreconditionError(absl::StrCat("the schema is of format version ",
                                                      bytes.substr(kVersionAt, 1),
                                                      ", this twin reads version 1"));
  }
  if (bytes.size() < 12 || bytes.substr(0, 8) != absl::string_view(kMagic, 8)) {
    return models::errors::Corrupt("schema", "it does not begin with its magic");
  }
  ByteReader checksum(bytes.substr(bytes.size() - 4));
  bytes.remove_suffix(4);
  if (checksum.Get<std::uint32_t>() != CalcCrc32c(bytes)) {
    return models::errors::Corrupt("schema", "its checksum does not match");
  }
  ByteReader reader(bytes.substr(8));
  Schema schema;
  GetLayout(reader, schema);
  for (SeriesGroup& group : schema.frame.groups) {
    group.long_name = reader.GetText();
    group.secrecy = reader.GetText();
    group.provenance.resize(reader.GetCount(1));
    for (Provenance& provenance : group.provenance) provenance = reader.Get<Provenance>();
  }
  const auto attribute_count = reader.GetCount(16);
  for (std::uint64_t i = 0; i < attribute_count; ++i) {
    std::string name = reader.GetText();
    schema.attributes[std::move(name)] = reader.GetText();
  }
  if (!reader.ok() || !reader.AtEnd()) {
    return models::errors::Corrupt("schema", "its lengths do not add up");
  }
  return schema;
}

}  // namespace twin::store
