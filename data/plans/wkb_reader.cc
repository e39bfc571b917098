#include "data/plans/wkb_reader.h"

#include <array>
#include <bit>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr std::uint32_t kPolygon = 3;
constexpr std::uint32_t kMultiPolygon = 6;

absl::Status CutShort() { return absl::InvalidArgumentError("the geometry is cut short"); }

class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::size_t left() const { return bytes_.size() - at_; }
  void set_little(bool is_little) { is_little_ = is_little; }

  bool Skip(std::size_t count) {
    if (left() < count) return false;
    at_ += count;
    return true;
  }

  template <class T>
  absl::StatusOr<T> Read() {
    if (left() < sizeof(T)) return CutShort();
    std::array<std::uint8_t, sizeof(T)> raw;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      raw[is_little_ == (std::endian::native == std::endian::little) ? i : sizeof(T) - 1 - i] =
          bytes_[at_ + i];
    }
    at_ += sizeof(T);
    return std::bit_cast<T>(raw);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool is_little_ = true;
};

// Type and number of coordinates of a point, from ISO (1003, 2003, 3003) or EWKB (high bits) codes.
struct WkbType {
  std::uint32_t type = 0;
  std::size_t dimensions = 2;
};

absl::StatusOr<WkbType> ReadType(Bytes& bytes) {
  TWIN_ASSIGN_OR_RETURN(const std::uint8_t order, bytes.Read<std::uint8_t>());
  if (order > 1) return absl::InvalidArgumentError("the geometry's byte order is none");
  bytes.set_little(order == 1);
  TWIN_ASSIGN_OR_RETURN(std::uint32_t code, bytes.Read<std::uint32_t>());
  WkbType type;
  if ((code & 0x80000000u) != 0) ++type.dimensions;
  if ((code & 0x40000000u) != 0) ++type.dimensions;
  if ((code & 0x20000000u) != 0 && !bytes.Skip(4)) return CutShort();
  code &= 0x1fffffffu;
  if (code >= 1000 && code < 4000) {
    type.dimensions += code >= 3000 ? 2 : 1;
    code %= 1000;
  }
  type.type = code;
  return type;
}

absl::StatusOr<RawPolygon> ReadPolygon(Bytes& bytes, std::size_t dimensions) {
  RawPolygon polygon;
  TWIN_ASSIGN_OR_RETURN(const std::uint32_t rings, bytes.Read<std::uint32_t>());
  if (rings > bytes.left() / 4) return CutShort();
  for (std::uint32_t r = 0; r < rings; ++r) {
    TWIN_ASSIGN_OR_RETURN(const std::uint32_t points, bytes.Read<std::uint32_t>());
    if (points > bytes.left() / (8 * dimensions)) return CutShort();
    RawRing ring;
    ring.reserve(points);
    for (std::uint32_t p = 0; p < points; ++p) {
      TWIN_ASSIGN_OR_RETURN(const double x, bytes.Read<double>());
      TWIN_ASSIGN_OR_RETURN(const double y, bytes.Read<double>());
      if (!bytes.Skip(8 * (dimensions - 2))) return CutShort();
      ring.push_back({x, y});
    }
    if (r == 0) {
      polygon.shell = std::move(ring);
    } else {
      polygon.holes.push_back(std::move(ring));
    }
  }
  return polygon;
}

absl::StatusOr<RawSurface> ReadSurface(Bytes& bytes) {
  RawSurface surface;
  TWIN_ASSIGN_OR_RETURN(const WkbType type, ReadType(bytes));
  if (type.type == kPolygon) {
    TWIN_ASSIGN_OR_RETURN(RawPolygon polygon, ReadPolygon(bytes, type.dimensions));
    surface.push_back(std::move(polygon));
    return surface;
  }
  if (type.type != kMultiPolygon) {
    return absl::InvalidArgumentError(
        absl::StrCat("geometry type ", type.type,
                     " is no Polygon or MultiPolygon (curves must be turned into "
                     "lines before)"));
  }
  TWIN_ASSIGN_OR_RETURN(const std::uint32_t parts, bytes.Read<std::uint32_t>());
  if (parts > bytes.left() / 9) return CutShort();
  for (std::uint32_t i = 0; i < parts; ++i) {
    TWIN_ASSIGN_OR_RETURN(const WkbType part, ReadType(bytes));
    if (part.type != kPolygon) {
      return absl::InvalidArgumentError("a part of a MultiPolygon is no Polygon");
    }
    TWIN_ASSIGN_OR_RETURN(RawPolygon polygon, ReadPolygon(bytes, part.dimensions));
    surface.push_back(std::move(polygon));
  }
  return surface;
}

}  // namespace

absl::StatusOr<GeopackageGeometry> ParseGeopackageGeometry(std::span<const std::uint8_t> blob) {
  if (blob.size() < 8 || blob[0] != 'G' || blob[1] != 'P') {
    return absl::InvalidArgumentError("the geometry has no GeoPackage header");
  }
  const std::uint8_t flags = blob[3];
  static constexpr std::size_t kEnvelopeBytes[] = {0, 32, 48, 48, 64};
  const std::size_t envelope = (flags >> 1) & 7;
  if (envelope > 4) return absl::InvalidArgumentError("the geometry's envelope is of no kind");
  if ((flags & 0x20) != 0) {
    return absl::InvalidArgumentError("the geometry is of an extension, not of the standard");
  }
  Bytes bytes(blob);
  if (!bytes.Skip(4)) return CutShort();
  bytes.set_little((flags & 1) != 0);
  GeopackageGeometry geometry;
  TWIN_ASSIGN_OR_RETURN(geometry.srs_id, bytes.Read<std::int32_t>());
  if (!bytes.Skip(kEnvelopeBytes[envelope])) return CutShort();
  geometry.is_empty = (flags & 0x10) != 0;
  if (geometry.is_empty) return geometry;
  TWIN_ASSIGN_OR_RETURN(geometry.surface, ReadSurface(bytes));
  return geometry;
}

}  // namespace data
