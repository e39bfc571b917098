#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/region_loader.h"
#include "models/asset_names.h"
#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_bus_peaks.h"
#include "solvers/heat_relief.h"
#include "solvers/heat_year.h"
#include "twin/cli/heat_systems.h"
#include "twin/config.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kMoreMw = 1.0;

struct Moment {
  double outdoor_degc = 0.0;
  double spot_nok_per_mwh = 0.0;
  solvers::ReliefPerMw relief;
  solvers::HeatCounterfactual now;
  models::HeatSystemResult result;
};

absl::StatusOr<Moment> CalcMoment(const models::Region& region,
                                  const models::OsloCalendar& calendar,
                                  const solvers::HeatStretch& stretch,
                                  models::HeatSystemIndex system,
                                  const solvers::ReliefParams& params) {
  Moment moment;
  models::HeatSystemState before;
  const models::HeatSystemParams& of = region.heat_systems[system];
  const models::Quarter last = stretch.first + static_cast<std::int64_t>(stretch.quarters) - 1;
  TWIN_RETURN_IF_ERROR(solvers::ForEachHeatStep(
      region, calendar, stretch, {}, [&](const solvers::HeatYearStep& step) {
        if (step.system != system) return;
        if (step.quarter == last) {
          moment.outdoor_degc = step.inputs.outdoor_degc;
          moment.spot_nok_per_mwh = step.inputs.electricity_price_nok_per_mwh;
          moment.result = step.result;
          moment.now = solvers::CalcCounterfactual(params, step.result, moment.outdoor_degc);
          moment.relief = CalcReliefPerMw(
              params, moment.outdoor_degc,
              solvers::CalcMarginalDrawRatio(of, step.inputs, before, step.result, kMoreMw));
        }
        before = step.state;
      }));
  return moment;
}

Json PeakJson(const solvers::HeatBusPeak& peak) {
  return {{"with_mw", peak.with_mw},
          {"without_direct_mw", peak.without_direct_mw},
          {"without_pump_mw", peak.without_pump_mw},
          {"heat_mw", peak.heat_mw}};
}

std::string PeakRow(const std::string& name, const solvers::HeatBusPeak& peak) {
  return absl::StrFormat("  %-28s %8.1f %9.1f %9.1f %8.1f %8.1f\n", name, peak.with_mw,
                         peak.without_direct_mw, peak.without_pump_mw,
                         peak.without_direct_mw - peak.with_mw, peak.heat_mw);
}

std::string MakeJson(const models::Region& region, const models::HeatSystemParams& system,
                     const Moment& moment, const solvers::HeatBusPeaks& peaks) {
  Json json{{"heat_system", system.id},
            {"outdoor_degc", moment.outdoor_degc},
            {"spot_nok_per_mwh", moment.spot_nok_per_mwh},
            {"delivered_mw", moment.now.delivered_mw},
            {"network_electricity_mw", moment.now.with_mw},
            {"without_direct_mw", moment.now.without_direct_mw},
            {"without_pump_mw", moment.now.without_pump_mw},
            {"relief_per_mw",
             {{"direct_mw", moment.relief.direct_mw},
              {"pump_mw", moment.relief.pump_mw},
              {"boiler_mw", moment.relief.boiler_mw},
              {"network_draw_mw", moment.relief.network_draw_mw}}},
            {"region", PeakJson(peaks.region)}};
  for (const solvers::HeatBusPeak& peak : peaks.buses) {
    Json row = PeakJson(peak);
    row["bus"] = region.grid.buses[peak.bus].id;
    json["buses"].push_back(std::move(row));
  }
  return json.dump(2) + "\n";
}

std::string MakeText(const models::Region& region, const models::HeatSystemParams& system,
                     const Moment& moment, const solvers::HeatBusPeaks& peaks) {
  std::string text = absl::StrFormat(
      "%s, %.1f degC, spot %.0f NOK/MWh: %.1f MW of heat, the network draws %.1f MW\n"
      "  without it: %.1f MW of direct electricity, %.1f MW of local heat pumps\n"
      "1 MW of heat more, MW of electricity relieved (the network draws %.2f of it):\n"
      "  instead of direct electricity %.2f, a local heat pump %.2f, an electric boiler %.2f\n"
      "peaks of buses, MW             with    direct     pumps   relief     heat\n",
      system.name, moment.outdoor_degc, moment.spot_nok_per_mwh, moment.now.delivered_mw,
      moment.now.with_mw, moment.now.without_direct_mw, moment.now.without_pump_mw,
      moment.relief.network_draw_mw, moment.relief.direct_mw, moment.relief.pump_mw,
      moment.relief.boiler_mw);
  for (const solvers::HeatBusPeak& peak : peaks.buses) {
    if (peak.without_direct_mw - peak.with_mw < 1.0) continue;
    text += PeakRow(region.grid.buses[peak.bus].name, peak);
  }
  return text + PeakRow("all of them at once", peaks.region);
}

}  // namespace

absl::StatusOr<std::string> DescribeHeatRelief(const HeatReliefQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const models::Region region, data::LoadRegion(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(const models::Quarter at, ParseStart(question.at));
  const models::AssetNames names(region);
  TWIN_ASSIGN_OR_RETURN(const models::AssetRef asset,
                        names.Find(question.system, {models::AssetKind::kHeatSystem}));
  const models::HeatSystemIndex system(asset.row);
  const std::int64_t before =
      (solvers::kHeatSpinUpDays + question.days - 1) * models::kQuartersPerDay;
  solvers::HeatStretch stretch{.weather_year = {.seed = 1, .year = question.weather_year},
                               .first = at - before,
                               .quarters = static_cast<std::size_t>(before) + 1,
                               .offset_k = question.offset_k};
  const solvers::ReliefParams params;
  TWIN_ASSIGN_OR_RETURN(const Moment moment, CalcMoment(region, calendar, stretch, system, params));
  stretch.first = at - (question.days - 1) * models::kQuartersPerDay;
  stretch.quarters = static_cast<std::size_t>(question.days) * models::kQuartersPerDay;
  TWIN_ASSIGN_OR_RETURN(const auto peaks,
                        solvers::CalcHeatBusPeaks(region, calendar, stretch, params));
  const models::HeatSystemParams& of = region.heat_systems[system];
  return question.is_json ? MakeJson(region, of, moment, peaks)
                          : MakeText(region, of, moment, peaks);
}

}  // namespace twin::cli
