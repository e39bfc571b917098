// Every double of a public struct, and every number of the contract, ends in its unit.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/source_folder.h"

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kSuffixes = {
    "_mw",           "_mvar",      "_mva",         "_mwh",         "_gwh",         "_kw",
    "_kwh",          "_kv",        "_pu",          "_a",           "_ka",          "_ohm",
    "_siemens",      "_rad",       "_deg",         "_degc",        "_k",           "_pa",
    "_bar",          "_kg_s",      "_s_per_kg",    "_kg_m3",       "_m",           "_m2",
    "_m3",           "_km",        "_mm",          "_s",           "_h",           "_min",
    "_hz",           "_share",     "_ratio",       "_w",           "_w_per_m2",    "_w_per_m_k",
    "_mw_per_k",     "_mwh_per_k", "_m_per_s",     "_m3_per_s",    "_nok_per_mwh", "_kg_per_mwh",
    "_per_s",        "_per_h",     "_per_k",       "_kg_per_h",    "_kwh_per_m2",  "_count",
    "_milliseconds", "_ms",        "_ratio_per_k", "_share_per_k", "_kg",          "_j",
    "_years",        "_kg_per_m3", "_w_per_m2_k",  "_km2",         "_per_km2",     "_kva",
    "_nok",          "_mnok",      "_mnok_per_mw", "_per_day",     "_months",      "_nok_per_kw",
    "_nok_per_kwh",  "_per_year",  "_mwh_per_m",   "_pt",
    "_in_unit",  // the unit stands in the field beside it
};

bool EndsInUnit(std::string name) {
  while (!name.empty() && name.back() == '_') name.pop_back();  // members of classes
  for (const std::string& suffix : kSuffixes) {
    if (name.size() >= suffix.size() &&
        name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0) {
      return true;
    }
    if ("_" + name == suffix) return true;
  }
  return false;
}

template <class Visit>
void ForEachMatch(const std::string& folder, const std::string& extension,
                  const std::regex& pattern, Visit visit) {
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(tests::SourceFolder()) / folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != extension) continue;
    if (entry.path().string().find("node_modules") != std::string::npos) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (line.find("///") == line.find_first_not_of(' ')) continue;
      std::smatch match;
      if (std::regex_search(line, match, pattern)) visit(entry.path(), match[1].str());
    }
  }
}

TEST(UnitsTest, EveryFieldOfTypeDoubleEndsInItsUnit) {
  int seen = 0;
  // A member or constant of a header: "double name = …;", "double name;", arrays and tables of
  // them.
  const std::regex member(
      R"(^\s+(?:const |static constexpr |inline constexpr )*(?:std::vector<double>|std::array<double, \d+>|(?:models::)?Table<\w+(?:::\w+)*, double>|double) (\w+)(?:\{\}| =[^=]|;))");
  for (const char* folder : {"models", "solvers", "data", "twin"}) {
    ForEachMatch(folder, ".h", member, [&seen](const fs::path& file, std::string name) {
      ++seen;
      while (!name.empty() && name.back() == '_') name.pop_back();  // members of classes
      static const std::set<std::string> kMixed = {"values", "frame",  "state", "quantum", "value",
                                                   "limit",  "beyond", "point", "points",  "right"};
      // Of a power law: the unit of one follows from the other.
      static const std::set<std::string> kPowerLaw = {"coefficient", "exponent"};
      if (kPowerLaw.count(name) != 0) return;
      if (kMixed.count(name) != 0) return;  // a flat array of many units, described by a schema
      EXPECT_TRUE(EndsInUnit(name)) << file << ": " << name;
    });
  }
  EXPECT_GT(seen, 150);
}

TEST(UnitsTest, EveryNumberOfTheContractEndsInItsUnit) {
  int seen = 0;
  const std::regex field(R"(^\s+(?:repeated )?(?:double|float) (\w+) = \d+)");
  ForEachMatch("proto/ostlandet", ".proto", field,
               [&seen](const fs::path& file, const std::string& name) {
                 ++seen;
                 EXPECT_TRUE(EndsInUnit(name)) << file << ": " << name;
               });
  EXPECT_GT(seen, 60);
}

}  // namespace
