#pragma once

namespace twin::access {

/// The text of policy.toml, put into the program when it is built.
extern const char* const kShippedPolicy;

}  // namespace twin::access
