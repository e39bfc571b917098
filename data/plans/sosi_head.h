#pragma once

#include <optional>
#include <string>

#include "data/plans/coordinate_system.h"
#include "data/plans/plan_file_builder.h"
#include "data/plans/sosi_document.h"

namespace data {

/// What the head of a SOSI file says of its coordinates.
struct SosiHead {
  CoordinateSystem system = CoordinateSystem::kUtm32;
  double unit_in_unit = 0.0;      ///< ENHET: metres or degrees of one step
  SosiPoint origin;               ///< ORIGO-NØ, metres or degrees
  std::optional<SosiPoint> low;   ///< OMRÅDE, MIN-NØ
  std::optional<SosiPoint> high;  ///< and MAX-NØ

  RawPoint At(const SosiPoint& point) const {
    return {origin.east_in_unit + point.east_in_unit * unit_in_unit,
            origin.north_in_unit + point.north_in_unit * unit_in_unit};
  }
  /// Whether a point lies in OMRÅDE, with two metres (or 2e-5 degrees) to spare; true without one.
  bool Holds(const RawPoint& point) const;
};

/// Reads ".HODE", which must come first; nullopt after reporting what is missing or wrong. The
/// version goes to the builder.
std::optional<SosiHead> ReadSosiHead(const std::vector<SosiObject>& objects,
                                     PlanFileBuilder& builder);

}  // namespace data
