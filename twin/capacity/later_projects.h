#pragma once

#include <vector>

#include "models/electricity/grid_project.h"

namespace twin::capacity {

/// The announced projects that come after a planned year at a pace; what they require that stands
/// by then is taken out of them, as the planned grid holds it. Those without steps are left out.
std::vector<models::GridProject> FindLaterProjects(const std::vector<models::GridProject>& projects,
                                                   models::Pace pace, int planned_year);

}  // namespace twin::capacity
