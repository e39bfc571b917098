#include "models/heat/network_generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/philox.h"
#include "models/base/units.h"
#include "models/heat/boiling.h"
#include "models/heat/buried_pipe.h"
#include "models/heat/friction.h"
#include "models/heat/water.h"

namespace models {
namespace {

// Streams of random numbers, one for each thing that is drawn.
enum Stream : std::uint32_t { kEast = 101, kNorth, kStreet, kLoop, kHeat, kHasHeat, kWave };

constexpr int kMinTrenches = 10;
constexpr int kMaxTrenches = 20000;
constexpr int kMaxProducers = 20;
constexpr int kMainStreetEvery = 4;
constexpr double kMainStreetCost = 0.15;  // of a side street's
constexpr double kShakeShare = 0.25;      // of the street length
constexpr double kDetourRatio = 1.1;      // streets bend
constexpr double kEmptyShare = 0.1;       // of nodes where nobody takes heat
constexpr double kHeatSpread = 0.8;       // of the logarithm
constexpr double kFlowMarginRatio = 1.1;  // water arrives cooler than it left the plant
constexpr double kFittingsPerM = 0.004;   // ζ of bends and valves
constexpr int kSeries = 1;                // row of series 2
constexpr double kCoverM = 0.8;           // earth over the casings
constexpr double kGapM = 0.15;            // between the casings
constexpr double kTypicalSupplyDegC = 95.0;
constexpr double kTypicalReturnDegC = 60.0;
// Gauge pressure kept on the return side of the highest node.
constexpr double kRestPressureBar = 2.5;
constexpr int kWaves = 4;

// Usual highest speed in a pipe of this size, m/s.
double SpeedMax(const PipeSize& size) {
  if (size.nominal_diameter <= 40) return 1.0;
  if (size.nominal_diameter <= 100) return 1.5;
  if (size.nominal_diameter <= 250) return 2.2;
  return 3.0;
}

struct Trench {
  std::size_t from = 0;  // nearer the plant
  std::size_t to = 0;
  bool is_loop = false;
  double length_m = 0.0;
  double design_kg_s = 0.0;
  const PipeSize* size = nullptr;
  double design_pa_per_m = 0.0;
};

absl::Status Check(const HeatNetworkSpec& spec) {
  std::vector<errors::FieldViolation> wrong;
  const auto positive = [&](const char* field, double value) {
    if (!(value > 0.0) || !std::isfinite(value))
      wrong.push_back({field, absl::StrFormat("must be positive, is %g", value)});
  };
  const auto between = [&](const char* field, int value, int low, int high) {
    if (value < low || value > high)
      wrong.push_back({field, absl::StrFormat("must lie in [%d, %d], is %d", low, high, value)});
  };
  positive("design_heat_w", spec.design_heat_w);
  positive("street_m", spec.street_m);
  if (!(spec.height_range_m >= 0.0) || !std::isfinite(spec.height_range_m))
    wrong.push_back({"height_range_m", "must not be negative"});
  if (!(spec.return_degc > spec.ground_degc))
    wrong.push_back({"return_degc", "must be above ground_degc"});
  if (!(spec.supply_degc > spec.return_degc + 5.0))
    wrong.push_back({"supply_degc", "must be above return_degc by more than 5 K"});
  between("trench_count", spec.trench_count, kMinTrenches, kMaxTrenches);
  between("producer_count", spec.producer_count, 1,
          std::min(kMaxProducers, std::max(1, spec.trench_count / 10)));
  return wrong.empty() ? absl::OkStatus() : errors::InvalidFields(wrong);
}

// Of single pipes side by side in one trench, at typical temperatures.
double LossWPerMK(const PipeSize& size, double ground_degc, bool is_supply) {
  const double casing_m = size.casing_outer_diameter_m[kSeries];
  const PairLoss loss = CalcPairLoss({.steel_outer_diameter_m = size.steel_outer_diameter_m,
                                      .casing_outer_diameter_m = casing_m,
                                      .casing_wall_m = CalcCasingWallM(casing_m),
                                      .depth_m = kCoverM + 0.5 * casing_m,
                                      .spacing_m = casing_m + kGapM,
                                      .materials = {}});
  return is_supply
             ? CalcEquivalentLossWPerMK(loss, kTypicalSupplyDegC, kTypicalReturnDegC, ground_degc)
             : CalcEquivalentLossWPerMK(loss, kTypicalReturnDegC, kTypicalSupplyDegC, ground_degc);
}

void SetPipeSize(HeatPipeParams& pipe, const PipeSize& size, bool is_supply) {
  pipe.inner_diameter_m = size.inner_diameter_m();
  pipe.outer_diameter_m = size.steel_outer_diameter_m;
  pipe.loss_w_per_m_k = LossWPerMK(size, pipe.ground_degc, is_supply);
}

class Generator {
 public:
  explicit Generator(const HeatNetworkSpec& spec)
      : spec_(spec),
        flow_per_w_(1.0 /
                    (water_.heat_capacity_j_per_kg_k * (spec.supply_degc - spec.return_degc))) {}

  GeneratedHeatNetwork Run() {
    DrawStreets();
    GrowTrees();
    CloseLoops();
    DrawHeat();
    SizeTrenches();
    Write();
    return std::move(made_);
  }

 private:
  double Draw(Stream stream, std::size_t what, std::int64_t step = 0) const {
    return CalcUniformShare({.seed = spec_.seed,
                             .stream = stream,
                             .place = static_cast<std::uint32_t>(what),
                             .step = step});
  }

  // A lattice with a quarter more crossings than will be reached: an uneven edge.
  void DrawStreets() {
    const int loops = static_cast<int>(std::lround(kLoopShare * spec_.trench_count));
    tree_count_ = static_cast<std::size_t>(spec_.trench_count - loops);
    node_count_ = tree_count_ + static_cast<std::size_t>(spec_.producer_count);
    width_ =
        static_cast<std::size_t>(std::ceil(std::sqrt(1.25 * static_cast<double>(node_count_)))) + 1;
    for (std::size_t crossing = 0; crossing < width_ * width_; ++crossing) {
      const auto shaken = [&](std::size_t line, Stream stream) {
        return spec_.street_m / kDetourRatio *
               (static_cast<double>(line) + kShakeShare * (2.0 * Draw(stream, crossing) - 1.0));
      };
      crossing_.push_back({shaken(crossing % width_, kEast), shaken(crossing / width_, kNorth)});
    }
  }

  // Plants on a spiral around the middle, well apart.
  std::size_t PlantCrossing(int plant) const {
    const double middle = 0.5 * static_cast<double>(width_ - 1);
    const double turn = std::numbers::pi * (3.0 - std::sqrt(5.0));  // golden angle
    const double radius =
        0.85 * middle *
        std::sqrt(static_cast<double>(plant) / static_cast<double>(spec_.producer_count));
    const double angle = turn * plant + 2.0 * std::numbers::pi * Draw(kStreet, 0, -1);
    const auto line = [&](double offset) {
      return static_cast<std::size_t>(std::lround(middle + offset));
    };
    return line(radius * std::cos(angle)) + width_ * line(radius * std::sin(angle));
  }

  double StreetCost(std::size_t a, std::size_t b) const {
    const auto [low, high] = std::minmax(a, b);
    const bool is_eastward = high - low == 1;
    const std::size_t line = is_eastward ? low / width_ : low % width_;
    const double cost = 0.2 + Draw(kStreet, low, is_eastward ? 0 : 1);
    return line % kMainStreetEvery == 0 ? kMainStreetCost * cost : cost;
  }

  template <class Visit>
  void ForNeighbours(std::size_t crossing, Visit visit) const {
    const std::size_t column = crossing % width_, row = crossing / width_;
    if (column > 0) visit(crossing - 1);
    if (column + 1 < width_) visit(crossing + 1);
    if (row > 0) visit(crossing - width_);
    if (row + 1 < width_) visit(crossing + width_);
  }

  void GrowTrees() {
    node_of_.assign(crossing_.size(), kNoNode);
    using Street = std::pair<double, std::pair<std::size_t, std::size_t>>;  // cost, from, to
    std::priority_queue<Street, std::vector<Street>, std::greater<>> open;
    const auto reach = [&](std::size_t crossing, std::size_t root) {
      node_of_[crossing] = crossing_of_.size();
      crossing_of_.push_back(crossing);
      root_of_.push_back(root);
      // Cheap streets near the plant first, so that trees stay compact.
      const auto& start = crossing_[crossing_of_[root]];
      ForNeighbours(crossing, [&](std::size_t next) {
        if (node_of_[next] != kNoNode) return;
        const double distance = std::hypot(crossing_[next].east_m - start.east_m,
                                           crossing_[next].north_m - start.north_m);
        open.push(
            {StreetCost(crossing, next) + distance / (2.0 * spec_.street_m), {crossing, next}});
      });
    };
    for (int plant = 0; plant < spec_.producer_count; ++plant) {
      const std::size_t crossing = PlantCrossing(plant);
      if (node_of_[crossing] == kNoNode) reach(crossing, crossing_of_.size());
    }
    producer_count_ = crossing_of_.size();
    while (crossing_of_.size() < node_count_ && !open.empty()) {
      const auto [from, to] = open.top().second;
      open.pop();
      if (node_of_[to] != kNoNode) continue;
      const std::size_t near = node_of_[from];
      AddTrench(near, crossing_of_.size(), to, false);
      reach(to, root_of_[near]);
    }
  }

  void AddTrench(std::size_t from, std::size_t to, std::size_t to_crossing, bool is_loop) {
    const StreetPlace& a = crossing_[crossing_of_[from]];
    const StreetPlace& b = crossing_[to_crossing];
    trenches_.push_back(
        {.from = from,
         .to = to,
         .is_loop = is_loop,
         .length_m = kDetourRatio * std::hypot(a.east_m - b.east_m, a.north_m - b.north_m)});
  }

  void CloseLoops() {
    struct Gap {
      double draw;
      std::size_t from, to;
    };
    std::vector<std::pair<std::size_t, std::size_t>> built;
    for (const Trench& trench : trenches_) built.push_back(std::minmax(trench.from, trench.to));
    std::sort(built.begin(), built.end());
    std::vector<Gap> gaps;
    for (std::size_t node = 0; node < crossing_of_.size(); ++node)
      ForNeighbours(crossing_of_[node], [&](std::size_t next) {
        const std::size_t other = node_of_[next];
        if (other == kNoNode || other <= node) return;
        if (std::binary_search(built.begin(), built.end(), std::pair(node, other))) return;
        // Where the parts of two plants meet they are joined rather than not.
        const double ease = root_of_[node] != root_of_[other] ? 0.5 : 1.0;
        gaps.push_back({ease * Draw(kLoop, node, static_cast<std::int64_t>(other)), node, other});
      });
    std::sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) { return a.draw < b.draw; });
    const std::size_t wanted = static_cast<std::size_t>(spec_.trench_count) - trenches_.size();
    for (std::size_t i = 0; i < std::min(wanted, gaps.size()); ++i)
      AddTrench(gaps[i].from, gaps[i].to, crossing_of_[gaps[i].to], true);
  }

  void DrawHeat() {
    heat_w_.assign(crossing_of_.size(), 0.0);
    double sum = 0.0;
    for (std::size_t node = producer_count_; node < crossing_of_.size(); ++node) {
      if (Draw(kHasHeat, node) < kEmptyShare) continue;
      heat_w_[node] =
          std::exp(kHeatSpread * CalcNormalShare({.seed = spec_.seed,
                                                  .stream = kHeat,
                                                  .place = static_cast<std::uint32_t>(node),
                                                  .step = 0}));
      sum += heat_w_[node];
    }
    for (double& heat_w : heat_w_) heat_w *= spec_.design_heat_w / sum;
  }

  double GradientPaPerM(const PipeSize& size, double flow_kg_s) const {
    const double diameter_m = size.inner_diameter_m();
    const PipeShape shape{.diameter_m = diameter_m,
                          .area_m2 = 0.25 * kPi * diameter_m * diameter_m,
                          .length_ratio = 1.0 / diameter_m,
                          .relative_roughness_ratio = kDesignSteelRoughnessM / diameter_m,
                          .fittings_ratio = kFittingsPerM};
    return CalcPressureLoss(shape, flow_kg_s, water_.density_kg_m3, water_.viscosity_pa_s, {})
        .loss_pa;
  }

  void SizeTrench(Trench& trench) {
    for (const PipeSize& size : PipeSizes()) {
      trench.size = &size;
      const double diameter_m = size.inner_diameter_m();
      const double speed_m_per_s =
          trench.design_kg_s / (water_.density_kg_m3 * 0.25 * kPi * diameter_m * diameter_m);
      trench.design_pa_per_m = GradientPaPerM(size, trench.design_kg_s);
      if (speed_m_per_s <= SpeedMax(size) && trench.design_pa_per_m <= kDesignGradientPaPerM)
        return;
    }
  }

  // Trench t of the tree ends at node producer_count_ + t, and nodes nearer the plant come first.
  void SizeTrenches() {
    std::vector<double> below_kg_s(crossing_of_.size());
    for (std::size_t node = 0; node < below_kg_s.size(); ++node)
      below_kg_s[node] = kFlowMarginRatio * heat_w_[node] * flow_per_w_;
    loss_bar_.assign(crossing_of_.size(), 0.0);
    std::vector<double> into_kg_s(crossing_of_.size(), 0.0);
    for (std::size_t t = trenches_.size(); t-- > 0;) {
      Trench& trench = trenches_[t];
      if (trench.is_loop) continue;
      trench.design_kg_s = into_kg_s[trench.to] = below_kg_s[trench.to];
      below_kg_s[trench.from] += below_kg_s[trench.to];
    }
    for (Trench& trench : trenches_) {
      if (trench.is_loop)
        trench.design_kg_s = std::max(into_kg_s[trench.from], into_kg_s[trench.to]);
      SizeTrench(trench);
      if (!trench.is_loop)
        loss_bar_[trench.to] =
            loss_bar_[trench.from] + trench.design_pa_per_m * trench.length_m / kPaPerBar;
    }
    for (std::size_t plant = 0; plant < producer_count_; ++plant)
      made_.producer_design_w.push_back(below_kg_s[plant] / (kFlowMarginRatio * flow_per_w_));
  }

  double HeightM(const StreetPlace& place) const {
    double height = 0.0, largest = 0.0;
    for (int wave = 0; wave < kWaves; ++wave) {
      const double length_m = 2000.0 * std::pow(1.7, wave) * (0.8 + 0.4 * Draw(kWave, 0, wave));
      const double turn = 2.0 * kPi * Draw(kWave, 1, wave);
      const double along_m = place.east_m * std::cos(turn) + place.north_m * std::sin(turn);
      const double weight = 1.0 + wave;
      height += weight * std::cos(2.0 * kPi * (along_m / length_m + Draw(kWave, 2, wave)));
      largest += weight;
    }
    // Waves seldom meet at their tops: the surface spans about three quarters of the sum.
    return 0.5 * spec_.height_range_m * height / (0.75 * largest);
  }

  void Write() {
    const std::size_t nodes = crossing_of_.size();
    HeatNetwork& network = made_.network;
    const StreetPlace& first = crossing_[crossing_of_[0]];
    for (std::size_t node = 0; node < nodes; ++node) {
      const StreetPlace& place = crossing_[crossing_of_[node]];
      made_.places.push_back({place.east_m - first.east_m, place.north_m - first.north_m});
    }
    std::vector<double> height_m;
    for (const StreetPlace& place : made_.places) height_m.push_back(HeightM(place));
    const double lowest_m = *std::min_element(height_m.begin(), height_m.end());
    for (double& height : height_m) height -= lowest_m;
    const auto add_side = [&](HeatSide side, const char* mark) {
      for (std::size_t node = 0; node < nodes; ++node)
        network.nodes.Add({.id = absl::StrCat(spec_.id, "/", mark, node),
                           .side = side,
                           .height_m = height_m[node]});
    };
    add_side(HeatSide::kSupply, "s");
    add_side(HeatSide::kReturn, "r");
    for (const bool is_supply : {true, false})
      for (std::size_t t = 0; t < trenches_.size(); ++t) WritePipe(t, is_supply);
    for (std::size_t node = 0; node < nodes; ++node)
      if (heat_w_[node] > 0.0)
        network.consumers.Add({.id = absl::StrCat(spec_.id, "/c", node),
                               .supply = HeatNodeIndex(node),
                               .back = HeatNodeIndex(nodes + node),
                               .heat_w = heat_w_[node],
                               .mass_flow_kg_s = heat_w_[node] * flow_per_w_,
                               .return_degc = spec_.return_degc});
    WriteProducers(height_m);
  }

  void WritePipe(std::size_t t, bool is_supply) {
    const Trench& trench = trenches_[t];
    const std::size_t back = is_supply ? 0 : crossing_of_.size();
    HeatPipeParams pipe{.id = absl::StrCat(spec_.id, is_supply ? "/ps" : "/pr", t),
                        .from = HeatNodeIndex(back + trench.from),
                        .to = HeatNodeIndex(back + trench.to),
                        .length_m = trench.length_m,
                        .roughness_m = kDesignSteelRoughnessM,
                        .fittings_ratio = kFittingsPerM * trench.length_m,
                        .ground_degc = spec_.ground_degc};
    SetPipeSize(pipe, *trench.size, is_supply);
    if (!is_supply) std::swap(pipe.from, pipe.to);
    made_.network.pipes.Add(std::move(pipe));
    if (is_supply) made_.nominal_diameter.push_back(trench.size->nominal_diameter);
  }

  // Whether no trench leads, over others, to a plant with a lower number.
  bool IsFirstOfItsPart(std::size_t plant) const {
    std::vector<std::size_t> first(producer_count_);  // [plant] of the plants it is joined with
    std::iota(first.begin(), first.end(), std::size_t{0});
    for (const Trench& trench : trenches_) {
      const std::size_t a = first[root_of_[trench.from]], b = first[root_of_[trench.to]];
      for (std::size_t& one : first)
        if (one == std::max(a, b)) one = std::min(a, b);
    }
    return first[plant] == plant;
  }

  void WriteProducers(const std::vector<double>& height_m) {
    const double highest_m = *std::max_element(height_m.begin(), height_m.end());
    const double bar_per_m = water_.density_kg_m3 * kGravityMPerS2 / kPaPerBar;
    const double lift_bar =
        2.0 * *std::max_element(loss_bar_.begin(), loss_bar_.end()) + kDesignDifferentialBar;
    // At the highest node hot water must not boil, with the return's pressure alone.
    const double rest_bar =
        std::max(kRestPressureBar, CalcSaturationBar(spec_.supply_degc) - kAtmosphereBar + 1.0);
    for (std::size_t plant = 0; plant < producer_count_; ++plant) {
      const double return_bar = rest_bar + bar_per_m * (highest_m - height_m[plant]);
      made_.network.producers.Add({.id = absl::StrCat(spec_.id, "/plant", plant),
                                   .back = HeatNodeIndex(crossing_of_.size() + plant),
                                   .supply = HeatNodeIndex(plant),
                                   .pressure_bar = IsFirstOfItsPart(plant)
                                                       ? std::optional(return_bar + lift_bar)
                                                       : std::nullopt,
                                   .lift_bar = lift_bar,
                                   .mass_flow_kg_s = std::nullopt,
                                   .supply_degc = spec_.supply_degc});
    }
    const double highest_bar = rest_bar + lift_bar + bar_per_m * highest_m;
    made_.pressure_class = highest_bar <= CalcPressureLimitBar(PressureClass::kPn16)
                               ? PressureClass::kPn16
                               : PressureClass::kPn25;
  }

  static constexpr std::size_t kNoNode = static_cast<std::size_t>(-1);
  const HeatNetworkSpec& spec_;
  const Water water_{};
  const double flow_per_w_;
  std::size_t tree_count_ = 0, node_count_ = 0, width_ = 0, producer_count_ = 0;
  std::vector<StreetPlace> crossing_;
  std::vector<std::size_t> node_of_;                // [crossing]
  std::vector<std::size_t> crossing_of_, root_of_;  // [trench node]
  std::vector<double> heat_w_, loss_bar_;           // [trench node]
  std::vector<Trench> trenches_;
  GeneratedHeatNetwork made_;
};

}  // namespace

void SetTrenchSize(GeneratedHeatNetwork& made, std::size_t trench, const PipeSize& size) {
  const std::size_t trenches = made.nominal_diameter.size();
  SetPipeSize(made.network.pipes[HeatPipeIndex(trench)], size, true);
  SetPipeSize(made.network.pipes[HeatPipeIndex(trenches + trench)], size, false);
  made.nominal_diameter[trench] = size.nominal_diameter;
}

absl::StatusOr<GeneratedHeatNetwork> GenerateHeatNetwork(const HeatNetworkSpec& spec) {
  if (absl::Status status = Check(spec); !status.ok()) return status;
  GeneratedHeatNetwork made = Generator(spec).Run();
  if (absl::Status status = Validate(made.network); !status.ok()) return status;
  return made;
}

}  // namespace models
