#include "data/heat_link_fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/base/units.h"

namespace data {
namespace {

using models::kPaPerBar;
using models::ValveKind;

constexpr double kMaxPressureBar = 100.0;
constexpr double kMaxFlowKgS = 1e5;
constexpr double kMaxPowerKw = 1e5;
constexpr double kWPerKw = 1e3;

constexpr std::array<std::pair<const char*, ValveKind>, 6> kValveKinds{{
    {"throttle", ValveKind::kThrottle},
    {"pressure_reducing", ValveKind::kPressureReducing},
    {"pressure_sustaining", ValveKind::kPressureSustaining},
    {"pressure_breaker", ValveKind::kPressureBreaker},
    {"differential_pressure", ValveKind::kDifferentialPressure},
    {"flow_limit", ValveKind::kFlowLimit},
}};

}  // namespace

std::optional<std::vector<models::PumpPoint>> ParsePumpPoints(const std::string& text) {
  std::vector<models::PumpPoint> points;
  for (const absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar("; \t"), absl::SkipEmpty())) {
    const std::vector<absl::string_view> parts = absl::StrSplit(word, ':');
    double flow_kg_s = 0.0, lift_bar = 0.0;
    if (parts.size() != 2 || !absl::SimpleAtod(parts[0], &flow_kg_s) ||
        !absl::SimpleAtod(parts[1], &lift_bar) || !(flow_kg_s >= 0.0 && flow_kg_s <= kMaxFlowKgS) ||
        !(lift_bar >= 0.0 && lift_bar <= kMaxPressureBar))
      return std::nullopt;
    points.push_back({flow_kg_s, kPaPerBar * lift_bar});
  }
  if (points.empty()) return std::nullopt;
  return points;
}

void ReadPumpLaw(const FieldSource& fields, models::HydraulicPumpParams& pump) {
  if (fields.Has("curve") == fields.Has("power_kw")) {
    fields.Report("curve", "give curve or power_kw, one of them");
    return;
  }
  if (fields.Has("power_kw")) {
    pump.power_w = kWPerKw * fields.Number("power_kw", 1e-3, kMaxPowerKw);
    return;
  }
  const auto points = ParsePumpPoints(fields.Text("curve"));
  if (!points) {
    fields.Report("curve",
                  absl::StrCat("'", fields.Text("curve"),
                               "' is no curve of flow:lift in kg/s and bar, as '0:3.2 20:2.5'"));
    return;
  }
  pump.curve = models::FitPumpCurve(*points);
  if (pump.curve) return;
  const bool falls =
      points->size() > 1 && std::ranges::adjacent_find(*points, [](const auto& a, const auto& b) {
                              return b.mass_flow_kg_s <= a.mass_flow_kg_s || b.lift_pa >= a.lift_pa;
                            }) == points->end();
  if (!falls) {
    fields.Report("curve", "flow must rise and lift fall from point to point");
    return;
  }
  for (const models::PumpPoint& point : *points) {
    pump.point_kg_s.push_back(point.mass_flow_kg_s);
    pump.point_pa.push_back(point.lift_pa);
  }
}

void ReadValveLaw(const FieldSource& fields, models::HydraulicValveParams& valve) {
  const std::string kind = fields.Text("type");
  const auto found =
      std::ranges::find_if(kValveKinds, [&](const auto& known) { return kind == known.first; });
  if (found == kValveKinds.end()) {
    fields.Report("type", absl::StrCat("'", kind,
                                       "' is none of throttle, pressure_reducing, "
                                       "pressure_sustaining, pressure_breaker, "
                                       "differential_pressure, flow_limit"));
    return;
  }
  valve.kind = found->second;
  if (valve.kind == ValveKind::kFlowLimit) {
    valve.setting_kg_s = fields.Number("setting_kg_per_s", 0.0, kMaxFlowKgS);
  } else if (valve.kind != ValveKind::kThrottle) {
    const bool is_gauge =
        valve.kind == ValveKind::kPressureReducing || valve.kind == ValveKind::kPressureSustaining;
    valve.setting_pa =
        kPaPerBar * fields.Number("setting_bar", is_gauge ? -1.0 : 0.0, kMaxPressureBar);
  }
}

}  // namespace data
