#include "twin/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace twin::log {
namespace {

spdlog::logger& Logger() {
  static const auto logger = [] {
    auto made =
        std::make_shared<spdlog::logger>("twin", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");  // the whole line is JSON of our own making
    made->set_level(spdlog::level::info);
    return made;
  }();
  return *logger;
}

void Write(spdlog::level::level_enum level, const char* name, absl::string_view event,
           std::initializer_list<Field> fields) {
  if (!Logger().should_log(level)) return;
  nlohmann::ordered_json line;
  line["ts"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = name;
  line["event"] = std::string(event);
  for (const Field& field : fields) line[field.first] = field.second;
  Logger().log(level, "{}",
               line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  Logger().flush();
}

}  // namespace

bool SetLevel(absl::string_view level) {
  const std::string name(level);
  const spdlog::level::level_enum parsed = spdlog::level::from_str(name);
  if (parsed == spdlog::level::off && name != "off") return false;
  Logger().set_level(parsed);
  return true;
}

void Debug(absl::string_view event, std::initializer_list<Field> fields) {
  Write(spdlog::level::debug, "debug", event, fields);
}
void Info(absl::string_view event, std::initializer_list<Field> fields) {
  Write(spdlog::level::info, "info", event, fields);
}
void Warn(absl::string_view event, std::initializer_list<Field> fields) {
  Write(spdlog::level::warn, "warn", event, fields);
}
void Error(absl::string_view event, std::initializer_list<Field> fields) {
  Write(spdlog::level::err, "error", event, fields);
}

}  // namespace twin::log
