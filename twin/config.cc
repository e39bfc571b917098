#include "twin/config.h"

#include <sys/stat.h>
#include <toml++/toml.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "models/base/status_macros.h"
#include "models/planning_region.h"
#include "twin/gateway/forwarded.h"
#include "twin/limits.h"
#include "twin/store/compaction.h"

namespace twin {
namespace {

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

Setting TextSetting(const char* key, const char* flag, const char* environment, const char* help,
                    std::string Config::*member) {
  return {key,
          flag,
          environment,
          help,
          [member](Config& config, const std::string& text) {
            config.*member = text;
            return absl::OkStatus();
          },
          [member](const Config& config) { return Quoted(config.*member); }};
}

template <class Integer>
Setting IntegerSetting(const char* key, const char* flag, const char* environment, const char* help,
                       Integer Config::*member) {
  return {key,
          flag,
          environment,
          help,
          [member, key](Config& config, const std::string& text) -> absl::Status {
            Integer value = 0;
            if (!absl::SimpleAtoi(text, &value)) {
              return absl::InvalidArgumentError(
                  absl::StrCat(key, " is '", text, "', must be a whole number"));
            }
            config.*member = value;
            return absl::OkStatus();
          },
          [member](const Config& config) { return absl::StrCat(config.*member); }};
}

Setting SwitchSetting(const char* key, const char* flag, const char* environment, const char* help,
                      bool Config::*member) {
  return {key,
          flag,
          environment,
          help,
          [member, key](Config& config, const std::string& text) -> absl::Status {
            if (!absl::SimpleAtob(text, &(config.*member))) {
              return absl::InvalidArgumentError(
                  absl::StrCat(key, " is '", text, "', must be true or false"));
            }
            return absl::OkStatus();
          },
          [member](const Config& config) { return config.*member ? "true" : "false"; }};
}

const std::vector<Setting>& AllSettings() {
  static const auto* settings = new std::vector<Setting>{
      TextSetting("store.directory", "--data", "TWIN_DATA",
                  "folder of the twin's memory: journal, snapshots, segments, tokens",
                  &Config::data_directory),
      IntegerSetting("store.keep_quarters_days", "--keep-quarters", "TWIN_KEEP_QUARTERS",
                     "sealed days that keep their quarter-hours, then hours as least, mean and "
                     "largest; 0: for ever",
                     &Config::keep_quarters_days),
      IntegerSetting("store.keep_hours_days", "--keep-hours", "TWIN_KEEP_HOURS",
                     "sealed days that keep their hours, then the day only; 0: for ever",
                     &Config::keep_hours_days),
      TextSetting("region.directory", "--region", "TWIN_REGION", "folder of the region's tables",
                  &Config::region_directory),
      TextSetting("http.console", "--console", "TWIN_CONSOLE", "folder of the built page",
                  &Config::console_directory),
      TextSetting("grpc.address", "--grpc", "TWIN_GRPC",
                  "host:port for gRPC; port 0 takes a free one", &Config::grpc_address),
      TextSetting("http.address", "--http", "TWIN_HTTP",
                  "host:port for the page, Connect and /metrics", &Config::http_address),
      TextSetting("clock.speed", "--speed", "TWIN_SPEED",
                  "paused, real-time, xN such as x900, or max", &Config::speed),
      TextSetting("clock.start", "--start", "TWIN_START",
                  "first quarter of a new history, e.g. 2026-01-12T00:00:00Z", &Config::start),
      IntegerSetting("weather.seed", "--seed", "TWIN_SEED", "seed of the synthetic weather",
                     &Config::seed),
      IntegerSetting("weather.year", "--weather-year", "TWIN_WEATHER_YEAR",
                     "which stretch of the synthetic record; 0: it runs with the calendar",
                     &Config::weather_year),
      TextSetting("weather.series", "--weather", "TWIN_WEATHER",
                  "files of real weather (CSV, Frost JSON, CF NetCDF), by commas; where and when "
                  "they have values they take the generator's place",
                  &Config::weather_series),
      TextSetting("weather.names", "--weather-names", "TWIN_WEATHER_NAMES",
                  "further names of places in these files, NAME=PLACE, by commas",
                  &Config::weather_names),
      SwitchSetting("heat.plans", "--heat-plans", "TWIN_HEAT_PLANS",
                    "true: plan heat systems with a store ahead and run the living twin by it; "
                    "false: cheapest first",
                    &Config::has_heat_plans),
      SwitchSetting("capacity.enabled", "--capacity", "TWIN_CAPACITY",
                    "true: build the planning year in the background, answer connection questions",
                    &Config::has_capacity),
      IntegerSetting("capacity.planning_year", "--planning-year", "TWIN_PLANNING_YEAR",
                     "year that is planned for; 0: the one after the start",
                     &Config::planning_year),
      TextSetting("capacity.pace", "--planning-pace", "TWIN_PLANNING_PACE",
                  "of announced grid projects until then: early, base or late; empty: base",
                  &Config::planning_pace),
      TextSetting("capacity.growth", "--planning-growth", "TWIN_PLANNING_GROWTH",
                  "of demand until then: none, low, base or high; empty: base where the region has "
                  "a table of growth",
                  &Config::planning_growth),
      SwitchSetting("capacity.queue", "--planning-queue", "TWIN_PLANNING_QUEUE",
                    "true: with large loads that wait in the queue or are announced, beside those "
                    "with a reservation",
                    &Config::planning_queue),
      IntegerSetting("capacity.weather_year", "--planning-weather-year",
                     "TWIN_PLANNING_WEATHER_YEAR",
                     "stretch of the synthetic weather record that the planning year replays",
                     &Config::planning_weather_year),
      IntegerSetting("capacity.weather_years", "--planning-weather-years",
                     "TWIN_PLANNING_WEATHER_YEARS",
                     "how many weather years up to that one spreads are told over, 0 to 30; each "
                     "takes 50 MB and some seconds once",
                     &Config::planning_weather_years),
      TextSetting("log.level", "--log-level", "TWIN_LOG_LEVEL", "debug, info, warn, error or off",
                  &Config::log_level),
      TextSetting("http.hosts", "--http-hosts", "TWIN_HTTP_HOSTS",
                  "host names that are served besides this machine's, by commas",
                  &Config::http_hosts),
      TextSetting("http.proxies", "--http-proxies", "TWIN_HTTP_PROXIES",
                  "addresses of proxies in front whose X-Forwarded-For is believed, by commas",
                  &Config::http_proxies),
      TextSetting("tls.mode", "--tls", "TWIN_TLS",
                  "on, or off: plaintext, which loopback addresses alone may have", &Config::tls),
      TextSetting("tls.certificate", "--tls-certificate", "TWIN_TLS_CERTIFICATE",
                  "certificate with its chain, PEM; empty: one that signs itself, made in the data "
                  "folder",
                  &Config::tls_certificate),
      TextSetting("tls.key", "--tls-key", "TWIN_TLS_KEY", "its private key, PEM", &Config::tls_key),
      TextSetting("tls.client_ca", "--tls-client-ca", "TWIN_TLS_CLIENT_CA",
                  "authorities of client certificates that gRPC takes, PEM; empty: none",
                  &Config::tls_client_ca),
      SwitchSetting("tls.require_client_certificate", "--tls-require-client-certificate",
                    "TWIN_TLS_REQUIRE_CLIENT_CERTIFICATE",
                    "true: gRPC refuses who has none (mTLS); needed beyond this machine",
                    &Config::tls_require_client_certificate),
      TextSetting(
          "access.policy", "--policy", "TWIN_POLICY",
          "who may call and see what; empty: the policy that is built in (twin policy show)",
          &Config::policy_file),
      TextSetting("access.register", "--register", "TWIN_REGISTER",
                  "rightful users; empty: register.toml in the data folder",
                  &Config::register_file),
      TextSetting("access.jwt", "--jwt", "TWIN_JWT",
                  "issuers of bearer tokens (JWT) and their public keys; empty: none",
                  &Config::jwt_file),
      SwitchSetting("grpc.allow_insecure", "--allow-insecure", "TWIN_ALLOW_INSECURE",
                    "true: listen beyond this machine without TLS, or gRPC without mTLS",
                    &Config::allow_insecure),
      SwitchSetting("grpc.reflection", "--reflection", "TWIN_REFLECTION",
                    "true: serve gRPC reflection (v1alpha) for tools like grpcurl",
                    &Config::serve_reflection),
  };
  return *settings;
}

const Setting* FindSetting(const std::string& key) {
  for (const Setting& setting : AllSettings()) {
    if (key == setting.key) return &setting;
  }
  return nullptr;
}

std::string TextOf(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return absl::StrCat(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  return "";
}

absl::Status ApplyTable(const toml::table& table, const std::string& prefix,
                        const std::string& path, Config& config) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      TWIN_RETURN_IF_ERROR(ApplyTable(*inner, name + ".", path, config));
      continue;
    }
    const std::string place = absl::StrCat(path, " line ", node.source().begin.line, ": ");
    const Setting* setting = FindSetting(name);
    if (setting == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(place, "there is no setting '", name, "'"));
    }
    const absl::Status status = setting->set(config, TextOf(node));
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(place, status.message()));
  }
  return absl::OkStatus();
}

}  // namespace

std::span<const Setting> Settings() { return AllSettings(); }

absl::Status ApplyFile(const std::string& path, Config& config) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    return absl::NotFoundError(absl::StrCat("there is no configuration file ", path));
  }
  const toml::parse_result parsed = toml::parse_file(path);
  if (!parsed) {
    return absl::InvalidArgumentError(absl::StrCat(path, " line ",
                                                   parsed.error().source().begin.line, ": ",
                                                   std::string(parsed.error().description())));
  }
  return ApplyTable(parsed.table(), "", path, config);
}

absl::Status ApplyEnvironment(Config& config) {
  for (const Setting& setting : AllSettings()) {
    const char* value = std::getenv(setting.environment);
    if (value == nullptr) continue;
    const absl::Status status = setting.set(config, value);
    if (!status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(setting.environment, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

std::string PrintConfig(const Config& config) {
  std::string text;
  std::string section;
  for (const char* wanted : {"store", "region", "http", "grpc", "tls", "access", "clock", "weather",
                             "heat", "capacity", "log"}) {
    absl::StrAppend(&text, "[", wanted, "]\n");
    for (const Setting& setting : AllSettings()) {
      absl::string_view key = setting.key;
      if (!absl::ConsumePrefix(&key, absl::StrCat(wanted, "."))) continue;
      absl::StrAppend(&text, key, " = ", setting.toml(config), "\n");
    }
  }
  return text;
}

namespace {

absl::Status ValidateTls(const Config& config) {
  if (config.tls != "on" && config.tls != "off") {
    return absl::InvalidArgumentError(
        absl::StrCat("tls.mode is '", config.tls, "', must be on or off"));
  }
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return absl::InvalidArgumentError("tls.certificate and tls.key go together");
  }
  if (config.tls_require_client_certificate && config.tls_client_ca.empty()) {
    return absl::InvalidArgumentError("tls.require_client_certificate needs tls.client_ca");
  }
  if (!config.has_tls() && !(config.tls_certificate + config.tls_client_ca).empty()) {
    return absl::InvalidArgumentError("tls.mode is off, but there are certificates");
  }
  return absl::OkStatus();
}

// What other machines can reach has TLS. gRPC itself takes known clients alone: Debian's 1.51 can
// be brought down by strangers (CVE-2023-1428, -33953, -4785); the public is met by the gateway.
absl::Status ValidateListening(const Config& config) {
  TWIN_RETURN_IF_ERROR(ValidateTls(config));
  TWIN_ASSIGN_OR_RETURN(const HostPort grpc, ParseHostPort(config.grpc_address));
  TWIN_ASSIGN_OR_RETURN(const HostPort http, ParseHostPort(config.http_address));
  for (const HostPort& address : {grpc, http}) {
    if (address.is_loopback || config.has_tls() || config.allow_insecure) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(address.host, ":", address.port,
                     " can be reached from other machines and tls.mode is off; use a loopback "
                     "address, or --allow-insecure true if you mean it"));
  }
  if (!grpc.is_loopback && !config.tls_require_client_certificate && !config.allow_insecure) {
    return absl::InvalidArgumentError(absl::StrCat(
        config.grpc_address,
        " can be reached from other machines: gRPC then takes clients with a certificate only "
        "(tls.client_ca, tls.require_client_certificate); strangers are met over http.address"));
  }
  if (!http.is_loopback && config.http_hosts.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(config.http_address,
                     " can be reached from other machines: http.hosts must say by which names"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseProxies(const std::string& text) {
  std::vector<std::string> proxies;
  for (const absl::string_view one : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    const std::string address = gateway::CanonicalAddress(one);
    if (address.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("http.proxies holds '", one, "', which is no address"));
    }
    proxies.push_back(address);
  }
  return proxies;
}

absl::Status Validate(const Config& config) {
  TWIN_RETURN_IF_ERROR(ParseSpeed(config.speed).status());
  TWIN_RETURN_IF_ERROR(ParseStart(config.start).status());
  TWIN_RETURN_IF_ERROR(ParseProxies(config.http_proxies).status());
  TWIN_RETURN_IF_ERROR(ValidateListening(config));
  if (config.planning_year != 0 && (config.planning_year < models::kFirstPlanningYear ||
                                    config.planning_year > models::kLastPlanningYear)) {
    return absl::InvalidArgumentError(
        absl::StrCat("capacity.planning_year is ", config.planning_year, ", must be 0 or lie in ",
                     models::kFirstPlanningYear, " to ", models::kLastPlanningYear));
  }
  if (config.planning_weather_years < 0 ||
      config.planning_weather_years > limits::kMaxWeatherYears) {
    return absl::InvalidArgumentError(
        absl::StrCat("capacity.weather_years is ", config.planning_weather_years,
                     ", must lie in 0 to ", limits::kMaxWeatherYears));
  }
  if (!config.planning_pace.empty()) {
    TWIN_RETURN_IF_ERROR(models::ParsePace(config.planning_pace).status());
  }
  if (!config.planning_growth.empty()) {
    TWIN_RETURN_IF_ERROR(models::ParseGrowth(config.planning_growth).status());
  }
  TWIN_RETURN_IF_ERROR(store::Validate({config.keep_quarters_days, config.keep_hours_days}));
  if (config.data_directory.empty()) {
    return absl::InvalidArgumentError("store.directory is empty; name a folder with --data");
  }
  return absl::OkStatus();
}

absl::StatusOr<ClockSetting> ParseSpeed(const std::string& text) {
  if (text == "paused") return ClockSetting{ClockMode::kPaused, 0.0};
  if (text == "real-time") return ClockSetting{ClockMode::kRealTime, 1.0};
  if (text == "max") return ClockSetting{ClockMode::kAsFastAsPossible, 0.0};
  double ratio = 0.0;
  absl::string_view number = text;
  if (absl::ConsumePrefix(&number, "x") && absl::SimpleAtod(number, &ratio) &&
      ratio >= limits::kMinSpeedRatio && ratio <= limits::kMaxSpeedRatio) {
    return ClockSetting{ClockMode::kScaled, ratio};
  }
  return absl::InvalidArgumentError(
      absl::StrCat("speed is '", text, "'; use paused, real-time, max, or x0.01 to x1000000"));
}

absl::StatusOr<models::Quarter> ParseStart(const std::string& text) {
  absl::Time time;
  std::string problem;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &problem)) {
    return absl::InvalidArgumentError(
        absl::StrCat("time '", text, "' is not like 2026-01-12T00:00:00Z: ", problem));
  }
  const models::Quarter quarter = models::Quarter::Containing(time);
  if (quarter.start() != time) {
    return absl::InvalidArgumentError(absl::StrCat("time '", text, "' is not on a quarter-hour"));
  }
  return quarter;
}

absl::StatusOr<HostPort> ParseHostPort(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  HostPort result;
  if (colon == std::string::npos || colon == 0 ||
      !absl::SimpleAtoi(text.substr(colon + 1), &result.port) || result.port < 0 ||
      result.port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text, "' is no address; use host:port such as 127.0.0.1:8080"));
  }
  result.host = text.substr(0, colon);
  if (absl::StartsWith(result.host, "[") && absl::EndsWith(result.host, "]")) {
    result.host = result.host.substr(1, result.host.size() - 2);
  }
  if (result.host == "localhost") result.host = "127.0.0.1";
  result.is_loopback = absl::StartsWith(result.host, "127.") || result.host == "::1";
  return result;
}

}  // namespace twin
