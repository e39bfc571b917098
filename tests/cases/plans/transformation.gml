<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/Reguleringsplanforslag/5.0" gml:id="_transformation">
 <gml:featureMember>
  <app:Arealplan gml:id="_plan">
   <app:nasjonalArealplanId><app:NasjonalArealplanId><app:administrativEnhet><app:AdministrativEnhetskode><app:kommunenummer>3301</app:kommunenummer></app:AdministrativEnhetskode></app:administrativEnhet><app:planidentifikasjon>0002</app:planidentifikasjon></app:NasjonalArealplanId></app:nasjonalArealplanId>
   <app:plantype>34</app:plantype>
   <app:plannavn>Elvebredden transformasjon (oppdiktet)</app:plannavn>
   <app:planstatus>2</app:planstatus>
   <app:lovreferanse>6</app:lovreferanse>
  </app:Arealplan>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpOmråde gml:id="_outline">
   <app:område><gml:MultiSurface gml:id="_outline-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_outline-1"><gml:exterior><gml:LinearRing><gml:posList>568200.00 6623000.00 568460.00 6623000.00 568460.00 6623190.00 568200.00 6623190.00 568200.00 6623000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealplan xlink:href="#_plan"/>
  </app:RpOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a1">
   <app:område><gml:MultiSurface gml:id="_a1-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a1-1"><gml:exterior><gml:LinearRing><gml:posList>568200.00 6623000.00 568350.00 6623000.00 568350.00 6623100.00 568200.00 6623100.00 568200.00 6623000.00</gml:posList></gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>568250.00 6623030.00 568250.00 6623070.00 568300.00 6623070.00 568300.00 6623030.00 568250.00 6623030.00</gml:posList></gml:LinearRing></gml:interior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1800</app:arealformål>
   <app:feltnavn>BKB1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>18</app:utnyttingstype><app:utnyttingstall>260</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a2">
   <app:område><gml:MultiSurface gml:id="_a2-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a2-1"><gml:exterior><gml:LinearRing><gml:posList>568200.00 6623000.00 568350.00 6623000.00 568350.00 6623100.00 568200.00 6623100.00 568200.00 6623000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>1</app:vertikalnivå>
   <app:arealformål>1800</app:arealformål>
   <app:feltnavn>BKB1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>18</app:utnyttingstype><app:utnyttingstall>260</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a3">
   <app:område><gml:MultiSurface gml:id="_a3-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a3-1"><gml:exterior><gml:LinearRing><gml:posList>568350.00 6623000.00 568460.00 6623000.00 568460.00 6623100.00 568350.00 6623100.00 568350.00 6623000.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1130</app:arealformål>
   <app:feltnavn>BS1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>24000</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a4">
   <app:område><gml:MultiSurface gml:id="_a4-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a4-1"><gml:exterior><gml:LinearRing><gml:posList>568200.00 6623100.00 568320.00 6623100.00 568320.00 6623190.00 568200.00 6623190.00 568200.00 6623100.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1162</app:arealformål>
   <app:feltnavn>o_BU1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>7800</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a5">
   <app:område><gml:MultiSurface gml:id="_a5-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a5-1"><gml:exterior><gml:LinearRing><gml:posList>568320.00 6623100.00 568370.00 6623100.00 568370.00 6623190.00 568320.00 6623190.00 568320.00 6623100.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>1320</app:arealformål>
   <app:feltnavn>BH1</app:feltnavn>
   <app:utnytting><app:Utnytting><app:utnyttingstype>17</app:utnyttingstype><app:utnyttingstall>9000</app:utnyttingstall></app:Utnytting></app:utnytting>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a6">
   <app:område><gml:MultiSurface gml:id="_a6-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a6-1"><gml:exterior><gml:LinearRing><gml:posList>568370.00 6623100.00 568460.00 6623100.00 568460.00 6623190.00 568370.00 6623190.00 568370.00 6623100.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>3050</app:arealformål>
   <app:feltnavn>o_GP1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
 <gml:featureMember>
  <app:RpArealformålOmråde gml:id="_a7">
   <app:område><gml:MultiSurface gml:id="_a7-0" srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"><gml:surfaceMember><gml:Polygon gml:id="_a7-1"><gml:exterior><gml:LinearRing><gml:posList>568250.00 6623030.00 568300.00 6623030.00 568300.00 6623070.00 568250.00 6623070.00 568250.00 6623030.00</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></app:område>
   <app:vertikalnivå>2</app:vertikalnivå>
   <app:arealformål>2013</app:arealformål>
   <app:feltnavn>o_ST1</app:feltnavn>
   <app:planområde xlink:href="#_outline"/>
  </app:RpArealformålOmråde>
 </gml:featureMember>
</gml:FeatureCollection>
