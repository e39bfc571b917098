#include "twin/convert/process_convert.h"

#include "absl/strings/str_cat.h"

namespace twin::convert {

void AddProcessToday(const models::ProcessTimes& times,
                     ostlandet::twin::v1::CapacityAnswer& answer) {
  const std::string day = absl::StrCat(answer.question().key().planning_year(), "-01-01");
  for (const models::ProcessTime* time :
       FindProcessTimes(times, answer.question().requested_mw(), day)) {
    ostlandet::twin::v1::ProcessStep& told = *answer.add_process_today();
    told.set_id(time->id);
    told.set_step(time->step);
    told.set_low_months(time->low_months);
    told.set_high_months(time->high_months);
    told.set_low_mnok(time->low_mnok);
    told.set_high_mnok(time->high_mnok);
    told.set_valid_from(time->valid_from);
    told.set_source(time->source);
    told.set_confidence(time->confidence);
  }
}

}  // namespace twin::convert
