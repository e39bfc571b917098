#pragma once

#include <CLI/CLI.hpp>

namespace twin::cli {

/// `twin plan …`: land-use plans (see commands.h).
void AddPlan(CLI::App& app, int& exit_code);
/// On the command `plan`.
void AddPlanInbox(CLI::App& plan, int& exit_code);
void AddPlanSwap(CLI::App& plan, int& exit_code);

}  // namespace twin::cli
