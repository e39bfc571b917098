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
// A ring that is full is squeezed to this share of its places, at a tolerance that rises so.
constexpr double kSqueezedShare = 0.75;
constexpr double kToleranceRise = 4.0;
constexpr double kSmallestToleranceK = 1e-9;
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

/// Parcel `k` from the `from` end.
template <class Pipe, class Piece>
Piece& ParcelAt(Pipe& pipe, Piece* ring, std::uint32_t k) {
  if (k == 0) return pipe.ends[0];
  if (k + 1 == pipe.count) return pipe.ends[1];
  return ring[(pipe.begin + k - 1) & (pipe.capacity - 1)];
}

LinearPiece& EndParcel(PlugPipeState& pipe, PipeEnd end) {
  return pipe.ends[end == PipeEnd::kTo && pipe.count > 1 ? 1 : 0];
}

std::uint32_t InRing(const PlugPipeState& pipe) { return pipe.count > 2 ? pipe.count - 2 : 0; }

void PushParcel(const LinearPiece& parcel, PipeEnd end, PlugPipeState& pipe, LinearPiece* ring) {
  const std::uint32_t mask = pipe.capacity - 1;
  const bool at_from = end == PipeEnd::kFrom;
  if (pipe.count == 0) {
    pipe.ends[0] = parcel;
  } else if (pipe.count == 1) {
    if (at_from) pipe.ends[1] = pipe.ends[0];
    pipe.ends[at_from ? 0 : 1] = parcel;
  } else if (at_from) {
    pipe.begin = (pipe.begin - 1) & mask;
    ring[pipe.begin] = pipe.ends[0];
    pipe.ends[0] = parcel;
  } else {
    ring[(pipe.begin + pipe.count - 2) & mask] = pipe.ends[1];
    pipe.ends[1] = parcel;
  }
  ++pipe.count;
}

void PopParcel(PipeEnd end, PlugPipeState& pipe, const LinearPiece* ring) {
  const std::uint32_t mask = pipe.capacity - 1;
  if (end == PipeEnd::kFrom) {
    if (pipe.count == 2) pipe.ends[0] = pipe.ends[1];
    if (pipe.count > 2) {
      pipe.ends[0] = ring[pipe.begin];
      pipe.begin = (pipe.begin + 1) & mask;
    }
  } else if (pipe.count > 2) {
    pipe.ends[1] = ring[(pipe.begin + pipe.count - 3) & mask];
  }
  --pipe.count;
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

// A pipe that is passed whole holds all that enters for a moment.
bool PlugFlow::IsTight(const PlugPipeState& pipe, const Work::Pipe& step) const {
  const std::uint32_t entering = step.through_share > 1.0
                                     ? static_cast<std::uint32_t>(PieceList::kMaxPieces)
                                     : pipe.capacity / 2;
  return InRing(pipe) + entering > pipe.capacity && pipe.capacity < params_.max_parcels;
}

// A ring that grows moves to the end of the arena and leaves its old place empty; when the arena is
// full, all rings move together into one with room for half as much again.
void PlugFlow::Grow(PlugFlowState& state, PlugPipeState& pipe) const {
  std::size_t used = state.used_places;
  const std::uint32_t capacity = 2 * pipe.capacity;
  if (used + capacity > state.parcels.size()) {
    std::size_t places = capacity;
    for (const PlugPipeState& other : state.pipes) places += other.capacity;
    std::vector<LinearPiece> parcels(places + places / 2);
    used = 0;
    for (PlugPipeState& other : state.pipes) {
      for (std::uint32_t k = 0; k < InRing(other); ++k)
        parcels[used + k] = state.parcels[other.first + ((other.begin + k) & (other.capacity - 1))];
      other.first = static_cast<std::uint32_t>(used);
      other.begin = 0;
      used += other.capacity;
    }
    state.parcels = std::move(parcels);
  }
  for (std::uint32_t k = 0; k < InRing(pipe); ++k)
    state.parcels[used + k] = state.parcels[pipe.first + ((pipe.begin + k) & (pipe.capacity - 1))];
  pipe.first = static_cast<std::uint32_t>(used);
  pipe.begin = 0;
  pipe.capacity = capacity;
  state.used_places = used + capacity;
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

// From the oldest parcel to the newest, so that drawing the pipe the other way changes nothing.
void PlugFlow::Squeeze(PipeEnd newest, PlugPipeState& pipe, LinearPiece* ring) const {
  const auto wanted = static_cast<std::uint32_t>(kSqueezedShare * pipe.capacity);
  const bool is_backward = newest == PipeEnd::kFrom;
  double tolerance_k = params_.merge_tolerance_k / pipe.decay_ratio;
  while (pipe.count > wanted) {
    tolerance_k = std::max(kToleranceRise * tolerance_k, kSmallestToleranceK);
    const std::uint32_t count = pipe.count;
    const auto parcel = [&](std::uint32_t k) -> LinearPiece& {
      return ParcelAt(pipe, ring, is_backward ? count - 1 - k : k);
    };
    std::uint32_t last = 0;
    for (std::uint32_t k = 1; k < count; ++k) {
      LinearPiece& kept = parcel(last);
      const LinearPiece& next = parcel(k);
      const LinearPiece& first = is_backward ? next : kept;
      const LinearPiece& second = is_backward ? kept : next;
      const LinearPiece joined = WithinRange(first, second, JoinPieces(first, second));
      const bool is_enough = last + 1 + (count - k) <= wanted;
      if (!is_enough && CalcJoinErrorK(first, second, joined) <= tolerance_k) {
        kept = joined;
      } else if (++last != k) {
        parcel(last) = next;
      }
    }
    // The newest kept becomes the parcel at its end.
    pipe.ends[is_backward ? 0 : 1] = parcel(last);
    if (is_backward) pipe.begin = (pipe.begin + (count - 1 - last)) & (pipe.capacity - 1);
    pipe.count = last + 1;
  }
}

void PlugFlow::AddParcel(const LinearPiece& parcel, PipeEnd end, PlugPipeState& pipe,
                         LinearPiece* ring) const {
  if (pipe.count > 0) {
    const bool at_from = end == PipeEnd::kFrom;
    LinearPiece& newest = EndParcel(pipe, end);
    const LinearPiece& first = at_from ? parcel : newest;
    const LinearPiece& second = at_from ? newest : parcel;
    if (pipe.decay_ratio * CalcGapK(first, second) <= 2.0 * params_.merge_tolerance_k) {
      const LinearPiece joined = JoinPieces(first, second);
      if (pipe.decay_ratio * CalcJoinErrorK(first, second, joined) <= params_.merge_tolerance_k) {
        newest = joined;
        return;
      }
    }
    if (InRing(pipe) == pipe.capacity) Squeeze(end, pipe, ring);
  }
  PushParcel(parcel, end, pipe, ring);
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
    AddParcel(end == PipeEnd::kFrom ? Turned(parcel) : parcel, end, pipe, ring);
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
    if (IsTight(pipe, step)) Grow(state, pipe);
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
