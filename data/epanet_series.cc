#include "data/epanet_series.h"

#include <cmath>

namespace data {
namespace {

constexpr double kMaxValue = 1e9;

}  // namespace

EpanetPatterns::EpanetPatterns(const EpanetDocument& document, double period_count)
    : document_(document) {
  std::vector<std::vector<double>> patterns;
  for (const EpanetLine& line : document.lines(EpanetSection::kPatterns)) {
    if (!document.HasWords(line, 2, "a pattern")) continue;
    std::optional<std::size_t> row = ids_.Find(line.words[0]);
    if (!row) {
      row = patterns.size();
      ids_.Add(document, line);
      patterns.emplace_back();
    }
    for (std::size_t word = 1; word < line.words.size(); ++word)
      patterns[*row].push_back(document.Number(line, word, "multiplier", -kMaxValue, kMaxValue));
  }
  for (const std::vector<double>& pattern : patterns) {
    const double at = std::fmod(std::floor(period_count), static_cast<double>(pattern.size()));
    multiplier_ratio_.push_back(pattern[static_cast<std::size_t>(at)]);
  }
}

double EpanetPatterns::Resolve(const EpanetLine& line, std::size_t word) const {
  const auto row = ids_.Resolve(document_, line, word);
  return row ? multiplier_ratio_[*row] : 1.0;
}

double EpanetPatterns::Find(const std::string& id) const {
  const auto row = ids_.Find(id);
  return row ? multiplier_ratio_[*row] : 1.0;
}

EpanetCurves::EpanetCurves(const EpanetDocument& document) : document_(document) {
  for (const EpanetLine& line : document.lines(EpanetSection::kCurves)) {
    if (!document.HasWords(line, 3, "a point of a curve")) continue;
    std::optional<std::size_t> row = ids_.Find(line.words[0]);
    if (!row) {
      row = curves_.size();
      ids_.Add(document, line);
      curves_.emplace_back();
    }
    curves_[*row].emplace_back(document.Number(line, 1, "x value", -kMaxValue, kMaxValue),
                               document.Number(line, 2, "y value", -kMaxValue, kMaxValue));
  }
}

const EpanetCurves::Points* EpanetCurves::Resolve(const EpanetLine& line, std::size_t word) const {
  const auto row = ids_.Resolve(document_, line, word);
  return row ? &curves_[*row] : nullptr;
}

}  // namespace data
