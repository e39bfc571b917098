#pragma once

namespace models {

/// All radiators of a building as one.
struct RadiatorParams {
  double design_heat_w = 0.0;
  double design_excess_k = 0.0;  ///< mean over the room at design heat
  double exponent_ratio = 1.3;   ///< 1.3 radiators, 1.1 floor heating
};

/// Radiators that give the design heat between these temperatures.
RadiatorParams MakeRadiator(double design_heat_w, double supply_degc, double return_degc,
                            double room_degc);

/// Water comes back at the temperature at which the radiator gives exactly this heat:
///   Q/Q_d = (Δ/Δ_d)^n,  Δ = √((T_supply − T_room)(T_return − T_room))
/// The geometric mean stands for the logarithmic one: with both scaled to the design point the heat
/// differs by less than 4 % while the water keeps a third of its excess.
/// Valid: heat >= 0, supply above room; above CalcRadiatorMaxHeatW the answer is warmer than the
/// supply.
/// Source: EN 442-2 (exponent); Soumerai 1987 (geometric mean).
double CalcRadiatorReturnDegC(const RadiatorParams& radiator, double heat_w, double supply_degc,
                              double room_degc);

/// Heat with the given supply while the water still cools by `least_drop_k`; 0 where it cannot.
double CalcRadiatorMaxHeatW(const RadiatorParams& radiator, double supply_degc, double room_degc,
                            double least_drop_k);

/// The return at a known flow instead of a known supply, and its derivative by the heat:
///   T_return − T_room = (√(d² + 4 Δ²) − d)/2,  d = Q/(c m)
struct RadiatorReturn {
  double return_degc = 0.0;
  double per_heat_k_per_w = 0.0;
};

/// Valid: heat above zero, flow above zero.
RadiatorReturn CalcRadiatorReturnAtFlow(const RadiatorParams& radiator, double heat_w,
                                        double flow_w_per_k, double room_degc);

/// Secondary supply by outdoor temperature: straight between +15 °C and the design day.
struct HeatingCurveParams {
  double warm_supply_degc = 30.0;  ///< at +15 °C outdoors and above
  double cold_supply_degc = 60.0;  ///< at the design temperature and below
  double design_outdoor_degc = -20.0;
};

double CalcHeatingCurveDegC(const HeatingCurveParams& curve, double outdoor_degc);

}  // namespace models
