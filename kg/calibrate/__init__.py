"""Fitting the confidence of claims on annotated documents, and showing how far it can be trusted."""

from kg.calibrate.examples import Example, examples
from kg.calibrate.fit import Calibration, calibrate, regress
from kg.calibrate.plot import reliability
from kg.calibrate.write import as_toml

__all__ = ["Calibration", "Example", "as_toml", "calibrate", "examples", "regress", "reliability"]
