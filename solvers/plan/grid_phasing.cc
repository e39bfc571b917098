#include "solvers/plan/grid_phasing.h"

#include <algorithm>
#include <array>

namespace solvers {
namespace {

constexpr std::array<std::string_view, 4> kIds{"enough", "tight", "short", "not_known"};

}  // namespace

std::string_view MarginClassId(MarginClass margin) {
  return kIds[static_cast<std::size_t>(margin)];
}

MarginClass CalcMarginClass(const ByQuantile<double>& need_mw, std::optional<double> room_mw) {
  if (!room_mw) return MarginClass::kNotKnown;
  if (need_mw[static_cast<std::size_t>(models::Quantile::kP90)] <= *room_mw) {
    return MarginClass::kEnough;
  }
  return need_mw[static_cast<std::size_t>(models::Quantile::kP50)] <= *room_mw
             ? MarginClass::kTight
             : MarginClass::kShort;
}

std::vector<GridYear> CalcGridPhasing(const PlanDemand& demand, std::optional<double> room_mw) {
  std::vector<GridYear> years;
  for (const PlanYearDemand& year : demand.years) {
    GridYear made{.year = year.year};
    for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
      for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
        made.need_mw[c][q] = std::max(year.winter_peak_mw[c][q], year.summer_peak_mw[c][q]);
      }
      made.margin[c] = CalcMarginClass(made.need_mw[c], room_mw);
    }
    years.push_back(made);
  }
  return years;
}

int FindFirstYear(const std::vector<GridYear>& years, HeatChoice choice, MarginClass margin) {
  const auto found = std::find_if(years.begin(), years.end(), [&](const GridYear& year) {
    const MarginClass at = year.margin[static_cast<std::size_t>(choice)];
    return at != MarginClass::kNotKnown && at >= margin;
  });
  return found == years.end() ? 0 : found->year;
}

}  // namespace solvers
