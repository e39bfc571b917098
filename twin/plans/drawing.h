#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace twin::plans {

/// A colour; `rgb` as 0xRRGGBB.
struct Colour {
  std::uint32_t rgb = 0;
  double opacity_share = 1.0;
};

/// A point of a drawing, from its upper left corner.
struct DrawPoint {
  double x_pt = 0.0;  ///< points of 1/72 inch
  double y_pt = 0.0;
};

/// An area: rings that are filled by the even-odd rule, so that inner rings are holes.
struct DrawArea {
  std::vector<std::vector<DrawPoint>> rings;
  Colour fill;
  Colour line;
  double line_pt = 0.5;
};

struct DrawLine {
  std::vector<DrawPoint> points;
  Colour colour;
  double line_pt = 1.0;
  bool is_dashed = false;
};

enum class DrawAnchor { kStart, kMiddle, kEnd };

struct DrawLabel {
  DrawPoint at;  ///< left, middle or right end of the base line
  std::string text;
  double size_pt = 8.0;
  DrawAnchor anchor = DrawAnchor::kStart;
  bool is_bold = false;
  Colour colour;
};

/// A figure of areas, lines and labels, drawn in this order; the same on a page and in a document.
struct Drawing {
  double width_pt = 0.0;
  double height_pt = 0.0;
  std::string description;  ///< for who cannot see it
  std::vector<DrawArea> areas;
  std::vector<DrawLine> lines;
  std::vector<DrawLabel> labels;
};

/// The drawing as an SVG element without scripts, links or styles from elsewhere; texts escaped.
std::string MakeSvg(const Drawing& drawing);

/// Text that stands in HTML or SVG as itself: & < > " ' escaped, control characters left out.
std::string EscapeXml(const std::string& text);

}  // namespace twin::plans
