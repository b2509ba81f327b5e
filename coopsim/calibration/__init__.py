"""Fit assumed parameters of a preset to given moments, and say what the moments cannot tell.

Moments and parameters stand in ``moments/PRESET.toml``; what validation tests is reserved there
and never fitted. Seeds of calibration are 1 to 999.
"""

from coopsim.calibration.fitting import Fit, Trial, fit
from coopsim.calibration.identifying import Identified
from coopsim.calibration.parameters import Parameter
from coopsim.calibration.plan import CalibrationError, Moment, Plan, load_plan, planned
from coopsim.calibration.telling import as_data
from coopsim.calibration.writing import fitted_text, refuse_target, write_fitted

__all__ = [
    "CalibrationError", "Fit", "Identified", "Moment", "Parameter", "Plan", "Trial", "as_data",
    "fit", "fitted_text", "load_plan", "planned", "refuse_target", "write_fitted",
]  # fmt: skip
