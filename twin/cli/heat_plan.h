#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace twin::cli {

/// `twin heat plan`: one system planned ahead and followed, beside cheapest first.
struct HeatPlanQuestion {
  std::string region_directory = "data/ostlandet";
  std::string system = "Oslo";  ///< id or name
  std::string from = "2027-01-15T00:00:00Z";
  int weather_year = 2011;
  int days = 2;
  double offset_k = 0.0;
  // An event, all its hours from `event_from_h` after the start on.
  double event_from_h = 24.0;
  double event_length_h = 24.0;
  std::string lost_plant;      ///< id or name; empty: none. Nobody knows it before
  double order_mw = -1.0;      ///< electricity left by a grid order; negative: none
  bool is_order_known = true;  ///< before it begins
  bool has_accumulator = true;
  bool has_network_water = true;  ///< as a store
  int horizon_hours = 48;
  int renew_hours = 24;
  double solve_s = 2.0;
  bool is_json = false;
};

/// Hour by hour: sources, store, electricity, rooms; sums of both ways, plans with their gaps.
/// Errors: NotFound for system and plant with what is there; InvalidArgument for the time; as of
/// solvers::RunLookAhead.
absl::StatusOr<std::string> DescribeHeatPlan(const HeatPlanQuestion& question);

}  // namespace twin::cli
