#pragma once

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "models/base/ids.h"
#include "solvers/ac_power_flow.h"
#include "solvers/lane_network.h"

namespace solvers {

/// Inputs and start of power flows that share both, per unit and ready to be laid into lanes: one
/// quarter's base serves all its outages and all applicants.
struct LaneBase {
  std::vector<double> p_set_pu, q_set_pu, share, shunt_g_pu, shunt_b_pu;  ///< [bus]
  std::vector<double> v_set_pu, q_min_pu, q_max_pu;                       ///< [bus]
  std::vector<double> e_pu, f_pu;                                         ///< [bus] start
  std::vector<char> regulates;                                            ///< [bus]
  std::vector<char> in_service;                                           ///< [branch]
  std::vector<BusControl> control;                                        ///< [bus] start
  std::vector<int> tap_step;                                              ///< [branch] start
  std::vector<int> shunt_step;  ///< [bank of the network] start; in shunt_b_pu, too
  std::vector<double> current_p_pu, current_q_pu;  ///< [bus] demand per voltage; empty: none
  std::vector<double> branch_y_pu;  ///< [branch][8] two-ports at the start's taps, 0 out of service
  std::vector<double> y_pu;         ///< [admittance entry][2] with shunts
  double lambda_pu = 0.0;           ///< what the start leaves to the participants
  bool is_as_built = true;          ///< in_service is as the grid was built
};

/// Where a case of some base stood when it was solved.
struct LaneStart {
  std::span<const double> e_pu, f_pu;   ///< [bus]
  std::span<const BusControl> control;  ///< [bus]
  double lambda_pu = 0.0;
};

/// One scenario: a base, at most one more branch out, and at most one applicant who draws power.
struct LaneCase {
  const LaneBase* base = nullptr;
  const LaneStart* start = nullptr;  ///< of the same base and outage, nobody connected; null: none
  models::BranchIndex outage;        ///< invalid: intact
  models::BusIndex applicant;        ///< invalid: nobody
  double applicant_mw = 0.0;         ///< demand; negative is generation. Fed by the participants.
  double applicant_mvar = 0.0;
};

/// Lays a base out. Its angle reference must be the grid's own: the largest participation of its
/// boundaries. Errors: InvalidArgument when it is not.
absl::Status FillLaneBase(const LaneNetwork& network, const PowerFlowInputs& inputs,
                          const PowerFlowState& start, LaneBase& base);

}  // namespace solvers
