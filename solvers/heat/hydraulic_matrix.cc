#include "solvers/heat/hydraulic_matrix.h"

#include <algorithm>
#include <set>
#include <utility>

namespace solvers::heat {

HydraulicMatrix::HydraulicMatrix(const HydraulicLayout& layout)
    : layout_(layout),
      factor_({layout.column_start, layout.row_index}),
      values_(layout.row_index.size()),
      right_(layout.core_nodes.size()) {
  for (std::size_t k = 0; k < layout.controls.size(); ++k)
    if (layout.controls[k].sensed_high >= 0) border_control_.push_back(static_cast<int>(k));
}

void HydraulicMatrix::Clear() { std::fill(values_.begin(), values_.end(), 0.0); }

void HydraulicMatrix::Add(const HydraulicLayout::Span& span, double weight) {
  double* values = values_.data();
  if (span.row_from == span.row_to) return;  // a ring that hangs on one node, or two held nodes
  if (span.slot_from >= 0) values[span.slot_from] += weight;
  if (span.slot_to >= 0) values[span.slot_to] += weight;
  if (span.slot_between >= 0) values[span.slot_between] -= weight;
}

absl::Status HydraulicMatrix::Solve() {
  if (absl::Status status = factor_.Factorise(values_); !status.ok()) return status;
  factor_.Solve(right_);
  return absl::OkStatus();
}

absl::Status HydraulicMatrix::AnalyseBordered() {
  const int rows = layout_.row_count(), borders = static_cast<int>(border_control_.size());
  std::vector<std::set<int>> columns(static_cast<std::size_t>(rows + borders));
  for (int column = 0; column < rows; ++column)
    for (int k = layout_.column_start[column]; k < layout_.column_start[column + 1]; ++k) {
      columns[column].insert(layout_.row_index[k]);
      columns[layout_.row_index[k]].insert(column);
    }
  std::vector<int> row_of_node(layout_.node_ids.size(), -1);
  for (int row = 0; row < rows; ++row) row_of_node[layout_.core_nodes[row]] = row;
  for (int b = 0; b < borders; ++b) {
    const auto& control = layout_.controls[border_control_[b]];
    auto& column = columns[rows + b];
    column.insert(rows + b);
    if (control.span.row_from >= 0) column.insert(control.span.row_from);
    if (control.span.row_to >= 0) column.insert(control.span.row_to);
    for (const int node : {control.sensed_high, control.sensed_low})
      if (node >= 0 && row_of_node[node] >= 0) columns[row_of_node[node]].insert(rows + b);
  }
  bordered_pattern_ = {};
  bordered_pattern_.column_start.push_back(0);
  for (const auto& column : columns) {
    bordered_pattern_.row.insert(bordered_pattern_.row.end(), column.begin(), column.end());
    bordered_pattern_.column_start.push_back(static_cast<int>(bordered_pattern_.row.size()));
  }
  const auto place_of = [this](int row, int column) {
    if (row < 0 || column < 0) return -1;
    const auto begin = bordered_pattern_.row.begin() + bordered_pattern_.column_start[column];
    const auto end = bordered_pattern_.row.begin() + bordered_pattern_.column_start[column + 1];
    return static_cast<int>(std::lower_bound(begin, end, row) - bordered_pattern_.row.begin());
  };
  for (int column = 0; column < rows; ++column)
    for (int k = layout_.column_start[column]; k < layout_.column_start[column + 1]; ++k)
      entry_places_.push_back(
          {place_of(layout_.row_index[k], column), place_of(column, layout_.row_index[k])});
  const auto row_of = [&row_of_node](int node) { return node >= 0 ? row_of_node[node] : -1; };
  for (int b = 0; b < borders; ++b) {
    const auto& control = layout_.controls[border_control_[b]];
    border_places_.push_back({.diagonal = place_of(rows + b, rows + b),
                              .from = place_of(control.span.row_from, rows + b),
                              .to = place_of(control.span.row_to, rows + b),
                              .sensed_high = place_of(rows + b, row_of(control.sensed_high)),
                              .sensed_low = place_of(rows + b, row_of(control.sensed_low))});
  }
  auto symbolic = SparseLuSymbolic::Analyse(bordered_pattern_);
  if (!symbolic.ok()) return symbolic.status();
  bordered_.emplace(*std::move(symbolic));
  bordered_values_.resize(bordered_pattern_.row.size());
  bordered_right_.resize(static_cast<std::size_t>(rows + borders));
  return absl::OkStatus();
}

absl::Status HydraulicMatrix::SolveBordered(const std::vector<char>& held,
                                            std::span<double> border_right) {
  if (!bordered_) {
    if (absl::Status status = AnalyseBordered(); !status.ok()) return status;
  }
  const std::size_t rows = right_.size();
  std::fill(bordered_values_.begin(), bordered_values_.end(), 0.0);
  for (std::size_t k = 0; k < values_.size(); ++k)
    for (const int place : entry_places_[k]) bordered_values_[place] = values_[k];
  std::copy(right_.begin(), right_.end(), bordered_right_.begin());
  const auto add = [this](int place, double value) {
    if (place >= 0) bordered_values_[place] += value;
  };
  for (std::size_t b = 0; b < border_control_.size(); ++b) {
    const BorderPlaces& places = border_places_[b];
    if (!held[border_control_[b]]) {
      bordered_values_[places.diagonal] = 1.0;
      bordered_right_[rows + b] = 0.0;
      continue;
    }
    add(places.from, 1.0);
    add(places.to, -1.0);
    add(places.sensed_high, 1.0);
    add(places.sensed_low, -1.0);
    bordered_right_[rows + b] = border_right[border_control_[b]];
  }
  if (absl::Status status = bordered_->Factorise(bordered_values_); !status.ok()) return status;
  SolveBorders(border_right);
  return absl::OkStatus();
}

void HydraulicMatrix::SolveBorderedAgain(std::span<double> border_flow) {
  std::fill(bordered_right_.begin(), bordered_right_.end(), 0.0);
  std::copy(right_.begin(), right_.end(), bordered_right_.begin());
  SolveBorders(border_flow);
}

void HydraulicMatrix::SolveBorders(std::span<double> border_flow) {
  const std::size_t rows = right_.size();
  bordered_->Solve(bordered_right_);
  std::copy_n(bordered_right_.begin(), rows, right_.begin());
  for (std::size_t b = 0; b < border_control_.size(); ++b)
    border_flow[border_control_[b]] = bordered_right_[rows + b];
}

}  // namespace solvers::heat
