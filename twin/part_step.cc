#include "twin/part_step.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/patch_effects.h"
#include "solvers/electricity_demand.h"
#include "solvers/grid_inputs.h"
#include "solvers/heat_relief.h"
#include "solvers/heat_system_step.h"
#include "solvers/power_flow.h"
#include "solvers/weather_process.h"
#include "twin/heat/system_quarter.h"

namespace twin {
namespace {

using models::BoundaryIndex;
using models::BranchIndex;
using models::BusIndex;
using models::GeneratorIndex;
using models::HeatSystemIndex;
using models::LoadIndex;
using models::PlaceIndex;
using models::ShuntIndex;

constexpr int kMostRounds = 4;  // of heat and grid

// What of a heat system is shown on when it cannot be solved.
constexpr Series kKeptHeat[] = {Series::kHeatDemand,
                                Series::kHeatDelivered,
                                Series::kHeatUnserved,
                                Series::kHeatNetworkLoss,
                                Series::kHeatAccumulatorDischarge,
                                Series::kHeatAccumulator,
                                Series::kHeatIndoor,
                                Series::kHeatSupply,
                                Series::kHeatElectricity,
                                Series::kHeatEmission,
                                Series::kHeatResidual,
                                Series::kHeatCooledOff,
                                Series::kHeatPower,
                                Series::kHeatCost,
                                Series::kHeatMarginalCost,
                                Series::kHeatReleased,
                                Series::kHeatReleasable,
                                Series::kHeatWithheldByPrice,
                                Series::kHeatWithheldByOrder,
                                Series::kHeatWithheldByReserve,
                                Series::kHeatConverted,
                                Series::kHeatRelieved,
                                Series::kHeatAdded,
                                Series::kHeatAddedElectricity};
constexpr Series kKeptPlant[] = {
    Series::kPlantHeat, Series::kPlantElectricity, Series::kPlantPower, Series::kPlantLeast,
    Series::kPlantMost, Series::kPlantCost,        Series::kPlantFuel};

// One part of a quarter, subject by subject. Members hold what later ones need of earlier ones.
class PartStep {
 public:
  PartStep(const StepperParts& parts, const solvers::WeatherProcess& process,
           const WorldState& state, std::span<const models::Patch> patches,
           const models::QuarterPart& part, std::span<const double> before,
           std::span<const StalePart> stale_before)
      : parts_(parts),
        process_(process),
        region_(*parts.region),
        grid_(region_.grid),
        state_(state),
        before_(before),
        stale_before_(stale_before),
        local_(parts.calendar.At(state.next)),
        part_(part),
        step_h_(part.hours()),
        effects_(models::Compose(patches, region_, parts.names, state.next, part)) {}

  /// Keeps the power flow, when there is one.
  void KeepFlow(std::optional<StepFlow>* kept) { kept_flow_ = kept; }

  // Heat and grid limit each other: what has no voltage does not run, and what runs instead draws
  // elsewhere. Each round takes plants out, so that the rounds end.
  StepOutcome Run() && {
    for (int round = 1;; ++round) {
      Begin();
      CalcWeather();
      RunHeat();
      CalcInjections();
      RunElectricity();
      if (round == kMostRounds || !TakeOutDeadPlants()) return std::move(outcome_);
    }
  }

 private:
  std::span<double> Of(Series series) {
    return parts_.layout.Of(series, std::span(outcome_.frame));
  }
  double& At(Series series, std::size_t element = 0) { return Of(series)[element]; }

  void Begin() {
    outcome_ = StepOutcome{.next = state_, .frame = {}, .stale = {}};
    outcome_.frame.assign(parts_.layout.size(), 0.0);
    injections_ = {};
    added_mw_.clear();
    is_dead_.clear();
  }

  // Plants that draw electricity at a bus without voltage are out. Whether there were any.
  bool TakeOutDeadPlants() {
    if (is_dead_.empty()) return false;
    bool is_any = false;
    for (std::size_t i = 0; i < region_.heat_systems.size(); ++i) {
      const HeatSystemIndex index(i);
      const std::size_t first = parts_.layout.FirstPlant(index);
      const auto& plants = region_.heat_systems[index].plants;
      for (std::size_t row = 0; row < plants.size(); ++row) {
        const BusIndex bus = plants[row].bus;
        if (!bus.valid() || is_dead_[bus.value()] == 0) continue;
        if (At(Series::kPlantElectricity, first + row) <= 0.0) continue;
        effects_.heat_plant_out[i][row] = 1;
        is_any = true;
      }
    }
    return is_any;
  }

  void CalcWeather() {
    weather_ = models::WeatherField(region_.places.size());
    solvers::CalcChangedWeather(process_, state_.next, local_, WeatherChangesOf(effects_), weather_,
                                part_);
    for (std::size_t i = 0; i < weather_.size(); ++i) {
      const models::PlaceWeather& place = weather_[PlaceIndex(i)];
      At(Series::kPlaceAir, i) = place.air_degc;
      At(Series::kPlaceEffective, i) = place.effective_degc;
      At(Series::kPlaceWind, i) = place.wind_m_per_s;
      At(Series::kPlaceIrradiance, i) = place.irradiance_w_per_m2;
      At(Series::kPlaceInflow, i) = place.inflow_ratio;
    }
  }

  void RunHeat() {
    injections_.heat_demand_mw = models::Table<BusIndex, double>(grid_.buses.size(), 0.0);
    relieved_mw_ = injections_.heat_demand_mw;
    for (std::size_t i = 0; i < region_.heat_systems.size(); ++i) {
      const HeatSystemIndex index(i);
      const heat::PatchedSystem patched(region_, index, effects_.heat_extras[index]);
      const models::HeatSystemParams& system = patched.params();
      const models::HeatSystemInputs inputs = patched.MakeInputs(
          effects_, {process_.weather_year, state_.next, local_}, weather_[system.place]);
      FillHeatEvents(index);
      auto step = solvers::AdvanceHeatSystem(system, inputs, patched.Widen(state_.heat[index]),
                                             step_h_, heat_workspace_);
      if (step.ok()) {
        step->next_state.plants.resize(patched.as_built().plants.size());
        outcome_.next.heat[index] = step->next_state;
        FillHeat(index, inputs, step->result);
        models::AddElectricityBesideLoads(system, inputs, step->result, injections_.heat_demand_mw);
        RelieveBuses(index, inputs, step->result);
      } else {
        KeepHeat(index, absl::StrCat(system.name, ": ", step.status().message()));
        KeepHeatDemand(index);
        KeepRelief(index);
      }
    }
  }

  // A system without a solution is shown as it was, and so is what its buildings left their buses.
  void KeepRelief(HeatSystemIndex index) {
    const auto& buildings = effects_.heat_extras[index].buildings;
    const double all_ratio = CalcConvertedRatio(region_.heat_systems[index], buildings);
    for (const models::ConvertedBuildings& each : buildings) {
      relieved_mw_[each.bus] += At(Series::kHeatRelieved, index.value()) *
                                CalcConvertedRatio(region_.heat_systems[index], {&each, 1}) /
                                all_ratio;
    }
  }

  // Converted buildings take their share of the system's heat and leave their bus what they took of
  // electricity for it. What the network cannot give them shows as colder rooms, not at the bus.
  void RelieveBuses(HeatSystemIndex index, const models::HeatSystemInputs& inputs,
                    const models::HeatSystemResult& result) {
    const auto& buildings = effects_.heat_extras[index].buildings;
    const double ratio = CalcConvertedRatio(region_.heat_systems[index], buildings);
    for (const models::ConvertedBuildings& each : buildings) {
      const double heat_mw = result.demand_mw / (1.0 + ratio) *
                             CalcConvertedRatio(region_.heat_systems[index], {&each, 1});
      const double electricity_mw =
          solvers::CalcFormerElectricityMw({}, each.former, heat_mw, inputs.outdoor_degc);
      relieved_mw_[each.bus] += electricity_mw;
      At(Series::kHeatConverted, index.value()) += heat_mw;
      At(Series::kHeatRelieved, index.value()) += electricity_mw;
    }
  }

  // What was done to the system, whether it can be solved or not.
  void FillHeatEvents(HeatSystemIndex index) {
    At(Series::kHeatElectricityLimit, index.value()) = effects_.electricity_max_mw[index];
    At(Series::kHeatReserve, index.value()) = effects_.reserve_cut_mw[index];
    const std::size_t first = parts_.layout.FirstPlant(index);
    for (std::size_t plant = 0; plant < region_.heat_systems[index].plants.size(); ++plant) {
      At(Series::kPlantLost, first + plant) = heat::CalcLostShare(effects_, index, plant);
    }
  }

  void FillHeat(HeatSystemIndex index, const models::HeatSystemInputs& inputs,
                const models::HeatSystemResult& result) {
    const std::size_t row = index.value();
    const solvers::HeatCounterfactual without =
        solvers::CalcCounterfactual({}, result, inputs.outdoor_degc);
    At(Series::kHeatReleased, row) = without.without_direct_mw - without.with_mw;
    At(Series::kHeatReleasable, row) = result.releasable_mw;
    At(Series::kHeatCooledOff, row) = result.cooled_off_mw;
    At(Series::kHeatPower, row) = result.power_mw;
    At(Series::kHeatCost, row) = result.cost_nok_per_h;
    At(Series::kHeatMarginalCost, row) = result.marginal_cost_nok_per_mwh;
    for (const models::PlantWithheld& withheld : result.plant_withheld) {
      At(Series::kHeatWithheldByPrice, row) += withheld.price_mw;
      At(Series::kHeatWithheldByOrder, row) += withheld.order_mw;
      At(Series::kHeatWithheldByReserve, row) += withheld.reserve_mw;
    }
    At(Series::kHeatDemand, row) = result.demand_mw;
    At(Series::kHeatDelivered, row) = result.delivered_mw;
    At(Series::kHeatUnserved, row) = result.unserved_mw;
    At(Series::kHeatNetworkLoss, row) = result.network_loss_mw;
    At(Series::kHeatAccumulatorDischarge, row) = result.accumulator_discharge_mw;
    At(Series::kHeatAccumulator, row) = outcome_.next.heat[index].accumulator_mwh;
    At(Series::kHeatIndoor, row) = outcome_.next.heat[index].air_degc;
    At(Series::kHeatSupply, row) = result.supply_degc;
    At(Series::kHeatElectricity, row) = result.electricity_mw;
    At(Series::kHeatEmission, row) = result.emission_kg_per_h;
    At(Series::kHeatResidual, row) = result.balance_residual_mw;
    const std::size_t first = parts_.layout.FirstPlant(index);
    const std::size_t built = region_.heat_systems[index].plants.size();
    for (std::size_t plant = built; plant < result.plant_heat_mw.size(); ++plant) {
      At(Series::kHeatAdded, row) += result.plant_heat_mw[plant];
      At(Series::kHeatAddedElectricity, row) += result.plant_electricity_mw[plant];
    }
    for (std::size_t plant = 0; plant < built; ++plant) {
      At(Series::kPlantHeat, first + plant) = result.plant_heat_mw[plant];
      At(Series::kPlantElectricity, first + plant) = result.plant_electricity_mw[plant];
      At(Series::kPlantPower, first + plant) = result.plant_power_mw[plant];
      At(Series::kPlantLeast, first + plant) = result.plant_least_mw[plant];
      At(Series::kPlantMost, first + plant) = result.plant_most_mw[plant];
      At(Series::kPlantCost, first + plant) = result.plant_cost_nok_per_mwh[plant];
      At(Series::kPlantFuel, first + plant) = outcome_.next.heat[index].plants[plant].fuel_mwh;
    }
  }

  void KeepHeat(HeatSystemIndex index, std::string reason) {
    MarkStale(Part::kHeat, std::move(reason));
    if (before_.empty()) return;
    for (const Series series : kKeptHeat) {
      At(series, index.value()) = parts_.layout.Value(series, before_, index.value());
    }
    const std::size_t first = parts_.layout.FirstPlant(index);
    for (std::size_t i = 0; i < region_.heat_systems[index].plants.size(); ++i) {
      for (const Series series : kKeptPlant) {
        At(series, first + i) = parts_.layout.Value(series, before_, first + i);
      }
    }
  }

  void KeepHeatDemand(HeatSystemIndex index) {
    const std::size_t first = parts_.layout.FirstPlant(index);
    const models::HeatSystemParams& system = region_.heat_systems[index];
    for (std::size_t i = 0; i < system.plants.size(); ++i) {
      const models::HeatPlantParams& plant = system.plants[i];
      if (!plant.bus.valid()) continue;
      injections_.heat_demand_mw[plant.bus] += models::CalcElectricityBesideLoadsMw(
          plant, At(Series::kPlantElectricity, first + i), At(Series::kPlantPower, first + i),
          weather_[system.place].effective_degc);
    }
  }

  void CalcInjections() {
    solvers::ElectricityDemand demand;
    solvers::CalcElectricityDemand(grid_.loads, region_.demand, weather_, process_.weather_year,
                                   state_.next, local_, demand);
    injections_.demand_mw = effects_.demand_mw;
    injections_.branch_out = effects_.branch_out;
    injections_.branch_closed = effects_.branch_closed;
    injections_.demand_mvar = effects_.demand_mvar;
    for (std::size_t i = 0; i < grid_.loads.size(); ++i) {
      injections_.demand_mw[grid_.loads[LoadIndex(i)].bus] += demand.demand_mw[LoadIndex(i)];
      injections_.demand_mvar[grid_.loads[LoadIndex(i)].bus] += demand.demand_mvar[LoadIndex(i)];
    }
    TakeRelief();
    AddGeneration();
    const solvers::RegionalBalanceInputs inputs{.demand_mw = Sum(injections_.demand_mw) +
                                                             Sum(injections_.heat_demand_mw) -
                                                             Sum(injections_.added_generation_mw),
                                                .weather = weather_,
                                                .quarter = state_.next,
                                                .into_quarter_h = part_.begin_h(),
                                                .local = local_,
                                                .generator_out = effects_.generator_out,
                                                .process = &process_,
                                                .changes = WeatherChangesOf(effects_)};
    solvers::AdvanceRegionalBalance(grid_, parts_.balance, inputs, state_.balance, step_h_,
                                    balance_);
    outcome_.next.balance = balance_.next_state;
  }

  // Plants that a scenario adds; their sums are the region's, they have no row of their own.
  void AddGeneration() {
    if (effects_.generation.empty()) return;
    injections_.added_generation_mw = models::Table<BusIndex, double>(grid_.buses.size(), 0.0);
    for (const models::AddedGenerator& plant : effects_.generation) {
      added_mw_.push_back(CalcAddedMw(plant));
      injections_.added_generation_mw[plant.bus] += added_mw_.back();
    }
  }

  double CalcAddedMw(const models::AddedGenerator& plant) const {
    if (plant.source == models::AddedSource::kSteady) return plant.power_max_mw;
    models::GeneratorParams like;
    like.kind = KindOf(plant.source);
    like.p_max_mw = plant.power_max_mw;
    return solvers::CalcGivenMw(like, weather_[plant.place],
                                region_.places[plant.place].wind_height_m, region_.dispatch);
  }

  static models::GeneratorKind KindOf(models::AddedSource source) {
    switch (source) {
      case models::AddedSource::kWind:
        return models::GeneratorKind::kWind;
      case models::AddedSource::kSun:
        return models::GeneratorKind::kSolar;
      case models::AddedSource::kSteady:
        break;
    }
    return models::GeneratorKind::kThermal;
  }

  // No bus is relieved of more than it takes.
  void TakeRelief() {
    for (std::size_t i = 0; i < grid_.buses.size(); ++i) {
      const BusIndex bus(i);
      if (relieved_mw_[bus] <= 0.0) continue;
      injections_.demand_mw[bus] -=
          std::min(relieved_mw_[bus], std::max(injections_.demand_mw[bus], 0.0));
    }
  }

  static double Sum(const models::Table<BusIndex, double>& table) {
    return std::accumulate(table.begin(), table.end(), 0.0);
  }

  void RunElectricity() {
    const solvers::PowerFlowInputs inputs =
        solvers::MakeGridInputs(grid_, injections_, balance_.result, outcome_.next.shunt_step);
    const auto workspace = parts_.power_flow.MakeWorkspace();
    const auto answer = parts_.power_flow.Solve(inputs, state_.power_flow,
                                                {.keeps_solved_islands = true}, *workspace);
    if (!answer.ok()) {
      KeepElectricity(std::string(answer.status().message()));
      return;
    }
    TellUnsolvedIslands(*answer);
    outcome_.next.power_flow = answer->solution.state;
    outcome_.next.balance.losses_mw = answer->solution.result.losses_mw;
    FillBuses(inputs, *answer);
    FillBranches(inputs, answer->solution);
    FillBalance(*answer);
    FillOutages(inputs, answer->solution);
    if (kept_flow_ != nullptr) *kept_flow_ = MakeFlow(inputs, answer->solution);
  }

  // As FillBranches has told them; 0 where nobody watches the branch.
  std::vector<double> MonitoredRatingsMva() const {
    const auto told_mva = parts_.layout.Of(Series::kBranchRating, std::span(outcome_.frame));
    std::vector<double> rating_mva(told_mva.begin(), told_mva.end());
    for (std::size_t k = 0; k < rating_mva.size(); ++k) {
      if (!grid_.branches[BranchIndex(k)].is_monitored) rating_mva[k] = 0.0;
    }
    return rating_mva;
  }

  void FillOutages(const solvers::PowerFlowInputs& inputs,
                   const solvers::PowerFlowSolution& solution) {
    const auto factors =
        parts_.outage_factors->Get(grid_, inputs.in_service, inputs.participation_share);
    if (!factors.ok()) {
      MarkStale(Part::kSecurity, std::string(factors.status().message()));
      Keep(Series::kBranchOutageLoading);
      Keep(Series::kBranchWorstOutage);
      return;
    }
    const auto margins =
        solvers::CalcOutageMargins(grid_, **factors, solution, MonitoredRatingsMva());
    for (std::size_t k = 0; k < margins.size(); ++k) {
      const BranchIndex outage = margins[k].outage;
      At(Series::kBranchOutageLoading, k) = margins[k].loading_share;
      At(Series::kBranchWorstOutage, k) =
          outage.valid() ? static_cast<double>(outage.value()) : -1.0;
    }
  }

  // As it was in the frame before, where there is one.
  void Keep(Series series) {
    if (before_.empty()) return;
    const auto last = parts_.layout.Of(series, before_);
    std::copy(last.begin(), last.end(), Of(series).begin());
  }

  StepFlow MakeFlow(const solvers::PowerFlowInputs& inputs,
                    const solvers::PowerFlowSolution& solution) const {
    StepFlow flow{.inputs = inputs,
                  .solution = solution,
                  .generation_mw = balance_.result.generation_mw,
                  .demand_mw = injections_.demand_mw.rows(),
                  .rating_mva = MonitoredRatingsMva()};
    for (std::size_t i = 0; i < flow.demand_mw.size(); ++i) {
      flow.demand_mw[i] += injections_.heat_demand_mw[BusIndex(i)];
    }
    return flow;
  }

  // Parts of the grid without a solution are shown without voltage, the rest is this quarter's.
  void TellUnsolvedIslands(const solvers::PowerFlowAnswer& answer) {
    std::vector<std::string> reasons;
    for (const solvers::PowerFlowIsland& island : answer.islands) {
      if (!island.failure.empty()) reasons.push_back(island.failure);
    }
    if (reasons.empty()) return;
    MarkStale(Part::kElectricity,
              absl::StrCat("shown without voltage: ", absl::StrJoin(reasons, "; ")));
  }

  // The grid's last good picture; what the weather and the plants did is still this quarter's.
  void KeepElectricity(std::string reason) {
    MarkStale(Part::kElectricity, std::move(reason));
    for (auto i = static_cast<std::size_t>(Series::kBusVoltage);
         i <= static_cast<std::size_t>(Series::kRegionResidual); ++i) {
      Keep(static_cast<Series>(i));
    }
  }

  void FillBuses(const solvers::PowerFlowInputs& inputs, const solvers::PowerFlowAnswer& answer) {
    const solvers::PowerFlowSolution& solution = answer.solution;
    for (std::size_t i = 0; i < grid_.buses.size(); ++i) {
      const BusIndex bus(i);
      const bool is_live = solution.result.is_energised[bus] != 0;
      const double vm_pu = solution.state.vm_pu[bus];
      At(Series::kBusEnergised, i) = is_live ? 1.0 : 0.0;
      is_dead_.push_back(is_live ? 0 : 1);
      At(Series::kBusVoltage, i) = is_live ? vm_pu : 0.0;
      At(Series::kBusAngle, i) = solution.state.va_rad[bus] * models::kDegPerRad;
      if (!is_live) continue;
      At(Series::kBusInjection, i) = inputs.injection_mw[bus] + answer.taken_mw[bus];
      At(Series::kBusReactiveInjection, i) = inputs.injection_mvar[bus] +
                                             solution.result.regulated_mvar[bus] +
                                             inputs.shunt_mvar[bus] * vm_pu * vm_pu;
    }
  }

  void FillBranches(const solvers::PowerFlowInputs& inputs,
                    const solvers::PowerFlowSolution& solution) {
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      const models::BranchParams& branch = grid_.branches[BranchIndex(k)];
      const solvers::BranchFlow& flow = solution.result.flow[BranchIndex(k)];
      const double rating_mva =
          models::CalcRatingMva(branch.rating, weather_[branch.place].air_degc);
      const double apparent_mva = std::max(std::hypot(flow.p_from_mw, flow.q_from_mvar),
                                           std::hypot(flow.p_to_mw, flow.q_to_mvar));
      At(Series::kBranchActiveFrom, k) = flow.p_from_mw;
      At(Series::kBranchReactiveFrom, k) = flow.q_from_mvar;
      At(Series::kBranchActiveTo, k) = flow.p_to_mw;
      At(Series::kBranchReactiveTo, k) = flow.q_to_mvar;
      At(Series::kBranchRating, k) = rating_mva;
      At(Series::kBranchLoading, k) = rating_mva > 0.0 ? apparent_mva / rating_mva : 0.0;
      At(Series::kBranchInService, k) = inputs.in_service[BranchIndex(k)] != 0 ? 1.0 : 0.0;
    }
  }

  // Places without voltage neither give nor take; the parts with voltage close each on its own.
  void FillBalance(const solvers::PowerFlowAnswer& answer) {
    const solvers::PowerFlowSolution& solution = answer.solution;
    const auto is_live = [&](BusIndex bus) { return solution.result.is_energised[bus] != 0; };
    double demand_mw = 0.0, heat_mw = 0.0, unserved_mw = 0.0;
    for (std::size_t i = 0; i < grid_.buses.size(); ++i) {
      const BusIndex bus(i);
      (is_live(bus) ? demand_mw : unserved_mw) += injections_.demand_mw[bus];
      (is_live(bus) ? heat_mw : unserved_mw) += injections_.heat_demand_mw[bus];
    }
    for (std::size_t i = 0; i < grid_.generators.size(); ++i) {
      const models::GeneratorParams& generator = grid_.generators[GeneratorIndex(i)];
      if (!is_live(generator.bus)) continue;
      const double generation_mw = balance_.result.generation_mw[GeneratorIndex(i)];
      At(Series::kGeneration, i) = generation_mw;
      At(SourceOf(generator.kind)) += generation_mw;
      At(Series::kRegionGeneration) += generation_mw;
    }
    for (std::size_t i = 0; i < added_mw_.size(); ++i) {
      const models::AddedGenerator& plant = effects_.generation[i];
      if (!is_live(plant.bus)) continue;
      At(SourceOf(KindOf(plant.source))) += added_mw_[i];
      At(Series::kRegionGeneration) += added_mw_[i];
    }
    for (std::size_t i = 0; i < grid_.boundaries.size(); ++i) {
      const models::BoundaryParams& boundary = grid_.boundaries[BoundaryIndex(i)];
      if (!is_live(boundary.bus)) continue;
      const double import_mw =
          balance_.result.boundary_import_mw[BoundaryIndex(i)] + CalcTakenMw(answer, boundary);
      At(Series::kAreaImport, boundary.area.value()) += import_mw;
      At(Series::kRegionNetImport) += import_mw;
    }
    At(Series::kRegionDemand) = demand_mw;
    At(Series::kRegionUnserved) = unserved_mw;
    At(Series::kRegionHeatElectricity) = heat_mw;
    At(Series::kRegionLosses) = solution.result.losses_mw;
    At(Series::kRegionImportBeyondLimits) = balance_.result.unserved_mw;
    At(Series::kRegionExportBeyondLimits) = balance_.result.surplus_mw;
    At(Series::kRegionSlack) = solution.result.mismatch_mw;
    At(Series::kRegionResidual) = At(Series::kRegionGeneration) + At(Series::kRegionNetImport) -
                                  demand_mw - heat_mw - solution.result.losses_mw;
  }

  // Of what the boundary's bus took; two boundaries at one bus share it as they participate.
  double CalcTakenMw(const solvers::PowerFlowAnswer& answer,
                     const models::BoundaryParams& boundary) const {
    const double share = parts_.as_built.participation_share[boundary.bus];
    if (share <= 0.0) return 0.0;
    return boundary.slack_participation_share / share * answer.taken_mw[boundary.bus];
  }

  static Series SourceOf(models::GeneratorKind kind) {
    switch (kind) {
      case models::GeneratorKind::kWind:
        return Series::kRegionWind;
      case models::GeneratorKind::kSolar:
        return Series::kRegionSolar;
      case models::GeneratorKind::kThermal:
        return Series::kRegionThermal;
      default:
        return Series::kRegionHydro;
    }
  }

  void MarkStale(Part part, std::string reason) {
    const std::string name = PartName(part);
    At(Series::kPartStale, static_cast<std::size_t>(part)) = 1.0;
    models::Quarter since = state_.next;
    for (const StalePart& stale : stale_before_) {
      if (stale.part == name) since = stale.since;
    }
    outcome_.stale.push_back({name, since, std::move(reason)});
  }

  const StepperParts& parts_;
  const solvers::WeatherProcess& process_;
  const models::Region& region_;
  const models::ElectricityGrid& grid_;
  const WorldState& state_;
  const std::span<const double> before_;
  const std::span<const StalePart> stale_before_;
  const models::OsloTime local_;
  const models::QuarterPart part_;
  const double step_h_;
  models::PatchEffects effects_;  ///< with the plants that have no voltage
  models::WeatherField weather_;
  solvers::HeatStepWorkspace heat_workspace_;
  solvers::GridInjections injections_;
  models::Table<BusIndex, double> relieved_mw_;  ///< of buildings that were converted
  std::vector<double> added_mw_;                 ///< [plant that a scenario adds]
  solvers::RegionalBalanceStep balance_;
  std::vector<char> is_dead_;  ///< [bus] without voltage; empty: no power flow
  StepOutcome outcome_;
  std::optional<StepFlow>* kept_flow_ = nullptr;
};

}  // namespace

StepOutcome RunPart(const StepperParts& parts, const solvers::WeatherProcess& process,
                    const WorldState& state, std::span<const models::Patch> patches,
                    const models::QuarterPart& part, std::span<const double> before,
                    std::span<const StalePart> stale_before, std::optional<StepFlow>* kept_flow) {
  PartStep step(parts, process, state, patches, part, before, stale_before);
  step.KeepFlow(kept_flow);
  return std::move(step).Run();
}

}  // namespace twin
