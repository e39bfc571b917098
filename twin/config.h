#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/time/quarter.h"
#include "twin/clock.h"

namespace twin {

/// How the server is run. One precedence: flag > environment TWIN_* > file > default.
struct Config {
  std::string data_directory = "twin-data";
  std::int64_t keep_quarters_days = 0;  ///< 0: every quarter for ever
  std::int64_t keep_hours_days = 0;     ///< then the day only; 0: hours for ever
  std::string region_directory = "data/ostlandet";
  std::string console_directory = "twin/console/dist";
  std::string grpc_address = "127.0.0.1:7443";
  std::string http_address = "127.0.0.1:8080";
  std::string speed = "x1";  ///< paused, real-time, xN, max
  std::string start = "2026-01-26T00:00:00Z";
  std::int64_t seed = 1;
  std::string weather_series;        ///< files of real weather by commas; empty: none
  std::string weather_names;         ///< NAME=PLACE by commas: further names of places in them
  int weather_year = 0;              ///< 0: the record runs with the calendar
  bool has_capacity = true;          ///< build the planning year and answer connection questions
  bool has_heat_plans = true;        ///< plan heat systems ahead and run the twin by it
  int planning_year = 0;             ///< 0: the year after `start`
  std::string planning_pace;         ///< of announced grid projects; empty: base
  std::string planning_growth;       ///< of demand; empty: base where the region has a table of it
  bool planning_queue = false;       ///< with large loads that wait in the queue or are announced
  int planning_weather_years = 30;   ///< up to that year, for spreads; 0: none
  int planning_weather_year = 2023;  ///< stretch of the record that the planning year replays
  std::string log_level = "info";
  std::string tls = "on";       ///< on, or off: plaintext, on loopback addresses
  std::string tls_certificate;  ///< PEM with its chain; empty: one of its own, that signs itself
  std::string tls_key;
  std::string tls_client_ca;  ///< authorities of client certificates for gRPC; empty: none
  bool tls_require_client_certificate = false;
  std::string http_hosts;       ///< host names that are served besides loopback's, by commas
  std::string http_proxies;     ///< addresses whose X-Forwarded-For is believed, by commas
  std::string policy_file;      ///< empty: the policy that is built in
  std::string register_file;    ///< empty: register.toml in the data folder
  std::string jwt_file;         ///< issuers of bearer tokens and their keys; empty: none
  bool allow_insecure = false;  ///< listen beyond loopback without TLS, or gRPC without mTLS
  bool serve_reflection = true;

  bool has_tls() const { return tls != "off"; }
};

/// One setting: its place in the TOML file, its flag and its environment variable.
struct Setting {
  const char* key;   ///< "store.directory"
  const char* flag;  ///< "--data"
  const char* environment;
  const char* help;
  std::function<absl::Status(Config&, const std::string&)> set;
  std::function<std::string(const Config&)> toml;  ///< value as a TOML literal
};

std::span<const Setting> Settings();

/// Reads a TOML file over `config`. Errors: NotFound; InvalidArgument naming line and key for
/// anything unknown or of the wrong kind.
absl::Status ApplyFile(const std::string& path, Config& config);
/// Applies TWIN_* variables. Errors: InvalidArgument naming the variable.
absl::Status ApplyEnvironment(Config& config);
/// The whole configuration as TOML that ApplyFile reads back.
std::string PrintConfig(const Config& config);
/// The proxies as the gateway compares them. Errors: InvalidArgument for what is no address.
absl::StatusOr<std::vector<std::string>> ParseProxies(const std::string& text);
/// Checks values against each other. Errors: InvalidArgument.
absl::Status Validate(const Config& config);

/// "paused", "real-time", "max" or "x900". Errors: InvalidArgument.
absl::StatusOr<ClockSetting> ParseSpeed(const std::string& text);
/// RFC 3339, on a quarter-hour. Errors: InvalidArgument.
absl::StatusOr<models::Quarter> ParseStart(const std::string& text);

/// Host and port of "127.0.0.1:7443" or "[::1]:7443".
struct HostPort {
  std::string host;
  int port = 0;
  bool is_loopback = false;
};
absl::StatusOr<HostPort> ParseHostPort(const std::string& text);

}  // namespace twin
