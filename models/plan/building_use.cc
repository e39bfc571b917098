#include "models/plan/building_use.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"

namespace models {
namespace {

constexpr std::array<std::string_view, kEnergyCarrierCount> kCarrierIds{"electric", "hot_water",
                                                                        "heating", "cooling", "ev"};

template <class Row>
const Row* FindRow(const std::vector<Row>& rows, std::string_view id) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [id](const Row& row) { return row.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

void CheckRising(FieldChecks& checks, const std::string& field,
                 const std::array<double, kQuantileCount>& values) {
  checks.NotNegative(field, values[0]);
  if (!(values[0] <= values[1] && values[1] <= values[2])) {
    checks.Report(field, "must rise from P10 over P50 to P90");
  }
}

void CheckFloor(FieldChecks& checks, const std::string& field, const FloorDemand& floor) {
  CheckRising(checks, field + ".energy_kwh_per_m2", floor.energy_kwh_per_m2);
  CheckRising(checks, field + ".peak_w_per_m2", floor.peak_w_per_m2);
  for (std::size_t q = 0; q < kQuantileCount; ++q) {
    const double mean_w_per_m2 = floor.energy_kwh_per_m2[q] / 8.76;
    if ((floor.energy_kwh_per_m2[q] > 0.0) != (floor.peak_w_per_m2[q] > 0.0) ||
        floor.peak_w_per_m2[q] < mean_w_per_m2) {
      checks.Report(field, "the peak must be above the year's mean");
    }
  }
}

void CheckShape(FieldChecks& checks, const UseShape& shape) {
  for (const auto& day : shape.hour_ratio) {
    for (const double ratio : day) checks.Within("shape." + shape.id, ratio, 0.0, 24.0);
  }
  for (const double ratio : shape.month_ratio) {
    checks.Within("shape." + shape.id + ".month", ratio, 0.0, 12.0);
  }
  const auto& workday = shape.hour_ratio[0];
  if (!(*std::max_element(workday.begin(), workday.end()) > 0.0) ||
      !(*std::max_element(shape.month_ratio.begin(), shape.month_ratio.end()) > 0.0)) {
    checks.Report("shape." + shape.id, "is zero all the time");
  }
}

}  // namespace

std::string_view EnergyCarrierId(EnergyCarrier carrier) {
  return kCarrierIds[static_cast<std::size_t>(carrier)];
}

std::optional<EnergyCarrier> FindEnergyCarrier(std::string_view id) {
  const auto found = std::find(kCarrierIds.begin(), kCarrierIds.end(), id);
  if (found == kCarrierIds.end()) return std::nullopt;
  return static_cast<EnergyCarrier>(found - kCarrierIds.begin());
}

const BuildingUseParams* FindUse(const BuildingUses& uses, std::string_view id) {
  return FindRow(uses.uses, id);
}

const UseShape* FindShape(const BuildingUses& uses, std::string_view id) {
  return FindRow(uses.shapes, id);
}

const UseStandard* FindStandard(const BuildingUseParams& use, std::string_view standard) {
  for (const UseStandard& row : use.standards) {
    if (row.standard == standard) return &row;
  }
  return nullptr;
}

absl::Status Validate(const BuildingUses& uses) {
  FieldChecks checks;
  for (const UseShape& shape : uses.shapes) CheckShape(checks, shape);
  for (const BuildingUseParams& use : uses.uses) {
    checks.Positive(use.id + ".customer_m2", use.customer_m2);
    checks.Share(use.id + ".coincidence_share", use.coincidence_share);
    if (!(use.coincidence_share > 0.0)) {
      checks.Report(use.id + ".coincidence_share", "must be above zero");
    }
    if (use.floor_per_dwelling_m2) {
      checks.Positive(use.id + ".floor_per_dwelling_m2", *use.floor_per_dwelling_m2);
    }
    for (std::size_t c = 0; c < kEnergyCarrierCount; ++c) {
      if (FindShape(uses, use.shape_id[c]) == nullptr) {
        checks.Report(absl::StrCat(use.id, ".", std::string(kCarrierIds[c])),
                      absl::StrCat("no shape is called '", use.shape_id[c], "'"));
      }
    }
    if (use.standards.empty()) checks.Report(use.id, "has no demand by standard");
    for (const UseStandard& standard : use.standards) {
      for (std::size_t c = 0; c < kEnergyCarrierCount; ++c) {
        CheckFloor(checks,
                   absl::StrCat(use.id, ".", standard.standard, ".", std::string(kCarrierIds[c])),
                   standard.floor[c]);
      }
    }
  }
  return checks.ToStatus();
}

}  // namespace models
