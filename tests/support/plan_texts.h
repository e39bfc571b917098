#pragma once

#include <string>

namespace tests {

/// A plan of one block of flats at Lillestrøm in each text format; `replace` makes variants of it.
inline std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

inline std::string SmallGml() {
  return R"(<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/Reguleringsplanforslag/5.0">
<gml:featureMember><app:Arealplan gml:id="p"><app:kommunenummer>3205</app:kommunenummer>
<app:planidentifikasjon>7</app:planidentifikasjon><app:plantype>35</app:plantype>
<app:planstatus>2</app:planstatus></app:Arealplan></gml:featureMember>
<gml:featureMember><app:RpArealformålOmråde gml:id="a">
<app:område><gml:Polygon srsName="http://www.opengis.net/def/crs/EPSG/0/25832"><gml:exterior><gml:LinearRing>
<gml:posList>622000 6648000 622100 6648000 622100 6648100 622000 6648100 622000 6648000</gml:posList>
</gml:LinearRing></gml:exterior></gml:Polygon></app:område>
<app:vertikalnivå>2</app:vertikalnivå><app:arealformål>1113</app:arealformål><app:feltnavn>B1</app:feltnavn>
<app:utnytting><app:Utnytting><app:utnyttingstype>18</app:utnyttingstype>
<app:utnyttingstall>150</app:utnyttingstall></app:Utnytting></app:utnytting>
</app:RpArealformålOmråde></gml:featureMember>
</gml:FeatureCollection>
)";
}

inline std::string SmallSosi() {
  return R"(.HODE
..TEGNSETT UTF-8
..SOSI-VERSJON 4.5
..TRANSPAR
...KOORDSYS 22
...ORIGO-NØ 6648000 622000
...ENHET 0.01
.KURVE 1:
..NØ
0 0 ...KP 1
0 10000
10000 10000
.KURVE 2:
..NØ
0 0
10000 0
10000 10000
.KURVE 3:
..NØ
2000 2000
2000 4000
4000 4000
2000 2000
.FLATE 4:
..OBJTYPE RpOmråde
..NASJONALAREALPLANID
...KOMM 3205
...PLANID 7
..PLANTYPE 35
..PLANSTAT 2
..REF :1 :-2
..NØ
5 5
.FLATE 5:
..OBJTYPE RpArealformålOmråde
..RPAREALFORMÅL 1113 ! blokk
..VERTNIV 2
..FELTNAVN "B1"
..UTNYTT
...UTNTYP 18
...UTNTALL 150
..REF :1
:-2 (:3)
..NØ
1000 1000
.SLUTT
)";
}

inline std::string SmallGeojson() {
  return R"({"type": "FeatureCollection",
"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
"features": [
{"type": "Feature", "geometry": null, "properties": {"objekttype": "RpOmråde", "kommunenummer": "3205",
 "planidentifikasjon": "7", "plantype": 35, "planstatus": 2}},
{"type": "Feature", "id": "a", "geometry": {"type": "Polygon", "coordinates":
 [[[622000, 6648000], [622100, 6648000], [622100, 6648100], [622000, 6648100], [622000, 6648000]]]},
 "properties": {"objekttype": "RpArealformålOmråde", "arealformål": 1113, "vertikalnivå": 2, "feltnavn": "B1",
 "utnytting": {"utnyttingstype": 18, "utnyttingstall": 150}}}
]}
)";
}

}  // namespace tests
