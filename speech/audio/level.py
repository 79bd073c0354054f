"""How loud a piece of sound is."""

import math

SILENCE_DBFS = -120.0


def level_dbfs(pcm: bytes) -> float:
    """Return the RMS level of int16 mono `pcm`: 0 for a full-scale square wave, -120 at the least."""
    import numpy as np

    if not pcm:
        return SILENCE_DBFS
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    rms = math.sqrt(float(np.mean(samples * samples))) / 32_768
    return max(SILENCE_DBFS, 20 * math.log10(rms)) if rms else SILENCE_DBFS
