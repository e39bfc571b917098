#include "solvers/power_flow.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/ac_power_flow.h"
#include "solvers/block_power_flow.h"
#include "solvers/dc_start.h"
#include "solvers/live_buses.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// Damped steps are short; they may be more.
constexpr int kDampedIterationFactor = 3;
constexpr double kShareTolerance = 1e-12;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

absl::string_view NameOf(PowerFlowRung rung) {
  switch (rung) {
    case PowerFlowRung::kBlock:
      return "block Newton";
    case PowerFlowRung::kPivoting:
      return "Newton with pivoting";
    case PowerFlowRung::kDamped:
      return "damped Newton";
    case PowerFlowRung::kDcStart:
      return "DC start";
    case PowerFlowRung::kFlatStart:
      return "flat start";
  }
  return "";
}

struct PowerFlow::Network {
  const models::ElectricityGrid* grid = nullptr;
  BlockPowerFlow block;
  BranchEnds ends;
  // Made when first needed: most grids never leave the first rung.
  mutable std::once_flag is_pivoting_made;
  mutable absl::StatusOr<AcPowerFlow> pivoting = absl::InternalError("not made");

  const absl::StatusOr<AcPowerFlow>& Pivoting() const {
    std::call_once(is_pivoting_made, [this] { pivoting = AcPowerFlow::Make(*grid); });
    return pivoting;
  }
};

struct PowerFlow::Workspace::Buffers {
  std::unique_ptr<BlockPowerFlow::Workspace> block;
  std::unique_ptr<AcPowerFlow::Workspace> pivoting;
  std::vector<int> root;
};

PowerFlow::Workspace::Workspace(const Network& network) : buffers_(std::make_unique<Buffers>()) {
  buffers_->block = network.block.MakeWorkspace();
}
PowerFlow::Workspace::~Workspace() = default;

PowerFlow::PowerFlow(std::unique_ptr<const Network> network) : network_(std::move(network)) {}
PowerFlow::~PowerFlow() = default;
PowerFlow::PowerFlow(PowerFlow&&) noexcept = default;
PowerFlow& PowerFlow::operator=(PowerFlow&&) noexcept = default;

absl::StatusOr<PowerFlow> PowerFlow::Make(const models::ElectricityGrid& grid) {
  TWIN_ASSIGN_OR_RETURN(BlockPowerFlow block, BlockPowerFlow::Make(grid));
  return PowerFlow(std::unique_ptr<const Network>(
      new Network{.grid = &grid, .block = std::move(block), .ends = BranchEnds::Make(grid)}));
}

std::unique_ptr<PowerFlow::Workspace> PowerFlow::MakeWorkspace() const {
  return std::make_unique<Workspace>(*network_);
}

namespace {

// Attempts for one island, in order, until one gives an answer.
template <class Network, class Buffers>
class Ladder {
 public:
  Ladder(const Network& network, const PowerFlowInputs& inputs, const PowerFlowState& start,
         const PowerFlowOptions& options, Buffers& buffers)
      : network_(network), inputs_(inputs), start_(start), options_(options), b_(buffers) {
    options_.restarts_flat = false;
  }

  absl::StatusOr<PowerFlowSolution> Climb(bool may_use_blocks, PowerFlowRung& rung) {
    rung = PowerFlowRung::kBlock;
    if (may_use_blocks && Try(rung, Block(start_))) return std::move(*answer_);
    rung = PowerFlowRung::kPivoting;
    if (Try(rung, Pivoting(start_, false))) return std::move(*answer_);
    rung = PowerFlowRung::kDamped;
    if (Try(rung, Pivoting(start_, true))) return std::move(*answer_);
    rung = PowerFlowRung::kDcStart;
    const PowerFlowState dc = KeepTaps(MakeDcStart(*network_.grid, inputs_));
    if (may_use_blocks && Try(rung, Block(dc))) return Restarted();
    if (Try(rung, Pivoting(dc, true))) return Restarted();
    rung = PowerFlowRung::kFlatStart;
    if (Try(rung, Pivoting(KeepTaps(PowerFlowState::MakeFlat(*network_.grid)), true))) {
      return Restarted();
    }
    return absl::FailedPreconditionError(absl::StrCat("no attempt gave a power flow: ", met_));
  }

 private:
  absl::StatusOr<PowerFlowSolution> Block(const PowerFlowState& start) {
    return network_.block.Solve(inputs_, start, options_, *b_.block);
  }

  absl::StatusOr<PowerFlowSolution> Pivoting(const PowerFlowState& start, bool damps_steps) {
    const absl::StatusOr<AcPowerFlow>& solver = network_.Pivoting();
    TWIN_RETURN_IF_ERROR(solver.status());
    if (b_.pivoting == nullptr) b_.pivoting = solver->MakeWorkspace();
    PowerFlowOptions options = options_;
    options.damps_steps = damps_steps;
    if (damps_steps) options.max_iterations *= kDampedIterationFactor;
    return solver->Solve(inputs_, start, options, *b_.pivoting);
  }

  // Taps that the caller does not let move stay where they are.
  PowerFlowState KeepTaps(PowerFlowState state) const {
    if (!options_.moves_taps) state.tap_step = start_.tap_step;
    return state;
  }

  bool Try(PowerFlowRung rung, absl::StatusOr<PowerFlowSolution> answer) {
    if (!answer.ok()) {
      absl::StrAppend(&met_, met_.empty() ? "" : "; ", NameOf(rung), ": ",
                      answer.status().message());
      return false;
    }
    answer_ = *std::move(answer);
    return true;
  }

  PowerFlowSolution Restarted() {
    answer_->result.started_flat = true;
    return std::move(*answer_);
  }

  const Network& network_;
  const PowerFlowInputs& inputs_;
  const PowerFlowState& start_;
  PowerFlowOptions options_;
  Buffers& b_;
  std::optional<PowerFlowSolution> answer_;
  std::string met_;  // what every rung so far met
};

struct Island {
  PowerFlowIsland told;
  double share_sum = 0.0;
};

// Islands by their first bus, and [bus] which one it belongs to in place of `root`.
std::vector<Island> FindIslands(const PowerFlowInputs& inputs, std::vector<int>& root) {
  std::vector<Island> islands;
  for (std::size_t i = 0; i < root.size(); ++i) {
    const BusIndex bus(i);
    // A root is its island's first bus: what `root` names before i is an island already.
    const bool is_first = root[i] == static_cast<int>(i);
    if (is_first) islands.emplace_back();
    root[i] = is_first ? static_cast<int>(islands.size()) - 1 : root[U(root[i])];
    Island& island = islands[U(root[i])];
    ++island.told.bus_count;
    const double share = inputs.participation_share[bus];
    if (share <= 0.0) continue;
    island.share_sum += share;
    const BusIndex reference = island.told.reference;
    if (!reference.valid() || share > inputs.participation_share[reference]) {
      island.told.reference = bus;
    }
  }
  return islands;
}

// Inputs in which only this island's participants take part.
PowerFlowInputs RestrictTo(const PowerFlowInputs& inputs, const std::vector<int>& island_of,
                           int island, double share_sum) {
  PowerFlowInputs own = inputs;
  for (std::size_t i = 0; i < island_of.size(); ++i) {
    double& share = own.participation_share[BusIndex(i)];
    share = island_of[i] == island ? share / share_sum : 0.0;
  }
  return own;
}

// Copies what belongs to one island.
void Merge(const PowerFlowSolution& from, const models::ElectricityGrid& grid,
           const BranchEnds& ends, const std::vector<int>& island_of, int island,
           PowerFlowSolution& to) {
  for (std::size_t i = 0; i < island_of.size(); ++i) {
    if (island_of[i] != island) continue;
    const BusIndex bus(i);
    to.state.vm_pu[bus] = from.state.vm_pu[bus];
    to.state.va_rad[bus] = from.state.va_rad[bus];
    to.state.control[bus] = from.state.control[bus];
    to.result.is_energised[bus] = from.result.is_energised[bus];
    to.result.regulated_mvar[bus] = from.result.regulated_mvar[bus];
  }
  for (std::size_t k = 0; k < ends.from.size(); ++k) {
    if (island_of[U(ends.from[k])] != island) continue;
    const BranchIndex branch(k);
    to.state.tap_step[branch] = from.state.tap_step[branch];
    to.result.flow[branch] = from.result.flow[branch];
  }
  for (const models::ShuntIndex bank : ListVoltageBanks(grid)) {
    if (island_of[grid.shunts[bank].bus.value()] != island) continue;
    to.state.shunt_step[bank] = from.state.shunt_step[bank];
  }
  to.result.losses_mw += from.result.losses_mw;
  to.result.mismatch_mw += from.result.mismatch_mw;
  to.result.iterations += from.result.iterations;
  to.result.control_rounds = std::max(to.result.control_rounds, from.result.control_rounds);
  to.result.worst_pu = std::max(to.result.worst_pu, from.result.worst_pu);
  to.result.started_flat |= from.result.started_flat;
}

}  // namespace

absl::StatusOr<PowerFlowAnswer> PowerFlow::Solve(const PowerFlowInputs& inputs,
                                                 const PowerFlowState& start,
                                                 const PowerFlowOptions& options,
                                                 Workspace& workspace) const {
  const Network& n = *network_;
  TWIN_RETURN_IF_ERROR(CheckPowerFlowInputs(*n.grid, inputs, start));
  std::vector<int>& island_of = workspace.buffers_->root;
  if (n.ends.is_whole && inputs.in_service.rows() == n.ends.as_built) {
    island_of.assign(n.grid->buses.size(), 0);
  } else {
    FindRoots(n.ends, inputs.in_service.rows(), island_of);
  }
  const std::vector<Island> islands = FindIslands(inputs, island_of);
  const bool has_participant = std::any_of(islands.begin(), islands.end(),
                                           [](const Island& one) { return one.share_sum > 0.0; });
  if (!has_participant) {
    return absl::FailedPreconditionError("nobody takes the mismatch: all participation is zero");
  }
  int most_buses = 0;  // of an island that has a participant
  for (const Island& one : islands) {
    if (one.share_sum > 0.0) most_buses = std::max(most_buses, one.told.bus_count);
  }
  PowerFlowAnswer answer;
  bool is_first = true;
  for (std::size_t k = 0; k < islands.size(); ++k) {
    PowerFlowIsland& told = answer.islands.emplace_back(islands[k].told);
    if (islands[k].share_sum <= 0.0) continue;
    const int island = static_cast<int>(k);
    const bool is_own =
        islands.size() == 1 && std::abs(islands[k].share_sum - 1.0) < kShareTolerance;
    const std::optional<PowerFlowInputs> own =
        is_own ? std::nullopt
               : std::optional(RestrictTo(inputs, island_of, island, islands[k].share_sum));
    Ladder ladder(n, own ? *own : inputs, start, options, *workspace.buffers_);
    const bool may_use_blocks = island_of[n.block.reference().value()] == island;
    auto solution = ladder.Climb(may_use_blocks, told.rung);
    if (!solution.ok()) {
      if (islands.size() == 1) return solution.status();
      told.failure = absl::StrCat("island of bus ", n.grid->buses[told.reference].name, ": ",
                                  solution.status().message());
      if (!options.keeps_solved_islands || told.bus_count == most_buses) {
        return absl::FailedPreconditionError(told.failure);
      }
      continue;
    }
    told.is_energised = true;
    told.mismatch_mw = solution->result.mismatch_mw;
    answer.rung = std::max(answer.rung, told.rung);
    if (is_first) {
      answer.solution = *std::move(solution);
      is_first = false;
    } else {
      Merge(*solution, *n.grid, n.ends, island_of, island, answer.solution);
    }
  }
  answer.island_of = models::Table<BusIndex, int>(island_of.size());
  answer.taken_mw = models::Table<BusIndex, double>(island_of.size(), 0.0);
  for (std::size_t i = 0; i < island_of.size(); ++i) {
    const BusIndex bus(i);
    answer.island_of[bus] = island_of[i];
    const double share = inputs.participation_share[bus];
    if (share <= 0.0) continue;
    const std::size_t island = U(island_of[i]);
    answer.taken_mw[bus] = share / islands[island].share_sum * answer.islands[island].mismatch_mw;
  }
  return answer;
}

}  // namespace solvers
