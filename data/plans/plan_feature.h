#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/plans/coordinate_system.h"
#include "models/plan/purpose.h"

namespace data {

/// One object of a plan's file, as read: nothing of it has been understood yet.
struct PlanFeature {
  std::string type;   ///< folded: "rparealformalomrade"
  std::string id;     ///< gml:id, SOSI serial number, id of a feature, row of a table
  std::string place;  ///< for messages: "RpArealformålOmråde 'x', line 120"
  /// By the folded name of the property as NPAD has it; several values of one name in order.
  std::multimap<std::string, std::string> properties;
  std::optional<RawSurface> surface;
};

/// A plan's file in any format.
struct PlanFile {
  std::string format;  ///< "GML", "SOSI", "GeoJSON" or "GeoPackage"
  std::optional<models::SosiVersion> version;
  std::optional<CoordinateSystem> coordinates;
  std::vector<PlanFeature> features;
  std::map<std::string, std::size_t>
      left_out;  ///< object types that say nothing of demand: how many
};

/// Names as every format has them: lower case, å to a, ø to o, æ to ae.
std::string FoldName(const std::string& name);

/// Whether a type of object is read: areas with a purpose, the plan's own outline and head.
bool IsPlanType(const std::string& folded_type);

/// The first value of a property; empty when there is none.
std::string PropertyOf(const PlanFeature& feature, const std::string& name);

}  // namespace data
