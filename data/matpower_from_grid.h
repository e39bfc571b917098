#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "data/matpower_reader.h"
#include "models/electricity/grid.h"

namespace data {

/// One solved moment of a grid, as far as a case can hold it. Tables are [bus] or [branch].
struct GridMoment {
  std::string name;
  models::BusIndex slack;  ///< must be held
  /// Scheduled, into the grid; the buses that share the mismatch with their part of it, the slack
  /// bus without.
  models::Table<models::BusIndex, double> injection_mw;
  /// Without what holding the voltage adds; with the limit where a bus stands at one.
  models::Table<models::BusIndex, double> injection_mvar;
  models::Table<models::BusIndex, double> shunt_mw;    ///< demanded at 1 pu
  models::Table<models::BusIndex, double> shunt_mvar;  ///< injected at 1 pu
  models::Table<models::BusIndex, char> is_held;
  models::Table<models::BusIndex, double> v_set_pu;
  models::Table<models::BusIndex, double> q_min_mvar;  ///< of held buses
  models::Table<models::BusIndex, double> q_max_mvar;
  models::Table<models::BusIndex, char> is_energised;
  models::Table<models::BusIndex, double> vm_pu;  ///< stored as the start
  models::Table<models::BusIndex, double> va_rad;
  models::Table<models::BranchIndex, char> in_service;
  models::Table<models::BranchIndex, int> tap_step;
  models::Table<models::BranchIndex, double> rating_mva;  ///< 0: none
};

/// The moment as a case whose power flow, with the reactive limits not enforced, is the moment's:
/// buses are numbered from 1 in the order of the grid, per unit on models::kBaseMva; tap changers
/// stand where they stand; the iron losses of transformers become shunts at their ends, so that
/// voltages are equal while the flow at such an end differs by them.
/// What a case cannot hold and is lost: names and places, tap steps and targets, ratings by season,
/// the way the mismatch is shared, reactive devices as such, loads by name, areas, limits with a
/// duration. Buses without voltage become isolated ones.
/// Errors: InvalidArgument when tables do not fit the grid or the slack bus is not held.
absl::StatusOr<MatpowerCase> MakeMatpowerCase(const models::ElectricityGrid& grid,
                                              const GridMoment& moment);

}  // namespace data
