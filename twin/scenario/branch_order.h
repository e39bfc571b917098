#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "models/patch.h"
#include "models/time/quarter.h"
#include "twin/scenario/patch_history.h"

namespace twin::scenario {

/// What a branch may use.
struct Budget {
  std::int64_t max_steps = 0;  ///< quarters it may go beyond its origin; 0: the default
  std::int64_t max_bytes = 0;  ///< of the points it keeps; 0: the default
};

/// A new branch, complete in itself: no other branch need be there to compute it.
struct NewBranch {
  std::string name;
  std::string owner;
  std::string parent_id;   ///< empty: the living twin
  models::Quarter origin;  ///< the next quarter where it leaves its parent
  models::Quarter root;    ///< next quarter of the state in the living twin's history
  std::string root_hash;   ///< SHA-256 of that state, 32 bytes
  std::vector<PatchEvent> events;
  Budget budget;
  std::int64_t created_s = 0;  ///< since 1970
  std::int64_t expires_s = 0;
};
struct ApplyOrder {
  models::Patch patch;
};
struct EndOrder {
  models::Patch patch;  ///< as it stands after its end was set
};
struct RewindOrder {
  models::Quarter to;  ///< is next again
};
struct RunOrder {
  models::Quarter to;  ///< it stops before it
};
struct PauseOrder {};
struct RemoveOrder {};

/// One order about a branch, as it is kept. A branch is its root and its orders.
struct BranchOrder {
  std::string request_id;
  std::string role;
  std::string branch_id;
  models::Quarter quarter;  ///< next quarter of the branch when it was acknowledged
  std::variant<NewBranch, ApplyOrder, EndOrder, RewindOrder, RunOrder, PauseOrder, RemoveOrder>
      what;
};

}  // namespace twin::scenario
