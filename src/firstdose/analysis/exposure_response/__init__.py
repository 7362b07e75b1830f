"""Does toxicity or response rise with exposure, with which metric of it, and which dose does that speak for?"""

from firstdose.analysis.exposure_response.ask import exposure_response
from firstdose.analysis.exposure_response.average import ExposureResponse
from firstdose.analysis.exposure_response.dose_choice import dose_choice

__all__ = ["ExposureResponse", "dose_choice", "exposure_response"]
