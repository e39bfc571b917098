#pragma once

#include <string>

namespace tests {

/// A small network in the EPANET format with a link of every kind that is read.
inline std::string SmallEpanetCase() {
  return "[TITLE]\nSmall\nnetwork ; comment\n\n"
         "[JUNCTIONS]\n;ID Elev Demand Pattern\n"
         " a  100  10   P1 ;\n b  90  20\n c  80\n d  80  -5  *\n e  70  1\n f  60 1\n"
         "[RESERVOIRS]\n R  200  P2\n"
         "[TANKS]\n T  150  10  5  20  40  0\n"
         "[PIPES]\n"
         " p1  a  b  1000  12  100  0.5  Open\n"
         " p2  b  c  1000  12  100  Closed\n"
         " p3  c  d  1000  12  100  0  CV\n"
         " p4  T  b  500  10  110\n"
         " p5  b  e  500  10  110  2\n"
         " p6  b  f  500  10  110\n"
         "[PUMPS]\n"
         " u1  R  a  HEAD C1  SPEED 0.9\n u2  R  a  HEAD C3\n u3  R  a  HEAD C4\n"
         " u4  R  a  POWER 15\n u5  R  a  HEAD C1  PATTERN P3\n"
         "[VALVES]\n"
         " v1  c  d  12  PRV  50  0.3\n v2  c  d  12  PSV  40\n v3  c  d  12  PBV  10\n"
         " v4  c  e  6  FCV  100\n v5  c  e  6  TCV  7  0.2\n v6  c  e  6  TCV  7  0.2\n"
         "[DEMANDS]\n b  30  P1 ;domestic\n b  4\n"
         "[STATUS]\n v2  Open\n v3  Closed\n v6  OPEN\n u2  Closed\n v4  120\n"
         "[PATTERNS]\n P1  1 2\n P1  3\n P2  0.5 1.1\n P3  0 0.8\n DEF  9 2\n"
         "[CURVES]\n C1  1500  250\n"
         " C3  0  104\n C3  2000  92\n C3  4000  63\n"
         " C4  0  100\n C4  10  90\n C4  20  70\n C4  30  40\n"
         "[CONTROLS]\n"
         "LINK p5 CLOSED IF NODE T ABOVE 10\nLINK p4 OPEN AT TIME 0\nLINK p6 0 AT CLOCKTIME 6 AM\n"
         "LINK u1 CLOSED AT TIME 5:30\nLINK u1 1.2 IF NODE T BELOW 9.99\n"
         "LINK p1 CLOSED IF NODE b BELOW 20\nLINK p1 CLOSED AT TIME 0 DISABLED\n"
         "[RULES]\nRULE 1\nIF TANK T LEVEL > 5\nTHEN PUMP u1 STATUS IS OPEN\n"
         "[ENERGY]\nGlobal Efficiency 75\n"
         "[TIMES]\nPattern Timestep 2:00\nPattern Start 3:00\nStart ClockTime 6 am\n"
         "[OPTIONS]\nUnits GPM\nHeadloss H-W\nSpecific Gravity 1.1\nViscosity 2\nPattern DEF\n"
         "Demand Multiplier 1.5\nTrials 40\n"
         "[COORDINATES]\n a 1.5 2.5\n"
         "[BACKDROP]\nnothing\n[END]\nafter the end [PIPES\n";
}

}  // namespace tests
