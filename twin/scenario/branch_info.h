#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/patch.h"
#include "models/time/quarter.h"
#include "twin/frame.h"
#include "twin/scenario/branch_order.h"
#include "twin/scenario/totals.h"

namespace twin::scenario {

/// What somebody asks of a new branch.
struct BranchSpec {
  std::string name;
  std::string owner;
  Budget budget;
  std::int64_t lives_s = 0;  ///< 0: the default
  std::string request_id;    ///< equal ones get the first answer again
  std::string role;
};

enum class BranchStatus { kPaused, kRunning, kRecovering, kFailed };

/// A branch as it stands at one moment.
struct BranchInfo {
  std::string id;
  std::string name;
  std::string owner;
  std::string parent_id;   ///< empty: the living twin
  models::Quarter origin;  ///< the next quarter where it left its parent
  models::Quarter next;
  models::Quarter target;  ///< it stops before this quarter
  BranchStatus status = BranchStatus::kPaused;
  std::string failure;  ///< why it cannot go on; may name components: power-sensitive
  Budget budget;
  std::size_t own_bytes = 0;   ///< held beside what it shares
  std::size_t stride = 1;      ///< quarters between its kept points
  std::int64_t created_s = 0;  ///< since 1970
  std::int64_t expires_s = 0;
  Totals totals;                       ///< since its origin
  std::vector<models::Patch> patches;  ///< in force or still to come
  std::vector<StalePart> stale;
};

}  // namespace twin::scenario
