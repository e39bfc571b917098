#pragma once

#include <CLI/CLI.hpp>

/// One function per subcommand: declares its options on `app` and stores its exit code in
/// `exit_code` when it has run.
namespace twin::cli {

void AddServe(CLI::App& app, int& exit_code);
void AddStatus(CLI::App& app, int& exit_code);
void AddWatch(CLI::App& app, int& exit_code);
void AddStep(CLI::App& app, int& exit_code);
void AddClock(CLI::App& app, int& exit_code);
void AddPatch(CLI::App& app, int& exit_code);
void AddSecurity(CLI::App& app, int& exit_code);
void AddAlarms(CLI::App& app, int& exit_code);
void AddAudit(CLI::App& app, int& exit_code);
void AddPolicy(CLI::App& app, int& exit_code);
void AddExport(CLI::App& app, int& exit_code);
void AddStore(CLI::App& app, int& exit_code);
/// On the command `store`.
void AddStoreCare(CLI::App& store, int& exit_code);
void AddValidate(CLI::App& app, int& exit_code);
void AddCapacity(CLI::App& app, int& exit_code);
/// On the command `capacity`.
void AddCapacityVerify(CLI::App& capacity, int& exit_code);
void AddBench(CLI::App& app, int& exit_code);
/// On the command `bench`.
void AddBenchPowerFlow(CLI::App& bench, int& exit_code);
void AddBenchHeat(CLI::App& bench, int& exit_code);
void AddBenchStream(CLI::App& bench, int& exit_code);
void AddBenchHeatYear(CLI::App& bench, int& exit_code);
void AddPowerFlow(CLI::App& app, int& exit_code);
void AddOutages(CLI::App& app, int& exit_code);
void AddHeat(CLI::App& app, int& exit_code);
/// On the command `heat`.
void AddHeatCut(CLI::App& heat, int& exit_code);
void AddHeatSystems(CLI::App& heat, int& exit_code);
void AddHeatNetworks(CLI::App& heat, int& exit_code);
void AddHeatMatch(CLI::App& heat, int& exit_code);
void AddRegion(CLI::App& app, int& exit_code);
/// On the command `region`.
void AddRegionDispatch(CLI::App& region, int& exit_code);
void AddRegionWeather(CLI::App& region, int& exit_code);
void AddRegionRecord(CLI::App& region, int& exit_code);

}  // namespace twin::cli
