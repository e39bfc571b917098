#pragma once

#include <CLI/CLI.hpp>

/// The subcommands about what would be otherwise, as of commands.h.
namespace twin::cli {

void AddScenario(CLI::App& app, int& exit_code);
/// On the command `scenario`.
void AddBranchPatch(CLI::App& scenario, int& exit_code);
void AddCompare(CLI::App& app, int& exit_code);
void AddReplay(CLI::App& app, int& exit_code);
void AddLookAhead(CLI::App& app, int& exit_code);
void AddSimulate(CLI::App& app, int& exit_code);

}  // namespace twin::cli
