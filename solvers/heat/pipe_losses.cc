#include "solvers/heat/pipe_losses.h"

namespace solvers::heat {
namespace {

using models::FrictionLaw;
using models::HydraulicPipeIndex;
using models::LowFlowLaw;

constexpr double kTurbulentStartRatio = 4000.0;
constexpr double kFirstRootRatio = 7.0;
constexpr int kStepsFromAnywhere = 4;
constexpr int kStepsFromNearby = 2;

}  // namespace

PipeLosses::PipeLosses(const models::HydraulicNetwork& network, const HydraulicLayout& layout)
    : network_(network), layout_(layout) {
  const std::size_t pipes = layout.pipes.size();
  // Chains and trees both begin on a whole lane only when asked to: Evaluate rounds outwards.
  const std::size_t padded = (pipes + kPipeLanes - 1) / kPipeLanes * kPipeLanes;
  const auto fill = [padded](std::vector<double>& values, double value) {
    values.assign(padded, value);
  };
  fill(roughness_ratio_, 1e-4);
  fill(start_factor_ratio_, 0.04);
  fill(start_slope_ratio_, -0.01);
  fill(reynolds_pa_s2_kg_, 1.0);
  fill(friction_shape_, 1.0);
  fill(fittings_shape_, 0.0);
  fill(density_kg_m3_, 1.0);
  fill(viscosity_pa_s_, 1.0);
  fill(reynolds_s_per_kg_, 1.0);
  fill(friction_scale_, 1.0);
  fill(fittings_scale_, 0.0);
  fill(flow_kg_s_, 0.0);
  fill(root_ratio_, kFirstRootRatio);
  fill(loss_pa_, 0.0);
  fill(slope_pa_s_per_kg_, 0.0);
  for (std::size_t place = 0; place < pipes; ++place) {
    const int link = layout.pipes[place].link;
    const models::PipeShape& shape = layout.shapes[link];
    is_darcy_ = is_darcy_ && !network.pipes[HydraulicPipeIndex(link)].hazen_williams_ratio;
    const models::Friction start = models::CalcFriction(
        kTurbulentStartRatio, shape.relative_roughness_ratio, {FrictionLaw::kColebrook});
    roughness_ratio_[place] = shape.relative_roughness_ratio;
    start_factor_ratio_[place] = start.factor_ratio;
    start_slope_ratio_[place] = kTurbulentStartRatio * start.per_reynolds_ratio;
    reynolds_pa_s2_kg_[place] = shape.diameter_m / shape.area_m2;
    const double per_flow = 1.0 / (2.0 * shape.area_m2 * shape.area_m2);
    friction_shape_[place] = shape.length_ratio * per_flow;
    fittings_shape_[place] = shape.fittings_ratio * per_flow;
  }
  if (!is_darcy_) hazen_williams_.resize(pipes);
}

void PipeLosses::SetWater(const std::vector<double>& density_kg_m3,
                          const std::vector<double>& viscosity_pa_s,
                          const models::FrictionOptions& options) {
  options_ = options;
  // Every moment begins alike, so that its answer is the same to the bit whatever was solved before.
  ForgetFriction();
  std::fill(root_ratio_.begin(), root_ratio_.end(), kFirstRootRatio);
  for (std::size_t place = 0; place < layout_.pipes.size(); ++place) {
    const int link = layout_.pipes[place].link;
    density_kg_m3_[place] = density_kg_m3[link];
    viscosity_pa_s_[place] = viscosity_pa_s[link];
    const double volume_m3_kg = 1.0 / density_kg_m3[link];
    if (!is_darcy_) {
      const auto& pipe = network_.pipes[HydraulicPipeIndex(static_cast<std::size_t>(link))];
      if (pipe.hazen_williams_ratio)
        hazen_williams_[place] = models::MakeHazenWilliamsShape(pipe, density_kg_m3[link]);
    }
    reynolds_s_per_kg_[place] = reynolds_pa_s2_kg_[place] / viscosity_pa_s[link];
    friction_scale_[place] = friction_shape_[place] * volume_m3_kg;
    fittings_scale_[place] = fittings_shape_[place] * volume_m3_kg;
  }
}

void PipeLosses::Evaluate(int first, int end) {
  if (is_darcy_ && options_.law == FrictionLaw::kColebrook &&
      options_.low_flow == LowFlowLaw::kTransition) {
    static const PipeLossKernels& kernels = ChoosePipeLossKernels();
    const std::size_t begin = static_cast<std::size_t>(first) / kPipeLanes * kPipeLanes;
    const std::size_t stop = (static_cast<std::size_t>(end) + kPipeLanes - 1) / kPipeLanes;
    kernels.evaluate({.count = stop * kPipeLanes - begin,
                      .relative_roughness_ratio = roughness_ratio_.data() + begin,
                      .start_factor_ratio = start_factor_ratio_.data() + begin,
                      .start_slope_ratio = start_slope_ratio_.data() + begin,
                      .reynolds_s_per_kg = reynolds_s_per_kg_.data() + begin,
                      .friction_scale = friction_scale_.data() + begin,
                      .fittings_scale = fittings_scale_.data() + begin,
                      .flow_kg_s = flow_kg_s_.data() + begin,
                      .root_ratio = root_ratio_.data() + begin,
                      .loss_pa = loss_pa_.data() + begin,
                      .slope_pa_s_per_kg = slope_pa_s_per_kg_.data() + begin},
                     is_known_ ? kStepsFromNearby : kStepsFromAnywhere);
    return;
  }
  for (int place = first; place < end; ++place) {
    const int link = layout_.pipes[place].link;
    const models::HydraulicPipeParams& pipe = network_.pipes[HydraulicPipeIndex(link)];
    const models::PressureLoss loss =
        pipe.hazen_williams_ratio
            ? models::CalcHazenWilliamsLoss(hazen_williams_[place], flow_kg_s_[place])
            : models::CalcPressureLoss(layout_.shapes[link], flow_kg_s_[place],
                                       density_kg_m3_[place], viscosity_pa_s_[place], options_);
    loss_pa_[place] = loss.loss_pa;
    slope_pa_s_per_kg_[place] = loss.slope_pa_s_per_kg;
  }
}

double PipeLosses::FlowAtKgS(int place, double speed_m_s) const {
  return speed_m_s * layout_.shapes[layout_.pipes[place].link].area_m2 * density_kg_m3_[place];
}

}  // namespace solvers::heat
