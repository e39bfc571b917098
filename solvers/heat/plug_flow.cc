#include "solvers/heat/plug_flow.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "solvers/heat/pipe_wall.h"

namespace solvers::heat {
namespace {

constexpr std::uint32_t kFirstCapacity = 8;
// Parcels are stored as excess · e^θ; below this factor they are brought back to today's scale.
constexpr double kSmallestDecay = 1e-6;
// Below these the series are exact to rounding.
constexpr double kSmallExponent = 0.02;
constexpr double kSmallHalfWidth = 0.05;
// Below these a few terms do, to 1e-14 and to 1e-11 of the excess.
constexpr double kTinyExponent = 4e-3;
constexpr double kTinyHalfWidth = 1e-3;

// Polynomials by Horner with factors: a compiler does not replace division by 3.
inline double Exp(double z) {
  constexpr double c3 = 1.0 / 6.0, c4 = 1.0 / 24.0, c5 = 1.0 / 120.0, c6 = 1.0 / 720.0;
  if (std::abs(z) < kTinyExponent) return 1.0 + z * (1.0 + z * (0.5 + z * (c3 + z * c4)));
  if (std::abs(z) > kSmallExponent) return std::exp(z);
  return 1.0 + z * (1.0 + z * (0.5 + z * (c3 + z * (c4 + z * (c5 + z * c6)))));
}

struct Line {
  double mean_k;
  double slant_k;
};

/// The line closest to (mean + slant u) e^(middle + half u), u from −1 to 1, with its exact mean.
/// Moments m_n = mean(u^n e^(half u)).
inline Line TimesExp(const Line& line, double middle, double half) {
  double m0, m1, m2;
  if (std::abs(half) < kTinyHalfWidth) {
    const double h2 = half * half;
    constexpr double a1 = 1.0 / 6.0, b0 = 1.0 / 3.0, c0 = 1.0 / 3.0, c1 = 1.0 / 10.0;
    m0 = 1.0 + h2 * a1;
    m1 = half * b0;
    m2 = c0 + h2 * c1;
  } else if (std::abs(half) < kSmallHalfWidth) {
    constexpr double a1 = 1.0 / 6.0, a2 = 1.0 / 120.0, a3 = 1.0 / 5040.0;
    constexpr double b0 = 1.0 / 3.0, b1 = 1.0 / 30.0, b2 = 1.0 / 840.0;
    constexpr double c0 = 1.0 / 3.0, c1 = 1.0 / 10.0, c2 = 1.0 / 168.0, c3 = 1.0 / 6480.0;
    const double h2 = half * half;
    m0 = 1.0 + h2 * (a1 + h2 * (a2 + h2 * a3));
    m1 = half * (b0 + h2 * (b1 + h2 * b2));
    m2 = c0 + h2 * (c1 + h2 * (c2 + h2 * c3));
  } else {
    const double sinh = std::sinh(half), cosh = std::cosh(half), h2 = half * half;
    m0 = sinh / half;
    m1 = (half * cosh - sinh) / h2;
    m2 = ((h2 + 2.0) * sinh - 2.0 * half * cosh) / (h2 * half);
  }
  const double factor = Exp(middle);
  return {factor * (line.mean_k * m0 + line.slant_k * m1),
          3.0 * factor * (line.mean_k * m1 + line.slant_k * m2)};
}

LinearPiece Turned(LinearPiece piece) {
  piece.slant_k = -piece.slant_k;
  return piece;
}

}  // namespace

PlugFlow::PlugFlow(PlugFlowParams params) : params_(std::move(params)) {
  rates_.reserve(params_.pipes.size());
  for (const PlugPipeParams& pipe : params_.pipes) {
    has_walls_ = has_walls_ || pipe.wall_j_per_k > 0.0;
    const double water_j_per_k = params_.heat_capacity_j_per_kg_k * pipe.water_kg;
    rates_.push_back({pipe.loss_w_per_k / water_j_per_k,
                      pipe.loss_w_per_k / (water_j_per_k + pipe.wall_j_per_k),
                      1.0 / pipe.water_kg});
  }
}

PlugFlowState PlugFlow::MakeState(const std::vector<double>& from_degc,
                                  const std::vector<double>& to_degc) const {
  PlugFlowState state;
  state.pipes.resize(size());
  state.used_places = size() * kFirstCapacity;
  state.parcels.resize(state.used_places + state.used_places / 2);
  for (std::size_t row = 0; row < size(); ++row) {
    PlugPipeState& pipe = state.pipes[row];
    pipe.first = static_cast<std::uint32_t>(row) * kFirstCapacity;
    pipe.capacity = kFirstCapacity;
    pipe.count = 1;
    pipe.reference_degc = 0.5 * (from_degc[row] + to_degc[row]);
    pipe.ends[0] = {1.0, 0.0, 0.5 * (to_degc[row] - from_degc[row])};
    if (has_walls_) {
      state.wall_degc.push_back(from_degc[row]);
      state.wall_degc.push_back(to_degc[row]);
    }
  }
  return state;
}

void PlugFlow::Begin(double step_s, const std::vector<double>& flow_kg_s,
                     const std::vector<double>& ground_degc, Work& work) const {
  work.step_s = step_s;
  work.pipes.resize(size());
  work.loss_w.resize(size());
  for (std::size_t row = 0; row < size(); ++row) {
    const Rates& rates = rates_[row];
    const double flow = std::abs(flow_kg_s[row]);
    work.pipes[row] = {step_s * (flow > 0.0 ? rates.cooling_per_s : rates.still_cooling_per_s),
                       step_s * flow * rates.share_s_per_kg, ground_degc[row], 0.0};
  }
}

void PlugFlow::PassWallAt(std::size_t row, PipeEnd end, PlugFlowState& state, const Work& work,
                          PieceList& stream) const {
  const PlugPipeParams& pipe = params_.pipes[row];
  if (!(pipe.wall_j_per_k > 0.0)) return;
  PassWall(2.0 * params_.heat_capacity_j_per_kg_k * pipe.water_kg * work.pipes[row].through_share /
               pipe.wall_j_per_k,
           stream, state.wall_degc[2 * row + static_cast<std::size_t>(end)]);
}

// Backdated to the beginning of the step, what enters at t has the excess y = (T − T_g) e^(t/τ);
// it is stored as (y − (G − T_g))/D with today's reference G and factor D.
void PlugFlow::FeedWater(std::size_t row, PipeEnd end, const PieceList& inlet, PlugFlowState& state,
                         Work& work) const {
  PlugPipeState& pipe = state.pipes[row];
  Work::Pipe& step = work.pipes[row];
  LinearPiece* ring = state.parcels.data() + pipe.first;
  const double above_ground_k = pipe.reference_degc - step.ground_degc;
  const double per_decay = 1.0 / pipe.decay_ratio;
  double passed_ratio = 0.0;  // of θ
  double lost_k = 0.0, entered_k = 0.0;
  for (std::size_t k = 0; k < inlet.size(); ++k) {
    const LinearPiece& piece = inlet[k];
    const double half = 0.5 * step.cooling_ratio * piece.extent_share;
    const Line above{piece.mean_k - step.ground_degc, piece.slant_k};
    const Line backdated = TimesExp(above, passed_ratio + half, half);
    passed_ratio += 2.0 * half;
    const LinearPiece parcel{step.through_share * piece.extent_share,
                             (backdated.mean_k - above_ground_k) * per_decay,
                             backdated.slant_k * per_decay};
    lost_k += parcel.extent_share * (above.mean_k - backdated.mean_k);
    entered_k += parcel.extent_share * parcel.mean_k;
    // What enters first lies deepest.
    AddParcel(end == PipeEnd::kFrom ? Turned(parcel) : parcel, end, params_.merge_tolerance_k, pipe,
              ring);
  }
  step.lost_k += lost_k;
  pipe.parcel_sum_k += entered_k;
}

void PlugFlow::FeedPipe(std::size_t row, PipeEnd end, const PieceList& inlet, PlugFlowState& state,
                        Work& work) const {
  if (!has_walls_) return FeedWater(row, end, inlet, state, work);
  PieceList behind_wall = inlet;
  PassWallAt(row, end, state, work, behind_wall);
  FeedWater(row, end, behind_wall, state, work);
}

void PlugFlow::DrainPipe(std::size_t row, PipeEnd end, PlugFlowState& state, Work& work,
                         PieceList& outlet) const {
  PlugPipeState& pipe = state.pipes[row];
  Work::Pipe& step = work.pipes[row];
  const LinearPiece* ring = state.parcels.data() + pipe.first;
  const bool at_from = end == PipeEnd::kFrom;
  const double above_ground_k = pipe.reference_degc - step.ground_degc;
  const double per_through = 1.0 / step.through_share;
  double left_share = step.through_share;  // of the pipe
  double passed_ratio = 0.0;               // of θ
  double lost_k = 0.0, gone_k = 0.0;
  outlet.Clear();
  while (left_share > 0.0 && pipe.count > 0) {
    LinearPiece& stored = EndParcel(pipe, end);
    LinearPiece leaving = at_from ? stored : Turned(stored);  // in order of leaving
    if (leaving.extent_share > left_share) {
      LinearPiece rest = leaving;
      leaving = CutBeginning(rest, left_share / leaving.extent_share);
      stored = at_from ? rest : Turned(rest);
    } else {
      PopParcel(end, pipe, ring);
    }
    gone_k += leaving.extent_share * leaving.mean_k;
    const Line backdated{above_ground_k + pipe.decay_ratio * leaving.mean_k,
                         pipe.decay_ratio * leaving.slant_k};
    const double step_share = leaving.extent_share * per_through;
    const double half = 0.5 * step.cooling_ratio * step_share;
    const Line above = TimesExp(backdated, -(passed_ratio + half), -half);
    passed_ratio += 2.0 * half;
    lost_k += leaving.extent_share * (backdated.mean_k - above.mean_k);
    outlet.Add({step_share, step.ground_degc + above.mean_k, above.slant_k});
    left_share -= leaving.extent_share;
  }
  step.lost_k += lost_k;
  pipe.parcel_sum_k -= gone_k;
  if (has_walls_) PassWallAt(row, end, state, work, outlet);
}

// The water that is in the pipe at the end, backdated, has lost (1 − e^(−Δt/τ)) of its excess;
// what entered late is backdated to more than it had, what left early lost less: `lost_k`.
void PlugFlow::Finish(PlugFlowState& state, Work& work) const {
  work.stored_j = 0.0;
  for (std::size_t row = 0; row < size(); ++row) {
    PlugPipeState& pipe = state.pipes[row];
    const Work::Pipe& step = work.pipes[row];
    const PlugPipeParams& params = params_.pipes[row];
    const double water_j_per_k = params_.heat_capacity_j_per_kg_k * params.water_kg;
    const double decay = Exp(-step.cooling_ratio);
    const double above_ground_k = pipe.reference_degc - step.ground_degc;
    const double backdated_k = above_ground_k + pipe.decay_ratio * pipe.parcel_sum_k;
    double loss_j = water_j_per_k * (backdated_k * (1.0 - decay) + step.lost_k);
    pipe.reference_degc = step.ground_degc + above_ground_k * decay;
    pipe.decay_ratio *= decay;
    if (has_walls_) {
      double* walls_degc = &state.wall_degc[2 * row];
      if (step.through_share == 0.0) {
        for (std::size_t end : {0, 1}) {
          double& wall_degc = walls_degc[end];
          const double fall_k = (wall_degc - step.ground_degc) * (1.0 - decay);
          loss_j += 0.5 * params.wall_j_per_k * fall_k;
          wall_degc -= fall_k;
        }
      }
      work.stored_j += 0.5 * params.wall_j_per_k * (walls_degc[0] + walls_degc[1]);
    }
    work.loss_w[row] = loss_j / work.step_s;
    if (pipe.decay_ratio < kSmallestDecay) {
      pipe.parcel_sum_k = 0.0;
      for (std::uint32_t k = 0; k < pipe.count; ++k) {
        LinearPiece& parcel = ParcelAt(pipe, state.parcels.data() + pipe.first, k);
        parcel.mean_k *= pipe.decay_ratio;
        parcel.slant_k *= pipe.decay_ratio;
        pipe.parcel_sum_k += parcel.extent_share * parcel.mean_k;
      }
      pipe.decay_ratio = 1.0;
    }
    work.stored_j += water_j_per_k * (pipe.reference_degc + pipe.decay_ratio * pipe.parcel_sum_k);
    if ((pipe.was_squeezed || 2 * InRing(pipe) > pipe.capacity) &&
        pipe.capacity < params_.max_parcels)
      GrowRing(state, pipe);
  }
}

double PlugFlow::CalcEndDegC(const PlugFlowState& state, std::size_t row, PipeEnd end) {
  const PlugPipeState& pipe = state.pipes[row];
  const LinearPiece& parcel = pipe.ends[end == PipeEnd::kTo && pipe.count > 1 ? 1 : 0];
  const double slant_k = end == PipeEnd::kFrom ? -parcel.slant_k : parcel.slant_k;
  return pipe.reference_degc + pipe.decay_ratio * (parcel.mean_k + slant_k);
}

double PlugFlow::CalcInsideDegC(const PlugFlowState& state, std::size_t row, double length_share) {
  const PlugPipeState& pipe = state.pipes[row];
  double passed_share = 0.0;
  for (std::uint32_t k = 0; k < pipe.count; ++k) {
    const LinearPiece& parcel = ParcelAt(pipe, state.parcels.data() + pipe.first, k);
    if (passed_share + parcel.extent_share >= length_share && parcel.extent_share > 0.0) {
      const double u = 2.0 * (length_share - passed_share) / parcel.extent_share - 1.0;
      return pipe.reference_degc + pipe.decay_ratio * (parcel.mean_k + u * parcel.slant_k);
    }
    passed_share += parcel.extent_share;
  }
  return CalcEndDegC(state, row, PipeEnd::kTo);
}

double PlugFlow::CalcStoredJ(const PlugFlowState& state) const {
  double stored_j = 0.0;
  for (std::size_t row = 0; row < size(); ++row) {
    const PlugPipeState& pipe = state.pipes[row];
    double sum_k = 0.0;
    for (std::uint32_t k = 0; k < pipe.count; ++k) {
      const LinearPiece& parcel = ParcelAt(pipe, state.parcels.data() + pipe.first, k);
      sum_k += parcel.extent_share * (pipe.reference_degc + pipe.decay_ratio * parcel.mean_k);
    }
    stored_j += params_.heat_capacity_j_per_kg_k * params_.pipes[row].water_kg * sum_k;
    if (has_walls_)
      stored_j += 0.5 * params_.pipes[row].wall_j_per_k *
                  (state.wall_degc[2 * row] + state.wall_degc[2 * row + 1]);
  }
  return stored_j;
}

}  // namespace solvers::heat
