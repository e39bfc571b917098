#pragma once

#include <string>
#include <vector>

#include "data/diagnostics.h"
#include "models/electricity/grid.h"
#include "models/electricity/grid_project.h"

namespace data {

inline constexpr char kGridProjectsFile[] = "grid_projects.csv";
inline constexpr char kGridProjectStepsFile[] = "osm/grid_project_steps.csv";

/// Reads grid_projects.csv and osm/grid_project_steps.csv, whose steps may name rows of `base`. A
/// region without both has no projects. Wrong fields, ids and references all go to the diagnostics;
/// when there are none and `base` is sound, so does what is wrong with the grid of any year.
std::vector<models::GridProject> LoadGridProjects(const std::string& directory,
                                                  const models::ElectricityGrid& base,
                                                  Diagnostics& diagnostics);

}  // namespace data
