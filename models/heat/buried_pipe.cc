#include "models/heat/buried_pipe.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/base/units.h"

namespace models {
namespace {

// Resistance between ground and air, which EN 13941-1 tells as a layer of ground.
constexpr double kSurfaceM2KPerW = 0.0685;

double CalcEffectiveDepthM(double depth_m, double ground_w_per_m_k) {
  return depth_m + kSurfaceM2KPerW * ground_w_per_m_k;
}

/// What pairs and twin pipes have in common.
template <class Pipes>
FieldChecks CheckPipes(const Pipes& pipes) {
  FieldChecks checks;
  checks.Positive("steel_outer_diameter_m", pipes.steel_outer_diameter_m);
  checks.Positive("casing_outer_diameter_m", pipes.casing_outer_diameter_m);
  checks.Positive("casing_wall_m", pipes.casing_wall_m);
  checks.Positive("depth_m", pipes.depth_m);
  checks.Positive("spacing_m", pipes.spacing_m);
  checks.Positive("materials.insulation_w_per_m_k", pipes.materials.insulation_w_per_m_k);
  checks.Positive("materials.casing_w_per_m_k", pipes.materials.casing_w_per_m_k);
  checks.Positive("materials.ground_w_per_m_k", pipes.materials.ground_w_per_m_k);
  if (pipes.depth_m < 0.5 * pipes.casing_outer_diameter_m)
    checks.Report("depth_m",
                  absl::StrCat("is ", pipes.depth_m, ", less than the radius of a casing of ",
                               pipes.casing_outer_diameter_m, " m"));
  return checks;
}

double Square(double value) { return value * value; }

}  // namespace

PairLoss CalcPairLoss(const PipePairParams& pair) {
  const BuriedPipeMaterials& k = pair.materials;
  const double foam_diameter_m = pair.casing_outer_diameter_m - 2.0 * pair.casing_wall_m;
  const double depth_m = CalcEffectiveDepthM(pair.depth_m, k.ground_w_per_m_k);
  const double insulation =
      std::log(foam_diameter_m / pair.steel_outer_diameter_m) /
          (2.0 * kPi * k.insulation_w_per_m_k) +
      std::log(pair.casing_outer_diameter_m / foam_diameter_m) / (2.0 * kPi * k.casing_w_per_m_k);
  const double ground =
      std::log(4.0 * depth_m / pair.casing_outer_diameter_m) / (2.0 * kPi * k.ground_w_per_m_k);
  const double mutual =
      std::log1p(Square(2.0 * depth_m / pair.spacing_m)) / (4.0 * kPi * k.ground_w_per_m_k);
  const double own = insulation + ground;
  const double determinant = own * own - mutual * mutual;
  return {.own_w_per_m_k = own / determinant, .other_w_per_m_k = mutual / determinant};
}

PairLoss CalcTwinPipeLoss(const TwinPipeParams& twin) {
  const BuriedPipeMaterials& k = twin.materials;
  const double r = 0.5 * twin.steel_outer_diameter_m;
  const double big_r = 0.5 * twin.casing_outer_diameter_m;
  const double d = 0.5 * twin.spacing_m;
  const double h = CalcEffectiveDepthM(twin.depth_m, k.ground_w_per_m_k);
  const double sigma =
      (k.insulation_w_per_m_k - k.ground_w_per_m_k) / (k.insulation_w_per_m_k + k.ground_w_per_m_k);
  const double gamma = 2.0 * (1.0 - sigma * sigma) / (1.0 - sigma * Square(big_r / (2.0 * h)));
  const double r2 = big_r * big_r, d2 = d * d;
  const double r4 = r2 * r2, d4 = d2 * d2;
  const double gap = r4 - d4;

  // Gradient that a pipe's own wall must even out, and how much its dipole meets of its mirrors.
  const double mean_gradient = r / (2.0 * d) - 2.0 * sigma * r * d2 * d / gap;
  const double mean_dipole =
      1.0 + Square(r / (2.0 * d)) + 4.0 * sigma * r * r * r4 * d2 / (gap * gap);
  const double mean =
      2.0 * k.insulation_w_per_m_k / k.ground_w_per_m_k * std::log(2.0 * h / big_r) +
      std::log(r2 / (2.0 * d * r)) + sigma * std::log(r4 / gap) -
      Square(mean_gradient) / mean_dipole;

  const double difference_gradient =
      r / (2.0 * d) - gamma * d * r / (4.0 * h * h) + 2.0 * sigma * r * r2 * d / gap;
  const double difference_dipole = 1.0 - Square(r / (2.0 * d)) - gamma * Square(r / (2.0 * h)) +
                                   2.0 * sigma * r * r * r2 * (r4 + d4) / (gap * gap);
  const double difference = std::log(2.0 * d / r) + sigma * std::log((r2 + d2) / (r2 - d2)) -
                            gamma * Square(d / (2.0 * h)) -
                            Square(difference_gradient) / difference_dipole;

  const double mean_w_per_m_k = 2.0 * kPi * k.insulation_w_per_m_k / mean;
  const double difference_w_per_m_k = 2.0 * kPi * k.insulation_w_per_m_k / difference;
  return {.own_w_per_m_k = 0.5 * (difference_w_per_m_k + mean_w_per_m_k),
          .other_w_per_m_k = 0.5 * (difference_w_per_m_k - mean_w_per_m_k)};
}

absl::Status Validate(const PipePairParams& pair) {
  FieldChecks checks = CheckPipes(pair);
  const double foam_diameter_m = pair.casing_outer_diameter_m - 2.0 * pair.casing_wall_m;
  if (pair.steel_outer_diameter_m >= foam_diameter_m)
    checks.Report("steel_outer_diameter_m",
                  absl::StrCat("is ", pair.steel_outer_diameter_m, ", the casing has room for ",
                               foam_diameter_m));
  if (pair.spacing_m < pair.casing_outer_diameter_m)
    checks.Report("spacing_m", absl::StrCat("is ", pair.spacing_m, ", casings of ",
                                            pair.casing_outer_diameter_m, " m overlap"));
  return checks.ToStatus();
}

absl::Status Validate(const TwinPipeParams& twin) {
  FieldChecks checks = CheckPipes(twin);
  const double foam_diameter_m = twin.casing_outer_diameter_m - 2.0 * twin.casing_wall_m;
  if (twin.spacing_m + twin.steel_outer_diameter_m >= foam_diameter_m)
    checks.Report("steel_outer_diameter_m",
                  absl::StrCat("two of ", twin.steel_outer_diameter_m, " m at ", twin.spacing_m,
                               " m do not fit into ", foam_diameter_m, " m"));
  if (twin.spacing_m <= twin.steel_outer_diameter_m)
    checks.Report("spacing_m", absl::StrCat("is ", twin.spacing_m, ", steel pipes of ",
                                            twin.steel_outer_diameter_m, " m overlap"));
  return checks.ToStatus();
}

PairHeat CalcPairHeat(const PairLoss& loss, double supply_degc, double return_degc,
                      double ground_degc) {
  const double supply_k = supply_degc - ground_degc;
  const double return_k = return_degc - ground_degc;
  return {.supply_w_per_m = loss.own_w_per_m_k * supply_k - loss.other_w_per_m_k * return_k,
          .return_w_per_m = loss.own_w_per_m_k * return_k - loss.other_w_per_m_k * supply_k};
}

double CalcEquivalentLossWPerMK(const PairLoss& loss, double own_degc, double other_degc,
                                double ground_degc) {
  return loss.own_w_per_m_k -
         loss.other_w_per_m_k * (other_degc - ground_degc) / (own_degc - ground_degc);
}

}  // namespace models
