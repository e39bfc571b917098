#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/base/bilingual.h"
#include "twin/plans/surroundings.h"

namespace twin::plans {

/// What is asked of a swap: a source gives its surplus heat, flats are converted to it, and the
/// grid gets room at one busbar.
struct SwapQuestion {
  std::string source_id;
  double flats_count = 0.0;
  double floor_per_flat_m2 = 70.0;
  std::string standard = "existing";  ///< energy standard of the flats
  double lon_deg = 0.0;               ///< where the flats stand
  double lat_deg = 0.0;
  int quarter_of_day = 32;  ///< 08:00
  int weather_year = 2011;
};

/// A swap that both parties read alike.
struct Swap {
  std::string id;  ///< first 32 hexadecimal digits of SHA-256 over the rest
  std::string source_id;
  std::string source;
  double flats_count = 0.0;
  double floor_m2 = 0.0;
  std::string station_id;  ///< of the flats
  std::string station;
  std::string source_station_id;
  std::string source_station;
  bool is_same_station = false;  ///< what is freed and what the pump draws meet at one station
  std::string local_time;
  double outdoor_degc = 0.0;
  double route_m = 0.0;         ///< straight line times the stated detour
  double need_mw = 0.0;         ///< heat of the flats then, P50
  double heat_mw = 0.0;         ///< of it, what the source gives, lifted
  double source_left_mw = 0.0;  ///< before lifting
  double pump_mw = 0.0;
  double before_p50_mw = 0.0;  ///< the flats' electricity for that heat today
  double freed_p50_mw = 0.0;
  double freed_p90_mw = 0.0;                  ///< nine in ten cases reach it
  std::vector<models::Bilingual> conditions;  ///< what must hold
};

/// Heat of flats in one quarter of the coldest day, lifted from the source:
///   need = N · a · (q_heating + κ q_water),  heat = min(need, Q_left · COP/(COP − 1))
///   freed = heat · relief − heat/COP
/// Errors: NotFound for the source, with the nearest; InvalidArgument for numbers out of range;
/// FailedPrecondition when the source has nothing left.
absl::StatusOr<Swap> CalcSwap(const Surroundings& around, const SwapQuestion& question);

nlohmann::ordered_json MakeSwapJson(const Swap& swap);
/// Errors: InvalidArgument for what is no swap.
absl::StatusOr<Swap> ParseSwap(const nlohmann::ordered_json& json);
/// One sentence and its conditions, in Norwegian or English.
std::string MakeSwapText(const Swap& swap, bool is_norwegian);

}  // namespace twin::plans
