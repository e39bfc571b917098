#pragma once

#include <complex>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "solvers/block_lu.h"

namespace solvers {

/// U of A = Uᵀ D U with ones on its diagonal, and 1/D in their place; only for SymmetricInverse.
struct SymmetricFactor {
  std::vector<std::complex<double>> entry;  ///< [position of the elimination]
};

/// Factor, solutions and the diagonal of the inverse of complex symmetric matrices (A = Aᵀ, not
/// Hermitian) of one pattern, such as bus admittances: ordering and fill once, no pivoting.
/// All entries of the inverse where the factor has one follow from the factor alone, last row
/// first, without a single solve:
///   Z_ij = δ_ij/d_i − Σ_{k>i} u_ik Z_kj,   j ≥ i in the pattern of row i of the factor
/// so that the whole diagonal costs about as much as factorising.
/// Immutable; may be shared between threads.
/// **Source** Takahashi, Fagan, Chin 1973, "Formation of a sparse bus impedance matrix and its
/// application to short circuit study"; Erisman, Tinney 1975, CACM 18(3).
class SymmetricInverse {
 public:
  /// The pattern must be symmetric and hold its diagonal.
  explicit SymmetricInverse(const BlockPattern& pattern);

  /// `values` in the order of the pattern; only the half that the elimination meets first is read.
  /// Errors: FailedPrecondition naming the row whose pivot is below 1e-12 of its diagonal.
  absl::Status Factorise(std::span<const std::complex<double>> values,
                         SymmetricFactor& factor) const;
  /// Overwrites the right-hand side with the solution.
  void Solve(const SymmetricFactor& factor, std::span<std::complex<double>> right_hand_side) const;
  /// Diagonal of the inverse, [row].
  std::vector<std::complex<double>> CalcDiagonal(const SymmetricFactor& factor) const;

  int size() const { return symbolic_.size(); }

 private:
  BlockLuSymbolic symbolic_;
  std::vector<int> source_;        // [upper position − …] entry of the pattern, −1 for fill
  std::vector<int> target_start_;  // [upper position (k, i)] targets of row i's elimination by k
};

}  // namespace solvers
