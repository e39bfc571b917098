#pragma once

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace tests {

/// A CSV file of numbers with a header row: columns by name. Empty when there is no such file;
/// what is no number is NaN.
inline std::map<std::string, std::vector<double>> ReadNumbers(const std::string& path) {
  std::map<std::string, std::vector<double>> columns;
  std::ifstream file(path);
  std::string line;
  std::vector<std::string> names;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string field;
    const bool is_header = names.empty();
    for (std::size_t column = 0; std::getline(fields, field, ','); ++column) {
      if (!field.empty() && field.back() == '\r') field.pop_back();
      if (is_header) {
        names.push_back(field);
        continue;
      }
      char* end = nullptr;
      const double value = std::strtod(field.c_str(), &end);
      columns[names.at(column)].push_back(end == field.c_str() ? std::nan("") : value);
    }
  }
  return columns;
}

}  // namespace tests
