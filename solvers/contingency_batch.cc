#include "solvers/contingency_batch.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "models/base/status_macros.h"
#include "solvers/live_buses.h"
#include "solvers/parallel_for.h"
#include "solvers/power_flow.h"
#include "solvers/power_flow_batch.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

// Parts of the grid that have somebody who takes a mismatch; each is solved on its own.
std::size_t CountFedParts(const BranchEnds& ends, std::span<const char> in_service,
                          const std::vector<std::size_t>& participants, std::vector<int>& root) {
  FindRoots(ends, in_service, root);
  std::vector<int> fed;
  for (const std::size_t bus : participants) fed.push_back(root[bus]);
  std::sort(fed.begin(), fed.end());
  return static_cast<std::size_t>(std::unique(fed.begin(), fed.end()) - fed.begin());
}

}  // namespace

struct ContingencyBatch::Parts {
  const models::ElectricityGrid& grid;
  PowerFlowInputs inputs;
  PowerFlowState start;
  PowerFlowOptions options;
  PowerFlow ladder;
  LanePowerFlow lanes;
  BranchEnds ends;
  std::unique_ptr<const PowerFlowBatch> batch;
  LaneBase base;
  BaseFactor factor;
  std::vector<std::size_t> participants;  // buses
  bool has_base = false;                  // the batch knows one part only, fed at the reference

  // Loses one branch that cuts nothing off, or a unit whose bus stays held with no limit to meet.
  bool HasEstimate(const Contingency& one) const {
    if (!has_base) return false;
    if (one.kind == ContingencyKind::kGenerator) {
      return !options.enforces_q_limits && (one.keeps_voltage || inputs.regulates[one.bus] == 0);
    }
    return one.branches.size() == 1 && !one.bus.valid() &&
           factor.tree().is_bridge[one.branches[0].value()] == 0;
  }

  // Loses one branch, and does not leave two parts that each have their own participants.
  bool FitsBatch(const Contingency& one, std::vector<char>& in_service,
                 std::vector<int>& root) const {
    if (!has_base || one.branches.size() != 1 || one.bus.valid()) return false;
    const BranchIndex branch = one.branches[0];
    if (participants.size() == 1) return true;
    if (base.is_as_built && !lanes.IsBridge(branch)) return true;
    in_service[branch.value()] = 0;
    const std::size_t parts = CountFedParts(ends, in_service, participants, root);
    in_service[branch.value()] = inputs.in_service[branch];
    return parts == 1;
  }
};

ContingencyBatch::ContingencyBatch(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
ContingencyBatch::~ContingencyBatch() = default;
ContingencyBatch::ContingencyBatch(ContingencyBatch&&) noexcept = default;

absl::StatusOr<ContingencyBatch> ContingencyBatch::Make(const models::ElectricityGrid& grid,
                                                        const PowerFlowInputs& inputs,
                                                        const PowerFlowState& start,
                                                        const PowerFlowOptions& options) {
  TWIN_RETURN_IF_ERROR(CheckPowerFlowInputs(grid, inputs, start));
  TWIN_ASSIGN_OR_RETURN(PowerFlow ladder, PowerFlow::Make(grid));
  TWIN_ASSIGN_OR_RETURN(LanePowerFlow lanes, LanePowerFlow::Make(grid));
  std::unique_ptr<Parts> parts(new Parts{.grid = grid,
                                         .inputs = inputs,
                                         .start = start,
                                         .options = options,
                                         .ladder = std::move(ladder),
                                         .lanes = std::move(lanes),
                                         .ends = BranchEnds::Make(grid)});
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    if (inputs.participation_share[BusIndex(i)] > 0.0) parts->participants.push_back(i);
  }
  parts->batch = std::make_unique<const PowerFlowBatch>(parts->lanes);
  std::vector<int> root;
  const bool is_one_part =
      CountFedParts(parts->ends, inputs.in_service.rows(), parts->participants, root) == 1;
  parts->has_base = is_one_part && parts->lanes.FillBase(inputs, start, parts->base).ok();
  if (parts->has_base) {
    parts->batch->FillFactor(parts->base, options.enforces_q_limits, parts->factor);
  }
  return ContingencyBatch(std::move(parts));
}

namespace {

// A batch's numbers in the order of the grid.
class BatchReader {
 public:
  BatchReader(const LaneNetwork& network, std::span<const double> rating_mva)
      : row_of_bus_(network.lu.step_of), rating_mva_(rating_mva.begin(), rating_mva.end()) {
    // Ratings are single precision there: loadings are brought back to the ratings given.
    for (std::size_t k = 0; k < rating_mva.size(); ++k) {
      const double rounded_mva = static_cast<double>(rating_mva_[k]);
      correction_.push_back(rating_mva[k] > 0.0 ? rounded_mva / rating_mva[k] : 0.0);
    }
  }

  std::span<const float> rating_mva() const { return rating_mva_; }

  void Fill(const BatchAnswer& answer, ContingencyTables& tables) const {
    tables.loading_share.resize(correction_.size());
    const double* loading_share = answer.loading_share();
    for (std::size_t k = 0; k < correction_.size(); ++k) {
      tables.loading_share[k] = correction_[k] * std::abs(loading_share[k * kChordLanes]);
    }
    tables.vm_pu.resize(row_of_bus_.size());
    const double* vm_pu = answer.vm_pu();
    for (std::size_t i = 0; i < row_of_bus_.size(); ++i) {
      tables.vm_pu[i] = vm_pu[U(row_of_bus_[i]) * kChordLanes];
    }
  }

 private:
  std::span<const int> row_of_bus_;
  std::vector<float> rating_mva_;
  std::vector<double> correction_;  // [branch]
};

}  // namespace

ContingencyBatchCounts ContingencyBatch::Solve(std::span<const Contingency> all,
                                               std::span<const std::size_t> wanted,
                                               std::span<const double> rating_mva,
                                               std::size_t threads,
                                               const ContingencyVisit& visit) const {
  const Parts& p = *parts_;
  std::vector<std::size_t> together, alone;
  std::vector<char> in_service = p.inputs.in_service.rows();
  std::vector<int> root;
  for (const std::size_t one : wanted) {
    (p.FitsBatch(all[one], in_service, root) ? together : alone).push_back(one);
  }
  std::vector<ContingencyTables> tables(threads);
  std::vector<std::vector<std::size_t>> left(threads);
  if (!together.empty()) {
    const BatchReader reader(p.lanes.network(), rating_mva);
    std::vector<std::unique_ptr<PowerFlowBatch::Workspace>> workspaces;
    for (std::size_t i = 0; i < threads; ++i) workspaces.push_back(p.batch->MakeWorkspace());
    p.batch->Solve(p.factor,
                   {.count = together.size(),
                    .read = [&](std::size_t index,
                                BatchCase& one) { one.outage = all[together[index]].branches[0]; },
                    .take =
                        [&](std::size_t thread, const BatchAnswer& answer) {
                          const std::size_t one = together[answer.index()];
                          if (!answer.is_solved()) return left[thread].push_back(one);
                          reader.Fill(answer, tables[thread]);
                          visit(one, tables[thread].Show());
                        },
                    .rating_mva = reader.rating_mva(),
                    .keeps_flows = false,
                    .options = p.options},
                   workspaces);
  }
  ContingencyBatchCounts counts{.by_batch = together.size()};
  for (const std::vector<std::size_t>& some : left) {
    counts.by_batch -= some.size();
    alone.insert(alone.end(), some.begin(), some.end());
  }
  counts.by_ladder = alone.size();
  std::vector<std::unique_ptr<PowerFlow::Workspace>> workspaces;
  for (std::size_t i = 0; i < threads; ++i) workspaces.push_back(p.ladder.MakeWorkspace());
  std::vector<std::size_t> unsolved(threads, 0);
  ParallelFor(alone.size(), threads, [&](std::size_t i, std::size_t thread) {
    PowerFlowInputs changed = p.inputs;
    ApplyContingency(all[alone[i]], changed);
    const auto answer = p.ladder.Solve(changed, p.start, p.options, *workspaces[thread]);
    if (!answer.ok()) {
      ++unsolved[thread];
      return visit(alone[i], {.status = answer.status()});
    }
    tables[thread].Fill(p.grid, answer->solution, rating_mva);
    visit(alone[i], tables[thread].Show());
  });
  for (const std::size_t some : unsolved) counts.unsolved += some;
  return counts;
}

void ContingencyBatch::Estimate(std::span<const Contingency> all,
                                std::span<const std::size_t> wanted,
                                std::span<const double> rating_mva, std::size_t threads, int steps,
                                const ContingencyVisit& visit) const {
  const Parts& p = *parts_;
  const auto leave = [&](std::size_t one) {
    visit(one, {.status = absl::UnavailableError("no estimate")});
  };
  std::vector<std::size_t> together;
  for (const std::size_t one : wanted) {
    if (p.HasEstimate(all[one])) {
      together.push_back(one);
    } else {
      leave(one);
    }
  }
  if (together.empty()) return;
  const BatchReader reader(p.lanes.network(), rating_mva);
  std::vector<ContingencyTables> tables(threads);
  std::vector<std::unique_ptr<PowerFlowBatch::Workspace>> workspaces;
  for (std::size_t i = 0; i < threads; ++i) workspaces.push_back(p.batch->MakeWorkspace());
  p.batch->Solve(p.factor,
                 {.count = together.size(),
                  .read =
                      [&](std::size_t index, BatchCase& one) {
                        const Contingency& lost = all[together[index]];
                        if (lost.kind == ContingencyKind::kGenerator) {
                          one.applicant = lost.bus;
                          one.applicant_mw = lost.generation_lost_mw;
                          one.applicant_mvar = 0.0;
                        } else {
                          one.outage = lost.branches[0];
                        }
                      },
                  .take =
                      [&](std::size_t thread, const BatchAnswer& answer) {
                        const std::size_t one = together[answer.index()];
                        if (!answer.is_solved()) return leave(one);
                        reader.Fill(answer, tables[thread]);
                        ContingencyAnswer estimate = tables[thread].Show();
                        estimate.mismatch_pu = answer.worst_pu();
                        visit(one, estimate);
                      },
                  .rating_mva = reader.rating_mva(),
                  .keeps_flows = false,
                  .options = p.options,
                  .estimate_steps = steps},
                 workspaces);
}

ContingencySolve ContingencyBatch::EstimateOnThreads(std::size_t threads, int steps) const {
  return
      [this, threads, steps](std::span<const Contingency> all, std::span<const std::size_t> wanted,
                             std::span<const double> rating_mva, const ContingencyVisit& visit) {
        Estimate(all, wanted, rating_mva, threads, steps, visit);
      };
}

ContingencySolve ContingencyBatch::OnThreads(std::size_t threads) const {
  return [this, threads](std::span<const Contingency> all, std::span<const std::size_t> wanted,
                         std::span<const double> rating_mva, const ContingencyVisit& visit) {
    Solve(all, wanted, rating_mva, threads, visit);
  };
}

}  // namespace solvers
