// What the tree keeps over a stop, and how it takes it up again.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/branch_order_convert.h"
#include "twin/limits.h"
#include "twin/scenario/scenario_tree.h"

namespace twin::scenario {
namespace {

constexpr std::size_t kMostDeadRecords = 1000;

}  // namespace

absl::Status ScenarioTree::Recover() {
  TWIN_ASSIGN_OR_RETURN(log_, store::RecordLog::Open(store::kBranchLog, options_.directory,
                                                     options_.epoch, options_.fault_hook));
  damage_ = log_->damage();
  std::vector<BranchOrder> orders;
  for (const std::string& record : log_->records()) {
    auto order = convert::DecodeBranchOrder(record);
    const absl::Status taken = order.ok() ? Take(*order) : order.status();
    if (!taken.ok()) damage_.emplace_back(taken.message());
    if (order.ok()) orders.push_back(*std::move(order));
  }
  DropExpired();
  TWIN_RETURN_IF_ERROR(CompactIfWorthIt(orders));
  for (const auto& [id, branch] : branches_) Wake(branch);
  return absl::OkStatus();
}

absl::Status ScenarioTree::Take(const BranchOrder& order) {
  if (const auto* made = std::get_if<NewBranch>(&order.what)) {
    auto branch = std::make_shared<LiveBranch>();
    branch->id = order.branch_id;
    branch->made = *made;
    for (const PatchEvent& event : made->events) {
      branch->patches.Add(event.known_from, event.patch);
    }
    branch->floor = branch->target = made->origin;
    branches_[order.branch_id] = std::move(branch);
    Remember({RequestKind::kCreateBranch, "", order.request_id}, order.branch_id);
    return absl::OkStatus();
  }
  const auto found = branches_.find(order.branch_id);
  if (found == branches_.end()) {
    return models::errors::Corrupt(absl::StrCat("branch ", order.branch_id),
                                   "an order for it is there, its beginning is not");
  }
  LiveBranch& branch = *found->second;
  branch.floor = std::max(branch.floor, order.quarter);
  if (const auto* apply = std::get_if<ApplyOrder>(&order.what)) {
    branch.patches.Add(order.quarter, apply->patch);
    Remember({RequestKind::kApplyPatch, order.branch_id, order.request_id}, apply->patch.id);
  } else if (const auto* end = std::get_if<EndOrder>(&order.what)) {
    branch.patches.Add(order.quarter, end->patch);
    Remember({RequestKind::kEndPatch, order.branch_id, order.request_id}, end->patch.id);
  } else if (const auto* rewind = std::get_if<RewindOrder>(&order.what)) {
    branch.patches.CutAfter(rewind->to);
    branch.floor = branch.target = rewind->to;
  } else if (const auto* run = std::get_if<RunOrder>(&order.what)) {
    branch.target = run->to;
  } else if (std::holds_alternative<PauseOrder>(order.what)) {
    branch.target = order.quarter;
  } else {
    branches_.erase(found);
  }
  return absl::OkStatus();
}

absl::Status ScenarioTree::CompactIfWorthIt(const std::vector<BranchOrder>& orders) {
  std::vector<std::string> alive;
  for (const BranchOrder& order : orders) {
    if (branches_.count(order.branch_id) != 0) alive.push_back(convert::EncodeBranchOrder(order));
  }
  const std::size_t dead = orders.size() - alive.size();
  if (dead < kMostDeadRecords || dead < alive.size()) return absl::OkStatus();
  return log_->Rewrite(alive);
}

absl::Status ScenarioTree::Append(const BranchOrder& order) {
  return log_ != nullptr ? log_->Append(convert::EncodeBranchOrder(order)) : absl::OkStatus();
}

void ScenarioTree::Remember(const RequestKey& request, const std::string& answer) {
  if (request.request_id.empty()) return;
  const std::lock_guard lock(mutex_);
  if (answer_of_request_.size() >= limits::kMaxRememberedRequests) answer_of_request_.clear();
  answer_of_request_[request] = answer;
}

std::optional<std::string> ScenarioTree::AnswerOf(const RequestKey& request) const {
  if (request.request_id.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = answer_of_request_.find(request);
  if (found == answer_of_request_.end()) return std::nullopt;
  return found->second;
}

}  // namespace twin::scenario
