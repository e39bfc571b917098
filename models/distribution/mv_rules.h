#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "models/distribution/mv_grid.h"

namespace models {

/// What is typical of town or country.
struct MvSetting {
  double node_customer_count = 0.0;
  double demand_ratio = 1.0;     ///< of a customer, over the mean of town and country
  double feeder_mw = 0.0;        ///< at 22 kV; 11 kV feeders carry half
  double cable_share = 0.0;      ///< of the lines
  double detour_ratio = 1.0;     ///< of a line over the straight way
  double path_cost_ratio = 0.0;  ///< 0: shortest network; 1: shortest ways to the busbar
  double loading_share = 1.0;    ///< of the rating that planning uses; the rest is for backfeed
};

/// How medium-voltage networks are invented.
struct MvRules {
  std::uint64_t seed = 1;
  Table<MvLineTypeIndex, MvLineType> line_types;  ///< each kind by rising rating
  std::vector<double> substation_kva;             ///< sizes of secondary transformers, rising
  std::vector<double> transformer_mva;            ///< sizes of units that feed a busbar, rising
  MvSetting town;
  MvSetting country;
  double customers_per_person_ratio = 0.0;
  double town_density_per_km2 = 0.0;  ///< people; here half of the customers live in town
  double town_density_exponent_ratio = 0.0;
  double town_customers_per_km2 = 0.0;    ///< inside a town
  double settled_radius_share = 0.0;      ///< of the radius of a round municipality
  double radius_max_km = 0.0;             ///< that a station reaches
  double coincidence_limit_share = 0.5;   ///< k∞ of Rusck's coincidence factor
  double drop_limit_share = 0.0;          ///< from busbar to the last node that planning allows
  double substation_loading_share = 1.0;  ///< of secondary transformers on the cold morning
  double cold_emergency_ratio = 1.0;      ///< of the busbar's units when one is lost
  double single_unit_mw = 0.0;            ///< up to this a country station has one unit
};

/// InvalidArgument with every rule that is missing, not finite, or out of order.
absl::Status Validate(const MvRules& rules);

/// Peak of n customers over their part of a large group's peak (Rusck 1956):
///   r(n) = (k∞ + (1 − k∞)/√n) / k∞
double CalcCoincidenceRatio(double coincidence_limit_share, double customer_count);

/// Share of people who live in town, by people per km² of the municipality:
///   u = 1 / (1 + (d₀/d)^α)
double CalcTownShare(const MvRules& rules, double people_per_km2);

}  // namespace models
