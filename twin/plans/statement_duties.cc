#include "absl/strings/str_cat.h"
#include "twin/plans/statement_writer.h"

namespace twin::plans {

void StatementWriter::AddDuties() {
  const std::string heat = plan_ + "/heat";
  Title("Fjernvarme, tilknytningsplikt og TEK17", "District heating, duty to connect and TEK17");
  if (read_.Has(heat + "/network")) {
    Tell(absl::StrCat(
        Say("Nærmeste fjernvarmesystem: ", "Nearest district heating: "),
        read_.Text(heat + "/network/name"), ", ", ExtensionWords(heat + "/network/extension_m"),
        read_.Flag(heat + "/duty/needs_licence")
            ? Say("Systemet er stort nok til å kreve konsesjon (energiloven § 5-1); om planen "
                  "ligger "
                  "i konsesjonsområdet er ikke kjent.",
                  "The system is large enough to need a licence (Energy Act § 5-1); whether the "
                  "plan "
                  "lies in its area is not known.")
            : Say("Systemet er for lite til å kreve konsesjon; uten konsesjon kan ikke "
                  "tilknytningsplikt vedtas.",
                  "The system is too small to need a licence; without one no duty to connect can "
                  "be "
                  "decided.")));
  } else {
    Tell(Say("Ingen fjernvarme er kjent.", "No district heating is known."));
  }
  Tell(Say(
      "Tilknytningsplikt gjelder bare der det er konsesjon og planen bestemmer det (pbl. § 27-5, "
      "§ 12-7 nr. 8). Kommunen kan gi unntak når en annen løsning er vist å være bedre for "
      "miljøet. Plikten er å knytte seg til, ikke å kjøpe.",
      "A duty to connect holds only where there is a licence and the plan decides it (Planning "
      "and Building Act § 27-5, § 12-7 no. 8). The municipality may exempt where another "
      "solution is shown to be better for the environment. It is a duty to connect, not to "
      "buy."));
  Tell(absl::StrCat(
      Say("TEK17 § 14-4 (energifleksible varmesystemer, minst 60 % av netto varmebehov) gjelder "
          "for ",
          "TEK17 § 14-4 (energy-flexible heating, at least 60 % of the net heat demand) holds "
          "for "),
      read_.Number(heat + "/tek17_14_4/floor_m2", 0),
      Say(" m² gulv og ikke for ", " m² of floor and not for "),
      read_.Number(heat + "/tek17_14_4/other_floor_m2", 0),
      Say(" m² (småhus og bygg under 1000 m²; et felt er regnet som ett bygg).",
          " m² (small houses and buildings below 1000 m²; an area is taken for one building).")));
}

std::string StatementWriter::ExtensionWords(const std::string& pointer) {
  constexpr double kMPerKm = 1000.0;
  const bool is_far = checked_.network->extension_m >= kMPerKm;
  return is_far ? absl::StrCat(read_.Number(pointer, 1, 1.0 / kMPerKm),
                               Say(" km trasé unna. ", " km of trench away. "))
                : absl::StrCat(read_.Number(pointer, 0),
                               Say(" m trasé unna. ", " m of trench away. "));
}

void StatementWriter::AddProvisions() {
  Title("Forslag til planbestemmelser", "Proposed provisions");
  const std::string grid = plan_ + "/grid";
  Small(Say("Utkast til ordlyd; kommunen tilpasser og vurderer hjemmel.",
            "Draft wording; the municipality adapts it and judges its ground in law. The Norwegian "
            "text is what would be adopted."));
  Quote(absl::StrCat(
      Say("Rekkefølge (pbl. § 12-7 nr. 10): Før det gis igangsettingstillatelse til ny "
          "bebyggelse i "
          "planområdet, skal det være dokumentert av nettselskapet at tilstrekkelig elektrisk "
          "kapasitet er eller blir tilgjengelig for byggetrinnet. Samlet behov er anslått til ",
          "Order (Planning and Building Act § 12-7 no. 10): Before work on new buildings in the "
          "plan "
          "is permitted, the grid company shall have documented that enough electric capacity is "
          "or "
          "will be there for the stage. The whole need is estimated at "),
      read_.Number(LastNeed() + "/direct/1", 1), "–", read_.Number(LastNeed() + "/direct/2", 1),
      " MW."));
  Quote(absl::StrCat(
      Say("Nettstasjoner (pbl. § 12-7 nr. 1 og 4): Innenfor planområdet skal det settes av plass "
          "til ",
          "Substations (§ 12-7 nos. 1 and 4): Within the plan, room shall be set aside for "),
      read_.Text(grid + "/land/substations_count"),
      Say(" nettstasjoner, til sammen minst ", " secondary substations, together at least "),
      read_.Number(grid + "/land/low_m2", 0),
      Say(" m², med kjørbar adkomst og avstand til bygg etter nettselskapets krav.",
          " m², with access for lorries and the distances to buildings that the grid company "
          "asks "
          "for.")));
  if (checked_.heat.flexible.floor_m2 > 0.0) {
    Quote(
        Say("Vannbåren varme (pbl. § 12-7 nr. 8, TEK17 § 14-4): Bebyggelse over 1000 m² oppvarmet "
            "BRA skal ha vannbåren varme og felles varmesentral tilrettelagt for lav temperatur, "
            "slik at den kan knyttes til fjernvarme eller lokal overskuddsvarme.",
            "Waterborne heat (§ 12-7 no. 8, TEK17 § 14-4): Buildings above 1000 m² of heated floor "
            "shall have waterborne heating and a common heating central ready for low temperature, "
            "so that they can be joined to district heating or local surplus heat."));
  }
  const bool may_join = checked_.network && read_.Flag(plan_ + "/heat/duty/needs_licence") &&
                        checked_.network->reach != solvers::HeatReach::kTooLittle;
  if (may_join) {
    Quote(
        Say("Tilknytningsplikt (pbl. § 27-5), dersom planområdet ligger innenfor "
            "konsesjonsområdet: Ny bebyggelse skal knyttes til fjernvarmeanlegget. Kommunen kan "
            "gjøre unntak når en annen løsning er dokumentert å være miljømessig bedre.",
            "Duty to connect (§ 27-5), if the plan lies within the licence area: New buildings "
            "shall be joined to the district heating. The municipality may exempt where another "
            "solution is documented to be better for the environment."));
  }
  if (checked_.heat.choices[3].extension_m && may_join) {
    Quote(Say(
        "Trasé: Det settes av korridor for fjernvarmerør i vei før gater bygges eller fornyes.",
        "Route: A corridor for district-heating pipes in the street is set aside before streets "
        "are built or renewed."));
  }
}

}  // namespace twin::plans
