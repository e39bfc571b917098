#include "twin/scenario/compare.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/base/units.h"

namespace twin::scenario {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::StationIndex;

// Of series that keep every bit; far below anything a person reads.
constexpr double kLeastResolution = 1e-9;

double ResolutionOf(const store::SeriesGroup& group) {
  return std::max(group.quantum, kLeastResolution);
}

}  // namespace

Comparer::Comparer(const models::Region& region, const FrameLayout& layout,
                   std::size_t elements_per_series)
    : region_(region),
      layout_(layout),
      elements_per_series_(elements_per_series),
      worst_(layout.size()) {
  for (const models::ExchangeAreaParams& area : region.grid.exchange_areas) {
    exchange_areas_.emplace_back().area = area.id;
  }
}

void Comparer::Add(const Frame& first, const Frame& second) {
  ++result_.quarters;
  double farthest_ratio = 0.0;
  std::size_t at = 0;
  for (std::size_t g = 0; g < layout_.schema().groups.size(); ++g) {
    const store::SeriesGroup& group = layout_.schema().groups[g];
    const double resolution = ResolutionOf(group);
    for (std::size_t element = 0; element < group.element_ids.size(); ++element, ++at) {
      const double distance = std::abs(second.values[at] - first.values[at]);
      const double beyond = distance - resolution;
      if (!(beyond > 0.0)) continue;
      Worst& worst = worst_[at];
      if (beyond > worst.beyond) {
        worst = {beyond, first.quarter, {first.values[at], second.values[at]}};
      }
      const bool is_first =
          !result_.first_divergence.has_value() || *result_.first_divergence == first.quarter;
      if (!is_first || distance / resolution <= farthest_ratio) continue;
      farthest_ratio = distance / resolution;
      result_.first_divergence = first.quarter;
      result_.first_element =
          Describe(g, element, {beyond, first.quarter, {first.values[at], second.values[at]}});
    }
  }
  AddQuarter(region_, layout_, first, result_.first);
  AddQuarter(region_, layout_, second, result_.second);
  AddAreas(first, false);
  AddAreas(second, true);
}

ElementDifference Comparer::Describe(std::size_t group, std::size_t element,
                                     const Worst& worst) const {
  const store::SeriesGroup& described = layout_.schema().groups[group];
  return {described.name, described.unit, described.element_ids[element], worst.at, worst.values};
}

void Comparer::AddAreas(const Frame& frame, bool is_second) {
  const std::span<const double> values(frame.values);
  const models::ElectricityGrid& grid = region_.grid;
  const auto county_of = [&](BusIndex bus) -> AreaDifference& {
    const models::StationParams& station = grid.stations[grid.buses[bus].station];
    AreaDifference& county = counties_[station.county];
    county.area = station.county;
    return county;
  };
  const auto vm_pu = layout_.Of(Series::kBusVoltage, values);
  const auto is_energised = layout_.Of(Series::kBusEnergised, values);
  const auto injection_mw = layout_.Of(Series::kBusInjection, values);
  for (std::size_t row = 0; row < grid.buses.size(); ++row) {
    AreaDifference& county = county_of(BusIndex(row));
    (is_second ? county.second_mwh : county.first_mwh) +=
        injection_mw[row] * models::kHoursPerQuarter;
    if (!grid.buses[BusIndex(row)].is_monitored || is_energised[row] <= 0.5) continue;
    double& lowest_pu =
        is_second ? county.second_lowest_voltage_pu : county.first_lowest_voltage_pu;
    lowest_pu = std::min(lowest_pu, vm_pu[row]);
  }
  const auto loading_share = layout_.Of(Series::kBranchLoading, values);
  for (std::size_t row = 0; row < grid.branches.size(); ++row) {
    const models::BranchParams& branch = grid.branches[BranchIndex(row)];
    if (!branch.is_monitored) continue;
    AreaDifference& county = county_of(branch.from);
    double& highest_share =
        is_second ? county.second_highest_loading_share : county.first_highest_loading_share;
    highest_share = std::max(highest_share, loading_share[row]);
  }
  const auto import_mw = layout_.Of(Series::kAreaImport, values);
  for (std::size_t row = 0; row < exchange_areas_.size(); ++row) {
    AreaDifference& area = exchange_areas_[row];
    (is_second ? area.second_mwh : area.first_mwh) += import_mw[row] * models::kHoursPerQuarter;
  }
}

Comparison Comparer::Finish() const {
  Comparison result = result_;
  std::size_t begin = 0;
  for (std::size_t g = 0; g < layout_.schema().groups.size(); ++g) {
    const std::size_t width = layout_.schema().groups[g].element_ids.size();
    std::vector<std::size_t> order;
    for (std::size_t element = 0; element < width; ++element) {
      if (worst_[begin + element].beyond > 0.0) order.push_back(element);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return worst_[begin + a].beyond > worst_[begin + b].beyond;
    });
    if (order.size() > elements_per_series_) order.resize(elements_per_series_);
    for (const std::size_t element : order) {
      result.elements.push_back(Describe(g, element, worst_[begin + element]));
    }
    begin += width;
  }
  for (const auto& [name, county] : counties_) result.counties.push_back(county);
  result.exchange_areas = exchange_areas_;
  return result;
}

}  // namespace twin::scenario
