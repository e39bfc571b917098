#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "models/base/units.h"
#include "twin/cli/bench_heat.h"
#include "twin/cli/bench_heat_year.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/heat_connect.h"
#include "twin/cli/heat_report.h"
#include "twin/cli/heat_transient.h"

namespace twin::cli {
namespace {

struct HeatCommand {
  std::string path;
  std::string series_file;
  HeatTransientOptions options;
  HeatConnectOptions connect;
  solvers::heat::WorstPointParams worst_point;
  const CLI::Option* worst_point_option = nullptr;
  double asked_mw = 0.0;
  double cap_mw = 50.0;
  int repeats = 25;
  bool is_json = false;
};

int Print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return kOk;
}

int FailSolved(const HeatCommand& command, const absl::Status& status) {
  if (command.is_json) Print(MakeHeatFailureJson(status));
  return Fail(status);
}

int SolveEpanetFile(const HeatCommand& command) {
  const auto epanet = LoadEpanet(command.path);
  if (!epanet.ok()) return FailWithBadData(epanet.status());
  const auto answer = SolveEpanet(*epanet);
  if (!answer.ok()) return FailSolved(command, answer.status());
  return Print(command.is_json ? MakeEpanetJson(*epanet, *answer)
                               : MakeEpanetText(*epanet, *answer));
}

int Solve(const HeatCommand& command) {
  if (IsEpanetFile(command.path)) return SolveEpanetFile(command);
  data::Diagnostics notes;
  const auto network = LoadHeatCase(command.path, &notes);
  if (!network.ok()) return FailWithBadData(network.status());
  const auto answer = SolveHeatCase(*network, command.options.heat);
  if (!answer.ok()) return FailSolved(command, answer.status());
  return Print(command.is_json ? MakeHeatJson(*network, *answer, notes)
                               : MakeHeatText(*network, *answer, notes));
}

int RunTransient(const HeatCommand& command) {
  const auto network = LoadHeatCase(command.path);
  if (!network.ok()) return FailWithBadData(network.status());
  const auto series = LoadHeatSeries(command.series_file);
  if (!series.ok()) return FailWithBadData(series.status());
  const auto answer = RunHeatTransient(*network, *series, command.options);
  if (!answer.ok()) return FailSolved(command, answer.status());
  return Print(command.is_json ? MakeTransientJson(*network, *answer)
                               : MakeTransientText(*network, *answer));
}

int Connect(HeatCommand& command) {
  const auto network = LoadHeatCase(command.path);
  if (!network.ok()) return FailWithBadData(network.status());
  command.connect.heat = command.options.heat;
  command.connect.heat.consumers = solvers::heat::ConsumerMode::kReturnTemperature;
  command.connect.asked_w = models::kWPerMw * command.asked_mw;
  command.connect.cap_w = models::kWPerMw * command.cap_mw;
  const auto report = AnswerHeatConnect(*network, command.connect);
  if (!report.ok()) return FailSolved(command, report.status());
  return Print(command.is_json ? MakeConnectJson(*network, command.connect, *report)
                               : MakeConnectText(*network, command.connect, *report));
}

int RunBench(const HeatCommand& command) {
  const auto network = LoadHeatCase(command.path);
  if (!network.ok()) return FailWithBadData(network.status());
  const auto bench = MeasureHeat(*network, command.repeats);
  if (!bench.ok()) return Fail(bench.status());
  return Print(command.is_json ? MakeHeatBenchJson(*network, *bench)
                               : MakeHeatBenchText(*network, *bench));
}

void AddPath(CLI::App& sub, HeatCommand& command, const char* what) {
  sub.add_option("network", command.path, what)->required()->check(CLI::ExistingPath);
  sub.add_flag("--json", command.is_json, "print JSON");
}

void AddPhysics(CLI::App& sub, HeatCommand& command) {
  const std::map<std::string, FrictionChoice> frictions{
      {"all-regimes", FrictionChoice::kAllRegimes},
      {"colebrook", FrictionChoice::kColebrook},
      {"swamee-jain", FrictionChoice::kSwameeJain}};
  sub.add_option("--friction", command.options.heat.friction,
                 "all-regimes: laminar, transition, Colebrook; colebrook, swamee-jain: that law "
                 "in slow flow, too, as other programs have it")
      ->transform(CLI::CheckedTransformer(frictions))
      ->default_str("all-regimes");
  const std::map<std::string, WaterChoice> waters{{"constant", WaterChoice::kConstant},
                                                  {"if97", WaterChoice::kIf97}};
  sub.add_option("--water", command.options.heat.water,
                 "constant: 968 kg/m3, 4190 J/kgK, 0.33 mPa s; if97: by temperature")
      ->transform(CLI::CheckedTransformer(waters))
      ->default_str("constant");
  const std::map<std::string, solvers::heat::ConsumerMode> modes{
      {"mass-flow", solvers::heat::ConsumerMode::kMassFlow},
      {"return-temperature", solvers::heat::ConsumerMode::kReturnTemperature}};
  sub.add_option("--consumers", command.options.heat.consumers,
                 "what the tables give besides heat: mass-flow, or return-temperature, from which "
                 "flows follow")
      ->transform(CLI::CheckedTransformer(modes))
      ->default_str("mass-flow");
}

void AddLimits(CLI::App& sub, solvers::heat::HeatLimitParams& limits) {
  sub.add_option("--pn,--pressure-max", limits.pressure_max_bar,
                 "bar gauge: pressure class of pipes for which the tables give none")
      ->check(CLI::Range(1.0, 100.0))
      ->capture_default_str();
  sub.add_option("--boiling-margin-min", limits.boiling_margin_min_bar,
                 "bar above the pressure at which the water would boil")
      ->check(CLI::Range(1e-3, 10.0))
      ->capture_default_str();
  sub.add_option("--differential-min", limits.differential_min_bar,
                 "bar between supply and return at every customer")
      ->check(CLI::Range(0.0, 10.0))
      ->capture_default_str();
  sub.add_option("--speed-max", limits.speed_max_m_per_s, "m/s")
      ->check(CLI::Range(0.1, 20.0))
      ->capture_default_str();
  sub.add_option("--gradient-max", limits.gradient_max_pa_per_m, "Pa/m")
      ->check(CLI::Range(1.0, 1e4))
      ->capture_default_str();
  sub.add_option("--supply-min", limits.supply_min_degc, "°C at every customer")
      ->check(CLI::Range(0.0, 150.0))
      ->capture_default_str();
}

void AddWorstPoint(CLI::App& sub, HeatCommand& command) {
  CLI::Option* wanted =
      sub.add_option(
             "--worst-point", command.worst_point.differential_bar,
             "bar between supply and return that the worst customer is to have: the lift of "
             "all producers that hold pressure follows, by the same amount, up to what the "
             "tables say")
          ->check(CLI::Range(0.0, 20.0));
  sub.add_option("--lift-min", command.worst_point.lift_min_bar,
                 "bar across every producer that the worst point leaves")
      ->check(CLI::Range(0.0, 100.0))
      ->needs(wanted)
      ->capture_default_str();
  sub.add_option("--lift-max", command.worst_point.lift_max_bar,
                 "bar across any producer that the worst point may ask for, instead of the tables'")
      ->check(CLI::Range(0.0, 100.0))
      ->needs(wanted);
  command.worst_point_option = wanted;
}

constexpr const char* kTables =
    "folder with nodes.csv, pipes.csv, consumers.csv, producers.csv and, if any, pumps.csv and "
    "valves.csv, or one GeoJSON file";

void AddSolve(CLI::App& heat, int& exit_code) {
  auto command = std::make_shared<HeatCommand>();
  CLI::App* sub =
      heat.add_subcommand("solve", "Steady flows, pressures and temperatures of a network");
  AddPath(
      *sub, *command,
      "folder with nodes.csv, pipes.csv, consumers.csv, producers.csv and, if any, pumps.csv and "
      "valves.csv, one GeoJSON file, or an EPANET file (.inp: flows and pressures at time 0)");
  AddPhysics(*sub, *command);
  AddLimits(*sub, command->options.heat.limits);
  AddWorstPoint(*sub, *command);
  sub->footer(
      "Pressures are gauge to the air at the node's height, dp_bar is the pressure at from less "
      "that at\n"
      "to, heat is lost to the ground along every pipe. What breaks a limit is listed as an alarm, "
      "worst\n"
      "first, and is no error. Exit code 1 with the reason when there is "
      "no\n"
      "solution (a consumer whose water arrives too cold, a part without pressure, a valve that "
      "finds no\n"
      "rest), 3 for tables that cannot be read, all problems at once with their lines.\n"
      "Example: twin heat solve NETWORK\n"
      "         twin heat solve NETWORK --consumers return-temperature --water if97 --json\n"
      "         twin heat solve Net3.inp");
  sub->callback([command, &exit_code] {
    if (command->worst_point_option->count() > 0)
      command->options.heat.worst_point = command->worst_point;
    exit_code = Solve(*command);
  });
}

void AddTransient(CLI::App& heat, int& exit_code) {
  auto command = std::make_shared<HeatCommand>();
  CLI::App* sub = heat.add_subcommand(
      "transient", "Temperatures over time when supply temperature or demand change");
  AddPath(*sub, *command, kTables);
  AddPhysics(*sub, *command);
  sub->add_option("--inlet", command->series_file,
                  "CSV with time_s and t_supply_c (what producers feed in), demand_share, or both; "
                  "straight between rows")
      ->required()
      ->check(CLI::ExistingFile);
  sub->add_option("--step", command->options.step_s, "seconds")
      ->check(CLI::Range(1e-3, 86400.0))
      ->capture_default_str();
  sub->add_option("--duration", command->options.duration_s,
                  "seconds; to the last row of the series when not given")
      ->check(CLI::Range(1e-3, 1e9));
  sub->footer(
      "Begins with the steady state of the first row. Fronts move without mixing and cool on their "
      "way;\n"
      "what is told of a step is its mean, at the time of its end. Hydraulics are solved anew when "
      "a\n"
      "consumer's flow has moved. Water keeps its density and heat capacity.\n"
      "Example: twin heat transient NETWORK --inlet supply.csv --step 60 --json");
  sub->callback([command, &exit_code] { exit_code = RunTransient(*command); });
}

void AddConnect(CLI::App& heat, int& exit_code) {
  auto command = std::make_shared<HeatCommand>();
  CLI::App* sub = heat.add_subcommand(
      "connect", "How much heat a new customer can take at a node, and what stops more");
  AddPath(*sub, *command, kTables);
  AddPhysics(*sub, *command);
  HeatConnectOptions& connect = command->connect;
  sub->add_option("--at", connect.supply_node, "supply node")->required();
  sub->add_option("--return-node", connect.return_node,
                  "return node; that of whoever is joined to the supply node when not given");
  sub->add_option("--mw", command->asked_mw, "asked for; the answer then says whether it fits")
      ->check(CLI::Range(0.0, 1e4));
  sub->add_option("--cap-mw", command->cap_mw, "more than this is not looked for")
      ->check(CLI::Range(1e-3, 1e4))
      ->capture_default_str();
  sub->add_option("--return", connect.return_degc, "temperature of the applicant's return, °C")
      ->check(CLI::Range(1.0, 149.0))
      ->capture_default_str();
  AddLimits(*sub, connect.limits);
  sub->footer(
      "All others take what the tables say at their return temperatures, pumps keep their lift. A "
      "limit\n"
      "that is broken already today binds once it gets 1 % worse.\n"
      "Example: twin heat connect NETWORK --at 12 --mw 2.5");
  sub->callback([command, &exit_code] { exit_code = Connect(*command); });
}

}  // namespace

void AddHeat(CLI::App& app, int& exit_code) {
  CLI::App* heat =
      app.add_subcommand("heat", "District heating; state and watch ask a running twin");
  heat->require_subcommand(1);
  AddSolve(*heat, exit_code);
  AddTransient(*heat, exit_code);
  AddConnect(*heat, exit_code);
  AddHeatCut(*heat, exit_code);
  AddHeatSystems(*heat, exit_code);
  AddHeatNetworks(*heat, exit_code);
  AddHeatMatch(*heat, exit_code);
}

void AddBenchHeatYear(CLI::App& bench, int& exit_code) {
  struct Asked {
    HeatCommand command;
    HeatYearOptions options;
  };
  auto asked = std::make_shared<Asked>();
  CLI::App* sub = bench.add_subcommand(
      "heat-year", "A heat network through a year: hours steadily, days in steps of a minute");
  AddPath(*sub, asked->command, kTables);
  sub->add_option("--hours", asked->options.hours, "steady hours; 0: none")
      ->check(CLI::Range(0, 8760))
      ->capture_default_str();
  sub->add_option("--days", asked->options.days, "of 60 s steps in each part; 0: none")
      ->check(CLI::Range(0, 365))
      ->capture_default_str();
  sub->add_option("--threads", asked->options.threads, "parts of the year that run side by side")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  sub->footer(
      "Weather is made of cosines. Pumps hold the worst customer's differential pressure, plants "
      "follow\nthe weather. Example: twin bench heat-year NETWORK --days 2 --json");
  sub->callback([asked, &exit_code] {
    const auto network = LoadHeatCase(asked->command.path);
    if (!network.ok()) {
      exit_code = FailWithBadData(network.status());
      return;
    }
    const auto year = MeasureHeatYear(*network, asked->options);
    exit_code = !year.ok() ? Fail(year.status())
                           : Print(asked->command.is_json ? MakeHeatYearJson(*year)
                                                          : MakeHeatYearText(*year));
  });
}

void AddBenchHeat(CLI::App& bench, int& exit_code) {
  auto command = std::make_shared<HeatCommand>();
  CLI::App* sub = bench.add_subcommand(
      "heat", "Solves a heat network cold, again, with temperatures and over time");
  AddPath(*sub, *command, kTables);
  sub->add_option("--repeats", command->repeats, "of everything; medians and least are shown")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  sub->footer("One core. Example: twin bench heat NETWORK --json");
  sub->callback([command, &exit_code] { exit_code = RunBench(*command); });
}

}  // namespace twin::cli
