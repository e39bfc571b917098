#include "models/electricity/process_time.h"

namespace models {

std::vector<const ProcessTime*> FindProcessTimes(const ProcessTimes& times, double requested_mw,
                                                 std::string_view day) {
  std::vector<const ProcessTime*> found;
  for (const ProcessTime& time : times) {
    const bool fits = requested_mw >= time.from_mw && requested_mw < time.to_mw;
    const bool holds = time.valid_from <= day && (time.valid_to.empty() || day < time.valid_to);
    if (fits && holds) found.push_back(&time);
  }
  return found;
}

}  // namespace models
