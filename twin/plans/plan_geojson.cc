#include <cmath>
#include <utility>

#include "twin/plans/statement.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string MakePlanGeojson(const PlanCheck& check, const Json& record) {
  Json collection{{"type", "FeatureCollection"}, {"features", Json::array()}};
  const auto ring = [](const models::PlanRing& points) {
    Json coordinates = Json::array();
    for (const models::PlanPoint& point : points) {
      const data::Degrees at = data::ToDegrees(point);
      coordinates.push_back(
          {std::round(at.lon_deg * 1e7) / 1e7, std::round(at.lat_deg * 1e7) / 1e7});
    }
    return coordinates;
  };
  for (std::size_t p = 0; p < check.plans.size(); ++p) {
    const CheckedPlan& checked = check.plans[p];
    for (std::size_t a = 0; a < checked.plan.areas.size(); ++a) {
      Json polygons = Json::array();
      for (const models::PlanPolygon& polygon : checked.plan.areas[a].surface) {
        Json rings = Json::array({ring(polygon.shell)});
        for (const models::PlanRing& hole : polygon.holes) rings.push_back(ring(hole));
        polygons.push_back(std::move(rings));
      }
      Json properties = record["plans"][p]["areas"][a];
      properties["municipality_id"] = checked.plan.municipality_id;
      properties["plan_id"] = checked.plan.id;
      collection["features"].push_back(
          {{"type", "Feature"},
           {"geometry", {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}}},
           {"properties", std::move(properties)}});
    }
  }
  return collection.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace twin::plans
