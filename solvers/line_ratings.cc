#include "solvers/line_ratings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "models/base/units.h"

namespace solvers {
namespace {

using models::BranchIndex;

// Bearing of one station from another, from south and positive to the west; flat earth between
// them.
double CalcAzimuthRad(const models::StationParams& from, const models::StationParams& to) {
  const double middle_rad = 0.5 * (from.lat_deg + to.lat_deg) * models::kRadPerDeg;
  const double east_deg = (to.lon_deg - from.lon_deg) * std::cos(middle_rad);
  const double north_deg = to.lat_deg - from.lat_deg;
  return std::atan2(-east_deg, -north_deg);
}

}  // namespace

LineRatings::LineRatings(const models::ElectricityGrid& grid,
                         const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                         const models::LineConductors& conductors, const LineRatingRules& rules)
    : grid_(&grid), places_(&places), rules_(rules) {
  std::map<std::tuple<models::PlaceIndex, models::ConductorIndex, double>, std::size_t> group_of;
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchIndex branch(k);
    const models::BranchParams& params = grid.branches[branch];
    const auto hung = conductors.of_branch.find(params.id);
    if (hung == conductors.of_branch.end() || !places.contains(params.place)) {
      seasonal_.push_back(branch);
      continue;
    }
    const models::ConductorParams type = FindConductor(conductors, hung->second);
    const auto [found, is_new] = group_of.try_emplace(
        {params.place, hung->second.conductor, hung->second.limit_degc}, groups_.size());
    if (is_new) {
      groups_.push_back({.place = params.place,
                         .conductor = type,
                         .ohm_per_m = models::CalcConductorOhmPerM(type, type.limit_degc),
                         .altitude_m = places[params.place].altitude_m});
    }
    lines_.push_back({.branch = branch,
                      .group = found->second,
                      .azimuth_rad = SiteOf(branch).azimuth_rad,
                      .mva_per_a = hung->second.bundle_count *
                                   models::CalcRatingMva(grid.buses[params.from].nominal_kv, 1.0),
                      .terminal_mva = models::CalcTerminalLimitMva(params.rating)});
  }
}

models::LineSite LineRatings::SiteOf(BranchIndex branch) const {
  const models::BranchParams& params = grid_->branches[branch];
  const auto station = [&](models::BusIndex bus) -> const models::StationParams& {
    return grid_->stations[grid_->buses[bus].station];
  };
  return {.altitude_m = places_->contains(params.place) ? (*places_)[params.place].altitude_m : 0.0,
          .azimuth_rad = CalcAzimuthRad(station(params.from), station(params.to)),
          .albedo_share = rules_.albedo_share};
}

models::LineWeather LineRatings::WeatherOf(BranchIndex branch,
                                           const models::WeatherField& weather) const {
  const models::PlaceWeather& here = weather[grid_->branches[branch].place];
  return {
      .air_degc = here.air_degc,
      .wind_m_per_s = rules_.wind_m_per_s,
      .wind_angle_rad = rules_.wind_angle_rad,
      .sun_w_per_m2 = models::CalcSunOnLineWPerM2({.irradiance_w_per_m2 = here.irradiance_w_per_m2,
                                                   .diffuse_w_per_m2 = here.diffuse_w_per_m2,
                                                   .sine_share = here.sun_sine_share,
                                                   .azimuth_rad = here.sun_azimuth_rad},
                                                  SiteOf(branch))};
}

void LineRatings::Calc(const models::WeatherField& weather, std::vector<double>& lost_w_per_m,
                       std::span<double> rating_mva) const {
  lost_w_per_m.resize(groups_.size());
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const Group& group = groups_[i];
    const models::LineWeather still{.air_degc = weather[group.place].air_degc,
                                    .wind_m_per_s = rules_.wind_m_per_s,
                                    .wind_angle_rad = rules_.wind_angle_rad};
    const models::ConductorParams& type = group.conductor;
    lost_w_per_m[i] = -models::CalcSurplusHeatWPerM(type, still, {.altitude_m = group.altitude_m},
                                                    0.0, type.limit_degc, rules_.method);
  }
  for (const Line& line : lines_) {
    const Group& group = groups_[line.group];
    const models::PlaceWeather& here = weather[group.place];
    const double sun_w_per_m2 = models::CalcSunOnLineWPerM2(
        {.irradiance_w_per_m2 = here.irradiance_w_per_m2,
         .diffuse_w_per_m2 = here.diffuse_w_per_m2,
         .sine_share = here.sun_sine_share,
         .azimuth_rad = here.sun_azimuth_rad},
        {.azimuth_rad = line.azimuth_rad, .albedo_share = rules_.albedo_share});
    const double left_w_per_m =
        lost_w_per_m[line.group] -
        models::CalcSunHeatWPerM(group.conductor, {.sun_w_per_m2 = sun_w_per_m2});
    const double current_a = std::sqrt(std::max(0.0, left_w_per_m) / group.ohm_per_m);
    rating_mva[line.branch.value()] = std::min(line.terminal_mva, line.mva_per_a * current_a);
  }
  for (const BranchIndex branch : seasonal_) {
    const models::BranchParams& params = grid_->branches[branch];
    const double air_degc = places_->contains(params.place) ? weather[params.place].air_degc : 20.0;
    rating_mva[branch.value()] = models::CalcRatingMva(params.rating, air_degc);
  }
}

}  // namespace solvers
