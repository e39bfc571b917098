#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "solvers/heat/heat_connection.h"
#include "twin/cli/heat_case.h"

namespace twin::cli {

struct HeatConnectOptions {
  HeatCaseOptions heat;
  std::string supply_node;
  std::string return_node;  ///< empty: the return node of a consumer or producer at supply_node
  double asked_w = 0.0;     ///< 0: only what is available is asked
  double return_degc = 50.0;
  double cap_w = 50e6;
  solvers::heat::HeatLimitParams limits;
};

struct HeatConnectReport {
  solvers::heat::HeatConnectionAnswer answer;
  double answer_ms = 0.0;
};

/// Errors: NotFound for a node that is none, with near names; InvalidArgument when the return node
/// is not given and none belongs to the supply node; as of CalcHeatConnection.
absl::StatusOr<HeatConnectReport> AnswerHeatConnect(const models::HeatNetwork& network,
                                                    const HeatConnectOptions& options);

std::string MakeConnectJson(const models::HeatNetwork& network, const HeatConnectOptions& options,
                            const HeatConnectReport& report);
std::string MakeConnectText(const models::HeatNetwork& network, const HeatConnectOptions& options,
                            const HeatConnectReport& report);

}  // namespace twin::cli
