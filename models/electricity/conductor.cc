#include "models/electricity/conductor.h"

#include "models/base/field_checks.h"

namespace models {
namespace {

constexpr double kMPerKm = 1000.0;
constexpr double kReferenceDegC = 20.0;
constexpr double kAluminiumJPerM3K = 2703.0 * 897.0;
constexpr double kSteelJPerM3K = 7780.0 * 481.0;

}  // namespace

absl::Status Validate(const ConductorParams& conductor) {
  FieldChecks checks;
  checks.Positive("diameter_m", conductor.diameter_m);
  checks.Positive("outer_strand_m", conductor.outer_strand_m);
  if (!(conductor.outer_strand_m < conductor.diameter_m)) {
    checks.Report("outer_strand_m", "is not below the conductor's own diameter");
  }
  checks.Positive("aluminium_m2", conductor.aluminium_m2);
  checks.NotNegative("steel_m2", conductor.steel_m2);
  checks.Positive("r20_ohm_per_km", conductor.r20_ohm_per_km);
  checks.NotNegative("resistance_per_k", conductor.resistance_per_k);
  checks.Share("emissivity_share", conductor.emissivity_share);
  checks.Share("absorptivity_share", conductor.absorptivity_share);
  checks.Positive("limit_degc", conductor.limit_degc);
  return checks.ToStatus();
}

double CalcConductorOhmPerM(const ConductorParams& conductor, double conductor_degc) {
  return conductor.r20_ohm_per_km / kMPerKm *
         (1.0 + conductor.resistance_per_k * (conductor_degc - kReferenceDegC));
}

double CalcConductorHeatJPerMK(const ConductorParams& conductor) {
  return conductor.aluminium_m2 * kAluminiumJPerM3K + conductor.steel_m2 * kSteelJPerM3K;
}

}  // namespace models
