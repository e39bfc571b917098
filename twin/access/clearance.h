#pragma once

#include <initializer_list>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ostlandet/twin/v1/secrecy.pb.h"

namespace twin::access {

/// The classes a reader may see: a set, not a rank. A planner reads what is made for planners (K2)
/// and nothing of what concerns one party alone (K1). K4, an unset class and numbers that name no
/// class can never be in it.
class Clearance {
 public:
  using Secrecy = ostlandet::twin::v1::Secrecy;

  /// Nothing at all.
  constexpr Clearance() = default;
  constexpr Clearance(std::initializer_list<Secrecy> classes) {
    for (const Secrecy secrecy : classes) bits_ |= BitOf(secrecy);
  }

  static constexpr Clearance Public() { return {ostlandet::twin::v1::SECRECY_K0_PUBLIC}; }
  /// Every class that may leave the engine.
  static constexpr Clearance Everything() {
    return {ostlandet::twin::v1::SECRECY_K0_PUBLIC, ostlandet::twin::v1::SECRECY_K1_PARTY,
            ostlandet::twin::v1::SECRECY_K2_PLANNER,
            ostlandet::twin::v1::SECRECY_K3_POWER_SENSITIVE};
  }

  constexpr Clearance With(const Clearance& other) const {
    Clearance both;
    both.bits_ = bits_ | other.bits_;
    return both;
  }
  constexpr bool Sees(Secrecy secrecy) const { return (bits_ & BitOf(secrecy)) != 0; }
  constexpr bool SeesPowerSensitive() const {
    return Sees(ostlandet::twin::v1::SECRECY_K3_POWER_SENSITIVE);
  }
  /// The highest class in the set, SECRECY_UNSPECIFIED when there is none.
  Secrecy highest() const;
  constexpr unsigned bits() const { return bits_; }

  constexpr bool operator==(const Clearance&) const = default;
  constexpr bool operator<(const Clearance& other) const { return bits_ < other.bits_; }

 private:
  static constexpr unsigned BitOf(Secrecy secrecy) {
    switch (secrecy) {
      case ostlandet::twin::v1::SECRECY_K0_PUBLIC:
      case ostlandet::twin::v1::SECRECY_K1_PARTY:
      case ostlandet::twin::v1::SECRECY_K2_PLANNER:
      case ostlandet::twin::v1::SECRECY_K3_POWER_SENSITIVE:
        return 1u << static_cast<unsigned>(secrecy);
      default:
        return 0u;
    }
  }

  unsigned bits_ = 0;
};

/// The class that "K0" to "K4" names, as tables and files write it; SECRECY_UNSPECIFIED for
/// anything else.
ostlandet::twin::v1::Secrecy ParseSecrecy(absl::string_view text);

}  // namespace twin::access
