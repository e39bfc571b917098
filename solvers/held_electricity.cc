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

// Least squares of the cases in `cases` alone, the others zero, with the energy kept: the system of
// its Lagrange conditions. Cases that no temperature touched are left at zero.
Eigen::Vector3d SolveCases(const Eigen::Matrix3d& hats, const Eigen::Vector3d& right,
                           const std::vector<int>& cases) {
  const auto n = static_cast<Eigen::Index>(cases.size());
  Eigen::MatrixXd system = Eigen::MatrixXd::Zero(n + 1, n + 1);
  Eigen::VectorXd sides = Eigen::VectorXd::Zero(n + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    const int row = cases[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < n; ++j) {
      system(i, j) = hats(row, cases[static_cast<std::size_t>(j)]);
    }
    system(i, n) = system(n, i) = hats.row(row).sum();
    sides(i) = right(row);
  }
  sides(n) = right.sum();
  const Eigen::VectorXd solution = system.completeOrthogonalDecomposition().solve(sides);
  Eigen::Vector3d held = Eigen::Vector3d::Zero();
  for (Eigen::Index i = 0; i < n; ++i) held(cases[static_cast<std::size_t>(i)]) = solution(i);
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
}

models::DesignCases HeldElectricityFit::Solve() const {
  const Eigen::Matrix3d hats = products_.topLeftCorner<3, 3>();
  const Eigen::Vector3d right = products_.topRightCorner<3, 1>();
  const double energy_mw = right.sum();
  const double mean_mw = CalcMeanMw();
  Eigen::Vector3d best = Eigen::Vector3d::Zero();
  double least = std::numeric_limits<double>::infinity();
  for (int subset = 1; subset < 8 && energy_mw != 0.0; ++subset) {
    std::vector<int> cases;
    for (int k = 0; k < 3; ++k) {
      if ((subset >> k & 1) != 0) cases.push_back(k);
    }
    const Eigen::Vector3d held = SolveCases(hats, right, cases);
    if ((held * mean_mw).minCoeff() < -kRoundingShare * mean_mw * mean_mw) continue;
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
