#include "models/heat/buried_pipe.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <numbers>
#include <string>

#include "models/base/errors.h"
#include "models/heat/pipe_series.h"

namespace models {
namespace {

constexpr double kPi = std::numbers::pi;

PipePairParams MakePair() {
  return {.steel_outer_diameter_m = 0.1143,
          .casing_outer_diameter_m = 0.200,
          .casing_wall_m = 0.0032,
          .depth_m = 0.9,
          .spacing_m = 0.35,
          .materials = {}};
}

TwinPipeParams MakeTwin(double steel_m, double casing_m, double spacing_m, double depth_m) {
  return {.steel_outer_diameter_m = steel_m,
          .casing_outer_diameter_m = casing_m,
          .casing_wall_m = 0.003,
          .depth_m = depth_m,
          .spacing_m = spacing_m,
          .materials = {}};
}

// By hand: R_i = 3.11894, R_s = 0.31826, R_h = 0.18744 m·K/W.
TEST(BuriedPipeTest, PairByHand) {
  const PairLoss loss = CalcPairLoss(MakePair());
  const double zc = 0.9 + 0.0685 * 1.5;
  const double own = std::log(0.1936 / 0.1143) / (2.0 * kPi * 0.027) +
                     std::log(0.2 / 0.1936) / (2.0 * kPi * 0.4) +
                     std::log(4.0 * zc / 0.2) / (2.0 * kPi * 1.5);
  const double mutual = std::log(1.0 + 4.0 * zc * zc / (0.35 * 0.35)) / (4.0 * kPi * 1.5);
  EXPECT_NEAR(loss.own_w_per_m_k, own / (own * own - mutual * mutual), 1e-12);
  EXPECT_NEAR(loss.other_w_per_m_k, mutual / (own * own - mutual * mutual), 1e-12);
}

// What a manufacturer's programme tells for single pipes of series 1, with 0.6 to 0.8 m of cover;
// it does not say how far apart they lie, so that only U1 is compared.
TEST(BuriedPipeTest, PairsOfTheSeriesLoseWhatACatalogueTells) {
  struct Row {
    int dn;
    double own_w_per_m_k;
  };
  for (const Row& row :
       {Row{20, 0.1426}, Row{50, 0.2340}, Row{100, 0.2996}, Row{300, 0.5051}, Row{800, 0.8032}}) {
    for (const PipeSize& size : PipeSizes()) {
      if (size.nominal_diameter != row.dn) continue;
      const double casing_m = size.casing_outer_diameter_m[0];
      const PairLoss loss = CalcPairLoss({.steel_outer_diameter_m = size.steel_outer_diameter_m,
                                          .casing_outer_diameter_m = casing_m,
                                          .casing_wall_m = CalcCasingWallM(casing_m),
                                          .depth_m = 0.7 + 0.5 * casing_m,
                                          .spacing_m = casing_m + 0.15,
                                          .materials = {}});
      EXPECT_NEAR(loss.own_w_per_m_k / row.own_w_per_m_k, 1.0, 0.04) << row.dn;
    }
  }
}

TEST(BuriedPipeTest, FarApartEachPipeIsAlone) {
  PipePairParams pair = MakePair();
  pair.spacing_m = 1e6;
  const PairLoss loss = CalcPairLoss(pair);
  EXPECT_NEAR(loss.other_w_per_m_k, 0.0, 1e-10);
  EXPECT_GT(loss.own_w_per_m_k, 0.25);
  // Closer pipes warm each other more.
  double before = 0.0;
  for (double spacing_m : {3.0, 1.0, 0.5, 0.3}) {
    pair.spacing_m = spacing_m;
    EXPECT_GT(CalcPairLoss(pair).other_w_per_m_k, before);
    before = CalcPairLoss(pair).other_w_per_m_k;
  }
}

TEST(BuriedPipeTest, TheSumOfBothLossesNeedsOnlyOneCoefficient) {
  const PairLoss loss = CalcPairLoss(MakePair());
  const PairHeat heat = CalcPairHeat(loss, 95.0, 50.0, 6.0);
  const double pair_w_per_m_k = loss.own_w_per_m_k - loss.other_w_per_m_k;
  EXPECT_NEAR(heat.supply_w_per_m + heat.return_w_per_m, pair_w_per_m_k * (89.0 + 44.0), 1e-12);
  EXPECT_NEAR(CalcEquivalentLossWPerMK(loss, 80.0, 80.0, 6.0), pair_w_per_m_k, 1e-15);
}

TEST(BuriedPipeTest, EquivalentCoefficientsGiveEachPipesLoss) {
  const PairLoss loss = CalcPairLoss(MakePair());
  const PairHeat heat = CalcPairHeat(loss, 110.0, 55.0, 4.0);
  EXPECT_NEAR(CalcEquivalentLossWPerMK(loss, 110.0, 55.0, 4.0) * 106.0, heat.supply_w_per_m, 1e-12);
  EXPECT_NEAR(CalcEquivalentLossWPerMK(loss, 55.0, 110.0, 4.0) * 51.0, heat.return_w_per_m, 1e-12);
  // A return pipe barely warmer than the ground is heated by its neighbour.
  EXPECT_LT(CalcEquivalentLossWPerMK(loss, 5.0, 110.0, 4.0), 0.0);
}

/// The field around a twin pipe solved to high order: multipoles of both pipes and regular terms
/// in the insulation, multipoles of the casing with their mirror images in the ground, fitted to
/// the boundary conditions by least squares. Loss of each pipe in W/m.
PairHeat SolveTwinField(const TwinPipeParams& twin, double supply_k, double return_k) {
  using Complex = std::complex<double>;
  constexpr int kOrder = 20, kPoints = 96;
  const double r = 0.5 * twin.steel_outer_diameter_m, big_r = 0.5 * twin.casing_outer_diameter_m;
  const double d = 0.5 * twin.spacing_m;
  const double ki = twin.materials.insulation_w_per_m_k, kg = twin.materials.ground_w_per_m_k;
  const double h = twin.depth_m + 0.0685 * kg;
  const Complex centres[] = {Complex(-d, 0.0), Complex(d, 0.0)};
  constexpr int kSeries = 1 + 2 * kOrder;
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(4 * kPoints, 4 * kSeries);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(4 * kPoints);
  // Analytic functions whose real parts are the basis: value and derivative by z.
  struct Term {
    Complex value, slope;
  };
  const auto outward = [](Complex z, double scale, int k) {  // log, then (scale/z)^k
    if (k == 0) return Term{-std::log(z / scale), -1.0 / z};
    const Complex power = std::pow(scale / z, k);
    return Term{power, -static_cast<double>(k) * power / z};
  };
  const auto inward = [&](Complex z, int k) {
    const Complex power = std::pow(z / big_r, k);
    return Term{power, k == 0 ? Complex(0.0) : static_cast<double>(k) * power / z};
  };
  // Adds a term and, for k > 0, its sine partner to a row: temperature or radial flux.
  const auto put = [&](int row, int series, int k, const Term& term, Complex along, double factor,
                       double sine_sign = 1.0) {
    const auto column = [&](int part) {
      return series * kSeries + (k == 0 ? 0 : 2 * k - 1 + part);
    };
    const bool is_flux = std::abs(along) > 0.0;
    const Complex seen = is_flux ? term.slope * along : term.value;
    a(row, column(0)) += factor * seen.real();
    if (k > 0) a(row, column(1)) += factor * sine_sign * seen.imag();
  };
  const auto put_insulation = [&](int row, Complex z, Complex along, double factor) {
    for (int k = 0; k <= kOrder; ++k) {
      put(row, 0, k, outward(z - centres[0], r, k), along, factor);
      put(row, 1, k, outward(z - centres[1], r, k), along, factor);
      put(row, 2, k, inward(z, k), along, factor);
    }
  };
  const auto put_ground = [&](int row, Complex z, Complex along, double factor) {
    // The mirror of f(z) in the surface y = h is −f(conj(z) + 2ih), real parts alike.
    const Complex mirrored = std::conj(z) + Complex(0.0, 2.0 * h);
    for (int k = 0; k <= kOrder; ++k) {
      put(row, 3, k, outward(z, big_r, k), along, factor);
      put(row, 3, k, outward(mirrored, big_r, k), std::conj(along), -factor);
    }
  };
  for (int point = 0; point < kPoints; ++point) {
    const Complex direction = std::polar(1.0, 2.0 * kPi * (point + 0.5) / kPoints);
    for (int pipe = 0; pipe < 2; ++pipe) {
      put_insulation(pipe * kPoints + point, centres[pipe] + r * direction, 0.0, 1.0);
      b(pipe * kPoints + point) = pipe == 0 ? supply_k : return_k;
    }
    const Complex z = big_r * direction;
    put_insulation(2 * kPoints + point, z, 0.0, 1.0);
    put_ground(2 * kPoints + point, z, 0.0, -1.0);
    put_insulation(3 * kPoints + point, z, direction, ki * big_r);
    put_ground(3 * kPoints + point, z, direction, -kg * big_r);
  }
  const Eigen::VectorXd x = a.colPivHouseholderQr().solve(b);
  EXPECT_LT((a * x - b).lpNorm<Eigen::Infinity>(), 2e-3) << "the field does not fit";
  return {.supply_w_per_m = 2.0 * kPi * ki * x(0), .return_w_per_m = 2.0 * kPi * ki * x(kSeries)};
}

// The sum of both losses within 1 %. What flows from one pipe to the other is too low the nearer
// they are; twin pipes of the trade have 19 to 40 mm between steel pipes.
TEST(BuriedPipeTest, TwinPipesAgreeWithTheFieldSolvedToHighOrder) {
  struct Case {
    double steel_m, casing_m, spacing_m, depth_m;
    double difference_tolerance_ratio;
  };
  for (const Case& one :
       {Case{0.0269, 0.180, 0.0600, 0.7, 0.01}, Case{0.0337, 0.200, 0.0674, 3.0, 0.01},
        Case{0.0269, 0.125, 0.0459, 0.7, 0.02}, Case{0.0483, 0.160, 0.0673, 0.7, 0.04},
        Case{0.0603, 0.200, 0.0803, 0.8, 0.04}, Case{0.0603, 0.225, 0.0903, 3.0, 0.04},
        Case{0.1143, 0.315, 0.1393, 0.8, 0.07}, Case{0.1683, 0.450, 0.2083, 1.2, 0.07}}) {
    const TwinPipeParams twin = MakeTwin(one.steel_m, one.casing_m, one.spacing_m, one.depth_m);
    const PairLoss loss = CalcTwinPipeLoss(twin);
    const PairHeat mean = SolveTwinField(twin, 1.0, 1.0);
    const PairHeat difference = SolveTwinField(twin, 1.0, -1.0);
    EXPECT_NEAR((loss.own_w_per_m_k - loss.other_w_per_m_k) / mean.supply_w_per_m, 1.0, 0.01)
        << one.steel_m;
    const double ratio = (loss.own_w_per_m_k + loss.other_w_per_m_k) / difference.supply_w_per_m;
    EXPECT_NEAR(ratio, 1.0, one.difference_tolerance_ratio) << one.steel_m;
    EXPECT_LT(ratio, 1.001);
    // Side by side both pipes are alike, so that any temperatures follow from these two.
    const PairHeat exact = SolveTwinField(twin, 85.0, 45.0);
    EXPECT_NEAR(exact.supply_w_per_m, 65.0 * mean.supply_w_per_m + 20.0 * difference.supply_w_per_m,
                1e-3);
  }
}

TEST(BuriedPipeTest, ValidationNamesWhatDoesNotFit) {
  EXPECT_TRUE(Validate(MakePair()).ok());
  EXPECT_TRUE(Validate(MakeTwin(0.0603, 0.200, 0.0803, 0.8)).ok());
  const auto fields = [](const absl::Status& status) {
    std::string names;
    for (const auto& violation : errors::FieldViolationsOf(status)) names += violation.field + " ";
    return names;
  };
  PipePairParams pair = MakePair();
  pair.spacing_m = 0.19;
  pair.depth_m = 0.05;
  pair.steel_outer_diameter_m = 0.195;
  EXPECT_EQ(fields(Validate(pair)), "depth_m steel_outer_diameter_m spacing_m ");
  TwinPipeParams twin = MakeTwin(0.1, 0.2, 0.09, 0.8);
  twin.materials.ground_w_per_m_k = 0.0;
  EXPECT_EQ(fields(Validate(twin)), "materials.ground_w_per_m_k spacing_m ");
  EXPECT_EQ(fields(Validate(MakeTwin(0.1, 0.2, 0.12, 0.8))), "steel_outer_diameter_m ");
}

TEST(BuriedPipeTest, TwinPipesLoseLessThanAPair) {
  const PairLoss pair = CalcPairLoss(MakePair());
  const PairLoss twin = CalcTwinPipeLoss(MakeTwin(0.1143, 0.315, 0.1393, 0.9));
  EXPECT_LT(twin.own_w_per_m_k - twin.other_w_per_m_k, pair.own_w_per_m_k - pair.other_w_per_m_k);
  EXPECT_GT(twin.other_w_per_m_k, pair.other_w_per_m_k);
}

}  // namespace
}  // namespace models
