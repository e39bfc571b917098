#pragma once

#include <CLI/CLI.hpp>

#include "twin/cli/client.h"

namespace twin::cli {

/// --server, --data, --token-file and what TLS needs, alike for every command that asks a twin.
inline void AddTargetOptions(CLI::App& command, Target& target) {
  command.add_option("--server", target.server, "address of a running twin, host:port");
  command.add_option("--data", target.data_directory, "folder of the twin (finds its address)")
      ->envname("TWIN_DATA")
      ->capture_default_str();
  command.add_option("--token-file", target.token_file,
                     "file with your token; default: operator.token in the folder");
  command.add_option(
      "--ca", target.ca_file,
      "with --server: certificate to trust, PEM; default: tls/cert.pem in the folder, "
      "else the system's");
  command.add_option("--certificate", target.certificate_file,
                     "with --server: your own certificate, PEM");
  command.add_option("--key", target.key_file, "with --server: its private key, PEM");
  command.add_flag("--plaintext", target.is_plaintext,
                   "with --server on this machine: no TLS (a twin with --tls off)");
}

}  // namespace twin::cli
