<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/Reguleringsplanforslag/5.0" gml:id="_dwellings">
 <gml:featureMember>
  <app:Arealplan gml:id="_plan">
   <app:nasjonalArealplanId><app:NasjonalArealplanId><app:administrativEnhet><app:AdministrativEnhetskode><app:kommunenummer>3205</app:kommunenummer></app:AdministrativEnhetskode></app:administrativEnhet><app:planidentifikasjon>0001</app:planidentifikasjon></app:NasjonalArealplanId></app:nasjonalArealplanId>
   <app:plantype>35</app:plantype>
   <app:plannavn>Nordre Åsen boligområde (oppdiktet)</app:plannavn>
   <app:planstatus>3</app:planstatus>
   <app:lovreferanse>6</app:lovreferanse>
  </app:Arealplan>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpOmråde gml:id="_outline">
   <app:område><gml:MultiSurface gml:id="_outline-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_outline-1"><gml:exterior><gml:LinearRing><gml:posList>622000.00 6647992.00 622260.00 6647992.00 622260.00 6648180.00 622000.00 6648180.00 622000.00 6647992.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealplan xlink:href="#_plan"/>
  </app:RpOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a1">
   <app:område><gml:MultiSurface gml:id="_a1-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a1-1"><gml:exterior><gml:LinearRing><gml:posList>622000.00 6648000.00 622120.00 6648000.00 622120.00 6648090.00 622000.00 6648090.00 622000.00 6648000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1111</app:arealformål>
   <app:feltnavn>BFS1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>16</app:utnyttingstype><app:utnyttingstall>24</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a2">
   <app:område><gml:MultiSurface gml:id="_a2-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a2-1"><gml:exterior><gml:LinearRing><gml:posList>622120.00 6648000.00 622260.00 6648000.00 622260.00 6648090.00 622120.00 6648090.00 622120.00 6648000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1112</app:arealformål>
   <app:feltnavn>BKS1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>5200</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a3">
   <app:område><gml:MultiSurface gml:id="_a3-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a3-1"><gml:exterior><gml:LinearRing><gml:posList>622000.00 6648090.00 622140.00 6648090.00 622150.00 6648130.00 622140.00 6648180.00 622000.00 6648180.00 622000.00 6648090.00</gml:posList></gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>622040.00 6648120.00 622040.00 6648150.00 622070.00 6648150.00 622070.00 6648120.00 622040.00 6648120.00</gml:posList></gml:LinearRing></gml:interior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1113</app:arealformål>
   <app:feltnavn>BBB1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>18</app:utnyttingstype><app:utnyttingstall>140</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a4">
   <app:område><gml:MultiSurface gml:id="_a4-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a4-1"><gml:exterior><gml:LinearRing><gml:posList>622040.00 6648120.00 622070.00 6648120.00 622070.00 6648150.00 622040.00 6648150.00 622040.00 6648120.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1610</app:arealformål>
   <app:feltnavn>f_BLK1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a5">
   <app:område><gml:MultiSurface gml:id="_a5-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a5-1"><gml:exterior><gml:LinearRing><gml:posList>622140.00 6648090.00 622260.00 6648090.00 622260.00 6648180.00 622140.00 6648180.00 622150.00 6648130.00 622140.00 6648090.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1161</app:arealformål>
   <app:feltnavn>o_BBH1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>1100</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a6">
   <app:område><gml:MultiSurface gml:id="_a6-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a6-1"><gml:exterior><gml:LinearRing><gml:posList>622000.00 6647992.00 622260.00 6647992.00 622260.00 6648000.00 622000.00 6648000.00 622000.00 6647992.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>2011</app:arealformål>
   <app:feltnavn>o_SKV1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
</gml:FeatureCollection>
