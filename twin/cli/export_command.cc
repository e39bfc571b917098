#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "models/base/status_macros.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/config.h"
#include "twin/store/export.h"
#include "twin/store/store_reader.h"

namespace twin::cli {
namespace {

struct ExportOptions {
  std::string data_directory = "twin-data";
  std::string from;
  std::string to;
  std::string groups;
  std::string out;
};

