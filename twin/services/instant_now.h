#pragma once

#include <utility>

#include "twin/engine.h"
#include "twin/scenario/history.h"

namespace twin::services {

/// The living twin now, as others go on from it.
inline scenario::Instant NowOf(const Engine& engine) {
  LiveInstant live = engine.Now();
  scenario::Instant instant{{live.state, live.frame, nullptr}, {}};
  for (models::Patch& patch : live.patches) instant.patches.Add(live.state->next, std::move(patch));
  return instant;
}

}  // namespace twin::services
