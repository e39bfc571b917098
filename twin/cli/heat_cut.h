#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"
#include "models/plants/network_plant.h"
#include "solvers/heat/network_run.h"

namespace twin::cli {

struct HeatCutOptions {
  double hours_h = 2.0;
  double outdoor_degc = -20.0;
  double step_s = 60.0;
  double most_hours_h = 24.0;  ///< after the cut, if rooms do not recover before
  bool pumps_stop = false;     ///< those of the plants that are cut, too
  std::string plant;           ///< producer that is cut; empty: all
  models::NetworkPlantKind kind = models::NetworkPlantKind::kHeatPump;
};

/// What happens where one customer lives; means over the step that ends at each time.
struct CutPlace {
  std::string consumer;
  double path_m = 0.0;  ///< from the plant, along the pipes
  /// After the cut: of a front that walks with the water, and of the temperature half-way down.
  /// None where pumps stop: water that stands cools everywhere at once.
  std::optional<double> expected_s, seen_s;
  double room_before_degc = 0.0, room_lowest_degc = 0.0;
  double supply_before_degc = 0.0, supply_lowest_degc = 0.0;
  std::vector<double> supply_degc;       ///< [time]
  std::vector<double> room_degc;         ///< [time]
  std::vector<double> differential_bar;  ///< [time]
};

struct HeatCutAnswer {
  std::vector<double> time_s;                                ///< ends of steps, the cut is at 0
  std::vector<double> plant_heat_w, electricity_w, fuel_w;   ///< [time] all plants
  std::vector<double> plant_supply_degc, plant_return_degc;  ///< [time] the first plant
  std::vector<double> plant_pressure_bar, flow_kg_s;         ///< [time] the first plant
  std::vector<double> mean_room_degc;                        ///< [time] all customers
  std::vector<CutPlace> places;  ///< half-way and at the end of the longest path
  std::string plant, bus;
  double heat_max_w = 0.0;
  double before_heat_w = 0.0, before_electricity_w = 0.0, before_fuel_w = 0.0;
  double most_electricity_w = 0.0;  ///< after the plant is back
  std::optional<double> recovered_s;
  double made_j = 0.0, taken_j = 0.0, lost_j = 0.0, stored_j = 0.0;
  double worst_left_ratio = 0.0;  ///< of any step
  int steps = 0, warm_up_steps = 0, hydraulic_solves = 0, most_short_consumers = 0;
  /// [kind] elements beyond their limit at once, see solvers::heat::HeatLimitParams
  std::array<int, solvers::heat::kHeatLimitKinds> most_broken{};
  std::vector<std::string> failures;  ///< of steps that could not be solved, each reason once
  double run_ms = 0.0;                ///< of `steps`
};

/// Buildings of the consumers' heat at −20 °C, a plant of the kind at every producer that can give
/// a quarter more than all heat, the tables' supply temperature at −20 °C and 20 K less at +10 °C.
/// The network runs to rest, then the plant's heat is cut. Errors: NotFound for a plant that is
/// none, with near names; InvalidArgument for a network without consumers, or supply too cold for
/// radiators; as of NetworkRun.
absl::StatusOr<HeatCutAnswer> RunHeatCut(const models::HeatNetwork& network,
                                         const HeatCutOptions& options);

std::string MakeCutJson(const HeatCutOptions& options, const HeatCutAnswer& answer);
std::string MakeCutText(const HeatCutOptions& options, const HeatCutAnswer& answer);

}  // namespace twin::cli
