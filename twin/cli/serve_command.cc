#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "models/base/status_macros.h"
#include "twin/access/jwt.h"
#include "twin/access/policy.h"
#include "twin/access/private_file.h"
#include "twin/access/register.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/text_file.h"
#include "twin/config.h"
#include "twin/log.h"
#include "twin/server.h"
#include "twin/tls/key_pair.h"

namespace twin::cli {
namespace {

struct ServeOptions {
  std::string config_file;
  std::map<std::string, std::string> flags;  // by key of the setting
  bool prints_config = false;
  bool checks_config = false;
};

absl::StatusOr<Config> MakeConfig(const ServeOptions& options) {
  Config config;
  if (!options.config_file.empty()) {
    TWIN_RETURN_IF_ERROR(ApplyFile(options.config_file, config));
  }
  TWIN_RETURN_IF_ERROR(ApplyEnvironment(config));
  for (const Setting& setting : Settings()) {
    const auto flag = options.flags.find(setting.key);
    if (flag == options.flags.end() || flag->second.empty()) continue;
    TWIN_RETURN_IF_ERROR(setting.set(config, flag->second));
  }
  return config;
}

sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void PrintWelcome(const Config& config, const Server& server) {
  const std::string http =
      absl::StrCat(config.has_tls() ? "https" : "http", "://127.0.0.1:", server.http_port());
  const bool is_own = config.has_tls() && config.tls_certificate.empty();
  // What signs itself is known to those who are given it; a browser asks once.
  const std::string trust =
      is_own ? absl::StrCat("--cacert ", config.data_directory, "/tls/cert.pem ") : "";
  const std::string token = ReadFirstLine(config.data_directory + "/operator.token");
  std::printf(
      "\n  The twin of Østlandet is running (synthetic grid: typical values, not the real one).\n\n"
      "  Look     %s/#token=%s\n"
      "           %s/  without the token shows what the public may see\n"
      "  Ask      twin status --data %s\n"
      "           twin watch --data %s\n"
      "           twin patch temperature --data %s -- -15     a cold spell from now on\n"
      "           curl -s %s-X POST -H 'content-type: application/json' -d '{}' \\\n"
      "             %s/ostlandet.twin.v1.Operations/GetStatus\n"
      "  gRPC     127.0.0.1:%d      metrics  %s/metrics%s\n"
      "  Memory   %s\n"
      "  Stop     Ctrl-C; the next start goes on from here\n\n",
      http.c_str(), token.c_str(), http.c_str(), config.data_directory.c_str(),
      config.data_directory.c_str(), config.data_directory.c_str(), trust.c_str(), http.c_str(),
      server.grpc_port(), http.c_str(),
      is_own
          ? "\n  TLS      a certificate that signs itself: the browser asks whether you trust it;"
            "\n           --tls off serves without, on this machine alone"
          : "",
      config.data_directory.c_str());
  std::fflush(stdout);
}

// The main thread sleeps in sigwait; a failing store wakes it with a signal of our own.
absl::Status WaitForEnd(Server& server, const sigset_t& signals) {
  absl::Status reason;
  std::thread waiter([&] {
    reason = server.WaitUntilStopRequested();
    kill(getpid(), SIGTERM);
  });
  int signal = 0;
  sigwait(&signals, &signal);
  server.RequestStop(absl::OkStatus());
  waiter.join();
  // The waiter's own signal must not end the shutdown that follows: take it off the queue.
  timespec at_once{};
  while (sigtimedwait(&signals, nullptr, &at_once) > 0) {
  }
  return reason;
}

// What the settings name, read as the twin would read it.
absl::Status CheckFiles(const Config& config) {
  if (!config.policy_file.empty()) {
    TWIN_ASSIGN_OR_RETURN(const std::string text, access::ReadSmallFile(config.policy_file));
    TWIN_RETURN_IF_ERROR(access::Policy::Parse(text, config.policy_file).status());
  }
  if (!config.register_file.empty()) {
    TWIN_ASSIGN_OR_RETURN(const std::string text, access::ReadPrivateFile(config.register_file));
    TWIN_RETURN_IF_ERROR(access::Register::Parse(text, config.register_file).status());
  }
  if (!config.jwt_file.empty()) {
    TWIN_RETURN_IF_ERROR(access::JwtVerifier::Load(config.jwt_file).status());
  }
  if (!config.tls_certificate.empty()) {
    TWIN_ASSIGN_OR_RETURN(const tls::KeyPair pair,
                          tls::LoadPair(config.tls_certificate, config.tls_key));
    TWIN_RETURN_IF_ERROR(tls::CheckPair(pair, absl::Now()).status());
  }
  if (!config.tls_client_ca.empty()) {
    TWIN_ASSIGN_OR_RETURN(const std::string pem, access::ReadSmallFile(config.tls_client_ca));
    TWIN_RETURN_IF_ERROR(tls::CheckAuthorities(pem));
  }
  return absl::OkStatus();
}

int RunServe(const ServeOptions& options) {
  auto config = MakeConfig(options);
  if (!config.ok()) return Fail(config.status());
  if (options.prints_config) {
    std::printf("%s", PrintConfig(*config).c_str());
    return kOk;
  }
  const absl::Status valid = Validate(*config);
  if (!valid.ok()) return Fail(valid);
  if (!log::SetLevel(config->log_level)) {
    return Fail(absl::InvalidArgumentError("log.level is unknown: " + config->log_level));
  }
  if (options.checks_config) {
    const absl::Status files = CheckFiles(*config);
    if (!files.ok()) return Fail(files);
    std::printf("the configuration is sound\n");
    return kOk;
  }
  umask(S_IRWXG | S_IRWXO);                     // every file of the folder is its owner's alone
  const sigset_t signals = BlockStopSignals();  // before any thread starts
  signal(SIGPIPE, SIG_IGN);
  setenv("GRPC_VERBOSITY", "NONE", 0);  // its own lines would stand beside our plain one
  SystemClock clock;
  auto server = Server::Start(*config, clock);
  if (!server.ok()) return Fail(server.status());
  PrintWelcome(*config, **server);
  log::Info("started", {{"grpc_port", std::to_string((*server)->grpc_port())},
                        {"http_port", std::to_string((*server)->http_port())}});
  const absl::Status reason = WaitForEnd(**server, signals);
  std::fprintf(stderr, "stopping …\n");
  const absl::Status stopped = (*server)->Stop();
  log::Info("stopped");
  if (!reason.ok()) return Fail(reason);
  return stopped.ok() ? kOk : Fail(stopped);
}

}  // namespace

void AddServe(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Run the twin: engine, gRPC, page, metrics");
  command->add_option("--config", options->config_file, "TOML file with any of the settings below");
  const Config defaults;
  for (const Setting& setting : Settings()) {
    command->add_option(setting.flag, options->flags[setting.key],
                        absl::StrCat(setting.help, " [", setting.toml(defaults), "; ",
                                     setting.environment, "; file: ", setting.key, "]"));
  }
  command->add_flag("--print-config", options->prints_config,
                    "print the settings in force and end");
  command->add_flag("--check-config", options->checks_config,
                    "check the settings and the files they name, and end");
  command->footer(
      "Precedence: flag, environment, file, default. Ctrl-C or SIGTERM stops cleanly.\n"
      "Example: twin serve --data ./memory --speed x900");
  command->callback([options, &exit_code] { exit_code = RunServe(*options); });
}

}  // namespace twin::cli
