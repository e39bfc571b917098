#include "solvers/regional_balance.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/climate/hydro.h"
#include "models/climate/photovoltaic.h"

// Unknowns: the power of every plant and the import over every boundary. In order:
//   1. given powers: wind v → curve, sun G → share, river inflow → power, heat plants a share;
//   2. residual load  R = demand + losses − Σ given;
//   3. regulated plants  each spends its week's budget after R (regulated_hydro.cc);
//   4. net import  N = R − Σ regulated, shared among neighbours within their limits and their
//      boundary buses.
// Only areas at their limits are iterated over, once each at most; step 4 closes the balance.

namespace solvers {
namespace {

using models::DispatchParams;
using models::GeneratorIndex;
using models::GeneratorKind;
using models::GeneratorParams;

bool IsOut(const RegionalBalanceInputs& inputs, GeneratorIndex index) {
  return !inputs.generator_out.empty() && inputs.generator_out[index] != 0;
}

double RiverYearGwh(const GeneratorParams& plant) {
  return plant.inflow_year_gwh.value_or(plant.normal_year_gwh);
}

// What the river brings beyond what the plant takes.
double CalcFloodLossMw(const GeneratorParams& plant, const models::PlaceWeather& weather,
                       double plant_mw) {
  if (plant.kind != GeneratorKind::kRunOfRiver && plant.kind != GeneratorKind::kUnknownHydro) {
    return 0.0;
  }
  return models::CalcMeanPowerMw(RiverYearGwh(plant)) * weather.inflow_ratio - plant_mw;
}

double WindHeightM(const RegionalBalanceInputs& inputs, models::PlaceIndex place) {
  return inputs.process != nullptr ? (*inputs.process->places)[place].wind_height_m : 0.0;
}

// The one place where wind goes from the height of its place to that of a farm's hubs.
double CalcWindMw(const GeneratorParams& plant, const models::PlaceWeather& weather,
                  double wind_height_m, const models::WindFarmParams& common) {
  models::WindFarmParams farm = common;
  if (plant.specific_power_w_per_m2 > 0.0) {
    farm.rated_m_per_s = models::CalcRatedWindMPerS(plant.specific_power_w_per_m2);
  }
  const bool is_at_hub = plant.hub_height_m <= 0.0 || wind_height_m <= 0.0;
  const double hub_m_per_s =
      is_at_hub ? weather.wind_m_per_s
                : models::CalcWindAtHeightMPerS(weather.wind_m_per_s, wind_height_m,
                                                plant.hub_height_m, models::kWindRoughnessM);
  return plant.p_max_mw *
         CalcWindFarmShare(farm, {.wind_m_per_s = hub_m_per_s,
                                  .air_degc = weather.air_degc,
                                  .air_kg_per_m3 = weather.air_kg_per_m3,
                                  .clear_sky_share = weather.past_clear_sky_share});
}

// Piecewise linear through three points with rising x, going on outside with the outer slopes.
double CalcThroughPoints(double x, const std::array<double, 3>& xs,
                         const std::array<double, 3>& ys) {
  const std::size_t left = x < xs[1] ? 0 : 1;
  return ys[left] + (ys[left + 1] - ys[left]) * (x - xs[left]) / (xs[left + 1] - xs[left]);
}

void SizeResult(const models::ElectricityGrid& grid, RegionalBalanceStep& step) {
  RegionalBalanceResult& result = step.result;
  if (result.generation_mw.size() != grid.generators.size()) {
    result.generation_mw = models::Table<GeneratorIndex, double>(grid.generators.size());
    result.follow_share = models::Table<GeneratorIndex, double>(grid.generators.size());
  }
  if (result.area_import_mw.size() != grid.exchange_areas.size()) {
    result.area_import_mw =
        models::Table<models::ExchangeAreaIndex, double>(grid.exchange_areas.size());
  }
  if (result.boundary_import_mw.size() != grid.boundaries.size()) {
    result.boundary_import_mw =
        models::Table<models::BoundaryIndex, double>(grid.boundaries.size());
  }
}

// Step 1 and 2; returns the residual load.
double CalcGivenGeneration(const models::ElectricityGrid& grid, const RegionalBalanceParams& params,
                           const RegionalBalanceInputs& inputs, const RegionalBalanceState& state,
                           RegionalBalanceResult& result) {
  double given_mw = 0.0;
  for (std::size_t row = 0; row < grid.generators.size(); ++row) {
    const GeneratorIndex index(row);
    const GeneratorParams& plant = grid.generators[index];
    const double plant_mw = IsOut(inputs, index)
                                ? 0.0
                                : CalcGivenMw(plant, inputs.weather[plant.place],
                                              WindHeightM(inputs, plant.place), params.dispatch);
    result.generation_mw[index] = plant_mw;
    result.follow_share[index] = 0.0;
    result.flood_loss_mw += CalcFloodLossMw(plant, inputs.weather[plant.place], plant_mw);
    given_mw += plant_mw;
  }
  result.generation_sum_mw = given_mw;
  return inputs.demand_mw + state.losses_mw - given_mw;
}

using ExchangeAreas = models::Table<models::ExchangeAreaIndex, models::ExchangeAreaParams>;

/// Most areas whose limits are told apart without allocating.
constexpr std::size_t kInlineAreas = 16;

// Totals or sums over some areas in the three worked cases, in the order of rising import.
std::array<double, 3> CaseImports(const models::ExchangeAreaParams& area) {
  return {area.summer_import_mw, area.mild_import_mw, area.cold_import_mw};
}

void AddTo(std::array<double, 3>& sum, const std::array<double, 3>& term) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += term[i];
}

void ShareImport(const models::ElectricityGrid& grid, RegionalBalanceResult& result) {
  const BeyondLimits beyond =
      CalcAreaImports(grid.exchange_areas, result.net_import_mw, result.area_import_mw);
  result.unserved_mw = beyond.unserved_mw;
  result.surplus_mw = beyond.surplus_mw;
  for (std::size_t row = 0; row < grid.boundaries.size(); ++row) {
    const models::BoundaryIndex index(row);
    const models::BoundaryParams& boundary = grid.boundaries[index];
    result.boundary_import_mw[index] = boundary.weight_share * result.area_import_mw[boundary.area];
  }
}

}  // namespace

double CalcGivenMw(const GeneratorParams& plant, const models::PlaceWeather& weather,
                   double wind_height_m, const DispatchParams& dispatch) {
  switch (plant.kind) {
    case GeneratorKind::kWind:
      return CalcWindMw(plant, weather, wind_height_m, dispatch.wind_farm);
    case GeneratorKind::kSolar:
      return plant.p_max_mw * models::CalcPhotovoltaicShare(dispatch.photovoltaic, weather);
    case GeneratorKind::kThermal:
      return plant.normal_year_gwh > 0.0
                 ? std::min(models::CalcMeanPowerMw(plant.normal_year_gwh), plant.p_max_mw)
                 : plant.p_max_mw * dispatch.thermal_share;
    case GeneratorKind::kRunOfRiver:
    case GeneratorKind::kUnknownHydro:
      return models::CalcRunOfRiverMw(plant.p_max_mw, RiverYearGwh(plant), weather.inflow_ratio);
    case GeneratorKind::kReservoir:
    case GeneratorKind::kCascade:
      return 0.0;
  }
  return 0.0;
}

absl::StatusOr<RegionalBalanceParams> MakeRegionalBalanceParams(const models::ElectricityGrid& grid,
                                                                const DispatchParams& dispatch) {
  std::vector<models::errors::FieldViolation> violations;
  const auto check_share = [&](const std::string& field, double value_share) {
    if (!(value_share >= 0.0 && value_share <= 1.0)) {
      violations.push_back({field, absl::StrCat(value_share, " lies outside 0 to 1")});
    }
  };
  for (std::size_t i = 0; i < dispatch.points.size(); ++i) {
    const std::string field = absl::StrCat("dispatch.points[", i, "]");
    check_share(field + ".reservoir_share", dispatch.points[i].reservoir_share);
    check_share(field + ".cascade_share", dispatch.points[i].cascade_share);
    if (i > 0 && !(dispatch.points[i].residual_mw > dispatch.points[i - 1].residual_mw)) {
      violations.push_back({field + ".residual_mw", "does not rise from point to point"});
    }
  }
  check_share("dispatch.thermal_share", dispatch.thermal_share);
  check_share("dispatch.inflow_pass_share", dispatch.inflow_pass_share);

  for (const models::ExchangeAreaParams& area : grid.exchange_areas) {
    if (!(area.summer_import_mw < area.mild_import_mw &&
          area.mild_import_mw < area.cold_import_mw)) {
      violations.push_back({absl::StrCat("exchange_areas[", area.id, "]"),
                            "does not rise from summer to mild to cold import"});
    }
  }

  RegionalBalanceParams params{.dispatch = dispatch,
                               .hydro = MakeRegulatedHydroParams(grid, dispatch),
                               .price_areas = {},
                               .area_of_generator = {}};
  for (const GeneratorParams& plant : grid.generators) {
    if (!plant.place.valid()) {
      violations.push_back({absl::StrCat("generators[", plant.id, "].place"), "is missing"});
    }
    PriceAreaIndex area;
    for (std::size_t row = 0; row < params.price_areas.size(); ++row) {
      if (params.price_areas[PriceAreaIndex(row)].id == plant.price_area) {
        area = PriceAreaIndex(row);
      }
    }
    if (!area.valid()) area = params.price_areas.Add({.id = plant.price_area});
    params.area_of_generator.Add(area);
  }
  for (const RegulatedPlant& plant : params.hydro.plants) {
    params.price_areas[params.area_of_generator[plant.generator]].capacity_mwh +=
        plant.limits.storage_mwh;
  }
  if (!violations.empty()) return models::errors::InvalidFields(violations);
  return params;
}

RegionalBalanceState MakeRegionalBalanceState(const RegionalBalanceParams& params,
                                              const models::OsloTime& local, double losses_mw) {
  return {.hydro = MakeRegulatedHydroState(params.hydro, local), .losses_mw = losses_mw};
}

void AdvanceRegionalBalance(const models::ElectricityGrid& grid,
                            const RegionalBalanceParams& params,
                            const RegionalBalanceInputs& inputs, const RegionalBalanceState& state,
                            double step_h, RegionalBalanceStep& step) {
  SizeResult(grid, step);
  step.next_state = state;
  RegionalBalanceResult& result = step.result;
  result.flood_loss_mw = 0.0;
  result.residual_load_mw = CalcGivenGeneration(grid, params, inputs, state, result);
  const RegulatedHydroResult hydro = AdvanceRegulatedHydro(
      params.hydro,
      {.residual_mw = result.residual_load_mw,
       .weather = inputs.weather,
       .process = inputs.process,
       .quarter = inputs.quarter,
       .into_quarter_h = inputs.into_quarter_h,
       .local = inputs.local,
       .generator_out = inputs.generator_out,
       .changes = inputs.changes},
      step_h, step.outlook, step.next_state.hydro, result.generation_mw, result.follow_share);
  result.generation_sum_mw += hydro.production_mw;
  result.inflow_mw = hydro.inflow_mw;
  result.spill_mw = hydro.spill_mw;
  result.store_residual_mwh = hydro.residual_mwh;
  result.net_import_mw = inputs.demand_mw + state.losses_mw - result.generation_sum_mw;
  ShareImport(grid, result);
}

double CalcAreaImportMw(const ExchangeAreas& areas, models::ExchangeAreaIndex area,
                        double net_import_mw) {
  std::array<double, 3> totals_mw{};
  for (const models::ExchangeAreaParams& each : areas) AddTo(totals_mw, CaseImports(each));
  return CalcThroughPoints(net_import_mw, totals_mw, CaseImports(areas[area]));
}

BeyondLimits CalcAreaImports(const ExchangeAreas& areas, double net_import_mw,
                             models::Table<models::ExchangeAreaIndex, double>& area_import_mw) {
  double most_mw = 0.0, least_mw = 0.0;
  for (const models::ExchangeAreaParams& area : areas) {
    most_mw += area.import_limit_mw;
    least_mw -= area.export_limit_mw;
  }
  if (net_import_mw >= most_mw || net_import_mw <= least_mw) {
    const bool is_short = net_import_mw >= most_mw;
    for (std::size_t row = 0; row < areas.size(); ++row) {
      const models::ExchangeAreaIndex index(row);
      area_import_mw[index] =
          is_short ? areas[index].import_limit_mw : -areas[index].export_limit_mw;
    }
    return is_short ? BeyondLimits{.unserved_mw = net_import_mw - most_mw}
                    : BeyondLimits{.surplus_mw = least_mw - net_import_mw};
  }
  // Free areas share what the fixed ones leave. Each round fixes the areas beyond the limit by
  // which more power is cut; they stay beyond it in every later round.
  absl::InlinedVector<char, kInlineAreas> is_fixed(areas.size(), 0);
  double left_mw = net_import_mw;
  for (std::size_t round = 0; round < areas.size(); ++round) {
    std::array<double, 3> totals_mw{};
    for (std::size_t row = 0; row < areas.size(); ++row) {
      if (!is_fixed[row]) AddTo(totals_mw, CaseImports(areas[models::ExchangeAreaIndex(row)]));
    }
    double above_mw = 0.0, below_mw = 0.0;
    for (std::size_t row = 0; row < areas.size(); ++row) {
      if (is_fixed[row]) continue;
      const models::ExchangeAreaIndex index(row);
      const double wanted_mw = CalcThroughPoints(left_mw, totals_mw, CaseImports(areas[index]));
      area_import_mw[index] = wanted_mw;
      above_mw += std::max(wanted_mw - areas[index].import_limit_mw, 0.0);
      below_mw += std::max(-areas[index].export_limit_mw - wanted_mw, 0.0);
    }
    if (above_mw <= 0.0 && below_mw <= 0.0) break;
    for (std::size_t row = 0; row < areas.size(); ++row) {
      if (is_fixed[row]) continue;
      const models::ExchangeAreaIndex index(row);
      const double limit_mw =
          above_mw >= below_mw ? areas[index].import_limit_mw : -areas[index].export_limit_mw;
      const bool is_beyond = above_mw >= below_mw ? area_import_mw[index] > limit_mw
                                                  : area_import_mw[index] < limit_mw;
      if (!is_beyond) continue;
      is_fixed[row] = 1;
      area_import_mw[index] = limit_mw;
      left_mw -= limit_mw;
    }
  }
  return {};
}

}  // namespace solvers
