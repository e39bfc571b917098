#include "solvers/held_electricity.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "models/base/status_macros.h"

namespace solvers {
namespace {

constexpr std::array<models::DesignCases, 3> kUnits = {models::DesignCases{.cold_mw = 1.0},
                                                       models::DesignCases{.mild_mw = 1.0},
                                                       models::DesignCases{.summer_mw = 1.0}};
constexpr double kRoundingShare = 1e-9;

double CalcSquares(const Eigen::Matrix3d& hats, const Eigen::Vector3d& right,
                   const Eigen::Vector3d& held) {
  return held.dot(hats * held) - 2.0 * right.dot(held);
}

enum class Case { kFree, kZero, kBound };

// Least squares of the free cases, the others held where they stand, with the energy kept: the
// system of its Lagrange conditions. Cases that no temperature touched are left at zero.
Eigen::Vector3d SolveFree(const Eigen::Matrix3d& hats, const Eigen::Vector3d& right,
                          const std::array<Case, 3>& cases, double bound_mw) {
  Eigen::Vector3d held = Eigen::Vector3d::Zero();
  std::vector<int> free;
  for (int k = 0; k < 3; ++k) {
    if (cases[static_cast<std::size_t>(k)] == Case::kBound) held(k) = bound_mw;
    if (cases[static_cast<std::size_t>(k)] == Case::kFree) free.push_back(k);
  }
  if (free.empty()) return held;
  const Eigen::Vector3d left = right - hats * held;
  const auto n = static_cast<Eigen::Index>(free.size());
  Eigen::MatrixXd system = Eigen::MatrixXd::Zero(n + 1, n + 1);
  Eigen::VectorXd sides = Eigen::VectorXd::Zero(n + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    const int row = free[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < n; ++j) {
      system(i, j) = hats(row, free[static_cast<std::size_t>(j)]);
    }
    system(i, n) = system(n, i) = hats.row(row).sum();
    sides(i) = left(row);
  }
  sides(n) = left.sum();
  const Eigen::VectorXd solution = system.completeOrthogonalDecomposition().solve(sides);
  for (Eigen::Index i = 0; i < n; ++i) held(free[static_cast<std::size_t>(i)]) = solution(i);
  return held;
}

}  // namespace

void HeldElectricityFit::Add(double effective_degc, double electricity_mw) {
  Eigen::Vector4d quarter;
  for (int k = 0; k < 3; ++k) {
    quarter(k) = models::CalcByDesignCasesMw(kUnits[static_cast<std::size_t>(k)], effective_degc);
  }
  quarter(3) = electricity_mw;
  products_ += quarter * quarter.transpose();
  least_mw_ = std::min(least_mw_, electricity_mw);
  most_mw_ = std::max(most_mw_, electricity_mw);
}

models::DesignCases HeldElectricityFit::Solve() const {
  const Eigen::Matrix3d hats = products_.topLeftCorner<3, 3>();
  const Eigen::Vector3d right = products_.topRightCorner<3, 1>();
  const double energy_mw = right.sum();
  const double bound_mw = energy_mw < 0.0 ? least_mw_ : most_mw_;
  const double rounding_mw = kRoundingShare * std::abs(bound_mw);
  Eigen::Vector3d best = Eigen::Vector3d::Zero();
  double least = std::numeric_limits<double>::infinity();
  for (int choice = 0; choice < 27 && energy_mw != 0.0; ++choice) {
    const std::array<Case, 3> cases{static_cast<Case>(choice % 3),
                                    static_cast<Case>(choice / 3 % 3),
                                    static_cast<Case>(choice / 9)};
    const Eigen::Vector3d held = SolveFree(hats, right, cases, bound_mw);
    if (held.minCoeff() < std::min(bound_mw, 0.0) - rounding_mw) continue;
    if (held.maxCoeff() > std::max(bound_mw, 0.0) + rounding_mw) continue;
    if (std::abs((hats * held).sum() - energy_mw) > kRoundingShare * std::abs(energy_mw)) continue;
    const double squares = CalcSquares(hats, right, held);
    if (squares < least) {
      least = squares;
      best = held;
    }
  }
  return {.cold_mw = best(0), .mild_mw = best(1), .summer_mw = best(2)};
}

double HeldElectricityFit::CalcMeanMw() const {
  const double count = products_.topLeftCorner<3, 3>().sum();  // (Σ φ)² = 1 each
  return count > 0.0 ? products_.topRightCorner<3, 1>().sum() / count : 0.0;
}

double HeldElectricityFit::CalcDeviationMw(const models::DesignCases& held) const {
  const Eigen::Vector4d left(-held.cold_mw, -held.mild_mw, -held.summer_mw, 1.0);
  const double count = products_.topLeftCorner<3, 3>().sum();
  return count > 0.0 ? std::sqrt(std::max(left.dot(products_ * left), 0.0) / count) : 0.0;
}

absl::StatusOr<std::vector<HeldElectricity>> FitHeldElectricity(
    const models::Region& region, const models::OsloCalendar& calendar,
    const std::vector<HeatStretch>& stretches) {
  std::vector<std::vector<HeldElectricityFit>> fits;
  for (const models::HeatSystemParams& system : region.heat_systems) {
    fits.emplace_back(system.plants.size());
  }
  for (const HeatStretch& stretch : stretches) {
    TWIN_RETURN_IF_ERROR(
        ForEachHeatStep(region, calendar, stretch, {}, [&](const HeatYearStep& step) {
          const auto& plants = region.heat_systems[step.system].plants;
          for (std::size_t i = 0; i < plants.size(); ++i) {
            if (!plants[i].bus.valid()) continue;
            fits[step.system.value()][i].Add(
                step.inputs.effective_degc,
                CalcElectricityToHoldMw(plants[i], step.result.plant_electricity_mw[i],
                                        step.result.plant_power_mw[i]));
          }
        }));
  }
  std::vector<HeldElectricity> all;
  for (std::size_t row = 0; row < fits.size(); ++row) {
    const models::HeatSystemIndex index(row);
    const auto& plants = region.heat_systems[index].plants;
    for (std::size_t i = 0; i < plants.size(); ++i) {
      const bool has_turbine = plants[i].power.power_line != models::PowerLine::kNone;
      if (!plants[i].bus.valid() || !(plants[i].is_in_base_load || has_turbine)) continue;
      const HeldElectricityFit& fit = fits[row][i];
      const models::DesignCases held = fit.Solve();
      all.push_back({.system = index,
                     .plant = i,
                     .held = held,
                     .mean_mw = fit.CalcMeanMw(),
                     .deviation_mw = fit.CalcDeviationMw(held)});
    }
  }
  return all;
}

}  // namespace solvers
