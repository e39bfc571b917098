#include "twin/convert/heat_frame_convert.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "models/base/units.h"
#include "models/patch_effects.h"
#include "models/plants/fuel_store.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

// Less than this is rounding.
constexpr double kLeastMw = 1e-3;
constexpr double kLeastLostShare = 1e-6;
constexpr double kHoursPerDay = 24.0;

// The rows of one heat system in one frame.
class SystemReader {
 public:
  SystemReader(const FrameContext& context, const Frame& frame, models::HeatSystemIndex system)
      : context_(context),
        frame_(frame),
        system_(system),
        first_plant_(context.layout.FirstPlant(system)) {}

  const models::HeatSystemParams& params() const { return context_.region.heat_systems[system_]; }
  double At(Series series) const {
    return context_.layout.Value(series, frame_.values, system_.value());
  }
  double OfPlant(Series series, std::size_t plant) const {
    return context_.layout.Value(series, frame_.values, first_plant_ + plant);
  }

 private:
  const FrameContext& context_;
  const Frame& frame_;
  const models::HeatSystemIndex system_;
  const std::size_t first_plant_;
};

pb::HeatPlantState ToPlantState(const SystemReader& reader, std::size_t row) {
  const models::HeatPlantParams& plant = reader.params().plants[row];
  const double heat_mw = reader.OfPlant(Series::kPlantHeat, row);
  pb::HeatPlantState state;
  state.set_id(plant.id);
  state.set_heat_mw(heat_mw);
  state.set_electricity_mw(reader.OfPlant(Series::kPlantElectricity, row));
  state.set_is_running(heat_mw > 0.0);
  state.set_least_mw(reader.OfPlant(Series::kPlantLeast, row));
  state.set_most_mw(reader.OfPlant(Series::kPlantMost, row));
  state.set_power_mw(reader.OfPlant(Series::kPlantPower, row));
  state.set_cost_nok_per_mwh(reader.OfPlant(Series::kPlantCost, row));
  state.set_lost_share(reader.OfPlant(Series::kPlantLost, row));
  if (plant.fuel.fuel_capacity_mwh > 0.0) {
    const double left_h =
        kHoursPerDay * models::CalcFuelDaysLeft(plant.fuel, reader.OfPlant(Series::kPlantFuel, row),
                                                heat_mw, plant.efficiency_ratio);
    if (std::isfinite(left_h)) state.set_fuel_left_h(left_h);
  }
  return state;
}

void AddPlantAlarms(const SystemReader& reader, pb::HeatFrame& heat) {
  for (std::size_t row = 0; row < reader.params().plants.size(); ++row) {
    const pb::HeatPlantState& state = heat.plants(static_cast<int>(row));
    if (state.lost_share() > kLeastLostShare) {
      auto* alarm = heat.add_alarms();
      alarm->set_kind(pb::HEAT_ALARM_KIND_PLANT_LOST);
      alarm->set_plant_id(state.id());
      alarm->set_value_mw(state.lost_share() * CalcNetHeatMaxMw(reader.params().plants[row]));
    }
    if (state.has_fuel_left_h() && state.fuel_left_h() < kFuelReserveH) {
      auto* alarm = heat.add_alarms();
      alarm->set_kind(pb::HEAT_ALARM_KIND_FUEL_LOW);
      alarm->set_plant_id(state.id());
      alarm->set_value_h(state.fuel_left_h());
      alarm->set_limit_h(kFuelReserveH);
    }
  }
}

void AddSystemAlarms(const SystemReader& reader, pb::HeatFrame& heat) {
  if (heat.unserved_mw() > kLeastMw) {
    auto* alarm = heat.add_alarms();
    alarm->set_kind(pb::HEAT_ALARM_KIND_UNSERVED);
    alarm->set_value_mw(heat.unserved_mw());
  }
  const double reserve_mwh = kStoreReserveShare * reader.params().accumulator.capacity_mwh;
  if (heat.accumulator_mwh() < reserve_mwh) {
    auto* alarm = heat.add_alarms();
    alarm->set_kind(pb::HEAT_ALARM_KIND_STORE_LOW);
    alarm->set_value_mwh(heat.accumulator_mwh());
    alarm->set_limit_mwh(reserve_mwh);
  }
  const double limit_mw = reader.At(Series::kHeatElectricityLimit);
  if (limit_mw < models::kNoElectricityLimitMw) {
    auto* alarm = heat.add_alarms();
    alarm->set_kind(pb::HEAT_ALARM_KIND_GRID_ORDER);
    alarm->set_value_mw(heat.withheld_by_order_mw());
    alarm->set_limit_mw(limit_mw);
  }
  const double reserve_mw = reader.At(Series::kHeatReserve);
  if (reserve_mw > 0.0) {
    auto* alarm = heat.add_alarms();
    alarm->set_kind(pb::HEAT_ALARM_KIND_RESERVE);
    alarm->set_value_mw(heat.withheld_by_reserve_mw());
    alarm->set_limit_mw(reserve_mw);
  }
}

}  // namespace

pb::HeatSource ToHeatSource(models::HeatPlantKind kind) {
  using models::HeatPlantKind;
  switch (kind) {
    case HeatPlantKind::kWasteIncineration:
      return pb::HEAT_SOURCE_WASTE_INCINERATION;
    case HeatPlantKind::kHeatPump:
      return pb::HEAT_SOURCE_HEAT_PUMP;
    case HeatPlantKind::kSurplusHeatPump:
    case HeatPlantKind::kSurplusHeat:
      return pb::HEAT_SOURCE_SURPLUS_HEAT;
    case HeatPlantKind::kElectricBoiler:
      return pb::HEAT_SOURCE_ELECTRIC_BOILER;
    case HeatPlantKind::kPelletBoiler:
      return pb::HEAT_SOURCE_PELLETS;
    case HeatPlantKind::kBioOilBoiler:
      return pb::HEAT_SOURCE_BIO_OIL;
    case HeatPlantKind::kGasBoiler:
      return pb::HEAT_SOURCE_GAS;
    case HeatPlantKind::kChipBoiler:
      return pb::HEAT_SOURCE_CHIPS;
    case HeatPlantKind::kBiogasBoiler:
      return pb::HEAT_SOURCE_BIOGAS;
    case HeatPlantKind::kSolarHeat:
      return pb::HEAT_SOURCE_SOLAR;
  }
  return pb::HEAT_SOURCE_UNSPECIFIED;
}

pb::HeatFrame ToHeatFrame(const FrameContext& context, const Frame& frame,
                          models::HeatSystemIndex system) {
  const SystemReader reader(context, frame, system);
  pb::HeatFrame heat;
  heat.set_heat_system_id(reader.params().id);
  heat.set_demand_mw(reader.At(Series::kHeatDemand));
  heat.set_delivered_mw(reader.At(Series::kHeatDelivered));
  heat.set_unserved_mw(reader.At(Series::kHeatUnserved));
  heat.set_network_loss_mw(reader.At(Series::kHeatNetworkLoss));
  heat.set_accumulator_discharge_mw(reader.At(Series::kHeatAccumulatorDischarge));
  heat.set_accumulator_mwh(reader.At(Series::kHeatAccumulator));
  heat.set_indoor_degc(reader.At(Series::kHeatIndoor));
  heat.set_supply_degc(reader.At(Series::kHeatSupply));
  heat.set_electricity_mw(reader.At(Series::kHeatElectricity));
  heat.set_emission_kg_per_h(reader.At(Series::kHeatEmission));
  heat.set_residual_mw(reader.At(Series::kHeatResidual));
  heat.set_cooled_off_mw(reader.At(Series::kHeatCooledOff));
  heat.set_power_mw(reader.At(Series::kHeatPower));
  heat.set_released_mw(reader.At(Series::kHeatReleased));
  heat.set_releasable_mw(reader.At(Series::kHeatReleasable));
  heat.set_cost_nok_per_h(reader.At(Series::kHeatCost));
  heat.set_marginal_cost_nok_per_mwh(reader.At(Series::kHeatMarginalCost));
  heat.set_withheld_by_price_mw(reader.At(Series::kHeatWithheldByPrice));
  heat.set_withheld_by_order_mw(reader.At(Series::kHeatWithheldByOrder));
  heat.set_withheld_by_reserve_mw(reader.At(Series::kHeatWithheldByReserve));
  heat.set_converted_mw(reader.At(Series::kHeatConverted));
  heat.set_relieved_mw(reader.At(Series::kHeatRelieved));
  heat.set_added_mw(reader.At(Series::kHeatAdded));
  heat.set_added_electricity_mw(reader.At(Series::kHeatAddedElectricity));
  std::map<pb::HeatSource, pb::HeatBySource> by_source;
  for (std::size_t row = 0; row < reader.params().plants.size(); ++row) {
    const pb::HeatPlantState& state = *heat.add_plants() = ToPlantState(reader, row);
    pb::HeatBySource& sum = by_source[ToHeatSource(reader.params().plants[row].kind)];
    sum.set_heat_mw(sum.heat_mw() + state.heat_mw());
    sum.set_electricity_mw(sum.electricity_mw() + state.electricity_mw());
  }
  if (heat.added_mw() > 0.0) {
    pb::HeatBySource& sum = by_source[pb::HEAT_SOURCE_SURPLUS_HEAT];
    sum.set_heat_mw(sum.heat_mw() + heat.added_mw());
    sum.set_electricity_mw(sum.electricity_mw() + heat.added_electricity_mw());
  }
  for (auto& [source, sum] : by_source) {
    sum.set_source(source);
    *heat.add_sources() = sum;
  }
  AddPlantAlarms(reader, heat);
  AddSystemAlarms(reader, heat);
  return heat;
}

pb::GetHeatDispatchResponse ToHeatDispatch(const FrameContext& context, const Frame& frame,
                                           models::HeatSystemIndex system) {
  const SystemReader reader(context, frame, system);
  pb::GetHeatDispatchResponse dispatch;
  dispatch.set_heat_system_id(reader.params().id);
  dispatch.set_accumulator_discharge_mw(reader.At(Series::kHeatAccumulatorDischarge));
  dispatch.set_marginal_cost_nok_per_mwh(reader.At(Series::kHeatMarginalCost));
  std::vector<std::size_t> rows(reader.params().plants.size());
  double plants_mw = 0.0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows[row] = row;
    plants_mw += reader.OfPlant(Series::kPlantHeat, row);
  }
  plants_mw += reader.At(Series::kHeatAdded);
  dispatch.set_plants_mw(plants_mw);
  std::stable_sort(rows.begin(), rows.end(), [&reader](std::size_t a, std::size_t b) {
    return reader.OfPlant(Series::kPlantCost, a) < reader.OfPlant(Series::kPlantCost, b);
  });
  for (const std::size_t row : rows) {
    const models::HeatPlantParams& plant = reader.params().plants[row];
    auto* sent = dispatch.add_plants();
    *sent->mutable_state() = ToPlantState(reader, row);
    sent->set_name(plant.name);
    sent->set_source(ToHeatSource(plant.kind));
    sent->set_uses_electricity(plant.uses_electricity);
  }
  return dispatch;
}

}  // namespace twin::convert
