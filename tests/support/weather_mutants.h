#pragma once

#include <random>
#include <string>
#include <vector>

namespace tests {

/// Sound weather files that damage begins with: the first is CSV, the second Frost JSON.
inline const std::vector<std::string>& WeatherSeeds() {
  static const auto* seeds = new std::vector<std::string>{
      "time,place,air_temperature_degc,wind_speed_m_per_s,irradiance_w_per_m2,inflow_ratio\n"
      "2024-01-15T06:00:00Z,oslo,-12.5,3.1,0,0.5\n2024-01-15T07:00:00Z,oslo,-12.1,,0,\n"
      "2024-01-15T07:00:00Z,\"hamar\",-20,1e0,0.0,0.4\n",
      R"x({"@type":"ObservationResponse","data":[{"sourceId":"oslo:0","referenceTime":)x"
      R"x("2024-01-15T06:00:00.000Z","observations":[{"elementId":"air_temperature","value":-12.5,)x"
      R"x("unit":"degC"},{"elementId":"mean(wind_speed PT1H)","value":3,"unit":"m/s"}]},)x"
      R"x({"sourceId":"hamar:0","referenceTime":"2024-01-15T07:00:00Z","observations":[]}]})x"
};
return *seeds;
}

/// Damages a text: bytes put in, taken out and replaced, parts doubled, the end torn off.
inline std::string MutateWeather(std::string text, std::mt19937_64& random) {
  static const std::string kTokens[] = {"\"",        ",", "\n",   "{",    "}",
                                        "[",         "]", ":",    "nan",  "1e999",
                                        "-",         "Z", "null", "\xC3", std::string(1, '\0'),
                                        "9999999999"};
  for (std::size_t damage = 1 + random() % 4; damage > 0 && !text.empty(); --damage) {
    const std::size_t at = random() % text.size();
    switch (random() % 5) {
      case 0:
        text[at] = static_cast<char>(random());
        break;
      case 1:
        text.insert(at, kTokens[random() % std::size(kTokens)]);
        break;
      case 2:
        text.erase(at, 1 + random() % 12);
        break;
      case 3:
        text.insert(at, text.substr(random() % text.size(), random() % 60));
        break;
      default:
        if (random() % 4 == 0) text.resize(at);
    }
  }
  return text;
}

}  // namespace tests
