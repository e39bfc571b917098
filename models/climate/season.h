#pragma once

#include <array>

#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"

namespace models {

/// Share of the year that has passed, 0 at the start of 1 January, for smooth seasonal curves.
double CalcYearShare(const OsloTime& local);

/// Position in the tropical year (365.2425 days), for the sun; 0 at the start of 1 January 2000
/// UTC.
double CalcSolarYearShare(Quarter quarter);

/// Weights that turn twelve monthly means into the smooth value of one instant: the first two
/// harmonics of the year, raised so that the means over the months come out again.
///   w_m = (1 + 2 Σ_k κ_k cos k(θ − θ_m)) / 12,  κ_k = (kπ/12) / sin(kπ/12),  k = 1, 2
/// The weights sum to 1.
using MonthWeights = std::array<double, 12>;
MonthWeights CalcMonthWeights(double year_share);

/// Weights of the piecewise linear curve whose means over the calendar's months (February 28.2425
/// days) are the twelve monthly means exactly:
///   v(t) linear between nodes v_m at mid-month,  mean over month m of v = monthly_m
///   ⇒ v = A⁻¹ monthly,  A_{m,m±1} = L_m / (8 g),  g the days between the two mid-months
/// The weights sum to 1; continuous, with a kink in the middle of each month.
/// **Source** Sheng and Zwiers 1998, Climate Dynamics 14, 609–613 (monthly means kept).
MonthWeights CalcExactMonthWeights(double year_share);

/// The smooth value of `monthly` at the weights' instant, in the unit of `monthly`.
double CalcSeasonal(const MonthWeights& weights_share, const std::array<double, 12>& monthly);

}  // namespace models
