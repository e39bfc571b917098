#pragma once

#include <CLI/CLI.hpp>

/// Subcommands around connection questions; as of commands.h.
namespace twin::cli {

/// On the command `capacity`.
void AddCapacityProfiles(CLI::App& capacity, int& exit_code);
void AddCapacityMap(CLI::App& capacity, int& exit_code);
/// On the program.
void AddFindSites(CLI::App& app, int& exit_code);

}  // namespace twin::cli
