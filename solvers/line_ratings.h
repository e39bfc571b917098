#pragma once

#include <numbers>
#include <span>
#include <vector>

#include "models/climate/weather.h"
#include "models/electricity/grid.h"
#include "models/electricity/line_conductors.h"
#include "models/electricity/line_heat.h"

namespace solvers {

/// What the weather of a place does not tell of its lines.
struct LineRatingRules {
  models::LineHeatMethod method = models::LineHeatMethod::kIeee738;
  /// Where the weather has no wind near the ground (ridges have it at hub height only): the light
  /// wind across the line that the region's seasonal ratings were made for.
  double wind_m_per_s = 0.6;
  double wind_angle_rad = std::numbers::pi / 2.0;
  double albedo_share = 0.15;
};

/// Ratings of overhead lines by the weather of their places: air temperature, sun by the line's own
/// direction, altitude of the place; at most what the equipment at the ends carries. Branches
/// without a known conductor keep their seasonal rating. Lines of one conductor at one place share
/// the heat that the air takes. Immutable; may be shared between threads. The grid must stay.
/// **Source** IEEE 738-2012, 4.4.1, by models::CalcAmpacityA.
class LineRatings {
 public:
  LineRatings(const models::ElectricityGrid& grid,
              const models::Table<models::PlaceIndex, models::PlaceParams>& places,
              const models::LineConductors& conductors, const LineRatingRules& rules = {});

  /// Ratings of all branches in one quarter, [branch]; allocates nothing but `lost_w_per_m`, which
  /// is scratch and serves again.
  void Calc(const models::WeatherField& weather, std::vector<double>& lost_w_per_m,
            std::span<double> rating_mva) const;

  /// What a line feels in the weather of its place: its air and sun, and the rules' wind.
  models::LineWeather WeatherOf(models::BranchIndex branch,
                                const models::WeatherField& weather) const;
  std::size_t line_count() const { return lines_.size(); }  ///< rated by weather
  /// Where a branch hangs: the mean height of its place, the bearing between its stations.
  models::LineSite SiteOf(models::BranchIndex branch) const;

 private:
  struct Group {
    models::PlaceIndex place;
    models::ConductorParams conductor;  // with the line's limit
    double ohm_per_m = 0.0;             // at the limit
    double altitude_m = 0.0;
  };
  struct Line {
    models::BranchIndex branch;
    std::size_t group = 0;
    double azimuth_rad = 0.0;
    double mva_per_a = 0.0;  // of the whole bundle
    double terminal_mva = 0.0;
  };

  const models::ElectricityGrid* grid_;
  const models::Table<models::PlaceIndex, models::PlaceParams>* places_;
  LineRatingRules rules_;
  std::vector<Group> groups_;
  std::vector<Line> lines_;
  std::vector<models::BranchIndex> seasonal_;
};

}  // namespace solvers
