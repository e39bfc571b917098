#pragma once

namespace models {

/// Share of the full-load COP that is left at part load:  f(q) = 1 − a (1 − q),  q = Q/Q_max
double CalcPartLoadRatio(double part_load_loss_share, double load_share);

/// Load share at which a part-loaded machine draws this share of its full-load electricity, the
/// inverse of  e = q / f(q):   q = e (1 − a)/(1 − a e)
/// Valid: 0 <= a < 1, 0 <= e <= 1; rises from 0 to 1.
double CalcLoadShareAtElectricity(double part_load_loss_share, double electricity_share);

/// One heat pump of a pair.
struct SeriesHeatPump {
  double heat_max_mw = 0.0;
  double lorenz_share = 0.0;
  double source_in_degc = 0.0;
  double source_out_degc = 0.0;
  double sink_max_degc = 0.0;
};

/// The network water that passes both.
struct SeriesWater {
  double flow_mw_per_k = 0.0;  ///< c·m
  double return_degc = 0.0;
  double target_degc = 0.0;
};

struct SeriesRun {
  double first_heat_mw = 0.0;
  double second_heat_mw = 0.0;
  double between_degc = 0.0;  ///< water between them
  double supply_degc = 0.0;   ///< what they reach; boilers lift the rest
  double electricity_mw = 0.0;
};

/// Two heat pumps in series: the first warms the return as far as its capacity and its sink limit
/// let it, the second lifts what the first leaves:
///   Q₁ = min(Q₁max, C (min(T_target, T₁max) − T_return)),  T_b = T_return + Q₁/C
///   Q₂ = min(Q₂max, C (min(T_target, T₂max) − T_b)),       P = Σ Q_i / (share_i · COP_Lorenz,i)
/// each against the water it sees. Lorenz's cycle glides with the water, so equal shares draw what
/// one machine over the whole lift would: what a real pair gains by condensing at two temperatures
/// is a matter of its shares. A pair reaches further when the machines' sink limits differ.
/// Valid: sinks warmer than sources.
SeriesRun CalcSeriesRun(const SeriesHeatPump& first, const SeriesHeatPump& second,
                        const SeriesWater& water);

/// Most heat of one machine that cannot lift the network's water all the way:
///   Q = load · clamp((T_sink max − T_return)/(T_supply − T_return), 0, 1)
double CalcSinkHeatMaxMw(double load_mw, double sink_max_degc, double supply_degc,
                         double return_degc);

}  // namespace models
