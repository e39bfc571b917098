#include "twin/convert/connection_profile.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "models/climate/demand.h"
#include "models/time/oslo_calendar.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using models::DayType;
using models::OsloTime;

bool IsBetween(int value, int from, int to) { return value >= from && value < to; }

// Cooling works hardest on summer afternoons.
double CalcDataCentreShare(const OsloTime& local) {
  return IsBetween(local.month, 5, 10) && IsBetween(local.hour, 10, 20) ? 1.0 : 0.9;
}

double CalcOfficeShare(const OsloTime& local) {
  if (local.day_type != DayType::kWorkday || !IsBetween(local.hour, 6, 18)) return 0.35;
  return IsBetween(local.hour, 8, 16) ? 1.0 : 0.7;
}

double CalcDwellingShare(const models::DemandParams& demand, const OsloTime& local) {
  const int weekday = local.day_type == DayType::kSunday ? 7 : local.weekday;
  return models::CalcHourShapeRatio(demand.hour_shape_ratio, local) *
         demand.month_ratio[static_cast<std::size_t>(local.month - 1)] *
         demand.weekday_ratio[static_cast<std::size_t>(weekday - 1)];
}

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
                                                     const models::Region& region,
                                                     models::Quarter first,
                                                     std::size_t quarter_count) {
  if (!profile.own_share().empty()) return Repeat(profile, quarter_count);
  std::function<double(const OsloTime&)> share;
  switch (profile.shape()) {
    case pb::PROFILE_SHAPE_DATA_CENTRE:
      share = CalcDataCentreShare;
      break;
    case pb::PROFILE_SHAPE_OFFICE:
      share = CalcOfficeShare;
      break;
    case pb::PROFILE_SHAPE_DWELLING:
      share = [&region](const OsloTime& local) { return CalcDwellingShare(region.demand, local); };
      break;
    default:
      return std::vector<float>();
  }
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  std::vector<float> shares(quarter_count);
  for (std::size_t i = 0; i < quarter_count; ++i) {
    shares[i] = static_cast<float>(share(calendar.At(first + static_cast<std::int64_t>(i))));
  }
  const float largest = *std::max_element(shares.begin(), shares.end());
  if (!(largest > 0.0f)) {
    return absl::FailedPreconditionError(
        absl::StrCat(region.name, " has no shape of hours and months; ask with another profile"));
  }
  for (float& value : shares) value = std::clamp(value / largest, 0.0f, 1.0f);
  return shares;
}

}  // namespace twin::convert
