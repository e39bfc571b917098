#pragma once

#include <complex>

#include "absl/strings/str_cat.h"
#include "models/electricity/fault_impedance.h"
#include "solvers/short_circuit.h"

namespace tests {

/// The test network of IEC TR 60909-4, clause 6: 380, 110, 30 and 10 kV, two neighbours, two
/// power-station units, a machine, two transformers with three windings and two with two, motors.
/// Buses 0 to 7 are nodes 1 to 8; the last two are star points.
class Iec60909Network {
 public:
  struct Options {
    models::FaultCase fault_case = models::FaultCase::kMaximum;
    bool with_motors = true;
    double feeder_ratio = 1.0;  ///< of the neighbours' currents
    double line_degc = 20.0;
  };

  explicit Iec60909Network(const Options& options) : options_(options) {
    inputs.fault_case = options.fault_case;
    grid.stations.Add({.id = "s", .name = "Test"});
    for (const double kv : {380.0, 110.0, 110.0, 110.0, 110.0, 10.0, 10.0, 30.0, 380.0, 380.0}) {
      const std::string name = absl::StrCat("node ", grid.buses.size() + 1);
      grid.buses.Add(
          {.id = name, .name = name, .station = models::StationIndex(0), .nominal_kv = kv});
    }
    AddFeeder(0, 38.0);
    AddFeeder(4, 16.0);
    AddUnits();
    AddThreeWinding(8, false);
    AddThreeWinding(9, true);
    for (int unit = 0; unit < 2; ++unit) AddTwoWinding(4, 5, 115.0, 10.5, 31.5, 0.12, 0.005);
    AddLine(1, 2, 20.0, 0.12, 0.39);
    AddLine(2, 3, 10.0, 0.12, 0.39);
    AddLine(1, 4, 5.0, 0.12, 0.39);
    AddLine(1, 4, 5.0, 0.12, 0.39);
    AddLine(4, 2, 10.0, 0.096, 0.388);
    AddLine(4, 3, 15.0, 0.12, 0.386);
    AddLine(5, 6, 1.0, 0.082, 0.086);
    if (options.with_motors) AddMotors();
  }

  models::ElectricityGrid grid;
  solvers::ShortCircuitInputs inputs;

 private:
  using Complex = std::complex<double>;

  static models::BusIndex Bus(int i) { return models::BusIndex(static_cast<std::size_t>(i)); }

  void AddFeeder(int bus, double initial_ka) {
    const models::NetworkFeederParams feeder{.nominal_kv = grid.buses[Bus(bus)].nominal_kv,
                                             .initial_ka = initial_ka * options_.feeder_ratio,
                                             .rx_ratio = 0.1};
    inputs.feeds.sources.push_back(
        {Bus(bus), models::CalcFeederImpedance(feeder, options_.fault_case)});
  }

  void AddUnits() {
    inputs.feeds.sources.push_back({Bus(3), models::CalcUnitImpedance({.rated_mva = 150.0,
                                                                       .rated_kv = 21.0,
                                                                       .subtransient_x_pu = 0.14,
                                                                       .r_ohm = 0.002,
                                                                       .cos_phi_ratio = 0.85},
                                                                      {.rated_mva = 150.0,
                                                                       .high_kv = 115.0,
                                                                       .low_kv = 21.0,
                                                                       .impedance_share = 0.16,
                                                                       .resistance_share = 0.005,
                                                                       .has_tap_changer = true},
                                                                      110.0)});
    inputs.feeds.sources.push_back({Bus(2), models::CalcUnitImpedance({.rated_mva = 100.0,
                                                                       .rated_kv = 10.5,
                                                                       .subtransient_x_pu = 0.16,
                                                                       .r_ohm = 0.005,
                                                                       .cos_phi_ratio = 0.9,
                                                                       .over_voltage_share = 0.075},
                                                                      {.rated_mva = 100.0,
                                                                       .high_kv = 120.0,
                                                                       .low_kv = 10.5,
                                                                       .impedance_share = 0.12,
                                                                       .resistance_share = 0.005},
                                                                      110.0)});
    const models::SynchronousMachineParams third{.rated_mva = 10.0,
                                                 .rated_kv = 10.5,
                                                 .subtransient_x_pu = 0.1,
                                                 .r_ohm = 0.018,
                                                 .cos_phi_ratio = 0.8};
    const double factor = models::CalcMachineFactorRatio(third, 10.0);
    models::FaultImpedance impedance = models::CalcMachineImpedance(third);
    impedance.z_ohm *= factor;
    impedance.peak_r_ohm *= factor;
    inputs.feeds.sources.push_back({Bus(5), impedance});
  }

  void AddMotors() {
    inputs.feeds.sources.push_back(
        {Bus(6), models::CalcMotorImpedance({.rated_mw = 5.0,
                                             .rated_kv = 10.0,
                                             .cos_phi_ratio = 0.88,
                                             .efficiency_share = 0.975,
                                             .locked_rotor_ratio = 5.0})});
    for (int motor = 0; motor < 2; ++motor) {
      inputs.feeds.sources.push_back(
          {Bus(6), models::CalcMotorImpedance({.rated_mw = 2.0,
                                               .rated_kv = 10.0,
                                               .cos_phi_ratio = 0.89,
                                               .efficiency_share = 0.968,
                                               .locked_rotor_ratio = 5.2})});
    }
  }

  // The ideal transformer stands at `from`, so that z belongs behind it.
  void AddBranch(int from, int to, Complex z_ohm, double tap_ratio) {
    const std::string name = absl::StrCat("branch ", grid.branches.size());
    grid.branches.Add({.id = name,
                       .name = name,
                       .from = Bus(from),
                       .to = Bus(to),
                       .r_ohm = z_ohm.real(),
                       .x_ohm = z_ohm.imag(),
                       .tap_ratio = tap_ratio});
    inputs.branch_ohm.Add(z_ohm / (tap_ratio * tap_ratio));
    inputs.in_service.Add(1);
  }

  double CalcTapRatio(int from, int to, double from_kv, double to_kv) const {
    return from_kv / grid.buses[Bus(from)].nominal_kv / (to_kv / grid.buses[Bus(to)].nominal_kv);
  }

  void AddLine(int from, int to, double km, double r_ohm_per_km, double x_ohm_per_km) {
    AddBranch(
        from, to,
        {models::CalcResistanceAtOhm(km * r_ohm_per_km, options_.line_degc), km * x_ohm_per_km},
        1.0);
  }

  static Complex CalcPairOhm(double high_kv, double mva, double u_share, double r_share) {
    const double x_share = std::sqrt(u_share * u_share - r_share * r_share);
    return Complex(r_share, x_share) * (high_kv * high_kv / mva) *
           models::CalcTransformerFactorRatio(x_share, 1.1);
  }

  void AddTwoWinding(int from, int to, double from_kv, double to_kv, double mva, double u_share,
                     double r_share) {
    AddBranch(from, to, CalcPairOhm(from_kv, mva, u_share, r_share),
              CalcTapRatio(from, to, from_kv, to_kv));
  }

  // Between nodes 1, 2 and, if `has_low_side`, 8; the other one's third winding is not loaded.
  void AddThreeWinding(int star, bool has_low_side) {
    const Complex ab = CalcPairOhm(400.0, 350.0, 0.21, 0.0026);
    const Complex ac = CalcPairOhm(400.0, 50.0, 0.10, 0.0016);
    const Complex bc = CalcPairOhm(400.0, 50.0, 0.07, 0.0016);
    AddBranch(star, 0, 0.5 * (ab + ac - bc), CalcTapRatio(star, 0, 400.0, 400.0));
    AddBranch(star, 1, 0.5 * (ab + bc - ac), CalcTapRatio(star, 1, 400.0, 120.0));
    if (has_low_side) AddBranch(star, 7, 0.5 * (ac + bc - ab), CalcTapRatio(star, 7, 400.0, 30.0));
  }

  Options options_;
};

}  // namespace tests
