#include "twin/convert/surplus_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::int64_t kQuartersPerHour = 4;

void AddHours(const models::SurplusSourceParams& source, const models::OsloCalendar& calendar,
              models::Quarter now, pb::SurplusSource& sent) {
  const models::OsloTime day = calendar.At(now);
  const models::Quarter begin = calendar.LocalDayStart(day.year, day.month, day.day);
  const models::Quarter end = begin + calendar.QuartersInLocalDay(day.year, day.month, day.day);
  for (models::Quarter hour = begin; hour < end; hour = hour + kQuartersPerHour) {
    sent.add_heat_mw(CalcSurplusHeatMw(source, calendar.At(hour)));
  }
}

pb::SurplusLift ToLift(const models::SurplusSourceParams& source,
                       const models::HeatSystemParams& network) {
  const models::HeatPlantParams plant =
      MakeSurplusPlant(source, network.supply_cold_degc, network.return_degc);
  pb::SurplusLift lift;
  lift.set_needs_heat_pump(plant.uses_electricity);
  lift.set_network_heat_max_mw(plant.heat_max_mw);
  if (plant.uses_electricity) {
    lift.set_cop_ratio(plant.efficiency_ratio);
    lift.set_electricity_max_mw(plant.heat_max_mw / plant.efficiency_ratio);
  }
  return lift;
}

}  // namespace

pb::SurplusSource ToSurplusSource(const models::Region& region, models::SurplusSourceIndex source,
                                  const models::OsloCalendar& calendar, models::Quarter now) {
  const models::SurplusSourceParams& params = region.surplus_sources[source];
  const models::HeatSystemParams& network = region.heat_systems[params.heat_system];
  pb::SurplusSource sent;
  sent.set_id(params.id);
  sent.set_name(params.name);
  sent.set_kind(params.kind);
  sent.set_municipality_id(region.municipalities[params.municipality].id);
  sent.mutable_position()->set_lat_deg(params.lat_deg);
  sent.mutable_position()->set_lon_deg(params.lon_deg);
  sent.set_is_operating(params.is_operating);
  sent.set_source_degc(CalcSurplusDegC(params, calendar.At(now)));
  sent.set_winter_degc(params.winter_degc);
  sent.set_summer_degc(params.summer_degc);
  sent.set_cooled_to_degc(params.cooled_to_degc);
  sent.set_heat_max_mw(params.heat_mw);
  AddHours(params, calendar, now, sent);
  sent.set_taken_share(params.taken_share);
  sent.set_heat_system_id(network.id);
  sent.set_network_km(params.network_km);
  sent.set_path(params.path);
  if (HasHeatLeft(params)) *sent.mutable_lift() = ToLift(params, network);
  sent.set_bus_id(region.grid.buses[params.bus].id);
  return sent;
}

}  // namespace twin::convert
