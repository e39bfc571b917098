#include "twin/plans/norwegian.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace twin::plans {
namespace {

struct Words {
  const char* english;
  const char* norwegian;
};

constexpr Words kGaps[] = {
    {"its power and profile are not given", "effekt og profil er ikke oppgitt"},
    {"says too little: its uses are not given", "sier for lite: bruken er ikke oppgitt"},
    {"a footprint (BYA) without storeys says nothing of floor area",
     "bebygd areal (BYA) uten etasjer sier ikke noe om gulvareal"},
    {"no floor area, percentage, number of dwellings or power is given",
     "verken gulvareal, prosent, antall boliger eller effekt er oppgitt"}};

constexpr Words kConditions[] = {
    {"a back-up of the same heat must stand ready",
     "en reserve for den samme varmen må stå klar den dagen kilden faller bort, og den kan ikke "
     "være elektrisk"},
    {"the flats must have, or get, heat carried by water",
     "leilighetene må ha eller få vannbåren varme; i dag varmes de med strøm"},
    {"the pump draws at the source's own station", "pumpen trekker på kildens egen stasjon"},
    {"source and flats hang on different stations",
     "kilden og leilighetene henger på ulike stasjoner: det som frigjøres og det som trekkes, "
     "møtes "
     "ikke"},
    {"the source is planned, not running", "kilden er planlagt, ikke i drift"},
    {"the source gives less than the flats need",
     "kilden gir mindre enn leilighetene trenger i det kvarteret"}};

// By how it begins; the whole is replaced.
constexpr Words kRooms[] = {
    {"no planning year", "ingen planleggingsår i tvillingen ble spurt"},
    {"no station", "ingen stasjon har samleskinne på den spenningen"},
    {"this twin answers no", "denne tvillingen svarer ikke på spørsmål om tilknytning"},
    {"it was not asked", "det ikke ble spurt om den"},
    {"the twin answered: the planning year is being computed",
     "planleggingsåret regnes ut ennå: spør igjen senere"}};

}  // namespace

std::string GapInNorwegian(const std::string& reason) {
  for (const Words& gap : kGaps) {
    if (absl::StrContains(reason, gap.english)) {
      return absl::StrReplaceAll(reason, {{gap.english, gap.norwegian}});
    }
  }
  return reason;
}

std::string SwapConditionInNorwegian(const std::string& condition) {
  for (const Words& words : kConditions) {
    if (absl::StartsWith(condition, words.english)) return words.norwegian;
  }
  return condition;
}

std::string RoomWhyInNorwegian(const std::string& why) {
  for (const Words& room : kRooms) {
    if (absl::StartsWith(why, room.english)) return room.norwegian;
  }
  constexpr absl::string_view kAnswered = "the twin answered: ";
  return absl::StartsWith(why, kAnswered)
             ? absl::StrCat("tvillingen svarte: ", why.substr(kAnswered.size()))
             : why;
}

}  // namespace twin::plans
