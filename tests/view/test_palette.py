"""Colours can be read by everybody: contrast as WCAG 2 asks, families apart for colour-blind eyes too."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

CSS = (Path(__file__).resolve().parents[2] / "kg" / "view" / "assets" / "viewer.css").read_text("utf-8")
# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
Colour = NDArray[np.float64]


def theme(name: str) -> dict[str, str]:
    block = re.search(rf":root\[data-theme={name}\] \{{(.*?)\}}", CSS, re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1]))


def linear(colour: str) -> Colour:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(linear(c) @ TO_XYZ[1]) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, eye: Colour) -> Colour:
    xyz = TO_XYZ @ np.clip(eye @ linear(colour), 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_contrast(name: str) -> None:
    tones = theme(name)
    grounds = [tones[g] for g in ("paper", "card")]
    for word in ("ink", "ink-soft", "accent", "against"):
        assert all(contrast(tones[word], g) >= 4.5 for g in (*grounds, tones["sunk"])), word
    assert contrast(tones["mark-ink"], tones["mark"]) >= 4.5
    blocs = [tones[f"bloc-{i}"] for i in range(6)]
    for line in ("ended", "against", *(f"family-{i}" for i in range(8))):
        assert all(contrast(tones[line], g) >= 3 for g in (*grounds, *blocs)), line


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_families_differ(name: str, eye: str) -> None:
    """Nearest pair of the seven families and of opposition; 2.3 is what an eye just tells apart side by side."""
    tones = theme(name)
    colours = {c: lab(tones[c], EYES[eye]) for c in ("against", *(f"family-{i}" for i in range(7)))}
    near = min((float(np.linalg.norm(colours[a] - colours[b])), a, b) for a, b in combinations(colours, 2))
    assert near[0] >= 7, near
