#include "models/heat/hydraulic_network.h"

#include "absl/strings/str_cat.h"
#include "models/base/table_checks.h"

namespace models {
namespace {

constexpr double kMaxExponent = 20.0;

class Checker : TableChecks {
 public:
  explicit Checker(const HydraulicNetwork& network) : network_(network) {}

  absl::Status Check() {
    bool is_held = false;
    for (std::size_t row = 0; row < network_.nodes.size(); ++row) {
      const HydraulicNodeParams& node = network_.nodes[HydraulicNodeIndex(row)];
      Finite("nodes", row, "height_m", node.height_m);
      is_held = is_held || node.is_held;
    }
    if (!is_held) Report("nodes", "no node's pressure is held");
    for (std::size_t row = 0; row < network_.pipes.size(); ++row) CheckPipe(row);
    for (std::size_t row = 0; row < network_.pumps.size(); ++row) CheckPump(row);
    for (std::size_t row = 0; row < network_.valves.size(); ++row) CheckValve(row);
    for (std::size_t row = 0; row < network_.lifts.size(); ++row) {
      const HydraulicLiftParams& lift = network_.lifts[HydraulicLiftIndex(row)];
      CheckEnds("lifts", row, lift.from, lift.to);
    }
    return ToStatus();
  }

 private:
  void CheckPipe(std::size_t row) {
    const HydraulicPipeParams& pipe = network_.pipes[HydraulicPipeIndex(row)];
    CheckEnds("pipes", row, pipe.from, pipe.to);
    Positive("pipes", row, "length_m", pipe.length_m);
    Positive("pipes", row, "inner_diameter_m", pipe.inner_diameter_m);
    NotNegative("pipes", row, "roughness_m", pipe.roughness_m);
    NotNegative("pipes", row, "fittings_ratio", pipe.fittings_ratio);
    if (pipe.hazen_williams_ratio)
      Positive("pipes", row, "hazen_williams_ratio", *pipe.hazen_williams_ratio);
  }

  void CheckPump(std::size_t row) {
    const HydraulicPumpParams& pump = network_.pumps[HydraulicPumpIndex(row)];
    CheckEnds("pumps", row, pump.from, pump.to);
    Positive("pumps", row, "speed_ratio", pump.speed_ratio);
    const bool has_points = !pump.point_kg_s.empty() || !pump.point_pa.empty();
    const int laws = pump.curve.has_value() + pump.power_w.has_value() + has_points;
    if (laws != 1)
      Report("pumps", row, "curve", absl::StrCat("a pump has one law of lift, this has ", laws));
    if (pump.power_w) Positive("pumps", row, "power_w", *pump.power_w);
    if (pump.curve) {
      Positive("pumps", row, "curve.shut_off_pa", pump.curve->shut_off_pa);
      Positive("pumps", row, "curve.coefficient", pump.curve->coefficient);
      Positive("pumps", row, "curve.exponent", pump.curve->exponent);
      if (pump.curve->exponent > kMaxExponent)
        Report("pumps", row, "curve.exponent",
               absl::StrCat("is ", pump.curve->exponent, ", above ", kMaxExponent));
    }
    if (has_points) CheckPoints(row, pump);
  }

  void CheckPoints(std::size_t row, const HydraulicPumpParams& pump) {
    const std::size_t count = pump.point_kg_s.size();
    if (count < 2 || pump.point_pa.size() != count) {
      Report("pumps", row, "point_pa",
             absl::StrCat("a curve of pieces has two points or more and a lift for each flow, not ",
                          count, " flows and ", pump.point_pa.size(), " lifts"));
      return;
    }
    NotNegative("pumps", row, "point_kg_s", pump.point_kg_s.front());
    for (std::size_t i = 0; i < count; ++i) {
      Finite("pumps", row, "point_kg_s", pump.point_kg_s[i]);
      Finite("pumps", row, "point_pa", pump.point_pa[i]);
      if (i == 0) continue;
      if (pump.point_kg_s[i] <= pump.point_kg_s[i - 1])
        Report("pumps", row, "point_kg_s", absl::StrCat("does not rise at point ", i));
      if (pump.point_pa[i] >= pump.point_pa[i - 1])
        Report("pumps", row, "point_pa", absl::StrCat("does not fall at point ", i));
    }
  }

  void CheckValve(std::size_t row) {
    const HydraulicValveParams& valve = network_.valves[HydraulicValveIndex(row)];
    CheckEnds("valves", row, valve.from, valve.to);
    Positive("valves", row, "diameter_m", valve.diameter_m);
    NotNegative("valves", row, "fittings_ratio", valve.fittings_ratio);
    switch (valve.kind) {
      case ValveKind::kThrottle:
        break;
      case ValveKind::kPressureReducing:
      case ValveKind::kPressureSustaining:
        Finite("valves", row, "setting_pa", valve.setting_pa);
        break;
      case ValveKind::kDifferentialPressure:
        CheckSensors(row, valve);
        [[fallthrough]];
      case ValveKind::kPressureBreaker:
        NotNegative("valves", row, "setting_pa", valve.setting_pa);
        break;
      case ValveKind::kFlowLimit:
        NotNegative("valves", row, "setting_kg_s", valve.setting_kg_s);
        break;
    }
  }

  void CheckSensors(std::size_t row, const HydraulicValveParams& valve) {
    const bool has_high = HasNode("valves", row, "sensed_high", valve.sensed_high);
    const bool has_low = HasNode("valves", row, "sensed_low", valve.sensed_low);
    if (has_high && has_low && valve.sensed_high == valve.sensed_low)
      Report("valves", row, "sensed_low", "is the node of sensed_high");
  }

  void CheckEnds(const char* table, std::size_t row, HydraulicNodeIndex from,
                 HydraulicNodeIndex to) {
    const bool has_from = HasNode(table, row, "from", from);
    const bool has_to = HasNode(table, row, "to", to);
    if (has_from && has_to && from == to) Report(table, row, "to", "is the node where it begins");
  }
  bool HasNode(const char* table, std::size_t row, const char* field, HydraulicNodeIndex node) {
    if (network_.nodes.contains(node)) return true;
    Report(table, row, field, "is no node");
    return false;
  }

  const HydraulicNetwork& network_;
};

}  // namespace

absl::Status Validate(const HydraulicNetwork& network) { return Checker(network).Check(); }

}  // namespace models
