<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/Reguleringsplanforslag/5.0" gml:id="_business_park">
 <gml:featureMember>
  <app:Arealplan gml:id="_plan">
   <app:nasjonalArealplanId><app:NasjonalArealplanId><app:administrativEnhet><app:AdministrativEnhetskode><app:kommunenummer>3305</app:kommunenummer></app:AdministrativEnhetskode></app:administrativEnhet><app:planidentifikasjon>0003</app:planidentifikasjon></app:NasjonalArealplanId></app:nasjonalArealplanId>
   <app:plantype>35</app:plantype>
   <app:plannavn>Follum næringspark (oppdiktet)</app:plannavn>
   <app:planstatus>3</app:planstatus>
   <app:lovreferanse>6</app:lovreferanse>
  </app:Arealplan>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpOmråde gml:id="_outline">
   <app:område><gml:MultiSurface gml:id="_outline-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_outline-1"><gml:exterior><gml:LinearRing><gml:posList>567000.00 6674000.00 567560.00 6674000.00 567560.00 6674250.00 567000.00 6674250.00 567000.00 6674000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealplan xlink:href="#_plan"/>
  </app:RpOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a1">
   <app:område><gml:MultiSurface gml:id="_a1-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a1-1"><gml:exterior><gml:LinearRing><gml:posList>567000.00 6674000.00 567300.00 6674000.00 567300.00 6674250.00 567000.00 6674250.00 567000.00 6674000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1390</app:arealformål>
   <app:feltnavn>BN1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>16</app:utnyttingstype><app:utnyttingstall>60</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a2">
   <app:område><gml:MultiSurface gml:id="_a2-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a2-1"><gml:exterior><gml:LinearRing><gml:posList>567300.00 6674000.00 567500.00 6674000.00 567500.00 6674120.00 567300.00 6674120.00 567300.00 6674000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1340</app:arealformål>
   <app:feltnavn>BI1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>16</app:utnyttingstype><app:utnyttingstall>45</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a3">
   <app:område><gml:MultiSurface gml:id="_a3-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a3-1"><gml:exterior><gml:LinearRing><gml:posList>567300.00 6674120.00 567500.00 6674120.00 567500.00 6674250.00 567300.00 6674250.00 567300.00 6674120.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1350</app:arealformål>
   <app:feltnavn>BL1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>14000</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a4">
   <app:område><gml:MultiSurface gml:id="_a4-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a4-1"><gml:exterior><gml:LinearRing><gml:posList>567500.00 6674000.00 567560.00 6674000.00 567560.00 6674120.00 567500.00 6674120.00 567500.00 6674000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1310</app:arealformål>
   <app:feltnavn>BK1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>6200</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a5">
   <app:område><gml:MultiSurface gml:id="_a5-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a5-1"><gml:exterior><gml:LinearRing><gml:posList>567500.00 6674120.00 567560.00 6674120.00 567560.00 6674250.00 567500.00 6674250.00 567500.00 6674120.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1510</app:arealformål>
   <app:feltnavn>BE1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
</gml:FeatureCollection>
