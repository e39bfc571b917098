#include "data/plans/sosi_rings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/plans/arc_points.h"

namespace data {
namespace {

std::string PlaceOf(const SosiObject& object) {
  return absl::StrCat(".", object.kind, " ", object.serial);
}

bool AreNear(const RawPoint& a, const RawPoint& b, double slack) {
  return std::abs(a.x_in_unit - b.x_in_unit) <= slack &&
         std::abs(a.y_in_unit - b.y_in_unit) <= slack;
}

std::string NorthEast(const RawPoint& point) {
  return absl::StrFormat("N %.10g, E %.10g", point.y_in_unit, point.x_in_unit);
}

// "(:3" opens a hole, ":4)" closes it: words of a ..REF with parentheses alone.
std::vector<std::string> SplitReferences(const SosiElement& element) {
  std::vector<std::string> words;
  for (const std::string& value : element.values) {
    std::string word;
    for (const char c : value) {
      if (c == '(' || c == ')' || c == ':') {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
        if (c != ':') words.emplace_back(1, c);
      } else {
        word += c;
      }
    }
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

SosiCurves::SosiCurves(const std::vector<SosiObject>& objects, const SosiHead& head,
                       PlanFileBuilder& builder)
    : slack_in_unit_(1.01 * head.unit_in_unit) {
  for (const SosiObject& object : objects) {
    const bool is_arc = object.kind == "BUEP";
    if (!is_arc && object.kind != "KURVE" && object.kind != "LINJE") continue;
    RawRing points;
    for (const SosiPoint& point : object.points) {
      points.push_back(head.At(point));
      if (head.Holds(points.back())) continue;
      builder.Report(object.line, PlaceOf(object),
                     absl::StrCat(NorthEast(points.back()),
                                  " lies outside the file's own OMRÅDE: "
                                  "KOORDSYS, ORIGO-NØ or ENHET does not fit the coordinates"));
      break;
    }
    if (is_arc) {
      if (points.size() != 3 || head.system == CoordinateSystem::kGeographic) {
        builder.Report(object.line, PlaceOf(object), "an arc is three points in metres");
        continue;
      }
      points = MakeArcPoints(points[0], points[1], points[2]);
      if (!builder.CountVertices(points.size())) return;
    }
    if (!curves_.emplace(object.serial, std::move(points)).second) {
      builder.Report(object.line, PlaceOf(object), "its serial number is another curve's too");
    }
  }
}

bool SosiCurves::AddCurve(const std::string& word, const SosiObject& area, RawRing& ring,
                          std::string& last_serial, PlanFileBuilder& builder) const {
  const bool is_backwards = word[0] == '-';
  const std::string serial = is_backwards ? word.substr(1) : word;
  const auto found = curves_.find(serial);
  if (found == curves_.end() || found->second.size() < 2) {
    builder.Report(area.line, PlaceOf(area),
                   absl::StrCat("refers to curve ", serial.substr(0, 20), ", which is ",
                                found == curves_.end() ? "not there" : "no line"));
    return false;
  }
  RawRing points = found->second;
  if (is_backwards) std::reverse(points.begin(), points.end());
  if (!builder.CountVertices(points.size())) return false;
  if (!ring.empty() && !AreNear(ring.back(), points.front(), slack_in_unit_)) {
    const bool fits_turned = AreNear(ring.back(), points.back(), slack_in_unit_);
    builder.Report(area.line, PlaceOf(area),
                   absl::StrCat("its outline is broken between curves ", last_serial, " and ",
                                serial, " at ", NorthEast(ring.back()),
                                fits_turned ? absl::StrCat("; it would close with curve ", serial,
                                                           " the other way round")
                                            : std::string()));
    return false;
  }
  ring.insert(ring.end(), points.begin() + (ring.empty() ? 0 : 1), points.end());
  last_serial = serial;
  return true;
}

std::optional<RawSurface> SosiCurves::MakeSurface(const SosiObject& area,
                                                  PlanFileBuilder& builder) const {
  const SosiElement* reference = FindElement(area, "REF");
  if (reference == nullptr || reference->values.empty()) {
    builder.Report(area.line, PlaceOf(area), "has no ..REF to the curves of its outline");
    return std::nullopt;
  }
  RawPolygon polygon;
  RawRing hole;
  bool is_in_hole = false;
  std::string last_serial;
  const auto close = [&](RawRing& ring) {
    if (ring.empty() || !AreNear(ring.front(), ring.back(), slack_in_unit_)) {
      builder.Report(reference->line, PlaceOf(area),
                     ring.empty() ? std::string("has an outline without curves")
                                  : absl::StrCat("its outline is not closed: begins at ",
                                                 NorthEast(ring.front()), ", ends at ",
                                                 NorthEast(ring.back())));
      return false;
    }
    ring.back() = ring.front();
    return true;
  };
  for (const std::string& word : SplitReferences(*reference)) {
    if (word == "(" || word == ")") {
      if (is_in_hole == (word == "(")) {
        builder.Report(reference->line, PlaceOf(area), "its parentheses do not pair");
        return std::nullopt;
      }
      if (is_in_hole) {
        if (!close(hole)) return std::nullopt;
        polygon.holes.push_back(std::exchange(hole, {}));
      }
      is_in_hole = !is_in_hole;
      continue;
    }
    if (!AddCurve(word, area, is_in_hole ? hole : polygon.shell, last_serial, builder)) {
      return std::nullopt;
    }
  }
  if (is_in_hole) {
    builder.Report(reference->line, PlaceOf(area), "its parentheses do not pair");
    return std::nullopt;
  }
  if (!close(polygon.shell)) return std::nullopt;
  return RawSurface{std::move(polygon)};
}

}  // namespace data
