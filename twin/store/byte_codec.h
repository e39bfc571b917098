#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace twin::store {

static_assert(std::endian::native == std::endian::little,
              "files of the store are little-endian; this host would need byte swapping");

/// Appends little-endian values to a growing byte string.
class ByteWriter {
 public:
  template <class T>
  void Put(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  void PutBytes(absl::string_view bytes) { bytes_.append(bytes.data(), bytes.size()); }
  /// Length (u64), then the bytes.
  void PutText(absl::string_view text) {
    Put<std::uint64_t>(text.size());
    PutBytes(text);
  }
  /// Count (u64), then the raw doubles.
  void PutDoubles(std::span<const double> values) {
    Put<std::uint64_t>(values.size());
    PutBytes({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  void PadTo(std::size_t alignment) {
    while (bytes_.size() % alignment != 0) bytes_.push_back('\0');
  }
  void Reserve(std::size_t size) { bytes_.reserve(size); }
  std::size_t size() const { return bytes_.size(); }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what ByteWriter wrote. A read past the end yields zeros and clears ok(): callers check
/// once at the end; no length is trusted before it is compared with what is left.
class ByteReader {
 public:
  explicit ByteReader(absl::string_view bytes) : rest_(bytes) {}

  template <class T>
  T Get() {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    T value{};
    const absl::string_view bytes = GetBytes(sizeof(T));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  absl::string_view GetBytes(std::uint64_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const absl::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  std::string GetText() { return std::string(GetBytes(Get<std::uint64_t>())); }
  std::vector<double> GetDoubles() {
    const auto count = Get<std::uint64_t>();
    if (count > rest_.size() / sizeof(double)) {
      ok_ = false;
      return {};
    }
    std::vector<double> values(count);
    const absl::string_view bytes = GetBytes(count * sizeof(double));
    if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  /// A count of things each at least `bytes_each` long; 0 and not ok when it cannot fit.
  std::uint64_t GetCount(std::uint64_t bytes_each) {
    const auto count = Get<std::uint64_t>();
    if (count > rest_.size() / bytes_each) {
      ok_ = false;
      return 0;
    }
    return count;
  }
  bool ok() const { return ok_; }
  bool AtEnd() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
  bool ok_ = true;
};

}  // namespace twin::store
