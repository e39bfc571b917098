#include "models/electricity/fault_rules.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/field_checks.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"

namespace models {
namespace {

absl::Status Check(const PlantFaultRules& plant) {
  FieldChecks checks;
  checks.Within("cos_phi_ratio", plant.cos_phi_ratio, 0.5, 1.0);
  checks.Within("subtransient_x_pu", plant.subtransient_x_pu, 0.05, 1.0);
  checks.Within("rx_ratio", plant.rx_ratio, 0.0, 1.0);
  checks.Within("unit_impedance_share", plant.unit_impedance_share, 0.0, 0.5);
  checks.Within("unit_rx_ratio", plant.unit_rx_ratio, 0.0, 1.0);
  checks.Within("minimum_running_share", plant.minimum_running_share, 0.0, 1.0);
  return checks.ToStatus();
}

bool IsConverter(GeneratorKind kind) {
  return kind == GeneratorKind::kWind || kind == GeneratorKind::kSolar;
}

const PlantFaultRules& FindRules(const FaultRules& rules, const GeneratorParams& plant) {
  if (plant.kind == GeneratorKind::kThermal) return rules.thermal;
  return plant.p_max_mw < rules.small_hydro_mw ? rules.small_hydro : rules.hydro;
}

// Machine and unit transformer both on the plant's rating and at the bus's voltage.
FaultImpedance CalcPlantImpedance(const PlantFaultRules& rules, double p_max_mw,
                                  double nominal_kv) {
  const double rated_mva = p_max_mw / rules.cos_phi_ratio;
  const double base_ohm = nominal_kv * nominal_kv / rated_mva;
  const double unit_x_share =
      rules.unit_impedance_share / std::sqrt(1.0 + rules.unit_rx_ratio * rules.unit_rx_ratio);
  return CalcUnitImpedance({.rated_mva = rated_mva,
                            .rated_kv = nominal_kv,
                            .subtransient_x_pu = rules.subtransient_x_pu,
                            .r_ohm = rules.rx_ratio * rules.subtransient_x_pu * base_ohm,
                            .cos_phi_ratio = rules.cos_phi_ratio},
                           {.rated_mva = rated_mva,
                            .high_kv = nominal_kv,
                            .low_kv = nominal_kv,
                            .impedance_share = rules.unit_impedance_share,
                            .resistance_share = rules.unit_rx_ratio * unit_x_share},
                           nominal_kv);
}

const NeighbourFaultRules* FindNeighbour(const FaultRules& rules, double nominal_kv) {
  for (const NeighbourFaultRules& neighbour : rules.neighbours) {
    if (neighbour.nominal_kv == nominal_kv) return &neighbour;
  }
  return nullptr;
}

absl::Status AddPlants(const ElectricityGrid& grid, const FaultRules& rules,
                       const Table<GeneratorIndex, double>& running_share, FaultSources& made) {
  for (std::size_t i = 0; i < grid.generators.size(); ++i) {
    const GeneratorParams& plant = grid.generators[GeneratorIndex(i)];
    const double share = running_share[GeneratorIndex(i)];
    if (!(share >= 0.0 && share <= 1.0)) {
      return errors::OutOfRange(absl::StrCat("running_share of ", plant.name), share, 0.0, 1.0);
    }
    if (share == 0.0 || plant.p_max_mw <= 0.0) continue;
    const double nominal_kv = grid.buses[plant.bus].nominal_kv;
    if (IsConverter(plant.kind)) {
      made.converters.push_back({.bus = plant.bus,
                                 .current_ka = rules.converter_current_ratio * share *
                                               plant.p_max_mw / (kSqrt3 * nominal_kv)});
      continue;
    }
    FaultImpedance impedance =
        CalcPlantImpedance(FindRules(rules, plant), plant.p_max_mw, nominal_kv);
    impedance.z_ohm /= share;
    impedance.peak_r_ohm /= share;
    made.sources.push_back({.bus = plant.bus, .impedance = impedance});
  }
  return absl::OkStatus();
}

absl::Status AddNeighbours(const ElectricityGrid& grid, const FaultRules& rules,
                           FaultCase fault_case, FaultSources& made) {
  for (const BoundaryParams& boundary : grid.boundaries) {
    const BusParams& bus = grid.buses[boundary.bus];
    const NeighbourFaultRules* neighbour = FindNeighbour(rules, bus.nominal_kv);
    if (neighbour == nullptr) {
      return errors::InvalidField(
          "neighbours", absl::StrFormat("no short-circuit power at %g kV, which the boundary at %s "
                                        "needs",
                                        bus.nominal_kv, bus.name));
    }
    const double mva =
        fault_case == FaultCase::kMaximum ? neighbour->maximum_mva : neighbour->minimum_mva;
    if (mva <= 0.0) continue;
    made.sources.push_back(
        {.bus = boundary.bus,
         .impedance = CalcFeederImpedance({.nominal_kv = bus.nominal_kv,
                                           .initial_ka = mva / (kSqrt3 * bus.nominal_kv),
                                           .rx_ratio = rules.neighbour_rx_ratio},
                                          fault_case)});
  }
  return absl::OkStatus();
}

std::complex<double> CalcFaultOhm(const ElectricityGrid& grid, const FaultRules& rules,
                                  FaultCase fault_case, const BranchParams& branch) {
  const std::complex<double> z_ohm(branch.r_ohm, branch.x_ohm);
  switch (branch.kind) {
    case BranchKind::kEquivalent:
      return z_ohm;
    case BranchKind::kTransformer: {
      const double from_kv = grid.buses[branch.from].nominal_kv;
      const double x_share = branch.x_ohm * branch.rating.summer_mva / (from_kv * from_kv);
      const double low_kv = std::min(from_kv, grid.buses[branch.to].nominal_kv);
      return z_ohm * CalcTransformerFactorRatio(
                         x_share, CalcVoltageFactorRatio(low_kv, FaultCase::kMaximum));
    }
    case BranchKind::kLine:
    case BranchKind::kCable:
      break;
  }
  if (fault_case == FaultCase::kMaximum) return z_ohm;
  const double end_degc =
      branch.kind == BranchKind::kCable ? rules.cable_end_degc : rules.line_end_degc;
  return {CalcResistanceAtOhm(branch.r_ohm, end_degc), branch.x_ohm};
}

}  // namespace

absl::Status Validate(const FaultRules& rules) {
  FieldChecks checks;
  checks.Collect("hydro", Check(rules.hydro));
  checks.Collect("small_hydro", Check(rules.small_hydro));
  checks.Collect("thermal", Check(rules.thermal));
  checks.Within("small_hydro_mw", rules.small_hydro_mw, 0.0, 1e3);
  checks.Within("converter_current_ratio", rules.converter_current_ratio, 0.0, 3.0);
  checks.Within("neighbour_rx_ratio", rules.neighbour_rx_ratio, 0.0, 1.0);
  checks.Within("line_end_degc", rules.line_end_degc, 20.0, 300.0);
  checks.Within("cable_end_degc", rules.cable_end_degc, 20.0, 300.0);
  for (const NeighbourFaultRules& neighbour : rules.neighbours) {
    const std::string prefix = absl::StrFormat("neighbours %g kV.", neighbour.nominal_kv);
    checks.Within(prefix + "nominal_kv", neighbour.nominal_kv, 1.0, 1100.0);
    checks.Within(prefix + "maximum_mva", neighbour.maximum_mva, 0.0, 1e5);
    checks.Within(prefix + "minimum_mva", neighbour.minimum_mva, 0.0, neighbour.maximum_mva);
  }
  return checks.ToStatus();
}

Table<GeneratorIndex, double> CalcRunningShares(const ElectricityGrid& grid,
                                                const FaultRules& rules, FaultCase fault_case) {
  Table<GeneratorIndex, double> running_share;
  for (const GeneratorParams& plant : grid.generators) {
    const double least_share =
        IsConverter(plant.kind) ? 0.0 : FindRules(rules, plant).minimum_running_share;
    running_share.Add(fault_case == FaultCase::kMaximum ? 1.0 : least_share);
  }
  return running_share;
}

absl::StatusOr<FaultSources> MakeFaultSources(const ElectricityGrid& grid, const FaultRules& rules,
                                              FaultCase fault_case,
                                              const Table<GeneratorIndex, double>& running_share) {
  if (running_share.size() != grid.generators.size()) {
    return errors::InvalidField("running_share",
                                absl::StrCat("has ", running_share.size(), " values for ",
                                             grid.generators.size(), " generators"));
  }
  FaultSources made;
  TWIN_RETURN_IF_ERROR(AddPlants(grid, rules, running_share, made));
  TWIN_RETURN_IF_ERROR(AddNeighbours(grid, rules, fault_case, made));
  return made;
}

Table<BranchIndex, std::complex<double>> CalcFaultBranches(const ElectricityGrid& grid,
                                                           const FaultRules& rules,
                                                           FaultCase fault_case) {
  Table<BranchIndex, std::complex<double>> z_ohm;
  for (const BranchParams& branch : grid.branches) {
    z_ohm.Add(CalcFaultOhm(grid, rules, fault_case, branch));
  }
  return z_ohm;
}

}  // namespace models
