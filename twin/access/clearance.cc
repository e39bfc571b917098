#include "twin/access/clearance.h"

namespace twin::access {

namespace pb = ostlandet::twin::v1;

pb::Secrecy Clearance::highest() const {
  for (const pb::Secrecy secrecy : {pb::SECRECY_K3_POWER_SENSITIVE, pb::SECRECY_K2_PLANNER,
                                    pb::SECRECY_K1_PARTY, pb::SECRECY_K0_PUBLIC}) {
    if (Sees(secrecy)) return secrecy;
  }
  return pb::SECRECY_UNSPECIFIED;
}

pb::Secrecy ParseSecrecy(absl::string_view text) {
  constexpr pb::Secrecy kClasses[] = {pb::SECRECY_K0_PUBLIC, pb::SECRECY_K1_PARTY,
                                      pb::SECRECY_K2_PLANNER, pb::SECRECY_K3_POWER_SENSITIVE,
                                      pb::SECRECY_K4_ENGINE};
  const bool is_class = text.size() == 2 && text[0] == 'K' && text[1] >= '0' && text[1] <= '4';
  return is_class ? kClasses[text[1] - '0'] : pb::SECRECY_UNSPECIFIED;
}

}  // namespace twin::access
