"""The reliability diagram as SVG: of claims with a probability of 70 percent, are 70 percent right?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from kg.calibrate.fit import Bin, Calibration

_SIZE: Final = 360  # pixels of the square
_LEFT: Final = 60
_TOP: Final = 20
_FOOT: Final = 96
_COLOURS: Final = ("#1f4e8c", "#b5541c", "#4a7a1f", "#6b3fa0")
_Z: Final = 1.6449  # 90 percent


def reliability(found: Calibration, names: Sequence[str]) -> str:
    """The diagram, the same bytes for the same calibration: a disc for each bin, a bar for its 90-percent interval (Wilson)."""
    width, height = _LEFT + _SIZE + 24, _TOP + _SIZE + _FOOT
    legend = "; ".join(
        f"{name}: {quality.claims} claims, Brier score {quality.brier:.3f}, ECE {quality.ece:.3f}"
        for name, quality in zip(names, found.corpora, strict=True)
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="12">',
        '<title id="title">Reliability of the confidence of claims, by cross-validation</title>',
        f'<desc id="desc">{escape(legend)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_axes(),
    ]
    for number, quality in enumerate(found.corpora):
        lines += _series(quality.bins, quality.claims, _COLOURS[number % len(_COLOURS)], 5 * number)
    for number, text in enumerate(legend.split("; ")):
        y = _TOP + _SIZE + 56 + 18 * number
        lines.append(f'<circle cx="{_LEFT + 6}" cy="{y - 4}" r="5" fill="{_COLOURS[number % len(_COLOURS)]}"/>')
        lines.append(f'<text x="{_LEFT + 18}" y="{y}" fill="#222222">{escape(text)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _axes() -> Iterator[str]:
    yield f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#777777" stroke-dasharray="4 4"/>'
    yield f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="#222222"/>'
    for tenth in range(0, 11, 2):
        at = tenth / 10
        yield f'<text x="{_x(at)}" y="{_TOP + _SIZE + 16}" text-anchor="middle" fill="#222222">{at:.1f}</text>'
        yield f'<text x="{_LEFT - 8}" y="{_y(at)}" dy="4" text-anchor="end" fill="#222222">{at:.1f}</text>'
    yield f'<text x="{_x(0.5)}" y="{_TOP + _SIZE + 34}" text-anchor="middle" fill="#222222">confidence</text>'
    middle = _y(0.5)
    yield f'<text x="18" y="{middle}" text-anchor="middle" fill="#222222" transform="rotate(-90 18 {middle})">share with type and actors right</text>'


def _series(bins: Sequence[Bin], claims: int, colour: str, shift: int) -> Iterator[str]:
    """`shift` pixels to the right, so that bars of two corpora do not cover each other."""
    for each in bins:
        low, high = _wilson(each.right, each.count)
        x, radius = _x(each.expected), 3 + 9 * math.sqrt(each.count / claims)
        bar = float(x) + shift
        yield f'<path d="M{bar:.1f} {_y(low)}V{_y(high)}" stroke="{colour}" stroke-opacity="0.6"/>'
        yield (
            f'<circle cx="{bar:.1f}" cy="{_y(each.right)}" r="{radius:.1f}" fill="{colour}" fill-opacity="0.75">'
            f"<title>{each.count} claims, confidence {each.expected:.2f}, right {each.right:.2f}</title></circle>"
        )


def _wilson(share: float, count: int) -> tuple[float, float]:
    squared = _Z * _Z
    middle = (share + squared / (2 * count)) / (1 + squared / count)
    half = _Z / (1 + squared / count) * math.sqrt(share * (1 - share) / count + squared / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def _x(value: float) -> str:
    return f"{_LEFT + _SIZE * value:.1f}"


def _y(value: float) -> str:
    return f"{_TOP + _SIZE * (1 - value):.1f}"
