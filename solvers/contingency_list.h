#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/ac_power_flow.h"

namespace solvers {

enum class ContingencyKind { kLine, kTransformer, kGenerator, kBusbar, kCommonMast };

/// "line", "transformer", "generator", "busbar", "common mast".
const char* NameOf(ContingencyKind kind);

/// What is lost at once.
struct Contingency {
  std::string id;  ///< of the branch or generator; "busbar:<bus id>"; "mast:<name>"
  std::string name;
  ContingencyKind kind = ContingencyKind::kLine;
  std::vector<models::BranchIndex> branches;  ///< in service before, out after
  models::BusIndex bus;                       ///< of a generator; the busbar itself; else invalid
  double generation_lost_mw = 0.0;
  double q_min_lost_mvar = 0.0;  ///< of the range in which the bus is held
  double q_max_lost_mvar = 0.0;
  bool keeps_voltage = true;  ///< of a generator: somebody else still holds its bus
};

/// Branches that stand on the same masts and are lost together.
struct CommonMast {
  std::string name;
  std::vector<models::BranchIndex> branches;
};

struct ContingencyRules {
  bool has_lines = true;  ///< cables and equivalents too
  bool has_transformers = true;
  bool has_generators = false;
  bool has_busbars = false;  ///< every bus with voltage and at least one branch
  /// Lines side by side between the same two busbars are taken to share their masts: all of them
  /// at once, "mast:<bus id>-<bus id>".
  bool has_parallel_circuits = false;
  std::vector<CommonMast> masts;
};

/// Contingencies by rule: branches in service in the order of the grid, generators that run (their
/// row of `generation_mw` [generator] is not 0, or they hold a voltage without power; an empty
/// table: none runs), busbars, masts.
/// A unit that is part of a boundary is none of the generators: its loss is the boundary's matter.
/// Errors: InvalidArgument for a mast with a branch that is not in the grid, or with fewer than
/// two.
absl::StatusOr<std::vector<Contingency>> MakeContingencies(
    const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
    const models::Table<models::GeneratorIndex, double>& generation_mw,
    const ContingencyRules& rules);

/// Takes a contingency out of the inputs. A lost busbar has no injection, holds nothing and takes
/// no part in the mismatch; who is left takes it in proportion.
void ApplyContingency(const Contingency& contingency, PowerFlowInputs& inputs);

}  // namespace solvers
