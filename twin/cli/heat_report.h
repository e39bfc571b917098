#pragma once

#include <string>

#include "twin/cli/heat_case.h"

namespace twin::cli {

/// Energy and water of a solved network; all close to rounding.
struct HeatBalance {
  double made_w = 0.0;           ///< by producers
  double taken_w = 0.0;          ///< by consumers
  double lost_w = 0.0;           ///< by pipes
  double energy_left_w = 0.0;    ///< made − taken − lost
  double worst_node_kg_s = 0.0;  ///< largest |what flows in − what flows out| of a node
};

HeatBalance CalcHeatBalance(const models::HeatNetwork& network,
                            const solvers::heat::SteadyHeatSolution& solution);

/// `notes` are what reading the tables found to be unusual.
std::string MakeHeatJson(const models::HeatNetwork& network, const HeatCaseAnswer& answer,
                         const data::Diagnostics& notes = {});
std::string MakeHeatText(const models::HeatNetwork& network, const HeatCaseAnswer& answer,
                         const data::Diagnostics& notes = {});
std::string MakeEpanetJson(const data::EpanetCase& epanet, const EpanetAnswer& answer);
std::string MakeEpanetText(const data::EpanetCase& epanet, const EpanetAnswer& answer);

/// {"converged": false, "reason": …}
std::string MakeHeatFailureJson(const absl::Status& status);

}  // namespace twin::cli
