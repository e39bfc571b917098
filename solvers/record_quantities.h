#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/quantiles.h"
#include "solvers/region_record.h"

namespace solvers {

/// Losses of the grid above 66 kV in the demand of a price area as it is settled, over the loads at
/// their stations (which already hold the losses below).
inline constexpr double kSettledLossesShare = 0.022;

/// One figure of a record, in its own unit.
struct RecordQuantity {
  std::string name;
  std::string unit;
  /// Over some years at once: of one, its figure; of several, that of all of them together where
  /// it is a statistic of many days, else their mean. NaN where no day tells it.
  std::function<double(std::span<const RegionYearRecord>)> calc;
};

/// All figures of a record. With a the record's area in small letters:
///   a_peak_mw, a_twh, a_lowest_mw (settled: with losses), a_utilisation_h, a_hundredth_over_peak,
///   a_response_mw_per_k and _today, _yesterday, _before (proxy; settled), a_own_response_mw_per_k,
///   a_log_residual_std, a_log_residual_acf_{1,24,168}h, a_within_day_std, a_within_day_acf_1h,
///   a_month_01 .. 12, a_weekday_1 .. 7, a_shape_worst, a_day_mean_{from}_{to}_degc and
///   a_day_peak_{from}_{to}_degc (settled; workdays by the proxy's temperature), region_peak_mw,
///   region_twh, import_peak_mw, import_low_mw, import_at_peak:AREA_mw, import:AREA_twh,
///   price_area:AREA:twh, hydro:AREA:gwh, class:KIND:gwh, wind_full_load_h, sun:PLACE:full_load_h,
///   heating:PLACE:full_load_h, group:GROUP:peak_mw, group:GROUP:own_supply_share,
///   large_loads:GROUP:reserved_mw and queue_mw (of the table), municipality:NUMBER:peak_mw,
///   municipality:NUMBER:twh, heat_electricity_gwh, unserved_gwh, spill_gwh
std::vector<RecordQuantity> MakeRecordQuantities(const RegionRecordParams& params);

/// Errors: NotFound with the names that begin alike.
absl::StatusOr<RecordQuantity> FindRecordQuantity(const RegionRecordParams& params,
                                                  const std::string& name);

/// The figure of each year alone, as P10, P50 and P90; years that have none (NaN: no day was so
/// cold) are left out.
StreamingSpread CalcSpread(const RecordQuantity& quantity, std::span<const RegionYearRecord> years);

}  // namespace solvers
