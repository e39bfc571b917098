#include "twin/frame_layout.h"

#include <string>
#include <utility>

namespace twin {
namespace {

enum class Axis {
  kRegion,
  kBus,
  kBranch,
  kGenerator,
  kArea,
  kPlace,
  kHeatSystem,
  kHeatPlant,
  kPart
};
constexpr std::size_t kAxisCount = 9;
constexpr std::array<const char*, kAxisCount> kAxisNames = {
    "region", "bus", "branch", "generator", "area", "place", "heat_system", "heat_plant", "part"};

struct SeriesRow {
  Series series;
  Axis axis;
  const char* name;
  const char* unit;  // UDUNITS
  const char* long_name;
  double quantum;  // binary rounding in sealed segments; 0 keeps every bit
  const char* secrecy;
};

constexpr double kPowerQuantum = 0x1p-13;  // 0.12 kW
constexpr double kShareQuantum = 0x1p-20;
constexpr double kDegreeQuantum = 0x1p-13;

constexpr SeriesRow kRows[] = {
    {Series::kBusVoltage, Axis::kBus, "bus_voltage_pu", "1", "voltage over nominal", kShareQuantum,
     "K3"},
    {Series::kBusAngle, Axis::kBus, "bus_angle_deg", "degree", "voltage angle", kDegreeQuantum,
     "K3"},
    {Series::kBusInjection, Axis::kBus, "bus_injection_mw", "MW", "active injection into the grid",
     kPowerQuantum, "K3"},
    {Series::kBusReactiveInjection, Axis::kBus, "bus_injection_mvar", "Mvar",
     "reactive injection into the grid", kPowerQuantum, "K3"},
    {Series::kBusEnergised, Axis::kBus, "bus_energised_flag", "1", "1 when the bus has voltage", 0,
     "K3"},
    {Series::kBranchActiveFrom, Axis::kBranch, "branch_p_from_mw", "MW", "active power in at from",
     kPowerQuantum, "K3"},
    {Series::kBranchReactiveFrom, Axis::kBranch, "branch_q_from_mvar", "Mvar",
     "reactive power in at from", kPowerQuantum, "K3"},
    {Series::kBranchActiveTo, Axis::kBranch, "branch_p_to_mw", "MW", "active power in at to",
     kPowerQuantum, "K3"},
    {Series::kBranchReactiveTo, Axis::kBranch, "branch_q_to_mvar", "Mvar",
     "reactive power in at to", kPowerQuantum, "K3"},
    {Series::kBranchLoading, Axis::kBranch, "branch_loading_share", "1",
     "apparent power over rating", kShareQuantum, "K3"},
    {Series::kBranchRating, Axis::kBranch, "branch_rating_mva", "MVA",
     "rating at the air temperature", kPowerQuantum, "K3"},
    {Series::kBranchInService, Axis::kBranch, "branch_in_service_flag", "1", "1 when in service", 0,
     "K3"},
    {Series::kBranchOutageLoading, Axis::kBranch, "branch_outage_loading_share", "1",
     "screened loading after the worst single outage of a line or transformer", kShareQuantum,
     "K3"},
    {Series::kBranchWorstOutage, Axis::kBranch, "branch_worst_outage_row", "1",
     "row of that outage on the branch axis; -1 where no outage loads the branch more", 0, "K3"},
    {Series::kGeneration, Axis::kGenerator, "generation_mw", "MW", "active generation",
     kPowerQuantum, "K3"},
    {Series::kAreaImport, Axis::kArea, "area_import_mw", "MW", "import from a price area",
     kPowerQuantum, "K0"},
    {Series::kRegionDemand, Axis::kRegion, "demand_mw", "MW",
     "electricity demand without heat plants", kPowerQuantum, "K0"},
    {Series::kRegionUnserved, Axis::kRegion, "unserved_mw", "MW",
     "electricity demand at places without voltage", kPowerQuantum, "K0"},
    {Series::kRegionHeatElectricity, Axis::kRegion, "heat_electricity_mw", "MW",
     "electricity of heat plants beside what the loads hold", kPowerQuantum, "K0"},
    {Series::kRegionLosses, Axis::kRegion, "losses_mw", "MW", "losses of the modelled grid",
     kPowerQuantum, "K0"},
    {Series::kRegionGeneration, Axis::kRegion, "generation_total_mw", "MW", "generation",
     kPowerQuantum, "K0"},
    {Series::kRegionHydro, Axis::kRegion, "hydro_mw", "MW", "hydro generation", kPowerQuantum,
     "K0"},
    {Series::kRegionWind, Axis::kRegion, "wind_mw", "MW", "wind generation", kPowerQuantum, "K0"},
    {Series::kRegionSolar, Axis::kRegion, "solar_mw", "MW", "solar generation", kPowerQuantum,
     "K0"},
    {Series::kRegionThermal, Axis::kRegion, "thermal_mw", "MW", "thermal generation", kPowerQuantum,
     "K0"},
    {Series::kRegionNetImport, Axis::kRegion, "net_import_mw", "MW", "net import", kPowerQuantum,
     "K0"},
    {Series::kRegionImportBeyondLimits, Axis::kRegion, "import_beyond_limits_mw", "MW",
     "part of the net import above the exchange limits of all neighbours", kPowerQuantum, "K0"},
    {Series::kRegionExportBeyondLimits, Axis::kRegion, "export_beyond_limits_mw", "MW",
     "part of the net export above the exchange limits of all neighbours", kPowerQuantum, "K0"},
    {Series::kRegionSlack, Axis::kRegion, "slack_mw", "MW",
     "part of the net import that the power flow added to the plan", kPowerQuantum, "K0"},
    {Series::kRegionResidual, Axis::kRegion, "electricity_residual_mw", "MW",
     "generation + net import - demand - heat electricity - losses", 0, "K0"},
    {Series::kPlaceAir, Axis::kPlace, "air_temperature_degc", "degC", "air temperature",
     kDegreeQuantum, "K0"},
    {Series::kPlaceEffective, Axis::kPlace, "effective_temperature_degc", "degC",
     "air temperature with the three-day memory of buildings", kDegreeQuantum, "K0"},
    {Series::kPlaceWind, Axis::kPlace, "wind_speed_m_per_s", "m s-1", "wind speed at hub height",
     kDegreeQuantum, "K0"},
    {Series::kPlaceIrradiance, Axis::kPlace, "irradiance_w_per_m2", "W m-2",
     "global horizontal irradiance", kDegreeQuantum, "K0"},
    {Series::kPlaceInflow, Axis::kPlace, "inflow_ratio", "1", "river inflow over its yearly mean",
     kShareQuantum, "K0"},
    {Series::kHeatDemand, Axis::kHeatSystem, "heat_demand_mw", "MW", "heat asked for",
     kPowerQuantum, "K0"},
    {Series::kHeatDelivered, Axis::kHeatSystem, "heat_delivered_mw", "MW", "heat delivered",
     kPowerQuantum, "K0"},
    {Series::kHeatUnserved, Axis::kHeatSystem, "heat_unserved_mw", "MW", "heat not delivered",
     kPowerQuantum, "K0"},
    {Series::kHeatNetworkLoss, Axis::kHeatSystem, "heat_network_loss_mw", "MW",
     "heat lost by pipes", kPowerQuantum, "K0"},
    {Series::kHeatAccumulatorDischarge, Axis::kHeatSystem, "accumulator_discharge_mw", "MW",
     "heat out of the accumulator, negative while charging", kPowerQuantum, "K0"},
    {Series::kHeatAccumulator, Axis::kHeatSystem, "accumulator_content_mwh", "MWh",
     "energy in the accumulator at the end of the quarter", kPowerQuantum, "K0"},
    {Series::kHeatIndoor, Axis::kHeatSystem, "indoor_temperature_degc", "degC",
     "mean indoor temperature at the end of the quarter", kDegreeQuantum, "K0"},
    {Series::kHeatSupply, Axis::kHeatSystem, "supply_temperature_degc", "degC",
     "supply temperature", kDegreeQuantum, "K0"},
    {Series::kHeatElectricity, Axis::kHeatSystem, "heat_system_electricity_mw", "MW",
     "electricity taken by the heat system", kPowerQuantum, "K0"},
    {Series::kHeatEmission, Axis::kHeatSystem, "heat_emission_kg_per_h", "kg h-1",
     "fossil carbon dioxide", kPowerQuantum, "K0"},
    {Series::kHeatResidual, Axis::kHeatSystem, "heat_residual_mw", "MW",
     "plant heat + discharge - delivered - network loss - cooled off", 0, "K0"},
    {Series::kHeatCooledOff, Axis::kHeatSystem, "heat_cooled_off_mw", "MW",
     "must-run heat that nobody takes", kPowerQuantum, "K0"},
    {Series::kHeatPower, Axis::kHeatSystem, "heat_system_power_mw", "MW",
     "electricity of the heat system's turbines", kPowerQuantum, "K0"},
    {Series::kHeatCost, Axis::kHeatSystem, "heat_cost_nok_per_h", "NOK h-1",
     "fuel, electricity, starts and cooling off, less electricity sold", kPowerQuantum, "K1"},
    {Series::kHeatMarginalCost, Axis::kHeatSystem, "heat_marginal_cost_nok_per_mwh", "NOK MWh-1",
     "cost of the dearest plant that is needed", kPowerQuantum, "K1"},
    {Series::kHeatReleased, Axis::kHeatSystem, "heat_released_mw", "MW",
     "electricity that the delivered heat would take in panel heaters, less what the system takes",
     kPowerQuantum, "K0"},
    {Series::kHeatReleasable, Axis::kHeatSystem, "heat_releasable_mw", "MW",
     "electricity that could stop within the quarter with all heat served", kPowerQuantum, "K1"},
    {Series::kHeatWithheldByPrice, Axis::kHeatSystem, "heat_withheld_by_price_mw", "MW",
     "electricity not taken because other heat is cheaper or nobody needs it", kPowerQuantum, "K1"},
    {Series::kHeatWithheldByOrder, Axis::kHeatSystem, "heat_withheld_by_order_mw", "MW",
     "electricity not taken because of a grid order", kPowerQuantum, "K3"},
    {Series::kHeatWithheldByReserve, Axis::kHeatSystem, "heat_withheld_by_reserve_mw", "MW",
     "electricity not taken because reserve is activated", kPowerQuantum, "K3"},
    {Series::kHeatElectricityLimit, Axis::kHeatSystem, "heat_electricity_limit_mw", "MW",
     "grid order on the system's electricity; 1e9 without one", kPowerQuantum, "K3"},
    {Series::kHeatReserve, Axis::kHeatSystem, "heat_reserve_mw", "MW", "activated reserve",
     kPowerQuantum, "K3"},
    {Series::kHeatConverted, Axis::kHeatSystem, "heat_converted_mw", "MW",
     "of the demand, of buildings that left electric heating in a what-if", kPowerQuantum, "K3"},
    {Series::kHeatRelieved, Axis::kHeatSystem, "heat_relieved_mw", "MW",
     "electricity these buildings would take without the network", kPowerQuantum, "K3"},
    {Series::kHeatAdded, Axis::kHeatSystem, "heat_added_mw", "MW",
     "heat of surplus sources that were added in a what-if", kPowerQuantum, "K3"},
    {Series::kHeatAddedElectricity, Axis::kHeatSystem, "heat_added_electricity_mw", "MW",
     "electricity of their heat pumps, part of the system's", kPowerQuantum, "K3"},
    {Series::kPlantHeat, Axis::kHeatPlant, "plant_heat_mw", "MW", "heat of a plant", kPowerQuantum,
     "K3"},
    {Series::kPlantElectricity, Axis::kHeatPlant, "plant_electricity_mw", "MW",
     "electricity of a heat plant", kPowerQuantum, "K3"},
    {Series::kPlantPower, Axis::kHeatPlant, "plant_power_mw", "MW",
     "electricity of a heat plant's turbine", kPowerQuantum, "K3"},
    {Series::kPlantLeast, Axis::kHeatPlant, "plant_least_heat_mw", "MW",
     "least heat in the quarter if it runs", kPowerQuantum, "K3"},
    {Series::kPlantMost, Axis::kHeatPlant, "plant_most_heat_mw", "MW",
     "most heat in the quarter under outages, ramps, fuel and orders", kPowerQuantum, "K3"},
    {Series::kPlantCost, Axis::kHeatPlant, "plant_cost_nok_per_mwh", "NOK MWh-1",
     "cost of one more MWh of its heat", kPowerQuantum, "K3"},
    {Series::kPlantFuel, Axis::kHeatPlant, "plant_fuel_mwh", "MWh",
     "fuel on site at the end of the quarter; 0 without a store", kPowerQuantum, "K3"},
    {Series::kPlantLost, Axis::kHeatPlant, "plant_lost_share", "1",
     "share of its heat that an outage or reduction takes", kShareQuantum, "K3"},
    {Series::kPartStale, Axis::kPart, "stale_flag", "1",
     "1 when the part could not be solved and shows its last good state", 0, "K0"},
};
static_assert(std::size(kRows) == kSeriesCount);

template <class Table>
std::vector<std::string> IdsOf(const Table& table) {
  std::vector<std::string> ids;
  for (const auto& row : table) ids.push_back(row.id);
  return ids;
}

using AxisElements = std::array<std::vector<std::string>, kAxisCount>;

AxisElements MakeAxes(const models::Region& region) {
  AxisElements axes;
  const auto at = [&axes](Axis axis) -> std::vector<std::string>& {
    return axes[static_cast<std::size_t>(axis)];
  };
  at(Axis::kRegion) = {region.id};
  at(Axis::kBus) = IdsOf(region.grid.buses);
  at(Axis::kBranch) = IdsOf(region.grid.branches);
  at(Axis::kGenerator) = IdsOf(region.grid.generators);
  at(Axis::kArea) = IdsOf(region.grid.exchange_areas);
  at(Axis::kPlace) = IdsOf(region.places);
  at(Axis::kHeatSystem) = IdsOf(region.heat_systems);
  for (const models::HeatSystemParams& system : region.heat_systems) {
    for (const models::HeatPlantParams& plant : system.plants) {
      at(Axis::kHeatPlant).push_back(plant.id);
    }
  }
  for (std::size_t part = 0; part < kPartCount; ++part) {
    at(Axis::kPart).emplace_back(PartName(static_cast<Part>(part)));
  }
  return axes;
}

}  // namespace

const char* PartName(Part part) {
  switch (part) {
    case Part::kElectricity:
      return "electricity";
    case Part::kHeat:
      return "heat";
    case Part::kSecurity:
      return "security";
    case Part::kCount:
      break;
  }
  return "";
}

bool MeansOverQuarter(Series series) {
  if (series >= Series::kBusVoltage && series <= Series::kBranchWorstOutage) return false;
  switch (series) {
    case Series::kHeatAccumulator:
    case Series::kHeatIndoor:
    case Series::kHeatSupply:
    case Series::kHeatElectricityLimit:
    case Series::kPlantLeast:
    case Series::kPlantMost:
    case Series::kPlantCost:
    case Series::kPlantFuel:
    case Series::kPartStale:
      return false;
    default:
      return true;
  }
}

FrameLayout::FrameLayout(const models::Region& region) {
  const AxisElements axes = MakeAxes(region);
  for (const SeriesRow& row : kRows) {
    const auto& elements = axes[static_cast<std::size_t>(row.axis)];
    blocks_[static_cast<std::size_t>(row.series)] = {size_, elements.size()};
    size_ += elements.size();
    store::SeriesGroup group;
    group.name = row.name;
    group.unit = row.unit;
    group.long_name = row.long_name;
    group.axis = kAxisNames[static_cast<std::size_t>(row.axis)];
    group.element_ids = elements;
    group.quantum = row.quantum;
    group.secrecy = row.secrecy;
    schema_.groups.push_back(std::move(group));
  }
  std::size_t first_plant = 0;
  for (const models::HeatSystemParams& system : region.heat_systems) {
    first_plant_.push_back(first_plant);
    first_plant += system.plants.size();
  }
}

std::span<const double> FrameLayout::Of(Series series, std::span<const double> frame) const {
  const Block& block = BlockOf(series);
  return frame.subspan(block.offset, block.size);
}

std::span<double> FrameLayout::Of(Series series, std::span<double> frame) const {
  const Block& block = BlockOf(series);
  return frame.subspan(block.offset, block.size);
}

}  // namespace twin
