#include "twin/cli/heat_cut_town.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/units.h"
#include "models/heat/friction.h"
#include "models/heat/pipe_series.h"
#include "models/heat/water.h"

namespace twin::cli {
namespace {

using models::HeatNodeIndex;
using models::HeatSide;

constexpr std::size_t kStreets = 20;
constexpr double kTrunkPieceM = 500.0;
constexpr std::array kSideStreetM{100.0, 250.0};
constexpr std::array kSideHeatW{400e3, 350e3};
constexpr double kSupplyDegC = 90.0;
constexpr double kReturnDegC = 45.0;
constexpr double kGradientPaPerM = 40.0;
constexpr double kGroundDegC = 5.0;
constexpr double kLeftBar = 0.8;
// Pumps that carry all valves fully open: 1.2 times the flow.
constexpr double kReservePressureRatio = 1.44;
constexpr double kReturnBar = 2.5;
// Heat lost by one of two bonded pipes in a trench, series 2; typical.
constexpr double kLossWPerMK = 0.22;
// Water arrives colder than it left, and takes more flow.
constexpr double kFlowMarginRatio = 1.1;

double GradientPaPerM(const models::PipeSize& size, double flow_kg_s) {
  const models::Water water;
  const double diameter_m = size.inner_diameter_m();
  const models::PipeShape shape{
      .diameter_m = diameter_m,
      .area_m2 = 0.25 * models::kPi * diameter_m * diameter_m,
      .length_ratio = 1.0 / diameter_m,
      .relative_roughness_ratio = models::kDesignSteelRoughnessM / diameter_m,
      .fittings_ratio = 0.0};
  return models::CalcPressureLoss(shape, flow_kg_s, water.density_kg_m3, water.viscosity_pa_s, {})
      .loss_pa;
}

const models::PipeSize& FindSize(double flow_kg_s) {
  const models::PipeSize* found = nullptr;
  for (const models::PipeSize& size : models::PipeSizes()) {
    found = &size;
    if (GradientPaPerM(size, flow_kg_s) <= kGradientPaPerM) break;
  }
  return *found;
}

class Builder {
 public:
  models::HeatNetwork Build() {
    const std::size_t plant = AddPlace("plant");
    const double street_w = kSideHeatW[0] + kSideHeatW[1];
    double lost_bar = 0.0;
    std::size_t before = plant;
    for (std::size_t street = 1; street <= kStreets; ++street) {
      const std::size_t here = AddPlace(absl::StrCat("street", street));
      const double below_w = static_cast<double>(kStreets + 1 - street) * street_w;
      lost_bar += AddTrench(absl::StrCat("trunk", street), before, here, kTrunkPieceM, below_w);
      for (std::size_t side = 0; side < kSideStreetM.size(); ++side) {
        const std::string id = absl::StrCat("house", street, side == 0 ? "a" : "b");
        const std::size_t house = AddPlace(id);
        const double side_bar = AddTrench(id, here, house, kSideStreetM[side], kSideHeatW[side]);
        if (street == kStreets && side == 1) lost_bar += side_bar;
        network_.consumers.Add({.id = id,
                                .supply = HeatNodeIndex(2 * house),
                                .back = HeatNodeIndex(2 * house + 1),
                                .heat_w = kSideHeatW[side],
                                .mass_flow_kg_s = FlowKgS(kSideHeatW[side]),
                                .return_degc = kReturnDegC});
      }
      before = here;
    }
    const double lift_bar = kReservePressureRatio * 2.0 * lost_bar + kLeftBar;
    network_.producers.Add({.id = "plant",
                            .back = HeatNodeIndex(2 * plant + 1),
                            .supply = HeatNodeIndex(2 * plant),
                            .pressure_bar = kReturnBar + lift_bar,
                            .lift_bar = lift_bar,
                            .mass_flow_kg_s = std::nullopt,
                            .supply_degc = kSupplyDegC});
    return std::move(network_);
  }

 private:
  static double FlowKgS(double heat_w) {
    return heat_w / (models::Water().heat_capacity_j_per_kg_k * (kSupplyDegC - kReturnDegC));
  }

  // Place k is supply node 2 k and return node 2 k + 1.
  std::size_t AddPlace(const std::string& id) {
    network_.nodes.Add({.id = id, .side = HeatSide::kSupply});
    network_.nodes.Add({.id = absl::StrCat(id, "_back"), .side = HeatSide::kReturn});
    return network_.nodes.size() / 2 - 1;
  }

  /// Returns the pressure lost in the supply pipe at design flow.
  double AddTrench(const std::string& id, std::size_t from, std::size_t to, double length_m,
                   double heat_w) {
    const double flow_kg_s = kFlowMarginRatio * FlowKgS(heat_w);
    const models::PipeSize& size = FindSize(flow_kg_s);
    models::HeatPipeParams pipe{.id = absl::StrCat(id, "_supply"),
                                .from = HeatNodeIndex(2 * from),
                                .to = HeatNodeIndex(2 * to),
                                .length_m = length_m,
                                .inner_diameter_m = size.inner_diameter_m(),
                                .outer_diameter_m = size.steel_outer_diameter_m,
                                .roughness_m = models::kDesignSteelRoughnessM,
                                .loss_w_per_m_k = kLossWPerMK,
                                .ground_degc = kGroundDegC};
    network_.pipes.Add(pipe);
    pipe.id = absl::StrCat(id, "_return");
    pipe.from = HeatNodeIndex(2 * to + 1);
    pipe.to = HeatNodeIndex(2 * from + 1);
    network_.pipes.Add(pipe);
    return GradientPaPerM(size, flow_kg_s) * length_m / models::kPaPerBar;
  }

  models::HeatNetwork network_;
};

}  // namespace

models::HeatNetwork MakeCutTown() { return Builder().Build(); }

}  // namespace twin::cli
