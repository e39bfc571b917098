#include "models/climate/member_seed.h"

namespace models {
namespace {

constexpr int kSeedBits = 24;
constexpr int kQuarterBits = 24;
constexpr std::uint64_t kMemberFlag = std::uint64_t{1} << 63;
constexpr std::uint64_t kQuarterMask = (std::uint64_t{1} << kQuarterBits) - 1;

}  // namespace

std::uint64_t PackMemberSeed(const MemberSeed& member) {
  return kMemberFlag | (std::uint64_t{member.member} << (kSeedBits + kQuarterBits)) |
         (static_cast<std::uint64_t>(member.last.index()) << kSeedBits) | member.base;
}

std::optional<MemberSeed> UnpackMemberSeed(std::uint64_t seed) {
  if ((seed & kMemberFlag) == 0) return std::nullopt;
  return MemberSeed{
      seed & kMaxBaseSeed, Quarter(static_cast<std::int64_t>((seed >> kSeedBits) & kQuarterMask)),
      static_cast<std::uint32_t>((seed & ~kMemberFlag) >> (kSeedBits + kQuarterBits))};
}

}  // namespace models
