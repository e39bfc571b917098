#pragma once

namespace models {

/// Great-circle distance by the haversine formula on a sphere of 6,371 km.
///   h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2),   d = 2R asin √h
double CalcGreatCircleKm(double lat1_deg, double lon1_deg, double lat2_deg, double lon2_deg);

}  // namespace models
