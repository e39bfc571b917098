#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "twin/scenario/branch_order.h"

namespace twin::convert {

/// The bytes of an order in the log of branches.
std::string EncodeBranchOrder(const scenario::BranchOrder& order);
/// Errors: DataLoss when the bytes are none.
absl::StatusOr<scenario::BranchOrder> DecodeBranchOrder(const std::string& bytes);

}  // namespace twin::convert
