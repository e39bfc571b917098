#pragma once

#include <array>
#include <vector>

#include "solvers/base_factor.h"
#include "solvers/chord_kernels.h"

namespace solvers {

/// Solves with a Jacobian of which a few equations differ from the base's:
///   J = J₀ + E Fᵀ,  E the unit columns of those equations, F their change
///   J⁻¹b = U⁻¹ (y − G (I + HᵀG)⁻¹ Hᵀ y),  y = L⁻¹b,  G = L⁻¹E,  H = U⁻ᵀF
/// G and H live on the rows from the changed buses to the end of the elimination (its tree's
/// paths), some tens of rows in thousands: making them costs less than one solve, applying them
/// next to nothing. Refactorising those rows would cost as much to make, and lanes would no longer
/// share their factor.
/// **Source** Sherman, Morrison 1950; Woodbury 1950; paths: Tinney, Brandwajn, Chan 1985, "Sparse
/// Vector Methods", IEEE PAS-104(2).
class LowRankCorrection {
 public:
  static constexpr int kMaxRank = 16;

  /// Numbers for one thread that builds corrections.
  struct Scratch {
    explicit Scratch(std::size_t rows) : slot(rows, -1) {}
    std::vector<int> slot;  ///< [row] place on the path being built
  };

  void Clear();
  int rank() const { return static_cast<int>(equations_.size()); }
  /// The equation (row, part), or −1 when there is no more room; one that is there is found again.
  int FindOrAdd(int row, int part);
  /// Adds to the change of an equation at the unknown (row, part).
  void Add(int equation, int row, int part, double value);
  /// Works G, H and the inverse out. False when the corrected matrix is singular.
  bool Build(const BaseFactor& factor, const ChordKernels& kernels, Scratch& scratch);
  /// Corrects one lane of y = L⁻¹b, [row][2][lane].
  void Apply(double* step, int lane) const;

 private:
  struct Place {
    int row, part;
  };
  struct Change {
    int equation;
    Place unknown;
    double value;
  };
  bool Invert();

  std::vector<Place> equations_;
  std::vector<Change> changes_;
  std::vector<int> path_;
  std::size_t width_ = 0;           // rank, rounded up to whole vectors
  std::vector<double> columns_pu_;  // holds g and h, [path][2][width] each, aligned
  double* g_at_ = nullptr;
  double* h_at_ = nullptr;
  std::array<double, kMaxRank * kMaxRank> inverse_{};  // (I + HᵀG)⁻¹
};

}  // namespace solvers
