"""Charts: what is drawn are the figures."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.support.chart import Chart

_SVG = "{http://www.w3.org/2000/svg}"


def test_a_chart_shows_its_lines() -> None:
    """Each line has its points, those of larger values higher; names are escaped."""
    lines = {"load <1>": [(10.0, 1.0), (100.0, 2.5)], "show": [(10.0, 1.0), (100.0, 0.5)]}
    chart = Chart("Growth", "2026-11-28", "elements", "ratio", lines)
    root = ET.fromstring(chart.svg())  # noqa: S314  # our own
    drawn = [line.attrib["points"].split() for line in root.iter(f"{_SVG}polyline")]
    ends = [[tuple(map(float, point.split(","))) for point in line] for line in drawn]
    assert [start for start, _ in ends] == [ends[0][0]] * 2
    assert ends[0][1][0] == ends[1][1][0] > ends[0][0][0]
    assert ends[0][1][1] < ends[0][0][1] < ends[1][1][1]
    texts = [text.text for text in root.iter(f"{_SVG}text")]
    assert {"load <1>: 2.50", "show: 0.50", "Growth", "2026-11-28", "100"} <= set(texts)
