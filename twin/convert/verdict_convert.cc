#include "twin/convert/verdict_convert.h"

#include <algorithm>
#include <cmath>

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

// Of those that hold all of it: the least middle of the cost range, those without a price last.
const pb::Measure* FindCheapest(const pb::MeasureReport& report) {
  const pb::Measure* cheapest = nullptr;
  const auto cost_of = [](const pb::Measure& measure) {
    const double middle_mnok = 0.5 * (measure.cost_low_mnok() + measure.cost_high_mnok());
    return std::pair(measure.price_year() == 0, middle_mnok);
  };
  for (const pb::Measure& measure : report.measures()) {
    if (!measure.holds_requested()) continue;
    if (cheapest == nullptr || cost_of(measure) < cost_of(*cheapest)) cheapest = &measure;
  }
  return cheapest;
}

int YearAfter(int planning_year, double lead_years) {
  return planning_year + static_cast<int>(std::ceil(lead_years));
}

}  // namespace

void AddVerdictDetail(pb::CapacityAnswer& answer) {
  if (answer.verdict() == pb::VERDICT_NOW) return;
  const double requested_mw = answer.question().requested_mw();
  const int planning_year = answer.question().key().planning_year();
  pb::VerdictDetail detail;
  if (const pb::Measure* measure = FindCheapest(answer.measures()); measure != nullptr) {
    *detail.mutable_measure() = *measure;
    const bool is_announced = measure->ready_year() != 0;
    detail.set_from_year(is_announced ? measure->ready_year()
                                      : YearAfter(planning_year, measure->lead_low_years()));
    detail.set_to_year(is_announced ? measure->ready_year()
                                    : YearAfter(planning_year, measure->lead_high_years()));
  }
  const auto& years = answer.years().years();
  const auto holds = [](const pb::YearRoom& year) {
    return year.holds_requested() && year.requested_mw() > 0.0;
  };
  const auto first = std::find_if(years.begin(), years.end(), holds);
  if (first != years.end()) detail.set_holds_from_year(first->year());
  const auto& doubts = answer.measures().doubts();
  const auto decides = [&](const pb::CapacityDoubt& doubt) {
    return doubt.low_mw() < requested_mw && requested_mw <= doubt.high_mw();
  };
  const auto doubt = std::find_if(doubts.begin(), doubts.end(), decides);
  if (doubt != doubts.end()) *detail.mutable_deciding_doubt() = *doubt;
  if (detail.ByteSizeLong() > 0) *answer.mutable_verdict_detail() = detail;
}

}  // namespace twin::convert
