#include "models/distribution/mv_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/base/philox.h"

namespace models {
namespace {

enum Stream : std::uint32_t { kDistance = 301, kAngle, kWeight, kCable };

constexpr double kWeightSpread = 0.5;    // of the logarithm
constexpr double kValleySpread = 0.10;   // lateral, of the distance from the busbar
constexpr double kLeastSpreadKm = 0.25;  // lateral, near the busbar
constexpr double kLeastLengthKm = 0.02;

struct Spot {
  double east_km, north_km;
};

Spot DrawSpot(const MvSector& sector, const MvDraw& draw, int row) {
  const auto key = [&](Stream stream) { return RandomKey{draw.seed, stream, draw.feeder, row}; };
  const double u = CalcUniformShare(key(kDistance));
  if (sector.is_urban) {
    const double near2 = sector.near_km * sector.near_km, far2 = sector.far_km * sector.far_km;
    const double r_km = std::sqrt(near2 + u * (far2 - near2));
    const double angle_rad =
        sector.from_rad + CalcUniformShare(key(kAngle)) * (sector.to_rad - sector.from_rad);
    return {r_km * std::cos(angle_rad), r_km * std::sin(angle_rad)};
  }
  const double along_km = sector.near_km + u * (sector.far_km - sector.near_km);
  const double across_km =
      CalcNormalShare(key(kAngle)) * (kLeastSpreadKm + kValleySpread * along_km);
  const double angle_rad = 0.5 * (sector.from_rad + sector.to_rad);
  return {along_km * std::cos(angle_rad) - across_km * std::sin(angle_rad),
          along_km * std::sin(angle_rad) + across_km * std::cos(angle_rad)};
}

}  // namespace

std::vector<MvPlace> LayFeeder(const MvSector& sector, const MvSetting& setting, int count,
                               const MvDraw& draw) {
  const std::size_t n = static_cast<std::size_t>(count);
  std::vector<Spot> spots(n);
  std::vector<double> cost_km(n), straight_km(n);
  std::vector<int> nearest(n, -1);
  std::vector<char> is_laid(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    spots[i] = DrawSpot(sector, draw, static_cast<int>(i));
    straight_km[i] = cost_km[i] = std::hypot(spots[i].east_km, spots[i].north_km);
  }
  std::vector<MvPlace> places;
  places.reserve(n);
  double weight_sum = 0.0;
  while (places.size() < n) {
    std::size_t next = 0;
    double least_km = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n; ++i) {
      if (is_laid[i] != 0 || cost_km[i] >= least_km) continue;
      least_km = cost_km[i];
      next = i;
    }
    is_laid[next] = 1;
    const int row = static_cast<int>(next);
    MvPlace place{.parent = nearest[next],
                  .east_km = spots[next].east_km,
                  .north_km = spots[next].north_km,
                  .length_km = std::max(straight_km[next] * setting.detour_ratio, kLeastLengthKm)};
    place.path_km = place.length_km;
    if (place.parent >= 0) place.path_km += places[static_cast<std::size_t>(place.parent)].path_km;
    place.is_cable = CalcUniformShare({draw.seed, kCable, draw.feeder, row}) < setting.cable_share;
    place.weight_share =
        std::exp(kWeightSpread * CalcNormalShare({draw.seed, kWeight, draw.feeder, row}));
    weight_sum += place.weight_share;
    places.push_back(place);
    for (std::size_t i = 0; i < n; ++i) {
      if (is_laid[i] != 0) continue;
      const double d_km =
          std::hypot(spots[i].east_km - place.east_km, spots[i].north_km - place.north_km);
      const double over_km = d_km + setting.path_cost_ratio * place.path_km;
      if (over_km >= cost_km[i]) continue;
      cost_km[i] = over_km;
      straight_km[i] = d_km;
      nearest[i] = static_cast<int>(places.size()) - 1;
    }
  }
  for (MvPlace& place : places) place.weight_share /= weight_sum;
  return places;
}

}  // namespace models
