#pragma once

#include <CLI/CLI.hpp>

namespace twin::cli {

/// `twin region feeders`: the medium-voltage networks of a region, counted, drawn, or asked.
void AddRegionFeeders(CLI::App& region, int& exit_code);

}  // namespace twin::cli
