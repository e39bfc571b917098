#pragma once

#include <string>
#include <vector>

namespace twin::cli {

/// One line of a chart; both in the units of the axes' labels.
struct ChartLine {
  std::string name;
  std::string colour;
  bool is_dashed = false;
  std::vector<double> points;
  std::vector<double> values;
};

struct Chart {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<ChartLine> lines;
  bool starts_at_zero = false;
};

/// Charts side by side in rows of `columns`, as one SVG with a white ground; the same bytes for the
/// same numbers. Lines are named below the first chart's title.
std::string MakeChartsSvg(const std::string& title, const std::vector<Chart>& charts, int columns,
                          int width, int height);

}  // namespace twin::cli
