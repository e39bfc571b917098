#include "models/climate/hour_shapes.h"

#include <cmath>
#include <cstddef>

namespace models {

double CalcHourShapeRatio(const HourShapes& shapes, const OsloTime& local) {
  const auto season = static_cast<std::size_t>(local.month % 12 / 3);
  const auto& shape = shapes[season][static_cast<std::size_t>(local.day_type)];
  const double centre_h = (local.minute + 7.5) / 60.0 - 0.5;  // after the hour's centre
  const auto hour = static_cast<std::size_t>(local.hour);
  const std::size_t neighbour = centre_h < 0.0 ? (hour + 23) % 24 : (hour + 1) % 24;
  const double neighbour_share = std::abs(centre_h);
  return (1.0 - neighbour_share) * shape[hour] + neighbour_share * shape[neighbour];
}

}  // namespace models
