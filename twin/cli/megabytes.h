#pragma once

namespace twin::cli {

/// Of 10⁶ bytes, as disks are sold.
template <class Count>
double Megabytes(Count bytes) {
  return static_cast<double>(bytes) / 1e6;
}

}  // namespace twin::cli
