#include "twin/cli/capacity_limit_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace twin::cli {

namespace pb = ostlandet::twin::v1;

std::string LocalTime(std::int64_t unix_s) {
  absl::TimeZone oslo;
  absl::LoadTimeZone("Europe/Oslo", &oslo);
  return absl::FormatTime("%a %Y-%m-%d %H:%M", absl::FromUnixSeconds(unix_s), oslo);
}

std::string LimitWords(const pb::CapacityLimit& limit) {
  std::string what;
  switch (limit.kind()) {
    case pb::CAPACITY_LIMIT_KIND_CURRENT:
      what = absl::StrFormat("%s: loading %.1f %% without the applicant, limit %.0f %%",
                             limit.component().name(), 100.0 * limit.loading_before_share(),
                             100.0 * limit.loading_limit_share());
      break;
    case pb::CAPACITY_LIMIT_KIND_LOW_VOLTAGE:
    case pb::CAPACITY_LIMIT_KIND_HIGH_VOLTAGE:
      what = absl::StrFormat("voltage at %s: %.3f pu without the applicant, limit %.3f pu",
                             limit.component().name(), limit.voltage_before_pu(),
                             limit.voltage_limit_pu());
      break;
    case pb::CAPACITY_LIMIT_KIND_NO_SOLUTION:
      what = "the power flow has no solution";
      break;
    default:
      return "nothing";
  }
  return absl::StrCat(what, ", ",
                      limit.has_outage() ? absl::StrCat("with ", limit.outage().name(), " out")
                                         : std::string("intact network"),
                      ", ",
                      limit.has_time() ? LocalTime(limit.time().seconds())
                                       : std::string("at the year's extreme of demand"));
}

}  // namespace twin::cli
