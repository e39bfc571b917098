#include "twin/convert/look_ahead_convert.h"

#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

double ShareOf(std::size_t members, const scenario::LookAhead& found) {
  return static_cast<double>(members) / static_cast<double>(found.members);
}

}  // namespace

void FillLookAhead(const FrameContext& context, const scenario::LookAhead& found,
                   const std::vector<scenario::SeriesColumn>& columns, int every_quarters,
                   pb::GetLookAheadResponse& response) {
  for (const scenario::SeriesColumn& column : columns) {
    pb::SeriesSpread& spread = *response.add_spreads();
    spread.set_series(column.group);
    spread.set_unit(column.unit);
    spread.set_element_id(column.element_id);
  }
  for (std::int64_t quarter = 0; quarter < found.quarters; quarter += every_quarters) {
    *response.add_times() = ToTimestamp(found.from + quarter);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::size_t at = static_cast<std::size_t>(quarter) * found.width + columns[i].at;
      pb::SeriesSpread& spread = *response.mutable_spreads(static_cast<int>(i));
      spread.add_p10_in_unit(found.p10_values[at]);
      spread.add_p50_in_unit(found.p50_values[at]);
      spread.add_p90_in_unit(found.p90_values[at]);
    }
  }
  for (const scenario::BreachChance& chance : found.breaches) {
    pb::ViolationChance& violation = *response.add_violations();
    *violation.mutable_worst() = ToViolation(context.region.grid, chance.worst);
    *violation.mutable_worst_time() = ToTimestamp(chance.worst_at);
    violation.set_probability_share(ShareOf(chance.members, found));
    *violation.mutable_first() = ToTimestamp(chance.first);
    violation.set_highest_probability_share(ShareOf(chance.most_members, found));
    *violation.mutable_highest_probability_time() = ToTimestamp(chance.most_members_at);
  }
  response.set_stale_quarters(found.stale_quarters);
}

}  // namespace twin::convert
