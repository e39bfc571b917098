#include "twin/convert/branch_order_convert.h"

#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/store.pb.h"
#include "twin/convert/patch_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using models::Quarter;

pb::StoredBranch BranchToProto(const scenario::NewBranch& branch) {
  pb::StoredBranch stored;
  stored.set_name(branch.name);
  stored.set_owner(branch.owner);
  stored.set_parent_id(branch.parent_id);
  stored.set_origin_quarter(branch.origin.index());
  stored.set_root_quarter(branch.root.index());
  stored.set_root_hash(branch.root_hash);
  for (const scenario::PatchEvent& event : branch.events) {
    auto* kept = stored.add_events();
    kept->set_known_from(event.known_from.index());
    *kept->mutable_patch() = ToProto(event.patch);
  }
  stored.set_max_steps(branch.budget.max_steps);
  stored.set_max_bytes(branch.budget.max_bytes);
  stored.set_created_s(branch.created_s);
  stored.set_expires_s(branch.expires_s);
  return stored;
}

absl::StatusOr<scenario::NewBranch> BranchFromProto(const pb::StoredBranch& stored) {
  scenario::NewBranch branch;
  branch.name = stored.name();
  branch.owner = stored.owner();
  branch.parent_id = stored.parent_id();
  branch.origin = Quarter(stored.origin_quarter());
  branch.root = Quarter(stored.root_quarter());
  branch.root_hash = stored.root_hash();
  for (const pb::StoredPatchEvent& event : stored.events()) {
    TWIN_ASSIGN_OR_RETURN(models::Patch patch, FromProto(event.patch(), 0));
    branch.events.push_back({Quarter(event.known_from()), std::move(patch)});
  }
  branch.budget = {stored.max_steps(), stored.max_bytes()};
  branch.created_s = stored.created_s();
  branch.expires_s = stored.expires_s();
  return branch;
}

struct OrderWriter {
  pb::StoredBranchCommand& stored;

  void operator()(const scenario::NewBranch& branch) const {
    *stored.mutable_create() = BranchToProto(branch);
  }
  void operator()(const scenario::ApplyOrder& order) const {
    *stored.mutable_apply_patch() = ToProto(order.patch);
  }
  void operator()(const scenario::EndOrder& order) const {
    *stored.mutable_end_patch() = ToProto(order.patch);
  }
  void operator()(const scenario::RewindOrder& order) const {
    stored.set_rewind_to(order.to.index());
  }
  void operator()(const scenario::RunOrder& order) const { stored.set_run_to(order.to.index()); }
  void operator()(const scenario::PauseOrder&) const { stored.set_pause(true); }
  void operator()(const scenario::RemoveOrder&) const { stored.set_remove(true); }
};

}  // namespace

std::string EncodeBranchOrder(const scenario::BranchOrder& order) {
  pb::StoredBranchCommand stored;
  stored.set_request_id(order.request_id);
  stored.set_role(order.role);
  stored.set_branch_id(order.branch_id);
  stored.set_quarter(order.quarter.index());
  std::visit(OrderWriter{stored}, order.what);
  return stored.SerializeAsString();
}

absl::StatusOr<scenario::BranchOrder> DecodeBranchOrder(const std::string& bytes) {
  pb::StoredBranchCommand stored;
  if (!stored.ParseFromString(bytes)) {
    return models::errors::Corrupt("an order of a branch", "its bytes are none");
  }
  scenario::BranchOrder order{stored.request_id(), stored.role(), stored.branch_id(),
                              Quarter(stored.quarter()), scenario::PauseOrder{}};
  switch (stored.command_case()) {
    case pb::StoredBranchCommand::kCreate: {
      TWIN_ASSIGN_OR_RETURN(order.what, BranchFromProto(stored.create()));
      break;
    }
    case pb::StoredBranchCommand::kApplyPatch: {
      TWIN_ASSIGN_OR_RETURN(models::Patch patch, FromProto(stored.apply_patch(), 0));
      order.what = scenario::ApplyOrder{std::move(patch)};
      break;
    }
    case pb::StoredBranchCommand::kEndPatch: {
      TWIN_ASSIGN_OR_RETURN(models::Patch patch, FromProto(stored.end_patch(), 0));
      order.what = scenario::EndOrder{std::move(patch)};
      break;
    }
    case pb::StoredBranchCommand::kRewindTo:
      order.what = scenario::RewindOrder{Quarter(stored.rewind_to())};
      break;
    case pb::StoredBranchCommand::kRunTo:
      order.what = scenario::RunOrder{Quarter(stored.run_to())};
      break;
    case pb::StoredBranchCommand::kPause:
      break;
    case pb::StoredBranchCommand::kRemove:
      order.what = scenario::RemoveOrder{};
      break;
    case pb::StoredBranchCommand::COMMAND_NOT_SET:
      return models::errors::Corrupt("an order of a branch", "it says nothing");
  }
  return order;
}

}  // namespace twin::convert
