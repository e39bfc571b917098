#pragma once

namespace models {

/// A counterflow plate exchanger. The heat transfer of either side grows with its flow:
///   1/UA = (1/UA_n) (f (m_p/m_p,n)^−0.8 + (1 − f) (m_s/m_s,n)^−0.8)
/// Source: turbulent flow in channels, Dittus, Boelter 1930.
struct HeatExchangerParams {
  double transfer_w_per_k = 0.0;          ///< UA_n at nominal flows
  double nominal_primary_kg_s = 0.0;      ///< m_p,n
  double nominal_secondary_kg_s = 0.0;    ///< m_s,n
  double primary_resistance_share = 0.5;  ///< f: of 1/UA_n
};

/// What flows in on both sides.
struct HeatExchangerFlows {
  double primary_kg_s = 0.0;
  double secondary_kg_s = 0.0;
  double primary_in_degc = 0.0;
  double secondary_in_degc = 0.0;
  double heat_capacity_j_per_kg_k = 4190.0;  ///< of both waters
};

/// Heat from the primary to the secondary side and its exact derivatives.
struct ExchangedHeat {
  double heat_w = 0.0;
  double per_primary_flow_w_s_per_kg = 0.0;  ///< dQ/dm_p, transfer coefficient included
  double per_kelvin_w_per_k = 0.0;           ///< dQ/dT_p,in = −dQ/dT_s,in
};

/// Effectiveness and number of transfer units of pure counterflow, written without the usual case
/// distinction of which side is the smaller:
///   Q = (T_p,in − T_s,in) / (h(z)/UA + 1/C_s),  h(z) = z/(1 − e^(−z)),  z = UA (1/C_p − 1/C_s)
/// The same as ε C_min (T_p,in − T_s,in) with ε = (1 − E)/(1 − r E), E = e^(−NTU (1 − r)); equal
/// capacity rates (z = 0) are no special case. Negative when the primary water is the colder.
/// A flow of zero exchanges nothing. Valid: flows >= 0, constant heat capacity.
/// Source: VDI Heat Atlas, C1.
ExchangedHeat CalcExchangedHeat(const HeatExchangerParams& exchanger,
                                const HeatExchangerFlows& flows);

/// UA at these flows.
double CalcTransferWPerK(const HeatExchangerParams& exchanger, double primary_kg_s,
                         double secondary_kg_s);

/// Four temperatures and the heat an exchanger is designed for.
struct HeatExchangerDesign {
  double heat_w = 0.0;
  double primary_in_degc = 0.0;
  double primary_out_degc = 0.0;
  double secondary_in_degc = 0.0;
  double secondary_out_degc = 0.0;
  double heat_capacity_j_per_kg_k = 4190.0;
};

/// The exchanger that gives exactly the design heat at the design temperatures: UA = Q/LMTD.
/// Valid: heat above zero, both approaches above zero.
HeatExchangerParams MakeHeatExchanger(const HeatExchangerDesign& design);

}  // namespace models
