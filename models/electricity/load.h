#pragma once

#include <optional>
#include <string>

#include "models/base/ids.h"
#include "models/climate/sector.h"

namespace models {

enum class LoadKind { kGeneral, kNamed };

/// How demand follows its voltage ("ZIP"):  P(V) = P₀ (z V² + i V + 1 − z − i), V per unit.
/// **Source** IEEE Task Force 1993, "Load representation for dynamic performance analysis", IEEE
/// Transactions on Power Systems 8(2).
struct VoltageDependence {
  double z_share = 0.0;  ///< of constant impedance
  double i_share = 0.0;  ///< of constant current; the rest is constant power
};

/// Electricity demand at a bus: a share of one municipality, or one large consumer by name.
/// Electricity used by heat plants is not here; it follows from the heat step.
struct LoadParams {
  std::string id;
  std::string name;
  LoadKind kind = LoadKind::kGeneral;
  BusIndex bus;
  MunicipalityIndex municipality;
  PlaceIndex place;                  ///< whose weather it feels
  double cold_mw = 0.0;              ///< demand on the cold design morning (−20 °C, workday 08)
  double mild_mw = 0.0;              ///< demand on the mild design day (+2 °C, workday 12)
  double summer_mw = 0.0;            ///< demand on the design summer night
  double cold_tan_phi_ratio = 0.18;  ///< Q/P on the cold design morning
  double mild_tan_phi_ratio = 0.15;
  double summer_tan_phi_ratio = 0.10;
  /// Mean power of each sector in the reference climate over cold_mw; without it the load follows
  /// the region's one formula (general) or its three cases (named).
  std::optional<SectorTable<double>> sector_ratio;
};

struct MunicipalityParams {
  std::string id;  ///< official number, four digits
  std::string name;
  std::string county;
  std::string price_area;
  double population_count = 0.0;
  double area_km2 = 0.0;  ///< with lakes and mountains
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  std::string grid_company;
};

}  // namespace models
