#pragma once

#include <string>
#include <vector>

namespace models {

/// At which voltages connections of a size are usually made.
struct ConnectionVoltage {
  double from_mw = 0.0, to_mw = 0.0;
  double from_kv = 0.0, to_kv = 0.0;
  std::string source;
  std::string confidence;
};
using ConnectionVoltages = std::vector<ConnectionVoltage>;

/// Whether any row has a voltage for so many MW; without rows every voltage has.
inline bool SuitsVoltage(const ConnectionVoltages& voltages, double mw, double nominal_kv) {
  bool suits = voltages.empty();
  for (const ConnectionVoltage& row : voltages) {
    suits |= mw >= row.from_mw && mw <= row.to_mw && nominal_kv >= row.from_kv &&
             nominal_kv <= row.to_kv;
  }
  return suits;
}

}  // namespace models
