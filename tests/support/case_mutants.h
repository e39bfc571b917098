#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tests {

/// Whole small cases that show every trap of the format; what damage begins with.
inline const std::vector<std::string>& CaseSeeds() {
  static const auto* seeds = new std::vector<std::string>{
      "function mpc = tiny\n%% two buses ; ] and a line\nmpc.version = '2';\nmpc.baseMVA = 10;\n"
      "mpc.bus = [ % comment ; ] inside\n"
      "\t7\t3\t0\t0\t0\t0\t1\t1\t0\t12.66\t1\t1\t1;\n"
      "  30, 1, 100, 60, 1, -2, 1, 1, -3.5, 12.66, 1, 1.1, 0.9\n];\n"
      "mpc.gen = [7 0 0 Inf -Inf 1.01 100 1 10 0];\n"
      "mpc.branch = [\n  7 30 0.5 -1e-1 0 0 0 0 0 0 1 -360 360 12/sqrt(3);\n];\n"
      "mpc.bus_name = {'A ; ]'; \"it's\"; 'O''Dea' };\n",
      "function mpc = units\nmpc.version = '2';\nmpc.baseMVA = 50/3;\n"
      "mpc.bus = [\n1 3 0 0 0 0 1 1 0 12/sqrt(3) 1 1 1\n5 2 2^3 -4 - 1 0 1 1 0 11 1 1.1 0.9 0\n];\n"
      "mpc.bus(:, 3) = mpc.bus(:, 3) * 1;\n",
      "mpc.version = '2';\nmpc.baseMVA = 100;\n"
      "mpc.bus = [1 3 0 0 0 0 1 1 0 12 1 1 1; 2 1 90 30 0 0 1 1 0 12 1 1.1 0.9;\n"
      " 3 2 5 1 0 9 1 1 0 12 1 1.1 0.9; 4 4 1 1 0 0 1 1 0 12 1 1.1 0.9];\n"
      "mpc.gen = [1 0 0 9 -9 1 100 1 9 0; 3 1 0 2 -2 1.02 100 1 9 0; 3 1 0 2 -2 1.02 100 0 9 0];\n"
      "mpc.branch = [1 2 .1 .2 .01 9 0 0 0 0 1 -360 360; 1 2 .1 -.2 .01 9900 0 0 0.98 -30 1 0 0;\n"
      " 2 3 .1 .2 0 0 0 0 0 0 1 0 0; 3 4 .1 .2 0 0 0 0 0 0 0 0 0];\n"
      "[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...\n"
      "    VA, BASE_KV] = idx_bus;\n[F_BUS, T_BUS, BR_R, BR_X] = idx_brch;\n"
      "Vbase = mpc.bus(1, BASE_KV) * 1e3;      %% in Volts\nSbase = mpc.baseMVA * 1e6;\n"
      "mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);\n"
      "%{\nno [\n%}\npf = 0.85;\nmpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf)) / 1e3;\n"
      "mpc.bus(:, PD) = mpc.bus(:, PD) * pf / 1e3;\n"};
  return *seeds;
}

/// Damages a text in one to four ways: bytes flipped, put in or taken out, lines dropped, doubled
/// or swapped, numbers and brackets replaced, the end torn off, parts of another case spliced in.
inline std::string MutateCase(std::string text, const std::string& other, std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"1e308",
                                                   "-1e308",
                                                   "1e999",
                                                   "NaN",
                                                   "-Inf",
                                                   "Inf",
                                                   "'text'",
                                                   "\"",
                                                   "abc",
                                                   "",
                                                   "0",
                                                   "-0",
                                                   "1e-320",
                                                   "999999999999999999999",
                                                   "0x10",
                                                   "1.2.3",
                                                   "..",
                                                   "...",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   "(",
                                                   ")",
                                                   ";",
                                                   ",",
                                                   ":",
                                                   "%",
                                                   "%{\n",
                                                   "\n%}\n",
                                                   "\n",
                                                   "\t",
                                                   "\r",
                                                   "=",
                                                   "==",
                                                   "'",
                                                   "^",
                                                   "./",
                                                   ".^",
                                                   "^^",
                                                   "--",
                                                   "mpc.bus",
                                                   "mpc.gen",
                                                   "mpc.branch(:, 1)",
                                                   "mpc.bus(1, 1)",
                                                   "idx_bus",
                                                   "sqrt(",
                                                   "function",
                                                   "end",
                                                   "define_constants",
                                                   "mpc.bus = [];",
                                                   "\xff\xfe",
                                                   "1:3",
                                                   "[1 2; 3]"};
  const auto below = [&random](std::size_t count) { return count == 0 ? 0 : random() % count; };
  const auto line_at = [&text](std::size_t at) {
    const std::size_t before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const std::size_t start = before == std::string::npos ? 0 : before + 1;
    const std::size_t end = text.find('\n', at);
    return std::pair(start, end == std::string::npos ? text.size() : end + 1);
  };
  for (std::size_t damage = 1 + below(4); damage > 0; --damage) {
    const std::size_t at = below(text.size());
    const auto [start, end] = line_at(at);
    switch (below(9)) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.erase(at, 1 + below(6));
        break;
      case 2:
        text.insert(at, kPieces[below(kPieces.size())]);
        break;
      case 3:
        text.erase(start, end - start);
        break;
      case 4:
        text.insert(start, text.substr(start, end - start));
        break;
      case 5: {  // the number or name at hand becomes something else
        const std::size_t first = text.find_first_of("0123456789.", at);
        if (first == std::string::npos) break;
        const std::size_t last = text.find_first_not_of("0123456789.eE", first);
        text.replace(first, (last == std::string::npos ? text.size() : last) - first,
                     kPieces[below(kPieces.size())]);
        break;
      }
      case 6: {  // a bracket, quote or sign goes
        const std::size_t bracket = text.find_first_of("[]{}()';=,", at);
        if (bracket != std::string::npos) text.erase(bracket, 1);
        break;
      }
      case 7:
        if (below(4) == 0) text.resize(at);
        break;
      default: {
        const std::size_t from = below(other.size());
        text.insert(at, other.substr(from, below(60)));
      }
    }
  }
  return text;
}

}  // namespace tests
