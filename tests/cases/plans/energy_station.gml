<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/Reguleringsplanforslag/5.0" gml:id="_energy_station">
 <gml:featureMember>
  <app:Arealplan gml:id="_plan">
   <app:nasjonalArealplanId><app:NasjonalArealplanId><app:administrativEnhet><app:AdministrativEnhetskode><app:kommunenummer>3112</app:kommunenummer></app:AdministrativEnhetskode></app:administrativEnhet><app:planidentifikasjon>0004</app:planidentifikasjon></app:NasjonalArealplanId></app:nasjonalArealplanId>
   <app:plantype>35</app:plantype>
   <app:plannavn>Døgnhvileplass og energistasjon (oppdiktet)</app:plannavn>
   <app:planstatus>1</app:planstatus>
   <app:lovreferanse>6</app:lovreferanse>
  </app:Arealplan>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpOmråde gml:id="_outline">
   <app:område><gml:MultiSurface gml:id="_outline-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_outline-1"><gml:exterior><gml:LinearRing><gml:posList>607500.00 6579000.00 607760.00 6579000.00 607760.00 6579120.00 607500.00 6579120.00 607500.00 6579000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealplan xlink:href="#_plan"/>
  </app:RpOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a1">
   <app:område><gml:MultiSurface gml:id="_a1-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a1-1"><gml:exterior><gml:LinearRing><gml:posList>607500.00 6579000.00 607660.00 6579000.00 607660.00 6579080.00 607500.00 6579080.00 607500.00 6579000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1360</app:arealformål>
   <app:feltnavn>BV1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a2">
   <app:område><gml:MultiSurface gml:id="_a2-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a2-1"><gml:exterior><gml:LinearRing><gml:posList>607660.00 6579000.00 607760.00 6579000.00 607760.00 6579080.00 607660.00 6579080.00 607660.00 6579000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1360</app:arealformål>
   <app:feltnavn>BV2</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a3">
   <app:område><gml:MultiSurface gml:id="_a3-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a3-1"><gml:exterior><gml:LinearRing><gml:posList>607500.00 6579080.00 607560.00 6579080.00 607560.00 6579120.00 607500.00 6579120.00 607500.00 6579080.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1330</app:arealformål>
   <app:feltnavn>BBE1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>450</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a4">
   <app:område><gml:MultiSurface gml:id="_a4-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a4-1"><gml:exterior><gml:LinearRing><gml:posList>607560.00 6579080.00 607760.00 6579080.00 607760.00 6579120.00 607560.00 6579120.00 607560.00 6579080.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>2010</app:arealformål>
   <app:feltnavn>o_SV1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
</gml:FeatureCollection>
