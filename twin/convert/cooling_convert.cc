#include "twin/convert/cooling_convert.h"

#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::int64_t kQuartersPerHour = 4;

}  // namespace

heat::CoolingQuestion FromProto(const pb::AnswerCoolingRequest& request) {
  heat::CoolingQuestion question;
  question.cooling_mw = request.cooling_mw();
  question.cooling_gwh = request.cooling_gwh();
  if (request.full_load_h() != 0.0) question.full_load_h = request.full_load_h();
  if (request.has_water_degc()) question.water_degc = request.water_degc();
  question.rejects_to_water = request.rejects_to_water();
  question.combined_mw = request.combined_mw();
  return question;
}

pb::AnswerCoolingResponse ToCoolingAnswer(const models::Region& region,
                                          models::HeatSystemIndex system,
                                          const heat::CoolingDay& day) {
  using Cold = solvers::DistrictCoolingResult;
  pb::AnswerCoolingResponse answer;
  answer.set_heat_system_id(region.heat_systems[system].id);
  answer.set_weather_year(day.hottest.weather_year);
  answer.set_afternoon_degc(day.hottest.afternoon_degc);
  answer.set_cooling_peak_mw(day.district.cooling_peak_mw);
  answer.set_electricity_peak_mw(heat::PeakOf(day.hours, &Cold::electricity_mw).electricity_mw);
  answer.set_all_compressor_electricity_peak_mw(
      heat::PeakOf(day.hours, &Cold::all_compressor_electricity_mw).all_compressor_electricity_mw);
  if (day.bus.valid()) answer.set_bus_id(region.grid.buses[day.bus].id);
  models::Quarter quarter = day.hottest.first;
  for (const heat::CoolingHour& hour : day.hours) {
    pb::CoolingHour& sent = *answer.add_hours();
    *sent.mutable_time() = ToTimestamp(quarter);
    sent.set_outdoor_degc(hour.outdoor_degc);
    sent.set_cooling_mw(hour.cold.cooling_mw);
    sent.set_free_mw(hour.cold.free_mw);
    sent.set_combined_mw(hour.cold.combined_mw);
    sent.set_compressor_mw(hour.cold.compressor_mw);
    sent.set_unserved_mw(hour.cold.unserved_mw);
    sent.set_heat_mw(hour.cold.heat_mw);
    sent.set_electricity_mw(hour.cold.electricity_mw);
    sent.set_all_compressor_electricity_mw(hour.cold.all_compressor_electricity_mw);
    quarter = quarter + kQuartersPerHour;
  }
  return answer;
}

}  // namespace twin::convert
