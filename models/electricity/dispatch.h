#pragma once

#include <array>

#include "models/climate/photovoltaic.h"
#include "models/climate/wind.h"

namespace models {

/// One worked case: at this residual load (demand and losses less wind, sun, river and heat plants'
/// power) regulated plants run at these shares of their power.
struct DispatchPoint {
  double residual_mw = 0.0;
  double reservoir_share = 0.0;
  double cascade_share = 0.0;
};

/// How regulated hydro follows the residual load, and how full reservoirs should be.
struct DispatchParams {
  std::array<DispatchPoint, 3> points{};  ///< rising residual load: summer night, mild, cold
  double thermal_share = 0.75;            ///< must-run heat and power plants
  double reservoir_of_year_share = 0.6;   ///< reservoir energy over a normal year's production
  std::array<double, 12> fill_share{};    ///< normal reservoir filling by month
  double inflow_pass_share = 1.0;  ///< of a week's inflow off the season's normal, turned at once
  double fill_gain_ratio = 2.0;    ///< mean inflows more a week, per share above normal filling
  double cold_share_per_k = 0.0;   ///< mean inflows more a week, per kelvin below the normal
  /// Mean residual load by month, from which a run starts that knows no past; 0: unknown.
  std::array<double, 12> usual_residual_mw{};
  WindFarmParams wind_farm;
  PhotovoltaicParams photovoltaic;
};

}  // namespace models
