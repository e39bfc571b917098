#include "twin/convert/connection_profile.h"

#include <array>

#include "twin/convert/capacity_question.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::array<const char*, 5> kDrivers{"clock", "demand", "wind", "sun", "cold"};

std::vector<float> Repeat(const pb::ConnectionProfile& profile, std::size_t quarter_count) {
  std::vector<float> shares(quarter_count);
  const auto own_count = static_cast<std::size_t>(profile.own_share_size());
  for (std::size_t i = 0; i < quarter_count; ++i) {
    shares[i] = profile.own_share(static_cast<int>(i % own_count));
  }
  return shares;
}

}  // namespace

absl::StatusOr<std::vector<float>> MakeProfileShares(const pb::ConnectionProfile& profile,
                                                     const capacity::ConnectionShares& shares,
                                                     models::BusIndex bus,
                                                     const capacity::ShareSpan& span) {
  if (!profile.own_share().empty()) return Repeat(profile, span.quarter_count);
  return shares.Make(ProfileIdOf(profile), bus, span);
}

pb::ConnectionProfileInfo ToProto(const models::ConnectionProfileParams& profile) {
  pb::ConnectionProfileInfo info;
  info.set_id(profile.id);
  info.set_name(profile.name);
  info.set_driver(kDrivers[static_cast<std::size_t>(profile.driver)]);
  info.set_is_open(profile.is_open);
  info.set_as_of(profile.as_of);
  info.set_source(profile.source);
  info.set_confidence(profile.confidence);
  return info;
}

}  // namespace twin::convert
