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
  const int rows = layout_.row_count();
  std::fill(bordered_values_.begin(), bordered_values_.end(), 0.0);
  const auto at = [this](int row, int column) -> double& {
    const auto begin = bordered_pattern_.row.begin() + bordered_pattern_.column_start[column];
    const auto end = bordered_pattern_.row.begin() + bordered_pattern_.column_start[column + 1];
    return bordered_values_[std::lower_bound(begin, end, row) - bordered_pattern_.row.begin()];
  };
  for (int column = 0; column < rows; ++column)
    for (int k = layout_.column_start[column]; k < layout_.column_start[column + 1]; ++k) {
      at(layout_.row_index[k], column) = values_[k];
      at(column, layout_.row_index[k]) = values_[k];
    }
  std::vector<int> row_of_node(layout_.node_ids.size(), -1);
  for (int row = 0; row < rows; ++row) row_of_node[layout_.core_nodes[row]] = row;
  std::copy(right_.begin(), right_.end(), bordered_right_.begin());
  for (std::size_t b = 0; b < border_control_.size(); ++b) {
    const auto& control = layout_.controls[border_control_[b]];
    const int row = rows + static_cast<int>(b);
    bordered_right_[row] = 0.0;
    if (!held[border_control_[b]]) {
      at(row, row) = 1.0;
      continue;
    }
    if (control.span.row_from >= 0) at(control.span.row_from, row) += 1.0;
    if (control.span.row_to >= 0) at(control.span.row_to, row) -= 1.0;
    if (control.sensed_high >= 0 && row_of_node[control.sensed_high] >= 0)
      at(row, row_of_node[control.sensed_high]) += 1.0;
    if (control.sensed_low >= 0 && row_of_node[control.sensed_low] >= 0)
      at(row, row_of_node[control.sensed_low]) -= 1.0;
    bordered_right_[row] = border_right[border_control_[b]];
  }
  if (absl::Status status = bordered_->Factorise(bordered_values_); !status.ok()) return status;
  bordered_->Solve(bordered_right_);
  std::copy(bordered_right_.begin(), bordered_right_.begin() + rows, right_.begin());
  for (std::size_t b = 0; b < border_control_.size(); ++b)
    border_right[border_control_[b]] = bordered_right_[static_cast<std::size_t>(rows) + b];
  return absl::OkStatus();
}

}  // namespace solvers::heat
