#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace twin::log {

/// One line of JSON on stderr per event: {"ts", "level", "event", fields…}, times in UTC. Fields
/// never hold element names or ids, tokens or personal data.
using Field = std::pair<const char*, std::string>;

/// `level`: trace, debug, info, warn, error, off. False when there is no such level.
bool SetLevel(absl::string_view level);

void Debug(absl::string_view event, std::initializer_list<Field> fields = {});
void Info(absl::string_view event, std::initializer_list<Field> fields = {});
void Warn(absl::string_view event, std::initializer_list<Field> fields = {});
void Error(absl::string_view event, std::initializer_list<Field> fields = {});

}  // namespace twin::log
