#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/region.h"
#include "models/time/quarter.h"
#include "twin/frame.h"
#include "twin/frame_layout.h"
#include "twin/scenario/totals.h"

namespace twin::scenario {

/// Where one element of one series differs most:  difference = second − first, at `at`.
struct ElementDifference {
  std::string group;
  std::string unit;
  std::string element_id;
  models::Quarter at;
  std::array<double, 2> values{};  ///< of the first and the second run, in `unit`
  double difference() const { return values[1] - values[0]; }
};

/// Two runs seen from one county (by station) or one exchange area.
struct AreaDifference {
  std::string area;
  double first_mwh = 0.0;  ///< county: net injection into the grid; exchange area: import
  double second_mwh = 0.0;
  double first_highest_loading_share = 0.0;  ///< county: of its monitored branches
  double second_highest_loading_share = 0.0;
  double first_lowest_voltage_pu = 2.0;  ///< county: of its energised monitored buses
  double second_lowest_voltage_pu = 2.0;
};

struct Comparison {
  std::int64_t quarters = 0;
  /// The first quarter in which any value differs by more than its series' resolution, and where it
  /// differs most, counted in resolutions. Nothing: both are the same.
  std::optional<models::Quarter> first_divergence;
  ElementDifference first_element;
  /// For each series that differs: its elements that differ most, largest first.
  std::vector<ElementDifference> elements;
  std::vector<AreaDifference> counties;
  std::vector<AreaDifference> exchange_areas;
  Totals first;
  Totals second;
};

/// Two runs compared quarter by quarter. Values count as equal within the resolution of their
/// series (FrameSchema's quantum), so that frames read from sealed days compare with exact ones.
class Comparer {
 public:
  /// `elements_per_series`: how many are kept of each. The region must outlive it.
  Comparer(const models::Region& region, const FrameLayout& layout,
           std::size_t elements_per_series = 5);

  /// Both frames of one quarter, in order of time.
  void Add(const Frame& first, const Frame& second);
  Comparison Finish() const;

 private:
  struct Worst {
    double beyond = 0.0;  ///< |difference| beyond the resolution; 0: equal so far
    models::Quarter at;
    std::array<double, 2> values{};
  };
  void AddAreas(const Frame& frame, bool is_second);
  ElementDifference Describe(std::size_t group, std::size_t element, const Worst& worst) const;

  const models::Region& region_;
  const FrameLayout& layout_;
  const std::size_t elements_per_series_;
  std::vector<Worst> worst_;  ///< [value of a frame]
  std::map<std::string, AreaDifference> counties_;
  std::vector<AreaDifference> exchange_areas_;
  Comparison result_;
};

}  // namespace twin::scenario
