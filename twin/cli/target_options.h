#pragma once

#include <CLI/CLI.hpp>

#include "twin/cli/client.h"

namespace twin::cli {

/// --server, --data and --token-file, alike for every command that asks a twin.
inline void AddTargetOptions(CLI::App& command, Target& target) {
  command.add_option("--server", target.server, "address of a running twin, host:port");
  command.add_option("--data", target.data_directory, "folder of the twin (finds its address)")
      ->envname("TWIN_DATA")
      ->capture_default_str();
  command.add_option("--token-file", target.token_file,
                     "file with your token; default: operator.token in the folder");
}

}  // namespace twin::cli
