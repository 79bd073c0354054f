"""How loud a stretch of sound is, as a needle would show it. Pure."""

import math

import numpy as np

# Speech at arm's length lies between these; a logarithm, as ears hear.
_QUIET_DBFS, _LOUD_DBFS = -55.0, -12.0


def level_of(pcm: bytes) -> float:
    """Return the loudness of int16 mono sound, 0 for a quiet room to 1 for loud speech, in steps of a hundredth."""
    if not pcm:
        return 0.0
    samples = np.frombuffer(pcm, np.int16).astype(np.float32)
    rms = float(np.sqrt(np.mean(samples * samples))) / 32_768
    dbfs = 20 * math.log10(rms) if rms > 0 else -math.inf
    return round(min(1.0, max(0.0, (dbfs - _QUIET_DBFS) / (_LOUD_DBFS - _QUIET_DBFS))), 2)
