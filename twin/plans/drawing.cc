#include "twin/plans/drawing.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/utf8.h"

namespace twin::plans {
namespace {

std::string ColourText(const Colour& colour) { return absl::StrFormat("#%06x", colour.rgb); }

std::string PointText(const DrawPoint& point) {
  return absl::StrFormat("%.2f %.2f", point.x_pt, point.y_pt);
}

std::string PathText(const std::vector<DrawPoint>& points) {
  std::string path;
  for (std::size_t i = 0; i < points.size(); ++i) {
    absl::StrAppend(&path, i == 0 ? "M" : "L", PointText(points[i]));
  }
  return path;
}

std::string AreaText(const DrawArea& area) {
  std::string path;
  for (const auto& ring : area.rings) absl::StrAppend(&path, PathText(ring), "Z");
  return absl::StrFormat(
      "<path fill-rule=\"evenodd\" d=\"%s\" fill=\"%s\" fill-opacity=\"%.2f\" stroke=\"%s\" "
      "stroke-opacity=\"%.2f\" stroke-width=\"%.2f\"/>\n",
      path, ColourText(area.fill), area.fill.opacity_share, ColourText(area.line),
      area.line.opacity_share, area.line_pt);
}

std::string LineText(const DrawLine& line) {
  return absl::StrFormat(
      "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-opacity=\"%.2f\" "
      "stroke-width=\"%.2f\"%s/>\n",
      PathText(line.points), ColourText(line.colour), line.colour.opacity_share, line.line_pt,
      line.is_dashed ? " stroke-dasharray=\"4 3\"" : "");
}

std::string LabelText(const DrawLabel& label) {
  static constexpr std::array<const char*, 3> kAnchors{"start", "middle", "end"};
  return absl::StrFormat(
      "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>\n",
      label.at.x_pt, label.at.y_pt, label.size_pt, kAnchors[static_cast<std::size_t>(label.anchor)],
      ColourText(label.colour), label.is_bold ? " font-weight=\"bold\"" : "",
      EscapeXml(label.text));
}

}  // namespace

std::string EscapeXml(const std::string& given) {
  std::string text = given;
  data::ReplaceInvalidUtf8(text);
  std::string escaped;
  escaped.reserve(text.size());
  for (const char byte : text) {
    switch (byte) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(byte) >= 0x20 || byte == '\n') escaped += byte;
    }
  }
  return escaped;
}

std::string MakeSvg(const Drawing& drawing) {
  std::string svg = absl::StrFormat(
      "<svg viewBox=\"0 0 %.1f %.1f\" width=\"%.0f\" height=\"%.0f\" role=\"img\" "
      "aria-label=\"%s\" "
      "font-family=\"DejaVu Sans, sans-serif\">\n",
      drawing.width_pt, drawing.height_pt, drawing.width_pt, drawing.height_pt,
      EscapeXml(drawing.description));
  for (const DrawArea& area : drawing.areas) svg += AreaText(area);
  for (const DrawLine& line : drawing.lines) svg += LineText(line);
  for (const DrawLabel& label : drawing.labels) svg += LabelText(label);
  return svg + "</svg>\n";
}

}  // namespace twin::plans
