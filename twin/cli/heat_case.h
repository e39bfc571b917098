#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "data/epanet_reader.h"
#include "models/heat/heat_network.h"
#include "solvers/heat/heat_limits.h"
#include "solvers/heat/steady_heat.h"

namespace twin::cli {

/// A district-heating network as it was read: a folder of tables, or one GeoJSON file.
/// What is only unusual in it goes to `notes`, which may be null.
/// Errors: InvalidArgument listing every problem with its place.
absl::StatusOr<models::HeatNetwork> LoadHeatCase(const std::string& path,
                                                 data::Diagnostics* notes = nullptr);

/// Whether the file is a water network of EPANET (.inp), which has pressures but no temperatures.
bool IsEpanetFile(const std::string& path);
absl::StatusOr<data::EpanetCase> LoadEpanet(const std::string& path);

/// Friction by name. The named laws hold in slow flow, too, as other programs have it; without a
/// name it is laminar to Re 2000, Colebrook above 4000, a cubic between.
enum class FrictionChoice : std::uint8_t { kAllRegimes, kColebrook, kSwameeJain };
enum class WaterChoice : std::uint8_t { kConstant, kIf97 };

struct HeatCaseOptions {
  FrictionChoice friction = FrictionChoice::kAllRegimes;
  WaterChoice water = WaterChoice::kConstant;
  solvers::heat::ConsumerMode consumers = solvers::heat::ConsumerMode::kMassFlow;
  std::optional<solvers::heat::WorstPointParams> worst_point;
  solvers::heat::HeatLimitParams limits;  ///< what is beyond them becomes an alarm
};

models::FrictionOptions MakeFriction(FrictionChoice choice);
solvers::heat::SteadyHeatOptions MakeSteadyOptions(const HeatCaseOptions& options);

struct HeatCaseAnswer {
  solvers::heat::SteadyHeatSolution solution;
  double solve_ms = 0.0;                         ///< from the tables in memory to the solution
  std::vector<solvers::heat::HeatLimit> alarms;  ///< see FindHeatAlarms
};

/// Errors: as of solvers::heat::SteadyHeat.
absl::StatusOr<HeatCaseAnswer> SolveHeatCase(const models::HeatNetwork& network,
                                             const HeatCaseOptions& options);

struct EpanetAnswer {
  solvers::heat::HydraulicSolution solution;
  double solve_ms = 0.0;
};

/// The moment at time 0. Errors: as of solvers::heat::Hydraulics.
absl::StatusOr<EpanetAnswer> SolveEpanet(const data::EpanetCase& epanet);

}  // namespace twin::cli
