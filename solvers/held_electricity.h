#pragma once

#include <Eigen/Core>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/design_cases.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_year.h"

namespace solvers {

/// What the loads of the grid hold of one plant's electricity, found from the plant's own years:
///   min Σ (e_t − Σ_k h_k φ_k(T_t))²   with   Σ_t Σ_k h_k φ_k(T_t) = Σ_t e_t
///   and every h_k between zero and the largest e on the side of their mean
/// where φ are the hats of CalcByDesignCasesMw, which add up to one. So what is held has the
/// temperature response of the loads it lies in and the plant's own energy; where no bound acts the
/// plain least squares have that energy by themselves.
class HeldElectricityFit {
 public:
  void Add(double effective_degc, double electricity_mw);
  /// Zeros when nothing was added, or nothing drawn.
  models::DesignCases Solve() const;
  double CalcMeanMw() const;
  /// Root of the mean square that `held` leaves.
  double CalcDeviationMw(const models::DesignCases& held) const;

 private:
  /// Σ v vᵀ of v = (φ_cold, φ_mild, φ_summer, e)
  Eigen::Matrix4d products_ = Eigen::Matrix4d::Zero();
  double least_mw_ = 0.0;
  double most_mw_ = 0.0;
};

/// One plant's result.
struct HeldElectricity {
  models::HeatSystemIndex system;
  std::size_t plant = 0;
  models::DesignCases held;
  double mean_mw = 0.0;
  double deviation_mw = 0.0;
};

/// All plants of which the grid's loads or generators hold something: the draw of those in the base
/// load, and the power of every turbine, which the grid's generators or the loads' own use count
/// already. Over the given stretches at usual prices, without outages or orders.
/// Errors: as of ForEachHeatStep.
absl::StatusOr<std::vector<HeldElectricity>> FitHeldElectricity(
    const models::Region& region, const models::OsloCalendar& calendar,
    const std::vector<HeatStretch>& stretches);

}  // namespace solvers
