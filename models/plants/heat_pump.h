#pragma once

namespace models {

/// Water temperatures on both sides of a heat pump.
struct HeatPumpTemperatures {
  double source_in_degc = 0.0;
  double source_out_degc = 0.0;
  double sink_in_degc = 0.0;
  double sink_out_degc = 0.0;
};

/// Best possible heat per electricity between two gliding temperatures:
///   COP = T̄_sink / (T̄_sink − T̄_source),  T̄ = (T1 − T2) / ln(T1/T2) in kelvin
/// **Valid** sink warmer than source. Real machines reach 45–60 % of it.
/// **Source** Lorenz 1894; van de Bor, Infante Ferreira, Kiss 2015, Energy 89, 864–874.
double CalcLorenzCopRatio(const HeatPumpTemperatures& water);

/// More than this no machine gives, pumps and controls counted.
inline constexpr double kMostCopRatio = 12.0;

/// A real machine's:  COP = lorenz_share · COP_Lorenz, at most kMostCopRatio. A sink that is no
/// warmer than the source has no Lorenz COP: the machine only moves water, at kMostCopRatio.
double CalcCopRatio(double lorenz_share, const HeatPumpTemperatures& water);

}  // namespace models
