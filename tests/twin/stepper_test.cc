#include "twin/stepper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "models/electricity/topology.h"
#include "models/patch_effects.h"
#include "tests/support/region_stepper.h"
#include "twin/heat/plan_ahead.h"

namespace twin {
namespace {

using models::BoundaryIndex;
using models::BranchIndex;
using models::BusIndex;

// 2026-01-26T00:00:00Z
constexpr models::Quarter kFirst{1965984};
// A power flow leaves 1e-9 pu, 1e-7 MW, at each of 414 buses.
constexpr double kBalanceMw = 1e-5;

const Stepper& SharedStepper() { return *tests::RegionStepper(); }

const models::ElectricityGrid& Grid() { return SharedStepper().region().grid; }

std::vector<models::Patch> MakeOutages(const std::set<std::size_t>& branches) {
  std::vector<models::Patch> patches;
  for (const std::size_t k : branches) {
    models::Patch patch;
    patch.id = Grid().branches[BranchIndex(k)].id;
    patch.from = kFirst.start_minute();
    patch.change = models::Outage{patch.id};
    patches.push_back(patch);
  }
  return patches;
}

// Branches that leave the neighbourhood of a bus.
std::set<std::size_t> FindTiesAround(BusIndex bus, int hops) {
  std::vector<char> is_inside(Grid().buses.size(), 0);
  is_inside[bus.value()] = 1;
  for (int hop = 0; hop < hops; ++hop) {
    const std::vector<char> before = is_inside;
    for (const models::BranchParams& branch : Grid().branches) {
      if (before[branch.from.value()] != 0) is_inside[branch.to.value()] = 1;
      if (before[branch.to.value()] != 0) is_inside[branch.from.value()] = 1;
    }
  }
  std::set<std::size_t> ties;
  for (std::size_t k = 0; k < Grid().branches.size(); ++k) {
    const models::BranchParams& branch = Grid().branches[BranchIndex(k)];
    if (is_inside[branch.from.value()] != is_inside[branch.to.value()]) ties.insert(k);
  }
  return ties;
}

class Step {
 public:
  explicit Step(const std::set<std::size_t>& out) : Step(out, MakeOutages(out)) {}
  /// Under patches that take no branch out.
  explicit Step(const std::vector<models::Patch>& patches)
      : Step(std::set<std::size_t>{}, patches) {}

  Step(const std::set<std::size_t>& out, const std::vector<models::Patch>& patches)
      : out_(out),
        outcome_(
            SharedStepper().Advance(SharedStepper().MakeInitialState(kFirst), patches, {}, {})) {
    models::Table<BranchIndex, char> in_service(Grid().branches.size());
    for (std::size_t k = 0; k < Grid().branches.size(); ++k) {
      const BranchIndex branch(k);
      in_service[branch] = Grid().branches[branch].is_in_service && out.count(k) == 0 ? 1 : 0;
    }
    islands_ = models::FindIslands(Grid(), in_service);
    has_source_.assign(static_cast<std::size_t>(islands_.count), 0);
    for (const models::BoundaryParams& boundary : Grid().boundaries) {
      if (boundary.slack_participation_share > 0.0) has_source_[IslandOf(boundary.bus)] = 1;
    }
    if (outcome_.stale.empty()) return;
    // A part that has no solution is told as stale, and shown as if it had no source.
    std::vector<char> is_solved(has_source_.size(), 0);
    for (std::size_t i = 0; i < Grid().buses.size(); ++i) {
      if (At(Series::kBusEnergised, i) != 0.0) is_solved[IslandOf(BusIndex(i))] = 1;
    }
    for (std::size_t island = 0; island < has_source_.size(); ++island) {
      unsolved_count_ += has_source_[island] != 0 && is_solved[island] == 0;
      has_source_[island] = has_source_[island] != 0 && is_solved[island] != 0 ? 1 : 0;
    }
  }

  const StepOutcome& outcome() const { return outcome_; }
  double At(Series series, std::size_t element = 0) const {
    return SharedStepper().layout().Value(series, outcome_.frame, element);
  }
  std::size_t IslandOf(BusIndex bus) const {
    return static_cast<std::size_t>(islands_.island[bus]);
  }
  std::size_t island_count() const { return has_source_.size(); }
  int unsolved_count() const { return unsolved_count_; }
  int CountLive() const {
    return static_cast<int>(std::count(has_source_.begin(), has_source_.end(), 1));
  }

  // What holds in every frame, whatever is out.
  void Check() const {
    std::vector<double> left_mw(island_count(), 0.0);
    double injection_mw = 0.0;
    for (std::size_t i = 0; i < Grid().buses.size(); ++i) {
      const std::size_t island = IslandOf(BusIndex(i));
      const bool is_live = At(Series::kBusEnergised, i) != 0.0;
      EXPECT_EQ(is_live, has_source_[island] != 0) << Grid().buses[BusIndex(i)].name;
      EXPECT_EQ(is_live, At(Series::kBusVoltage, i) > 0.0);
      if (!is_live) {
        EXPECT_EQ(At(Series::kBusInjection, i), 0.0);
      }
      left_mw[island] += At(Series::kBusInjection, i);
      injection_mw += At(Series::kBusInjection, i);
    }
    for (std::size_t k = 0; k < Grid().branches.size(); ++k) {
      left_mw[IslandOf(Grid().branches[BranchIndex(k)].from)] -=
          At(Series::kBranchActiveFrom, k) + At(Series::kBranchActiveTo, k);
      if (out_.count(k) != 0) {
        EXPECT_EQ(At(Series::kBranchActiveFrom, k), 0.0);
      }
    }
    for (std::size_t island = 0; island < island_count(); ++island) {
      EXPECT_NEAR(left_mw[island], 0.0, kBalanceMw) << "island " << island;
    }
    for (std::size_t i = 0; i < Grid().generators.size(); ++i) {
      const BusIndex bus = Grid().generators[models::GeneratorIndex(i)].bus;
      if (has_source_[IslandOf(bus)] == 0) {
        EXPECT_EQ(At(Series::kGeneration, i), 0.0);
      }
    }
    EXPECT_NEAR(injection_mw,
                At(Series::kRegionGeneration) + At(Series::kRegionNetImport) -
                    At(Series::kRegionDemand) - At(Series::kRegionHeatElectricity),
                kBalanceMw);
    EXPECT_NEAR(At(Series::kRegionResidual), 0.0, kBalanceMw);
  }

  double AskedMw() const {
    return At(Series::kRegionDemand) + At(Series::kRegionHeatElectricity) +
           At(Series::kRegionUnserved);
  }

 private:
  std::set<std::size_t> out_;
  StepOutcome outcome_;
  models::Islands islands_;
  std::vector<char> has_source_;
  int unsolved_count_ = 0;
};

// What a frame's plants take and give beside what the grid holds of them.
double CalcBesideLoadsMw(const Step& step) {
  const models::Region& region = SharedStepper().region();
  double beside_mw = 0.0;
  for (std::size_t i = 0; i < region.heat_systems.size(); ++i) {
    const models::HeatSystemIndex system(i);
    const models::HeatSystemParams& of = region.heat_systems[system];
    const std::size_t first = SharedStepper().layout().FirstPlant(system);
    for (std::size_t row = 0; row < of.plants.size(); ++row) {
      beside_mw += CalcElectricityBesideLoadsMw(of.plants[row],
                                                step.At(Series::kPlantElectricity, first + row),
                                                step.At(Series::kPlantPower, first + row),
                                                step.At(Series::kPlaceEffective, of.place.value()));
    }
  }
  return beside_mw;
}

// The neighbourhood of every boundary in turn is cut off with all its ties. Each part takes its own
// mismatch; what neither part holds has no voltage.
TEST(StepperTest, PartsThatLoseTheirTiesCloseTheirBalancesEachOnItsOwn) {
  const Step whole(std::set<std::size_t>{});
  ASSERT_TRUE(whole.outcome().stale.empty());
  whole.Check();
  int split_count = 0, largest_dead = 0;
  for (std::size_t b = 0; b < Grid().boundaries.size(); ++b) {
    const models::BoundaryParams& boundary = Grid().boundaries[BoundaryIndex(b)];
    SCOPED_TRACE(boundary.id);
    const Step step(FindTiesAround(boundary.bus, 2));
    if (!step.outcome().stale.empty()) {  // one part has no solution; the others still close
      const std::string& reason = step.outcome().stale[0].reason;
      std::printf("%s: %s\n", boundary.id.c_str(), reason.c_str());
      EXPECT_EQ(reason.rfind("shown without voltage: island of bus", 0), 0u) << reason;
      EXPECT_EQ(step.unsolved_count(), 1);
    }
    step.Check();
    split_count += step.CountLive() > 1;
    largest_dead = std::max(largest_dead, static_cast<int>(step.island_count()) - step.CountLive());
    // Heat plants without voltage stand still, and others draw instead.
    EXPECT_NEAR(step.AskedMw() - CalcBesideLoadsMw(step),
                whole.AskedMw() - CalcBesideLoadsMw(whole), kBalanceMw);
  }
  std::printf("%d of %d cuts leave several live parts; up to %d parts without a source\n",
              split_count, static_cast<int>(Grid().boundaries.size()), largest_dead);
  EXPECT_GT(split_count, 2);
}

TEST(StepperTest, APartWithoutASourceHasNoPowerAndItsDemandIsNotServed) {
  const Step whole(std::set<std::size_t>{});
  std::set<std::size_t> out;
  for (std::size_t k = 0; k < Grid().branches.size(); ++k) {
    if (Grid().branches[BranchIndex(k)].name == "Lutufallet - Nybergsund - Trysil") out.insert(k);
  }
  ASSERT_EQ(out.size(), 1u);
  const Step step(out);
  ASSERT_TRUE(step.outcome().stale.empty());
  step.Check();
  EXPECT_EQ(step.CountLive(), 1);
  EXPECT_GT(step.island_count(), 1u);
  EXPECT_GT(step.At(Series::kRegionUnserved), 0.0);
  EXPECT_NEAR(step.AskedMw(), whole.AskedMw(), kBalanceMw);
}

// The exchange that is planned stays the same; what the limits leave of it falls to the power flow.
TEST(StepperTest, ExchangeBeyondAllNeighboursIsTold) {
  const auto step_with = [](double import_limit_mw, double export_limit_mw) {
    models::Region region = SharedStepper().region();
    for (models::ExchangeAreaParams& area : region.grid.exchange_areas) {
      if (import_limit_mw > 0.0) area.import_limit_mw = import_limit_mw;
      if (export_limit_mw > 0.0) area.export_limit_mw = export_limit_mw;
    }
    const auto stepper =
        Stepper::Make(std::make_shared<const models::Region>(std::move(region)), {.seed = 1});
    EXPECT_TRUE(stepper.ok()) << stepper.status();
    const StepOutcome outcome = stepper->Advance(stepper->MakeInitialState(kFirst), {}, {}, {});
    EXPECT_TRUE(outcome.stale.empty());
    const auto at = [&](Series series) { return stepper->layout().Value(series, outcome.frame); };
    return std::array<double, 4>{at(Series::kRegionNetImport), at(Series::kRegionSlack),
                                 at(Series::kRegionImportBeyondLimits),
                                 at(Series::kRegionExportBeyondLimits)};
  };
  const auto [free_import, free_slack, none_in, none_out] = step_with(0.0, 0.0);
  EXPECT_EQ(none_in, 0.0);
  EXPECT_EQ(none_out, 0.0);
  const double planned_mw = free_import - free_slack;
  ASSERT_GT(planned_mw, 1000.0);
  constexpr double kLimitMw = 100.0;
  const auto [tight_import, tight_slack, beyond_in, beyond_out] = step_with(kLimitMw, 0.0);
  const auto areas = static_cast<double>(Grid().exchange_areas.size());
  EXPECT_NEAR(beyond_in, planned_mw - kLimitMw * areas, kBalanceMw);
  EXPECT_EQ(beyond_out, 0.0);
  EXPECT_NEAR(tight_import - tight_slack, kLimitMw * areas, kBalanceMw);
  EXPECT_GT(tight_slack, 0.9 * beyond_in);
}

// A bus that only takes: with plants in its loads that draw, and no other source of changes.
struct HeatBus {
  models::HeatSystemIndex system;
  BusIndex bus;
  std::vector<std::size_t> plants;  ///< rows of the system at this bus
};

std::vector<HeatBus> FindHeatBuses(const Step& usual) {
  std::set<std::size_t> others;
  for (const auto& generator : Grid().generators) others.insert(generator.bus.value());
  for (const auto& boundary : Grid().boundaries) others.insert(boundary.bus.value());
  std::vector<HeatBus> found;
  const auto& systems = SharedStepper().region().heat_systems;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    const models::HeatSystemIndex system(i);
    const std::size_t first = SharedStepper().layout().FirstPlant(system);
    std::set<std::size_t> seen;
    for (std::size_t row = 0; row < systems[system].plants.size(); ++row) {
      const models::HeatPlantParams& plant = systems[system].plants[row];
      if (!plant.bus.valid() || !plant.is_in_base_load || others.count(plant.bus.value()) != 0)
        continue;
      if (usual.At(Series::kPlantElectricity, first + row) < 0.5) continue;
      if (seen.insert(plant.bus.value()).second) found.push_back({system, plant.bus, {}});
    }
  }
  for (HeatBus& each : found) {
    const auto& plants = systems[each.system].plants;
    for (std::size_t row = 0; row < plants.size(); ++row) {
      if (plants[row].bus == each.bus) each.plants.push_back(row);
    }
  }
  return found;
}

// Loads hold what these plants draw as a rule, at the quarter's temperature. The grid sees what
// they draw beside that in every quarter, and an event by exactly what it changes of their draw.
TEST(StepperTest, EveryPlantAtABusMovesIt) {
  const Step usual(std::set<std::size_t>{});
  const double beside_loads_mw = CalcBesideLoadsMw(usual);
  EXPECT_NEAR(usual.At(Series::kRegionHeatElectricity), beside_loads_mw, 1e-9);
  const std::vector<HeatBus> buses = FindHeatBuses(usual);
  ASSERT_GT(buses.size(), 0u) << "no plant draws at a bus that only takes";
  const auto& systems = SharedStepper().region().heat_systems;
  const HeatBus& chosen = buses.front();
  const models::HeatSystemParams& system = systems[chosen.system];
  const std::size_t first = SharedStepper().layout().FirstPlant(chosen.system);
  const auto check = [&](const models::Change& change) {
    models::Patch patch;
    patch.id = "p";
    patch.from = kFirst.start_minute();
    patch.to = patch.from + 60;
    patch.change = change;
    const Step step(std::vector<models::Patch>{patch});
    ASSERT_TRUE(step.outcome().stale.empty());
    const auto net_mw = [&](const Step& of, std::size_t row) {
      return of.At(Series::kPlantElectricity, first + row) -
             of.At(Series::kPlantPower, first + row);
    };
    double at_bus_mw = 0.0, in_system_mw = 0.0;
    for (const std::size_t row : chosen.plants) at_bus_mw += net_mw(step, row) - net_mw(usual, row);
    for (std::size_t row = 0; row < system.plants.size(); ++row) {
      if (system.plants[row].bus.valid()) in_system_mw += net_mw(step, row) - net_mw(usual, row);
    }
    EXPECT_LT(at_bus_mw, -0.4) << system.name;
    EXPECT_NEAR(step.At(Series::kBusInjection, chosen.bus.value()),
                usual.At(Series::kBusInjection, chosen.bus.value()) - at_bus_mw, kBalanceMw);
    EXPECT_NEAR(step.At(Series::kRegionHeatElectricity), CalcBesideLoadsMw(step), 1e-9);
    if (!std::holds_alternative<models::PriceChange>(change)) {  // which moves the others, too
      EXPECT_NEAR(step.At(Series::kRegionHeatElectricity), beside_loads_mw + in_system_mw, 1e-9);
    }
    EXPECT_NEAR(step.At(Series::kRegionDemand), usual.At(Series::kRegionDemand), 1e-9);
  };
  check(models::GridOrder{system.id, 0.0});
  check(models::ReserveActivation{system.id, 1e4});
  check(models::PriceChange{1.0, 4000.0});
  for (const std::size_t row : chosen.plants) {
    if (usual.At(Series::kPlantElectricity, first + row) < 0.5) continue;
    check(models::Outage{system.plants[row].id});
    check(models::PlantReduction{system.plants[row].id, 0.0});
    break;
  }
}

models::Patch InForceFrom(models::Change change) {
  models::Patch patch;
  patch.id = "p";
  patch.from = kFirst.start_minute();
  patch.change = std::move(change);
  return patch;
}

// In one and the same quarter the network carries the buildings' heat and their bus is rid of the
// electricity: the law of the what-if, with the system's plants moving their own buses besides.
TEST(StepperTest, ConvertedBuildingsMoveTheirBusAndTheNetworkInOneQuarter) {
  const Step usual(std::set<std::size_t>{});
  const models::HeatSystemIndex oslo(0);
  const models::HeatSystemParams& system = SharedStepper().region().heat_systems[oslo];
  // A bus that takes enough, with nothing else at it.
  std::set<std::size_t> others;
  for (const auto& generator : Grid().generators) others.insert(generator.bus.value());
  for (const auto& boundary : Grid().boundaries) others.insert(boundary.bus.value());
  for (const auto& each : SharedStepper().region().heat_systems) {
    for (const auto& plant : each.plants) {
      if (plant.bus.valid()) others.insert(plant.bus.value());
    }
  }
  BusIndex bus;
  for (const auto& load : Grid().loads) {
    const bool takes = -usual.At(Series::kBusInjection, load.bus.value()) > 25.0;
    if (takes && others.count(load.bus.value()) == 0) bus = load.bus;
  }
  ASSERT_TRUE(bus.valid());
  const double design_mw = 12.0;
  const double ratio = design_mw / CalcDesignHeatMw(system);
  for (const auto former : {models::FormerHeating::kDirect, models::FormerHeating::kHeatPump}) {
    const Step step(std::vector<models::Patch>{
        InForceFrom(models::HeatConversion{Grid().buses[bus].id, system.id, design_mw, former})});
    ASSERT_TRUE(step.outcome().stale.empty());
    const double heat_mw = step.At(Series::kHeatConverted);
    EXPECT_NEAR(step.At(Series::kHeatDemand), (1.0 + ratio) * usual.At(Series::kHeatDemand),
                1e-6 * usual.At(Series::kHeatDemand));
    EXPECT_NEAR(heat_mw, ratio * usual.At(Series::kHeatDemand), 1e-6 * heat_mw);
    EXPECT_GT(heat_mw, 2.0);
    const double electricity_mw = step.At(Series::kHeatRelieved);
    if (former == models::FormerHeating::kDirect) {
      EXPECT_NEAR(electricity_mw, heat_mw / 0.98, 1e-9);
    } else {
      EXPECT_LT(electricity_mw, heat_mw / 1.5);
    }
    EXPECT_NEAR(step.At(Series::kBusInjection, bus.value()),
                usual.At(Series::kBusInjection, bus.value()) + electricity_mw, kBalanceMw);
    EXPECT_NEAR(step.At(Series::kRegionDemand), usual.At(Series::kRegionDemand) - electricity_mw,
                1e-6);
    EXPECT_LT(std::abs(step.At(Series::kHeatResidual)), 1e-9);
    EXPECT_EQ(step.outcome().next.heat[oslo].plants.size(), system.plants.size());
  }
}

TEST(StepperTest, CalmTakesTheWindAndAStormBringsItWithinTheFarmsCurve) {
  const Step usual(std::set<std::size_t>{});
  const Step calm(
      std::vector<models::Patch>{InForceFrom(models::WeatherChange{{.wind_ratio = 0.0}})});
  calm.Check();
  ASSERT_GT(usual.At(Series::kRegionWind), 1.0);
  EXPECT_EQ(calm.At(Series::kRegionWind), 0.0);
  EXPECT_EQ(calm.At(Series::kPlaceWind), 0.0);
  const Step storm(
      std::vector<models::Patch>{InForceFrom(models::WeatherChange{{.wind_ratio = 10.0}})});
  storm.Check();
  double farms_mw = 0.0;
  for (const auto& generator : Grid().generators) {
    farms_mw += generator.kind == models::GeneratorKind::kWind ? generator.p_max_mw : 0.0;
  }
  EXPECT_LE(storm.At(Series::kRegionWind), farms_mw);
}

TEST(StepperTest, ADryYearTakesTheRiversByItsRatio) {
  const Step usual(std::set<std::size_t>{});
  const Step dry(
      std::vector<models::Patch>{InForceFrom(models::WeatherChange{{.inflow_ratio = 0.25}})});
  dry.Check();
  EXPECT_NEAR(dry.At(Series::kPlaceInflow), 0.25 * usual.At(Series::kPlaceInflow), 1e-12);
  EXPECT_LT(dry.At(Series::kRegionHydro), usual.At(Series::kRegionHydro));
}

// New plants stand in the sums, at their bus and in the balance; the region imports less.
TEST(StepperTest, NewGenerationIsAtItsBusAndInTheBalance) {
  const Step usual(std::set<std::size_t>{});
  const BusIndex bus = Grid().loads[models::LoadIndex(0)].bus;
  const std::string& id = Grid().buses[bus].id;
  const Step step(std::vector<models::Patch>{
      InForceFrom(models::NewGeneration{id, models::AddedSource::kSteady, 40.0}),
      InForceFrom(models::NewGeneration{id, models::AddedSource::kWind, 30.0})});
  step.Check();
  const double wind_mw = step.At(Series::kRegionWind) - usual.At(Series::kRegionWind);
  EXPECT_GE(wind_mw, 0.0);
  EXPECT_LE(wind_mw, 30.0);
  EXPECT_NEAR(step.At(Series::kRegionThermal), usual.At(Series::kRegionThermal) + 40.0, 1e-9);
  EXPECT_NEAR(step.At(Series::kBusInjection, bus.value()),
              usual.At(Series::kBusInjection, bus.value()) + 40.0 + wind_mw, kBalanceMw);
  EXPECT_EQ(step.At(Series::kRegionDemand), usual.At(Series::kRegionDemand));
  EXPECT_LT(step.At(Series::kRegionNetImport), usual.At(Series::kRegionNetImport));
}

// A branch that is built open, closed by a patch, is the grid with the branch built closed.
TEST(StepperTest, AClosedBranchIsTheGridWithIt) {
  auto region = std::make_shared<models::Region>(SharedStepper().region());
  const BranchIndex opened(0);
  region->grid.branches[opened].is_in_service = false;
  const auto stepper = *Stepper::Make(region, SharedStepper().weather_year());
  const auto patch = InForceFrom(models::Switching{region->grid.branches[opened].id, true});
  const auto advance = [&](const Stepper& with, std::span<const models::Patch> patches) {
    return with.Advance(with.MakeInitialState(kFirst), patches, {}, {}).frame;
  };
  EXPECT_EQ(advance(stepper, {&patch, 1}), advance(SharedStepper(), {}));
  EXPECT_NE(advance(stepper, {}), advance(SharedStepper(), {}));
  const std::vector<models::Patch> both{
      patch, InForceFrom(models::Outage{region->grid.branches[opened].id})};
  EXPECT_EQ(advance(stepper, both), advance(stepper, {}));
}

// The living step follows a plan that was made for it: plants that are planned run, the tank gives
// what was planned, and all the heat is delivered as before.
TEST(StepperTest, APlanIsFollowed) {
  const models::HeatSystemIndex oslo(0);
  WorldState state = SharedStepper().MakeInitialState(kFirst);
  const auto order = heat::MakePlanOrder(SharedStepper(), state, {}, oslo,
                                         {.horizon_hours = 24, .ordered_hours = 12, .solve = {}});
  ASSERT_TRUE(order.ok()) << order.status();
  const auto& hours = std::get<models::HeatPlanOrder>(order->change).hours;
  ASSERT_EQ(hours.size(), 12u);
  double planned_mwh = 0.0, followed_mwh = 0.0, moved_mwh = 0.0;
  std::vector<double> before;
  for (int quarter = 0; quarter < 48; ++quarter) {
    StepOutcome outcome = SharedStepper().Advance(state, {&*order, 1}, before, {});
    ASSERT_TRUE(outcome.stale.empty());
    const auto at = [&](Series series) {
      return SharedStepper().layout().Value(series, outcome.frame, 0);
    };
    EXPECT_NEAR(at(Series::kHeatUnserved), 0.0, 1e-6);
    EXPECT_LT(std::abs(at(Series::kHeatResidual)), 1e-9);
    const double planned_mw = hours[static_cast<std::size_t>(quarter / 4)].accumulator_discharge_mw;
    planned_mwh += 0.25 * planned_mw;
    followed_mwh += 0.25 * at(Series::kHeatAccumulatorDischarge);
    moved_mwh += 0.25 * std::abs(planned_mw);
    before = outcome.frame;
    state = std::move(outcome.next);
  }
  EXPECT_GT(moved_mwh, 20.0) << "the plan uses the tank";
  EXPECT_NEAR(followed_mwh, planned_mwh, 0.1 * moved_mwh);
}

TEST(StepperTest, LateOrdersLoseTheHoursThatHavePassed) {
  models::Patch patch{
      .id = "p",
      .from = kFirst.start_minute(),
      .to = kFirst.start_minute() + 180,
      .change = models::HeatPlanOrder{"oslo", {{{1}, 1.0}, {{1}, 2.0}, {{1}, 3.0}}}};
  ASSERT_TRUE(heat::DropPassedHours(kFirst, patch));
  EXPECT_EQ(std::get<models::HeatPlanOrder>(patch.change).hours.size(), 3u);
  ASSERT_TRUE(heat::DropPassedHours(kFirst + 5, patch));  // an hour and a quarter: two are dropped
  EXPECT_EQ(std::get<models::HeatPlanOrder>(patch.change).hours[0].accumulator_discharge_mw, 3.0);
  EXPECT_EQ(patch.from, kFirst.start_minute() + 120);
  EXPECT_FALSE(heat::DropPassedHours(kFirst + 9, patch));
}

models::Patch FromMinute(models::Minute minute, models::Change change) {
  models::Patch patch = InForceFrom(std::move(change));
  patch.from += minute;
  return patch;
}

std::string SomeBusId() { return Grid().buses[Grid().loads[models::LoadIndex(0)].bus].id; }

// 40 MW come at the sixth minute: the region's demand is the quarter's mean, the bus shows what was
// last, and the books of energy close.
TEST(StepperTest, APatchActsFromItsOwnMinute) {
  const Step usual(std::set<std::size_t>{});
  const Step whole(
      std::vector<models::Patch>{InForceFrom(models::DemandChange{SomeBusId(), 40.0, 8.0})});
  const Step step(
      std::vector<models::Patch>{FromMinute(6, models::DemandChange{SomeBusId(), 40.0, 8.0})});
  EXPECT_NEAR(step.At(Series::kRegionDemand) - usual.At(Series::kRegionDemand), 40.0 * 9.0 / 15.0,
              1e-6);
  const std::size_t bus = Grid().loads[models::LoadIndex(0)].bus.value();
  EXPECT_NEAR(step.At(Series::kBusInjection, bus), whole.At(Series::kBusInjection, bus), 1e-6);
  EXPECT_LT(std::abs(step.At(Series::kRegionResidual)), kBalanceMw);
  EXPECT_EQ(step.outcome().next.next, kFirst + 1);
}

// What happens later changes nothing of what was shown before; what a patch begins with is the
// state that was shown at its minute.
TEST(StepperTest, TheMinutesBeforeAPatchStayAsTheyWere) {
  const Stepper& stepper = SharedStepper();
  const WorldState state = stepper.MakeInitialState(kFirst);
  const models::HeatSystemParams& oslo = stepper.region().heat_systems[models::HeatSystemIndex(0)];
  const std::vector<models::Patch> patches{FromMinute(6, models::GridOrder{oslo.id, 0.0})};
  for (const models::Minute minute : {1, 5, 6}) {
    const StepOutcome known = stepper.Peek(state, patches, {}, {}, minute);
    const StepOutcome unknown = stepper.Peek(state, {}, {}, {}, minute);
    EXPECT_EQ(known.frame, unknown.frame) << minute;
    EXPECT_EQ(known.next, unknown.next) << minute;
  }
  const auto electricity_mw = [&](const StepOutcome& outcome) {
    return stepper.layout().Value(Series::kHeatElectricity, outcome.frame);
  };
  const StepOutcome before = stepper.Peek(state, patches, {}, {}, 6);
  ASSERT_GT(electricity_mw(before), 1.0);
  EXPECT_NEAR(electricity_mw(stepper.Peek(state, patches, {}, {}, 7)), 0.0, 1e-9)
      << "others take over at once";
  // 6 minutes of drawing in 15.
  EXPECT_NEAR(electricity_mw(stepper.Advance(state, patches, {}, {})),
              electricity_mw(before) * 6.0 / 15.0, 1e-9);
}

// An electric boiler whose bus loses its voltage stands still: it draws nothing, gives nothing, is
// told as lost, and others take over as far as they can.
TEST(StepperTest, AHeatPlantWithoutVoltageDoesNotRun) {
  const Step usual(std::set<std::size_t>{});
  const auto& systems = SharedStepper().region().heat_systems;
  int tried = 0;
  for (std::size_t i = 0; i < systems.size() && tried < 3; ++i) {
    const models::HeatSystemIndex index(i);
    const std::size_t first = SharedStepper().layout().FirstPlant(index);
    for (std::size_t row = 0; row < systems[index].plants.size() && tried < 3; ++row) {
      const models::HeatPlantParams& plant = systems[index].plants[row];
      const double draw_mw = usual.At(Series::kPlantElectricity, first + row);
      if (!plant.bus.valid() || draw_mw < 0.5) continue;
      const Step step(FindTiesAround(plant.bus, 0));
      if (step.At(Series::kBusEnergised, plant.bus.value()) != 0.0) continue;  // it has a source
      ++tried;
      EXPECT_EQ(step.At(Series::kPlantElectricity, first + row), 0.0) << plant.name;
      EXPECT_EQ(step.At(Series::kPlantHeat, first + row), 0.0);
      EXPECT_EQ(step.At(Series::kPlantLost, first + row), 1.0);
      EXPECT_LT(std::abs(step.At(Series::kHeatResidual, i)), 1e-6);
      EXPECT_GT(step.At(Series::kHeatDelivered, i) + step.At(Series::kHeatUnserved, i),
                0.99 * usual.At(Series::kHeatDelivered, i));
      step.Check();
    }
  }
  EXPECT_GT(tried, 0);
}

// A cut at which nothing changes leaves the quarter as it was, but for what plants do between: heat
// follows the mean load of each part.
TEST(StepperTest, ACutAloneChangesNothingThatMatters) {
  const Stepper& stepper = SharedStepper();
  const WorldState state = stepper.MakeInitialState(kFirst);
  const std::vector<models::Patch> nothing{
      FromMinute(7, models::DemandChange{SomeBusId(), 0.0, 0.0})};
  const StepOutcome cut = stepper.Advance(state, nothing, {}, {});
  const StepOutcome whole = stepper.Advance(state, {}, {}, {});
  const auto near = [&](Series series, double tolerance) {
    const auto a = stepper.layout().Of(series, std::span<const double>(cut.frame));
    const auto b = stepper.layout().Of(series, std::span<const double>(whole.frame));
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_NEAR(a[i], b[i], tolerance) << static_cast<int>(series) << " " << i;
    }
  };
  near(Series::kHeatIndoor, 1e-6);
  near(Series::kHeatDelivered, 1e-3);
  near(Series::kHeatAccumulator, 0.01);
  near(Series::kPlaceAir, 1e-12);
  near(Series::kRegionDemand, 1e-9);
  near(Series::kRegionHydro, 5.0);  // losses are those of the flow before, now twice
  near(Series::kBusVoltage, 1e-3);
  EXPECT_EQ(cut.next.balance.hydro.planned_day, whole.next.balance.hydro.planned_day);
}

// A cold spell that begins inside the quarter: the minutes before it have the air they had.
TEST(StepperTest, WeatherChangesAtItsOwnMinute) {
  const Stepper& stepper = SharedStepper();
  const WorldState state = stepper.MakeInitialState(kFirst);
  const std::vector<models::Patch> patches{FromMinute(10, models::TemperatureShift{-9.0})};
  const auto air_degc = [&](const StepOutcome& outcome) {
    return stepper.layout().Value(Series::kPlaceAir, outcome.frame);
  };
  const double usual_degc = air_degc(stepper.Advance(state, {}, {}, {}));
  EXPECT_EQ(air_degc(stepper.Peek(state, patches, {}, {}, 10)), usual_degc);
  EXPECT_NEAR(air_degc(stepper.Peek(state, patches, {}, {}, 12)), usual_degc - 9.0, 1e-12);
  EXPECT_NEAR(air_degc(stepper.Advance(state, patches, {}, {})), usual_degc - 3.0, 1e-12);
}

TEST(StepperTest, NobodyIsRelievedOfMoreThanTheBusTakes) {
  const Step usual(std::set<std::size_t>{});
  const models::HeatSystemParams& oslo =
      SharedStepper().region().heat_systems[models::HeatSystemIndex(0)];
  const models::LoadParams& load = Grid().loads[models::LoadIndex(0)];
  const Step step(std::vector<models::Patch>{InForceFrom(models::HeatConversion{
      Grid().buses[load.bus].id, oslo.id, 2000.0, models::FormerHeating::kDirect})});
  const double gone_mw = usual.At(Series::kRegionDemand) - step.At(Series::kRegionDemand);
  EXPECT_GT(step.At(Series::kHeatRelieved), gone_mw);
  EXPECT_GT(gone_mw, 0.0);
}

// A data centre of 20 MW at 30 °C: its heat pump gives source and compressor, draws at its bus, and
// the books close; when the patch is over the source is lost.
TEST(StepperTest, ANewSourceIsTakenAndItsPumpDrawsAtItsBus) {
  const Step usual(std::set<std::size_t>{});
  const models::HeatSystemIndex oslo(0);
  const models::HeatSystemParams& system = SharedStepper().region().heat_systems[oslo];
  const models::NewSurplusSource source{
      .heat_system_id = system.id,
      .bus_id = Grid().buses[Grid().loads[models::LoadIndex(0)].bus].id,
      .heat_mw = 20.0,
      .source_degc = 30.0,
      .cooled_to_degc = 20.0};
  const Step step(std::vector<models::Patch>{InForceFrom(source)});
  ASSERT_TRUE(step.outcome().stale.empty());
  const double heat_mw = step.At(Series::kHeatAdded);
  const double electricity_mw = step.At(Series::kHeatAddedElectricity);
  EXPECT_GT(heat_mw, 20.0);
  EXPECT_NEAR(heat_mw - electricity_mw, 20.0, 3.0);  // COP at this quarter's supply temperature
  double plants_mw = heat_mw, draw_mw = electricity_mw;
  for (std::size_t row = 0; row < system.plants.size(); ++row) {
    plants_mw += step.At(Series::kPlantHeat, row);
    draw_mw += step.At(Series::kPlantElectricity, row);
  }
  EXPECT_NEAR(plants_mw + step.At(Series::kHeatAccumulatorDischarge),
              step.At(Series::kHeatDelivered) + step.At(Series::kHeatNetworkLoss) +
                  step.At(Series::kHeatCooledOff),
              1e-9 * plants_mw);
  EXPECT_NEAR(draw_mw, step.At(Series::kHeatElectricity), 1e-9 * draw_mw);
  EXPECT_NEAR(step.At(Series::kRegionHeatElectricity), CalcBesideLoadsMw(step) + electricity_mw,
              1e-6);
  EXPECT_EQ(step.outcome().next.heat[oslo].plants.size(), system.plants.size());
  models::Patch over = InForceFrom(source);
  over.from -= 60;
  over.to = kFirst.start_minute();
  const Step lost(std::vector<models::Patch>{over});
  EXPECT_EQ(lost.At(Series::kHeatAdded), 0.0);
  EXPECT_EQ(lost.outcome().frame, usual.outcome().frame);
}

TEST(StepperTest, ASourceOfTheRegionComesWithBusHeatAndTemperaturesOfItsOwn) {
  const auto& sources = SharedStepper().region().surplus_sources;
  const auto is_usable = [](const models::SurplusSourceParams& source) {
    return HasHeatLeft(source) && source.winter_degc < 60.0 && source.heat_mw > 5.0;
  };
  const auto found = std::find_if(sources.begin(), sources.end(), is_usable);
  ASSERT_NE(found, sources.end());
  const Step step(std::vector<models::Patch>{
      InForceFrom(models::NewSurplusSource{.surplus_source_id = found->id})});
  EXPECT_GT(step.At(Series::kHeatAdded, found->heat_system.value()), 0.0) << found->id;
  EXPECT_GT(step.At(Series::kHeatAddedElectricity, found->heat_system.value()), 0.0);
}

// Frames tell the books of every system: heat, released electricity, ranges and costs.
TEST(StepperTest, FramesCloseTheBooksOfEveryHeatSystem) {
  const Step step(std::set<std::size_t>{});
  const auto& systems = SharedStepper().region().heat_systems;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    const models::HeatSystemIndex system(i);
    SCOPED_TRACE(systems[system].name);
    const std::size_t first = SharedStepper().layout().FirstPlant(system);
    double heat_mw = 0.0, draw_mw = 0.0, power_mw = 0.0;
    for (std::size_t row = first; row < first + systems[system].plants.size(); ++row) {
      heat_mw += step.At(Series::kPlantHeat, row);
      draw_mw += step.At(Series::kPlantElectricity, row);
      power_mw += step.At(Series::kPlantPower, row);
      EXPECT_LE(step.At(Series::kPlantHeat, row), step.At(Series::kPlantMost, row) + 1e-9);
      EXPECT_EQ(step.At(Series::kPlantLost, row), 0.0);
    }
    EXPECT_NEAR(heat_mw + step.At(Series::kHeatAccumulatorDischarge, i),
                step.At(Series::kHeatDelivered, i) + step.At(Series::kHeatNetworkLoss, i) +
                    step.At(Series::kHeatCooledOff, i),
                1e-9 * (1.0 + heat_mw));
    EXPECT_NEAR(step.At(Series::kHeatElectricity, i), draw_mw, 1e-9);
    EXPECT_NEAR(step.At(Series::kHeatPower, i), power_mw, 1e-9);
    EXPECT_NEAR(step.At(Series::kHeatReleased, i),
                step.At(Series::kHeatDelivered, i) / 0.98 - draw_mw + power_mw, 1e-9);
    EXPECT_GE(step.At(Series::kHeatReleasable, i), 0.0);
    EXPECT_LE(step.At(Series::kHeatReleasable, i), draw_mw + 1e-9);
    EXPECT_EQ(step.At(Series::kHeatWithheldByOrder, i), 0.0);
    EXPECT_EQ(step.At(Series::kHeatWithheldByReserve, i), 0.0);
    EXPECT_EQ(step.At(Series::kHeatElectricityLimit, i), models::kNoElectricityLimitMw);
  }
}

// Steps of a split region beside each other, as two callers ask for them.
TEST(StepperTest, TwoThreadsGetTheBitsOfOne) {
  const std::set<std::size_t> ties = FindTiesAround(Grid().boundaries[BoundaryIndex(0)].bus, 2);
  const Step alone(ties);
  std::vector<std::unique_ptr<Step>> steps(2);
  std::vector<std::thread> threads;
  for (auto& step : steps) {
    threads.emplace_back([&step, &ties] { step = std::make_unique<Step>(ties); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& step : steps) {
    EXPECT_EQ(step->outcome().frame, alone.outcome().frame);
    EXPECT_EQ(step->outcome().next, alone.outcome().next);
  }
}

}  // namespace
}  // namespace twin
