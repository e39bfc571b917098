#pragma once

#include <pugixml.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "data/plans/coordinate_system.h"

namespace data {

/// The name of an element without its prefix.
std::string LocalName(const pugi::xml_node& node);

/// All text directly inside an element, also where a comment or a CDATA section parts it.
std::string XmlText(const pugi::xml_node& node);

/// The first child element of a local name; null when there is none.
pugi::xml_node FindChild(const pugi::xml_node& node, const char* local_name);

/// Whether an element is a surface that is read.
bool IsSurface(const pugi::xml_node& node);

struct GmlSurface {
  CoordinateSystem system = CoordinateSystem::kUtm32;
  RawSurface surface;
  std::size_t vertices = 0;
};

/// Reads one surface element. `outer_srs` is the srsName of what it stands in; empty for none.
/// Errors: InvalidArgument: no coordinate system or two, another geometry, a number that is none.
absl::StatusOr<GmlSurface> ReadGmlSurface(const pugi::xml_node& node, const std::string& outer_srs);

}  // namespace data
