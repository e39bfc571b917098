#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace models {

/// Position of a row in one table. A BusIndex cannot be used where a BranchIndex is expected.
template <class Tag>
class Index {
 public:
  constexpr Index() = default;
  constexpr explicit Index(std::size_t value) : value_(static_cast<std::int32_t>(value)) {}
  constexpr std::size_t value() const { return static_cast<std::size_t>(value_); }
  constexpr bool valid() const { return value_ >= 0; }
  constexpr auto operator<=>(const Index&) const = default;

 private:
  std::int32_t value_ = -1;
};

using StationIndex = Index<struct StationTag>;
using BusIndex = Index<struct BusTag>;
using BranchIndex = Index<struct BranchTag>;
using LoadIndex = Index<struct LoadTag>;
using GeneratorIndex = Index<struct GeneratorTag>;
using ShuntIndex = Index<struct ShuntTag>;
using BoundaryIndex = Index<struct BoundaryTag>;
using ExchangeAreaIndex = Index<struct ExchangeAreaTag>;
using MunicipalityIndex = Index<struct MunicipalityTag>;
using PlaceIndex = Index<struct PlaceTag>;
using LargeLoadIndex = Index<struct LargeLoadTag>;
using HeatSystemIndex = Index<struct HeatSystemTag>;
using PlantIndex = Index<struct PlantTag>;
using SwitchIndex = Index<struct SwitchTag>;
using ThreeWindingIndex = Index<struct ThreeWindingTag>;
using HvdcLinkIndex = Index<struct HvdcLinkTag>;

/// A vector whose rows are found by one strong index only.
template <class I, class T>
class Table {
 public:
  Table() = default;
  explicit Table(std::size_t size, const T& value = T{}) : rows_(size, value) {}
  Table(std::initializer_list<T> rows) : rows_(rows) {}

  T& operator[](I index) { return rows_[index.value()]; }
  const T& operator[](I index) const { return rows_[index.value()]; }
  I Add(T row) {
    rows_.push_back(std::move(row));
    return I(rows_.size() - 1);
  }
  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  bool contains(I index) const { return index.valid() && index.value() < rows_.size(); }
  auto begin() { return rows_.begin(); }
  auto end() { return rows_.end(); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  std::vector<T>& rows() { return rows_; }
  const std::vector<T>& rows() const { return rows_; }
  bool operator==(const Table&) const = default;

 private:
  std::vector<T> rows_;
};

}  // namespace models
