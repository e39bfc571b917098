#include "twin/cli/svg_chart.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace twin::cli {
namespace {

constexpr double kLeft = 62.0, kRight = 14.0, kTop = 34.0, kBottom = 40.0;
constexpr double kHead = 54.0;  // title and names of the lines

std::string Escape(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

/// Round steps of 1, 2 or 5 times a power of ten.
double CalcStep(double span, int count) {
  const double raw = std::max(span, 1e-9) / count;
  const double size = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (size * factor >= raw * 0.999) return size * factor;
  }
  return 10.0 * size;
}

struct Axis {
  double low = 0.0, high = 1.0, step = 1.0;
  double At(double value, double from, double to) const {
    return from + (value - low) / (high - low) * (to - from);
  }
};

template <class Read>
Axis MakeAxis(const Chart& chart, int count, bool is_padded, Read read) {
  Axis axis{.low = 1e300, .high = -1e300};
  for (const ChartLine& line : chart.lines) {
    for (const double value : read(line)) {
      axis.low = std::min(axis.low, value);
      axis.high = std::max(axis.high, value);
    }
  }
  if (axis.low > axis.high) axis = {.low = 0.0, .high = 1.0};
  if (is_padded && chart.starts_at_zero) axis.low = std::min(axis.low, 0.0);
  if (axis.high - axis.low < 1e-9) axis.high = axis.low + 1.0;
  axis.step = CalcStep(axis.high - axis.low, count);
  if (is_padded) {
    axis.low = axis.step * std::floor(axis.low / axis.step);
    axis.high = axis.step * std::ceil(axis.high / axis.step);
  }
  return axis;
}

std::string Text(double x, double y, const char* anchor, int size, const std::string& text) {
  return absl::StrFormat(
      "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>\n", x, y, anchor,
      size, Escape(text));
}

std::string Line(double x1, double y1, double x2, double y2, const char* colour) {
  return absl::StrFormat("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\" fill=\"none\"/>\n", x1, y1,
                         x2, y2, colour);
}

void AddChart(const Chart& chart, double left, double top, double width, double height,
              std::string& svg) {
  const double x0 = left + kLeft, x1 = left + width - kRight;
  const double y0 = top + height - kBottom, y1 = top + kTop;
  const Axis x = MakeAxis(chart, 6, false, [](const ChartLine& line) { return line.points; });
  const Axis y = MakeAxis(chart, 5, true, [](const ChartLine& line) { return line.values; });
  svg += Text(x0, top + 20.0, "start", 13, chart.title);
  for (double tick = y.low; tick <= y.high + 0.5 * y.step; tick += y.step) {
    const double at = y.At(tick, y0, y1);
    svg += Line(x0, at, x1, at, "#e4e4e4");
    svg += Text(x0 - 6.0, at + 4.0, "end", 11, absl::StrFormat("%.6g", tick + 0.0));
  }
  for (double tick = x.step * std::ceil(x.low / x.step); tick <= x.high + 1e-9; tick += x.step) {
    svg += Text(x.At(tick, x0, x1), y0 + 16.0, "middle", 11, absl::StrFormat("%.6g", tick + 0.0));
  }
  svg += Line(x0, y0, x1, y0, "#222222");
  svg += Text((x0 + x1) / 2.0, y0 + 32.0, "middle", 11, chart.x_label);
  svg += Text(x0 - 6.0, y1 - 6.0, "end", 11, chart.y_label);
  for (const ChartLine& line : chart.lines) {
    std::string path;
    for (std::size_t i = 0; i < line.values.size() && i < line.points.size(); ++i) {
      absl::StrAppendFormat(&path, "%c%.1f %.1f", i == 0 ? 'M' : 'L', x.At(line.points[i], x0, x1),
                            y.At(line.values[i], y0, y1));
    }
    absl::StrAppendFormat(&svg,
                          "<path d=\"%s\" stroke=\"%s\" stroke-width=\"1.6\" fill=\"none\"%s/>\n",
                          path, line.colour, line.is_dashed ? " stroke-dasharray=\"5 3\"" : "");
  }
}

}  // namespace

std::string MakeChartsSvg(const std::string& title, const std::vector<Chart>& charts, int columns,
                          int width, int height) {
  const int rows = (static_cast<int>(charts.size()) + columns - 1) / columns;
  const int all_width = columns * width;
  const int all_height = rows * height + static_cast<int>(kHead);
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
      "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" fill=\"#222222\">\n"
      "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
      all_width, all_height, all_width, all_height, all_width, all_height);
  svg += Text(14.0, 22.0, "start", 15, title);
  if (!charts.empty()) {
    double at = 14.0;
    for (const ChartLine& line : charts.front().lines) {
      svg += absl::StrFormat(
          "<path d=\"M%.1f 41L%.1f 41\" stroke=\"%s\" stroke-width=\"2.5\"%s/>\n", at, at + 22.0,
          line.colour, line.is_dashed ? " stroke-dasharray=\"5 3\"" : "");
      svg += Text(at + 28.0, 45.0, "start", 12, line.name);
      at += 50.0 + 7.5 * static_cast<double>(line.name.size());
    }
  }
  for (std::size_t i = 0; i < charts.size(); ++i) {
    const int row = static_cast<int>(i) / columns, column = static_cast<int>(i) % columns;
    AddChart(charts[i], column * width, kHead + row * height, width, height, svg);
  }
  return svg + "</svg>\n";
}

}  // namespace twin::cli
