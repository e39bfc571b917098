#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_map>

#include "data/csv_reader.h"
#include "models/electricity/grid.h"
#include "solvers/ac_power_flow.h"
#include "tests/support/region_paths.h"

namespace tests {

/// One of the three solved cases of the region's worked proposal.
struct RegionCase {
  std::string name;  ///< also the columns `<name>_mw` of generators.csv and boundaries.csv
  double models::LoadParams::*load_mw;
  double models::LoadParams::*tan_phi_ratio;
  double models::SeasonalRating::*rating_mva;
};

inline const std::array<RegionCase, 3> kRegionCases{{
    {"cold", &models::LoadParams::cold_mw, &models::LoadParams::cold_tan_phi_ratio,
     &models::SeasonalRating::cold_mva},
    {"mild", &models::LoadParams::mild_mw, &models::LoadParams::mild_tan_phi_ratio,
     &models::SeasonalRating::mild_mva},
    {"summer", &models::LoadParams::summer_mw, &models::LoadParams::summer_tan_phi_ratio,
     &models::SeasonalRating::summer_mva},
}};

/// Adds column `<case>_mw` of a table onto its buses.
inline void AddCaseColumn(const std::string& file, const std::string& column,
                          const models::ElectricityGrid& grid,
                          models::Table<models::BusIndex, double>& sum_mw) {
  data::Diagnostics diagnostics;
  const auto table = data::CsvTable::Load(RegionDirectory() + "/osm/" + file, file,
                                          {"bus_id", column}, diagnostics);
  std::unordered_map<std::string, models::BusIndex> buses;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    buses.emplace(grid.buses[models::BusIndex(i)].id, models::BusIndex(i));
  }
  for (std::size_t row = 0; row < table.size(); ++row) {
    sum_mw[buses.at(table.Text(row, "bus_id"))] +=
        table.Number(row, column, -1e5, 1e5, diagnostics);
  }
  if (diagnostics.empty()) return;
  std::fprintf(stderr, "%s\n", data::ToText(diagnostics.front()).c_str());
  std::abort();
}

/// Injections of a case, with every plant above 25 MW, every continuous device and every boundary
/// holding its voltage.
inline solvers::PowerFlowInputs MakeRegionCase(const models::ElectricityGrid& grid,
                                               const RegionCase& one) {
  using models::BusIndex;
  solvers::PowerFlowInputs inputs = solvers::PowerFlowInputs::MakeZero(grid);
  const std::string column = one.name + "_mw";
  AddCaseColumn("generators.csv", column, grid, inputs.injection_mw);
  AddCaseColumn("boundaries.csv", column, grid, inputs.injection_mw);
  models::Table<BusIndex, double> drawn_mvar(grid.buses.size(), 0.0);
  for (const models::LoadParams& load : grid.loads) {
    inputs.injection_mw[load.bus] -= load.*one.load_mw;
    drawn_mvar[load.bus] += load.*one.load_mw * load.*one.tan_phi_ratio;
  }
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    inputs.injection_mvar[BusIndex(i)] = -drawn_mvar[BusIndex(i)];
  }
  const auto hold = [&inputs](BusIndex bus, double v_pu, double q_min_mvar, double q_max_mvar) {
    inputs.regulates[bus] = 1;
    inputs.v_set_pu[bus] = v_pu;
    inputs.q_min_mvar[bus] += q_min_mvar;
    inputs.q_max_mvar[bus] += q_max_mvar;
  };
  for (const models::GeneratorParams& generator : grid.generators) {
    if (generator.can_hold_voltage && generator.p_max_mw > 25.0) {
      hold(generator.bus, generator.v_set_pu, generator.q_min_mvar, generator.q_max_mvar);
    }
  }
  for (const models::ShuntParams& shunt : grid.shunts) {
    if (shunt.is_continuous) {
      hold(shunt.bus, shunt.v_set_pu, shunt.q_min_mvar, shunt.q_max_mvar);
    } else {
      inputs.shunt_mvar[shunt.bus] +=
          shunt.step_mvar * CalcShuntSteps(shunt, drawn_mvar[shunt.bus], 0);
    }
  }
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    hold(boundary.bus, boundary.v_set_pu, boundary.q_min_mvar, boundary.q_max_mvar);
  }
  return inputs;
}

}  // namespace tests
