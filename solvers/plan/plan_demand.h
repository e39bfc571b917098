#pragma once

#include <array>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/connection_profile.h"
#include "models/plan/plan.h"
#include "models/plan/plan_tables.h"
#include "solvers/plan/heat_choice.h"
#include "solvers/plan/plan_areas.h"
#include "solvers/plan/plan_climate.h"

namespace solvers {

/// P10, P50, P90.
template <class T>
using ByQuantile = std::array<T, models::kQuantileCount>;
template <class T>
using ByChoice = std::array<T, kHeatChoiceCount>;

/// One quarter of a design day, the same for every way of heating: that in which direct heating
/// with chillers draws most at P50.
struct DesignMoment {
  models::DayType day_type = models::DayType::kWorkday;
  int quarter_of_day = 0;
  ByChoice<ByQuantile<double>> electricity_mw{};  ///< all of it
  ByQuantile<double> heat_mw{};                   ///< rooms and hot water, as heat
  ByQuantile<double> cooling_mw{};                ///< as cold
};

/// Demand of a plan when all that stands by the end of a year stands, before ripeness.
/// **Shape** [quantile] or [choice][quantile].
struct PlanYearDemand {
  int year = 0;
  double built_floor_m2 = 0.0;
  ByQuantile<double> electric_mwh{};  ///< light, machines, fans
  ByQuantile<double> ev_mwh{};
  ByQuantile<double> given_mwh{};                  ///< of given powers
  ByQuantile<double> heat_mwh{};                   ///< rooms and hot water, as heat
  ByQuantile<double> cooling_mwh{};                ///< as cold
  ByChoice<ByQuantile<double>> electricity_mwh{};  ///< all of it
  /// Highest quarter of a January day at the design temperature, and of a July day at the hot one,
  /// with the coincidence of the customers there are.
  ByChoice<ByQuantile<double>> winter_peak_mw{};
  ByChoice<ByQuantile<double>> summer_peak_mw{};
  ByQuantile<double> heat_peak_mw{};     ///< as heat, at the design temperature
  ByQuantile<double> cooling_peak_mw{};  ///< as cold, on the hot day
  DesignMoment winter;
  DesignMoment summer;
  /// Of heat_mwh, what does not come of electricity straight away.
  ByChoice<ByQuantile<double>> flexible_heat_mwh{};
};

/// One year quarter by quarter, many customers together. Shape [choice][quantile][quarter].
struct PlanSeries {
  int year = 0;
  ByChoice<ByQuantile<std::vector<double>>> electricity_mw;
  ByQuantile<std::vector<double>> heat_mw;
};

struct PlanDemand {
  std::vector<PlanYearDemand> years;
  PlanSeries series;
};

/// What is asked of a plan.
struct PlanQuestion {
  int first_year = 0;
  int last_year = 0;
  int series_year = 0;         ///< 0: no series
  models::BuildOut build_out;  ///< of areas and plans that give none
};

/// Demand by year, from floors and given powers:
///   E(year) = Σ_areas share(area, year) · (Σ_use floor · e_use + power · profile)
/// P10 adds P10s and P90 adds P90s: uses err together, as standards, habits and cars move alike, so
/// that the spread of a sum is on the wide side. The energy of the climate's year is the table's
/// (carrier_law.h). Coincidence of n customers raises what many together take,
///   κ = k(n) / k∞,  k(n) = k∞ + (1 − k∞)/√n,
/// for electric, hot water and cars; cold and heat come to all at once.
/// Errors: InvalidArgument when a year lies outside 1950–2150, the last before the first, more than
/// 100 of them; FailedPrecondition when a given power's profile follows wind, sun or the region's
/// demand. **Valid** areas of this plan; uses valid.
absl::StatusOr<PlanDemand> SolvePlanDemand(const models::Plan& plan, const PlanAreas& areas,
                                           const models::PlanTables& tables,
                                           const models::ConnectionProfiles& profiles,
                                           const HeatChoiceParams& heat, const PlanClimate& climate,
                                           const PlanQuestion& question);

}  // namespace solvers
