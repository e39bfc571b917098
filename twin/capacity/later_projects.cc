#include "twin/capacity/later_projects.h"

#include <set>
#include <string>

namespace twin::capacity {

std::vector<models::GridProject> FindLaterProjects(const std::vector<models::GridProject>& projects,
                                                   models::Pace pace, int planned_year) {
  std::vector<models::GridProject> later;
  std::set<std::string> later_ids;
  for (const models::GridProject& project : projects) {
    if (YearOf(project, pace) <= planned_year || project.steps.empty()) continue;
    later.push_back(project);
    later_ids.insert(project.id);
  }
  for (models::GridProject& project : later) {
    std::erase_if(project.required_ids,
                  [&](const std::string& id) { return later_ids.count(id) == 0; });
  }
  return later;
}

}  // namespace twin::capacity
