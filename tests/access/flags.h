#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace tests {

/// What stands after `flag` on the command line; `fallback` where it does not stand there.
inline std::string TextAfter(int argc, char** argv, const char* flag, std::string fallback) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], flag) == 0) return argv[i + 1];
  }
  return fallback;
}

/// The same as a whole number; the program ends with 2 where it is none.
inline long NumberAfter(int argc, char** argv, const char* flag, long fallback) {
  const std::string text = TextAfter(argc, argv, flag, std::to_string(fallback));
  char* end = nullptr;
  const long number = std::strtol(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0') {
    std::fprintf(stderr, "%s: \"%s\" is no whole number\n", flag, text.c_str());
    std::exit(2);
  }
  return number;
}

}  // namespace tests
