#!/usr/bin/env python3
"""Code lists of land-use plans: plans/purposes.csv, plan_types.csv, plan_statuses.csv, utilisations.csv.

    python3 data/ostlandet/build/plan_codes.py --out data/ostlandet/plans

Standard library only; the same bytes every time. Codes and names are facts of the public product specifications; which
use a purpose is reckoned as, and how ripe a status is, are judgements made here.
"""
import argparse
import csv
import pathlib

CATALOGUE = "SOSI object catalogue (objektkatalog.geonorge.no)"
MAPS = "code lists of public plan maps, compared"

# code, name, role, use, first version, last version; versions in tenths
ZONING = """
1000|Bebyggelse og anlegg - generalisert|general||40|44
1001|Bebyggelse og anlegg|general||40|50
1110|Boligbebyggelse|buildings|dwelling|40|50
1111|Boligbebyggelse - frittliggende småhusbebyggelse|buildings|detached_house|40|50
1112|Boligbebyggelse - konsentrert småhusbebyggelse|buildings|row_house|40|50
1113|Boligbebyggelse - blokkbebyggelse|buildings|apartment|40|50
1119|Garasjeanlegg for bolig-/fritidsbebyggelse|none||40|50
1120|Fritidsbebyggelse|buildings|cabin|40|50
1121|Fritidsbebyggelse - frittliggende|buildings|cabin|40|50
1122|Fritidsbebyggelse - konsentrert|buildings|cabin|40|50
1123|Fritidsbebyggelse - blokk|buildings|cabin|40|50
1124|Kolonihage|none||40|50
1130|Sentrumsformål|combined||40|50
1140|Kjøpesenter|buildings|mall|40|50
1150|Forretninger|buildings|shop|40|50
1160|Offentlig eller privat tjenesteyting|general||40|50
1161|Barnehage|buildings|kindergarten|40|50
1162|Undervisning|buildings|school|40|50
1163|Institusjon|buildings|health|40|45
1164|Kirke/annen religionsutøvelse|buildings|culture|40|50
1165|Forsamlingslokale|buildings|culture|40|45
1166|Administrasjon|buildings|office|40|50
1167|Kulturinstitusjon|buildings|culture|50|50
1168|Helse-/omsorgsinstitusjon|buildings|health|50|50
1169|Annen offentlig eller privat tjenesteyting|general||40|50
1170|Fritids- og turistformål|general||40|50
1171|Utleiehytter|buildings|cabin|40|50
1172|Fornøyelsespark|given||40|50
1173|Campingplass|given||40|50
1174|Leirplass|given||40|50
1200|Råstoffutvinning|given||40|50
1201|Steinbrudd og masseuttak|given||40|50
1300|Næringsbebyggelse|general||40|50
1310|Kontor|buildings|office|40|50
1320|Hotell/overnatting|buildings|hotel|40|50
1330|Bevertning|buildings|restaurant|40|50
1340|Industri|buildings|industry|40|50
1350|Lager|buildings|warehouse|40|50
1360|Bensinstasjon/vegserviceanlegg|given||40|50
1390|Annen næring|general||40|50
1400|Idrettsanlegg|general||40|50
1410|Skianlegg|given||40|50
1420|Skiløypetrasé|none||40|50
1430|Idrettsstadion|given||40|50
1440|Nærmiljøanlegg|none||40|50
1450|Golfbane|none||40|50
1460|Motorsportanlegg|given||40|50
1470|Skytebane|none||40|50
1490|Andre idrettsanlegg|general||40|50
1500|Andre typer bebyggelse og anlegg|given||40|50
1501|Godsterminal|given||40|50
1502|Godslager|buildings|warehouse|40|50
1510|Energianlegg|given||40|50
1520|Fjernvarmeanlegg|given||40|50
1530|Vindkraftanlegg|given||40|50
1540|Vann- og avløpsanlegg|given||40|50
1541|Vannforsyningsanlegg|given||40|50
1542|Avløpsanlegg|given||40|50
1550|Renovasjonsanlegg|given||40|50
1560|Øvrige kommunaltekniske anlegg|given||40|50
1570|Telekommunikasjonsanlegg|given||40|50
1587|Småbåtanlegg i sjø og vassdrag|given||40|50|late
1588|Småbåtanlegg i sjø og vassdrag med tilhørende strandsone|given||40|50|late
1589|Uthus/naust/badehus|none||40|50|late
1590|Annen særskilt angitt bebyggelse og anlegg|given||40|50|late
1600|Uteoppholdsareal|none||40|50|late
1610|Lekeplass|none||40|50|late
1620|Gårdsplass|none||40|50|late
1630|Parsellhage|none||40|50|late
1690|Annet uteoppholdsareal|none||40|50|map
1700|Grav- og urnelund|none||40|50|map
1710|Krematorium|given||40|50|map
1730|Nødvendige bygg og anlegg for grav- og urnelund|general||40|50|map
1800|Kombinert bebyggelse og anleggsformål|combined||40|50|map
1801|Bolig/forretning|combined||40|50|map
1802|Bolig/forretning/kontor|combined||40|50|map
1803|Bolig/tjenesteyting|combined||40|50|map
1804|Bolig/kontor|combined||40|50|map
1810|Forretning/kontor|combined||40|50|map
1811|Forretning/kontor/industri|combined||40|50|map
1812|Forretning/industri|combined||40|50|map
1813|Forretning/kontor/tjenesteyting|combined||40|50|map
1814|Forretning/tjenesteyting|combined||40|50|map
1820|Næring/kontor|combined||40|45|map
1821|Næring/kontor/industri|combined||40|45|map
1822|Næring/industri|combined||40|45|map
1823|Næring/kontor/tjenesteyting|combined||40|45|map
1824|Næring/tjenesteyting|combined||40|50|map
1825|Kontor/lager|combined||40|50|map
1826|Industri/lager|combined||40|50|map
1830|Kontor/industri|combined||40|50|map
1831|Kontor/tjenesteyting|combined||40|50|map
1900|Angitt bebyggelse og anleggsformål kombinert med andre angitte hovedformål|combined||40|50|map
2000|Samferdselsanlegg og teknisk infrastruktur - generalisert|none||40|44|map
2001|Samferdselsanlegg og teknisk infrastruktur|none||40|50|map
2010|Veg|none||40|50|map
2011|Kjøreveg|none||40|50|map
2012|Fortau|none||40|50|map
2013|Torg|none||40|50|map
2014|Gatetun|none||40|50|map
2015|Gang-/sykkelveg|none||40|50|map
2016|Gangveg/gangareal/gågate|none||40|50|map
2017|Sykkelanlegg|none||40|50|map
2018|Annen veggrunn - tekniske anlegg|none||40|50|map
2019|Annen veggrunn - grøntareal|none||40|50|map
2020|Bane|none||40|50|map
2021|Trasé for jernbane|none||40|50|map
2022|Trasé for sporveg/forstadsbane|none||40|50|map
2023|Trasé for taubane|none||40|50|map
2024|Stasjons-/terminalbygg|general||40|50|map
2025|Holdeplass/plattform|none||40|50|map
2026|Leskur/plattformtak|none||40|50|map
2027|Tekniske bygg/konstruksjoner|none||40|50|map
2028|Annen banegrunn - tekniske anlegg|none||40|50|map
2029|Annen banegrunn - grøntareal|none||40|50|map
2030|Lufthavn|given||40|50|map
2031|Lufthavn - landings-/taksebane|none||40|50|map
2032|Lufthavn - terminalbygg|given||40|50|map
2033|Lufthavn - hangarer/administrasjonsbygg|given||40|50|map
2034|Landingsplass for helikopter o.a.|none||40|50|map
2040|Havn|given||40|50|map
2041|Kai|given||40|50|map
2042|Havneterminaler|given||40|50|map
2043|Havnelager|buildings|warehouse|40|50|map
2044|Molo|none||40|50|map
2045|Navigasjonsinstallasjon|none||40|50|map
2050|Hovednett for sykkel|none||40|50|map
2060|Kollektivnett|none||40|50|map
2061|Trasé for nærmere angitt kollektivtransport|none||40|50|map
2070|Kollektivknutepunkt|given||40|50|map
2071|Kollektivanlegg|given||40|50|map
2072|Kollektivterminal|given||40|50|map
2073|Kollektivholdeplass|none||40|50|map
2074|Pendler-/innfartsparkering|none||40|50|map
2080|Parkering|none||40|50|map
2081|Rasteplass|none||40|50|map
2082|Parkeringsplasser|none||40|50|map
2083|Parkeringshus/-anlegg|none||40|50|map
2100|Trasé for teknisk infrastruktur|none||40|45|map
2101|Teknisk infrastruktur|none||50|50|map
2110|Energinett|none||40|50|map
2120|Fjernvarmenett|none||40|50|map
2140|Vann- og avløpsnett|none||40|50|map
2141|Vannforsyningsnett|none||40|50|map
2142|Avløpsnett|none||40|50|map
2143|Overvannsnett|none||50|50|map
2150|Avfallssug|none||40|50|map
2160|Telekommunikasjonsnett|none||40|50|map
2170|Sikringsanlegg|none||40|50|map
2180|Andre tekniske infrastrukturtraseer|none||40|50|map
2190|Kombinerte tekniske infrastrukturtraseer|none||40|50|map
2800|Kombinerte formål for samferdselsanlegg og/eller teknisk infrastruktur|none||40|50|map
2900|Angitte samferdselsanlegg kombinert med andre angitte hovedformål|combined||40|50|map
3000|Grønnstruktur - generalisert|none||40|44|map
3001|Grønnstruktur|none||40|45|map
3002|Blå/grønnstruktur|none||50|50|map
3020|Naturområde - grønnstruktur|none||40|50|map
3030|Turdrag|none||40|50|map
3031|Turveg|none||40|50|map
3040|Friområde|none||40|50|map
3041|Badeplass/-område|none||40|50|map
3050|Park|none||40|50|map
3060|Vegetasjonsskjerm|none||40|50|map
3061|Vannspeil|none||40|50|map
3100|Overvannstiltak|none||50|50|map
3110|Infiltrasjon/fordrøyning/avledning|none||50|50|map
3800|Kombinerte grønnstrukturformål|none||40|50|map
3900|Angitt grønnstruktur kombinert med andre angitte hovedformål|combined||40|50|map
4000|Forsvaret - generalisert|given||40|44|map
4001|Forsvaret|given||40|50|map
4010|Ulike typer militære formål|given||40|50|map
4020|Skytefelt/øvingsområde|none||40|50|map
4030|Forlegning/leir|given||40|50|map
4800|Kombinerte militærformål|given||40|50|map
4900|Angitt militært formål kombinert med andre angitte hovedformål|combined||40|50|map
5000|Landbruks-, natur- og friluftsformål samt reindrift (LNFR) - generalisert|none||40|44|map
5001|Landbruks-, natur- og friluftsformål samt reindrift (LNFR)|none||40|45|map
5100|LNFR for nødvendige tiltak for landbruk og reindrift|none||40|50|map
5110|Landbruksformål|none||40|50|map
5111|Jordbruk|none||40|50|map
5112|Skogbruk|none||40|50|map
5113|Seterområde|none||40|50|map
5114|Gartneri|given||40|50|map
5115|Pelsdyranlegg|none||40|50|map
5120|Naturformål av LNFR|none||40|50|map
5130|Friluftsformål|none||40|50|map
5140|Reindriftsformål|none||40|50|map
5200|LNFR for spredt bolig-, fritids- eller næringsbebyggelse|general||40|50|map
5210|Spredt boligbebyggelse|buildings|detached_house|40|50|map
5220|Spredt fritidsbebyggelse|buildings|cabin|40|50|map
5230|Spredt næringsbebyggelse|general||40|50|map
5300|Naturvern|none||40|50|map
5400|Jordvern|none||40|50|map
5500|Særlige landskapshensyn|none||40|50|map
5600|Vern av kulturmiljø eller kulturminne|none||40|50|map
5900|LNFR-formål kombinert med andre angitte hovedformål|combined||40|50|map
6000|Bruk og vern av sjø og vassdrag - generalisert|none||40|44|map
6001|Bruk og vern av sjø og vassdrag med tilhørende strandsone|none||40|50|map
6100|Ferdsel|none||40|50|map
6110|Ankringsområde|none||40|50|map
6120|Opplagsområde|none||40|50|map
6130|Riggområde|none||40|50|map
6200|Farled|none||40|50|map
6210|Skipsled|none||40|45|map
6211|Hoved-/biled|none||50|50|map
6220|Havneområde i sjø|none||40|50|map
6230|Småbåthavn|given||40|50|map
6240|Bøyehavn|none||40|50|map
6300|Fiske|none||40|50|map
6310|Fiskeområde|none||40|50|map
6320|Låssettingsplasser|none||40|50|map
6330|Oppvekstområde for yngel|none||40|50|map
6400|Akvakultur|given||40|50|map
6410|Akvakulturanlegg i sjø og vassdrag|given||40|50|map
6420|Akvakulturanlegg i sjø og vassdrag med tilhørende strandsone|given||40|50|map
6430|Fangstbasert levendelagring|given||50|50|map
6500|Drikkevann|none||40|50|map
6600|Naturområde|none||40|50|map
6610|Naturområde i sjø og vassdrag|none||40|50|map
6620|Naturområde i sjø og vassdrag med tilhørende strandsone|none||40|50|map
6700|Friluftsområde|none||40|50|map
6710|Friluftsområde i sjø og vassdrag|none||40|50|map
6720|Friluftsområde i sjø og vassdrag med tilhørende strandsone|none||40|50|map
6730|Småbåtanlegg i sjø og vassdrag|given||40|45|map
6740|Småbåtanlegg i sjø og vassdrag med tilhørende strandsone|given||40|45|map
6750|Uthus/naust/badehus|none||40|45|map
6760|Idrett/vannsport|none||40|50|map
6770|Badeområde|none||40|50|map
6800|Kombinerte formål i sjø og vassdrag|none||40|50|map
6900|Angitt formål i sjø og vassdrag kombinert med andre angitte hovedformål|combined||40|50|map
"""

MUNICIPAL = """
1000|Bebyggelse og anlegg - generalisert|general||40|44
1001|Bebyggelse og anlegg|general||40|50
1110|Boligbebyggelse|buildings|dwelling|40|50
1120|Fritidsbebyggelse|buildings|cabin|40|50
1130|Sentrumsformål|combined||40|50
1140|Kjøpesenter|buildings|mall|40|50
1150|Forretninger|buildings|shop|40|50
1160|Offentlig eller privat tjenesteyting|general||40|50
1170|Fritids- og turistformål|general||40|50
1200|Råstoffutvinning|given||40|50
1300|Næringsvirksomhet|general||40|50
1400|Idrettsanlegg|general||40|50
1500|Andre typer bebyggelse og anlegg|given||40|50
1600|Uteoppholdsareal|none||40|50
1700|Grav- og urnelund|none||40|50
1800|Kombinert bebyggelse og anleggsformål|combined||40|50
2000|Samferdselsanlegg og teknisk infrastruktur - generalisert|none||40|44
2001|Samferdselsanlegg og teknisk infrastruktur (arealer)|none||40|50
2010|Veg|none||40|50
2020|Bane (nærmere angitt baneformål)|none||40|50
2030|Lufthavn|given||40|50
2040|Havn|given||40|50
2050|Hovednett for sykkel|none||40|50
2060|Kollektivnett|none||40|50
2070|Kollektivknutepunkt|given||40|50
2080|Parkering|none||40|50
2100|Trasé for teknisk infrastruktur|none||40|50
2800|Kombinerte formål for samferdselsanlegg og/eller teknisk infrastruktur|none||40|50
3000|Grønnstruktur - generalisert|none||40|44
3001|Grønnstruktur|none||40|50
3002|Blå/grønnstruktur|none||50|50|map
3020|Naturområde - grønnstruktur|none||40|50
3030|Turdrag|none||40|50
3040|Friområde|none||40|50
3050|Park|none||40|50
3100|Overvannstiltak|none||50|50|map
3800|Kombinerte grønnstrukturformål|none||40|50
4000|Forsvaret - generalisert|given||40|44
4001|Forsvaret|given||40|50
4010|Ulike typer militære formål|given||40|50
4020|Skytefelt/øvingsområde|none||40|50
4030|Forlegning/leir|given||40|50
4800|Kombinerte militærformål|given||40|50
5000|Landbruks-, natur- og friluftsformål samt reindrift (LNFR) - generalisert|none||40|44
5001|Landbruks-, natur- og friluftsformål samt reindrift (LNFR)|none||40|45|map
5100|LNFR for nødvendige tiltak for landbruk og reindrift|none||40|50
5200|LNFR for spredt bolig-, fritids- eller næringsbebyggelse|general||40|50
5210|Spredt boligbebyggelse|buildings|detached_house|40|50
5220|Spredt fritidsbebyggelse|buildings|cabin|40|50
5230|Spredt næringsbebyggelse|general||40|50
6000|Bruk og vern av sjø og vassdrag - generalisert|none||40|44|map
6001|Bruk og vern av sjø og vassdrag med tilhørende strandsone|none||40|50|map
6100|Ferdsel|none||40|50|map
6110|Ankringsområde|none||40|50|map
6120|Opplagsområde|none||40|50|map
6130|Riggområde|none||40|50|map
6200|Farleder|none||40|50|map
6220|Havneområde i sjø|none||40|50|map
6230|Småbåthavn|given||40|50|map
6300|Fiske|none||40|50|map
6400|Akvakultur|given||40|50|map
6500|Drikkevann|none||40|50|map
6600|Naturområde|none||40|50|map
6700|Friluftsområde|none||40|50|map
6800|Kombinerte formål i sjø og vassdrag|none||40|50|map
"""

MUNICIPAL_1985 = """
100|Byggeområde|general||40|50|cat
110|Boligområde|buildings|dwelling|40|50|cat
120|Senterområde|combined||40|50|map
130|Erverv|general||40|50|cat
131|Forretning|buildings|shop|40|50|cat
132|Kontor|buildings|office|40|50|cat
133|Industri|buildings|industry|40|50|cat
134|Lager|buildings|warehouse|40|50|cat
140|Fritidsbebyggelse|buildings|cabin|40|50|cat
150|Offentlig bygning|general||40|50|cat
155|Bygninger med særskilt angitt allmennyttig formål|general||40|50|cat
160|Kommunalteknisk anlegg|given||40|50|cat
161|Grav- og urnelund|none||40|50|cat
162|Avfallsbehandling|given||40|50|cat
163|Kommunalteknisk virksomhet|given||40|50|map
170|Friområde|none||40|50|cat
171|Idrettsanlegg|general||40|50|cat
172|Park/turvei|none||40|50|map
173|Skiløype|none||40|50|map
190|Annet byggeområde|general||40|50|cat
200|Landbruks-, natur- og friluftsområde|none||40|50|cat
210|LNF-område|none||40|50|cat
220|LNF-område med spredt bebyggelse|general||40|50|cat
221|LNF-område med spredt boligbebyggelse|buildings|detached_house|40|50|cat
222|LNF-område med spredt ervervsbebyggelse|general||40|50|cat
223|LNF-område med spredt fritidsbebyggelse|buildings|cabin|40|50|cat
300|Område for råstoffutvinning|given||40|50|cat
310|Gruvedrift|given||40|50|cat
320|Masseuttak|given||40|50|cat
330|Myrarealer|none||40|50|cat
400|Område som er eller skal båndlegges|none||40|50|map
410|Båndlegging etter lov om naturvern|none||40|50|map
420|Båndlegging etter lov om kulturminner|none||40|50|map
460|Båndlegges for forsvaret|none||40|50|map
470|Område som skal reguleres etter pbl. 1985|none||40|50|map
490|Båndlegging etter annet lovverk|none||40|50|cat
499|Båndlegging etter flere lovverk|none||40|50|cat
500|Område for vern av sjø og vassdrag|none||40|50|map
510|Vann med restriksjon (drikkevannskilde)|none||40|50|map
520|Vannareal for allment friluftsliv|none||40|50|map
521|Småbåthavn|given||40|50|map
522|Idrettsområde|none||40|50|cat
530|Vannareal for allmenn flerbruk|none||40|50|map
531|Ferdselsområde|none||40|50|cat
532|Fiskeområde|none||40|50|cat
533|Akvakulturområde|given||40|50|cat
590|Annen særskilt bruk eller vern|none||40|50|cat
600|Viktige ledd i kommunikasjonssystemet|none||40|50|map
610|Veiareal|none||40|50|map
620|Parkering|none||40|50|map
630|Fotgjengerstrøk|none||40|50|cat
640|Terminal|given||40|50|map
641|Terminalbygg|general||40|50|map
650|Jernbaneareal|none||40|50|cat
660|Sporveisareal|none||40|50|map
670|Flyplass|given||40|50|cat
680|Havn|given||40|50|cat
"""

ZONING_1985 = """
100|Byggeområde|general||40|50|map
110|Boliger|buildings|dwelling|40|50|map
111|Frittliggende småhusbebyggelse|buildings|detached_house|40|50|map
112|Konsentrert småhusbebyggelse|buildings|row_house|40|50|map
113|Blokkbebyggelse|buildings|apartment|40|50|map
115|Garasje|none||40|50|map
120|Forretning|buildings|shop|40|50|map
130|Kontor|buildings|office|40|50|map
140|Industri|buildings|industry|40|50|map
150|Fritidsbebyggelse|buildings|cabin|40|50|map
160|Offentlig bebyggelse|general||40|50|map
162|Offentlig bygg - barnehage|buildings|kindergarten|40|50|map
163|Offentlig bygg - undervisning|buildings|school|40|50|map
164|Offentlig bygg - institusjon|buildings|health|40|50|map
166|Offentlig bygg - kirke|buildings|culture|40|50|map
167|Offentlig bygg - forsamlingslokale|buildings|culture|40|50|map
169|Offentlig bygg - administrativt bygg|buildings|office|40|50|map
170|Allmennyttig formål|general||40|50|map
172|Allmennyttig formål - barnehage|buildings|kindergarten|40|50|map
173|Allmennyttig formål - undervisning|buildings|school|40|50|map
174|Allmennyttig formål - institusjon|buildings|health|40|50|map
176|Allmennyttig formål - kirke|buildings|culture|40|50|map
177|Allmennyttig formål - forsamlingslokale|buildings|culture|40|50|map
179|Allmennyttig formål - administrativt bygg|buildings|office|40|50|map
180|Herberge og bevertningssted|buildings|hotel|40|50|map
181|Hotell|buildings|hotel|40|50|map
182|Bevertning|buildings|restaurant|40|50|map
190|Garasjeanlegg og bensinstasjon|given||40|50|map
191|Garasjeanlegg|none||40|50|map
192|Bensinstasjon|given||40|50|map
199|Annet byggeområde|general||40|50|map
200|Landbruksområde|none||40|50|map
210|Jord- og skogbruk|none||40|50|map
230|Gartneri|given||40|50|map
240|Parsellhage|none||40|50|map
300|Offentlig trafikkområde|none||40|50|map
310|Kjørevei|none||40|50|map
311|Gate med fortau|none||40|50|map
319|Annen veigrunn|none||40|50|map
320|Gang-/sykkelvei|none||40|50|map
321|Sykkelvei|none||40|50|map
322|Gangvei|none||40|50|map
330|Gatetun|none||40|50|map
331|Torg|none||40|50|map
332|Rasteplass|none||40|50|map
333|Parkeringsplass|none||40|50|map
340|Kollektivanlegg|given||40|50|map
341|Bussterminal|given||40|50|map
342|Bussholdeplass|none||40|50|map
350|Jernbane|none||40|50|map
360|Sporvei/forstadsbane|none||40|50|map
370|Flyplass med administrasjonsbygg|given||40|50|map
380|Havneområde (landdelen)|given||40|50|map
381|Kai|given||40|50|map
382|Småbåtanlegg (landdelen)|given||40|50|map
390|Trafikkområde i sjø og vassdrag|none||40|50|map
400|Offentlig friområde|none||40|50|map
410|Park|none||40|50|map
420|Turvei|none||40|50|map
430|Anlegg for lek|none||40|50|map
440|Anlegg for idrett og sport|general||40|50|map
500|Fareområde|none||40|50|map
510|Høyspenningsanlegg|none||40|50|map
600|Spesialområde|none||40|50|map
612|Campingplass|given||40|50|map
615|Idrettsanlegg, ikke offentlig tilgjengelig|general||40|50|map
616|Golfbane|none||40|50|map
617|Grav- og urnelund|none||40|50|map
621|Kommunalteknisk virksomhet|given||40|50|map
623|Vann- og avløpsanlegg|given||40|50|map
624|Fjernvarmeanlegg|given||40|50|map
625|Anlegg for telekommunikasjon|given||40|50|map
626|Anlegg for forsvaret|given||40|50|map
660|Bevaringsområde|none||40|50|map
670|Steinbrudd og masseuttak|given||40|50|map
685|Handelsgartneri|given||40|50|map
690|Særskilt anlegg|given||40|50|map
693|Vindkraft|given||40|50|map
700|Fellesområde|none||40|50|map
710|Felles avkjørsel|none||40|50|map
720|Felles gangareal|none||40|50|map
730|Felles parkeringsplass|none||40|50|map
750|Felles lekeareal|none||40|50|map
760|Felles gårdsplass|none||40|50|map
770|Felles garasjeanlegg|none||40|50|map
780|Felles grøntareal|none||40|50|map
790|Annet fellesareal|none||40|50|map
800|Fornyelsesområde|general||40|50|map
900|Kombinert formål|combined||40|50|map
910|Bolig/forretning|combined||40|50|map
911|Bolig/forretning/kontor|combined||40|50|map
912|Bolig/kontor|combined||40|50|map
913|Bolig/offentlig|combined||40|50|map
920|Forretning/kontor|combined||40|50|map
921|Forretning/kontor/industri|combined||40|50|map
922|Forretning/industri|combined||40|50|map
923|Forretning/kontor/offentlig|combined||40|50|map
924|Forretning/offentlig|combined||40|50|map
930|Kontor/industri|combined||40|50|map
931|Kontor/offentlig|combined||40|50|map
939|Kontor/bensinstasjon|combined||40|50|map
960|Offentlig/allmennyttig|combined||40|50|map
980|Bevertning/bensinstasjon|combined||40|50|map
990|Annet kombinert formål|combined||40|50|map
"""

SOURCES = {
    "": (f"{CATALOGUE}, code list of SOSI Plan 4.5; use and role by judgement", "high"),
    "cat": ("register of SOSI code lists (register.geonorge.no, arealbruk); use and role by judgement", "medium"),
    "late": ("municipal list of purpose letters dated 2018-11-15 after the national list; use and role by judgement", "medium"),
    "map": (f"{MAPS}: first and last version by judgement; use and role by judgement", "medium"),
}

# code, name, municipal plan, binding
TYPES = [
    (20, "Kommuneplanens arealdel", 1, 1), (21, "Kommunedelplan", 1, 1), (22, "Mindre endring av kommune(del)plan", 1, 1),
    (30, "Eldre reguleringsplan", 0, 1), (31, "Mindre reguleringsendring", 0, 1),
    (32, "Bebyggelsesplan ihht. reguleringsplan", 0, 1), (33, "Bebyggelsesplan ihht. kommuneplanens arealdel", 0, 1),
    (34, "Områderegulering", 0, 1), (35, "Detaljregulering", 0, 1),
]

# code, name, doubtful, realised share P10 P50 P90, why, confidence of the name
STATUSES = [
    (0, "Planinitiativ", 0, 0.05, 0.2, 0.6, "a wish", "medium"),
    (1, "Planlegging igangsatt", 0, 0.1, 0.35, 0.75, "announced, not drawn to the end", "high"),
    (2, "Planforslag", 0, 0.25, 0.55, 0.85, "drawn and on hearing", "high"),
    (3, "Endelig vedtatt arealplan", 0, 0.4, 0.75, 0.95, "adopted; not everything permitted is built", "high"),
    (4, "Opphevet", 0, 0.0, 0.0, 0.0, "repealed: no right to build", "high"),
    (5, "Utgått/erstattet", 1, 0.0, 0.1, 0.9, "registers often say so wrongly: check the legal status and date", "high"),
    (6, "Vedtatt plan med utsatt rettsvirkning", 0, 0.3, 0.65, 0.95, "adopted, holds later", "high"),
    (7, "Endelig vedtatt plan underlagt tidsbegrensning", 0, 0.3, 0.65, 0.95, "adopted for a time", "high"),
    (8, "Overstyrt", 1, 0.0, 0.1, 0.9, "another plan goes before it in part: check which", "high"),
    (9, "Avvist", 0, 0.0, 0.0, 0.0, "rejected", "medium"),
    (10, "Trukket/uaktuell", 0, 0.0, 0.0, 0.05, "withdrawn", "medium"),
]

# code, name, kind
UTILISATIONS = [
    (1, "BYA-87: tillatt bebygd areal i prosent etter byggeforskrift 1987", "bya_percent"),
    (2, "BRA-69: tillatt bruksareal i kvm (byggeforskrift 1969 og tidligere)", "bra_m2"),
    (3, "TU: tillatt tomteutnyttelse i prosent", "other"),
    (4, "U: tillatt grad av utnytting (byggeforskrift 1985 og tidligere)", "other"),
    (5, "F: tillatt flateutnyttelse i prosent", "other"),
    (6, "BGA: brutto gulvareal i kvm", "other"),
    (7, "BFA: bebygd flate i kvm", "bya_m2"),
    (10, "Ikke tillatt å bebygge", "no_building"),
    (11, "Ikke tillatt med ytterligere bebyggelse", "no_building"),
    (12, "%-BYA-97: tillatt bebygd areal i prosent etter byggeforskrift 1997", "bya_percent"),
    (13, "T-BRA: tillatt bruksareal i kvm etter byggeforskrift 1997", "bra_m2"),
    (14, "%-TU: prosent tomteutnyttelse etter byggeforskrift 1997", "bra_percent"),
    (15, "BYA: bebygd areal i kvm etter TEK", "bya_m2"),
    (16, "%-BYA: bebygd areal i prosent etter TEK", "bya_percent"),
    (17, "BRA: bruksareal i kvm etter TEK", "bra_m2"),
    (18, "%-BRA: prosent bruksareal etter TEK", "bra_percent"),
]


def write(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


def purposes():
    for name, text in (("municipal", MUNICIPAL), ("zoning", ZONING), ("municipal-1985", MUNICIPAL_1985),
                       ("zoning-1985", ZONING_1985)):
        for line in text.strip().splitlines():
            code, title, role, use, first, last, *where = line.split("|")
            source, confidence = SOURCES[where[0] if where else ""]
            yield (name, code, title, first, last, role, use, source, confidence)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    write(out / "purposes.csv",
          ["list", "code", "name", "first_version", "last_version", "role", "use", "source", "confidence"], purposes())
    write(out / "plan_types.csv", ["code", "name", "is_municipal", "is_binding", "source", "confidence"],
          [(*row, f"{MAPS}; 34 also in test data of the national validator", "medium") for row in TYPES])
    write(out / "plan_statuses.csv",
          ["code", "name", "is_doubtful", "realised_p10_share", "realised_p50_share", "realised_p90_share", "source",
           "confidence"],
          [(code, name, doubt, p10, p50, p90,
            f"code and name ({sure}): {CATALOGUE if sure == 'high' else MAPS}; shares assumed: {why}", "low")
           for code, name, doubt, p10, p50, p90, why, sure in STATUSES])
    write(out / "utilisations.csv", ["code", "name", "kind", "source", "confidence"],
          [(*row, f"SOSI object catalogue, code list Utnyttingstype (sosi.arkitektum.no)", "high") for row in UTILISATIONS])


if __name__ == "__main__":
    main()
