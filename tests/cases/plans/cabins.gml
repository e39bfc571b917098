<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/Kommuneplan/5.0" gml:id="_cabins">
 <gml:featureMember>
  <app:Arealplan gml:id="_plan">
   <app:nasjonalArealplanId><app:NasjonalArealplanId><app:administrativEnhet><app:AdministrativEnhetskode><app:kommunenummer>3411</app:kommunenummer></app:AdministrativEnhetskode></app:administrativEnhet><app:planidentifikasjon>0006</app:planidentifikasjon></app:NasjonalArealplanId></app:nasjonalArealplanId>
   <app:plantype>21</app:plantype>
   <app:plannavn>Kommunedelplan Lauvåsen hyttefelt (oppdiktet)</app:plannavn>
   <app:planstatus>3</app:planstatus>
   <app:lovreferanse>6</app:lovreferanse>
  </app:Arealplan>
 </gml:featureMember>
 <gml:featureMember>
  <app:KpOmråde gml:id="_outline">
   <app:område><gml:MultiSurface gml:id="_outline-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_outline-1"><gml:exterior><gml:LinearRing><gml:posList>600700.00 6769880.00 602400.00 6769880.00 602400.00 6770900.00 600700.00 6770900.00 600700.00 6769880.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealplan xlink:href="#_plan"/>
  </app:KpOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:KpArealformålOmråde gml:id="_a1">
   <app:område><gml:MultiSurface gml:id="_a1-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a1-1"><gml:exterior><gml:LinearRing><gml:posList>601000.00 6770000.00 601600.00 6770040.00 601640.00 6770420.00 601300.00 6770520.00 601000.00 6770400.00 601000.00 6770000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1120</app:arealformål>
   <app:arealbruksstatus>2</app:arealbruksstatus>
   <app:feltnavn>H1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:KpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:KpArealformålOmråde gml:id="_a2">
   <app:område><gml:MultiSurface gml:id="_a2-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a2-1"><gml:exterior><gml:LinearRing><gml:posList>600700.00 6770000.00 601000.00 6770000.00 601000.00 6770400.00 600700.00 6770400.00 600700.00 6770000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1120</app:arealformål>
   <app:arealbruksstatus>1</app:arealbruksstatus>
   <app:feltnavn>H2</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:KpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:KpArealformålOmråde gml:id="_a3">
   <app:område><gml:MultiSurface gml:id="_a3-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a3-1"><gml:exterior><gml:LinearRing><gml:posList>601300.00 6769880.00 601420.00 6769880.00 601420.00 6770000.00 601300.00 6770000.00 601300.00 6769880.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1170</app:arealformål>
   <app:arealbruksstatus>2</app:arealbruksstatus>
   <app:feltnavn>FT1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>2600</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:KpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:KpArealformålOmråde gml:id="_a4">
   <app:område><gml:MultiSurface gml:id="_a4-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a4-1"><gml:exterior><gml:LinearRing><gml:posList>601640.00 6770420.00 602400.00 6770420.00 602400.00 6770900.00 601640.00 6770900.00 601640.00 6770420.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>5100</app:arealformål>
   <app:arealbruksstatus>1</app:arealbruksstatus>
   <app:feltnavn>LNFR</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:KpArealformålOmråde>
 </gml:featureMember>
</gml:FeatureCollection>
