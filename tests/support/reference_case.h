#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/power_flow_tables.h"
#include "solvers/profile_inputs.h"
#include "tests/support/region_paths.h"

namespace tests {

/// A published case as a region, with the state its file stores.
struct ReferenceCase {
  data::MatpowerCase matpower;
  models::Region region;
  solvers::PowerFlowInputs inputs;
  solvers::PowerFlowState stored;  ///< voltages of the file, angles from its slack bus
};

inline std::string ReferenceCasePath(const std::string& name, const std::string& ending) {
  return absl::StrCat(ReferenceDirectory(), "/matpower/", name, ending);
}

inline bool HasReferenceCase(const std::string& name) {
  return std::filesystem::exists(ReferenceCasePath(name, ".m"));
}

inline absl::StatusOr<ReferenceCase> MakeReferenceCase(data::MatpowerCase matpower) {
  ReferenceCase one{.matpower = std::move(matpower)};
  TWIN_ASSIGN_OR_RETURN(one.region, data::MakeMatpowerRegion(one.matpower));
  one.inputs = solvers::MakeProfileInputs(one.region, 1.0);
  one.stored = solvers::PowerFlowState::MakeFlat(one.region.grid);
  std::unordered_map<std::string, const data::MatpowerBus*> buses;
  double slack_deg = 0.0;
  for (const data::MatpowerBus& bus : one.matpower.buses) {
    buses[absl::StrCat("bus:", bus.number)] = &bus;
    if (bus.type == data::MatpowerBusType::kSlack) slack_deg = bus.va_deg;
  }
  for (std::size_t i = 0; i < one.region.grid.buses.size(); ++i) {
    const models::BusIndex index(i);
    const data::MatpowerBus& bus = *buses.at(one.region.grid.buses[index].id);
    one.stored.vm_pu[index] = bus.vm_pu;
    one.stored.va_rad[index] = (bus.va_deg - slack_deg) * models::kRadPerDeg;
  }
  return one;
}

inline absl::StatusOr<ReferenceCase> LoadReferenceCase(const std::string& name) {
  TWIN_ASSIGN_OR_RETURN(data::MatpowerCase matpower,
                        data::LoadMatpowerCase(ReferenceCasePath(name, ".m")));
  return MakeReferenceCase(std::move(matpower));
}

/// Largest distance (pu or rad) to the case's known solution; not a number when that cannot be
/// read.
inline double CalcWorstError(const std::string& name, const ReferenceCase& one,
                             const solvers::PowerFlowState& state) {
  data::Diagnostics diagnostics;
  const auto known = data::CsvTable::Load(ReferenceCasePath(name, ".solution.csv"), name,
                                          {"bus", "vm_pu", "va_deg"}, diagnostics);
  std::unordered_map<std::string, std::size_t> row_of;
  for (std::size_t row = 0; row < known.size(); ++row) {
    row_of["bus:" + known.Text(row, "bus")] = row;
  }
  double slack_deg = 0.0;
  for (const data::MatpowerBus& bus : one.matpower.buses) {
    if (bus.type == data::MatpowerBusType::kSlack) slack_deg = bus.va_deg;
  }
  double worst = 0.0;
  for (std::size_t i = 0; i < one.region.grid.buses.size(); ++i) {
    const models::BusIndex bus(i);
    const auto found = row_of.find(one.region.grid.buses[bus].id);
    if (found == row_of.end()) return std::nan("");
    const double vm_pu = known.Number(found->second, "vm_pu", 0, 2, diagnostics);
    const double va_deg = known.Number(found->second, "va_deg", -720, 720, diagnostics) - slack_deg;
    // Angles are told within a turn.
    const double turn_rad =
        std::remainder(state.va_rad[bus] - va_deg * models::kRadPerDeg, 2.0 * models::kPi);
    worst = std::max({worst, std::abs(state.vm_pu[bus] - vm_pu), std::abs(turn_rad)});
  }
  return diagnostics.empty() ? worst : std::nan("");
}

}  // namespace tests
