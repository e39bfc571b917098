#include "data/plans/gml_geometry.h"

#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/plans/arc_points.h"
#include "data/plans/plan_file_builder.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

absl::Status Wrong(const std::string& problem) { return absl::InvalidArgumentError(problem); }

std::string ShortText(const char* text) { return std::string(text, strnlen(text, 40)); }

// Reads with one coordinate system throughout.
class GeometryReader {
 public:
  absl::Status ReadSurface(const pugi::xml_node& node, const std::string& outer_srs,
                           std::size_t outer_dimensions) {
    TWIN_ASSIGN_OR_RETURN(const Frame frame, Enter(node, {outer_srs, outer_dimensions}));
    const std::string name = LocalName(node);
    if (name == "Polygon" || name == "PolygonPatch") return ReadPolygon(node, frame);
    if (name == "MultiSurface" || name == "Surface" || name == "MultiPolygon" ||
        name == "CompositeSurface") {
      for (const pugi::xml_node& member : node.children()) {
        const std::string role = LocalName(member);
        if (role != "surfaceMember" && role != "surfaceMembers" && role != "patches" &&
            role != "polygonMember") {
          continue;
        }
        TWIN_RETURN_IF_ERROR(RefuseReference(member));
        for (const pugi::xml_node& part : member.children()) {
          if (part.type() != pugi::node_element) continue;
          TWIN_RETURN_IF_ERROR(ReadSurface(part, frame.srs, frame.dimensions));
        }
      }
      return absl::OkStatus();
    }
    return Wrong(absl::StrCat("geometry '", name.substr(0, 40), "' is no surface that is read"));
  }

  absl::StatusOr<GmlSurface> Take() {
    if (!named_) {
      return Wrong(
          "has no coordinate system: set srsName, for instance "
          "http://www.opengis.net/def/crs/EPSG/0/25832");
    }
    surface_.system = named_->system;
    return std::move(surface_);
  }

 private:
  // srsName and srsDimension in force.
  struct Frame {
    std::string srs;
    std::size_t dimensions = 2;
  };

  absl::StatusOr<Frame> Enter(const pugi::xml_node& node, Frame frame) {
    if (const char* name = node.attribute("srsName").value(); *name != '\0') frame.srs = name;
    if (const char* text = node.attribute("srsDimension").value(); *text != '\0') {
      unsigned dimensions = 0;
      if (!absl::SimpleAtoi(text, &dimensions) || (dimensions != 2 && dimensions != 3)) {
        return Wrong(absl::StrCat("srsDimension '", ShortText(text), "' is not 2 or 3"));
      }
      frame.dimensions = dimensions;
    }
    if (frame.srs.empty()) return frame;
    TWIN_ASSIGN_OR_RETURN(const NamedSystem named, ParseSystemName(frame.srs));
    if (!named_) named_ = named;
    if (named_->system != named.system || named_->is_north_first != named.is_north_first) {
      return Wrong(absl::StrCat("mixes coordinate systems: ", CoordinateSystemText(named_->system),
                                " and ", CoordinateSystemText(named.system)));
    }
    return frame;
  }

  static absl::Status RefuseReference(const pugi::xml_node& node) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      if (std::strcmp(attribute.name(), "xlink:href") != 0) continue;
      return Wrong(absl::StrCat("refers to a geometry elsewhere (", ShortText(attribute.value()),
                                "): export with the geometry inside"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadPolygon(const pugi::xml_node& node, const Frame& frame) {
    RawPolygon polygon;
    bool has_shell = false;
    for (const pugi::xml_node& boundary : node.children()) {
      const std::string role = LocalName(boundary);
      if (role != "exterior" && role != "interior") continue;
      RawRing ring;
      for (const pugi::xml_node& child : boundary.children()) {
        if (child.type() == pugi::node_element) {
          TWIN_RETURN_IF_ERROR(ReadRing(child, frame, ring));
        }
      }
      if (role == "interior") {
        polygon.holes.push_back(std::move(ring));
      } else if (std::exchange(has_shell, true)) {
        return Wrong("has two exteriors in one polygon");
      } else {
        polygon.shell = std::move(ring);
      }
    }
    if (!has_shell) return Wrong("has a polygon without exterior");
    surface_.surface.push_back(std::move(polygon));
    return absl::OkStatus();
  }

  absl::Status ReadRing(const pugi::xml_node& node, const Frame& outer, RawRing& ring) {
    TWIN_ASSIGN_OR_RETURN(const Frame frame, Enter(node, outer));
    const std::string name = LocalName(node);
    if (name == "LinearRing") return ReadPoints(node, frame, ring);
    if (name != "Ring") return Wrong(absl::StrCat("ring '", name.substr(0, 40), "' is not read"));
    for (const pugi::xml_node& member : node.children()) {
      if (LocalName(member) != "curveMember") continue;
      TWIN_RETURN_IF_ERROR(RefuseReference(member));
      for (const pugi::xml_node& curve : member.children()) {
        if (curve.type() == pugi::node_element) TWIN_RETURN_IF_ERROR(ReadCurve(curve, frame, ring));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadCurve(const pugi::xml_node& node, const Frame& outer, RawRing& ring) {
    TWIN_ASSIGN_OR_RETURN(const Frame frame, Enter(node, outer));
    const std::string name = LocalName(node);
    if (name == "LineString") return ReadPoints(node, frame, ring);
    const pugi::xml_node segments = FindChild(node, "segments");
    if (name != "Curve" || !segments) {
      return Wrong(absl::StrCat("curve '", name.substr(0, 40), "' is not read"));
    }
    for (const pugi::xml_node& segment : segments.children()) {
      const std::string kind = LocalName(segment);
      if (segment.type() != pugi::node_element) continue;
      if (kind == "LineStringSegment") {
        TWIN_RETURN_IF_ERROR(ReadPoints(segment, frame, ring));
      } else if (kind == "Arc" || kind == "ArcString") {
        TWIN_RETURN_IF_ERROR(ReadArcs(segment, frame, ring));
      } else {
        return Wrong(absl::StrCat("curve segment '", kind.substr(0, 40),
                                  "' is not read: turn curves into lines before"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadArcs(const pugi::xml_node& node, const Frame& frame, RawRing& ring) {
    RawRing points;
    TWIN_RETURN_IF_ERROR(ReadPoints(node, frame, points));
    if (points.size() < 3 || points.size() % 2 == 0 ||
        (named_ && named_->system == CoordinateSystem::kGeographic)) {
      return Wrong("an arc is three points in metres");
    }
    for (std::size_t i = 0; i + 2 < points.size(); i += 2) {
      const auto arc = MakeArcPoints(points[i], points[i + 1], points[i + 2]);
      surface_.vertices += arc.size();
      Append(arc, ring);
    }
    return absl::OkStatus();
  }

  // Joins where the end of one and the beginning of the next are the same.
  static void Append(const RawRing& points, RawRing& ring) {
    const bool meets = !ring.empty() && !points.empty() && ring.back() == points.front();
    ring.insert(ring.end(), points.begin() + (meets ? 1 : 0), points.end());
  }

  absl::Status ReadPoints(const pugi::xml_node& node, const Frame& outer, RawRing& ring) {
    RawRing points;
    for (const pugi::xml_node& child : node.children()) {
      const std::string name = LocalName(child);
      if (name != "posList" && name != "pos") continue;
      TWIN_ASSIGN_OR_RETURN(const Frame frame, Enter(child, outer));
      TWIN_RETURN_IF_ERROR(ReadNumbers(XmlText(child).c_str(), frame.dimensions, points));
    }
    if (points.empty()) return Wrong("has a line without positions");
    Append(points, ring);
    return absl::OkStatus();
  }

  absl::Status ReadNumbers(const char* text, std::size_t dimensions, RawRing& points) {
    std::size_t count = 0;
    double first = 0.0, second = 0.0;
    for (const char* at = text; *at != '\0';) {
      const std::size_t blank = std::strspn(at, " \t\r\n");
      at += blank;
      const std::size_t length = std::strcspn(at, " \t\r\n");
      if (length == 0) break;
      const std::optional<double> number = ParseFinite(absl::string_view(at, length));
      if (!number) {
        return Wrong(absl::StrCat("coordinate '", ShortText(std::string(at, length).c_str()),
                                  "' is no finite number"));
      }
      at += length;
      const std::size_t axis = count++ % dimensions;
      if (axis == 0) first = *number;
      if (axis == 1) second = *number;
      if (axis + 1 != dimensions) continue;
      const bool is_north_first = named_ && named_->is_north_first;
      points.push_back(is_north_first ? RawPoint{second, first} : RawPoint{first, second});
      if (++surface_.vertices > kPlanLimits.vertices) {
        return Wrong(absl::StrCat("has more than ", kPlanLimits.vertices, " vertices"));
      }
    }
    if (count % dimensions != 0) {
      return Wrong(absl::StrCat("has ", count, " numbers in points of ", dimensions));
    }
    return absl::OkStatus();
  }

  std::optional<NamedSystem> named_;
  GmlSurface surface_;
};

}  // namespace

std::string LocalName(const pugi::xml_node& node) {
  const char* name = node.name();
  const char* colon = std::strrchr(name, ':');
  return colon == nullptr ? name : colon + 1;
}

std::string XmlText(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    }
  }
  return text;
}

pugi::xml_node FindChild(const pugi::xml_node& node, const char* local_name) {
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element && LocalName(child) == local_name) return child;
  }
  return {};
}

bool IsSurface(const pugi::xml_node& node) {
  const std::string name = LocalName(node);
  return name == "Polygon" || name == "MultiSurface" || name == "Surface" ||
         name == "MultiPolygon" || name == "CompositeSurface";
}

absl::StatusOr<GmlSurface> ReadGmlSurface(const pugi::xml_node& node,
                                          const std::string& outer_srs) {
  GeometryReader reader;
  TWIN_RETURN_IF_ERROR(reader.ReadSurface(node, outer_srs, 2));
  return reader.Take();
}

}  // namespace data
