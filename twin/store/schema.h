#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace twin::store {

using Hash256 = std::array<std::uint8_t, 32>;

/// Lower-case hexadecimal.
std::string ToHex(const Hash256& hash);

/// Where the values of a series come from. The numbers are part of the file format.
enum class Provenance : std::uint8_t { kSimulated = 0, kMeasured = 1, kProfiled = 2, kDivided = 3 };
/// "simulated measured profiled divided": CF flag_meanings in the order of the numbers.
inline constexpr char kProvenanceMeanings[] = "simulated measured profiled divided";

/// One quantity of every element of one kind: bus_voltage_pu of all buses.
struct SeriesGroup {
  std::string name;       ///< [a-z][a-z0-9_]*, ends in its unit as everywhere: "bus_voltage_pu"
  std::string unit;       ///< UDUNITS: "MW", "kV", "degC", "1"
  std::string long_name;  ///< for people: "voltage magnitude"
  std::string axis;       ///< what the elements are: "bus". Equal axes have equal element ids.
  std::vector<std::string> element_ids;
  /// Values are rounded to whole multiples of this when a day is sealed (and when read before
  /// that). A power of two, so that rounding empties mantissa bits and gzip finds them; 0: exact.
  double quantum = 0.0;
  std::string secrecy = "K4";  ///< K0 … K4; unnamed fails closed
  /// One for each element, or one for all.
  std::vector<Provenance> provenance = {Provenance::kSimulated};
  Provenance ProvenanceOf(std::size_t element) const {
    return provenance[provenance.size() == 1 ? 0 : element];
  }
  bool operator==(const SeriesGroup&) const = default;
};

/// What one frame holds: the elements of group 0, then of group 1, …
struct FrameSchema {
  std::vector<SeriesGroup> groups;
  bool operator==(const FrameSchema&) const = default;
};

/// A named run of doubles inside a state.
struct StateBlock {
  std::string name;
  std::size_t size = 0;
  bool operator==(const StateBlock&) const = default;
};

struct StateSchema {
  std::vector<StateBlock> blocks;
  bool operator==(const StateSchema&) const = default;
};

/// Free text about the whole store, written into every file: notice, source, data_revision, …
using Attributes = std::map<std::string, std::string>;
/// The one attribute that must not change within a folder.
inline constexpr char kDataRevision[] = "data_revision";

struct Schema {
  FrameSchema frame;
  StateSchema state;
  Attributes attributes;
  bool operator==(const Schema&) const = default;
};

std::size_t FrameWidth(const FrameSchema& schema);
std::size_t StateWidth(const StateSchema& schema);
/// Position of the first element of `group` in a frame. Shape [group].
std::vector<std::size_t> GroupOffsets(const FrameSchema& schema);
/// Position in `schema.groups`. **Errors** NotFound, listing the groups.
absl::StatusOr<std::size_t> FindGroup(const FrameSchema& schema, absl::string_view name);
/// Positions of `element_ids` in the group; all of them when none is asked for.
/// **Errors** NotFound for the first id that is not there, listing a few near ones.
absl::StatusOr<std::vector<std::size_t>> FindElements(const SeriesGroup& group,
                                                      const std::vector<std::string>& element_ids);
/// What a segment holds for `value_unit` in a group with this quantum.
double RoundToQuantum(double value_unit, double quantum);

/// Whether the store itself writes a root attribute of this name.
bool IsReservedAttribute(absl::string_view name);

/// **Errors** InvalidArgument naming every wrong group (name, axis, quantum, secrecy, provenance)
/// and every attribute whose name the store itself writes.
absl::Status ValidateSchema(const Schema& schema);

/// SHA-256 of what decides the layout of a frame and a state: names, units, axes, ids, quanta,
/// block sizes. Texts for people, secrecy, provenance and attributes may change without it.
Hash256 CalcLayoutHash(const Schema& schema);

std::string EncodeSchema(const Schema& schema);
/// **Errors** DataLoss when the bytes are not what EncodeSchema wrote; FailedPrecondition: another
/// version.
absl::StatusOr<Schema> DecodeSchema(absl::string_view bytes);

}  // namespace twin::store
