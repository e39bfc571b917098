#pragma once

#include <vector>

#include "twin/access/clearance.h"

namespace tests {

/// Every set of classes that a policy can write.
inline std::vector<twin::access::Clearance> MakeAllClearances() {
  namespace pb = ostlandet::twin::v1;
  constexpr pb::Secrecy kClasses[] = {pb::SECRECY_K0_PUBLIC, pb::SECRECY_K1_PARTY,
                                      pb::SECRECY_K2_PLANNER, pb::SECRECY_K3_POWER_SENSITIVE};
  std::vector<twin::access::Clearance> all;
  for (unsigned bits = 0; bits < 16; ++bits) {
    twin::access::Clearance clearance;
    for (unsigned i = 0; i < 4; ++i) {
      if ((bits >> i & 1u) != 0) clearance = clearance.With({kClasses[i]});
    }
    all.push_back(clearance);
  }
  return all;
}

}  // namespace tests
