#include "twin/convert/terms_convert.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/time/oslo_calendar.h"
#include "solvers/curtailment.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::array<double, 4> kCurveHours{0.0, 50.0, 100.0, 200.0};
constexpr std::array<const char*, 4> kSeasons{"winter", "spring", "summer", "autumn"};

// December to February, and so on.
std::size_t SeasonOf(std::size_t month) { return month % 12 / 3; }

absl::StatusOr<std::vector<std::uint8_t>> MonthsOf(const capacity::CapacityEngine& engine,
                                                   std::size_t quarter_count) {
  std::vector<std::uint8_t> month;
  if (engine.region().profile.has_value()) return month;
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  for (std::size_t i = 0; i < quarter_count; ++i) {
    const auto local = calendar.At(engine.first_quarter() + static_cast<std::int64_t>(i));
    month.push_back(static_cast<std::uint8_t>(local.month));
  }
  return month;
}

void AddCut(const solvers::Curtailment& cut, const solvers::HostingQuery& query,
            const pb::CapacityQuestion& question, bool has_calendar,
            const capacity::CapacityEngine& engine, pb::ConditionalTerms& told) {
  told.set_curtailed_h(cut.cut_h);
  told.set_curtailed_mwh(cut.energy_mwh);
  const double asked_h =
      solvers::CalcFullPowerH(query.profile_share, engine.basis()->states->quarter_count());
  told.set_curtailed_share(cut.energy_mwh / (question.requested_mw() * asked_h));
  told.set_longest_h(cut.longest_h);
  if (cut.longest_h > 0.0) {
    *told.mutable_longest_from() = ToTimestamp(engine.first_quarter() + cut.longest_at);
  }
  std::array<double, 4> season_h{};
  for (std::size_t month = 1; month <= 12; ++month) {
    season_h[SeasonOf(month)] += cut.month_h[month - 1];
  }
  for (std::size_t season = 0; has_calendar && season < 4; ++season) {
    pb::SeasonHours& one = *told.add_seasons();
    one.set_season(kSeasons[season]);
    one.set_cut_h(season_h[season]);
  }
}

// Never below what holds always.
void AddCurve(const solvers::HostingTerms& terms, const solvers::HostingQuery& query,
              const solvers::HostingAnswer& firm, pb::ConditionalTerms& told) {
  for (const double hours : kCurveHours) {
    const double mw = solvers::CalcMwAtHours(terms.quarter_mw, query.profile_share, hours);
    pb::MwAtHours& point = *told.add_curve();
    point.set_most_h(hours);
    point.set_is_at_least(mw >= terms.up_to_mw);
    const double stated_mw = std::min(mw, terms.up_to_mw) * (1.0 - solvers::kStatedMarginShare);
    point.set_mw(hours == 0.0 ? firm.firm_mw : std::max(firm.firm_mw, stated_mw));
  }
}

double QuantileMw(std::vector<float>& mw, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(mw.size() - 1));
  std::nth_element(mw.begin(), mw.begin() + place, mw.end());
  return mw[static_cast<std::size_t>(place)];
}

void AddQuantiles(const solvers::HostingTerms& terms, const capacity::CapacityEngine& engine,
                  pb::ConditionalTerms& told) {
  std::map<std::pair<int, int>, std::vector<float>> by;
  const auto& blocks = engine.basis()->blocks;
  for (std::size_t block = 0; block < blocks.size(); ++block) {
    const auto label = engine.LabelOf(block);
    auto& mw = by[{label.month, label.hour}];
    for (const std::uint32_t quarter : blocks[block].quarters) {
      mw.push_back(terms.quarter_mw[quarter]);
    }
  }
  for (auto& [when, mw] : by) {
    if (mw.empty()) continue;
    pb::MonthHourQuantiles& one = *told.add_room();
    one.set_month(when.first);
    one.set_from_hour(when.second);
    one.set_p10_mw(QuantileMw(mw, 0.1));
    one.set_p50_mw(QuantileMw(mw, 0.5));
    one.set_p90_mw(QuantileMw(mw, 0.9));
  }
}

}  // namespace

absl::StatusOr<pb::ConditionalTerms> ToProto(const capacity::CapacityEngine::Terms& terms,
                                             const solvers::HostingQuery& query,
                                             const pb::CapacityQuestion& question,
                                             const capacity::CapacityEngine& engine) {
  pb::ConditionalTerms told;
  told.set_trip_on_outage_mw(terms.intact.firm_mw);
  if (terms.intact.binding.kind != solvers::LimitKind::kNone) {
    *told.mutable_trip_on_outage_binding() = ToLimit(terms.intact.binding, engine);
  }
  TWIN_ASSIGN_OR_RETURN(const auto month, MonthsOf(engine, terms.terms.quarter_mw.size()));
  AddCut(solvers::CalcCurtailment(terms.terms.quarter_mw, query.profile_share, month,
                                  question.requested_mw()),
         query, question, !month.empty(), engine, told);
  AddCurve(terms.terms, query, terms.firm, told);
  AddQuantiles(terms.terms, engine, told);
  told.set_up_to_mw(terms.terms.up_to_mw);
  told.set_short_quarter_count(static_cast<std::int64_t>(terms.terms.short_count));
  told.set_checked_quarter_count(static_cast<std::int64_t>(terms.terms.checked_count));
  told.set_weather_year_count(1);
  told.set_milliseconds(terms.terms_ms);
  if (question.with_series()) {
    told.mutable_lower_bound_mw()->Add(terms.terms.lower_bound_mw.begin(),
                                       terms.terms.lower_bound_mw.end());
    told.mutable_quarter_mw()->Add(terms.terms.quarter_mw.begin(), terms.terms.quarter_mw.end());
  }
  return told;
}

}  // namespace twin::convert
