"""Panels over one time axis as SVG: what the plots of heat share. Standard library only."""
from html import escape

WIDTH, LEFT, RIGHT, TOP = 1120, 74, 196, 98
PANEL, GAP, BOTTOM = 228, 46, 66
INK, FAINT = "#222222", "#e4e4e4"


def nice_ticks(low, high, count):
    """Round steps that cover [low, high] in about `count` pieces."""
    raw = max(high - low, 1e-9) / count
    size = 10.0 ** len(str(int(raw))) / 10.0 if raw >= 1 else 1.0
    while size > raw:
        size /= 10.0
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw)
    first = int(low // step)
    last = -int(-high // step)
    return [round(step * k, 9) for k in range(first, last + 1)]


class Panel:
    """One set of axes; `parts` collects SVG."""

    def __init__(self, row, title, unit, low, high, hours, ticks=5):
        self.top = TOP + row * (PANEL + GAP)
        self.hours = hours
        self.ticks = nice_ticks(low, high, ticks)
        self.low, self.high = self.ticks[0], self.ticks[-1]
        self.parts = []
        for tick in self.ticks:
            y = self.y(tick)
            self.parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}"/>'
                              f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
        for hour in self.hour_ticks():
            x = self.x(hour)
            self.parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{self.top}" y2="{self.top + PANEL}" stroke="{FAINT}"/>')
        self.parts.append(f'<text x="{LEFT}" y="{self.top - 10}" font-size="14" font-weight="bold">{escape(title)}'
                          f'<tspan font-weight="normal" fill="#555">, {escape(unit)}</tspan></text>')

    def hour_ticks(self):
        first, last = self.hours
        step = next(s for s in (0.5, 1, 2, 4, 6, 12, 24, 48) if (last - first) / s <= 16)
        return [step * k for k in range(int(first // step), int(last // step) + 1) if first <= step * k <= last]

    def x(self, hour):
        first, last = self.hours
        return LEFT + (hour - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        return self.top + PANEL * (1.0 - (value - self.low) / (self.high - self.low))

    def band(self, begin, end):
        self.parts.insert(0, f'<rect x="{self.x(begin):.1f}" y="{self.top}" width="{self.x(end) - self.x(begin):.1f}" '
                             f'height="{PANEL}" fill="#f3f1ec"/>')

    def line(self, hours, values, colour, dash=""):
        points = " ".join(f"{self.x(h):.1f},{self.y(v):.1f}" for h, v in zip(hours, values) if v is not None)
        self.parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" '
                          f'stroke-linejoin="round"{dash and f" stroke-dasharray={chr(34)}{dash}{chr(34)}"}/>')

    def labels(self, entries):
        """Names at the right end, pushed apart; entries: (value at the end, colour, text)."""
        spots = sorted(([self.y(value) + 4, colour, text] for value, colour, text in entries), key=lambda spot: spot[0])
        for before, spot in zip(spots, spots[1:]):
            spot[0] = max(spot[0], before[0] + 17)
        push = max(0.0, spots[-1][0] - (self.top + PANEL)) if spots else 0.0
        for y, colour, text in spots:
            self.parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{y - push:.1f}" fill="{colour}" font-weight="bold">'
                              f'{escape(text)}</text>')

    def stack(self, hours, layers):
        """Areas on top of each other; layers: (values, colour)."""
        base = [0.0] * len(hours)
        for values, colour in layers:
            top = [b + v for b, v in zip(base, values)]
            points = [(self.x(h), self.y(v)) for h, v in zip(hours, top)]
            points += [(self.x(h), self.y(v)) for h, v in zip(reversed(hours), reversed(base))]
            text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            self.parts.append(f'<polygon points="{text}" fill="{colour}" stroke="#fff" stroke-width="0.4"/>')
            base = top

    def steps(self, hours, values, colour, dash=""):
        """Means of hours that begin at `hours`."""
        points = [(self.x(h + d), self.y(v)) for h, v in zip(hours, values) for d in (0, 1)]
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{text}" fill="none" stroke="{colour}" stroke-width="2"'
                          + (f' stroke-dasharray="{dash}"' if dash else "") + "/>")


def page(panels, title, note, axis_title):
    """One picture of panels that share their hours; returns (svg, height)."""
    last = panels[-1]
    axis_y = last.top + PANEL
    height = axis_y + BOTTOM
    axis = "".join(f'<text x="{last.x(hour):.1f}" y="{axis_y + 20}" text-anchor="middle">{hour:g}</text>'
                   for hour in last.hour_ticks())
    axis += (f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{axis_y + 44}" text-anchor="middle" fill="#555">'
             f'{escape(axis_title)}</text>')
    body = "".join("".join(panel.parts) for panel in panels)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="DejaVu Sans, sans-serif" '
            f'font-size="13" fill="{INK}"><rect width="100%" height="100%" fill="#fff"/>'
            f'<text x="{LEFT}" y="30" font-size="19" font-weight="bold">{escape(title)}</text>'
            f'<text x="{LEFT}" y="51" fill="#555" font-size="12.5">{escape(note)}</text>{body}{axis}</svg>'), height
