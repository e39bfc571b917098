#include "solvers/record_quantities.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "solvers/record_statistics.h"

namespace solvers {
namespace {

using Years = std::span<const RegionYearRecord>;

constexpr double kSettledRatio = 1.0 + kSettledLossesShare;
constexpr std::array<const char*, kGeneratorKindCount> kKindIds{
    "run_of_river", "reservoir", "cascade", "unknown_hydro", "wind", "solar", "thermal"};
constexpr double kFirstBinDegc = -18.0;
constexpr std::size_t kBins = 14;

/// Collects quantities; `Mean` are figures of one year, of several their mean.
class List {
 public:
  void Add(std::string name, std::string unit, std::function<double(Years)> calc) {
    quantities_.push_back({std::move(name), std::move(unit), std::move(calc)});
  }
  void Mean(std::string name, std::string unit,
            std::function<double(const RegionYearRecord&)> read) {
    Add(std::move(name), std::move(unit), [read = std::move(read)](Years years) {
      double sum = 0.0;
      for (const RegionYearRecord& year : years) sum += read(year);
      return years.empty() ? 0.0 : sum / static_cast<double>(years.size());
    });
  }
  std::vector<RecordQuantity> Take() { return std::move(quantities_); }

 private:
  std::vector<RecordQuantity> quantities_;
};

double CalcWorstShape(const models::HourShapes& measured, Years years) {
  const models::HourShapes shapes = CalcHourShapes(years);
  double worst_share = 0.0;
  for (std::size_t season = 0; season < 4; ++season) {
    for (std::size_t day = 0; day < 3; ++day) {
      for (std::size_t hour = 0; hour < 24; ++hour) {
        worst_share = std::max(worst_share,
                               std::abs(shapes[season][day][hour] - measured[season][day][hour]));
      }
    }
  }
  return worst_share;
}

void AddDemand(const RegionRecordParams& params, const std::string& area, List& list) {
  list.Mean(area + "_peak_mw", "MW", [](const RegionYearRecord& year) {
    return kSettledRatio * CalcDuration(year).peak_mw;
  });
  list.Mean(area + "_twh", "TWh", [](const RegionYearRecord& year) {
    return kSettledRatio * CalcDuration(year).energy_gwh / 1000.0;
  });
  list.Mean(area + "_lowest_mw", "MW", [](const RegionYearRecord& year) {
    return kSettledRatio * CalcDuration(year).lowest_mw;
  });
  list.Mean(area + "_utilisation_h", "h",
            [](const RegionYearRecord& year) { return CalcDuration(year).utilisation_h; });
  list.Mean(area + "_hundredth_over_peak", "1", [](const RegionYearRecord& year) {
    return CalcDuration(year).hundredth_over_peak_share;
  });
  const auto respond = [&](const std::string& name, ResponseTemperature of, int lag) {
    list.Add(name, "MW/K", [of, lag](Years years) {
      const TemperatureResponse response = CalcWinterResponse(years, of);
      return kSettledRatio * (lag < 0 ? response.sum_mw_per_k
                                      : response.slope_mw_per_k[static_cast<std::size_t>(lag)]);
    });
  };
  respond(area + "_response_mw_per_k", ResponseTemperature::kProxy, -1);
  respond(area + "_response_today", ResponseTemperature::kProxy, 0);
  respond(area + "_response_yesterday", ResponseTemperature::kProxy, 1);
  respond(area + "_response_before", ResponseTemperature::kProxy, 2);
  respond(area + "_own_response_mw_per_k", ResponseTemperature::kOwn, -1);
  const models::HourShapes measured = params.planning.region->demand.hour_shape_ratio;
  list.Add(area + "_shape_worst", "1",
           [measured](Years years) { return CalcWorstShape(measured, years); });
}

double CalcBinMw(Years years, std::size_t bin, double TemperatureBin::*figure) {
  const TemperatureBin found = CalcTemperatureBins(years, kFirstBinDegc, kBins)[bin];
  return found.yearly_day_count > 0.0 ? kSettledRatio * found.*figure
                                   : std::numeric_limits<double>::quiet_NaN();
}

void AddVariation(const std::string& area, List& list) {
  list.Add(area + "_log_residual_std", "1",
           [](Years years) { return CalcLogResiduals(years).std_share; });
  constexpr std::array<int, 3> kLagsH{1, 24, 168};
  for (std::size_t k = 0; k < kLagsH.size(); ++k) {
    list.Add(absl::StrCat(area, "_log_residual_acf_", kLagsH[k], "h"), "1",
             [k](Years years) { return CalcLogResiduals(years).correlation_share[k]; });
  }
  list.Add(area + "_within_day_std", "1",
           [](Years years) { return CalcLogResiduals(years).within_day_std_share; });
  list.Add(area + "_within_day_acf_1h", "1",
           [](Years years) { return CalcLogResiduals(years).within_day_correlation_share; });
  for (std::size_t m = 0; m < 12; ++m) {
    list.Add(absl::StrFormat("%s_month_%02d", area, m + 1), "1",
             [m](Years years) { return CalcMonthRatios(years)[m]; });
  }
  for (std::size_t d = 0; d < 7; ++d) {
    list.Add(absl::StrCat(area, "_weekday_", d + 1), "1",
             [d](Years years) { return CalcWeekdayRatios(years)[d]; });
  }
  for (std::size_t b = 0; b < kBins; ++b) {
    const double low_degc = kFirstBinDegc + 3.0 * static_cast<double>(b);
    const std::string range = absl::StrCat(low_degc, "_", low_degc + 3.0, "_degc");
    list.Add(absl::StrCat(area, "_day_mean_", range), "MW",
             [b](Years years) { return CalcBinMw(years, b, &TemperatureBin::mean_mw); });
    list.Add(absl::StrCat(area, "_day_peak_", range), "MW",
             [b](Years years) { return CalcBinMw(years, b, &TemperatureBin::highest_mw); });
  }
}

void AddRegion(const RegionRecordParams& params, List& list) {
  const models::Region& region = *params.planning.region;
  list.Mean("region_peak_mw", "MW",
            [](const RegionYearRecord& year) { return year.region_peak_mw; });
  list.Mean("region_twh", "TWh",
            [](const RegionYearRecord& year) { return year.region_gwh / 1000.0; });
  list.Mean("region_own_supply_share_at_peak", "1", [](const RegionYearRecord& year) {
    return year.generation_at_peak_mw / year.region_peak_mw;
  });
  list.Mean("import_peak_mw", "MW",
            [](const RegionYearRecord& year) { return year.import_peak_mw; });
  list.Mean("import_low_mw", "MW", [](const RegionYearRecord& year) { return year.import_low_mw; });
  for (std::size_t i = 0; i < region.grid.exchange_areas.size(); ++i) {
    const models::ExchangeAreaIndex index(i);
    const std::string& id = region.grid.exchange_areas[index].id;
    list.Mean(absl::StrCat("import_at_peak:", id, "_mw"), "MW",
              [index](const RegionYearRecord& year) { return year.import_at_peak_mw[index]; });
    list.Mean(absl::StrCat("import:", id, "_twh"), "TWh",
              [index](const RegionYearRecord& year) { return year.import_gwh[index] / 1000.0; });
  }
  const auto& areas = params.planning.balance.price_areas;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const PriceAreaIndex index(i);
    list.Mean(absl::StrCat("price_area:", areas[index].id, ":twh"), "TWh",
              [index](const RegionYearRecord& year) {
                return kSettledRatio * year.demand_gwh[index] / 1000.0;
              });
    list.Mean(absl::StrCat("hydro:", areas[index].id, ":gwh"), "GWh",
              [index](const RegionYearRecord& year) { return year.hydro_gwh[index]; });
  }
  list.Mean("heat_electricity_gwh", "GWh",
            [](const RegionYearRecord& year) { return year.heat_electricity_gwh; });
  list.Mean("unserved_gwh", "GWh", [](const RegionYearRecord& year) { return year.unserved_gwh; });
  list.Mean("spill_gwh", "GWh", [](const RegionYearRecord& year) { return year.spill_gwh; });
}

void AddPlants(const RegionRecordParams& params, List& list) {
  const models::Region& region = *params.planning.region;
  for (std::size_t k = 0; k < kGeneratorKindCount; ++k) {
    list.Mean(absl::StrCat("class:", kKindIds[k], ":gwh"), "GWh",
              [k](const RegionYearRecord& year) { return year.class_gwh[k]; });
  }
  double wind_mw = 0.0;
  for (const models::GeneratorParams& plant : region.grid.generators) {
    if (plant.kind == models::GeneratorKind::kWind) wind_mw += plant.p_max_mw;
  }
  list.Mean("wind_full_load_h", "h", [wind_mw](const RegionYearRecord& year) {
    const auto kind = static_cast<std::size_t>(models::GeneratorKind::kWind);
    return wind_mw > 0.0 ? 1000.0 * year.class_gwh[kind] / wind_mw : 0.0;
  });
  for (std::size_t i = 0; i < region.places.size(); ++i) {
    const models::PlaceIndex index(i);
    const std::string& id = region.places[index].id;
    const std::string place = id.substr(id.rfind('/') + 1);
    list.Mean(absl::StrCat("sun:", place, ":full_load_h"), "h",
              [index](const RegionYearRecord& year) { return year.sun_full_load_h[index]; });
    list.Mean(absl::StrCat("heating:", place, ":full_load_h"), "h",
              [index](const RegionYearRecord& year) { return year.heating_full_load_h[index]; });
  }
}

// Sums of the table, the same in every year. A plan is in the queue or announced.
void AddLargeLoads(const RegionRecordParams& params, List& list) {
  for (std::size_t g = 0; g < params.group_ids.size(); ++g) {
    double reserved_mw = 0.0, queue_mw = 0.0;
    for (const models::LargeLoadParams& load : params.planning.region->large_loads) {
      if (!load.municipality.valid() || !params.is_in_group[g][load.municipality.value()]) continue;
      if (load.status == models::LargeLoadStatus::kReserved) reserved_mw += load.size_mw;
      if (load.status == models::LargeLoadStatus::kQueue ||
          load.status == models::LargeLoadStatus::kAnnounced) {
        queue_mw += load.size_mw;
      }
    }
    const std::string start = absl::StrCat("large_loads:", params.group_ids[g]);
    list.Mean(start + ":reserved_mw", "MW",
              [reserved_mw](const RegionYearRecord&) { return reserved_mw; });
    list.Mean(start + ":queue_mw", "MW", [queue_mw](const RegionYearRecord&) { return queue_mw; });
  }
}

void AddMunicipalities(const RegionRecordParams& params, List& list) {
  for (std::size_t g = 0; g < params.group_ids.size(); ++g) {
    list.Mean(absl::StrCat("group:", params.group_ids[g], ":peak_mw"), "MW",
              [g](const RegionYearRecord& year) { return year.group_peak_mw[g]; });
    list.Mean(absl::StrCat("group:", params.group_ids[g], ":own_supply_share"), "1",
              [g](const RegionYearRecord& year) {
                return year.group_generation_at_peak_mw[g] / std::max(year.group_peak_mw[g], 1e-9);
              });
  }
  AddLargeLoads(params, list);
  const auto& municipalities = params.planning.region->municipalities;
  for (std::size_t i = 0; i < municipalities.size(); ++i) {
    const models::MunicipalityIndex index(i);
    const std::string& id = municipalities[index].id;
    list.Mean(absl::StrCat("municipality:", id, ":peak_mw"), "MW",
              [index](const RegionYearRecord& year) { return year.municipality_peak_mw[index]; });
    list.Mean(
        absl::StrCat("municipality:", id, ":twh"), "TWh",
        [index](const RegionYearRecord& year) { return year.municipality_gwh[index] / 1000.0; });
  }
}

}  // namespace

std::vector<RecordQuantity> MakeRecordQuantities(const RegionRecordParams& params) {
  List list;
  const std::string area = absl::AsciiStrToLower(params.area);
  AddDemand(params, area, list);
  AddVariation(area, list);
  AddRegion(params, list);
  AddPlants(params, list);
  AddMunicipalities(params, list);
  return list.Take();
}

absl::StatusOr<RecordQuantity> FindRecordQuantity(const RegionRecordParams& params,
                                                  const std::string& name) {
  std::vector<std::string> alike;
  const std::string start = name.substr(0, name.find_first_of("_:"));
  for (RecordQuantity& quantity : MakeRecordQuantities(params)) {
    if (quantity.name == name) return std::move(quantity);
    if (absl::StartsWith(quantity.name, start) && alike.size() < 20) alike.push_back(quantity.name);
  }
  return absl::NotFoundError(absl::StrCat("a record has no quantity '", name, "'",
                                          alike.empty() ? "" : "; it has ",
                                          absl::StrJoin(alike, ", ")));
}

StreamingSpread CalcSpread(const RecordQuantity& quantity, Years years) {
  StreamingSpread spread;
  for (std::size_t i = 0; i < years.size(); ++i) {
    const double value = quantity.calc(years.subspan(i, 1));
    if (std::isfinite(value)) spread.Add(value);
  }
  return spread;
}

}  // namespace solvers
