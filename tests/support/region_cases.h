#pragma once

#include <gtest/gtest.h>

#include <string>

#include "data/csv_reader.h"
#include "solvers/ac_power_flow.h"
#include "tests/support/region_paths.h"

namespace tests {

/// The three worked cases of the region: what loads, tan phi and ratings they use.
struct RegionCase {
  std::string name;
  double models::LoadParams::*load_mw;
  double models::LoadParams::*tan_phi_ratio;
  double models::SeasonalRating::*rating_mva;
};

inline const RegionCase kRegionCases[] = {
    {"cold", &models::LoadParams::cold_mw, &models::LoadParams::cold_tan_phi_ratio,
     &models::SeasonalRating::cold_mva},
    {"mild", &models::LoadParams::mild_mw, &models::LoadParams::mild_tan_phi_ratio,
     &models::SeasonalRating::mild_mva},
    {"summer", &models::LoadParams::summer_mw, &models::LoadParams::summer_tan_phi_ratio,
     &models::SeasonalRating::summer_mva},
};

// Column `<case>_mw` of a table, summed onto buses.
inline void AddColumn(const std::string& file, const std::string& column,
                      const models::ElectricityGrid& grid,
                      models::Table<models::BusIndex, double>& sum_mw) {
  data::Diagnostics diagnostics;
  const auto table = data::CsvTable::Load(tests::RegionDirectory() + "/osm/" + file, file,
                                          {"bus_id", column}, diagnostics);
  ASSERT_TRUE(diagnostics.empty());
  for (std::size_t row = 0; row < table.size(); ++row) {
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      if (grid.buses[models::BusIndex(i)].id != table.Text(row, "bus_id")) continue;
      sum_mw[models::BusIndex(i)] += table.Number(row, column, -1e5, 1e5, diagnostics);
    }
  }
}

inline solvers::PowerFlowInputs MakeRegionCase(const models::ElectricityGrid& grid,
                                               const RegionCase& c) {
  solvers::PowerFlowInputs inputs = solvers::PowerFlowInputs::MakeZero(grid);
  AddColumn("generators.csv", c.name + "_mw", grid, inputs.injection_mw);
  AddColumn("boundaries.csv", c.name + "_mw", grid, inputs.injection_mw);
  models::Table<models::BusIndex, double> drawn_mvar(grid.buses.size(), 0.0);
  for (const models::LoadParams& load : grid.loads) {
    inputs.injection_mw[load.bus] -= load.*c.load_mw;
    drawn_mvar[load.bus] += load.*c.load_mw * load.*c.tan_phi_ratio;
  }
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    inputs.injection_mvar[models::BusIndex(i)] = -drawn_mvar[models::BusIndex(i)];
  }
  const auto hold = [&inputs](models::BusIndex bus, double v_pu, double q_min_mvar,
                              double q_max_mvar) {
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
